//! AWS roles.

use crate::ids::{AwsRoleId, RoleId};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::{Record, Reply};

/// A role of AWS that PrivX has imported.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AwsRole {
    /// The AWS role's id in PrivX.
    pub id: AwsRoleId,
    /// The name.
    pub name: Option<String>,
    /// The Amazon resource name.
    pub arn: Option<String>,
    /// A description.
    pub description: Option<String>,
    /// Where it was imported from.
    pub source: Option<String>,
    /// The state of the imported role.
    pub status: Option<String>,
    /// The PrivX roles whose members may use it.
    pub roles: Option<Vec<LinkedRole>>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Members that this version does not know; kept.
    pub extra: Extra,
}

/// A PrivX role whose members may use an AWS role.
#[derive(Debug, Clone, Default, Record)]
#[record(new(id))]
#[non_exhaustive]
pub struct LinkedRole {
    /// The id of the PrivX role.
    pub id: Option<RoleId>,
    /// The name of the PrivX role.
    pub name: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
