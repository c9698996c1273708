//! What can be done with an order: cancel, revoke, delete, and the validation of its names.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::clock::stamp;
use super::records::{Order, Status, Token, covers, names};
use super::reply::Refusal;
use super::{Inner, dcv, values};
use crate::collections::{Answer, Call, Collection};

type Kept = Collection<Inner>;

impl Inner {
    /// After an order ended before anything was issued: the price goes back, and what was to be renewed may be again.
    pub(super) fn end_unissued(&mut self, id: u64) {
        self.refund(id);
        if let Some(order) = self.orders.get_mut(&id) {
            order.work.clear();
            order.paid = false;
        }
        for (_, order) in self.orders.filter_mut(|order| order.renewed_by == Some(id)) {
            order.renewed_by = None;
        }
    }
}

pub(super) fn update_status(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?.clone();
    let sent = |name: &str| call.body.get(name).and_then(Value::as_str).unwrap_or_default();
    // The other two words are for migrated orders, of which there are none.
    if sent("status") != "canceled" {
        return Err(Refusal::invalid("status"));
    }
    if sent("note").is_empty() {
        return Err(Refusal::required("note"));
    }
    let requests: Vec<u64> = order.work.iter().filter_map(|work| work.request).collect();
    let now = inner.clock.now();
    if order.status.is_open() {
        inner.end_unissued(order.id);
        inner.order_mut(call)?.set(Status::Canceled, now);
    } else if order.status == Status::ReissuePending {
        let order = inner.order_mut(call)?;
        order.work.clear();
        order.set(Status::Issued, now);
    } else if order.status != Status::Canceled {
        return Err(Refusal::invalid("status"));
    }
    for id in requests {
        inner.close_request(id, "rejected", None, sent("note"));
    }
    Ok(call.reply(Value::Null))
}

/// Which orders may be deleted is not documented: here it is what can no longer be used.
pub(super) fn delete(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?.clone();
    let revoke = call.query("revoke").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    if matches!(order.status, Status::Issued) && revoke {
        inner.revoke(order.id, &[]);
    } else if order.status.is_open() || matches!(order.status, Status::Issued | Status::ReissuePending) {
        return Err(Refusal::denied());
    }
    inner.order_mut(call)?.deleted = true;
    Ok(call.reply(Value::Null))
}

pub(super) fn revoke(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?;
    if order.primary.is_none() {
        return Err(Refusal::denied());
    }
    let id = order.id;
    inner.revoke_or_ask(call, id, &[])
}

