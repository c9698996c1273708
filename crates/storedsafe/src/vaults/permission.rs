//! Permissions in a vault.

use portcullis_core::Input;
use serde::{Serialize, Serializer};

/// The permission of a member in one vault. Each includes those before it.
///
/// Requests and replies contain its value, not a bit's number, unlike a user's
/// [`Capabilities`](crate::Capabilities).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Permission {
    /// Read everything in the vault, encrypted fields too (1).
    Read,
    /// Change what is in the vault (2).
    Write,
    /// Manage the vault and its members: a data custodian (4).
    Admin,
}

impl Permission {
    /// Returns the server's value for it.
    pub fn value(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Write => 2,
            Self::Admin => 4,
        }
    }
}

impl Input for Permission {}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(self.value())
    }
}

/// Returns the highest permission in a reply's mask, if it is a number and has one.
pub(crate) fn highest(mask: Option<&str>) -> Option<Permission> {
    let mask = crate::bits::mask(mask)?;
    [Permission::Admin, Permission::Write, Permission::Read]
        .into_iter()
        .find(|permission| mask & u64::from(permission.value()) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_counts() {
        for (mask, permission) in [
            ("1", Some(Permission::Read)),
            ("2", Some(Permission::Write)),
            ("4", Some(Permission::Admin)),
            ("7", Some(Permission::Admin)),
            ("3", Some(Permission::Write)),
            ("128", None),
            ("0", None),
            ("Admin", None),
        ] {
            assert_eq!(highest(Some(mask)), permission, "{mask}");
        }
        assert!(Permission::Admin > Permission::Write && Permission::Write > Permission::Read);
    }
}
