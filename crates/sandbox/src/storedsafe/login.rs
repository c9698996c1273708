//! The four ways to log in.

use serde_json::json;

use super::envelope::{Call, Outcome};
use super::file::Content;
use super::options::Options;
use super::store::Inner;
use super::user::{ACTIVE, ESCROW, User};
use super::{totp, utils};

const OTP_LENGTH: usize = 44;

/// Why a login is refused. All refusals but those of malformed requests have the same text: the vendor's texts are not
/// known, and different texts for a wrong name and a wrong passphrase would help only an attacker.
enum Refusal {
    Malformed(String),
    Credentials,
}

fn required<'a>(call: &'a Call, name: &str) -> Result<&'a str, Refusal> {
    let text = call.text(name).filter(|text| !text.is_empty());
    text.ok_or_else(|| Refusal::Malformed(format!("Missing parameter {name}.")))
}

pub(super) fn log_in(inner: &mut Inner, options: &Options, call: &Call) -> Outcome {
    match check(inner, options, call) {
        Ok(user) => {
            inner.logins += 1;
            let token = inner.sessions.open(user.id);
            let timeout = u64::try_from(options.idle_timeout.as_millis()).unwrap_or(u64::MAX);
            let mut outcome = Outcome::success(json!({
                "fingerprint": user.fingerprint,
                "userid": user.id.to_string(),
                "username": user.username,
                "fullname": user.fullname,
                "userstatus": user.status.to_string(),
                "password": user.passphrase,
                "timeout": timeout,
                "filesupport": inner.templates().filter(|template| template.file).count(),
                "version": utils::VERSION,
                "audit": { "violations": [], "warnings": [] },
            }));
            outcome.token = Some(token);
            outcome
        }
        Err(Refusal::Malformed(text)) => {
            inner.failed_logins += 1;
            Outcome::refused([text])
        }
        Err(Refusal::Credentials) => {
            inner.failed_logins += 1;
            Outcome::refused(["Login failed.".to_owned()]).status(options.unauthenticated())
        }
    }
}

fn check(inner: &mut Inner, options: &Options, call: &Call) -> Result<User, Refusal> {
    let username = required(call, "username")?;
    let kind = call.text("logintype");
    if call.certificate.is_some() != matches!(kind, Some("smartcard" | "smc_rest")) {
        return Err(Refusal::Credentials);
    }
    let mut users = inner.users.values();
    let user = users.find(|user| user.username == username || user.email == username).cloned();
    let opens = |user: &User| user.status & ACTIVE != 0 && user.status & ESCROW == 0;
    let user = user.filter(opens);
    // Every parameter is checked before the name: a malformed login gets the same refusal for any name.
    let accepted = match kind {
        Some("totp") => {
            let otp = password_and_key(inner, call, user.as_ref())?;
            let secret = user.as_ref().and_then(|user| user.totp_secret.clone());
            otp.is_some_and(|otp| {
                six_digits(&otp) && secret.is_some_and(|secret| use_totp(inner, options, &secret, &otp))
            })
        }
        Some("yubikey_otp") => {
            let otp = password_and_key(inner, call, user.as_ref())?;
            otp.is_some_and(|otp| user.as_ref().is_some_and(|user| use_yubikey(inner, user, &otp)))
        }
        Some("smartcard" | "smc_rest") => {
            let passphrase = required(call, "passphrase")?;
            let apikey = required(call, "apikey")?;
            let presented = call.certificate.as_deref();
            let owns = |(_, der): &(&u64, &Content)| Some(&*der.0) == presented;
            let owner = inner.certificates.iter().find(owns).map(|(id, _)| *id);
            apikey == inner.seed.apikey
                && user.as_ref().is_some_and(|user| user.passphrase == passphrase && owner == Some(user.id))
        }
        Some(other) => return Err(Refusal::Malformed(format!("Unknown login type {other}."))),
        None => {
            let keys = required(call, "keys")?;
            let key_agrees = call.text("apikey").is_none_or(|apikey| apikey == inner.seed.apikey);
            key_agrees && user.as_ref().is_some_and(|user| legacy(inner, user, keys))
        }
    };
    user.filter(|_| accepted).ok_or(Refusal::Credentials)
}

/// The one-time password, if passphrase and API key are right.
fn password_and_key(inner: &Inner, call: &Call, user: Option<&User>) -> Result<Option<String>, Refusal> {
    let passphrase = required(call, "passphrase")?;
    let otp = required(call, "otp")?;
    let apikey = required(call, "apikey")?;
    let right = apikey == inner.seed.apikey && user.is_some_and(|user| user.passphrase == passphrase);
    Ok(right.then(|| otp.to_owned()))
}

fn six_digits(otp: &str) -> bool {
    otp.len() == 6 && otp.bytes().all(|byte| byte.is_ascii_digit())
}

fn use_totp(inner: &mut Inner, options: &Options, secret: &str, otp: &str) -> bool {
    let Some(step) = totp::step_of(secret, otp) else { return false };
    let fresh = inner.used_steps.insert((secret.to_owned(), step));
    fresh || options.totp_reuse
}

fn use_yubikey(inner: &mut Inner, user: &User, otp: &str) -> bool {
    let known =
        otp.chars().count() == OTP_LENGTH && user.otpprefixes.iter().any(|own| otp.starts_with(own.as_str()));
    known && inner.used_otps.insert(otp.to_owned())
}

/// Passphrase, API key and one-time password, one after the other with nothing between them.
fn legacy(inner: &mut Inner, user: &User, keys: &str) -> bool {
    let rest = keys.strip_prefix(&user.passphrase).and_then(|rest| rest.strip_prefix(&inner.seed.apikey));
    let otp = rest.map(str::to_owned);
    otp.is_some_and(|otp| use_yubikey(inner, user, &otp))
}
