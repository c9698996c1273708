//! Polls.

use crate::{Command, DeviceId, PollId, VotingConfigurationId, commands, members};
use portcullis_core::{Result, input};
use portcullis_macros::Setters;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// A poll to be opened.
#[derive(Debug, Clone, Serialize, Setters)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewPoll {
    /// How it is decided: the voting configuration's name, in what was seen.
    pub voting_configuration_id: VotingConfigurationId,
    /// A short title.
    pub title: String,
    /// What the voters are asked.
    pub question: String,
    /// Authenticators that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_authenticator_devices: Vec<DeviceId>,
    /// A reference of the caller's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}
impl portcullis_core::Input for NewPoll {}

impl NewPoll {
    /// A poll of all authenticators of this configuration.
    pub fn new(
        voting_configuration_id: impl Into<VotingConfigurationId>,
        title: impl Into<String>,
        question: impl Into<String>,
    ) -> Self {
        Self {
            voting_configuration_id: voting_configuration_id.into(),
            title: title.into(),
            question: question.into(),
            skip_authenticator_devices: Vec::new(),
            nonce: None,
        }
    }

    /// Leaves these authenticators out.
    #[must_use]
    pub fn skip_devices<T: Into<DeviceId>>(mut self, devices: impl IntoIterator<Item = T>) -> Self {
        self.skip_authenticator_devices = devices.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("votingConfigurationId", self.voting_configuration_id.as_str())?;
        input::required("title", &self.title)?;
        input::required("question", &self.question)?;
        let skipped = &self.skip_authenticator_devices;
        skipped.iter().try_for_each(|id| input::required("skipAuthenticatorDevices", id.as_str()))
    }
}

/// A poll that has been asked for. What the engine answers is not documented, except that the poll's id is in it:
/// so this is all that could be read from it. `Debug` does not show the answer: nobody knows what is in it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Poll {
    /// The command, if the answer holds an id that can be one: from the header, else from the body.
    pub command: Option<Command>,
    /// The poll's id, a guess: the member `poolId`, `pollId` or `id`, else the id that is the whole answer, else the
    /// command's.
    pub id: Option<PollId>,
    /// The whole answer. Ids from the headers are its members `command_id` and `request_id`; a text or a list that
    /// came beside them is its member `body`.
    pub answer: Value,
}

impl<'de> Deserialize<'de> for Poll {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let answer = Value::deserialize(from)?;
        let said = ["poolId", "pollId", "id"].iter().find_map(|name| members::text(answer.get(name)?));
        let beside = || commands::id_in(answer.get("body")?).map(|id| id.to_string());
        let command = commands::id_in(&answer);
        let id = said.or_else(beside).or_else(|| command.as_ref().map(ToString::to_string));
        Ok(Self { command: command.map(Command::new), id: id.map(PollId::from), answer })
    }
}

impl fmt::Debug for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poll").field("command", &self.command).field("id", &self.id).finish_non_exhaustive()
    }
}
