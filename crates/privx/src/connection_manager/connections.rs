//! Connections, live and past.

mod input;
mod model;
mod termination;

pub use input::{ConnectionOptions, ConnectionSearch, TimestampSearch};
pub use model::{
    AuthenticationMethod, Connection, ConnectionAccessRole, ConnectionHost, ConnectionMode, ConnectionStatus,
    ConnectionType, ConnectionUser, Trail, TrailChannel, TrailFile, TrailFileStatus,
};
pub use termination::Termination;

use super::without_estimate;
use crate::code;
use crate::ids::{ConnectionId, HostId, RoleId, UserId};
use crate::local_user_store::TagSearch;
use portcullis_core::{Call, Client, List, Request, Result};
use std::time::Duration;

/// Connections, live and past; made by [`ConnectionManager::connections`](super::ConnectionManager::connections).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::connection_manager::{ConnectionSearch, ConnectionStatus, Termination};
/// use std::time::Duration;
///
/// let connections = privx.connection_manager().connections();
/// let live = ConnectionSearch::new().status([ConnectionStatus::Connected]).keywords("db1");
/// for connection in connections.search(&live).all().await? {
///     let bound = Duration::from_secs(60);
///     match connections.terminate_and_wait(&connection.id, "maintenance", bound).await? {
///         Termination::Ended(_) | Termination::Gone => {}
///         other => println!("{}: {other:?}", connection.id),
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Connections(pub(super) Client);

