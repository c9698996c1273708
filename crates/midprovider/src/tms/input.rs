//! Transactions to be started.

use crate::{AstClientId, UserId};
use portcullis_core::{Error, Result, input};
use portcullis_macros::Body;
use serde_json::Value;
use std::{collections::BTreeMap, time::Duration};

/// What a transaction shows.
#[derive(Debug, Clone, Body)]
#[body(new(text), check)]
#[non_exhaustive]
pub struct TmsData {
    /// The text for the user: 1 to 4096 bytes in UTF-8.
    pub text: String,
    /// A switch that the vendor does not explain (no).
    pub external: Option<bool>,
    /// Free data for the app.
    pub data: Option<BTreeMap<String, Value>>,
}

impl TmsData {
    fn check(&self) -> Result<()> {
        input::required("text", &self.text)?;
        if self.text.len() > 4096 {
            return Err(Error::input("text", "must have at most 4096 bytes in UTF-8"));
        }
        Ok(())
    }
}

/// A transaction to be started.
///
/// ```
/// use midprovider::tms::{NewTms, TmsData};
/// let tms = NewTms::new(TmsData::new("Approve the access to the payroll?")).tms_timeout(120);
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(data), flat, check, check_always)]
#[non_exhaustive]
pub struct NewTms {
    /// What is shown.
    #[body(name = "tmsData")]
    pub data: TmsData,
    /// The app instances that get it; all of the user's unless set.
    #[body(name = "astClientIds")]
    pub ast_client_ids: Option<Vec<AstClientId>>,
    /// A restriction to apps, of which the shape is not documented.
    #[body(name = "appFilter")]
    pub app_filter: Option<Value>,
    /// How long the app may take to fetch it, in seconds: 1 to 86400 (300).
    #[body(name = "retrievalTimeout")]
    pub retrieval_timeout: Option<i64>,
    /// How long the user may take, in seconds: 1 to 86400 (600).
    #[body(name = "tmsTimeout")]
    pub tms_timeout: Option<i64>,
    /// Whether the user must enter the PIN or show the fingerprint again (no).
    #[body(name = "requireExplicitAuthentication")]
    pub require_explicit_authentication: Option<bool>,
    /// The greatest age of the user's last authentication, in seconds; -1 switches the test off (-1). 0 is refused: the
    /// authentication would always be too old, and the transaction fail.
    #[body(name = "requireFreshnessOfAuthentication")]
    pub require_freshness_of_authentication: Option<i64>,
    /// A text for the server's log.
    #[body(name = "auditMessage")]
    pub audit_message: Option<String>,
}

impl NewTms {
    /// Returns the longest time until the transaction ends, with the server's defaults for what is not set: a bound for
    /// [`wait_answered`](super::Tms::wait_answered).
    pub fn longest(&self) -> Duration {
        let seconds = self.retrieval_timeout.unwrap_or(300).saturating_add(self.tms_timeout.unwrap_or(600));
        Duration::from_secs(seconds.try_into().unwrap_or_default())
    }

    fn check(&self) -> Result<()> {
        for (field, seconds) in
            [("retrievalTimeout", self.retrieval_timeout), ("tmsTimeout", self.tms_timeout)]
        {
            if seconds.is_some_and(|seconds| !(1..=86400).contains(&seconds)) {
                return Err(Error::input(field, "must be 1 to 86400 seconds"));
            }
        }
        if self.require_freshness_of_authentication.is_some_and(|age| age < -1) {
            return Err(Error::input("requireFreshnessOfAuthentication", "must be -1 or at least 1"));
        }
        Ok(())
    }

    fn check_always(&self) -> Result<()> {
        if self.require_freshness_of_authentication == Some(0) {
            let rule = "must not be 0: every authentication is older, and the transaction fails";
            return Err(Error::input("requireFreshnessOfAuthentication", rule));
        }
        if self.ast_client_ids.as_ref().is_some_and(Vec::is_empty) {
            return Err(Error::input(
                "astClientIds",
                "must not be empty: leave it out to address all app instances",
            ));
        }
        Ok(())
    }
}

/// A transaction and the user it is for.
#[derive(Body)]
pub(super) struct Start {
    #[body(name = "userId")]
    pub(super) user_id: UserId,
    #[body(flatten)]
    pub(super) tms: NewTms,
}
