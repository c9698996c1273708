//! What happens and is sent to the account's webhook. Nothing is sent for real: a test takes the deliveries.

use serde_json::{Value, json};

use super::Inner;
use super::delivery::Delivered;
use super::records::{Certificate, Status};
use super::values::is_true;
use super::webhooks::{self, GROUP};
use crate::collections::text;
use crate::objects::Object;

/// The most deliveries that are kept.
const MOST: usize = 10_000;

impl Inner {
    /// Sends an event to an endpoint, whether a webhook is active or not.
    pub(super) fn deliver(&mut self, event: &str, data: Value, url: &str, secret: &str) {
        let id = self.delivered.keys().next_back().map_or(1, |last| last + 1);
        let (at, status) = (self.clock.now(), self.receiver);
        let (url, secret, event) = (url.to_owned(), secret.to_owned(), event.to_owned());
        self.delivered.insert(id, Delivered { event, data, at, status, url, secret });
        let first = self.delivered.keys().next().copied();
        if let (Some(first), true) = (first, self.delivered.len() > MOST) {
            self.delivered.remove(&first);
        }
    }

    /// The webhook, if it is active and has this event.
    fn listener(&self, event: &str) -> Option<&Object> {
        let known = self.objects.list(GROUP, "").find(|known| text(known, "status") == webhooks::ACTIVE)?;
        let wanted = known.get("events").and_then(Value::as_array).filter(|wanted| !wanted.is_empty());
        let has_it =
            wanted.map_or(event == "certificate_issued", |wanted| wanted.iter().any(|one| one == event));
        has_it.then_some(known)
    }

    /// Sends an event to the webhook, if it is active and has this event.
    pub(super) fn happened(&mut self, event: &str, data: Value) {
        let Some(known) = self.listener(event) else { return };
        let (url, secret) = (text(known, "endpoint").to_owned(), text(known, "secret").to_owned());
        self.deliver(event, data, &url, &secret);
    }

    /// After a certificate was issued: the webhook's settings decide about what was issued at once, and the chain.
    pub(super) fn was_issued(&mut self, id: u64) {
        let Some(certificate) = self.certificates.get(&id).cloned() else { return };
        let settings =
            self.listener("certificate_issued").map(|known| known.get("webhook_settings").cloned());
        let Some(settings) = settings else { return };
        let settings = settings.unwrap_or_default();
        let set = |name: &str| is_true(settings.get(name));
        let (sends, chain) = if self.instant {
            (set("instant_issue_webhook_notification"), "webhook_send_instant_issued_certificate_chain")
        } else {
            (true, "webhook_send_certificate_chain")
        };
        if !sends {
            return;
        }
        let mut data = json!({ "order_id": certificate.order, "certificate_id": id });
        if let (true, Ok(above), Some(members)) = (set(chain), self.authorities(), data.as_object_mut()) {
            members.insert("certificate_chain".to_owned(), certificate.chain(&above.intermediates()));
        }
        self.happened("certificate_issued", data);
    }

    pub(super) fn was_revoked(&mut self, certificates: &[u64]) {
        for id in certificates {
            let order = self.certificates.get(id).map(|known: &Certificate| known.order);
            self.happened("certificate_revoked", json!({ "order_id": order, "certificate_id": id }));
        }
    }

    /// After an order changed: the webhook receives that it is rejected.
    pub(super) fn was_rejected(&mut self, order: u64) {
        if self.orders.get(&order).is_some_and(|order| order.status == Status::Rejected) {
            self.happened("order_rejected", json!({ "order_id": order }));
        }
    }

    /// The members of the other events are not known: they are sent without any.
    pub(super) fn happened_times(&mut self, event: &str, times: usize) {
        (0..times).for_each(|_| self.happened(event, json!({})));
    }
}