impl Connections {
    /// Lists all connections.
    ///
    /// `GET /connection-manager/api/v1/connections`
    ///
    /// A page has 50 connections unless [`page_size`](List::page_size) sets another size. Connections that begin
    /// meanwhile shift the pages. [`trail`](Connection::trail) is never filled.
    ///
    /// - Operation: `connections.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `connections-view`, internal services, any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<Connection> {
        self.0.get("/connection-manager/api/v1/connections").list("items")
    }

    /// Lists all connections in an order, with more or less detail.
    ///
    /// `GET /connection-manager/api/v1/connections`
    ///
    /// - Operation: `connections.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `connections-view`, internal services, any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_with(&self, options: &ConnectionOptions) -> List<Connection> {
        shaped(self.0.get("/connection-manager/api/v1/connections"), options).list("items")
    }

    /// Finds connections.
    ///
    /// `POST /connection-manager/api/v1/connections/search`
    ///
    /// By reports, the server ignores `user_roles` and finds nothing by `tags`. Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `connections.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `connections-view`, internal services, any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &ConnectionSearch) -> List<Connection> {
        shaped(self.0.post("/connection-manager/api/v1/connections/search").read_only(), &search.options)
            .json(search)
            .list("items")
    }

    /// Returns one connection, with the [`Trail`] of its recording.
    ///
    /// `GET /connection-manager/api/v1/connections/{connection_id}`
    ///
    /// For a connection that does not exist the server may return 400 `BAD_REQUEST`:
    /// [`is_not_found`](crate::Error::is_not_found) is true then as well.
    ///
    /// - Operation: `connections.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `connections-view`, internal services, any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &ConnectionId) -> Call<Connection> {
        self.0
            .get("/connection-manager/api/v1/connections/{connection_id}")
            .path(id)
            .identified_by("id")
            .missing_code(code::BAD_REQUEST)
            .call()
    }

    /// Returns one connection, with more or less detail: see [`ConnectionOptions::verbose`].
    ///
    /// `GET /connection-manager/api/v1/connections/{connection_id}`
    ///
    /// - Operation: `connections.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `connections-view`, internal services, any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn get_verbose(&self, id: &ConnectionId, verbose: bool) -> Call<Connection> {
        self.0
            .get("/connection-manager/api/v1/connections/{connection_id}")
            .path(id)
            .query("verbose", verbose)
            .identified_by("id")
            .missing_code(code::BAD_REQUEST)
            .call()
    }

    /// Lists the tags in use on connections, in ascending order.
    ///
    /// `GET /connection-manager/api/v1/connections/tags`
    ///
    /// A page has 50 tags unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `connections.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn tags(&self) -> List<String> {
        self.0.get("/connection-manager/api/v1/connections/tags").list("items")
    }

    /// Lists the tags in use on connections that match a text, in either order.
    ///
    /// `GET /connection-manager/api/v1/connections/tags`
    ///
    /// - Operation: `connections.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search_tags(&self, search: &TagSearch) -> List<String> {
        self.0.get("/connection-manager/api/v1/connections/tags").query_of(search).list("items")
    }

    /// Replaces the tags of one connection.
    ///
    /// `PUT /connection-manager/api/v1/connections/{connection_id}/tags`
    ///
    /// - Operation: `connections.set_tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_tags(&self, id: &ConnectionId, tags: &[String]) -> Call<()> {
        self.0
            .put("/connection-manager/api/v1/connections/{connection_id}/tags")
            .idempotent()
            .path(id)
            .json(tags)
            .done()
    }

    /// Lists the roles whose members may view one connection, beside those that may view all.
    ///
    /// `GET /connection-manager/api/v1/connections/{connection_id}/access_roles`
    ///
    /// - Operation: `connections.access_roles`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn access_roles(&self, id: &ConnectionId) -> List<ConnectionAccessRole> {
        self.0
            .get("/connection-manager/api/v1/connections/{connection_id}/access_roles")
            .path(id)
            .list_whole("items")
    }

    /// Grants a role the right to view one connection.
    ///
    /// `POST /connection-manager/api/v1/connections/{connection_id}/access_roles/{role_id}`
    ///
    /// - Operation: `connections.grant_access_role`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-manage` or `access-roles-manage` (since v44) or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn grant_access_role(&self, id: &ConnectionId, role: &RoleId) -> Call<()> {
        self.0
            .post("/connection-manager/api/v1/connections/{connection_id}/access_roles/{role_id}")
            .idempotent()
            .path(id)
            .path(role)
            .done()
    }

    /// Revokes the right of a role to view one connection.
    ///
    /// `DELETE /connection-manager/api/v1/connections/{connection_id}/access_roles/{role_id}`
    ///
    /// - Operation: `connections.revoke_access_role`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-manage` or `access-roles-manage` (since v44) or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn revoke_access_role(&self, id: &ConnectionId, role: &RoleId) -> Call<()> {
        self.0
            .delete("/connection-manager/api/v1/connections/{connection_id}/access_roles/{role_id}")
            .idempotent()
            .path(id)
            .path(role)
            .done()
    }

    /// Revokes the right of a role to view single connections, for all connections.
    ///
    /// `DELETE /connection-manager/api/v1/connections/access_roles/{role_id}`
    ///
    /// - Operation: `connections.revoke_access_role_everywhere`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-manage` or `access-roles-manage` (since v44) or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn revoke_access_role_everywhere(&self, role: &RoleId) -> Call<()> {
        self.0
            .delete("/connection-manager/api/v1/connections/access_roles/{role_id}")
            .idempotent()
            .path(role)
            .done()
    }

    /// Requests the end of one connection. The reason is any text, also an empty one.
    ///
    /// `POST /connection-manager/api/v1/terminate/connection/{connection_id}`
    ///
    /// The connection ends later: [`terminate_and_wait`](Self::terminate_and_wait) waits for that.
    ///
    /// - Operation: `connections.terminate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `connections-terminate`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn terminate(&self, id: &ConnectionId, reason: &str) -> Call<()> {
        self.0
            .post("/connection-manager/api/v1/terminate/connection/{connection_id}")
            .path(id)
            .json(reason)
            .done()
    }

    /// Requests the end of all connections to one host. The reason is any text, also an empty one.
    ///
    /// `POST /connection-manager/api/v1/terminate/host/{host_id}`
    ///
    /// The connections end later: [`get`](Self::get) returns the state of each.
    ///
    /// - Operation: `connections.terminate_host`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `connections-terminate`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn terminate_host(&self, host: &HostId, reason: &str) -> Call<()> {
        self.0.post("/connection-manager/api/v1/terminate/host/{host_id}").path(host).json(reason).done()
    }

    /// Requests the end of all connections of one user. The reason is any text, also an empty one.
    ///
    /// `POST /connection-manager/api/v1/terminate/user/{user_id}`
    ///
    /// The connections end later: [`get`](Self::get) returns the state of each.
    ///
    /// - Operation: `connections.terminate_user`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `connections-terminate`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn terminate_user(&self, user: &UserId, reason: &str) -> Call<()> {
        self.0.post("/connection-manager/api/v1/terminate/user/{user_id}").path(user).json(reason).done()
    }

    /// Requests the end of one connection, then reads it until it has ended, for at most `bound` in all.
    ///
    /// The connection is read at once, then after pauses of 0.5 s that grow to 5 s. A read that fails temporarily is
    /// repeated. If the reply to the request is lost, the connection is read all the same, since its state shows
    /// whether it ends. A future that is dropped early may have requested the end: [`get`](Self::get) shows it.
    ///
    /// # Errors
    /// Those of [`terminate`](Self::terminate), where the end was not requested; a read that is refused, with
    /// [`Delivery::Unknown`](crate::Delivery::Unknown). That the bound ends is no error, but
    /// [`Termination::Open`].
    pub async fn terminate_and_wait(
        &self,
        id: &ConnectionId,
        reason: &str,
        bound: Duration,
    ) -> Result<Termination> {
        termination::ended(self, id, reason, bound).await
    }
}

fn shaped(request: Request, options: &ConnectionOptions) -> Request {
    without_estimate(request.query_of(&options.sort).query_of(options), options.fuzzycount)
}
