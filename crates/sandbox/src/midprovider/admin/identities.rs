//! What links a user to others: accounts at identity providers, and consents to clients.

use serde_json::{Value, json};

use super::kept::USERS;
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::store::Store;
use crate::midprovider::wire::Failure;
use crate::objects::Object;

type Kept = Collection<Store>;

const CONSENTS: &str = "user_consents";
const IDENTITIES: &str = "federated_identities";

impl Store {
    /// Records that a user agreed, if the client wants consent.
    pub(in crate::midprovider) fn consent(&mut self, user: &str, client: &str, scope: &str) {
        let wants = |row: &crate::objects::Row| row.object.get("consentRequired") == Some(&true.into());
        if self.client(client).is_some_and(wants) {
            let scopes: Vec<&str> = scope.split(' ').filter(|scope| !scope.is_empty()).collect();
            self.add_consent(user, client, &scopes);
        }
    }

    pub(in crate::midprovider) fn add_consent(&mut self, user: &str, client: &str, scopes: &[&str]) {
        let now = self.millis();
        let old = self.objects().get(CONSENTS, user, client).and_then(|old| old.get("createdDate")).cloned();
        let consent = json!({
            "clientId": client, "grantedClientScopes": scopes, "createdDate": old.unwrap_or_else(|| now.into()),
            "lastUpdatedDate": now,
        });
        if let Value::Object(consent) = consent {
            self.objects_mut().put(CONSENTS, user, client, consent);
        }
    }

    /// Forgets the consents to a client that is gone.
    pub(super) fn forget_consents(&mut self, client: &str) {
        let consents = self.objects().rows(CONSENTS).filter(|row| row.key == client);
        for user in consents.map(|row| row.scope.clone()).collect::<Vec<_>>() {
            self.objects_mut().remove(CONSENTS, &user, client);
        }
    }

    /// Whether a user has an account at a provider, and there of this id; without both every user has.
    pub(super) fn is_linked_to(&self, user: &str, provider: Option<&str>, id: Option<&str>) -> bool {
        let fits = |link: &Object| {
            provider.is_none_or(|provider| text(link, "identityProvider") == provider)
                && id.is_none_or(|id| text(link, "userId") == id)
        };
        provider.is_none() && id.is_none() || self.objects().list(IDENTITIES, user).any(fits)
    }

    /// Links an account at a provider. Returns whether none was linked yet.
    pub(super) fn link_identity(&mut self, user: &str, provider: &str, sent: &Value) -> bool {
        if self.objects().row(IDENTITIES, user, provider).is_some() {
            return false;
        }
        let mut link = sent.as_object().cloned().unwrap_or_default();
        link.retain(|name, value| matches!(name.as_str(), "userId" | "userName") && !value.is_null());
        link.insert("identityProvider".to_owned(), provider.into());
        self.objects_mut().put(IDENTITIES, user, provider, link);
        true
    }
}

fn user<'a>(store: &Store, call: &'a Call<'_>) -> Result<&'a str, Failure> {
    let id = call.parameter("user_id").unwrap_or_default();
    let known = store.objects().row(USERS, "", id).is_some();
    known.then_some(id).ok_or_else(Store::not_found)
}

pub(super) fn consents(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?;
    let offline = store.sessions.of(&store.current, true).filter(|(_, session)| session.user == user);
    let offline: Vec<&String> = offline.flat_map(|(_, session)| &session.clients).collect();
    let mut found: Vec<Value> = Vec::new();
    for consent in store.objects().list(CONSENTS, user) {
        found.push(Value::Object(consent.clone()));
    }
    for client in &offline {
        if !found.iter().any(|one| one.get("clientId") == Some(&json!(client))) {
            found.push(json!({ "clientId": client, "grantedClientScopes": [] }));
        }
    }
    for one in &mut found {
        let key = one.get("clientId").and_then(Value::as_str).unwrap_or_default();
        let id = store.client(key).map(|row| row.key.clone());
        let grants = if offline.iter().any(|client| *client == key) {
            json!([{ "client": id, "key": "Offline Token" }])
        } else {
            json!([])
        };
        if let Some(members) = one.as_object_mut() {
            members.insert("additionalGrants".to_owned(), grants);
        }
    }
    Ok(call.reply(found.into()))
}

pub(super) fn revoke_consent(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?.to_owned();
    let client = call.parameter("client").unwrap_or_default();
    let consent = store.objects_mut().remove(CONSENTS, &user, client).is_some();
    let offline = store.sessions.close_offline(&user, client);
    if consent || offline { Ok(call.reply(Value::Null)) } else { Err(Store::not_found()) }
}

pub(super) fn list(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?;
    let found = store.objects().list(IDENTITIES, user).map(|link| Value::Object(link.clone()));
    Ok(call.reply(found.collect()))
}

pub(super) fn link(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?.to_owned();
    let provider = call.parameter("provider").unwrap_or_default();
    if !store.link_identity(&user, provider, &call.body) {
        return Err(Store::invalid(vec![Complaint::new(Kind::Duplicate, "identityProvider")]));
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn unlink(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?.to_owned();
    let provider = call.parameter("provider").unwrap_or_default();
    store.objects_mut().remove(IDENTITIES, &user, provider).ok_or_else(Store::not_found)?;
    Ok(call.reply(Value::Null))
}
