//! Domains and their validation.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::clock::DAY;
use super::dcv::{self, METHODS};
use super::lists::{paged, sort};
use super::records::{Domain, Order, Token, covers};
use super::reply::Refusal;
use super::{Inner, values};
use crate::collections::{Answer, Call, Collection};

type Kept = Collection<Inner>;

impl Inner {
    fn domain(&self, call: &Call<'_>) -> Result<&Domain, Refusal> {
        let id = call.parameter("domain_id").and_then(|id| id.parse().ok());
        id.and_then(|id: u64| self.domains.get(&id)).ok_or_else(|| Refusal::not_found("domain"))
    }

    fn domain_mut(&mut self, call: &Call<'_>) -> Result<&mut Domain, Refusal> {
        let id = self.domain(call)?.id;
        self.unsettled = true;
        self.domains.get_mut(&id).ok_or_else(|| Refusal::not_found("domain"))
    }

    fn add_domain(&mut self, name: &str, organization: u64, method: &str, kinds: Vec<String>) -> u64 {
        let (id, now) = (self.next_id(), self.clock.now());
        let mut domain = Domain {
            id,
            name: name.to_owned(),
            organization,
            active: true,
            method: String::new(),
            kinds,
            created: now,
            submitted: now,
            token: None,
            mail: None,
            approved: None,
        };
        domain.submit(method, now);
        self.mails += usize::from(method == "email");
        self.domains.insert(id, domain);
        id
    }

    /// The domains that an order still needs; those that the organization lacks are added.
    pub(super) fn domains_of(&mut self, order: &Order, organization: u64, kind: &str) -> Vec<Value> {
        let (method, now) = (order.method().to_owned(), self.clock.now());
        let whole = order.text("certificate_dcv_scope") != Some("fqdn");
        let mut shown = Vec::new();
        for name in self.unvalidated(order) {
            let fits = |d: &&Domain| d.organization == organization && d.active && covers(&d.name, &name);
            let id = if let Some(known) = self.domains.values().find(fits) {
                known.id
            } else {
                let scopes = dcv::scopes(&name, &method);
                let scope = if whole { scopes.last() } else { scopes.first() };
                let scope = scope.cloned().unwrap_or_else(|| name.clone());
                self.add_domain(&scope, organization, &method, vec![kind.to_owned()])
            };
            let Some(domain) = self.domains.get_mut(&id) else { continue };
            // A validation that has ended begins anew.
            if domain.approved.is_some() {
                domain.submit(&method, now);
            }
            let token =
                domain.token.as_ref().map(|token| dcv::shown(token, &domain.method, &domain.name, false));
            shown.push(json!({ "id": id, "name": domain.name, "dns_name": name, "dcv_token": token }));
        }
        for entry in shown.iter_mut().filter_map(Value::as_object_mut) {
            entry.retain(|_, value| !value.is_null());
        }
        shown
    }
}

fn kinds(body: &Value) -> Result<Vec<String>, Refusal> {
    let sent = body.get("validations").and_then(Value::as_array).into_iter().flatten();
    let kinds: Vec<String> =
        sent.filter_map(|known| known.get("type")?.as_str()).map(str::to_owned).collect();
    if kinds.is_empty() || kinds.iter().any(|kind| !matches!(kind.as_str(), "ov" | "ev" | "private_ssl")) {
        return Err(Refusal::invalid("validations"));
    }
    Ok(kinds)
}

pub(super) fn create(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let method = dcv::method(&call.body)?.unwrap_or("email");
    let kinds = kinds(&call.body)?;
    let sent = call.body.get("name").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let keep = values::is_true(call.body.get("keep_www")) || method == "http-token";
    let name = sent.strip_prefix("www.").filter(|_| !keep).unwrap_or(&sent);
    let organization = values::integer(call.body.pointer("/organization/id")).unwrap_or_default();
    if inner.domains.values().any(|known| known.organization == organization && known.name == name) {
        return Err(Refusal::invalid("name"));
    }
    let id = inner.add_domain(name, organization, method, kinds);
    let mut shown = inner.domains.get(&id).map(Domain::begun).unwrap_or_default();
    if let Some(members) = shown.as_object_mut() {
        members.insert("id".to_owned(), id.into());
    }
    Ok(call.reply(shown))
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let now = inner.clock.now();
    let search = call.query("filters[search]").map(str::to_lowercase);
    let found = |known: &&Domain| {
        call.query("filters[status]").is_none_or(|status| (status == "active") == known.active)
            && call.query("filters[dcv_method]").is_none_or(|method| method == known.method)
            && search.as_ref().is_none_or(|search| super::lists::begins(&known.name, search))
    };
    let mut found: Vec<&Domain> = inner.domains.values().filter(found).collect();
    if let Some(word) = call.query("filters[validation]") {
        let wanted = ends(word, now).ok_or_else(|| Refusal::invalid("filters"))?;
        found.retain(|known| wanted(known));
    }
    sort(call, &mut found, |known, key| {
        Some(match key {
            "id" => known.id.into(),
            "name" => known.name.as_str().into(),
            "date_created" => known.created.into(),
            "status" => known.is_valid(now).into(),
            _ => return None,
        })
    })?;
    paged(call, "domains", &found, |known| known.shown(inner, call, true))
}

/// Whether a filter selects a domain.
type Wanted = Box<dyn Fn(&Domain) -> bool>;

