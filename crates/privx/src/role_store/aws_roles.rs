//! Roles of AWS that PrivX has imported.

mod model;

pub use model::{AwsRole, LinkedRole};

use crate::ids::AwsRoleId;
use portcullis_core::{Call, Client, List};

/// Roles of AWS that PrivX has imported; made by [`RoleStore::aws_roles`](super::RoleStore::aws_roles).
#[derive(Debug, Clone)]
pub struct AwsRoles(pub(super) Client);

impl AwsRoles {
    /// Lists the AWS roles.
    ///
    /// `GET /role-store/api/v1/awsroles`
    ///
    /// - Operation: `aws_roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `role-target-resources-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<AwsRole> {
        self.0.get("/role-store/api/v1/awsroles").list_whole("items")
    }

    /// Reads the roles from AWS again and lists them, which is slow.
    ///
    /// `GET /role-store/api/v1/awsroles`
    ///
    /// - Operation: `aws_roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `role-target-resources-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list_refreshed(&self) -> List<AwsRole> {
        self.0.get("/role-store/api/v1/awsroles").query("refresh", true).list_whole("items")
    }

    /// Returns one AWS role.
    ///
    /// `GET /role-store/api/v1/awsroles/{aws_role_id}`
    ///
    /// - Operation: `aws_roles.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `role-target-resources-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &AwsRoleId) -> Call<AwsRole> {
        self.0.get("/role-store/api/v1/awsroles/{aws_role_id}").path(id).identified_by("id").call()
    }

    /// Deletes one AWS role from PrivX.
    ///
    /// `DELETE /role-store/api/v1/awsroles/{aws_role_id}`
    ///
    /// - Operation: `aws_roles.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `role-target-resources-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &AwsRoleId) -> Call<()> {
        self.0.delete("/role-store/api/v1/awsroles/{aws_role_id}").idempotent().path(id).done()
    }

    /// Lists the PrivX roles whose members may use an AWS role.
    ///
    /// `GET /role-store/api/v1/awsroles/{aws_role_id}/roles`
    ///
    /// - Operation: `aws_roles.linked_roles`
    /// - Retried: also when the reply is lost
    /// - Permission: `role-target-resources-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn linked_roles(&self, id: &AwsRoleId) -> List<LinkedRole> {
        self.0.get("/role-store/api/v1/awsroles/{aws_role_id}/roles").path(id).list_whole("items")
    }

    /// Replaces the PrivX roles whose members may use an AWS role.
    ///
    /// `PUT /role-store/api/v1/awsroles/{aws_role_id}/roles`
    ///
    /// - Operation: `aws_roles.set_linked_roles`
    /// - Retried: also when the reply is lost
    /// - Permission: `role-target-resources-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_linked_roles(&self, id: &AwsRoleId, roles: &[LinkedRole]) -> Call<()> {
        self.0.put("/role-store/api/v1/awsroles/{aws_role_id}/roles").idempotent().path(id).json(roles).done()
    }
}
