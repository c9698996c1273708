//! Activation codes to be created or set.

use crate::users::EpochSeconds;
use portcullis_core::{Error, Input, Result, Secret, input, secret::expose};
use portcullis_macros::Body;
use serde::Serializer;
use std::fmt;

portcullis_core::open_enum! {
    /// The kind of QR code in a reply.
    QrType {
        /// For the mPower app.
        Mpower = "mpower",
        /// For other apps.
        Normal = "normal",
    }
}

/// An activation code to be created on SSMS.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct NewActivationCode {
    /// The code, digits only; the server generates one unless set. Its length is a setting of the tenant.
    #[body(name = "activationCode")]
    pub code: Option<Secret>,
    /// When the code expires; by the server's rules unless set.
    #[body(name = "activationNotAfter", with = seconds)]
    pub valid_until: Option<EpochSeconds>,
    /// Whether the code is hidden from everybody afterwards, administrators included (no).
    #[body(name = "secret")]
    pub hidden: Option<bool>,
}

impl NewActivationCode {
    fn check(&self) -> Result<()> {
        let Some(code) = &self.code else { return Ok(()) };
        input::required("activationCode", code.expose_secret())?;
        input::characters("activationCode", code.expose_secret(), "digits", |c| c.is_ascii_digit())
    }
}

impl Input for EpochSeconds {}

/// Seconds since 1970 are sent as a text.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the derive calls it with a reference")]
fn seconds<S: Serializer>(time: &EpochSeconds, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&time.seconds())
}

/// How long a code is valid: 1 to 9999 minutes, hours or days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodePeriod {
    count: u16,
    unit: char,
}

impl CodePeriod {
    /// A number of minutes.
    pub const fn minutes(count: u16) -> Self {
        Self { count, unit: 'm' }
    }

    /// A number of hours.
    pub const fn hours(count: u16) -> Self {
        Self { count, unit: 'h' }
    }

    /// A number of days.
    pub const fn days(count: u16) -> Self {
        Self { count, unit: 'd' }
    }
}

impl Input for CodePeriod {
    fn check_always(&self) -> Result<()> {
        if !(1..=9999).contains(&self.count) {
            return Err(Error::input("period", "must be 1 to 9999 minutes, hours or days"));
        }
        Ok(())
    }
}

impl fmt::Display for CodePeriod {
    /// As the server reads it, such as `30d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit)
    }
}

/// An activation code as a credential of a user, which is how SHIFT stores it.
///
/// ```
/// use midprovider::activation_codes::{ActivationCredential, CodePeriod};
/// let code = ActivationCredential::new("57310284", CodePeriod::days(30));
/// ```
#[derive(Debug, Clone, Body)]
#[body(constant(type = "ACTIVATION_CODE"), check_always)]
#[non_exhaustive]
pub struct ActivationCredential {
    /// How long the code is valid.
    #[body(name = "credentialData", with = period)]
    pub period: CodePeriod,
    /// The code: 6 to 12 digits.
    #[body(name = "secretData", with = code)]
    pub code: Secret,
}

impl ActivationCredential {
    /// Creates a credential of a code of 6 to 12 digits and the time for which it is valid.
    pub fn new(code: impl Into<Secret>, period: CodePeriod) -> Self {
        Self { period, code: code.into() }
    }

    /// The code is a part of a JSON text, so that other characters would make it another object.
    pub(super) fn check_always(&self) -> Result<()> {
        let code = self.code.expose_secret();
        input::length("code", code, 6..=12)?;
        input::characters("code", code, "digits", |c| c.is_ascii_digit())?;
        self.period.check_always()
    }

    /// The code as a member of a JSON text.
    pub(super) fn secret_data(&self) -> Secret {
        code_text(&self.code)
    }

    /// The time as a member of a JSON text.
    pub(super) fn credential_data(&self) -> String {
        period_text(self.period)
    }
}

fn code_text(code: &Secret) -> Secret {
    Secret::from(["{\"code\":\"", code.expose_secret(), "\"}"].concat())
}

fn period_text(period: CodePeriod) -> String {
    format!("{{\"period\":\"{period}\"}}")
}

fn code<S: Serializer>(code: &Secret, to: S) -> Result<S::Ok, S::Error> {
    expose(&code_text(code), to)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the derive calls it with a reference")]
fn period<S: Serializer>(period: &CodePeriod, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&period_text(*period))
}

/// A user's new credentials, and nothing else of the user.
#[derive(Body)]
pub(super) struct Credentials<'a> {
    pub(super) credentials: [&'a ActivationCredential; 1],
}
