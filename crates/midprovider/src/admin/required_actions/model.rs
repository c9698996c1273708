//! Required actions.

use crate::ActionAlias;
use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A required action provider representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct RequiredActionProvider {
    /// The name used in requiredActions. Unique (inferred).
    pub alias: Option<ActionAlias>,
    /// The name.
    pub name: Option<String>,
    /// The providerId.
    #[record(name = "providerId")]
    pub provider_id: Option<String>,
    /// The enabled.
    pub enabled: Option<bool>,
    /// Given to every new user.
    #[record(name = "defaultAction")]
    pub default_action: Option<bool>,
    /// The priority.
    pub priority: Option<i64>,
    /// The config.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
