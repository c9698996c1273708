//! What a realm records: logins, and what administrators did.

use axum::http::{Method, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::store::Store;
use crate::collections::Call;
use crate::objects::Object;
use crate::random;

pub(super) const LOGINS: &str = "login_events";
pub(super) const ADMINS: &str = "administrator_events";

/// The most events of a kind that a realm keeps.
const MOST: usize = 10_000;

/// Members that hold secrets, or may hold them.
const SECRET: [&str; 8] = [
    "credentials",
    "secret",
    "value",
    "secretData",
    "smtpServer",
    "registrationAccessToken",
    "users",
    "clients",
];

/// What happened at a login.
#[derive(Debug, Default)]
pub(super) struct Login<'a> {
    pub(super) client: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) session: Option<&'a str>,
    /// Why it was refused.
    pub(super) error: Option<&'a str>,
    pub(super) details: &'a [(&'a str, &'a str)],
}

impl Store {
    fn record(&mut self, kept: &str, event: Value) {
        let Value::Object(mut event) = event else { return };
        event.retain(|_, value| !value.is_null());
        let id = random::uuid();
        event.insert("id".to_owned(), id.clone().into());
        event.insert("time".to_owned(), self.millis().into());
        event.insert("realmId".to_owned(), self.current.clone().into());
        let oldest = self.objects().rows(kept).next().map(|row| row.key.clone());
        if let Some(oldest) = oldest.filter(|_| self.objects().count(kept) >= MOST) {
            self.objects_mut().remove(kept, "", &oldest);
        }
        self.objects_mut().put(kept, "", &id, event);
    }

    /// Records a login, a logout, or a failure, if the realm wants events of this type.
    pub(super) fn login_event(&mut self, kind: &str, login: &Login<'_>) {
        let types = self.setting("enabledEventTypes").and_then(Value::as_array);
        let wanted = types.is_none_or(|types| types.is_empty() || types.contains(&kind.into()));
        if !self.is_on("eventsEnabled") || !wanted {
            return;
        }
        let details: Object =
            login.details.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let event = json!({
            "type": kind, "clientId": login.client, "userId": login.user, "sessionId": login.session,
            "ipAddress": "127.0.0.1", "error": login.error, "details": details,
        });
        self.record(LOGINS, event);
    }

    /// Records what an administrator did, if the realm wants it.
    pub(super) fn admin_event(&mut self, call: &Call<'_>, method: &Method, reply: &Response) {
        if *method == Method::GET || !self.is_on("adminEventsEnabled") || !reply.status().is_success() {
            return;
        }
        let rest =
            call.target.trim_start_matches("/auth/admin/realms/").split_once('/').map(|(_, rest)| rest);
        let mut path = rest.unwrap_or_default().to_owned();
        let location = reply.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        if let Some((_, made)) = location.and_then(|location| location.rsplit_once('/')) {
            path = format!("{path}/{made}");
        }
        let details = self.is_on("adminEventsDetailsEnabled") && !call.body.is_null();
        let plain = !matches!(call.id, "admin_users.reset_password" | "admin_realms.partial_import");
        let representation = (details && plain).then(|| {
            let mut body = call.body.clone();
            if let Some(members) = body.as_object_mut() {
                members.retain(|name, _| !SECRET.contains(&name.as_str()));
            }
            body.to_string()
        });
        let acting = self.acting.clone();
        let event = json!({
            "authDetails": {
                "realmId": acting.realm, "clientId": acting.client, "userId": acting.user, "ipAddress": "127.0.0.1",
            },
            "operationType": operation(call.id, method),
            "resourceType": resource(call.id),
            "resourcePath": path,
            "representation": representation,
        });
        self.record(ADMINS, event);
    }
}

/// Writes that make or end no object are actions.
fn operation(id: &str, method: &Method) -> &'static str {
    let action = id.rsplit('.').next().unwrap_or_default();
    let starts = |words: &[&str]| words.iter().any(|word| action.contains(word));
    match *method {
        Method::DELETE => "DELETE",
        Method::POST if starts(&["create", "add", "link"]) => "CREATE",
        Method::PUT if starts(&["join", "add"]) => "CREATE",
        Method::PUT if starts(&["update", "label", "disable"]) => "UPDATE",
        _ => "ACTION",
    }
}

fn resource(id: &str) -> &'static str {
    match id.split_once('.').unwrap_or_default() {
        ("admin_users", "group_join" | "group_leave") => "GROUP_MEMBERSHIP",
        ("admin_users" | "admin_brute_force", _) => "USER",
        ("admin_user_roles" | "admin_group_roles", action) if action.starts_with("client_") => {
            "CLIENT_ROLE_MAPPING"
        }
        ("admin_user_roles" | "admin_group_roles", _) => "REALM_ROLE_MAPPING",
        ("admin_groups", _) => "GROUP",
        ("admin_roles", _) => "REALM_ROLE",
        ("admin_client_roles", _) => "CLIENT_ROLE",
        ("admin_clients" | "admin_client_scopes", action) if action.starts_with("mapper") => {
            "PROTOCOL_MAPPER"
        }
        ("admin_clients", _) => "CLIENT",
        ("admin_client_scopes", _) => "CLIENT_SCOPE",
        ("admin_required_actions", _) => "REQUIRED_ACTION",
        ("admin_sessions", _) => "USER_SESSION",
        _ => "REALM",
    }
}
