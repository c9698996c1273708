//! Directories of users and hosts.

mod connection;
mod model;

pub use connection::{SourceConnection, SourceType};
pub use model::{SessionPasswordPolicy, Source, UserMapping};

use crate::ids::SourceId;
use portcullis_core::{Call, Client, List};

/// Directories of users and hosts; made by [`RoleStore::sources`](super::RoleStore::sources).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::role_store::{Source, SourceConnection, SourceType};
///
/// let sources = privx.role_store().sources();
/// let ldap = SourceConnection::new(SourceType::Ldap).address("ldap.example.org").port(636);
/// let id = sources.create(&Source::new("staff", ldap).enabled(true)).await?;
/// sources.refresh(&[id]).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Sources(pub(super) Client);

impl Sources {
    /// Lists all directories.
    ///
    /// `GET /role-store/api/v1/sources`
    ///
    /// Secrets inside `connection` may be blank or masked.
    ///
    /// - Operation: `sources.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, admin (`privx-admin`), `sources-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<Source> {
        self.0.get("/role-store/api/v1/sources").list_whole("items")
    }

    /// Creates a directory and returns its id.
    ///
    /// `POST /role-store/api/v1/sources`
    ///
    /// Fill only the members of `connection` that its kind needs.
    ///
    /// - Operation: `sources.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `sources-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn create(&self, source: &Source) -> Call<SourceId> {
        self.0.post("/role-store/api/v1/sources").create(source).pick("id").call()
    }

    /// Returns one directory.
    ///
    /// `GET /role-store/api/v1/sources/{source_id}`
    ///
    /// Secrets inside `connection` may be blank or masked.
    ///
    /// - Operation: `sources.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `sources-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &SourceId) -> Call<Source> {
        self.0.get("/role-store/api/v1/sources/{source_id}").path(id).identified_by("id").call()
    }

    /// Replaces one directory as a whole.
    ///
    /// `PUT /role-store/api/v1/sources/{source_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused.
    ///
    /// - Operation: `sources.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `sources-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &SourceId, source: &Source) -> Call<()> {
        self.0.put("/role-store/api/v1/sources/{source_id}").idempotent().replace(id, source).done()
    }

    /// Deletes one directory.
    ///
    /// `DELETE /role-store/api/v1/sources/{source_id}`
    ///
    /// - Operation: `sources.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `sources-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &SourceId) -> Call<()> {
        self.0.delete("/role-store/api/v1/sources/{source_id}").idempotent().path(id).done()
    }

    /// Starts reading directories again.
    ///
    /// `POST /role-store/api/v1/sources/refresh`
    ///
    /// The directories are read after the reply: `status_code` and `updated` of the [`Source`] show the outcome.
    ///
    /// - Operation: `sources.refresh`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `sources-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn refresh(&self, sources: &[SourceId]) -> Call<()> {
        self.0.post("/role-store/api/v1/sources/refresh").json(sources).done()
    }
}
