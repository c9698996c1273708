//! Operations on vaults.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::store::Inner;
use super::vault::{ADMIN, READ, Vault};
use super::{objects, policies, templates, user};
use crate::random;

fn may_make(caller: &Caller) -> Result<(), Refusal> {
    let may = caller.status & user::WRITE != 0;
    may.then_some(()).ok_or_else(|| no("You do not have permission to create or delete vaults."))
}

pub(super) fn list(inner: &Inner, caller: &Caller) -> Outcome {
    let own = inner.vaults.values().filter(|vault| vault.permission(caller.id) >= READ);
    let views: Vec<Value> = own.map(|vault| vault.view(caller)).collect();
    Outcome::success(json!({})).part("VAULTS", &views)
}

pub(super) fn get(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let vault = inner.permitted(call.at(1), caller, READ)?;
    let (id, view) = (vault.id.clone(), vault.view(caller));
    let found: Vec<u64> = inner.visible().filter(|(_, o)| o.vault == id).map(|(id, _)| id).collect();
    let used = templates::used(inner, &found);
    Ok(Outcome::success(json!({}))
        .part("VAULT", &[view])
        .part("OBJECTS", &objects::views(inner, &found))
        .raw("TEMPLATES", used))
}

/// The name, under the old or the new word for it.
fn name(call: &Call) -> Result<Option<&str>, Refusal> {
    let name = match call.optional("vaultname")? {
        Some(name) => Some(name),
        None => call.optional("groupname")?,
    };
    if name == Some("") {
        return Err(no("The name of a vault must not be empty."));
    }
    Ok(name)
}

fn policy(call: &Call) -> Result<Option<u64>, Refusal> {
    call.id("policy")?.map(|id| policies::find(&id).map(|policy| policy.id)).transpose()
}

pub(super) fn create(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    may_make(caller)?;
    let name = name(call)?.ok_or_else(|| no("Missing parameter vaultname."))?.to_owned();
    let policy = policy(call)?.unwrap_or(policies::NONE);
    let description = call.optional("description")?.unwrap_or(&name).to_owned();
    let members = BTreeMap::from([(caller.id, ADMIN)]);
    // The newer of the two documented forms of an id. The letter at the end makes sure that a client which takes ids
    // for numbers fails here.
    let vault = Vault { id: format!("{}f", random::hex(20)), name, policy, description, members };
    let view = vault.view(caller);
    let number = inner.new_id();
    inner.vaults.insert(number, vault);
    Ok(Outcome::done("VAULT CREATED").part("VAULT", &[view]))
}

pub(super) fn update(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let vault = inner.permitted_mut(call.at(1), caller, ADMIN)?;
    let (name, policy, description) = (name(call)?, policy(call)?, call.optional("description")?);
    vault.name = name.unwrap_or(&vault.name).to_owned();
    vault.policy = policy.unwrap_or(vault.policy);
    vault.description = description.unwrap_or(&vault.description).to_owned();
    Ok(Outcome::done("VAULT UPDATED").part("VAULT", &[vault.view(caller)]))
}

/// A vault is empty if nothing in it can be seen: objects are never removed, so that one that counted those as well
/// could never be deleted after its first object. Keys count, because all that they encrypted would be lost.
pub(super) fn delete(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let id = inner.permitted(call.at(1), caller, ADMIN)?.id.clone();
    may_make(caller)?;
    if inner.visible().any(|(_, object)| object.vault == id) || inner.keys.values().any(|key| key.vault == id)
    {
        return Err(no("The vault is not empty."));
    }
    inner.vaults.retain(|vault| vault.id != id);
    let gone: Vec<u64> = inner.objects.iter().filter(|(_, o)| o.vault == id).map(|(id, _)| *id).collect();
    for object in gone {
        inner.objects.remove(&object);
        inner.files.remove(&object);
    }
    Ok(Outcome::done("VAULT DELETED").bare())
}
