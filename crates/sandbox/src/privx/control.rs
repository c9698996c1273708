//! What tests read and change while the server runs.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};

use super::json::object;
use super::state::{ADMIN_NAME, State};
use super::{audit, authorizer, connections, hosts, local_user};
use crate::random;

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

    fn put(&self, group: &str, scope: &str, key: &str, value: Value) {
        self.0.lock().objects.put(group, scope, key, object(value));
    }

    fn stamp(&self) -> String {
        self.0.lock().clock.nanos()
    }

    /// The time by the clock of PrivX.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let now = self.0.lock().clock.now();
        UNIX_EPOCH.checked_add(now).unwrap_or_else(SystemTime::now)
    }

    /// Moves the clock of PrivX forward. Roles that were granted for a time start and end by it, and it is the time in
    /// objects, sessions and audit events. Tokens expire by the clock of the machine.
    pub fn advance(&self, by: Duration) {
        self.0.lock().clock.advance(by);
    }

    /// The number of token requests, on all three paths.
    #[must_use]
    pub fn token_requests(&self) -> usize {
        self.0.lock().token_requests
    }

    /// The number of token requests that were refused.
    #[must_use]
    pub fn refused_token_requests(&self) -> usize {
        self.0.lock().refused_token_requests
    }

    /// The number of access tokens that are valid now.
    #[must_use]
    pub fn live_tokens(&self) -> usize {
        self.0.lock().tokens.alive()
    }

    /// The number of requests without the affinity cookie. The first request of a client always does.
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

    /// Sets the lifetime of the access tokens that will be issued.
    pub fn set_token_life(&self, life: Duration) {
        self.0.lock().life = life;
    }

    /// Opens or closes the client credentials grant. It is open at the start.
    pub fn open_client_credentials(&self, open: bool) {
        self.0.lock().client_credentials_open = open;
    }

    /// A JWT of a trusted identity provider, for the token exchange. It is that of the seeded administrator, and
    /// valid for 90 seconds.
    #[must_use]
    pub fn external_jwt(&self) -> String {
        let mut inner = self.0.lock();
        let subject = inner.subject(&inner.seed.admin_id);
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
        let id = random::uuid();
        let role = json!({ "id": id, "name": name, "arn": arn, "updated": self.stamp() });
        self.put("aws_roles", "", &id, role);
        id
    }

    /// Adds a certificate of a session host behind a Remote Desktop host, as a connection does. Returns its id.
    #[must_use]
    pub fn add_session_host_certificate(&self, host_id: &str, hostname: &str) -> String {
        let id = random::uuid();
        let certificate = json!({ "id": id, "hostname": hostname });
        self.put("session_host_certificates", host_id, &id, certificate);
        id
    }

    /// Sets what new accounts allow by default: an object as the host store returns it. PrivX has no operation that
    /// sets it.
    pub fn set_default_service_options(&self, options: Value) {
        self.put("host_store", "", hosts::OPTIONS, options);
    }

    /// Adds an audit event of a service, by its code and its name. The events of requests are written by
    /// the sandbox itself, without a code.
    pub fn add_audit_event(&self, service: &str, code: &str, name: &str) {
        let event = json!({ "event_id": code, "event_name": name, "message": {} });
        audit::keep(&mut self.0.lock(), service, event);
    }

    /// Adds the secret of an account. Every user may check it out by this path.
    pub fn add_account_secret(&self, path: &str, username: &str, secret: &str) {
        authorizer::add_secret(&mut self.0.lock(), path, username, secret);
    }

    /// Adds an account to the directory of a target domain, as a scan finds it. Returns its id.
    #[must_use]
    pub fn add_scanned_account(&self, target_domain: &str, username: &str) -> String {
        let id = random::uuid();
        let account = json!({
            "id": id, "username": username, "target_domain": { "id": target_domain }, "state": "NEW",
            "ignored": false, "created": self.stamp(),
        });
        self.put("target_domain_accounts", target_domain, &id, account);
        id
    }

    /// Adds a connection of a user to a host, by their ids: live, recorded, with one channel, in which one file was
    /// copied. Returns its id.
    #[must_use]
    pub fn add_connection(&self, user: &str, host: &str) -> String {
        connections::add(&mut self.0.lock(), user, host)
    }

    /// Pairs a phone with a user, as the vendor's app does. Returns the id of the device.
    #[must_use]
    pub fn pair_device(&self, user_id: &str, name: &str, os: &str) -> String {
        let id = format!("mobile-sha256-{}", URL_SAFE.encode(random::bytes::<32>()));
        let now = self.stamp();
        let device = json!({ "id": id, "name": name, "os": os, "activated": now, "updated": now });
        self.put("devices", user_id, &id, device);
        id
    }

    /// The password of the seeded local user; empty if the user was deleted.
    #[must_use]
    pub fn admin_password(&self) -> String {
        let inner = self.0.lock();
        let admin = inner.objects.get("local_users", "", &inner.seed.admin_id);
        admin.and_then(local_user::password).unwrap_or_default().to_owned()
    }
}
