//! Encryption as a service: keys that live in a vault, and texts that pass through.

mod cipher;
pub(super) mod keys;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use self::keys::Key;
use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::handler::Handler;
use super::store::Inner;
use super::vault::{ADMIN, READ, WRITE};
use crate::random;

/// The handler of a path below `transparent`. The verb stands before the vault in some paths and behind it in others.
pub(super) fn route(method: &str, path: &[&str]) -> Option<Handler> {
    let route: Handler = match (method, path) {
        ("POST", ["rewrap", _, _]) => rewrap,
        ("GET", ["export", _, _] | ["export", _, _, _]) => export,
        ("GET", ["backup", _, _]) => backup,
        ("POST", ["restore", _, _]) => restore,
        ("LIST", [_, "keys"]) => list,
        ("POST", [_, "keys", _]) => create,
        ("GET", [_, "keys", _]) => read,
        ("DELETE", [_, "keys", _]) => delete,
        ("POST", [_, "keys", _, "rotate"]) => rotate,
        ("POST", [_, "encrypt", _]) => encrypt,
        ("POST", [_, "decrypt", _]) => decrypt,
        ("POST", [_, "datakey", _, _]) => data_key,
        _ => return None,
    };
    Some(route)
}

/// The key, if the caller has the permission in its vault.
fn key<'a>(
    inner: &'a Inner,
    caller: &Caller,
    vault: &str,
    name: &str,
    least: u8,
) -> Result<&'a Key, Refusal> {
    inner.permitted(vault, caller, least)?;
    let key = inner.keys.values().find(|key| key.vault == vault && key.name == name);
    key.ok_or_else(|| no("NO SUCH KEY"))
}

/// The refusal of a name that is taken in the vault.
fn free(inner: &Inner, vault: &str, name: &str) -> Result<(), Refusal> {
    let taken = inner.keys.values().any(|key| key.vault == vault && key.name == name);
    if taken { Err(no("A key of this name exists already.")) } else { Ok(()) }
}

/// The version that is asked for, or the latest.
fn version(call: &Call, key: &Key) -> Result<usize, Refusal> {
    match call.id("key_version")? {
        Some(version) => key.version(&version),
        None => Ok(key.latest()),
    }
}

fn list(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let vault = &inner.permitted(call.at(1), caller, READ)?.id;
    let keys: Vec<Value> = inner.keys.values().filter(|key| key.vault == *vault).map(Key::view).collect();
    Ok(Outcome::success(json!({})).part("KEYS", &keys))
}

fn made(key: &Key) -> Outcome {
    let info = json!({ "key_version": key.latest().to_string(), "objectid": key.id.to_string() });
    Outcome::success(info).status(StatusCode::CREATED)
}

fn create(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    inner.permitted(call.at(1), caller, WRITE)?;
    free(inner, call.at(1), call.at(3))?;
    let key = Key::asked(inner.new_id(), call)?;
    let outcome = made(&key);
    inner.keys.insert(key.id, key);
    Ok(outcome)
}

fn read(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let key = key(inner, caller, call.at(1), call.at(3), READ)?;
    Ok(Outcome::success(json!({})).part("KEYS", &[key.view()]))
}

fn delete(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let key = key(inner, caller, call.at(1), call.at(3), WRITE)?;
    if !key.allow_delete {
        return Err(no("The key must not be deleted."));
    }
    let id = key.id;
    inner.keys.remove(&id);
    Ok(Outcome::success(Value::Null))
}

fn rotate(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let id = key(inner, caller, call.at(1), call.at(3), WRITE)?.id;
    let key = inner.keys.get_mut(&id).ok_or_else(|| no("NO SUCH KEY"))?;
    key.rotate();
    Ok(made(key))
}

