//! Users.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::store::Inner;
use super::totp;
use super::user::{ACTIVE, ADMIN, UG_LIST, User, WRITE};
use super::vault::Vault;
use crate::random;

/// The shortest passphrase under the vendor's policy "normal".
const SHORTEST_PASSPHRASE: usize = 10;
const LONGEST_SEARCH: usize = 15;
const MOST_KEYS: usize = 3;

/// The refusal of a caller who may not administer users.
fn admin(caller: &Caller) -> Result<(), Refusal> {
    let may = caller.status & ADMIN != 0;
    may.then_some(()).ok_or_else(|| no("You do not have permission to administer users."))
}

/// All users, those that a text finds, or one.
pub(super) fn list(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let status = caller.status;
    if status & (ADMIN | WRITE) == 0 {
        return Err(no("You do not have permission to list users."));
    }
    let needle = call.path.get(1).map(String::as_str);
    let found: Vec<&User> = match needle {
        None => inner.users.values().collect(),
        Some(needle) if needle.chars().count() > LONGEST_SEARCH => {
            return Err(no("The search string is too long."));
        }
        // One path serves both: digits are an id. An unknown id gives an empty list, like a search without a match.
        Some(id) if id.bytes().all(|byte| byte.is_ascii_digit()) => inner.user(id).into_iter().collect(),
        Some(needle) => {
            let needle = needle.to_lowercase();
            let fits = |text: &str| text.to_lowercase().contains(&needle);
            let fits = |user: &&User| {
                fits(&user.fullname) || fits(&user.email) || status & ADMIN != 0 && fits(&user.username)
            };
            inner.users.values().filter(fits).collect()
        }
    };
    let sees = status & ADMIN != 0 && status & UG_LIST != 0;
    let referred = |vault: &&Vault| sees && found.iter().any(|user| vault.members.contains_key(&user.id));
    let name = |vault: &Vault| json!({ "id": vault.id, "name": vault.name });
    let vaults: Vec<Value> = inner.vaults.values().filter(referred).map(name).collect();
    let users: Vec<Value> = found.iter().map(|user| user.view(status, inner.vaults.values())).collect();
    Ok(Outcome::success(json!({ "users": users, "vaults": vaults })))
}

/// Reads parameters and collects every complaint, so that one reply names them all.
struct Reader<'a> {
    call: &'a Call,
    required: bool,
    errors: Vec<String>,
}

impl Reader<'_> {
    fn text(&mut self, name: &str, least: usize, most: usize) -> Option<String> {
        let Some(value) = self.call.data.get(name).filter(|value| !value.is_null()) else {
            if self.required {
                self.errors.push(format!("Missing parameter {name}."));
            }
            return None;
        };
        let text = value.as_str().filter(|text| (least..=most).contains(&text.chars().count()));
        if text.is_none() {
            self.errors.push(format!("Parameter {name} must be text of {least} to {most} characters."));
        }
        text.map(str::to_owned)
    }

    fn status(&mut self) -> Option<u32> {
        let Some(value) = self.call.data.get("status").filter(|value| !value.is_null()) else {
            if self.required {
                self.errors.push("Missing parameter status.".to_owned());
            }
            return None;
        };
        let below = |value: &Value, end: u32| {
            value.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number < end)
        };
        let mask = match value {
            Value::Array(list) => list.iter().try_fold(0_u32, |mask, bit| Some(mask | 1 << below(bit, 12)?)),
            // The vendor's own tool for directories sends the mask.
            mask => below(mask, 1 << 12),
        };
        if mask.is_none() {
            self.errors.push("Parameter status must be a list of bit numbers or a mask.".to_owned());
        }
        mask
    }

    /// The only documented rule of a Yubikey's code and of its public id is the length.
    fn yubikey(&mut self, name: &str, length: usize) -> Option<String> {
        let value = self.call.data.get(name).filter(|value| !value.is_null())?;
        let text = value.as_str().filter(|text| text.chars().count() == length);
        if text.is_none() {
            self.errors.push(format!("Parameter {name} must be {length} characters of a Yubikey."));
        }
        text.map(str::to_owned)
    }

    fn flag(&mut self, name: &str) -> bool {
        match self.call.data.get(name) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            // The vendor's sample sends the words of Python.
            Some(Value::String(word)) if word == "True" => true,
            Some(Value::String(word)) if word == "False" => false,
            Some(_) => {
                self.errors.push(format!("Parameter {name} must be true or false."));
                false
            }
        }
    }
}

