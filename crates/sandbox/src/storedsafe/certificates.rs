//! The users' certificates.

use serde_json::{Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::file::Content;
use super::store::Inner;
use super::{user, x509};

fn is_admin(caller: &Caller) -> bool {
    caller.status & user::ADMIN != 0
}

fn user(inner: &Inner, id: &str) -> Result<u64, Refusal> {
    inner.user(id).map(|user| user.id).ok_or_else(|| no("NO SUCH USER"))
}

/// A caller who is no administrator gets the own certificate for any id. A user without one has an empty map: what the
/// vendor returns is not known.
pub(super) fn get(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let asked = call.path.get(1).filter(|_| is_admin(caller));
    let user = asked.map_or(Ok(caller.id), |id| user(inner, id))?;
    let certificate = inner.certificates.get(&user).and_then(|der| x509::read(&der.0));
    let certificate = certificate.map_or_else(|| json!([]), |certificate| certificate.view());
    Ok(Outcome::success(json!({ "certificate": certificate })))
}

/// Takes only PEM. A new certificate replaces an old one: a user has one at a time. Users may add their own,
/// administrators those of all. The end of the vendor's page on this could not be read.
pub(super) fn add(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    if !is_admin(caller) && call.at(1) != caller.id.to_string() {
        return Err(no("You do not have permission to administer users."));
    }
    let user = user(inner, call.at(1))?;
    let part = call.files.iter().find(|file| file.part == "user_cert");
    let content = part.and_then(|file| file.content.as_ref()).ok_or_else(|| no("Missing file user_cert."))?;
    let der = x509::from_pem(content).ok_or_else(|| no("The file is not a certificate in PEM."))?;
    // A certificate that belongs to two users would identify neither.
    if inner.certificates.iter().any(|(id, known)| *id != user && known.0 == der) {
        return Err(no("The certificate belongs to another user."));
    }
    inner.certificates.insert(user, Content(der.into()));
    Ok(Outcome::success(Value::Null))
}

pub(super) fn delete(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    if !is_admin(caller) {
        return Err(no("You do not have permission to administer users."));
    }
    let user = user(inner, call.at(1))?;
    inner.certificates.remove(&user).ok_or_else(|| no("The user has no certificate."))?;
    Ok(Outcome::success(Value::Null))
}
