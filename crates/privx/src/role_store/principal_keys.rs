//! Key pairs of roles.

mod model;

pub use model::PrincipalKey;

use model::ImportedKey;

use crate::ids::{PrincipalKeyId, RoleId};
use portcullis_core::{Call, Client, List, Secret};

/// Key pairs with which members of a role log in to hosts; made by [`RoleStore::principal_keys`](super::RoleStore::principal_keys).
#[derive(Debug, Clone)]
pub struct PrincipalKeys(pub(super) Client);

impl PrincipalKeys {
    /// Lists the keys of one role.
    ///
    /// `GET /role-store/api/v1/roles/{role_id}/principalkeys`
    ///
    /// - Operation: `role_principal_keys.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self, role: &RoleId) -> List<PrincipalKey> {
        self.0.get("/role-store/api/v1/roles/{role_id}/principalkeys").path(role).list_whole("items")
    }

    /// Generates a key pair and returns its id.
    ///
    /// `POST /role-store/api/v1/roles/{role_id}/principalkeys/generate`
    ///
    /// - Operation: `role_principal_keys.generate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `roles-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn generate(&self, role: &RoleId) -> Call<PrincipalKeyId> {
        self.0.post("/role-store/api/v1/roles/{role_id}/principalkeys/generate").path(role).pick("id").call()
    }

    /// Imports a private key and returns its id.
    ///
    /// `POST /role-store/api/v1/roles/{role_id}/principalkeys/import`
    ///
    /// Limit: the key must not be empty.
    ///
    /// - Operation: `role_principal_keys.import`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `roles-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn import(&self, role: &RoleId, private_key: &Secret) -> Call<PrincipalKeyId> {
        self.0
            .post("/role-store/api/v1/roles/{role_id}/principalkeys/import")
            .path(role)
            .json(&ImportedKey { private_key: private_key.clone() })
            .pick("id")
            .call()
    }

    /// Returns one key.
    ///
    /// `GET /role-store/api/v1/roles/{role_id}/principalkeys/{key_id}`
    ///
    /// - Operation: `role_principal_keys.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, role: &RoleId, id: &PrincipalKeyId) -> Call<PrincipalKey> {
        self.0
            .get("/role-store/api/v1/roles/{role_id}/principalkeys/{key_id}")
            .path(role)
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Deletes one key.
    ///
    /// `DELETE /role-store/api/v1/roles/{role_id}/principalkeys/{key_id}`
    ///
    /// - Operation: `role_principal_keys.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, role: &RoleId, id: &PrincipalKeyId) -> Call<()> {
        self.0
            .delete("/role-store/api/v1/roles/{role_id}/principalkeys/{key_id}")
            .idempotent()
            .path(role)
            .path(id)
            .done()
    }
}
