//! Requests: what waits for an approver, and what an approver decided.

use serde_json::{Value, json};

use super::Inner;
use super::clock::stamp;
use super::lists::{begins, paged, sort};
use super::records::{Request, Status, Work};
use super::reply::Refusal;
use crate::collections::{Answer, Call, Collection};

type Kept = Collection<Inner>;

impl Inner {
    pub(super) fn add_request(&mut self, kind: &str, order: u64, user: u64, comments: &str) -> u64 {
        let (id, date) = (self.next_id(), self.clock.now());
        let request = Request {
            id,
            kind: kind.to_owned(),
            status: "pending".to_owned(),
            order,
            certificates: Vec::new(),
            date,
            processed: None,
            requester: user,
            processor: None,
            comments: comments.to_owned(),
            processor_comment: String::new(),
        };
        self.requests.insert(id, request);
        id
    }

    /// Asks for a revocation.
    pub(super) fn ask_to_revoke(&mut self, call: &Call<'_>, order: u64, certificates: Vec<u64>) -> Value {
        let comments = call.body.get("comments").and_then(Value::as_str).unwrap_or_default();
        let user = call.caller.parse().unwrap_or_default();
        let id = self.add_request("revoke", order, user, comments);
        if let Some(request) = self.requests.get_mut(&id) {
            request.certificates = certificates;
        }
        let date = self.clock.now();
        json!({
            "id": id, "date": stamp(date), "type": "revoke", "status": "pending", "requester": self.user(user),
            "comments": comments,
        })
    }

    pub(super) fn close_request(&mut self, id: u64, status: &str, processor: Option<u64>, comment: &str) {
        let now = self.clock.now();
        if let Some(request) = self.requests.get_mut(&id) {
            status.clone_into(&mut request.status);
            comment.clone_into(&mut request.processor_comment);
            (request.processed, request.processor) = (Some(now), processor);
        }
    }

    /// Whether a revocation of one of an order's certificates waits.
    pub(super) fn has_pending_request(&self, order: u64) -> bool {
        self.requests.values().any(|request| request.order == order && request.status == "pending")
    }

    fn request(&self, call: &Call<'_>) -> Result<&Request, Refusal> {
        let id = call.parameter("request_id").and_then(|id| id.parse().ok());
        id.and_then(|id: u64| self.requests.get(&id)).ok_or_else(|| Refusal::not_found("request"))
    }

    fn shown_request(&self, request: &Request, whole: bool) -> Value {
        let order = self.orders.get(&request.order);
        let order = match order {
            Some(order) if whole => self.shown_order(order),
            Some(order) => json!({
                "id": order.id, "certificate": { "common_name": order.names().first() },
                "organization": self.order_organization(order), "container": self.container(order.container),
                "product": order.product().map(|product| product.short()).ok(),
            }),
            None => Value::Null,
        };
        let mut shown = json!({
            "id": request.id, "date": stamp(request.date), "type": request.kind, "status": request.status,
            "requester": self.user(request.requester), "order": order,
        });
        if let Some(members) = shown.as_object_mut() {
            let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
            if let Some(processor) = request.processor {
                add("processor", self.user(processor));
            }
            if whole {
                add("comments", request.comments.as_str().into());
                add("processor_comment", request.processor_comment.as_str().into());
                if let Some(processed) = request.processed {
                    add("date_processed", stamp(processed).into());
                }
            }
        }
        super::views::drop_nulls(&mut shown);
        shown
    }
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let equals = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
    let container = call.query("filters[container_id]").and_then(|id| id.parse::<u64>().ok());
    let found = |request: &&Request| {
        let order = inner.orders.get(&request.order);
        let name = || order.and_then(|order| order.names().first().cloned()).unwrap_or_default();
        equals("filters[type]", &request.kind)
            && equals("filters[status]", &request.status)
            && equals("status", &request.status)
            && container.is_none_or(|id| order.is_some_and(|order| order.container == id))
            && call.query("filters[search]").is_none_or(|search| begins(&name(), search))
    };
    let mut found: Vec<&Request> = inner.requests.values().filter(found).collect();
    sort(call, &mut found, |request, key| {
        Some(match key {
            "id" => request.id.into(),
            "date" => request.date.into(),
            "type" => request.kind.as_str().into(),
            "status" => request.status.as_str().into(),
            _ => return None,
        })
    })?;
    paged(call, "requests", &found, |request| inner.shown_request(request, false))
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let request = inner.request(call)?;
    Ok(call.reply(inner.shown_request(request, true)))
}

/// Approves or rejects. The requester is no approver, and a decision stays.
pub(super) fn update_status(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let request = inner.request(call)?.clone();
    let sent = |name: &str| call.body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (status, comment) = (sent("status"), sent("processor_comment"));
    let caller: u64 = call.caller.parse().unwrap_or_default();
    if !matches!(status, "approved" | "rejected") {
        return Err(Refusal::invalid("status"));
    }
    if request.status == status {
        return Ok(call.reply(Value::Null));
    }
    if request.status != "pending" {
        return Err(Refusal::invalid("status"));
    }
    if request.requester == caller || !inner.is_administrator(caller) {
        return Err(Refusal::invalid_approver());
    }
    inner.close_request(request.id, status, Some(caller), comment);
    if request.kind == "revoke" {
        if status == "approved" {
            inner.revoke(request.order, &request.certificates);
        }
        return Ok(call.reply(Value::Null));
    }
    let now = inner.clock.now();
    let Some(order) = inner.orders.get_mut(&request.order) else { return Ok(call.reply(Value::Null)) };
    let is_asked = |work: &Work| work.request == Some(request.id);
    if status == "approved" {
        order.approver = Some(caller);
        order.work.iter_mut().filter(|work| is_asked(work)).for_each(|work| work.approved = true);
        inner.settle_order(request.order)?;
        return Ok(call.reply(Value::Null));
    }
    order.work.retain(|work| !is_asked(work));
    if order.status.is_open() {
        order.set(Status::Rejected, now);
        inner.end_unissued(request.order);
        inner.was_rejected(request.order);
    } else if order.status == Status::ReissuePending {
        order.set(Status::Issued, now);
    }
    Ok(call.reply(Value::Null))
}
