//! DigiCert CertCentral: users, containers and authorizations; organizations, domains, orders and their certificates.

mod access;
mod account;
mod actions;
mod approvals;
mod authority;
mod authorization;
mod catalogue;
mod certificates;
mod clock;
mod containers;
mod control;
mod create;
mod csr;
mod dcv;
mod delivery;
mod domain;
mod domains;
mod events;
mod extras;
mod funds;
mod input;
mod invites;
mod keys;
mod lists;
mod money;
mod monitoring;
mod network;
mod orders;
mod organizations;
mod pkcs7;
mod products;
mod progress;
mod queries;
mod rate;
mod records;
mod reply;
mod report_library;
mod reports;
mod respond;
mod subaccounts;
mod tables;
mod users;
mod values;
mod views;
mod vouchers;
mod webhooks;

pub use self::control::{Control, Orders};
pub use self::delivery::Delivery;

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Query as Pairs, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use self::access::{Key, KeyRole};
use self::authority::Authorities;
use self::clock::Clock;
use self::delivery::Delivered;
use self::rate::{Limits, Window};
use self::records::{Certificate, Domain, Entry, Order, Request, Switches};
use self::reply::Refusal;
use crate::collections::no_objects;
use crate::facts::Facts;
use crate::objects::Objects;
use crate::store::{Directories, Persistent, Save, Single, Table, Tables, Tracked};
use crate::{Error, Vendor, endpoints, random};

const ACCOUNT: u64 = 5_153_184;
const ROOT: u64 = 20_140;
/// The seeded user.
const OWNER: u64 = 1001;
/// What the account has at the start, in cents.
const DEPOSIT: i64 = 1_000_000_000;

/// The members of a container that are shown inside another object.
const CONTAINER_MEMBERS: [&str; 8] =
    ["id", "public_id", "parent_id", "name", "template_id", "ekey", "has_logo", "is_active"];

struct Inner {
    facts: &'static Facts,
    last_id: Single<u64>,
    /// By their text.
    keys: Table<String, Key>,
    objects: Objects,
    windows: HashMap<String, Window>,
    limits: Limits,
    mails: usize,
    clock: Single<Clock>,
    switches: Single<Switches>,
    /// They are made when the first certificate is.
    authorities: Single<Option<Authorities>>,
    orders: Table<u64, Order>,
    certificates: Table<u64, Certificate>,
    requests: Table<u64, Request>,
    domains: Table<u64, Domain>,
    ledger: Table<u64, Entry>,
    /// The records and files of the sandbox's own network, by kind and name.
    published: Table<String, Vec<String>>,
    /// The events that were sent to the webhook.
    delivered: Table<u64, Delivered>,
    /// The status with which the webhook's receiver answers.
    receiver: u16,
    /// Whether what is issued now is the reply to the order itself.
    instant: bool,
    /// Whether a validation changed since the orders were last moved on.
    unsettled: bool,
    /// When an order next moves on by itself.
    next_event: u64,
}

impl Tables for Inner {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        vec![
            ("last_id", &mut self.last_id),
            ("keys", &mut self.keys),
            ("objects", &mut self.objects),
            ("clock", &mut self.clock),
            ("switches", &mut self.switches),
            ("authorities", &mut self.authorities),
            ("orders", &mut self.orders),
            ("certificates", &mut self.certificates),
            ("requests", &mut self.requests),
            ("domains", &mut self.domains),
            ("ledger", &mut self.ledger),
            ("published", &mut self.published),
            ("delivered", &mut self.delivered),
        ]
    }
}

impl Inner {
    fn next_id(&mut self) -> u64 {
        *self.last_id += 1;
        *self.last_id
    }

    /// Makes a key and returns its text.
    fn add_key(&mut self, id: u64, name: &str, owner: u64, restricted: KeyRole) -> String {
        let text = random::alphanumeric(64);
        let (name, created) = (name.to_owned(), self.clock.now());
        let key = Key { id, name, created, active: true, text: text.clone(), owner, restricted };
        self.keys.insert(text.clone(), key);
        text
    }

