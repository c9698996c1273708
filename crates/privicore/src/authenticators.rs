//! Devices that vote, and how polls are decided.

mod model;

pub use model::{NewVotingConfiguration, VotingConfiguration, VotingStrategy};

use crate::{Command, DeviceId, devices::naming};
use portcullis_core::{Call, Client, Error, Result};

/// The role of voting, and how polls of the caller's profile are decided: by the settings of the profile, unless a
/// policy or a poll names a voting configuration of its own.
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
    /// Gives an approved device the role, by way of a command: from then on it is asked to vote.
    ///
    /// `POST /verified-authenticator/register`
    ///
    /// A vendor page says that one device can both store and vote, a guide says that it has one role.
    ///
    /// - Operation: `authenticator.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn register(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/verified-authenticator/register"), device).call()
    }

    /// Sets how polls of the profile are decided, by way of a command.
    ///
    /// `POST /verified-authenticator/set-quorum-strategy`
    ///
    /// The percentage that the engine wants beside the strategy follows from it.
    ///
    /// - Operation: `authenticator.set_quorum_strategy`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Set quorum strategy" (docs.privicore.com); that it answers with a command is
    ///   presumed
    pub fn set_quorum_strategy(&self, strategy: &VotingStrategy) -> Call<Command> {
        self.0
            .post("/verified-authenticator/set-quorum-strategy")
            .check(strategy.check("strategy_params"))
            .field("strategy", strategy.as_str())
            // The only operation of its group that does not write names in camel case.
            .field("strategy_params", strategy.percentage())
            .call()
    }

    /// Sets how many seconds a poll stays open, by way of a command. No limits are documented; samples have 60 to
    /// 600.
    ///
    /// `POST /verified-authenticator/set-voting-time-limit`
    ///
    /// - Operation: `authenticator.set_voting_time_limit`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Set voting time limit" (docs.privicore.com); that it answers with a command is
    ///   presumed
    pub fn set_voting_time_limit(&self, seconds: u32) -> Call<Command> {
        self.0.post("/verified-authenticator/set-voting-time-limit").field("timeLimit", seconds).call()
    }

    /// Sets how often a poll is held until it succeeds, by way of a command: 1 for once. A poll fails when its time
    /// is over, when too few vote and when they say no, so that a command may be held for as long as time limit
    /// times attempts.
    ///
    /// `POST /verified-authenticator/set-maximum-voting-attempts`
    ///
    /// - Operation: `authenticator.set_max_voting_attempts`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Set maximum voting attempts" (docs.privicore.com); that it answers with a
    ///   command is presumed
    pub fn set_max_voting_attempts(&self, attempts: u32) -> Call<Command> {
        self.0
            .post("/verified-authenticator/set-maximum-voting-attempts")
            .check(once_at_least(attempts))
            .field("numberOfAttempts", attempts)
            .call()
    }

    /// Takes the role from a device, by way of a command. Polls that are open may still count its vote.
    ///
    /// `POST /verified-authenticator/remove`
    ///
    /// - Operation: `authenticator.remove`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Remove authenticator" (docs.privicore.com); that it answers with a command is
    ///   presumed
    pub fn remove(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/verified-authenticator/remove"), device).call()
    }

    /// Registers a voting configuration, by way of a command. Policies and polls can then refer to it by its name.
    ///
    /// `POST /verified-authenticator/voting-configuration/register`
    ///
    /// - Operation: `authenticator.voting_configuration_register`
    /// - Retried: only when the request was provably not sent; the name may be taken the second time
    /// - Permission: the caller's token
    /// - Source: vendor page "Register voting configuration" (docs.privicore.com)
    pub fn voting_configuration_register(&self, configuration: &NewVotingConfiguration) -> Call<Command> {
        self.0
            .post("/verified-authenticator/voting-configuration/register")
            .check(configuration.check())
            .json(configuration)
            .call()
    }
}

fn once_at_least(attempts: u32) -> Result<()> {
    if attempts == 0 { Err(Error::input("numberOfAttempts", "must be at least 1")) } else { Ok(()) }
}
