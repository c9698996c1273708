//! Issuers whose tokens PrivX accepts.

mod input;
mod model;

pub use input::IdentityProviderSearch;
pub use model::{
    ClaimCheck, CustomAttributeValidation, IdentityProvider, IdentityProviderPublicKey, PublicKeyMethod,
    SubjectType, TokenType,
};

use crate::Sort;
use crate::ids::IdentityProviderId;
use portcullis_core::{Call, Client, List};

/// Issuers whose tokens PrivX accepts in exchange for its own; made by [`RoleStore::identity_providers`](super::RoleStore::identity_providers).
#[derive(Debug, Clone)]
pub struct IdentityProviders(pub(super) Client);

impl IdentityProviders {
    /// Lists all identity providers.
    ///
    /// `GET /role-store/api/v1/identity-providers`
    ///
    /// A page has 50 providers unless [`page_size`](List::page_size) sets another size, at most 100.
    ///
    /// - Operation: `identity_providers.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (v35)
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<IdentityProvider> {
        self.0.get("/role-store/api/v1/identity-providers").list("items")
    }

    /// Lists all identity providers in an order.
    ///
    /// `GET /role-store/api/v1/identity-providers`
    ///
    /// - Operation: `identity_providers.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (v35)
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<IdentityProvider> {
        self.0.get("/role-store/api/v1/identity-providers").query_of(sort).list("items")
    }

    /// Finds identity providers.
    ///
    /// `POST /role-store/api/v1/identity-providers/search`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `identity_providers.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (v35)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search(&self, search: &IdentityProviderSearch) -> List<IdentityProvider> {
        self.0
            .post("/role-store/api/v1/identity-providers/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Creates an identity provider and returns its id.
    ///
    /// `POST /role-store/api/v1/identity-providers`
    ///
    /// Limits: a name of 2 to 2042 characters; issuer and audience of at most 2042.
    ///
    /// - Operation: `identity_providers.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`) (v35)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, provider: &IdentityProvider) -> Call<IdentityProviderId> {
        self.0.post("/role-store/api/v1/identity-providers").create(provider).pick("id").call()
    }

    /// Returns one identity provider.
    ///
    /// `GET /role-store/api/v1/identity-providers/{provider_id}`
    ///
    /// - Operation: `identity_providers.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (v35)
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &IdentityProviderId) -> Call<IdentityProvider> {
        self.0.get("/role-store/api/v1/identity-providers/{provider_id}").path(id).identified_by("id").call()
    }

    /// Replaces one identity provider as a whole.
    ///
    /// `PUT /role-store/api/v1/identity-providers/{provider_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused.
    /// Limits: as for [`create`](Self::create).
    ///
    /// - Operation: `identity_providers.update`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (v35)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &IdentityProviderId, provider: &IdentityProvider) -> Call<()> {
        self.0
            .put("/role-store/api/v1/identity-providers/{provider_id}")
            .idempotent()
            .replace(id, provider)
            .done()
    }

    /// Deletes one identity provider.
    ///
    /// `DELETE /role-store/api/v1/identity-providers/{provider_id}`
    ///
    /// - Operation: `identity_providers.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (v35)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &IdentityProviderId) -> Call<()> {
        self.0.delete("/role-store/api/v1/identity-providers/{provider_id}").idempotent().path(id).done()
    }
}
