//! What a command is, what it works on, and what becomes of it.

use serde::{Deserialize, Serialize};

use super::application::OAuthWork;
use super::device::DeviceWork;
use super::policy::PolicyWork;
use super::poll::VotingWork;
use super::space::DataWork;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) username: String,
    pub(super) password: String,
    pub(super) given_name: Option<String>,
    pub(super) family_name: Option<String>,
    pub(super) public_key: Option<String>,
    /// The directory that the profile was created in.
    pub(super) directory: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Directory {
    pub(super) owner: String,
}

/// A write that was accepted.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Command {
    /// The profile whose sockets get its states; a registration and a login attempt have none yet.
    pub(super) profile: Option<String>,
    pub(super) work: Work,
    pub(super) outcome: Outcome,
    pub(super) held: bool,
    /// The reason key that a test wants, in place of the real outcome.
    pub(super) refusal: Option<String>,
    /// The polls that policies hold it for: all of them must end with yes.
    pub(super) polls: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Outcome {
    Pending,
    Succeeded,
    Rejected(String),
}

impl Outcome {
    pub(super) fn number(&self) -> u8 {
        match self {
            Self::Pending => 1,
            Self::Succeeded => 2,
            Self::Rejected(_) => 3,
        }
    }

    pub(super) fn reason(&self) -> Option<&str> {
        match self {
            Self::Rejected(reason) => Some(reason),
            _ => None,
        }
    }
}

/// What a command does when it settles.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Work {
    Register { username: String, password: String },
    CreateUser { directory: String, user: Profile },
    ChangePassword { current: String, new: String },
    RegisterKey(String),
    AttemptLogin { username: String, password: String },
    RequestToken,
    OAuth(OAuthWork),
    Device(DeviceWork),
    Data(DataWork),
    Voting(VotingWork),
    Policy(PolicyWork),
}
