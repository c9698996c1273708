//! Polls without a policy.

mod input;
mod model;

pub use input::NewPoll;
pub use model::Poll;

use crate::PollId;
use portcullis_core::{Call, Client};
use serde_json::Value;

/// Polls that no policy opens.
///
/// ```no_run
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::NewPoll;
///
/// let poll = NewPoll::new("board", "Export", "May the export of May leave the house?");
/// let poll = client.polls().create(&poll).await?;
/// if let Some(id) = &poll.id {
///     println!("{}", client.polls().check_pool_status(id).await?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Polls(pub(crate) Client);

impl Polls {
    /// Opens a poll among the authenticators.
    ///
    /// `POST /voting/create`
    ///
    /// The reply contains the id of the poll, but its place is not documented: see [`Poll`].
    ///
    /// - Operation: `voting.create`
    /// - Retried: only when the request was provably not sent; each call opens a poll
    /// - Permission: the caller's token
    /// - Source: vendor page "Create voting" (docs.privicore.com)
    #[inline]
    pub fn create(&self, poll: &NewPoll) -> Call<Poll> {
        self.0.post("/voting/create").json(poll).call()
    }

    /// Returns the state of a poll and its counted votes, in a form that is not documented.
    ///
    /// `GET /voting/check-pool-status/{pool_id}`
    ///
    /// 404 if there is no such poll.
    ///
    /// - Operation: `voting.check_pool_status`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that asked for polls that did not exist; the vendor's page list names it
    #[inline]
    pub fn check_pool_status(&self, poll: &PollId) -> Call<Value> {
        self.0.get("/voting/check-pool-status/{pool_id}").path(poll).bare().call()
    }
}
