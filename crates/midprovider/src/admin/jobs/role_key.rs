//! Roles by name.

use crate::{ClientId, RoleName, dialect::VENDOR};
use portcullis_core::{Error, ErrorKind};
use std::fmt;

/// A role by its name: of the realm, or of a client.
///
/// ```
/// use midprovider::admin::jobs::RoleKey;
///
/// assert_eq!(RoleKey::from("auditor").to_string(), "auditor");
/// assert_eq!(RoleKey::of_client("help-desk", "agent").to_string(), "help-desk: agent");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct RoleKey {
    /// The client id of OpenID Connect of the client that has the role; `None` for a role of the realm.
    pub client: Option<ClientId>,
    /// The name of the role.
    pub name: RoleName,
}

impl RoleKey {
    /// Names a role of the realm.
    pub fn realm(name: impl Into<RoleName>) -> Self {
        Self { client: None, name: name.into() }
    }

    /// Names a role of a client.
    pub fn of_client(client: impl Into<ClientId>, name: impl Into<RoleName>) -> Self {
        Self { client: Some(client.into()), name: name.into() }
    }
}

/// A role of the realm.
impl From<&str> for RoleKey {
    fn from(name: &str) -> Self {
        Self::realm(name)
    }
}

/// A role of the realm.
impl From<RoleName> for RoleKey {
    fn from(name: RoleName) -> Self {
        Self::realm(name)
    }
}

impl fmt::Display for RoleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.client {
            Some(client) => write!(f, "{client}: {}", self.name),
            None => self.name.fmt(f),
        }
    }
}

/// Why roles were not granted or revoked. It turns into an [`Error`] by `?`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum GrantError {
    /// The realm does not have these roles, or not their clients. Nothing was changed.
    Unknown(Vec<RoleKey>),
    /// A call failed. Roles of the realm, and then those of each client, are one call: some may be changed. Repeat it.
    Failed(Error),
}

impl GrantError {
    /// Returns the roles that the realm does not have; none after another failure.
    pub fn unknown(&self) -> &[RoleKey] {
        match self {
            Self::Unknown(roles) => roles,
            Self::Failed(_) => &[],
        }
    }
}

impl From<Error> for GrantError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<GrantError> for Error {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::Failed(error) => error,
            unknown @ GrantError::Unknown(_) => {
                Self::new(ErrorKind::Input, unknown.to_string()).with_vendor(VENDOR)
            }
        }
    }
}

impl fmt::Display for GrantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(f),
            Self::Unknown(roles) => {
                f.write_str("the realm does not have")?;
                for (nth, role) in roles.iter().enumerate() {
                    write!(f, "{} `{role}`", if nth == 0 { "" } else { "," })?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for GrantError {}