fn encrypt(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let (vault, name) = (call.at(1), call.at(3));
    let plaintext = BASE64_STANDARD.decode(call.optional("plaintext")?.unwrap_or_default());
    let plaintext = plaintext.ok().filter(|_| call.sent("plaintext").is_some());
    let plaintext = plaintext.ok_or_else(|| no("Parameter plaintext must be base64."))?;
    let may_write = inner.permitted(vault, caller, READ)?.permission(caller.id) >= WRITE;
    if may_write && free(inner, vault, name).is_ok() {
        let key = Key::asked(inner.new_id(), call)?;
        version(call, &key)?;
        inner.keys.insert(key.id, key);
    }
    let key = key(inner, caller, vault, name, READ)?;
    let version = version(call, key)?;
    let ciphertext = key.encrypt(version, &plaintext)?;
    Ok(Outcome::success(json!({ "key_version": version.to_string(), "ciphertext": ciphertext })))
}

fn decrypt(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let key = key(inner, caller, call.at(1), call.at(3), READ)?;
    let (version, plaintext) = key.decrypt(call.required("ciphertext")?)?;
    Ok(Outcome::success(json!({
        "key_version": version.to_string(),
        "plaintext": BASE64_STANDARD.encode(plaintext),
        "name": key.name,
    })))
}

fn rewrap(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let key = key(inner, caller, call.at(2), call.at(3), READ)?;
    let to = call.id("to_version")?.ok_or_else(|| no("Missing parameter to_version."))?;
    let version = key.version(&to)?;
    let (_, plaintext) = key.decrypt(call.required("ciphertext")?)?;
    Ok(Outcome::success(json!({
        "key_version": version.to_string(),
        "ciphertext": key.encrypt(version, &plaintext)?,
        "objectid": key.id.to_string(),
    })))
}

fn data_key(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let plain = match call.at(3) {
        "plaintext" => true,
        "wrapped" => false,
        _ => return Err(no("A data key is wrapped or plaintext.")),
    };
    let key = key(inner, caller, call.at(1), call.at(4), if plain { WRITE } else { READ })?;
    let bits = call.sent("bits").map_or(Some(256), Value::as_u64);
    let bytes = random::bytes::<64>();
    let length = match bits {
        Some(128) => 16,
        Some(256) => 32,
        Some(512) => 64,
        _ => return Err(no("Parameter bits must be the number 128, 256 or 512.")),
    };
    let bytes = bytes.get(..length).unwrap_or_default();
    let version = version(call, key)?;
    let outcome = Outcome::success(json!({
        "key_version": version.to_string(),
        "ciphertext": key.encrypt(version, bytes)?,
        "objectid": key.id.to_string(),
    }));
    Ok(if plain { outcome.info("plaintext", BASE64_STANDARD.encode(bytes)) } else { outcome })
}

/// The reply's fields were never seen by those who wrote the facts down: it is a key of `KEYS` with its versions.
fn export(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let key = key(inner, caller, call.at(2), call.at(3), ADMIN)?;
    if !key.allow_export {
        return Err(no("The key must not be exported."));
    }
    let only = call.path.get(4).map(|version| key.version(version)).transpose()?;
    Ok(Outcome::success(json!({})).part("KEYS", &[key.exported(only)]))
}

fn backup(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let key = key(inner, caller, call.at(2), call.at(3), ADMIN)?;
    if !key.allow_backup {
        return Err(no("The key must not be backed up."));
    }
    let info = json!({ "version": key.latest().to_string(), "objectid": key.id.to_string() });
    Ok(Outcome::success(info).part("KEYS", &[key.with_backup()]))
}

/// A name that is taken is refused: what its key encrypted would be lost.
fn restore(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let (vault, name) = (call.at(2), call.at(3));
    inner.permitted(vault, caller, WRITE)?;
    free(inner, vault, name)?;
    let key = Key::restored(inner.new_id(), vault, name, call.required("backup")?)?;
    inner.keys.insert(key.id, key);
    Ok(Outcome::success(Value::Null))
}
