//! Domains: what is kept of one, and how replies show it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::clock::{date, stamp};
use super::dcv::{self, VALID};
use super::{Inner, ROOT, organizations};
use crate::collections::{Call, text};

/// A random value that is to be published.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Token {
    pub(super) value: String,
    pub(super) expires: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Domain {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) organization: u64,
    pub(super) active: bool,
    pub(super) method: String,
    pub(super) kinds: Vec<String>,
    pub(super) created: u64,
    pub(super) submitted: u64,
    pub(super) token: Option<Token>,
    /// The token in the mail that was sent.
    pub(super) mail: Option<Token>,
    pub(super) approved: Option<u64>,
}

/// Whether control of a domain is control of a name.
pub(super) fn covers(domain: &str, name: &str) -> bool {
    let name = name.strip_prefix("*.").unwrap_or(name);
    name == domain || name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

impl Domain {
    pub(super) fn is_valid(&self, now: u64) -> bool {
        self.active && self.approved.is_some_and(|at| at.saturating_add(VALID) > now)
    }

    pub(super) fn until(&self) -> Option<u64> {
        Some(self.approved?.saturating_add(VALID))
    }

    pub(super) fn approve(&mut self, now: u64) {
        self.approved = Some(now);
        self.mail = None;
    }

    /// Begins a validation anew, with the same method or another one.
    pub(super) fn submit(&mut self, method: &str, now: u64) {
        method.clone_into(&mut self.method);
        (self.submitted, self.approved) = (now, None);
        let made = Some(dcv::new_token(now));
        (self.token, self.mail) = if method == "email" { (None, made) } else { (made, None) };
    }

    pub(super) fn emails(&self) -> Value {
        let base: Vec<String> = ["admin", "administrator", "webmaster", "hostmaster", "postmaster"]
            .iter()
            .map(|local| format!("{local}@{}", self.name))
            .collect();
        json!({ "name_scope": self.name, "base_emails": base, "whois_emails": [], "dns_txt_emails": [] })
    }

    /// What a reply has of a validation that begins.
    pub(super) fn begun(&self) -> Value {
        let mut shown = json!({});
        if let Some(members) = shown.as_object_mut() {
            match &self.token {
                Some(token) => {
                    members.insert("dcv_token".to_owned(), dcv::shown(token, &self.method, &self.name, false))
                }
                None => members.insert("validation_emails".to_owned(), self.emails()),
            };
        }
        shown
    }

    pub(super) fn validations(&self, inner: &Inner) -> Value {
        let now = inner.clock.now();
        let status = match self.until() {
            Some(until) if until > now => "active",
            Some(_) => "expired",
            None => "pending",
        };
        let shown = self.kinds.iter().map(|kind| {
            let organization = organizations::is_valid(inner, self.organization, kind);
            json!({
                "type": kind, "name": kind.to_uppercase(), "status": status,
                "dcv_status": if status == "active" { "complete" } else { "pending" },
                "org_status": if organization { "complete" } else { "pending" },
                "date_created": self.approved.map(stamp), "validated_until": self.until().map(stamp),
            })
        });
        shown.collect()
    }

    pub(super) fn shown(&self, inner: &Inner, call: &Call<'_>, is_listed: bool) -> Value {
        let asked = |name: &str| call.query(name).is_some_and(|text| text.eq_ignore_ascii_case("true"));
        let now = inner.clock.now();
        let organization = organizations::find(inner, self.organization).unwrap_or_default();
        let mut shown = json!({
            "id": self.id, "name": self.name, "is_active": self.active,
            "status": if self.is_valid(now) { "approved" } else { "pending" },
            "is_pending_validation": !self.is_valid(now), "date_created": stamp(self.created),
            "last_submitted_datetime": stamp(self.submitted), "dcv_method": self.method,
            "organization": {
                "id": self.organization, "name": text(&organization, "name"),
                "status": text(&organization, "status"), "is_active": text(&organization, "status") == "active",
            },
            "container": inner.container(ROOT),
        });
        let Some(members) = shown.as_object_mut() else { return shown };
        let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
        if asked("include_validation") {
            add("validations", self.validations(inner));
        }
        let expiration = |until: u64| {
            let form =
                |at| if asked("include_dcv_expiration_time") { stamp(at) } else { date(at - 7 * 3600) };
            self.kinds.iter().map(|kind| (kind.clone(), Value::from(form(until)))).collect::<Value>()
        };
        if let (Some(until), true) = (self.until(), is_listed || asked("include_dcv")) {
            add("dcv_expiration", expiration(until));
            add("dcv_expiration_datetime", stamp(until).into());
            add("dcv_approval_datetime", self.approved.map(stamp).into());
        }
        if let (Some(token), false, true) = (&self.token, is_listed, asked("include_dcv")) {
            add("dcv_token", dcv::shown(token, &self.method, &self.name, self.is_valid(now)));
        }
        shown
    }
}
