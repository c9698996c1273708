//! Policies: which operations need a vote.

mod input;
mod model;

pub use input::NewPolicy;
pub use model::{Policy, PolicyEvent, PolicyTemplate, PolicyTemplates};

use crate::{Command, PolicyId, members::Form as _};
use portcullis_core::{Call, Client};

/// Policies hold events of the engine until enough authenticators have approved them.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::NewPolicy;
///
/// let templates = client.policies().list_templates().await?;
/// let Some((template_id, template)) = templates.named("Data access") else { return Ok(()) };
/// let events = template.event("data_token.data_exchanged");
/// let policy = NewPolicy::new("exchanges need a vote", template_id, events)
///     .parameter("classification", "confidential")
///     .voting_configuration_id("board");
/// let command = client.policies().register(&policy).await?;
/// client.commands().wait(&command, Duration::from_secs(60)).await?;
///
/// // It may take some seconds until the policy is visible.
/// let policy = client.policies().get("exchanges need a vote").await?;
/// client.policies().activate(&policy.id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Policies(pub(crate) Client);

impl Policies {
    /// Returns the templates of policies.
    ///
    /// `GET /policy/list-policy-templates`
    ///
    /// - Operation: `policy.list_templates`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "List policy templates" (docs.privicore.com)
    #[inline]
    pub fn list_templates(&self) -> Call<PolicyTemplates> {
        self.0.get("/policy/list-policy-templates").bare().call()
    }

    /// Registers a policy, by a command. It has no effect before it is [activated](Self::activate), and for some
    /// seconds after the command has succeeded it may be invisible to [`get`](Self::get).
    ///
    /// `POST /policy/register`
    ///
    /// The vendor's page makes the configuration optional; an engine was seen to refuse an empty one, so that a policy
    /// without a [parameter](NewPolicy::parameter) is an [`Input`](crate::ErrorKind::Input) error.
    ///
    /// The vendor's page and a client disagree on the name of the field for the voting configuration: the
    /// client's name is sent; for the other see [`NewPolicy::field`].
    ///
    /// - Operation: `policy.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Register policy" (docs.privicore.com), and a client that talks to a live engine
    #[inline]
    pub fn register(&self, policy: &NewPolicy) -> Call<Command> {
        self.0.post("/policy/register").json(policy).call()
    }

    /// Returns a policy by its name, and with it the id for [`activate`](Self::activate). For some seconds after its
    /// registration a policy is an error, a 404 as far as is known.
    ///
    /// `GET /policy/retrieve-policy/{policy_name}`
    ///
    /// - Operation: `policy.retrieve`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn get(&self, policy_name: &str) -> Call<Policy> {
        self.0
            .get("/policy/retrieve-policy/{policy_name}")
            .path(policy_name)
            .bare()
            .identified_by("id")
            .call()
    }

    /// Activates a policy, by a command. The id is [`Policy::id`], not the name.
    ///
    /// `POST /policy/activate`
    ///
    /// - Operation: `policy.activate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn activate(&self, policy: &PolicyId) -> Call<Command> {
        self.0.post("/policy/activate").required("policyId", policy).call()
    }

    /// Deactivates a policy, by a command. The id is [`Policy::id`], not the name.
    ///
    /// `POST /policy/deactivate`
    ///
    /// - Operation: `policy.deactivate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn deactivate(&self, policy: &PolicyId) -> Call<Command> {
        self.0.post("/policy/deactivate").required("policyId", policy).call()
    }
}
