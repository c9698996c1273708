//! Access groups, and the certificate authority of each.

mod input;
mod model;

pub use input::AccessGroupSearch;
pub use model::AccessGroup;

use input::CaRenewal;

use crate::Sort;
use crate::ids::{AccessGroupId, CaId};
use portcullis_core::{Call, Client, List};

/// Access groups: each has a certificate authority, and scopes permissions on hosts and connections; made by
/// [`Authorizer::access_groups`](super::Authorizer::access_groups).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::authorizer::AccessGroup;
///
/// let groups = privx.authorizer().access_groups();
/// let id = groups.create(&AccessGroup::new("plant 4").comment("hosts of plant 4")).await?;
/// // The hosts must trust the new key pair before the old one is revoked.
/// let old = groups.get(&id).await?.ca_id;
/// groups.renew_ca(&id).await?;
/// if let Some(old) = old {
///     groups.revoke_ca(&id, &old).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AccessGroups(pub(super) Client);

impl AccessGroups {
    /// Lists all access groups.
    ///
    /// `GET /authorizer/api/v1/accessgroups`
    ///
    /// A page has 50 groups unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `access_groups.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<AccessGroup> {
        self.0.get("/authorizer/api/v1/accessgroups").list("items")
    }

    /// Lists all access groups in an order.
    ///
    /// `GET /authorizer/api/v1/accessgroups`
    ///
    /// - Operation: `access_groups.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<AccessGroup> {
        self.0.get("/authorizer/api/v1/accessgroups").query_of(sort).list("items")
    }

    /// Finds access groups.
    ///
    /// `POST /authorizer/api/v1/accessgroups/search`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `access_groups.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &AccessGroupSearch) -> List<AccessGroup> {
        self.0
            .post("/authorizer/api/v1/accessgroups/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Creates an access group and returns its id.
    ///
    /// `POST /authorizer/api/v1/accessgroups`
    ///
    /// The vendor documents name and comment alone; trust anchors and the kind of key are from a client of the
    /// vendor. Limit: the name is not empty. Fails with [`is_conflict`](crate::Error::is_conflict) if it is taken
    /// (inferred).
    ///
    /// - Operation: `access_groups.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, group: &AccessGroup) -> Call<AccessGroupId> {
        self.0.post("/authorizer/api/v1/accessgroups").create(group).pick("id").call()
    }

    /// Returns one access group.
    ///
    /// `GET /authorizer/api/v1/accessgroups/{access_group_id}`
    ///
    /// - Operation: `access_groups.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &AccessGroupId) -> Call<AccessGroup> {
        self.0.get("/authorizer/api/v1/accessgroups/{access_group_id}").path(id).identified_by("id").call()
    }

    /// Replaces one access group as a whole: what `group` does not hold is reset.
    ///
    /// `PUT /authorizer/api/v1/accessgroups/{access_group_id}`
    ///
    /// Limit: the name is not empty. A change by others between reading and writing is lost.
    ///
    /// - Operation: `access_groups.update`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, id: &AccessGroupId, group: &AccessGroup) -> Call<()> {
        self.0.put("/authorizer/api/v1/accessgroups/{access_group_id}").idempotent().replace(id, group).done()
    }

    /// Deletes one access group.
    ///
    /// `DELETE /authorizer/api/v1/accessgroups/{access_group_id}`
    ///
    /// Objects that belong to the group keep its id, which then refers to no group. The default group cannot be
    /// deleted.
    ///
    /// - Operation: `access_groups.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, id: &AccessGroupId) -> Call<()> {
        self.0.delete("/authorizer/api/v1/accessgroups/{access_group_id}").idempotent().path(id).done()
    }

    /// Makes a new key pair for the group's certificate authority and returns its id.
    ///
    /// `POST /authorizer/api/v1/accessgroups/{access_group_id}/cas`
    ///
    /// PrivX selects the kind of key. Earlier keys stay valid until [`revoke_ca`](Self::revoke_ca) (inferred). If
    /// the reply is lost, [`Cas::list`](super::Cas::list) shows whether the key was made.
    ///
    /// - Operation: `access_groups.renew_ca`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn renew_ca(&self, id: &AccessGroupId) -> Call<CaId> {
        self.0.post("/authorizer/api/v1/accessgroups/{access_group_id}/cas").path(id).call()
    }

    /// Makes a new key pair of this kind for the group's certificate authority and returns its id.
    ///
    /// `POST /authorizer/api/v1/accessgroups/{access_group_id}/cas`
    ///
    /// As [`renew_ca`](Self::renew_ca). Limit: the kind is not empty. The kinds are not documented;
    /// [`AccessGroup::key_type`] is the kind of the group's present key.
    ///
    /// - Operation: `access_groups.renew_ca`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn renew_ca_as(&self, id: &AccessGroupId, key_type: &str) -> Call<CaId> {
        self.0
            .post("/authorizer/api/v1/accessgroups/{access_group_id}/cas")
            .path(id)
            .json(&CaRenewal { key_type: key_type.into() })
            .call()
    }

    /// Revokes a key of the group's certificate authority.
    ///
    /// `DELETE /authorizer/api/v1/accessgroups/{access_group_id}/cas/{ca_id}`
    ///
    /// Hosts no longer accept the certificates that were signed with it (inferred).
    ///
    /// - Operation: `access_groups.revoke_ca`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `access-groups-manage`
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn revoke_ca(&self, id: &AccessGroupId, ca: &CaId) -> Call<()> {
        self.0
            .delete("/authorizer/api/v1/accessgroups/{access_group_id}/cas/{ca_id}")
            .idempotent()
            .path(id)
            .path(ca)
            .done()
    }
}
