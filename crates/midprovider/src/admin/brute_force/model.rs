//! The lock of a user's password login.

use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// The lock of a user's password login.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct BruteForceStatus {
    /// Whether it is locked now.
    pub disabled: bool,
    /// The number of wrong tries.
    #[reply(name = "numFailures")]
    pub failures: i64,
    /// The network address of the last wrong try; `n/a` for none.
    #[reply(name = "lastIPFailure")]
    pub last_failure_ip: String,
    /// The time of the last wrong try in milliseconds since 1970; 0 for none.
    #[reply(name = "lastFailure")]
    pub last_failure_ms: i64,
    /// How often the login was locked for a time; newer servers only.
    #[reply(name = "numTemporaryLockouts")]
    pub temporary_lockouts: Option<i64>,
    /// Until when no login is possible, in seconds since 1970; 0 for no lock. Newer servers only.
    #[reply(name = "failedLoginNotBefore")]
    pub not_before_seconds: Option<i64>,
    /// The number of wrong one-time passwords. **Partly guessed.** No source of the vendor has it.
    #[reply(name = "numSecondaryAuthFailures")]
    pub second_factor_failures: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl BruteForceStatus {
    /// Returns the time of the last wrong try; `None` if there was none.
    pub fn last_failure(&self) -> Option<Timestamp> {
        (self.last_failure_ms != 0).then(|| Timestamp::from_unix_millis(self.last_failure_ms))
    }
}
