//! Network targets: addresses and ports that users reach through PrivX.

mod destination;
mod input;
mod model;

pub use destination::{
    IpRange, NatParameters, NetworkDestination, NetworkDestinations, NetworkProtocol, NetworkSelector,
    PortRange,
};
pub use input::{NetworkTargetQuery, NetworkTargetSearch};
pub use model::NetworkTarget;

use crate::{host_store::Disable, ids::NetworkTargetId, local_user_store::TagSearch};
use portcullis_core::{Call, Client, List};

/// Network targets; made by [`NetworkAccessManager::network_targets`](super::NetworkAccessManager::network_targets).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::{
///     RoleHandle,
///     network_access_manager::{NetworkDestination, NetworkProtocol, NetworkTarget},
/// };
///
/// let targets = privx.network_access_manager().network_targets();
/// let printers = NetworkDestination::to("10.0.9.1", "10.0.9.254").ports(NetworkProtocol::Tcp, 631, 631);
/// let ops = RoleHandle::new("5f0a0d6e-0000-4000-8000-000000000001");
/// let id = targets.create(&NetworkTarget::new("printers", [printers], [ops])).await?;
/// targets.set_disabled(&id, true).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct NetworkTargets(pub(super) Client);

impl NetworkTargets {
    /// Lists all network targets.
    ///
    /// `GET /network-access-manager/api/v1/nwtargets`
    ///
    /// A page has 50 targets unless [`page_size`](List::page_size) sets another size. Targets that are created or
    /// deleted meanwhile shift the pages.
    ///
    /// - Operation: `network_targets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `network-targets-view`, `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<NetworkTarget> {
        self.0.get("/network-access-manager/api/v1/nwtargets").list("items")
    }

    /// Lists the network targets with a name or an id, in an order.
    ///
    /// `GET /network-access-manager/api/v1/nwtargets`
    ///
    /// The order is that of the ids unless a key is set: `id`, `name`, `comment`, `user_instructions`, `disabled`,
    /// `exclusive_access`, `created` or `updated`.
    ///
    /// - Operation: `network_targets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `network-targets-view`, `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_matching(&self, query: &NetworkTargetQuery) -> List<NetworkTarget> {
        self.0
            .get("/network-access-manager/api/v1/nwtargets")
            .query_of(&query.sort)
            .query_of(query)
            .list("items")
    }

    /// Finds network targets.
    ///
    /// `POST /network-access-manager/api/v1/nwtargets/search`
    ///
    /// Pages are as in [`list`](Self::list), the order as in [`list_matching`](Self::list_matching).
    ///
    /// - Operation: `network_targets.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `network-targets-view`, `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &NetworkTargetSearch) -> List<NetworkTarget> {
        self.0
            .post("/network-access-manager/api/v1/nwtargets/search")
            .read_only()
            .query_of(&search.sort)
            .query_opt("filter", search.filter.as_ref())
            .json(search)
            .list("items")
    }

    /// Creates a network target and returns its id.
    ///
    /// `POST /network-access-manager/api/v1/nwtargets`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: a name, destinations and roles are needed, each destination with a selector; ports are 1 to 65,535, and
    /// the port of a translated address may be 0.
    ///
    /// - Operation: `network_targets.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, target: &NetworkTarget) -> Call<NetworkTargetId> {
        self.0.post("/network-access-manager/api/v1/nwtargets").create(target).pick("id").call()
    }

    /// Returns one network target.
    ///
    /// `GET /network-access-manager/api/v1/nwtargets/{network_target_id}`
    ///
    /// - Operation: `network_targets.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `network-targets-view`, `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &NetworkTargetId) -> Call<NetworkTarget> {
        self.0
            .get("/network-access-manager/api/v1/nwtargets/{network_target_id}")
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one network target as a whole: what `target` does not hold is reset.
    ///
    /// `PUT /network-access-manager/api/v1/nwtargets/{network_target_id}`
    ///
    /// A change by others between reading and writing is lost. The limits are those of [`create`](Self::create).
    ///
    /// - Operation: `network_targets.update`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, id: &NetworkTargetId, target: &NetworkTarget) -> Call<()> {
        self.0
            .put("/network-access-manager/api/v1/nwtargets/{network_target_id}")
            .idempotent()
            .replace(id, target)
            .done()
    }

    /// Deletes one network target.
    ///
    /// `DELETE /network-access-manager/api/v1/nwtargets/{network_target_id}`
    ///
    /// - Operation: `network_targets.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, id: &NetworkTargetId) -> Call<()> {
        self.0
            .delete("/network-access-manager/api/v1/nwtargets/{network_target_id}")
            .idempotent()
            .path(id)
            .done()
    }

    /// Disables a network target, or enables it again.
    ///
    /// `PUT /network-access-manager/api/v1/nwtargets/{network_target_id}/disabled`
    ///
    /// Afterwards [`NetworkTarget::disabled`] is [`Disabled::ByAdmin`](super::Disabled::ByAdmin) or
    /// [`Disabled::No`](super::Disabled::No).
    ///
    /// - Operation: `network_targets.set_disabled`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `network-targets-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn set_disabled(&self, id: &NetworkTargetId, disabled: bool) -> Call<()> {
        self.0
            .put("/network-access-manager/api/v1/nwtargets/{network_target_id}/disabled")
            .idempotent()
            .path(id)
            .json(&Disable { disabled })
            .done()
    }

    /// Lists the tags in use on network targets, in ascending order.
    ///
    /// `GET /network-access-manager/api/v1/nwtargets/tags`
    ///
    /// A bare list and a listing with a count are both accepted.
    ///
    /// - Operation: `network_targets.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `network-targets-view` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn tags(&self) -> List<String> {
        self.0.get("/network-access-manager/api/v1/nwtargets/tags").list("items")
    }

    /// Lists the tags in use on network targets that match a text, in either order.
    ///
    /// `GET /network-access-manager/api/v1/nwtargets/tags`
    ///
    /// - Operation: `network_targets.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `network-targets-view` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn search_tags(&self, search: &TagSearch) -> List<String> {
        self.0.get("/network-access-manager/api/v1/nwtargets/tags").query_of(search).list("items")
    }
}
