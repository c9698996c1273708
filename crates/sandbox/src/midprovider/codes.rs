//! `activation_codes.*`, and what entering a code in the app does.

use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::store::Store;
use super::user::{Code, Device, User};
use super::wire::{Administrator, Body, Failure, Fields, Shared, UserInPath, enveloped};
use crate::random;

/// The server's rules are not documented: how long a code is valid, and how many wrong ones end it.
const VALID: Duration = Duration::from_secs(30 * 86_400);
const MOST_WRONG: u32 = 5;

/// Why a code did not activate a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActivationError {
    /// There is no such user.
    UnknownUser,
    /// The user is disabled.
    UserDisabled,
    /// The user has no such code. The fifth wrong code ends those that the user has.
    WrongCode,
    /// The code was valid once.
    Expired,
}

impl fmt::Display for ActivationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownUser => "there is no such user",
            Self::UserDisabled => "the user is disabled",
            Self::WrongCode => "the user has no such activation code",
            Self::Expired => "the activation code has expired",
        })
    }
}

impl std::error::Error for ActivationError {}

fn is_code(digits: &str) -> bool {
    (6..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl Code {
    /// A code with these digits, or with eight of its own: the length in the vendor's samples.
    pub(super) fn new(digits: Option<String>, not_after: Option<String>, secret: bool) -> Self {
        let generated = || format!("{:08}", u32::from_le_bytes(random::bytes()) % 100_000_000);
        Self { digits: digits.unwrap_or_else(generated), not_after, secret, wrong: 0 }
    }

    /// The code with an end, if it has none yet.
    pub(super) fn ending(mut self, now: Duration) -> Self {
        let end = now.saturating_add(VALID).as_secs().to_string();
        self.not_after.get_or_insert(end);
        self
    }

    /// The code in a credential of the type `ACTIVATION_CODE`.
    pub(super) fn of_credential(
        data: Option<&str>,
        secret: Option<&str>,
        now: Duration,
    ) -> Result<Self, &'static str> {
        let member = |text: Option<&str>, key: &str| {
            let object: Value = serde_json::from_str(text?).ok()?;
            Some(object.get(key)?.as_str()?.to_owned())
        };
        let code = member(secret, "code").filter(|code| is_code(code));
        let code = code.ok_or("secretData holds no code of 6 to 12 digits")?;
        let period = member(data, "period").and_then(|period| seconds(&period));
        let period = period.ok_or("credentialData holds no period")?;
        let not_after = now.as_secs().saturating_add(period).to_string();
        Ok(Self::new(Some(code), Some(not_after), true))
    }

    fn has_ended(&self, now: Duration) -> bool {
        let end = self.not_after.as_deref().and_then(|end| end.parse::<u64>().ok());
        end.is_some_and(|end| end <= now.as_secs())
    }
}

/// `30d`: one to four digits without a leading zero, then `m`, `h` or `d`.
fn seconds(period: &str) -> Option<u64> {
    let (number, unit) = period.split_at_checked(period.len().checked_sub(1)?)?;
    let unit = match unit {
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let plain =
        number.len() <= 4 && !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    if plain { number.parse::<u64>().ok().map(|number| number * unit) } else { None }
}

impl Store {
    /// Enters a code in the app of a new device, and returns the id of the device.
    pub(super) fn activate(&mut self, username: &str, digits: &str) -> Result<String, ActivationError> {
        let mut user = self.by_name(username).ok_or(ActivationError::UnknownUser)?;
        if !user.enabled {
            return Err(ActivationError::UserDisabled);
        }
        let Some(place) = user.codes.iter().position(|code| code.digits == digits) else {
            user.codes.iter_mut().for_each(|code| code.wrong = code.wrong.saturating_add(1));
            user.codes.retain(|code| code.wrong < MOST_WRONG);
            self.put(&user);
            return Err(ActivationError::WrongCode);
        };
        if user.codes.get(place).is_some_and(|code| code.has_ended(self.now())) {
            return Err(ActivationError::Expired);
        }
        user.codes.remove(place);
        let device = self.new_device();
        let id = device.id.clone();
        user.devices.push(device);
        self.put(&user);
        Ok(id)
    }

    /// A device as an activation makes it.
    pub(super) fn new_device(&self) -> Device {
        Device {
            id: random::ulid(self.millis()),
            serial: format!("1{}", u64::from_le_bytes(random::bytes())),
            last_login: self.now().as_secs().to_string(),
            locked: false,
        }
    }
}

/// A code as a reply shows it. The digits of a secret one are in the reply to its creation alone.
fn shown(user: &User, code: &Code, digits: bool) -> Value {
    let mut out = json!({
        "activationNotAfter": code.not_after, "codeCount": user.codes.len(), "userID": user.username,
    });
    if let Some(out) = out.as_object_mut().filter(|_| digits) {
        out.insert("activationCode".to_owned(), json!(code.digits));
    }
    out
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CodeInput {
    activation_code: Option<String>,
    activation_not_after: Option<String>,
    secret: Option<bool>,
}

pub(super) async fn create(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    query: Fields,
    Body(input): Body<CodeInput>,
) -> Result<Response, Failure> {
    if query.filled("responseQrType").is_some_and(|kind| !matches!(kind, "mpower" | "normal")) {
        return Err(Failure::bad_request("responseQrType is neither mpower nor normal"));
    }
    let digits = input.activation_code.filter(|code| !code.is_empty());
    if digits.as_deref().is_some_and(|code| !is_code(code)) {
        return Err(Failure::bad_request("the activation code does not have 6 to 12 digits"));
    }
    let not_after = input.activation_not_after.filter(|end| !end.is_empty());
    if not_after.as_deref().is_some_and(|end| end.parse::<u64>().is_err()) {
        return Err(Failure::bad_request("the validity is not a number of seconds"));
    }
    let mut store = state.store();
    let mut user = store.by_name(&name).ok_or_else(Failure::user_not_found)?;
    let code = Code::new(digits, not_after, input.secret.unwrap_or(false)).ending(store.now());
    user.codes.push(code.clone());
    store.put(&user);
    let data = json!([shown(&user, &code, true)]);
    Ok(enveloped(None, StatusCode::OK, "OK", "Activation code created", Some(data)))
}

pub(super) async fn list(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
) -> Result<Response, Failure> {
    let user = state.store().by_name(&name).ok_or_else(Failure::user_not_found)?;
    let rows: Value = user.codes.iter().map(|code| shown(&user, code, !code.secret)).collect();
    Ok(enveloped(None, StatusCode::OK, "OK", "Activation codes retrieved", Some(rows)))
}
