//! Objects that come in one body: a partial import, and what a new realm brings.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::kept::{CLIENTS, GROUPS as GROUP_TREE, ROLES, ROLES_OF_CLIENTS, USERS};
use super::{credentials, groups};
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::attributes::Given;
use crate::midprovider::roles::{COMPOSITES, GROUP_CLIENT_ROLES, GROUP_REALM_ROLES};
use crate::midprovider::store::{CLIENT_ROLES, DEFAULT_GROUPS, GROUPS, REALM_ROLES, Store};
use crate::midprovider::wire::Failure;
use crate::objects::Object;
use crate::random;

type Kept = Collection<Store>;

const PROVIDERS: &str = "identity_providers";

/// What one entry of the body is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Resource {
    Client,
    RealmRole,
    ClientRole,
    Provider,
    Group,
    User,
}

impl Resource {
    fn word(self) -> &'static str {
        match self {
            Self::Client => "CLIENT",
            Self::RealmRole => "REALM_ROLE",
            Self::ClientRole => "CLIENT_ROLE",
            Self::Provider => "IDP",
            Self::Group => "GROUP",
            Self::User => "USER",
        }
    }

    fn name_member(self) -> &'static str {
        match self {
            Self::Client => "clientId",
            Self::RealmRole | Self::ClientRole | Self::Group => "name",
            Self::Provider => "alias",
            Self::User => "username",
        }
    }
}

/// An entry of the body: what it is, the client that it belongs to, and its members.
struct Entry {
    resource: Resource,
    client: String,
    name: String,
    sent: Object,
}

/// The entries of a body, in the order in which one may need another.
fn entries(body: &Value) -> Result<Vec<Entry>, Failure> {
    let mut found = Vec::new();
    let mut add = |resource: Resource, client: &str, list: Option<&Value>| {
        for sent in list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
            let member = resource.name_member();
            let name = text(sent, member);
            if name.is_empty() {
                return Err(Store::invalid(vec![Complaint::new(Kind::Missing, member)]));
            }
            let name = if resource == Resource::User { name.to_lowercase() } else { name.to_owned() };
            found.push(Entry { resource, client: client.to_owned(), name, sent: sent.clone() });
        }
        Ok(())
    };
    add(Resource::Client, "", body.get("clients"))?;
    let roles = body.get("roles");
    add(Resource::RealmRole, "", roles.and_then(|roles| roles.get("realm")))?;
    let of_clients = roles.and_then(|roles| roles.get("client")).and_then(Value::as_object);
    for (client, list) in of_clients.into_iter().flatten() {
        add(Resource::ClientRole, client, Some(list))?;
    }
    add(Resource::Provider, "", body.get("identityProviders"))?;
    add(Resource::Group, "", body.get("groups"))?;
    add(Resource::User, "", body.get("users"))?;
    Ok(found)
}

impl Entry {
    /// The scope and the key of the object that has the name already.
    fn known(&self, store: &Store) -> Option<(String, String)> {
        let place = |scope: &str, key: &str| Some((scope.to_owned(), key.to_owned()));
        match self.resource {
            Resource::Client => place("", &store.client(&self.name)?.key),
            Resource::RealmRole => place("", &store.objects().row(ROLES, "", &self.name)?.key),
            Resource::ClientRole => {
                let client = store.client(&self.client)?.key.clone();
                place(&client, &store.objects().row(ROLES_OF_CLIENTS, &client, &self.name)?.key)
            }
            Resource::Provider => place("", &store.objects().row(PROVIDERS, "", &self.name)?.key),
            Resource::Group => place("", text(groups::at_path(store, &self.name)?, "id")),
            Resource::User => {
                let by_email = || Some(store.by_email(text(&self.sent, "email"))?.id);
                place("", &store.id_of(&self.name).or_else(by_email)?)
            }
        }
    }

    /// Removes what has the name already.
    fn clear(&self, store: &mut Store) {
        let Some((scope, key)) = self.known(store) else { return };
        match self.resource {
            Resource::Client => store.remove_client(&key),
            Resource::RealmRole => store.remove_from(ROLES, &scope, &key),
            Resource::ClientRole => store.remove_from(ROLES_OF_CLIENTS, &scope, &key),
            Resource::Provider => drop(store.objects_mut().remove(PROVIDERS, &scope, &key)),
            Resource::Group => store.remove_from(GROUP_TREE, &scope, &key),
            Resource::User => store.remove_from(USERS, &scope, &key),
        }
    }

