//! Required actions.

use crate::ActionAlias;
use portcullis_core::{Error, Extra, Result};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A required action that is registered in a realm, with its settings.
///
/// Must have its alias when it is sent: change one that was read.
#[derive(Debug, Clone, Default, Record)]
#[record(check_always)]
#[non_exhaustive]
pub struct RequiredActionProvider {
    /// The name by which users and mails refer to it, such as `CONFIGURE_TOTP`. Unique (inferred).
    #[record(id)]
    pub alias: ActionAlias,
    /// The name that is shown.
    pub name: Option<String>,
    /// The id of the part of the server that carries it out.
    #[record(name = "providerId")]
    pub provider_id: Option<String>,
    /// Whether it can be used.
    pub enabled: Option<bool>,
    /// Whether every new user gets it.
    #[record(name = "defaultAction")]
    pub default_action: Option<bool>,
    /// Its place among the actions of one login; which end comes first is not documented.
    pub priority: Option<i64>,
    /// Its own settings; the names are not documented.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl RequiredActionProvider {
    /// One without the alias was not read from the server, and its absent settings might be reset.
    fn check_always(&self) -> Result<()> {
        filled("alias", Some(self.alias.as_str()))
    }
}

/// An action that the server has and a realm has not registered.
#[derive(Debug, Clone, Default, Record)]
#[record(new(provider_id, name), check_always)]
#[non_exhaustive]
pub struct UnregisteredAction {
    /// The id of the part of the server that carries it out.
    #[record(name = "providerId")]
    pub provider_id: Option<String>,
    /// The name that is shown.
    pub name: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl UnregisteredAction {
    fn check_always(&self) -> Result<()> {
        filled("provider_id", self.provider_id.as_deref())?;
        filled("name", self.name.as_deref())
    }
}

fn filled(field: &str, text: Option<&str>) -> Result<()> {
    match text {
        Some(text) if !text.trim().is_empty() => Ok(()),
        _ => Err(Error::input(field, "must be set and not empty")),
    }
}
