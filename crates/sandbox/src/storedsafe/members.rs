//! The members of a vault.

use serde_json::{Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::store::Inner;
use super::vault::{ADMIN, READ, Vault, WRITE};

pub(super) fn list(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let members = &inner.permitted(call.at(1), caller, READ)?.members;
    let view = |(id, permission): (&u64, &u8)| {
        let user = inner.users.get(id)?;
        Some(json!({
            "id": user.id.to_string(),
            "username": user.username,
            "fullname": user.fullname,
            "email": user.email,
            "status": user.status.to_string(),
            "groupstatus": permission.to_string(),
        }))
    };
    let members: Vec<Value> = members.iter().filter_map(view).collect();
    Ok(Outcome::success(json!({ "vaultmembers": members })))
}

/// The permission that is asked for: one value, never a sum of bits or the number of a bit.
fn asked(call: &Call) -> Result<u8, Refusal> {
    let value = call.sent("status").ok_or_else(|| no("Missing parameter status."))?;
    let known = value.as_u64().and_then(|value| u8::try_from(value).ok());
    known
        .filter(|value| [READ, WRITE, ADMIN].contains(value))
        .ok_or_else(|| no("Parameter status must be the number 1, 2 or 4."))
}

fn user(inner: &Inner, call: &Call) -> Result<u64, Refusal> {
    inner.user(call.at(3)).map(|user| user.id).ok_or_else(|| no("NO SUCH USER"))
}

pub(super) fn add(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let user = user(inner, call);
    let vault = inner.permitted_mut(call.at(1), caller, ADMIN)?;
    let (user, permission) = (user?, asked(call)?);
    // A second call is refused: changing a member has an operation of its own.
    if vault.members.contains_key(&user) {
        return Err(no("The user is a member of the vault already."));
    }
    vault.members.insert(user, permission);
    Ok(Outcome::done("MEMBER ADDED"))
}

/// Nothing is known about what happens to the last member with the permission Admin. Here that member stays: a vault
/// that nobody can administer can be neither shared nor deleted any more, so that a client which does that by
/// accident should fail in its tests.
fn spare(vault: &Vault, user: u64) -> Result<(), Refusal> {
    let others = vault.members.iter().any(|(id, permission)| *id != user && *permission == ADMIN);
    if vault.permission(user) == ADMIN && !others {
        return Err(no("The last member with the permission Admin must stay."));
    }
    Ok(())
}

fn member(vault: &Vault, user: u64) -> Result<(), Refusal> {
    let is = vault.members.contains_key(&user);
    is.then_some(()).ok_or_else(|| no("The user is not a member of the vault."))
}

pub(super) fn update(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let user = user(inner, call);
    let vault = inner.permitted_mut(call.at(1), caller, ADMIN)?;
    let (user, permission) = (user?, asked(call)?);
    member(vault, user)?;
    if permission != ADMIN {
        spare(vault, user)?;
    }
    vault.members.insert(user, permission);
    Ok(Outcome::done("MEMBER UPDATED"))
}

pub(super) fn remove(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let user = user(inner, call);
    let vault = inner.permitted_mut(call.at(1), caller, ADMIN)?;
    let user = user?;
    member(vault, user)?;
    spare(vault, user)?;
    vault.members.remove(&user);
    Ok(Outcome::done("MEMBER REMOVED").data(json!({ "userid": user })))
}
