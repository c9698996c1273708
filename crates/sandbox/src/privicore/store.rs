//! What is saved: profiles, directories, tokens, commands and all that commands made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::application::{Application, Code, Grant};
use super::command::{Command, Directory, Outcome, Profile, Work};
use super::device::Device;
use super::ids::time_ordered_id;
use super::keys;
use super::policy::Policy;
use super::poll::{Poll, Quorum, Standing, VotingConfiguration};
use super::space::{Download, Space};
use super::token::Token;
use crate::random;
use crate::store::{Single, Table, Tables, Tracked};

/// Everything that the servers keep.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) seed: Single<Seed>,
    pub(super) profiles: Table<String, Profile>,
    pub(super) directories: Table<String, Directory>,
    pub(super) tokens: Table<String, Token>,
    pub(super) commands: Table<String, Command>,
    /// OAuth applications by the command that registered them.
    pub(super) applications: Table<String, Application>,
    /// Authorization codes by the command that requested them.
    pub(super) codes: Table<String, Code>,
    /// What applications were granted, by the access token.
    pub(super) grants: Table<String, Grant>,
    pub(super) devices: Table<String, Device>,
    /// Data tokens by the command that reserved them.
    pub(super) spaces: Table<String, Space>,
    pub(super) voting_configurations: Table<String, VotingConfiguration>,
    /// The voting rules of profiles that set any.
    pub(super) quorums: Table<String, Quorum>,
    pub(super) policies: Table<String, Policy>,
    pub(super) polls: Table<String, Poll>,
    /// Downloads that wait to be fetched. They are not saved: their addresses end with the servers.
    pub(super) downloads: BTreeMap<String, Download>,
    /// How often an API token was sent to a stream server.
    pub(super) strayed_tokens: usize,
    /// How often a password was presented.
    pub(super) logins: usize,
}

impl Tables for Store {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        // Every field is named, so that a new one cannot be left out by mistake.
        let Self {
            seed,
            profiles,
            directories,
            tokens,
            commands,
            applications,
            codes,
            grants,
            devices,
            spaces,
            voting_configurations,
            quorums,
            policies,
            polls,
            downloads: _,
            strayed_tokens: _,
            logins: _,
        } = self;
        vec![
            ("seed", seed),
            ("profiles", profiles),
            ("directories", directories),
            ("tokens", tokens),
            ("commands", commands),
            ("applications", applications),
            ("codes", codes),
            ("grants", grants),
            ("devices", devices),
            ("spaces", spaces),
            ("voting_configurations", voting_configurations),
            ("quorums", quorums),
            ("policies", policies),
            ("polls", polls),
        ]
    }
}

/// What the details of the sandbox name, and the engine's own key.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) username: String,
    pub(super) directory_id: String,
    pub(super) engine_key: String,
}

/// The one reason key for a refusal that the vendor is known to use.
const NOT_AN_OWNER: &str = "profile.not_an_owner";
// The vendor publishes no list of keys; the ones below follow the form of the known ones.
const USERNAME_TAKEN: &str = "profile.username_taken";
const WRONG_PASSWORD: &str = "profile.invalid_credentials";
const NO_DIRECTORY: &str = "directory.not_found";
const NO_PROFILE: &str = "profile.not_found";

impl Store {
    /// One provisioned profile that owns one directory and one storage device, so that what it stores is kept.
    pub(super) fn seed(&mut self) {
        let seed = Seed {
            username: "operator@sandbox.example".to_owned(),
            directory_id: time_ordered_id(),
            engine_key: keys::public(),
        };
        let profile_id = time_ordered_id();
        let owner = Profile {
            username: seed.username.clone(),
            password: format!("Op-{}", random::alphanumeric(24)),
            public_key: Some(keys::public()),
            ..Profile::default()
        };
        let device = Device::storage(&profile_id);
        self.directories.insert(seed.directory_id.clone(), Directory { owner: profile_id.clone() });
        self.profiles.insert(profile_id, owner);
        self.devices.insert(device.identifier.clone(), device);
        self.seed = Single::from(seed);
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

    /// Carries a pending command out, unless a test, a policy or a missing storage device holds it. Returns
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
        // The profile of a login attempt is known only now.
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
                self.add_profile(Profile { directory: Some(directory), ..user })?;
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

    fn add_profile(&mut self, profile: Profile) -> Result<(), &'static str> {
        if self.has_username(&profile.username) {
            return Err(USERNAME_TAKEN);
        }
        self.profiles.insert(time_ordered_id(), profile);
        Ok(())
    }
}
