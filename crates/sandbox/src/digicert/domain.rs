//! Domains as replies show them.

use serde_json::{Value, json};

use super::clock::{date, stamp};
use super::records::Domain;
use super::{Inner, ROOT, dcv, organizations};
use crate::collections::{Call, text};

impl Domain {
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
