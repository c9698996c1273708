//! `tenants.*`: realms as KOBIL creates them, and their settings.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::realms::{MASTER, REALM};
use super::state::{Flavour, State};
use super::store::Store;
use super::user::User;
use super::wire::{Body, Failure, Fields, MasterAdministrator, OwnAdministrator, TENANTS, enveloped};
use crate::collections::text;
use crate::objects::Object;
use crate::random;

/// What KOBIL keeps of a tenant besides the realm.
const TENANT: &str = "tenant";
const SETTINGS: &str = "tenant_settings";

/// How long the certificates of a new tenant take; the realm is there at once.
const CREATION: Duration = Duration::from_secs(5);

const FLAGS: [&str; 2] = ["enabled", "bruteForceProtected"];
const THEMES: [&str; 4] = ["loginTheme", "accountTheme", "adminTheme", "emailTheme"];
const LIFE: &str = "actionTokenGeneratedByAdminLifespan";

fn bad(message: &'static str) -> Failure {
    Failure::kobil(TENANTS, StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

fn not_found() -> Failure {
    Failure::kobil(TENANTS, StatusCode::NOT_FOUND, "TENANT_NOT_FOUND", "The tenant was not found")
}

fn done(word: &str, message: &str, data: Option<Value>) -> Response {
    enveloped(Some(TENANTS), StatusCode::OK, word, message, data)
}

/// What a body sets, checked before anything is changed.
struct Input {
    realm: Object,
    tenant: Object,
    settings: Vec<(String, String)>,
    actions: Vec<Object>,
}

/// Copies members that are there and of the right type.
fn pick(body: &Object, names: &[&str], is: fn(&Value) -> bool) -> Result<Object, Failure> {
    let mut out = Object::new();
    for name in names {
        if let Some(value) = body.get(*name).filter(|value| !value.is_null()) {
            if !is(value) {
                return Err(bad("a member has the wrong type"));
            }
            out.insert((*name).to_owned(), value.clone());
        }
    }
    Ok(out)
}

impl Input {
    fn read(body: &Object) -> Result<Self, Failure> {
        let mut realm = pick(body, &FLAGS, Value::is_boolean)?;
        realm.extend(pick(body, &THEMES, Value::is_string)?);
        realm.extend(pick(body, &[LIFE], Value::is_u64)?);
        let mut tenant = pick(body, &["tenantid", "type", "adminUsername"], Value::is_string)?;
        tenant.extend(pick(body, &["otpBruteForceProtected"], Value::is_boolean)?);
        if tenant.get("type").is_some_and(|kind| kind != "SSMS" && kind != "AST") {
            return Err(bad("the type is neither SSMS nor AST"));
        }
        let given = pick(body, &["settings"], Value::is_object)?;
        let settings = given.get("settings").and_then(Value::as_object).map_or(Ok(Vec::new()), entries)?;
        let given = pick(body, &["requiredActions"], Value::is_array)?;
        let given = given.get("requiredActions").and_then(Value::as_array).into_iter().flatten();
        let actions = given.map(required_action).collect::<Result<_, _>>()?;
        Ok(Self { realm, tenant, settings, actions })
    }

    fn apply(self, store: &mut Store) {
        let mut realm = store.objects().get(REALM, "", REALM).cloned().unwrap_or_default();
        realm.extend(self.realm);
        store.objects_mut().put(REALM, "", REALM, realm);
        let mut tenant = store.objects().get(TENANT, "", TENANT).cloned().unwrap_or_default();
        tenant.extend(self.tenant);
        store.objects_mut().put(TENANT, "", TENANT, tenant);
        for (key, value) in self.settings {
            store.set(&key, &value);
        }
        for action in self.actions {
            let alias = text(&action, "alias").to_owned();
            let mut kept =
                store.objects().get("admin_required_actions", "", &alias).cloned().unwrap_or_default();
            kept.extend(action);
            store.objects_mut().put("admin_required_actions", "", &alias, kept);
        }
    }
}

/// A flat map. Scalars become their text.
fn entries(settings: &Object) -> Result<Vec<(String, String)>, Failure> {
    let entry = |(key, value): (&String, &Value)| match value {
        _ if key.is_empty() => Err(bad("a setting has no name")),
        Value::String(text) => Ok((key.clone(), text.clone())),
        Value::Bool(_) | Value::Number(_) => Ok((key.clone(), value.to_string())),
        _ => Err(bad("the value of a setting is not a text")),
    };
    settings.iter().map(entry).collect()
}

/// One place of the documentation spells `Priority`.
fn required_action(action: &Value) -> Result<Object, Failure> {
    let action = action.as_object().ok_or_else(|| bad("a required action is not an object"))?;
    let mut out = pick(action, &["alias", "name", "providerId"], Value::is_string)?;
    let alias = text(&out, "alias").to_owned();
    if alias.is_empty() {
        return Err(bad("a required action has no alias"));
    }
    out.entry("name").or_insert_with(|| alias.clone().into());
    out.entry("providerId").or_insert_with(|| alias.into());
    out.extend(pick(action, &["enabled", "defaultAction"], Value::is_boolean)?);
    for name in ["Priority", "priority"] {
        if let Some(priority) = pick(action, &[name], Value::is_u64)?.remove(name) {
            out.insert("priority".to_owned(), priority);
        }
    }
    Ok(out)
}

impl Store {
    fn set(&mut self, key: &str, value: &str) {
        let setting = [("value".to_owned(), Value::from(value))].into_iter().collect();
        self.objects_mut().put(SETTINGS, "", key, setting);
    }

    fn own_settings(&self) -> Object {
        let rows = self.objects().rows(SETTINGS);
        rows.map(|row| (row.key.clone(), row.object.get("value").cloned().unwrap_or_default())).collect()
    }

    /// How far the creation of the current realm is.
    fn creation(&self) -> &'static str {
        let tenant = self.objects().get(TENANT, "", TENANT);
        let requested = tenant.and_then(|tenant| tenant.get("requested")?.as_u64()).unwrap_or_default();
        let ready = Duration::from_millis(requested).saturating_add(CREATION);
        if self.now() < ready { "REQUESTED" } else { "ACTIVE" }
    }

    fn summary(&self, flavour: Flavour) -> Value {
        let tenant = self.objects().get(TENANT, "", TENANT).cloned().unwrap_or_default();
        // A realm that was not created as a tenant is served in both flavours.
        let kind = if flavour == Flavour::Ssms { "SSMS" } else { "AST" };
        json!({
            "name": self.realm_name(),
            "type": tenant.get("type").cloned().unwrap_or_else(|| kind.into()),
            "enabled": self.is_on("enabled"),
            "rememberMe": self.is_on("rememberMe"),
            "resetPassword": self.is_on("resetPasswordAllowed"),
            "registrationAllowed": self.is_on("registrationAllowed"),
            "adminUsername": tenant.get("adminUsername"),
            "userCount": self.users().count(),
            "realmCreationStatus": self.creation(),
        })
    }
}

/// The first administrator, if the body names one.
fn administrator(body: &Object, millis: u64) -> Result<Option<User>, Failure> {
    let names = ["adminUsername", "adminPassword", "adminEmail", "adminFirstName", "adminLastName"];
    let given = pick(body, &names, Value::is_string)?;
    let member = |name: &str| Some(text(&given, name).to_owned()).filter(|text| !text.is_empty());
    match (member("adminUsername"), member("adminPassword")) {
        (None, None) => Ok(None),
        (Some(name), Some(_)) if !super::users::valid_name(&name) => {
            Err(bad("adminUsername holds a character that is not allowed"))
        }
        (Some(name), password @ Some(_)) => Ok(Some(User {
            id: random::uuid(),
            username: name.to_lowercase(),
            password,
            email: member("adminEmail").map(|email| email.to_lowercase()),
            first_name: member("adminFirstName"),
            last_name: member("adminLastName"),
            enabled: true,
            ..User::new(millis)
        })),
        _ => Err(bad("adminUsername and adminPassword belong together")),
    }
}

pub(super) async fn create(
    MasterAdministrator(state): MasterAdministrator,
    Extension(flavour): Extension<Flavour>,
    Body(body): Body<Object>,
) -> Result<Response, Failure> {
    let name = text(&body, "realm").to_owned();
    if name.is_empty() || name.contains('/') {
        return Err(bad("realm is not the name of a realm"));
    }
    let mut input = Input::read(&body)?;
    let mut store = state.store();
    let admin = administrator(&body, store.millis())?;
    if store.realms.id_of(&name).is_some() {
        return Err(bad("A tenant of this name exists already"));
    }
    let kind = if flavour == Flavour::Ssms { "SSMS" } else { "AST" };
    input.tenant.entry("type").or_insert_with(|| kind.into());
    input.tenant.insert("requested".to_owned(), store.millis().into());
    let id = random::uuid();
    store.add_realm(&id, &name, Object::new());
    store.within(&id, |store| {
        store.fill_tenant();
        input.apply(store);
        if let Some(admin) = admin {
            store.put(&admin);
            store.grant_all(&admin.id, &["admin", "digitanium_admin"]);
        }
    });
    Ok(done("OK", "Tenant creation requested", None))
}

pub(super) async fn list(
    MasterAdministrator(state): MasterAdministrator,
    Extension(flavour): Extension<Flavour>,
) -> Response {
    let mut store = state.store();
    let realms = store.realms.ids();
    let rows: Value = realms.iter().map(|id| store.within(id, |store| store.summary(flavour))).collect();
    done("OK", "Tenants retrieved", Some(rows))
}

pub(super) async fn update(
    MasterAdministrator(state): MasterAdministrator,
    Path(path): Path<HashMap<String, String>>,
    Body(body): Body<Object>,
) -> Result<Response, Failure> {
    change(&state, path.get("tenant").map(String::as_str).unwrap_or_default(), &body)
}

/// The path of another version of the page.
pub(super) async fn update_by_query(
    MasterAdministrator(state): MasterAdministrator,
    query: Fields,
    Body(body): Body<Object>,
) -> Result<Response, Failure> {
    change(&state, query.get("tenantname").unwrap_or_default(), &body)
}

fn change(state: &State, tenant: &str, body: &Object) -> Result<Response, Failure> {
    let mut store = state.store();
    let id = store.realms.id_of(tenant).ok_or_else(not_found)?;
    let mut input = Input::read(body)?;
    // What another name or administrator would do is not documented.
    if body.get("realm").is_some_and(|name| !name.is_null() && name != tenant) {
        return Err(bad("The name of a tenant cannot be changed"));
    }
    input.tenant.remove("adminUsername");
    store.within(&id, |store| input.apply(store));
    Ok(done("OK", "Tenant updated", None))
}

pub(super) async fn delete(
    MasterAdministrator(state): MasterAdministrator,
    Path(path): Path<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let tenant = path.get("tenant").map(String::as_str).unwrap_or_default();
    if tenant == MASTER {
        return Err(bad("The realm master cannot be deleted"));
    }
    let mut store = state.store();
    let id = store.realms.id_of(tenant).ok_or_else(not_found)?;
    store.remove_realm(&id);
    drop(store);
    state.keys.forget(&id);
    Ok(done("OK", "Tenant deleted", None))
}

/// Bare: its `status` is not that of an envelope.
pub(super) async fn creation_status(OwnAdministrator(state): OwnAdministrator) -> Response {
    let status = state.store().creation();
    let certificates = json!({ "authentication": status, "encryption": status, "signature": status });
    Json(json!({
        "status": status,
        "iamStatus": "ACTIVE",
        "signerCertStatus": status,
        "identityUserCertStatus": {
            "externalIdentityUser": certificates, "internalIdentityUser": certificates,
        },
    }))
    .into_response()
}

/// A tenant without settings of its own has those of `master`.
pub(super) async fn settings(OwnAdministrator(state): OwnAdministrator) -> Response {
    let mut store = state.store();
    let mut settings = store.own_settings();
    if settings.is_empty()
        && let Some(master) = store.realms.id_of(MASTER)
    {
        settings = store.within(&master, |store| store.own_settings());
    }
    done("Success", "Settings retrieved", Some(settings.into()))
}

pub(super) async fn update_settings(
    OwnAdministrator(state): OwnAdministrator,
    Body(body): Body<Value>,
) -> Result<Response, Failure> {
    let body = body.as_object().ok_or_else(|| bad("The settings are not an object"))?;
    let entries = entries(body)?;
    let mut store = state.store();
    for (key, value) in entries {
        store.set(&key, &value);
    }
    Ok(done("Success", "Settings updated", None))
}

pub(super) async fn delete_setting(
    OwnAdministrator(state): OwnAdministrator,
    query: Fields,
) -> Result<Response, Failure> {
    let key = query.filled("key").ok_or_else(|| bad("The query names no key"))?;
    // Only what is the tenant's own: what it has from master is there for others too.
    let removed = state.store().objects_mut().remove(SETTINGS, "", key);
    removed.ok_or_else(|| bad("There is no setting of this key"))?;
    Ok(done("Success", "Setting deleted", None))
}
