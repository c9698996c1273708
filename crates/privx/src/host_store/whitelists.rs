//! Command whitelists: which commands restricted accounts may run.

mod input;
mod model;

pub use input::{WhitelistEvaluate, WhitelistSearch};
pub use model::{
    CommandResult, PatternResult, PatternStatus, ShellVariant, Whitelist, WhitelistEvaluation,
    WhitelistHandle, WhitelistType,
};

use crate::{Sort, ids::WhitelistId};
use portcullis_core::{Call, Client, List};

/// Command whitelists; made by [`HostStore::whitelists`](super::HostStore::whitelists).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::host_store::{ShellVariant, Whitelist, WhitelistEvaluate};
///
/// let whitelists = privx.host_store().whitelists();
/// let list = Whitelist::glob("backup", ["rsync *", "df -h"]);
/// let test = WhitelistEvaluate::new(list.clone(), ShellVariant::Bash, ["df -h".to_owned()]);
/// let found = whitelists.evaluate(&test).await?;
/// if found.command_results.iter().all(|result| result.allowed == Some(true)) {
///     whitelists.create(&list).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Whitelists(pub(super) Client);

impl Whitelists {
    /// Lists all whitelists.
    ///
    /// `GET /host-store/api/v1/whitelists`
    ///
    /// A page has 50 whitelists unless [`page_size`](List::page_size) sets another size. Whitelists that are created or
    /// deleted meanwhile shift the pages.
    ///
    /// - Operation: `whitelists.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `hosts-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<Whitelist> {
        self.0.get("/host-store/api/v1/whitelists").list("items")
    }

    /// Lists all whitelists in an order; by their ids unless a key is set.
    ///
    /// `GET /host-store/api/v1/whitelists`
    ///
    /// - Operation: `whitelists.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `hosts-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<Whitelist> {
        self.0.get("/host-store/api/v1/whitelists").query_of(sort).list("items")
    }

    /// Lists the whitelists that match a text, in an order.
    ///
    /// `GET /host-store/api/v1/whitelists`
    ///
    /// The text is known from the vendor's SDK for Python alone; [`search`](Self::search) is the surer way.
    ///
    /// - Operation: `whitelists.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `hosts-view`
    /// - Source: vendor's documentation and SDK for Python
    #[inline]
    pub fn list_matching(&self, query: &str, sort: &Sort) -> List<Whitelist> {
        self.0.get("/host-store/api/v1/whitelists").query_of(sort).query("query", query).list("items")
    }

    /// Finds whitelists.
    ///
    /// `POST /host-store/api/v1/whitelists/search`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `whitelists.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search(&self, search: &WhitelistSearch) -> List<Whitelist> {
        self.0
            .post("/host-store/api/v1/whitelists/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Creates a whitelist and returns its id.
    ///
    /// `POST /host-store/api/v1/whitelists`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: a name, a type and patterns are needed; a regular expression begins with `^`.
    ///
    /// - Operation: `whitelists.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, whitelist: &Whitelist) -> Call<WhitelistId> {
        self.0
            .post("/host-store/api/v1/whitelists")
            .check(whitelist.storable())
            .create(whitelist)
            .pick("id")
            .call()
    }

    /// Returns one whitelist.
    ///
    /// `GET /host-store/api/v1/whitelists/{whitelist_id}`
    ///
    /// - Operation: `whitelists.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &WhitelistId) -> Call<Whitelist> {
        self.0.get("/host-store/api/v1/whitelists/{whitelist_id}").path(id).identified_by("id").call()
    }

    /// Replaces one whitelist as a whole: what `whitelist` does not hold is reset.
    ///
    /// `PUT /host-store/api/v1/whitelists/{whitelist_id}`
    ///
    /// A change by others between reading and writing is lost. The limits are those of [`create`](Self::create).
    ///
    /// - Operation: `whitelists.update`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &WhitelistId, whitelist: &Whitelist) -> Call<()> {
        self.0
            .put("/host-store/api/v1/whitelists/{whitelist_id}")
            .idempotent()
            .check(whitelist.storable())
            .replace(id, whitelist)
            .done()
    }

    /// Deletes one whitelist.
    ///
    /// `DELETE /host-store/api/v1/whitelists/{whitelist_id}`
    ///
    /// Whether PrivX refuses to delete one that accounts refer to is not documented.
    ///
    /// - Operation: `whitelists.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &WhitelistId) -> Call<()> {
        self.0.delete("/host-store/api/v1/whitelists/{whitelist_id}").idempotent().path(id).done()
    }

    /// Returns which commands a whitelist would allow, and which of its patterns are invalid, without creating it.
    ///
    /// `POST /host-store/api/v1/whitelists/evaluate`
    ///
    /// - Operation: `whitelists.evaluate`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn evaluate(&self, test: &WhitelistEvaluate) -> Call<WhitelistEvaluation> {
        self.0.post("/host-store/api/v1/whitelists/evaluate").read_only().json(test).call()
    }
}
