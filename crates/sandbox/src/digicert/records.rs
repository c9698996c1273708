//! What is kept of orders, certificates, requests, domains and money.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::catalogue::{self, Product};
use super::clock::DAY;
use super::reply::Refusal;
use crate::collections::text;
use crate::objects::Object;
use crate::random;

/// How long a domain's validation is used: not documented.
pub(super) const VALID: u64 = 199 * DAY;
/// How long a random value can be used: not documented.
const TOKEN_VALID: u64 = 30 * DAY;

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
        catalogue::find(&self.product).ok_or_else(|| Refusal::not_found("product"))
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

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Certificate {
    pub(super) id: u64,
    pub(super) order: u64,
    pub(super) reason: Reason,
    /// In base64.
    pub(super) der: String,
    pub(super) serial: String,
    pub(super) thumbprint: String,
    pub(super) common_name: String,
    pub(super) names: Vec<String>,
    pub(super) emails: Vec<String>,
    pub(super) from: u64,
    pub(super) till: u64,
    pub(super) issued: u64,
    pub(super) created: u64,
    pub(super) csr: String,
    pub(super) hash: String,
    pub(super) platform: i64,
    pub(super) bits: usize,
    pub(super) user: u64,
    pub(super) revoked: Option<u64>,
    pub(super) archived: bool,
    pub(super) notes: Vec<Note>,
}

impl Certificate {
    pub(super) fn days_remaining(&self, now: u64) -> u64 {
        (self.till + 1).saturating_sub(now) / DAY
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) id: u64,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) order: u64,
    /// Those that are to be revoked.
    pub(super) certificates: Vec<u64>,
    pub(super) date: u64,
    pub(super) processed: Option<u64>,
    pub(super) requester: u64,
    pub(super) processor: Option<u64>,
    pub(super) comments: String,
    pub(super) processor_comment: String,
}

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

impl Token {
    pub(super) fn new(now: u64) -> Self {
        Self { value: random::alphanumeric(32).to_lowercase(), expires: now + TOKEN_VALID }
    }
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
        let made = Some(Token::new(now));
        (self.token, self.mail) = if method == "email" { (None, made) } else { (made, None) };
    }
}

/// One change of the balance, in cents.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) order: Option<u64>,
    pub(super) amount: i64,
    pub(super) after: i64,
    pub(super) date: u64,
}

/// The switches that are kept with the state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Switches {
    /// Organizations are validated when they are submitted.
    pub(super) automatic: bool,
    /// Requests wait for an approver.
    pub(super) approvals: bool,
    /// Seconds between the last condition and the issuance.
    pub(super) delay: u64,
    /// A CSR is used for one order.
    pub(super) csr_once: bool,
    /// The products that may be ordered; none: all.
    pub(super) products: Vec<String>,
}

impl Default for Switches {
    fn default() -> Self {
        Self { automatic: true, approvals: true, delay: 0, csr_once: false, products: Vec::new() }
    }
}