fn taken(inner: &Inner, username: &str, except: Option<u64>) -> bool {
    inner.users.values().any(|user| user.username == username && Some(user.id) != except)
}

pub(super) fn create(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    admin(caller)?;
    let mut reader = Reader { call, required: true, errors: Vec::new() };
    let username = reader.text("username", 5, 32);
    let status = reader.status();
    let fullname = reader.text("fullname", 5, 64);
    let email = reader.text("email", 5, 128);
    let passphrase = reader.text("passphrase", SHORTEST_PASSPHRASE, usize::MAX);
    let yubikey = reader.yubikey("yubikey", 44);
    let totp = reader.flag("totp");
    let errors = reader.errors;
    let (Some(username), Some(status), Some(fullname), Some(email), Some(passphrase), true) =
        (username, status, fullname, email, passphrase, errors.is_empty())
    else {
        return Ok(Outcome::refused(errors));
    };
    if taken(inner, &username, None) {
        return Err(no("The username is already taken."));
    }
    let user = User {
        id: inner.new_id(),
        username,
        fullname,
        email,
        status,
        passphrase,
        totp_secret: totp.then(totp::new_secret),
        otpprefixes: yubikey.iter().map(|otp| otp.chars().take(12).collect()).collect(),
        fingerprint: random::hex(40).to_uppercase(),
    };
    let mut info = json!({
        "calculated_status": user.status,
        "user_created": user.username,
        "user": [user.view(ADMIN, [])],
    });
    if !inner.switches.omit_created_id
        && let Some(info) = info.as_object_mut()
    {
        info.insert("id".to_owned(), user.id.to_string().into());
    }
    // The one-time password that bound the key is spent.
    inner.used_otps.extend(yubikey);
    inner.users.insert(user.id, user);
    Ok(Outcome::success(info).status(StatusCode::CREATED))
}

pub(super) fn update(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    admin(caller)?;
    let mut reader = Reader { call, required: false, errors: Vec::new() };
    let username = reader.text("username", 5, 32);
    let status = reader.status();
    let fullname = reader.text("fullname", 5, 64);
    let email = reader.text("email", 5, 128);
    let prefix = reader.yubikey("otpprefix", 12);
    let errors = reader.errors;
    let known = inner.user(call.at(1)).ok_or_else(|| no("NO SUCH USER"))?.id;
    if !errors.is_empty() {
        return Ok(Outcome::refused(errors));
    }
    if username.as_ref().is_some_and(|name| taken(inner, name, Some(known))) {
        return Err(no("The username is already taken."));
    }
    let user = inner.users.get_mut(&known).ok_or_else(|| no("NO SUCH USER"))?;
    if let Some(prefix) = prefix
        && !user.otpprefixes.contains(&prefix)
    {
        if user.otpprefixes.len() >= MOST_KEYS {
            return Err(no("The user has three Yubikeys already."));
        }
        user.otpprefixes.push(prefix);
    }
    user.username = username.unwrap_or_else(|| user.username.clone());
    user.status = status.unwrap_or(user.status);
    user.fullname = fullname.unwrap_or_else(|| user.fullname.clone());
    user.email = email.unwrap_or_else(|| user.email.clone());
    Ok(Outcome::success(json!({ "calculated_status": user.status, "user_created": user.username })))
}

/// The vendor keeps every user: one that is deleted is not active any more.
pub(super) fn deactivate(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    admin(caller)?;
    let known = inner.user(call.at(1)).ok_or_else(|| no("NO SUCH USER"))?.id;
    let user = inner.users.get_mut(&known).ok_or_else(|| no("NO SUCH USER"))?;
    user.status &= !ACTIVE;
    Ok(Outcome::success(json!({ "calculated_status": user.status })))
}
