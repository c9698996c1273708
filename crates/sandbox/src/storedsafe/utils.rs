//! The small helpers: bits, policies, version, passwords, types of files.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, no};
use super::store::Inner;
use super::vault::READ;
use super::{mime, policies, pwgen, user};

/// The version, in the reply to a login as well.
pub(super) const VERSION: &str = "2.5.0";

/// Bits that mean something for a user.
const USER_BITS: [usize; 9] = [0, 1, 2, 3, 4, 6, 7, 8, 11];
const VAULT_BITS: [usize; 3] = [0, 1, 2];

const LONGEST_START: usize = 64;
const LONGEST_EXTENSION: usize = 25;

pub(super) fn status_values() -> Outcome {
    let named = |bits: &[usize]| -> Map<String, Value> {
        bits.iter().filter_map(|bit| Some(((*user::BITS.get(*bit)?).to_owned(), (*bit).into()))).collect()
    };
    let bits = json!({ "userbits": named(&USER_BITS), "vaultbits": named(&VAULT_BITS) });
    Outcome::success(json!({ "statusbits": bits }))
}

pub(super) fn policies() -> Outcome {
    let all: Vec<Value> = policies::ALL.iter().map(policies::Policy::view).collect();
    Outcome::success(json!({ "policies": all }))
}

pub(super) fn version() -> Outcome {
    Outcome::success(json!({ "version": format!("{VERSION}-build1") }))
}

pub(super) fn generate_password(_: &mut Inner, call: &Call, _: &Caller) -> Handled {
    let (kind, passphrase) = pwgen::generate(call)?;
    let length = passphrase.chars().count();
    Ok(Outcome::success(json!({ "passphrase": passphrase, "length": length, "type": kind })))
}

pub(super) fn check_policy(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let passphrase = call.required("passphrase")?;
    let policy = match (call.id("policyid")?, call.id("vaultid")?) {
        (Some(_), Some(_)) => return Err(no("Give either policyid or vaultid.")),
        (Some(id), None) => policies::find(&id)?,
        (None, Some(vault)) => policies::by_id(inner.permitted(&vault, caller, READ)?.policy)?,
        (None, None) => policies::by_id(policies::NORMAL)?,
    };
    let field = call.optional("fieldname")?.unwrap_or("Password");
    Ok(Outcome::success(json!({
        "policy_name": policy.name,
        "policy_id": policy.id,
        "passphrase_valid": policy.accepts(passphrase),
        "rules": policy.texts(field),
    })))
}

/// A size above the limit is no error: the reply names the limit, and what else the vendor does is not known.
pub(super) fn mime_type(inner: &mut Inner, call: &Call, _: &Caller) -> Handled {
    let start = BASE64_STANDARD.decode(call.optional("data")?.ok_or_else(|| no("Missing parameter data."))?);
    let start = start.ok().filter(|start| start.len() <= LONGEST_START);
    let start = start.ok_or_else(|| no("Parameter data must be base64 of at most 64 bytes."))?;
    let extension = call.optional("extension")?.ok_or_else(|| no("Missing parameter extension."))?;
    if extension.chars().count() > LONGEST_EXTENSION {
        return Err(no("Parameter extension must have at most 25 characters."));
    }
    // One of the vendor's clients sends the dot, the others do not.
    let kind = mime::of(&start, extension.trim_start_matches('.'));
    let most = inner.switches.max_file_size;
    let result = match call.sent("size").map(Value::as_u64) {
        None => json!({ "mimetype": kind, "max_file_size": most }),
        Some(Some(size)) => json!({ "mimetype": kind, "max_file_size": most, "size": size }),
        Some(None) => return Err(no("Parameter size must be a number.")),
    };
    Ok(Outcome::success(json!({})).part("RESULT", &result))
}
