//! SSH PrivX: tokens, local users, the status of the two services.

mod error;
mod hooks;
mod oauth;
mod roles;
mod tables;
mod tokens;
mod users;

use std::fmt;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{OriginalUri, Query, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::form_urlencoded;

use self::error::Refusal;
use self::tokens::{Subject, Tokens};
use crate::collections::{self, Coverage, Vendor as _, text};
use crate::facts::{Facts, Operation, Route};
use crate::objects::{Object, Objects};
use crate::store::{Directories, Persistent, Save, Single, Tables, Tracked};
use crate::{Error, Vendor, clock, endpoints, random};

const ADMIN_NAME: &str = "sandbox-admin";
const ADMIN_ROLE: &str = "privx-admin";
const COOKIE: &str = "sandbox-node";

/// What the details of the sandbox name.
#[derive(Default, Serialize, Deserialize)]
struct Seed {
    oauth_client_id: String,
    oauth_client_secret: String,
    api_client_id: String,
    api_client_secret: String,
    admin_id: String,
}

struct Inner {
    facts: &'static Facts,
    seed: Single<Seed>,
    objects: Objects,
    life: Duration,
    tokens: Tokens,
    client_credentials_open: bool,
    token_requests: usize,
    refused_token_requests: usize,
    without_cookie: usize,
    node: String,
    started: String,
}

impl Tables for Inner {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        vec![("seed", &mut self.seed), ("objects", &mut self.objects)]
    }
}

impl Inner {
    fn issue(&mut self, subject: Subject, client: Option<&str>) -> Value {
        self.tokens.issue(subject, client, self.life)
    }

    /// Who a name and a password belong to: an API client or a local user.
    fn authenticate(&self, name: &str, password: &str) -> Option<Subject> {
        if let Some(client) = self.objects.get("api_clients", "", name) {
            return (text(client, "secret") == password).then(|| self.subject(name));
        }
        self.local_user(name, password)
    }

    fn local_user(&self, name: &str, password: &str) -> Option<Subject> {
        let mut users = self.objects.list("local_users", "");
        let user = users.find(|user| text(user, "username") == name)?;
        (users::password(user)? == password).then(|| self.subject(text(user, "id")))
    }

    fn subject(&self, id: &str) -> Subject {
        Subject { id: id.to_owned() }
    }
}

pub(crate) struct State(Persistent<Inner>);

impl Save for State {
    fn save(&self) -> Result<(), Error> {
        self.0.save()
    }
}

impl State {
    pub(crate) fn open(directories: &Directories, life: Duration) -> Result<Arc<Self>, Error> {
        let facts = Facts::of(Vendor::PrivX)?;
        let empty = Inner {
            facts,
            seed: Single::default(),
            objects: Objects::default(),
            life,
            tokens: Tokens::default(),
            client_credentials_open: true,
            token_requests: 0,
            refused_token_requests: 0,
            without_cookie: 0,
            node: random::hex(16),
            started: clock::now_rfc3339(),
        };
        let state = Self(Persistent::open(directories, Vendor::PrivX, empty, seed)?);
        let mut inner = state.lock();
        let unique = inner.unique();
        inner.objects.index(unique);
        drop(inner);
        Ok(Arc::new(state))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock()
    }

    pub(crate) fn details(&self, base_url: String) -> endpoints::PrivX {
        let seed = &self.lock().seed;
        endpoints::PrivX {
            base_url,
            oauth_client_id: seed.oauth_client_id.clone(),
            oauth_client_secret: seed.oauth_client_secret.clone(),
            api_client_id: seed.api_client_id.clone(),
            api_client_secret: seed.api_client_secret.clone(),
        }
    }
}

