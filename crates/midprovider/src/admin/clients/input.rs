//! Which clients to find.

use crate::ClientId;
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// Which clients to find; without filters, all. Filters that are set must all match.
///
/// ```
/// use midprovider::admin::clients::ClientSearch;
///
/// let one = ClientSearch::new().client_id("shop");
/// let several = ClientSearch::new().client_id("shop").search(true);
/// # let _ = (one, several);
/// ```
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check_always)]
#[non_exhaustive]
pub struct ClientSearch {
    /// The client id of OpenID Connect: the whole, or with [`search`](Self::search) a part. An empty one is refused: it
    /// may find every client.
    #[body(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// Attributes: pairs `key:value`, separated by blanks.
    pub q: Option<String>,
    /// Whether a part of the client id is enough; no unless set.
    pub search: Option<bool>,
    /// Whether clients that the caller may not see are left out; no unless set.
    #[body(name = "viewableOnly")]
    pub viewable_only: Option<bool>,
}

impl ClientSearch {
    fn check_always(&self) -> Result<()> {
        self.client_id.as_ref().map_or(Ok(()), |id| input::required("client_id", id.as_str()))
    }
}
