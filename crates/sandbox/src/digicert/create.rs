//! New orders, reissues and duplicates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::catalogue::Purpose;
use super::clock::date;
use super::records::{Order, Reason, Status, Token, Work, names};
use super::reply::Refusal;
use super::{Inner, ROOT, dcv, input, values};
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;

type Kept = Collection<Inner>;

fn caller(call: &Call<'_>) -> u64 {
    call.caller.parse().unwrap_or_default()
}

/// Whether a request needs no approval: the test switched approvals off, or the caller may approve and skips the approval.
pub(super) fn is_approved(inner: &Inner, call: &Call<'_>) -> bool {
    let skips = values::is_true(call.body.get("skip_approval"));
    !inner.switches.approvals || skips && inner.is_administrator(caller(call))
}

fn certificate(body: &Value) -> Object {
    let mut certificate = body.get("certificate").and_then(Value::as_object).cloned().unwrap_or_default();
    certificate.retain(|_, value| !value.is_null());
    certificate
}

/// An order of any product.
pub(super) fn create(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let now = inner.clock.now();
    let product = input::product(inner, call)?;
    let days = values::order_days(&call.body, now)?;
    input::check_days(product, days)?;
    dcv::method(&call.body)?;
    let asked = certificate(&call.body);
    input::check_certificate(inner, product, &asked, days, None)?;
    let renewed = input::renewed(inner, &call.body)?;
    let method = call.body.get("payment_method").and_then(Value::as_str).unwrap_or("balance");
    if !["balance", "card", "profile", "wire_transfer"].contains(&method) {
        return Err(Refusal::invalid("payment_method"));
    }
    let count = if product.purpose == Purpose::Tls { names(&asked).len() } else { 1 };
    let price = product.cost(count, days);
    if method == "balance" && inner.balance() < price {
        return Err(Refusal::invalid("payment_method"));
    }
    let organization = input::organization(inner, product, &call.body)?;
    let id = inner.next_id();
    if method == "balance" {
        inner.charge(id, price)?;
    }
    let mut sent = call.body.as_object().cloned().unwrap_or_default();
    sent.retain(|name, value| !value.is_null() && name != "credit_card");
    let by_token = sent.get("dcv_method").and_then(Value::as_str).is_some_and(|method| method != "email");
    let random = (product.public && by_token).then(|| Token::new(now));
    let order = Order {
        id,
        product: product.id.to_owned(),
        sent,
        user: caller(call),
        approver: None,
        container: values::integer(call.body.pointer("/container/id")).unwrap_or(ROOT),
        organization: organization.filter(|_| product.validation.is_some()),
        created: now,
        status: Status::NeedsApproval,
        changed: now,
        days,
        till: values::last_second(now, days),
        price,
        paid: method == "balance" || method == "card" || method == "profile",
        primary: None,
        work: Vec::new(),
        random,
        checked: BTreeMap::new(),
        renewed_by: None,
        notes: Vec::new(),
        duplicates: 0,
        reissues: 0,
        deleted: false,
    };
    inner.orders.insert(id, order);
    if let Some(old) = renewed.and_then(|old| inner.orders.get_mut(&old)) {
        old.renewed_by = Some(id);
    }
    if let (Some(organization), Some(kind)) = (organization, product.validation) {
        inner.submit_for_order(organization, kind);
    }
    begin(inner, call, id, Reason::New, asked)
}

/// Begins to make a certificate for an order, and answers with what is there at once.
fn begin(inner: &mut Inner, call: &Call<'_>, id: u64, reason: Reason, asked: Object) -> Answer<Inner> {
    let approved = is_approved(inner, call);
    let comments = call.body.get("comments").and_then(Value::as_str).unwrap_or_default();
    let request = (!approved || !inner.switches.approvals).then(|| {
        let request = inner.add_request(reason.word(), id, caller(call), comments);
        if approved {
            inner.close_request(request, "approved", None, "");
        }
        request
    });
    let work = Work { reason, certificate: asked, request, approved, due: None, user: caller(call) };
    if let Some(order) = inner.orders.get_mut(&id) {
        order.work.push(work);
        if approved {
            order.approver = Some(caller(call));
        }
    }
    let before = inner.certificates.keys().next_back().copied();
    if let Err(refusal) = inner.settle_order(id) {
        inner.fail(id);
        return Err(refusal);
    }
    let order = inner.orders.get(&id).cloned().ok_or_else(|| Refusal::not_found("order"))?;
    let product = order.product()?;
    let mut domains = Vec::new();
    if let (Some(organization), Some(kind), true) = (order.organization, product.validation, product.public) {
        domains = inner.domains_of(&order, organization, kind);
    }
    let mut reply = json!({ "id": id });
    let Some(members) = reply.as_object_mut() else { return Ok(call.reply(reply)) };
    let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    if let Some(request) = request {
        let status = if approved { "approved" } else { "pending" };
        add("requests", json!([{ "id": request, "status": status }]));
    }
    if reason == Reason::New {
        add("order_valid_till", date(order.till).into());
        if !domains.is_empty() {
            add("domains", domains.into());
        }
    }
    if let (Some(random), false) = (&order.random, order.status == Status::Issued) {
        add("dcv_random_value", random.value.as_str().into());
    }
    let made = inner.certificates.keys().next_back().copied().filter(|last| Some(*last) != before);
    if let Some(made) = made {
        let chain = inner.authorities()?.intermediates();
        if let Some(known) = inner.certificates.get(&made) {
            add("certificate_id", made.into());
            add("certificate_chain", known.chain(&chain));
        }
    }
    Ok(call.reply(reply))
}

pub(super) fn reissue(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    again(inner, call, kept, Reason::Reissue)
}

pub(super) fn duplicate(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    again(inner, call, kept, Reason::Duplicate)
}

/// Another certificate for an order that was issued.
fn again(inner: &mut Inner, call: &Call<'_>, _: &Kept, reason: Reason) -> Answer<Inner> {
    let order = inner.order(call)?.clone();
    let mut asked = certificate(&call.body);
    let reason = match call.body.get("store_reissue_as_duplicate") {
        Some(flag) if values::is_true(Some(flag)) => Reason::Duplicate,
        _ => reason,
    };
    if order.product()?.purpose != Purpose::Tls {
        // What such a request does not name stays.
        for (name, value) in order.asked().into_iter().flatten() {
            asked.entry(name.clone()).or_insert_with(|| value.clone());
        }
    } else if reason == Reason::Duplicate && text(&asked, "common_name").is_empty() {
        for name in ["common_name", "dns_names"] {
            asked.extend(
                order.asked().and_then(|old| old.get_key_value(name)).map(|(n, v)| (n.clone(), v.clone())),
            );
        }
    }
    input::check_again(inner, &order, &asked, reason)?;
    begin(inner, call, order.id, reason, asked)
}

/// The CSR of an order that was made without one.
pub(super) fn add_csr(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?.clone();
    let Some(work) = order.work.first().filter(|work| text(&work.certificate, "csr").is_empty()) else {
        return Err(Refusal::invalid("csr"));
    };
    let mut asked = work.certificate.clone();
    asked.insert("csr".to_owned(), call.body.get("csr").cloned().unwrap_or_default());
    input::check_certificate(inner, order.product()?, &asked, order.days, Some(order.id))?;
    if let Some(work) = inner.order_mut(call)?.work.first_mut() {
        work.certificate = asked;
    }
    inner.settle_order(order.id)?;
    Ok(call.reply(Value::Null))
}