fn seed(inner: &mut Inner) {
    let admin = users::seeded(ADMIN_NAME, &random::alphanumeric(20));
    let admin_id = text(&admin, "id").to_owned();
    // Secrets of the vendor hold signs that a form must encode.
    let secret = || format!("{}+/=", random::alphanumeric(40));
    let (client_id, client_secret, oauth_secret) = (random::uuid(), secret(), secret());
    let roles = [ADMIN_ROLE, "privx-user"].map(|name| (name, random::uuid()));
    let client = json!({
        "id": client_id, "name": "sandbox", "secret": client_secret, "roles": [{ "id": roles[0].1 }],
        "oauth_client_id": "privx-external", "oauth_client_secret": oauth_secret,
    });
    let mut put = |group: &str, scope: &str, key: &str, object: Value| {
        if let Value::Object(object) = object {
            inner.objects.put(group, scope, key, object, &[]);
        }
    };
    put("local_users", "", &admin_id, Value::Object(admin));
    put(roles::GRANTS, &admin_id, &roles[0].1, json!({}));
    put("api_clients", "", &client_id, client);
    for (name, id) in roles {
        let role = json!({
            "id": id,
            "name": name,
            "system": true,
            "permissions": [],
            "source_rules": { "type": "GROUP", "match": "ANY", "rules": [] },
        });
        put("roles", "", &id, role);
    }
    inner.seed = Single::from(Seed {
        oauth_client_id: "privx-external".to_owned(),
        oauth_client_secret: oauth_secret,
        api_client_id: client_id,
        api_client_secret: client_secret,
        admin_id,
    });
}

/// PrivX's switches and counters.
#[derive(Clone)]
#[non_exhaustive]
pub struct Control(Arc<State>);

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("token_requests", &self.token_requests()).finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self(state)
    }

    /// How many requests asked for a token, on any of the three paths.
    #[must_use]
    pub fn token_requests(&self) -> usize {
        self.0.lock().token_requests
    }

    /// How many of them were refused.
    #[must_use]
    pub fn refused_token_requests(&self) -> usize {
        self.0.lock().refused_token_requests
    }

    /// How many access tokens are valid now.
    #[must_use]
    pub fn live_tokens(&self) -> usize {
        self.0.lock().tokens.alive()
    }

    /// How many requests came without the affinity cookie. The first request of a client always does.
    #[must_use]
    pub fn requests_without_cookie(&self) -> usize {
        self.0.lock().without_cookie
    }

    /// Makes every access token that was issued until now invalid.
    pub fn revoke_tokens(&self) {
        self.0.lock().tokens.revoke_access();
    }

    /// Makes every refresh token that was issued until now invalid.
    pub fn revoke_refresh_tokens(&self) {
        self.0.lock().tokens.revoke_refresh();
    }

    /// Changes the life of the access tokens that will be issued.
    pub fn set_token_life(&self, life: Duration) {
        self.0.lock().life = life;
    }

    /// Opens or closes the client credentials grant. It is open at the start.
    pub fn open_client_credentials(&self, open: bool) {
        self.0.lock().client_credentials_open = open;
    }

    /// A JWT of a trusted identity provider, for the token exchange. It names the seeded administrator and lives 90
    /// seconds.
    #[must_use]
    pub fn external_jwt(&self) -> String {
        let mut inner = self.0.lock();
        let subject = Subject { id: inner.seed.admin_id.clone() };
        inner.tokens.external(subject, ADMIN_NAME)
    }

    /// The name of the seeded local user, who is an administrator.
    #[must_use]
    pub fn admin_username(&self) -> &'static str {
        ADMIN_NAME
    }

    /// Imports an AWS role, as a refresh from AWS does. Returns its id.
    #[must_use]
    pub fn add_aws_role(&self, name: &str, arn: &str) -> String {
        let mut inner = self.0.lock();
        let id = random::uuid();
        let role = json!({ "id": id, "name": name, "arn": arn, "updated": clock::now_rfc3339_nanos() });
        inner.objects.put("aws_roles", "", &id, role.as_object().cloned().unwrap_or_default(), &[]);
        id
    }

    /// The password of the seeded local user; empty if the user was deleted.
    #[must_use]
    pub fn admin_password(&self) -> String {
        let inner = self.0.lock();
        let admin = inner.objects.get("local_users", "", &inner.seed.admin_id);
        admin.and_then(users::password).unwrap_or_default().to_owned()
    }
}

/// One request.
struct Call<'a> {
    method: Method,
    uri: Uri,
    headers: &'a HeaderMap,
    body: &'a Bytes,
}

