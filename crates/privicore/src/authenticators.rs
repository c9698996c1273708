//! Devices that vote, and the rules of polls.

mod input;
mod model;

pub use input::NewVotingConfiguration;
pub use model::{VotingConfiguration, VotingStrategy};

use crate::{Command, DeviceId, devices::with_device};
use portcullis_core::{Call, Client, Error, Result};

/// Devices that vote, and the rules of the profile's polls: the settings of the profile, unless a policy or a poll
/// names a voting configuration.
///
/// ```no_run
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::{NewVotingConfiguration, VotingStrategy};
///
/// client.authenticators().set_quorum_strategy(&VotingStrategy::Consensus).await?;
/// let board = NewVotingConfiguration::new("board", 300, VotingStrategy::MinimumPercentage(66))
///     .devices(["dev-1", "dev-2", "dev-3"]);
/// client.authenticators().voting_configuration_register(&board).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Authenticators(pub(crate) Client);

impl Authenticators {
    /// Makes an approved device an authenticator, by a command. From then on it is asked to vote.
    ///
    /// `POST /verified-authenticator/register`
    ///
    /// According to a vendor page one device can both store and vote; according to a guide it has one role.
    ///
    /// - Operation: `authenticator.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn register(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/verified-authenticator/register"), device).call()
    }

    /// Sets the voting strategy of the profile, by a command.
    ///
    /// `POST /verified-authenticator/set-quorum-strategy`
    ///
    /// The percentage that the engine requires besides the strategy is derived from it.
    ///
    /// - Operation: `authenticator.set_quorum_strategy`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Set quorum strategy" (docs.privicore.com); that it returns a command is
    ///   presumed
    #[inline]
    pub fn set_quorum_strategy(&self, strategy: &VotingStrategy) -> Call<Command> {
        self.0.post("/verified-authenticator/set-quorum-strategy").form_of(strategy).call()
    }

    /// Sets how many seconds a poll stays open, by a command. No limits are documented; samples have 60 to 600.
    ///
    /// `POST /verified-authenticator/set-voting-time-limit`
    ///
    /// - Operation: `authenticator.set_voting_time_limit`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Set voting time limit" (docs.privicore.com); that it returns a command is
    ///   presumed
    #[inline]
    pub fn set_voting_time_limit(&self, seconds: u32) -> Call<Command> {
        self.0.post("/verified-authenticator/set-voting-time-limit").field("timeLimit", seconds).call()
    }

    /// Sets the maximum number of attempts of a poll, by a command. A poll fails when its time is over, when too few
    /// devices vote, and when they vote no; a command may be held for the time limit times the attempts.
    ///
    /// `POST /verified-authenticator/set-maximum-voting-attempts`
    ///
    /// - Operation: `authenticator.set_max_voting_attempts`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Set maximum voting attempts" (docs.privicore.com); that it returns a command
    ///   is presumed
    #[inline]
    pub fn set_max_voting_attempts(&self, attempts: u32) -> Call<Command> {
        self.0
            .post("/verified-authenticator/set-maximum-voting-attempts")
            .check(at_least_one(attempts))
            .field("numberOfAttempts", attempts)
            .call()
    }

    /// Ends the role of an authenticator, by a command. Open polls may still count its vote.
    ///
    /// `POST /verified-authenticator/remove`
    ///
    /// - Operation: `authenticator.remove`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Remove authenticator" (docs.privicore.com); that it returns a command is
    ///   presumed
    #[inline]
    pub fn remove(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/verified-authenticator/remove"), device).call()
    }

    /// Registers a voting configuration, by a command. Policies and polls can then refer to it by its name.
    ///
    /// `POST /verified-authenticator/voting-configuration/register`
    ///
    /// - Operation: `authenticator.voting_configuration_register`
    /// - Retried: only when the request was provably not sent; the name may be taken the second time
    /// - Permission: the caller's token
    /// - Source: vendor page "Register voting configuration" (docs.privicore.com)
    #[inline]
    pub fn voting_configuration_register(&self, configuration: &NewVotingConfiguration) -> Call<Command> {
        self.0.post("/verified-authenticator/voting-configuration/register").json(configuration).call()
    }
}

fn at_least_one(attempts: u32) -> Result<()> {
    if attempts == 0 { Err(Error::input("numberOfAttempts", "must be at least 1")) } else { Ok(()) }
}
