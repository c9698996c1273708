//! What the user profile has about attributes, as a form needs it.

use portcullis_core::Extra;
use portcullis_macros::Record;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a form needs about the attributes of users.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ProfileMetadata {
    /// The attributes that the user profile declares.
    pub attributes: Option<Vec<ProfileAttributeMetadata>>,
    /// The groups under which a form shows them.
    pub groups: Option<Vec<ProfileGroupMetadata>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What a form needs about one attribute.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ProfileAttributeMetadata {
    /// The attribute's name.
    pub name: Option<String>,
    /// The name to be shown.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// Whether a value is required.
    pub required: Option<bool>,
    /// Whether the caller cannot change it.
    #[record(name = "readOnly")]
    pub read_only: Option<bool>,
    /// Hints for the form; their shape is not documented.
    pub annotations: Option<BTreeMap<String, Value>>,
    /// The validators and their settings, by name.
    pub validators: Option<BTreeMap<String, BTreeMap<String, Value>>>,
    /// The name of the group that it belongs to.
    pub group: Option<String>,
    /// Whether it can have several values.
    pub multivalued: Option<bool>,
    /// The value without one of the user's own.
    #[record(name = "defaultValue")]
    pub default_value: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A group of attributes in a form.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ProfileGroupMetadata {
    /// The group's name.
    pub name: Option<String>,
    /// The header to be shown.
    #[record(name = "displayHeader")]
    pub display_header: Option<String>,
    /// The text to be shown below the header.
    #[record(name = "displayDescription")]
    pub display_description: Option<String>,
    /// Hints for the form; their shape is not documented.
    pub annotations: Option<BTreeMap<String, Value>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