impl Call<'_> {
    fn has_type(&self, wanted: &str) -> bool {
        let value = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.split(';').next()).is_some_and(|kind| kind.trim() == wanted)
    }

    fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.body).into_owned().collect()
    }

    fn query(&self) -> Vec<(String, String)> {
        Query::try_from_uri(&self.uri).map(|Query(pairs)| pairs).unwrap_or_default()
    }

    /// The body, which must be a JSON object and say so.
    fn object(&self) -> Result<Object, Refusal> {
        if !self.has_type("application/json") {
            return Err(Refusal::bad_request("The content type is not application/json"));
        }
        serde_json::from_slice(self.body)
            .map_err(|_| Refusal::bad_request("The request is not a JSON object"))
    }

    /// The body, which must be JSON and say so.
    fn json(&self) -> Result<Value, Refusal> {
        if !self.has_type("application/json") {
            return Err(Refusal::bad_request("The content type is not application/json"));
        }
        serde_json::from_slice(self.body).map_err(|_| Refusal::bad_request("The request is not JSON"))
    }

    fn bearer(&self) -> Option<&str> {
        self.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
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
    let mut inner = state.lock();
    let call = Call { method, uri, headers: &headers, body: &body };
    let mut response = respond(&mut inner, &call).unwrap_or_else(IntoResponse::into_response);
    let cookie = format!("{COOKIE}={}", inner.node);
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    if !sent.flat_map(|list| list.split(';')).any(|pair| pair.trim() == cookie) {
        inner.without_cookie += 1;
        if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Path=/; Secure; HttpOnly")) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn respond(inner: &mut Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    let facts = inner.facts;
    let (operation, path) = match facts.route(call.method.as_str(), call.uri.path()) {
        Route::Found(operation, path) => (operation, path),
        Route::WrongMethod => return Err(Refusal::Gateway(StatusCode::METHOD_NOT_ALLOWED)),
        Route::Unknown => return Err(Refusal::Gateway(StatusCode::NOT_FOUND)),
    };
    if let Some(reply) = login(inner, call, operation, &path) {
        return reply;
    }
    let caller = call.bearer().and_then(|token| inner.tokens.subject(token)).cloned();
    let caller = caller.ok_or_else(Refusal::unauthorized)?;
    if !roles::may(inner, &caller.id, operation.scopes.as_deref()) {
        return Err(Refusal::forbidden());
    }
    let id = operation.id_of(&path, &[], &Value::Null);
    if coverage(facts, id) == Coverage::NotServed {
        return Err(Refusal::not_served(id));
    }
    let body = if operation.input(id).is_none() || operation.body_is_optional() && call.body.is_empty() {
        Value::Null
    } else {
        call.json()?
    };
    let target = call.uri.path();
    let call =
        collections::Call { operation, id, target, path, query: call.query(), body, caller: caller.id };
    collections::serve(inner, &call).unwrap_or_else(|| Err(Refusal::not_served(id)))
}

/// How far an operation is served.
pub(crate) fn coverage(facts: &Facts, id: &str) -> Coverage {
    match facts.operation(id) {
        Some(operation) if is_status(operation) => Coverage::Served,
        _ if id.starts_with("oauth.") || id == "auth.logout" => Coverage::Served,
        _ => collections::coverage::<Inner>(id),
    }
}

fn is_status(operation: &Operation) -> bool {
    operation.success().1.and_then(|schema| schema.target()) == Some("ServiceStatus")
}

/// The operations that need no token, or judge it themselves.
fn login(
    inner: &mut Inner,
    call: &Call<'_>,
    operation: &Operation,
    path: &[(&str, String)],
) -> Option<Result<Response, Refusal>> {
    Some(match operation.id.as_str() {
        "oauth.token_password" => oauth::token(inner, call),
        "oauth.token_client_credentials" => {
            oauth::client_credentials(inner, call, path.first().map_or("", |(_, domain)| domain))
        }
        "oauth.authorize" => oauth::authorize(inner, call),
        "oauth.login" => oauth::login(inner, call),
        "oauth.token_exchange" => oauth::exchange(inner, call),
        "auth.logout" => {
            let token = call.bearer().filter(|token| inner.tokens.subject(token).is_some());
            token.ok_or_else(Refusal::unauthorized).map(|token| {
                inner.tokens.log_out(token);
                StatusCode::OK.into_response()
            })
        }
        _ if is_status(operation) => Ok(status(inner)),
        _ => return None,
    })
}

fn status(inner: &Inner) -> Response {
    let body = json!({
        "variant": "sandbox",
        "version": "44.0",
        "api_version": "v1",
        "status": "OK",
        "status_message": "",
        "app_id": inner.node,
        "server-mode": "production",
        "status_details": [],
        "start_time": inner.started,
    });
    Json(body).into_response()
}