    /// Adds the object and returns its id.
    fn add(&self, store: &mut Store) -> Result<String, Failure> {
        let id = random::uuid();
        let mut object = self.sent.clone();
        object.retain(|_, value| !value.is_null());
        object.insert("id".to_owned(), id.clone().into());
        match self.resource {
            Resource::Client => {
                object.entry("enabled").or_insert_with(|| true.into());
                object.entry("protocol").or_insert_with(|| "openid-connect".into());
                if object.get("publicClient") != Some(&true.into()) {
                    object.entry("secret").or_insert_with(|| random::alphanumeric(40).into());
                }
                store.objects_mut().put(CLIENTS, "", &id, object);
            }
            Resource::RealmRole => {
                object.insert("clientRole".to_owned(), false.into());
                object.insert("containerId".to_owned(), store.current.clone().into());
                object.remove("composites");
                store.objects_mut().put(ROLES, "", &self.name, object);
            }
            Resource::ClientRole => {
                let client = store.client(&self.client).map(|row| row.key.clone());
                let client = client.ok_or_else(|| dangling("client"))?;
                object.insert("clientRole".to_owned(), true.into());
                object.insert("containerId".to_owned(), client.clone().into());
                object.remove("composites");
                store.objects_mut().put(ROLES_OF_CLIENTS, &client, &self.name, object);
            }
            Resource::Provider => store.objects_mut().put(PROVIDERS, "", &self.name, object),
            Resource::Group => add_group(store, &id, object, "")?,
            Resource::User => add_user(store, &id, &self.name, &object)?,
        }
        Ok(id)
    }
}

fn dangling(name: &str) -> Failure {
    Store::invalid(vec![Complaint::new(Kind::Dangling, name)])
}

fn names(list: Option<&Value>) -> Vec<String> {
    let names = list.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(|name| Some(name.as_str()?.to_owned())).collect()
}

/// Grants the roles that an object was sent with.
fn grant(store: &mut Store, owner: &str, sent: &Object, kept: [&str; 2]) -> Result<(), Failure> {
    let [realm, clients] = kept;
    let ids = store.ids(ROLES, None, &names(sent.get("realmRoles")));
    store.link(realm, owner, ids.ok_or_else(|| dangling("realmRoles"))?);
    for (client, list) in sent.get("clientRoles").and_then(Value::as_object).into_iter().flatten() {
        let client =
            store.client(client).map(|row| row.key.clone()).ok_or_else(|| dangling("clientRoles"))?;
        let ids = store.ids(ROLES_OF_CLIENTS, Some(&client), &names(Some(list)));
        store.link(clients, owner, ids.ok_or_else(|| dangling("clientRoles"))?);
    }
    Ok(())
}

fn add_group(store: &mut Store, id: &str, mut group: Object, parent: &str) -> Result<(), Failure> {
    if text(&group, "name").is_empty() {
        return Err(Store::invalid(vec![Complaint::new(Kind::Missing, "name")]));
    }
    let sent = group.clone();
    for name in ["subGroups", "realmRoles", "clientRoles", "path", "parentId"] {
        group.remove(name);
    }
    group.insert("id".to_owned(), id.into());
    if !parent.is_empty() {
        group.insert("parentId".to_owned(), parent.into());
    }
    store.objects_mut().put(GROUP_TREE, "", id, group);
    grant(store, id, &sent, [GROUP_REALM_ROLES, GROUP_CLIENT_ROLES])?;
    let below = sent.get("subGroups").and_then(Value::as_array).into_iter().flatten();
    for child in below.filter_map(Value::as_object) {
        add_group(store, &random::uuid(), child.clone(), id)?;
    }
    Ok(())
}

fn add_user(store: &mut Store, id: &str, name: &str, sent: &Object) -> Result<(), Failure> {
    let mut user = sent.clone();
    for name in ["realmRoles", "clientRoles", "credentials", "groups", "federatedIdentities"] {
        user.remove(name);
    }
    user.insert("username".to_owned(), name.into());
    let email = text(&user, "email").to_lowercase();
    if !email.is_empty() {
        user.insert("email".to_owned(), email.into());
    }
    for name in ["enabled", "emailVerified"] {
        user.entry(name).or_insert_with(|| false.into());
    }
    if let Some(Value::Object(attributes)) = user.get("attributes").cloned() {
        let given = Given::read(attributes.into_iter().collect())?;
        user.insert("attributes".to_owned(), json!(given.kept()));
    }
    user.insert("createdTimestamp".to_owned(), store.millis().into());
    for credential in sent.get("credentials").and_then(Value::as_array).into_iter().flatten() {
        credentials::set(store, &mut user, credential)?;
    }
    credentials::add_actions(&mut user, store.welcome(id));
    credentials::complete(store.millis(), &mut user);
    let joined = names(sent.get("groups"));
    let joined = joined.iter().map(|path| Some(text(groups::at_path(store, path)?, "id").to_owned()));
    let joined = joined.collect::<Option<Vec<_>>>().ok_or_else(|| dangling("groups"))?;
    store.link(GROUPS, id, joined);
    store.objects_mut().put(USERS, "", id, user);
    for link in sent.get("federatedIdentities").and_then(Value::as_array).into_iter().flatten() {
        let provider = link.get("identityProvider").and_then(Value::as_str).unwrap_or_default();
        store.link_identity(id, provider, link);
    }
    grant(store, id, sent, [REALM_ROLES, CLIENT_ROLES])
}