    fn is_administrator(&self, user: u64) -> bool {
        let user = self.objects.get(users::GROUP, "", &user.to_string());
        user.is_some_and(|user| users::roles(user).any(|role| role == 1))
    }

    fn container_ids(&self) -> Vec<u64> {
        let containers = self.objects.list("containers", "");
        containers.filter_map(|container| container.get("id")?.as_u64()).collect()
    }

    /// A container inside another object.
    fn container(&self, id: u64) -> Value {
        let Some(known) = self.objects.get("containers", "", &id.to_string()) else {
            return json!({ "id": id });
        };
        let shown = |name: &str| CONTAINER_MEMBERS.contains(&name);
        known
            .iter()
            .filter(|(name, _)| shown(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

fn seed(inner: &mut Inner) {
    let login = crate::clock::now_rfc3339().replace('T', " ").replace('Z', "");
    let owner = json!({
        "id": OWNER, "username": "sandbox.admin@sandbox.invalid", "first_name": "Sandbox",
        "last_name": "Administrator", "email": "sandbox.admin@sandbox.invalid", "job_title": "Administrator",
        "account_id": ACCOUNT, "status": "active", "type": "standard", "is_saml_sso_only": false,
        "access_roles": [users::role(1)], "container": { "id": ROOT }, "last_login_date": login,
    });
    *inner.last_id = OWNER;
    inner.add_key(1, "sandbox", OWNER, KeyRole::None);
    for (id, parent_id, name) in [(ROOT, 0, "Sandbox"), (ROOT + 1, ROOT, "Laboratory")] {
        containers::add(inner, id, parent_id, &json!({ "name": name, "template_id": 1 }));
    }
    let owner = owner.as_object().cloned().unwrap_or_default();
    inner.objects.put(users::GROUP, "", &OWNER.to_string(), owner);
    inner.book(None, DEPOSIT);
}

pub(crate) struct State(Persistent<Inner>);

impl Save for State {
    fn save(&self) -> Result<(), Error> {
        self.0.save()
    }
}

impl State {
    pub(crate) fn open(directories: &Directories) -> Result<Arc<Self>, Error> {
        let facts = Facts::of(Vendor::DigiCert)?;
        let empty = Inner {
            facts,
            last_id: Single::default(),
            keys: Table::default(),
            objects: no_objects::<Inner>(facts),
            windows: HashMap::new(),
            limits: Limits::default(),
            mails: 0,
            clock: Single::default(),
            switches: Single::default(),
            authorities: Single::default(),
            orders: Table::default(),
            certificates: Table::default(),
            requests: Table::default(),
            domains: Table::default(),
            ledger: Table::default(),
            published: Table::default(),
            delivered: Table::default(),
            receiver: 200,
            instant: false,
            unsettled: true,
            next_event: 0,
        };
        Ok(Arc::new(Self(Persistent::open(directories, Vendor::DigiCert, empty, seed)?)))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock()
    }

    pub(crate) fn details(&self, base_url: String, report_library_url: String) -> endpoints::DigiCert {
        let inner = self.lock();
        let seeded = inner.keys.values().find(|key| key.owner == OWNER);
        let api_key = seeded.map(|key| key.text.clone()).unwrap_or_default();
        endpoints::DigiCert { base_url, report_library_url, api_key, container_id: ROOT }
    }
}

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(entry).with_state(state)
}

async fn entry(
    Shared(state): Shared<Arc<State>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let key = headers.get("x-dc-devkey").and_then(|key| key.to_str().ok()).unwrap_or_default();
    let mut inner = state.lock();
    let Some(key) = inner.keys.get(key).filter(|key| key.active).cloned() else {
        return Refusal::invalid_key().into_response();
    };
    let limits = inner.limits;
    if !inner.windows.entry(key.text.clone()).or_default().admits(limits) {
        return Refusal::too_many().into_response();
    }
    if !acceptable(&headers, uri.path()) {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    }
    respond(&mut inner, &key, &method, &uri, &body).unwrap_or_else(IntoResponse::into_response)
}

/// The vendor replies in the type of the request's body, and only if the client accepts it. The sandbox writes JSON
/// and, where an operation has a file, that file; logos alone are sent in another type.
fn acceptable(headers: &HeaderMap, path: &str) -> bool {
    let has = |name, types: &[&str]| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_none_or(|list| {
            list.split(',').filter_map(|item| item.split(';').next()).any(|item| types.contains(&item.trim()))
        })
    };
    let csv = path.ends_with("/report/order");
    let file = path.starts_with(respond::REPORT_LIBRARY) && path.ends_with("/download");
    let accepted = ["application/json", "application/*", "*/*", "text/csv", "text/*"];
    let accepted = if csv { &accepted } else { accepted.get(..3).unwrap_or_default() };
    let sent: &[&str] = if path.ends_with("/vmc/logo") {
        &["application/json", "image/svg", "image/svg+xml"]
    } else {
        &["application/json"]
    };
    (file || has(header::ACCEPT, accepted)) && has(header::CONTENT_TYPE, sent)
}

fn respond(
    inner: &mut Inner,
    key: &Key,
    method: &Method,
    uri: &Uri,
    body: &Bytes,
) -> Result<Response, Refusal> {
    let bases = [respond::SERVICES, respond::REPORT_LIBRARY];
    let mut targets = bases.iter().filter_map(|base| Some((*base, uri.path().strip_prefix(base)?)));
    let (base, target) = targets.next().ok_or_else(|| Refusal::not_found("route"))?;
    // One old client ends this path with a slash.
    let target =
        if target.ends_with("/resend-create-email/") { target.trim_end_matches('/') } else { target };
    let path: Vec<&str> = target.trim_start_matches('/').split('/').collect();
    let caller = inner.objects.get(users::GROUP, "", &key.owner.to_string());
    caller.ok_or_else(Refusal::invalid_key)?;
    let is_administrator = inner.is_administrator(key.owner);

    let writes = method != Method::GET || path.last() == Some(&"resend-create-email");
    let may = match (path.first().copied().unwrap_or_default(), key.restricted) {
        ("user" | "container", KeyRole::Orders | KeyRole::OrdersDomainsOrganizations) => {
            path.ends_with(&["me"])
        }
        // A key acts with its owner's role.
        ("key", role) => is_administrator && (!writes || role == KeyRole::None),
        ("container", KeyRole::UserManagement) | (_, KeyRole::ViewOnly) => !writes,
        ("order" | "request" | "certificate", role) => role != KeyRole::UserManagement,
        ("organization" | "domain", role) => {
            matches!(role, KeyRole::None | KeyRole::OrdersDomainsOrganizations)
        }
        // The sheet gives no table of what each console role may: only an administrator changes users here.
        _ => !writes || is_administrator,
    };
    let ruled =
        ["user", "container", "authorization", "order", "request", "certificate", "organization", "domain"];
    // The Report Library is for administrators alone.
    if base == respond::REPORT_LIBRARY && !is_administrator {
        return Err(Refusal::missing_permission());
    }
    let known = path.first().is_some_and(|first| ruled.contains(first));
    if known && !may {
        return Err(Refusal::missing_permission());
    }
    if let (&Method::GET, ["authorization", rest @ ..]) = (method, path.as_slice()) {
        return authorization::authorization(inner, is_administrator, rest);
    }
    inner.settle();
    let query = Pairs::try_from_uri(uri).map(|Pairs(pairs)| pairs).unwrap_or_default();
    respond::respond(inner, key.owner, method, (base, target), query, body)
}
