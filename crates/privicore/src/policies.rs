//! Policies: what needs a vote.

mod model;

pub use model::{NewPolicy, Policy, PolicyEvent, PolicyTemplate, PolicyTemplates};

use crate::{Command, PolicyId};
use portcullis_core::{Call, Client, Request, input};

/// Policies hold what happens in the engine until enough authenticators have said yes.
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
/// // It may take some seconds until the policy can be seen.
/// let policy = client.policies().get("exchanges need a vote").await?;
/// client.policies().activate(&policy.id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Policies(pub(crate) Client);

fn naming(request: Request, policy: &PolicyId) -> Request {
    request.check(input::required("policyId", policy.as_str())).field("policyId", policy.as_str())
}

impl Policies {
    /// Returns the templates that policies are made from.
    ///
    /// `GET /policy/list-policy-templates`
    ///
    /// - Operation: `policy.list_templates`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "List policy templates" (docs.privicore.com)
    pub fn list_templates(&self) -> Call<PolicyTemplates> {
        self.0.get("/policy/list-policy-templates").bare().call()
    }

    /// Registers a policy, by way of a command. It holds nothing before it is [activated](Self::activate), and
    /// for some seconds after the command's success it may be invisible to [`get`](Self::get).
    ///
    /// `POST /policy/register`
    ///
    /// The vendor's page and a client disagree on the name of the field for the voting configuration: the
    /// client's is sent, see [`NewPolicy::field`] for the other.
    ///
    /// - Operation: `policy.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Register policy" (docs.privicore.com), and a client that talks to a live engine
    pub fn register(&self, policy: &NewPolicy) -> Call<Command> {
        self.0.post("/policy/register").require(policy.fit()).check(policy.check()).json(policy).call()
    }

    /// Returns a policy by its name, and with it the id that [`activate`](Self::activate) wants. A policy that has
    /// just been registered is an error for some seconds, a 404 as far as is known.
    ///
    /// `GET /policy/retrieve-policy/{policy_name}`
    ///
    /// - Operation: `policy.retrieve`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn get(&self, policy_name: &str) -> Call<Policy> {
        self.0.get("/policy/retrieve-policy/{policy_name}").path(policy_name).bare().call()
    }

    /// Puts a policy in force, by way of a command. The id is [`Policy::id`], not the name.
    ///
    /// `POST /policy/activate`
    ///
    /// - Operation: `policy.activate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn activate(&self, policy: &PolicyId) -> Call<Command> {
        naming(self.0.post("/policy/activate"), policy).call()
    }

    /// Puts a policy out of force, by way of a command. The id is [`Policy::id`], not the name.
    ///
    /// `POST /policy/deactivate`
    ///
    /// - Operation: `policy.deactivate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn deactivate(&self, policy: &PolicyId) -> Call<Command> {
        naming(self.0.post("/policy/deactivate"), policy).call()
    }
}
