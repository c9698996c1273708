//! What is sent about polls.

use crate::{DeviceId, VotingConfigurationId};
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// A poll to open.
#[derive(Debug, Clone, Body)]
#[body(new(voting_configuration_id, title, question), check)]
#[non_exhaustive]
pub struct NewPoll {
    /// The voting configuration: its name, as far as was seen.
    #[body(name = "votingConfigurationId")]
    pub voting_configuration_id: VotingConfigurationId,
    /// A short title.
    pub title: String,
    /// The question to the voters.
    pub question: String,
    /// Authenticators that do not vote.
    #[body(name = "skipAuthenticatorDevices")]
    pub skip_authenticator_devices: Option<Vec<DeviceId>>,
    /// A reference of the caller's own.
    pub nonce: Option<String>,
}

impl NewPoll {
    /// Excludes these authenticators.
    #[must_use]
    pub fn skip_devices<T: Into<DeviceId>>(mut self, devices: impl IntoIterator<Item = T>) -> Self {
        self.skip_authenticator_devices = Some(devices.into_iter().map(Into::into).collect());
        self
    }

    fn check(&self) -> Result<()> {
        input::required("votingConfigurationId", self.voting_configuration_id.as_str())?;
        input::required("title", &self.title)?;
        input::required("question", &self.question)?;
        let skipped = self.skip_authenticator_devices.iter().flatten();
        skipped.into_iter().try_for_each(|id| input::required("skipAuthenticatorDevices", id.as_str()))
    }
}
