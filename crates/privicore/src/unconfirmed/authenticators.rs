//! Guessed operations on devices that vote.

use super::{Guess, Guesses, Listing};
use crate::{Command, Device, NewVotingConfiguration, VotingConfiguration};
use serde_json::Value;

/// Guessed operations on devices that vote, and on the rules of polls.
#[derive(Debug, Clone)]
pub struct Authenticators(pub(super) Guesses);

impl Authenticators {
    /// Lists the devices that vote.
    ///
    /// `GET /verified-authenticator/list`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the verb and the form of the
    /// items are guessed too.
    ///
    /// - Operation: `authenticator.list`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name
    #[inline]
    pub fn list(&self) -> Guess<Listing<Device>> {
        self.0.get("/verified-authenticator/list")
    }

    /// Returns how polls of the profile are decided, in a form that is not known.
    ///
    /// `GET /verified-authenticator/retrieve-strategy`
    ///
    /// The path is from one sentence of a guide and is unconfirmed; the verb is guessed.
    ///
    /// - Operation: `authenticator.retrieve_voting_strategy`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name
    #[inline]
    pub fn retrieve_voting_strategy(&self) -> Guess<Value> {
        self.0.get("/verified-authenticator/retrieve-strategy")
    }

    /// Sets the minimum number of authenticators that must vote, presumably by a command.
    ///
    /// `POST /verified-authenticator/set-quorum-size`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `quorumSize` is
    /// guessed too.
    ///
    /// - Operation: `authenticator.set_quorum_size`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: the address of a vendor page
    #[inline]
    pub fn set_quorum_size(&self, size: u32) -> Guess<Command> {
        self.0.post("/verified-authenticator/set-quorum-size").field("quorumSize", size)
    }

    /// Changes the voting configuration of this name, presumably by a command.
    ///
    /// `POST /verified-authenticator/voting-configuration/update`
    ///
    /// The path follows the vendor's naming and is unconfirmed; that its body is that of the
    /// registration is guessed too.
    ///
    /// - Operation: `authenticator.voting_configuration_update`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: the title of a vendor page
    #[inline]
    pub fn voting_configuration_update(&self, configuration: &NewVotingConfiguration) -> Guess<Command> {
        self.0.post("/verified-authenticator/voting-configuration/update").json(configuration)
    }

    /// Lists the voting configurations.
    ///
    /// `GET /verified-authenticator/voting-configuration/list`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the verb and the form of the
    /// items are guessed too.
    ///
    /// - Operation: `authenticator.voting_configuration_list`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the title of a vendor page
    #[inline]
    pub fn voting_configuration_list(&self) -> Guess<Listing<VotingConfiguration>> {
        self.0.get("/verified-authenticator/voting-configuration/list")
    }

    /// Returns the voting configuration of this name.
    ///
    /// `GET /verified-authenticator/voting-configuration/retrieve/{name}`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the verb, and that the name is
    /// the key and not an id, are guessed too.
    ///
    /// - Operation: `authenticator.voting_configuration_retrieve`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the title of a vendor page
    #[inline]
    pub fn voting_configuration_retrieve(&self, name: &str) -> Guess<VotingConfiguration> {
        self.0.get("/verified-authenticator/voting-configuration/retrieve/{name}").path(name)
    }

    /// Deletes the voting configuration of this name, which no policy may use, presumably by a command.
    ///
    /// `POST /verified-authenticator/voting-configuration/delete`
    ///
    /// The path is unconfirmed: it is from one sentence of a guide whose other paths were
    /// partly wrong, and the vendor's table of contents does not have the operation; the field `name` is
    /// guessed too.
    ///
    /// - Operation: `authenticator.voting_configuration_delete`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: one sentence of a guide
    #[inline]
    pub fn voting_configuration_delete(&self, name: &str) -> Guess<Command> {
        self.0.post("/verified-authenticator/voting-configuration/delete").required("name", name)
    }
}