/// The domains that a word of the filter means: pending or completed ones, or those whose validation ends in a time.
fn ends(word: &str, now: u64) -> Option<Wanted> {
    if word == "pending" || word == "completed" {
        let completed = word == "completed";
        return Some(Box::new(move |known| known.is_valid(now) == completed));
    }
    let (kind, rest) = word.split_once('_')?;
    let (from, till) = match rest {
        "expired_in_last_7_days" => (now.saturating_sub(7 * DAY), now),
        "expiring_within_7_days" => (now, now + 7 * DAY),
        "expiring_within_30_days" => (now, now + 30 * DAY),
        "expiring_from_31_to_60_days" => (now + 30 * DAY, now + 60 * DAY),
        "expiring_from_61_to_90_days" => (now + 60 * DAY, now + 90 * DAY),
        _ => return None,
    };
    let kind = kind.to_owned();
    let is_of = move |known: &Domain| known.kinds.contains(&kind);
    Some(Box::new(move |known| is_of(known) && known.until().is_some_and(|at| at > from && at <= till)))
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(inner.domain(call)?.shown(inner, call, false)))
}

pub(super) fn delete(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = inner.domain(call)?.id;
    inner.domains.remove(&id);
    Ok(call.reply(Value::Null))
}

pub(super) fn activate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.domain_mut(call)?.active = true;
    Ok(call.reply(Value::Null))
}

pub(super) fn deactivate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.domain_mut(call)?.active = false;
    Ok(call.reply(Value::Null))
}

pub(super) fn get_validation(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "validations": inner.domain(call)?.validations(inner) })))
}

pub(super) fn submit_validation(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (now, kinds) = (inner.clock.now(), kinds(&call.body)?);
    let method = dcv::method(&call.body)?;
    let domain = inner.domain_mut(call)?;
    let method = method.unwrap_or(&domain.method).to_owned();
    domain.kinds.extend(kinds);
    domain.kinds.sort();
    domain.kinds.dedup();
    domain.submit(&method, now);
    let mut shown = domain.begun();
    if let Some(members) = shown.as_object_mut() {
        members.insert("id".to_owned(), domain.id.into());
    }
    Ok(call.reply(shown))
}

pub(super) fn change_dcv_method(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let now = inner.clock.now();
    let method = dcv::method(&call.body)?.unwrap_or_default();
    let domain = inner.domain_mut(call)?;
    if domain.method == method {
        return Ok(call.reply(json!({})));
    }
    domain.submit(method, now);
    let shown = domain.begun();
    inner.mails += usize::from(method == "email");
    Ok(call.reply(shown))
}

pub(super) fn generate_dcv_token(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let now = inner.clock.now();
    let domain = inner.domain_mut(call)?;
    if domain.method == "email" {
        return Err(Refusal::invalid("dcv_method"));
    }
    let token = Token::new(now);
    let shown = dcv::shown(&token, &domain.method, &domain.name, false);
    domain.token = Some(token);
    let created = (StatusCode::CREATED, axum::Json(shown)).into_response();
    Ok(created)
}

pub(super) fn check_dcv(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let now = inner.clock.now();
    let domain = inner.domain(call)?;
    let id = domain.id;
    // Those of the organization's orders count as well.
    let of_orders = inner.orders.values().filter(|order| order.organization == Some(domain.organization));
    let values: Vec<&Token> =
        domain.token.iter().chain(of_orders.filter_map(|order| order.random.as_ref())).collect();
    let is_valid = domain.is_valid(now);
    if !is_valid && !inner.is_published(&domain.method, &domain.name, &values) {
        return Err(dcv::not_found(&domain.method));
    }
    let token = domain.token.as_ref().map(|token| token.value.clone()).unwrap_or_default();
    if let (false, Some(domain)) = (is_valid, inner.domains.get_mut(&id)) {
        domain.approve(now);
        inner.unsettled = true;
        inner.happened_times("domain_validated", 1);
    }
    Ok(call.reply(json!({ "token": token, "status": "valid" })))
}

pub(super) fn approve_by_email_token(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (token, now) = (call.parameter("token").unwrap_or_default(), inner.clock.now());
    let sent =
        |known: &Domain| known.mail.as_ref().is_some_and(|mail| mail.value == token && mail.expires > now);
    let (_, domain) = inner.domains.find_mut(sent).ok_or_else(|| Refusal::not_found("token"))?;
    domain.approve(now);
    inner.unsettled = true;
    inner.happened_times("domain_validated", 1);
    Ok(call.reply(json!({ "status": "approved" })))
}

pub(super) fn list_dcv_emails(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let name = call.parameter("domain_id").unwrap_or_default();
    let named = || inner.domains.values().find(|known| known.name == name);
    let domain = inner.domain(call).ok().or_else(named).ok_or_else(|| Refusal::not_found("domain"))?;
    Ok(call.reply(domain.emails()))
}

pub(super) fn resend_dcv_emails(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.domain(call)?;
    inner.mails += 1;
    Ok(call.reply(Value::Null))
}

pub(super) fn list_dcv_methods(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let shown = |name: &&str| json!({ "name": name, "display_name": name, "default": *name == "email" });
    Ok(call.reply(json!({ "methods": METHODS.iter().map(shown).collect::<Value>() })))
}

pub(super) fn list_validation_types(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let shown = |(kind, user): (&str, bool)| json!({ "type": kind, "name": kind.to_uppercase(), "requires_user": user, "requires_dcv": true });
    let types: Vec<Value> = [("ov", false), ("ev", true)].into_iter().map(shown).collect();
    Ok(call.reply(json!({ "validation_types": types })))
}

/// "Soon" is not documented: here it is within 30 days.
pub(super) fn expiration_count(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let now = inner.clock.now();
    let soon = |known: &&Domain| known.until().is_some_and(|until| until > now && until <= now + 30 * DAY);
    let count = inner.domains.values().filter(soon).count();
    Ok(call.reply(json!({ "number_of_expiry_soon_domains": count })))
}
