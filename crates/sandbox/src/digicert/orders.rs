//! Orders: what is kept of one, and how one is found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::certificates::Certificate;
use super::domain::{Token, covers};
use super::products::Product;
use super::reply::Refusal;
use super::{Inner, dcv, products};
use crate::collections::{Call, text};
use crate::objects::Object;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    /// Something is to be validated, or the delay has not passed.
    Pending,
    NeedsApproval,
    NeedsCsr,
    Issued,
    ReissuePending,
    Rejected,
    Canceled,
    Revoked,
    Expired,
}

impl Status {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::NeedsApproval => "needs_approval",
            Self::NeedsCsr => "needs_csr",
            Self::Issued => "issued",
            Self::ReissuePending => "reissue_pending",
            Self::Rejected => "rejected",
            Self::Canceled => "canceled",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    /// Whether nothing was issued yet and something still may be.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::NeedsApproval | Self::NeedsCsr)
    }
}

/// Why a certificate is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    New,
    Reissue,
    Duplicate,
}

impl Reason {
    /// The type of the request.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::New => "new_request",
            Self::Reissue => "reissue",
            Self::Duplicate => "duplicate",
        }
    }
}

/// A certificate that is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Work {
    pub(super) reason: Reason,
    /// The member `certificate` as it was sent.
    pub(super) certificate: Object,
    pub(super) request: Option<u64>,
    pub(super) approved: bool,
    /// When it is issued; none while something is to be validated.
    pub(super) due: Option<u64>,
    pub(super) user: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) id: u64,
    pub(super) date: u64,
    pub(super) user: u64,
    pub(super) text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) id: u64,
    pub(super) product: String,
    /// What was sent, with what later calls changed; without the credit card.
    pub(super) sent: Object,
    pub(super) user: u64,
    pub(super) approver: Option<u64>,
    pub(super) container: u64,
    pub(super) organization: Option<u64>,
    pub(super) created: u64,
    pub(super) status: Status,
    /// When the status last changed.
    pub(super) changed: u64,
    /// How many days the order lasts, and its last second once it has begun.
    pub(super) days: u64,
    pub(super) till: u64,
    pub(super) price: i64,
    pub(super) paid: bool,
    pub(super) primary: Option<u64>,
    pub(super) work: Vec<Work>,
    pub(super) random: Option<Token>,
    /// The names that were checked for this order alone, and when.
    pub(super) checked: BTreeMap<String, u64>,
    pub(super) renewed_by: Option<u64>,
    pub(super) notes: Vec<Note>,
    pub(super) duplicates: usize,
    pub(super) reissues: usize,
    pub(super) deleted: bool,
}

impl Order {
    pub(super) fn product(&self) -> Result<Product, Refusal> {
        products::find(&self.product).ok_or_else(|| Refusal::not_found("product"))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.sent.get(name).and_then(Value::as_str)
    }

    /// The certificate that is asked for or, if there is none, the one that was ordered.
    pub(super) fn asked(&self) -> Option<&Object> {
        let work = self.work.first().map(|work| &work.certificate);
        work.or_else(|| self.sent.get("certificate").and_then(Value::as_object))
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.asked().map(names).unwrap_or_default()
    }

    pub(super) fn method(&self) -> &str {
        self.text("dcv_method").unwrap_or("email")
    }

    pub(super) fn set(&mut self, status: Status, at: u64) {
        if self.status != status {
            (self.status, self.changed) = (status, at);
        }
    }
}

/// The common name and the other names, each of them once.
pub(super) fn names(certificate: &Object) -> Vec<String> {
    let more = certificate.get("dns_names").and_then(Value::as_array).into_iter().flatten();
    let all = std::iter::once(text(certificate, "common_name")).chain(more.filter_map(Value::as_str));
    let mut names: Vec<String> = Vec::new();
    for name in all.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl Inner {
    /// The order in the path, by its id, or by the thumbprint or the serial number of its primary certificate.
    pub(super) fn order(&self, call: &Call<'_>) -> Result<&Order, Refusal> {
        let name = call.parameter("order_id").unwrap_or_default();
        let by_id = name.parse().ok().and_then(|id: u64| self.orders.get(&id));
        let by_certificate = || {
            let same = |c: &&Certificate| {
                c.serial.eq_ignore_ascii_case(name) || c.thumbprint.eq_ignore_ascii_case(name)
            };
            let found = self.certificates.values().find(same)?;
            self.orders.get(&found.order).filter(|order| order.primary == Some(found.id))
        };
        let found = by_id.or_else(by_certificate).filter(|order| !order.deleted);
        found.ok_or_else(|| Refusal::not_found("order"))
    }

    pub(super) fn order_mut(&mut self, call: &Call<'_>) -> Result<&mut Order, Refusal> {
        let id = self.order(call)?.id;
        self.orders.get_mut(&id).ok_or_else(|| Refusal::not_found("order"))
    }

    /// The names of an order that still need domain control validation.
    pub(super) fn unvalidated(&self, order: &Order) -> Vec<String> {
        let Ok(product) = order.product() else { return Vec::new() };
        if !product.public {
            return Vec::new();
        }
        let now = self.clock.now();
        let checked = |name: &str| {
            let recent = |at: &u64| at.saturating_add(dcv::VALID) > now;
            order.checked.iter().any(|(known, at)| covers(known, name) && recent(at))
        };
        let known = |name: &str| {
            let of = |owner| Some(owner) == order.organization;
            self.domains.values().any(|d| of(d.organization) && d.is_valid(now) && covers(&d.name, name))
        };
        order.names().into_iter().filter(|name| !checked(name) && !known(name)).collect()
    }

    /// A user as other objects show it.
    pub(super) fn user(&self, id: u64) -> Value {
        let Some(user) = self.objects.get(super::users::GROUP, "", &id.to_string()) else {
            return json!({ "id": id });
        };
        let part = |name: &str| text(user, name);
        json!({
            "id": id, "first_name": part("first_name"), "last_name": part("last_name"), "email": part("email"),
        })
    }
}
