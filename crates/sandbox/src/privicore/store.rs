//! Profiles, directories, tokens and commands.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::devices::{Device, DeviceWork};
use super::keys;
use super::oauth::{Application, Code, Grant, OAuthWork};
use super::policies::{Policy, PolicyWork};
use super::polls::{Poll, Standing};
use super::spaces::{DataWork, Download, Space};
use super::tokens::Token;
use super::voting::{Quorum, VotingConfiguration, VotingWork};
use crate::random;

/// Everything that survives a restart.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Store {
    pub(super) seed: Seed,
    pub(super) profiles: BTreeMap<String, Profile>,
    pub(super) directories: BTreeMap<String, Directory>,
    pub(super) tokens: BTreeMap<String, Token>,
    pub(super) commands: BTreeMap<String, Command>,
    #[serde(default = "keys::public")]
    pub(super) engine_key: String,
    /// OAuth applications by the command that registered them.
    #[serde(default)]
    pub(super) applications: BTreeMap<String, Application>,
    /// Authorization codes by the command that asked for them.
    #[serde(default)]
    pub(super) codes: BTreeMap<String, Code>,
    /// What applications got, by the access token.
    #[serde(default)]
    pub(super) grants: BTreeMap<String, Grant>,
    #[serde(default)]
    pub(super) devices: BTreeMap<String, Device>,
    /// Data tokens by the command that reserved them.
    #[serde(default)]
    pub(super) spaces: BTreeMap<String, Space>,
    #[serde(default)]
    pub(super) voting_configurations: BTreeMap<String, VotingConfiguration>,
    /// The voting rules of profiles that set any.
    #[serde(default)]
    pub(super) quorums: BTreeMap<String, Quorum>,
    #[serde(default)]
    pub(super) policies: BTreeMap<String, Policy>,
    #[serde(default)]
    pub(super) polls: BTreeMap<String, Poll>,
    /// Downloads that wait to be fetched. Their addresses would not outlive the servers.
    #[serde(skip)]
    pub(super) downloads: BTreeMap<String, Download>,
    /// How often an API token was sent to a stream server.
    #[serde(skip)]
    pub(super) strayed_tokens: usize,
    /// How often a password was presented.
    #[serde(skip)]
    pub(super) logins: usize,
}

/// What the details of the sandbox name.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) username: String,
    pub(super) directory_id: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) username: String,
    pub(super) password: String,
    pub(super) given_name: Option<String>,
    pub(super) family_name: Option<String>,
    pub(super) public_key: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Directory {
    pub(super) owner: String,
    pub(super) members: Vec<String>,
}

/// A write that was accepted.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Command {
    /// The profile whose sockets hear of it; a registration and a login attempt have none yet.
    pub(super) profile: Option<String>,
    pub(super) work: Work,
    pub(super) outcome: Outcome,
    pub(super) held: bool,
    /// The reason key that a test wants, in place of the real outcome.
    pub(super) refusal: Option<String>,
    /// The polls that policies hold it for: all of them must end with yes.
    #[serde(default)]
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

/// The one reason key for a refusal that the vendor is known to use.
const NOT_AN_OWNER: &str = "profile.not_an_owner";
// The vendor publishes no list of keys; the ones below follow the form of the known ones.
const USERNAME_TAKEN: &str = "profile.username_taken";
const WRONG_PASSWORD: &str = "profile.invalid_credentials";
const NO_DIRECTORY: &str = "directory.not_found";
const NO_PROFILE: &str = "profile.not_found";

impl Store {
    /// One provisioned profile that owns one directory and one storage device, so that what it stores arrives.
    pub(super) fn seeded() -> Self {
        let seed = Seed { username: "operator@sandbox.example".to_owned(), directory_id: time_ordered_id() };
        let profile_id = time_ordered_id();
        let owner = Profile {
            username: seed.username.clone(),
            password: format!("Op-{}", random::alphanumeric(24)),
            public_key: Some(keys::public()),
            ..Profile::default()
        };
        let directory = Directory { owner: profile_id.clone(), members: vec![profile_id.clone()] };
        let device = Device::storage(&profile_id);
        Self {
            directories: BTreeMap::from([(seed.directory_id.clone(), directory)]),
            profiles: BTreeMap::from([(profile_id, owner)]),
            tokens: BTreeMap::new(),
            commands: BTreeMap::new(),
            engine_key: keys::public(),
            applications: BTreeMap::new(),
            codes: BTreeMap::new(),
            grants: BTreeMap::new(),
            devices: BTreeMap::from([(device.identifier.clone(), device)]),
            spaces: BTreeMap::new(),
            voting_configurations: BTreeMap::new(),
            quorums: BTreeMap::new(),
            policies: BTreeMap::new(),
            polls: BTreeMap::new(),
            downloads: BTreeMap::new(),
            strayed_tokens: 0,
            logins: 0,
            seed,
        }
    }

