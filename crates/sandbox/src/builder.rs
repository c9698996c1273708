//! The settings of the start.

use std::path::PathBuf;
use std::time::Duration;

use crate::storedsafe;

/// The settings of all vendors.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) state_dir: Option<PathBuf>,
    pub(crate) storedsafe: storedsafe::Options,
    pub(crate) privx_token_life: Duration,
}

/// Settings for a [`Sandbox`](crate::Sandbox).
#[derive(Debug, Clone)]
#[must_use = "nothing starts before `start`"]
pub struct Builder(pub(crate) Options);

impl Default for Builder {
    fn default() -> Self {
        Self(Options {
            state_dir: None,
            storedsafe: storedsafe::Options::default(),
            privx_token_life: Duration::from_secs(300),
        })
    }
}

impl Builder {
    /// Saves the state in this directory: it is read at the start, and each change is written before the reply to its
    /// request is sent. The files for clients (CA, client certificate) are written there too.
    pub fn state_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.state_dir = Some(path.into());
        self
    }

    /// What StoredSafe does with a session's token at every call. [`Rotation::Off`](storedsafe::Rotation::Off)
    /// unless set.
    pub fn storedsafe_rotation(mut self, rotation: storedsafe::Rotation) -> Self {
        self.0.storedsafe.rotation = rotation;
        self
    }

    /// Whether StoredSafe accepts one TOTP code for several logins. It does not unless this is set; set it for
    /// tests that log in more than once within 30 seconds.
    pub fn storedsafe_totp_reuse(mut self, reuse: bool) -> Self {
        self.0.storedsafe.totp_reuse = reuse;
        self
    }

    /// How long a StoredSafe session lives without a call: 4 hours unless set.
    pub fn storedsafe_idle_timeout(mut self, timeout: Duration) -> Self {
        self.0.storedsafe.idle_timeout = timeout;
        self
    }

    /// Whether StoredSafe refuses an unknown token with status 403, as older servers do. Newer ones use 401.
    pub fn storedsafe_bad_token_is_403(mut self, yes: bool) -> Self {
        self.0.storedsafe.bad_token_is_403 = yes;
        self
    }

    /// How long a PrivX access token lives: 300 seconds unless set.
    pub fn privx_token_life(mut self, life: Duration) -> Self {
        self.0.privx_token_life = life;
        self
    }
}
