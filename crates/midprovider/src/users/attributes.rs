//! The attributes of a user: the caller's own, and those that are commands to the server.

use portcullis_core::{Error, Input, Result, Secret, input, secret::expose};
use portcullis_macros::Setters;
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use std::{collections::BTreeMap, time::SystemTime};

pub(crate) type Attributes = BTreeMap<String, Vec<Option<String>>>;

/// Keys that are commands to the server: each has a typed option and is refused as an attribute of the caller.
const COMMANDS: [&str; 8] = [
    "digitaniumUserIdDelete",
    ONBOARDING,
    "digitaniumCreateActivation",
    "digitaniumActivationCode",
    "digitaniumActivationValidity",
    "digitaniumActivationSecret",
    "digitaniumClearActivation",
    GROUPS,
];
pub(super) const ONBOARDING: &str = "digitaniumUserIdOnboardingType";
pub(super) const GROUPS: &str = "groups";
pub(super) const REQUIRED_ACTION: &str = "digitaniumRequiredAction";

pub(super) fn is_command(key: &str) -> bool {
    COMMANDS.iter().any(|command| command.eq_ignore_ascii_case(key))
}

/// Refuses commands among the caller's own attributes: one of them deletes a user.
pub(super) fn refuse_commands(attributes: &Attributes) -> Result<()> {
    match COMMANDS.iter().find(|command| attributes.keys().any(|key| key.eq_ignore_ascii_case(command))) {
        Some(command) => Err(Error::input(
            "attributes",
            format!("must not hold `{command}`: set the typed option instead, if the operation has it"),
        )),
        None => Ok(()),
    }
}

portcullis_core::open_enum! {
    /// What the login page shows to a user who is not activated and has no active device.
    OnboardingType {
        /// Instructions; the user gets the activation code in another way.
        Letter = "letter",
        /// Instructions and the activation code itself: for users with a password only.
        OnScreen = "onscreen",
    }
}

/// A point in time in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpochSeconds(u64);

impl EpochSeconds {
    pub(crate) fn seconds(self) -> u64 {
        self.0
    }
}

impl From<u64> for EpochSeconds {
    fn from(seconds: u64) -> Self {
        Self(seconds)
    }
}

impl From<SystemTime> for EpochSeconds {
    /// A time before 1970 becomes 0.
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()))
    }
}

/// An activation code to be created: with it a user registers an app as a second-factor device.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct Activation {
    /// The code, digits only; the server generates one unless set. Its length is a setting of the tenant.
    pub code: Option<Secret>,
    /// When the code expires; by the server's rules unless set.
    pub valid_until: Option<EpochSeconds>,
    /// Whether nobody may see the code, administrators included.
    pub hidden: bool,
    /// Whether the user's older codes are deleted first.
    pub clear_older: bool,
}

impl Activation {
    /// Creates a request for a code that the server generates.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether nobody may see the code, administrators included (no).
    #[must_use]
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }

    /// Sets whether the user's older codes are deleted first (no).
    #[must_use]
    pub fn clear_older(mut self, clear: bool) -> Self {
        self.clear_older = clear;
        self
    }
}

// By hand: it is a part of the member `attributes`, not an object of its own.
impl Input for Activation {
    fn check(&self) -> Result<()> {
        let Some(code) = &self.code else { return Ok(()) };
        input::required("activation.code", code.expose_secret())?;
        input::characters("activation.code", code.expose_secret(), "digits", |c| c.is_ascii_digit())
    }
}

/// The member `attributes` of a body that creates or updates a user.
pub(super) struct Commands<'a> {
    /// Sent by a creation only.
    pub(super) replace: Option<bool>,
    pub(super) activation: Option<&'a Activation>,
    pub(super) onboarding: Option<&'a OnboardingType>,
    pub(super) groups: &'a [String],
    pub(super) own: &'a Attributes,
}

impl Serialize for Commands<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        if let Some(replace) = self.replace {
            map.serialize_entry("digitaniumUserIdDelete", &replace)?;
        }
        // The server's default is true.
        map.serialize_entry("digitaniumCreateActivation", &self.activation.is_some())?;
        if let Some(activation) = self.activation {
            if let Some(code) = &activation.code {
                map.serialize_entry("digitaniumActivationCode", &Exposed(code))?;
            }
            if let Some(EpochSeconds(seconds)) = activation.valid_until {
                map.serialize_entry("digitaniumActivationValidity", &seconds.to_string())?;
            }
            if activation.hidden {
                map.serialize_entry("digitaniumActivationSecret", &true)?;
            }
            if activation.clear_older {
                map.serialize_entry("digitaniumClearActivation", &true)?;
            }
        }
        if let Some(onboarding) = self.onboarding {
            map.serialize_entry(ONBOARDING, onboarding)?;
        }
        if !self.groups.is_empty() {
            map.serialize_entry(GROUPS, self.groups)?;
        }
        for (key, values) in self.own {
            map.serialize_entry(key, &Values(values))?;
        }
        map.end()
    }
}

struct Exposed<'a>(&'a Secret);

impl Serialize for Exposed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        expose(self.0, to)
    }
}

/// One value is sent as a scalar, as in the vendor's samples; several are sent as a list.
struct Values<'a>(&'a [Option<String>]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [only] => only.serialize(to),
            several => several.serialize(to),
        }
    }
}

/// Writes the caller's own attributes alone.
pub(super) fn own<S: Serializer>(attributes: &Attributes, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(attributes.iter().map(|(key, values)| (key, Values(values))))
}