/// Other names for an order that waits; there are never more than were ordered.
pub(super) fn edit_dns_names(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?.clone();
    let product = order.product()?;
    let sent = call.body.get("certificate").and_then(Value::as_object).cloned().unwrap_or_default();
    let (old, new) = (order.names(), names(&sent));
    let wildcards = |names: &[String]| names.iter().filter(|name| name.starts_with("*.")).count();
    if order.work.is_empty() || new.len() > old.len() || wildcards(&new) > wildcards(&old) {
        return Err(Refusal::invalid("certificate.dns_names"));
    }
    if let Some(work) = inner.order_mut(call)?.work.first_mut() {
        for name in ["common_name", "dns_names"] {
            match sent.get(name) {
                Some(value) => drop(work.certificate.insert(name.to_owned(), value.clone())),
                None => drop(work.certificate.remove(name)),
            }
        }
        work.due = None;
    }
    inner.settle_order(order.id)?;
    let order = inner.order(call)?.clone();
    match (order.organization, product.validation) {
        (Some(organization), Some(kind)) => {
            Ok(call.reply(json!({ "domains": inner.domains_of(&order, organization, kind) })))
        }
        _ => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

/// The order's random value; a new one if it has none or it has ended.
fn random_value(inner: &mut Inner, call: &Call<'_>) -> Result<Value, Refusal> {
    let now = inner.clock.now();
    let order = inner.order_mut(call)?;
    let known = order.random.clone().filter(|token| token.expires > now);
    let token = known.unwrap_or_else(|| Token::new(now));
    order.random = Some(token.clone());
    Ok(json!({ "dcv_random_value": token.value, "expiration_date": stamp(token.expires) }))
}

pub(super) fn get_dcv_random_value(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(random_value(inner, call)?))
}

pub(super) fn change_dcv_method(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let method = dcv::method(&call.body)?.unwrap_or_default().to_owned();
    let by_mail = method == "email";
    inner.order_mut(call)?.sent.insert("dcv_method".to_owned(), method.into());
    if by_mail {
        inner.mails += 1;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(call.reply(random_value(inner, call)?))
}

/// Where the order's value, or that of a domain, is published for a name: the domain that is validated by it.
fn found(inner: &Inner, order: &Order, name: &str) -> Option<String> {
    let scopes = dcv::scopes(name, order.method());
    scopes.into_iter().find(|scope| {
        let of_order = order.random.iter();
        let domains = inner
            .domains
            .values()
            .filter(|known| Some(known.organization) == order.organization && known.name == *scope);
        let values: Vec<_> = of_order.chain(domains.filter_map(|known| known.token.as_ref())).collect();
        inner.is_published(order.method(), scope, &values)
    })
}

pub(super) fn check_dcv(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (order, now) = (inner.order(call)?.clone(), inner.clock.now());
    let asked =
        call.body.get("dns_names_validations").and_then(Value::as_array).filter(|list| !list.is_empty());
    let wanted = |name: &String| {
        asked.is_none_or(|list| {
            list.iter().any(|one| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(name)))
        })
    };
    let open: Vec<String> = inner.unvalidated(&order).into_iter().filter(wanted).collect();
    let (mut missing, mut validated) = (false, 0);
    for name in &open {
        let Some(scope) = found(inner, &order, name) else {
            missing = true;
            continue;
        };
        inner.order_mut(call)?.checked.insert(scope.clone(), now);
        let of_order = |id| Some(id) == order.organization;
        for (_, domain) in inner.domains.filter_mut(|d| of_order(d.organization) && covers(&scope, &d.name)) {
            domain.approve(now);
            validated += 1;
        }
    }
    inner.happened_times("domain_validated", validated);
    inner.unsettled = true;
    inner.settle();
    if missing {
        return Err(dcv::not_found(order.method()));
    }
    let order = inner.order(call)?;
    let names = order.names().into_iter().filter(wanted);
    let names: Vec<Value> = names.map(|name| json!({ "dns_name": name, "status": "valid" })).collect();
    let mut shown = json!({
        "order_status": order.status.word(), "dcv_status": "valid", "dns_name_validations": names,
    });
    if let (Some(members), Some(id)) = (shown.as_object_mut(), order.primary) {
        members.insert("certificate_id".to_owned(), id.into());
    }
    Ok(call.reply(shown))
}

pub(super) fn email_validation_status(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?;
    let sent =
        order.asked().and_then(|asked| asked.get("emails")).and_then(Value::as_array).into_iter().flatten();
    let status = if order.primary.is_some() { "validated" } else { "unvalidated" };
    let emails =
        sent.map(|email| json!({ "email": email, "status": status, "date_emailed": stamp(order.created) }));
    Ok(call.reply(json!({ "delivery_options": ["email"], "emails": emails.collect::<Value>() })))
}

/// Mails that go out again.
pub(super) fn resend(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.order(call)?;
    inner.mails += 1;
    Ok(call.reply(Value::Null))
}

/// Sets what the body names, and keeps the rest.
pub(super) fn set(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let members = call.body.as_object().cloned().unwrap_or_default();
    inner.order_mut(call)?.sent.extend(members);
    Ok(call.reply(Value::Null))
}

pub(super) fn set_renewal_notifications(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    // The words are not documented. These are the nearest, and any other is refused.
    let disabled = match call.parameter("status") {
        Some("enabled" | "on" | "1" | "true") => false,
        Some("disabled" | "off" | "0" | "false") => true,
        _ => return Err(Refusal::invalid("status")),
    };
    let order = inner.order_mut(call)?;
    order.sent.insert("disable_renewal_notifications".to_owned(), disabled.into());
    Ok(call.reply(Value::Null))
}

pub(super) fn delete_renewal_message(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.order_mut(call)?.sent.remove("custom_renewal_message");
    Ok(call.reply(Value::Null))
}

/// A member that is absent is kept. Orders without an organization have no contact of it.
pub(super) fn update_contacts(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order_mut(call)?;
    let mut seen = Vec::new();
    for contact in call.body.get("contacts").and_then(Value::as_array).into_iter().flatten() {
        let kind = contact.get("contact_type").and_then(Value::as_str).unwrap_or_default();
        let fits =
            kind == "technical_contact" || kind == "organization_contact" && order.organization.is_some();
        if !fits {
            return Err(Refusal::invalid("contacts.contact_type"));
        }
        if seen.contains(&kind) {
            return Err(Refusal::code("contact_type_duplicate", "Two contacts have the same type."));
        }
        seen.push(kind);
        let mut kept = order.sent.get(kind).and_then(Value::as_object).cloned().unwrap_or_default();
        kept.extend(contact.as_object().cloned().unwrap_or_default());
        order.sent.insert(kind.to_owned(), Value::Object(kept));
    }
    Ok(call.reply(Value::Null))
}

fn custom_fields(order: &Order) -> Vec<Value> {
    order.sent.get("custom_fields").and_then(Value::as_array).cloned().unwrap_or_default()
}

pub(super) fn set_custom_field(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order_mut(call)?;
    let id = values::integer(call.body.get("metadata_id"));
    let mut fields = custom_fields(order);
    fields.retain(|field| values::integer(field.get("metadata_id")) != id);
    fields.push(call.body.clone());
    order.sent.insert("custom_fields".to_owned(), fields.into());
    Ok(call.reply(Value::Null))
}

pub(super) fn delete_custom_field(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.parameter("metadata_id").and_then(|id| id.parse().ok());
    let order = inner.order_mut(call)?;
    let mut fields = custom_fields(order);
    let count = fields.len();
    fields.retain(|field| values::integer(field.get("metadata_id")) != id);
    if fields.len() == count {
        return Err(Refusal::not_found("custom_field"));
    }
    order.sent.insert("custom_fields".to_owned(), fields.into());
    Ok(call.reply(Value::Null))
}

pub(super) fn add_note(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let note = inner.new_note(call);
    inner.order_mut(call)?.notes.push(note.clone());
    Ok(call.reply(inner.shown_note(&note, true)))
}

pub(super) fn list_notes(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let notes = inner.order(call)?.notes.iter().map(|note| inner.shown_note(note, true));
    Ok(call.reply(json!({ "notes": notes.collect::<Value>() })))
}

pub(super) fn get_note(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.parameter("note_id").unwrap_or_default();
    let note = inner.order(call)?.notes.iter().find(|note| note.id.to_string() == id);
    Ok(call.reply(inner.shown_note(note.ok_or_else(|| Refusal::not_found("note"))?, true)))
}