/// Links the roles that other roles of the body hold, once all are there.
fn link_composites(store: &mut Store, added: &[(&Entry, String)]) -> Result<(), Failure> {
    for (entry, id) in added {
        let Some(composites) = entry.sent.get("composites").and_then(Value::as_object) else { continue };
        let mut sent = Object::new();
        for (from, to) in [("realm", "realmRoles"), ("client", "clientRoles")] {
            sent.extend(composites.get(from).map(|value| (to.to_owned(), value.clone())));
        }
        grant(store, id, &sent, [COMPOSITES, COMPOSITES])?;
    }
    Ok(())
}

/// Adds what a new realm brings.
pub(super) fn fill(store: &mut Store, body: &Value) -> Result<(), Failure> {
    let entries = entries(body)?;
    let mut added = Vec::new();
    for entry in &entries {
        // What a realm has from the start gives way.
        entry.clear(store);
        added.push((entry, entry.add(store)?));
    }
    link_composites(store, &added)?;
    for path in names(body.get("defaultGroups")) {
        let group = groups::at_path(store, &path).map(|group| text(group, "id").to_owned());
        store.link(DEFAULT_GROUPS, "", vec![group.ok_or_else(|| dangling("defaultGroups"))?]);
    }
    for action in body.get("requiredActions").and_then(Value::as_array).into_iter().flatten() {
        let Some(action) = action.as_object().filter(|action| !text(action, "alias").is_empty()) else {
            continue;
        };
        let alias = text(action, "alias").to_owned();
        store.objects_mut().put("admin_required_actions", "", &alias, action.clone());
    }
    Ok(())
}

pub(super) fn partial(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let entries = entries(&call.body)?;
    let policy = ["ifResourceExists", "policy"].iter().find_map(|name| call.body.get(*name)?.as_str());
    let policy = policy.unwrap_or("FAIL");
    if !matches!(policy, "FAIL" | "SKIP" | "OVERWRITE") {
        return Err(Store::invalid(vec![Complaint::new(Kind::Format, "ifResourceExists")]));
    }
    if policy == "FAIL"
        && let Some(entry) = entries.iter().find(|entry| entry.known(store).is_some())
    {
        let message = format!("{} '{}' already exists", entry.resource.word(), entry.name);
        return Err(Failure::Admin { status: StatusCode::CONFLICT, message });
    }
    // All or nothing: a refusal puts the objects back as they were.
    let before = store.objects().copy();
    let result = take(store, &entries, policy);
    if result.is_err() {
        store.objects_mut().restore(&before);
    }
    result.map(|reply| call.reply(reply))
}

fn take(store: &mut Store, entries: &[Entry], policy: &str) -> Result<Value, Failure> {
    let (mut results, mut added) = (Vec::new(), Vec::new());
    let mut counts = [0_u64; 3];
    for entry in entries {
        let known = entry.known(store);
        let (action, place) = match (&known, policy) {
            (None, _) => ("ADDED", 0),
            (Some(_), "SKIP") => ("SKIPPED", 1),
            (Some(_), _) => ("OVERWRITTEN", 2),
        };
        let id = if action == "SKIPPED" {
            known.map(|(_, key)| key).unwrap_or_default()
        } else {
            entry.clear(store);
            let id = entry.add(store)?;
            added.push((entry, id.clone()));
            id
        };
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
        results.push(json!({
            "action": action, "resourceType": entry.resource.word(), "resourceName": entry.name, "id": id,
        }));
    }
    link_composites(store, &added)?;
    let [added, skipped, overwritten] = counts;
    Ok(json!({ "added": added, "skipped": skipped, "overwritten": overwritten, "results": results }))
}