    /// The profile that this name and password open.
    pub(super) fn log_in(&mut self, username: &str, password: &str) -> Option<String> {
        self.logins += 1;
        self.opened_by(username, password)
    }

    fn opened_by(&self, username: &str, password: &str) -> Option<String> {
        self.profiles
            .iter()
            .find(|(_, profile)| profile.username == username && profile.password == password)
            .map(|(id, _)| id.clone())
    }

    pub(super) fn has_username(&self, username: &str) -> bool {
        self.profiles.values().any(|profile| profile.username == username)
    }

    /// Carries a pending command out, unless a test, a policy or the want of a storage device holds it. Returns
    /// whether it settled.
    pub(super) fn settle(&mut self, id: &str) -> bool {
        let Some(command) = self.commands.get(id) else { return false };
        if command.held || command.outcome != Outcome::Pending {
            return false;
        }
        let refusal = match self.standing(&command.polls) {
            Standing::Open => return false,
            Standing::Accepted => command.refusal.clone(),
            Standing::Rejected(reason) => Some(reason),
        };
        if refusal.is_none() && self.waits(command) {
            return false;
        }
        let (profile, work) = (command.profile.clone(), command.work.clone());
        let result = match refusal {
            Some(reason) => Err(reason),
            None => self.carry_out(id, profile.as_deref(), work).map_err(str::to_owned),
        };
        let Some(command) = self.commands.get_mut(id) else { return false };
        // A login attempt finds out whose it is only now.
        if let Ok(Some(found)) = &result {
            command.profile = Some(found.clone());
        }
        if let Work::Data(work) = &mut command.work {
            work.let_go();
        }
        command.outcome = match result {
            Ok(_) => Outcome::Succeeded,
            Err(reason) => Outcome::Rejected(reason),
        };
        true
    }

    pub(super) fn settle_all(&mut self) {
        let ids: Vec<String> = self.commands.keys().cloned().collect();
        for id in ids {
            self.settle(&id);
        }
    }

    fn carry_out(
        &mut self,
        id: &str,
        caller: Option<&str>,
        work: Work,
    ) -> Result<Option<String>, &'static str> {
        let owner = || caller.ok_or(NO_PROFILE);
        match work {
            Work::OAuth(work) => self.oauth_work(id, owner()?, work),
            Work::Device(work) => self.device_work(id, owner()?, work)?,
            Work::Data(work) => self.data_work(id, owner()?, work)?,
            Work::Voting(work) => self.voting_work(id, owner()?, work)?,
            Work::Policy(work) => self.policy_work(id, owner()?, work)?,
            Work::Register { username, password } => {
                self.add_profile(Profile { username, password, ..Profile::default() })?;
            }
            Work::CreateUser { directory, user } => {
                let owner = &self.directories.get(&directory).ok_or(NO_DIRECTORY)?.owner;
                if Some(owner.as_str()) != caller {
                    return Err(NOT_AN_OWNER);
                }
                let id = self.add_profile(user)?;
                self.directories.get_mut(&directory).ok_or(NO_DIRECTORY)?.members.push(id);
            }
            Work::ChangePassword { current, new } => {
                let profile = self.caller(caller)?;
                if profile.password != current {
                    return Err(WRONG_PASSWORD);
                }
                profile.password = new;
            }
            Work::RegisterKey(key) => self.caller(caller)?.public_key = Some(key),
            Work::AttemptLogin { username, password } => {
                return self.opened_by(&username, &password).map(Some).ok_or(WRONG_PASSWORD);
            }
            Work::RequestToken => {}
        }
        Ok(None)
    }

    fn caller(&mut self, id: Option<&str>) -> Result<&mut Profile, &'static str> {
        id.and_then(|id| self.profiles.get_mut(id)).ok_or(NO_PROFILE)
    }

    fn add_profile(&mut self, profile: Profile) -> Result<String, &'static str> {
        if self.has_username(&profile.username) {
            return Err(USERNAME_TAKEN);
        }
        let id = time_ordered_id();
        self.profiles.insert(id.clone(), profile);
        Ok(id)
    }
}

/// An id that looks like a time-ordered UUID and is none: its second group is one digit short, as in the vendor's
/// own sample.
pub(super) fn time_ordered_id() -> String {
    let time = format!("{:012x}", crate::clock::unix().as_millis());
    let (high, low) = time.split_at_checked(8).unwrap_or((&time, ""));
    let low = low.get(..3).unwrap_or_default();
    format!("{high}-{low}-7{}-b{}-{}", random::hex(3), random::hex(3), random::hex(12))
}

/// A point in time the way the vendor writes it: RFC 3339 with a numeric offset.
pub(super) fn date_time(since_epoch: Duration) -> String {
    crate::clock::rfc3339(since_epoch).replace('Z', "+00:00")
}
