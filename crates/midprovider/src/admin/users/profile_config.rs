//! The configuration of the user profile.

use portcullis_core::{Error, Extra, Result};
use portcullis_macros::Record;
use serde_json::Value;
use std::collections::BTreeMap;

/// The user profile of the realm: which attributes users have, and who may see and change them. Since Keycloak 24.
#[derive(Debug, Clone, Default, Record)]
#[record(new(attributes), check_always)]
#[non_exhaustive]
pub struct ProfileConfig {
    /// The attributes that the profile declares.
    pub attributes: Option<Vec<ProfileAttribute>>,
    /// The groups under which forms show them.
    pub groups: Option<Vec<ProfileGroup>>,
    /// Which users may use attributes that the profile does not declare: none unless set.
    #[record(name = "unmanagedAttributePolicy")]
    pub unmanaged_attribute_policy: Option<UnmanagedAttributePolicy>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ProfileConfig {
    /// The server replaces the whole configuration.
    fn check_always(&self) -> Result<()> {
        let unset = self.attributes.is_none() && self.extra.get("attributes").is_none();
        if unset {
            return Err(Error::input("attributes", "must be set: the configuration is replaced as a whole"));
        }
        Ok(())
    }
}

portcullis_core::open_enum! {
    /// Who may use attributes that the user profile does not declare.
    UnmanagedAttributePolicy {
        /// Everybody who may use the declared ones, by the name: the description has no more.
        Enabled = "ENABLED",
        /// Administrators may see them.
        AdminView = "ADMIN_VIEW",
        /// Administrators may see and change them.
        AdminEdit = "ADMIN_EDIT",
    }
}

/// An attribute that the user profile declares.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct ProfileAttribute {
    /// The attribute's name.
    pub name: Option<String>,
    /// The name that forms show.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// The validators and their settings, by name.
    pub validations: Option<BTreeMap<String, BTreeMap<String, Value>>>,
    /// Hints for forms; their shape is not documented.
    pub annotations: Option<BTreeMap<String, Value>>,
    /// For whom a value is required.
    pub required: Option<AttributeRequired>,
    /// Who may see and change it.
    pub permissions: Option<AttributePermissions>,
    /// When it is in effect.
    pub selector: Option<AttributeSelector>,
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

/// For whom an attribute is required. **Partly guessed.** The members and what they mean.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct AttributeRequired {
    /// The kinds of accounts; the words are not documented.
    pub roles: Option<Vec<String>>,
    /// The scopes of which a client requests one.
    pub scopes: Option<Vec<String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Who may see and change an attribute; the words are not documented. **Partly guessed.** The members and what they
/// mean.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct AttributePermissions {
    /// Who may see it.
    pub view: Option<Vec<String>>,
    /// Who may change it.
    pub edit: Option<Vec<String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// When an attribute is in effect. **Partly guessed.** The member and what it means.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct AttributeSelector {
    /// The scopes of which a client requests one.
    pub scopes: Option<Vec<String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A group of attributes in forms.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct ProfileGroup {
    /// The group's name.
    pub name: Option<String>,
    /// The header that forms show.
    #[record(name = "displayHeader")]
    pub display_header: Option<String>,
    /// The text that forms show below the header.
    #[record(name = "displayDescription")]
    pub display_description: Option<String>,
    /// Hints for forms; their shape is not documented.
    pub annotations: Option<BTreeMap<String, Value>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
