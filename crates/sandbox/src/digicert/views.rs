//! Orders as replies show them.

use serde_json::{Value, json};

use super::Inner;
use super::catalogue::Purpose;
use super::clock::{date, stamp};
use super::money::{CURRENCY, number};
use super::records::{Certificate, Note, Order, Status, names};
use super::values::{integer, is_true, platform};
use super::{dcv, organizations};
use crate::collections::{Call, text};
use crate::objects::Object;

/// What an order shows of what was sent, or of what a later call set.
const SENT: [&str; 19] = [
    "additional_emails",
    "alternative_order_id",
    "auto_reissue",
    "auto_renew",
    "cs_provisioning_method",
    "custom_renewal_message",
    "dcv_method",
    "disable_issuance_email",
    "disable_renewal_notifications",
    "organization_contact",
    "payment_method",
    "renewal_of_order_id",
    "ship_info",
    "technical_contact",
    "verified_contacts",
    "vmc",
    "validity_years",
    "disable_ct",
    "is_out_of_contract",
];

/// Leaves out what is null.
pub(super) fn drop_nulls(value: &mut Value) {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, value| !value.is_null());
        members.values_mut().for_each(drop_nulls);
    }
}

impl Inner {
    pub(super) fn order_organization(&self, order: &Order) -> Value {
        let found = order.organization.and_then(|id| organizations::find(self, id));
        let Some(found) = found else { return Value::Null };
        let part = |name: &str| found.get(name).cloned();
        json!({
            "id": order.organization, "name": part("name"), "assumed_name": part("assumed_name"),
            "display_name": part("display_name"), "status": part("status"), "is_active": part("is_active"),
            "city": part("city"), "state": part("state"), "country": part("country"),
            "telephone": part("telephone"),
        })
    }

    /// The certificate of an order: the primary one or, before there is one, what was asked for.
    fn order_certificate(&self, order: &Order, is_listed: bool) -> Value {
        let now = self.clock.now();
        let tls = order.product().is_ok_and(|product| product.purpose == Purpose::Tls);
        let primary = order.primary.and_then(|id| self.certificates.get(&id));
        let asked = order.asked().cloned().unwrap_or_default();
        let mut shown = match primary {
            Some(known) => json!({
                "id": known.id, "thumbprint": known.thumbprint, "serial_number": known.serial,
                "common_name": known.common_name, "valid_from": date(known.from), "valid_till": date(known.till),
                "days_remaining": known.days_remaining(now), "signature_hash": known.hash,
                "dns_names": tls.then(|| known.names.clone()),
            }),
            None => json!({
                "common_name": asked.get("common_name"), "dns_names": tls.then(|| names(&asked)),
                "signature_hash": asked.get("signature_hash"),
            }),
        };
        if let (Some(members), false) = (shown.as_object_mut(), is_listed) {
            let csr = primary.map(|known| known.csr.clone()).or_else(|| Some(text(&asked, "csr").to_owned()));
            let more = json!({
                "date_created": stamp(order.created), "date_issued": primary.map(|known| stamp(known.issued)),
                "csr": csr, "emails": asked.get("emails"), "organization": { "id": order.organization },
                "server_platform": { "id": primary.map_or_else(|| platform(&asked), |known| known.platform) },
                "key_size": primary.map(|known| known.bits), "user_id": order.user, "receipt_id": "0",
                "purchased_dns_names": names(&asked).len(), "purchased_wildcard_names": 0,
                "ca_cert": { "id": "sandbox", "name": super::authority::INTERMEDIATE },
                "profile_option": asked.get("profile_option"), "cert_validity": asked.get("cert_validity"),
            });
            members.extend(more.as_object().cloned().unwrap_or_default());
        }
        shown
    }

    /// As `orders.get` shows it.
    pub(super) fn shown_order(&self, order: &Order) -> Value {
        let product = order.product().map(|product| product.described()).ok();
        let requests = self.requests.values().filter(|request| request.order == order.id);
        let requests: Vec<Value> = requests
            .map(|known| json!({ "id": known.id, "type": known.kind, "status": known.status }))
            .collect();
        let users = order.sent.get("user_id_assignments").and_then(Value::as_array).into_iter().flatten();
        let users: Vec<Value> = users.filter_map(|id| Some(self.user(integer(Some(id))?))).collect();
        let begun = order.primary.is_some();
        let mut shown = json!({
            "id": order.id, "status": order.status.word(), "certificate": self.order_certificate(order, false),
            "date_created": stamp(order.created), "product": product, "product_name_id": order.product,
            "organization": self.order_organization(order), "container": self.container(order.container),
            "user": self.user(order.user), "approver": order.approver.map(|id| self.user(id)),
            "user_assignments": users, "requests": requests, "price": number(order.price), "currency": CURRENCY,
            "receipt_id": self.receipt(order.id), "has_pending_request": self.has_pending_request(order.id),
            "is_renewal": order.sent.contains_key("renewal_of_order_id"),
            "is_renewed": order.renewed_by.is_some(), "renewed_order_id": order.renewed_by.unwrap_or(0),
            "order_valid_from": begun.then(|| date((order.till + 1).saturating_sub(order.days * 86_400))),
            "order_valid_till": date(order.till), "is_multi_year_plan": (order.days > 199).then_some("1"),
            "allow_duplicates": order.product().is_ok_and(|product| product.purpose == Purpose::Tls),
            "duplicates_count": order.duplicates,
            "reissues_count": order.reissues,
            "custom_fields": self.custom_fields(order), "order_approval_complete": order.approver.is_some(),
            "is_guest_access_enabled": is_true(order.sent.get("enable_guest_access")),
        });
        if let Some(members) = shown.as_object_mut() {
            for name in SENT {
                if let Some(value) = order.sent.get(name) {
                    let flag = matches!(name, "disable_ct" | "is_out_of_contract");
                    let value = if flag { is_true(Some(value)).into() } else { value.clone() };
                    members.insert(name.to_owned(), value);
                }
            }
        }
        drop_nulls(&mut shown);
        shown
    }

    fn custom_fields(&self, order: &Order) -> Vec<Value> {
        let sent = order.sent.get("custom_fields").and_then(Value::as_array).into_iter().flatten();
        let shown = sent.filter_map(Value::as_object).map(|field| {
            let id = integer(field.get("metadata_id")).unwrap_or_default();
            let known = self.objects.get("custom_fields", "", &id.to_string());
            let label = known.map(|known| text(known, "label")).unwrap_or_default();
            json!({ "id": id, "metadata_id": id, "label": label, "value": field.get("value") })
        });
        shown.collect()
    }

    /// As `orders.list` shows it.
    pub(super) fn listed_order(&self, order: &Order) -> Value {
        let short = |found: Value, names: &[&str]| {
            found.as_object().map(|members| {
                let kept = members.iter().filter(|(name, _)| names.contains(&name.as_str()));
                kept.map(|(name, value)| (name.clone(), value.clone())).collect::<Object>()
            })
        };
        let mut shown = json!({
            "id": order.id, "status": order.status.word(), "certificate": self.order_certificate(order, true),
            "is_renewed": order.renewed_by.is_some(), "renewed_order_id": order.renewed_by,
            "date_created": stamp(order.created), "order_valid_till": date(order.till),
            "organization": short(self.order_organization(order), &["id", "name"]),
            "container": short(self.container(order.container), &["id", "name", "is_active"]),
            "product": order.product().map(|product| product.short()).ok(), "product_name_id": order.product,
            "has_duplicates": order.duplicates > 0, "duplicates_count": order.duplicates,
            "has_reissues": order.reissues > 0, "reissues_count": order.reissues, "price": number(order.price),
            "number_of_sans": order.names().len(),
            "disable_renewal_notifications": is_true(order.sent.get("disable_renewal_notifications")),
            "auto_renew": order.sent.get("auto_renew"), "auto_reissue": order.sent.get("auto_reissue"),
            "order_validity": order.sent.get("order_validity"),
        });
        drop_nulls(&mut shown);
        shown
    }

    /// As `orders.get_validation` shows it.
    pub(super) fn shown_validation(&self, order: &Order) -> Value {
        let open = self.unvalidated(order);
        let public = order.product().is_ok_and(|product| product.public);
        let names = order.names().into_iter().filter(|_| public).map(|name| {
            let scope = dcv::scopes(&name, order.method()).pop().unwrap_or_default();
            let domain = self.domains.values().find(|known| {
                Some(known.organization) == order.organization && super::records::covers(&known.name, &name)
            });
            json!({
                "dns_name": name, "name_scope": scope, "method": order.method(),
                "status": if open.contains(&name) { "pending" } else { "approved" },
                "domain_id": domain.map(|known| known.id.to_string()),
            })
        });
        let names: Vec<Value> = names.collect();
        let organization = order.organization.and_then(|id| organizations::find(self, id));
        let mut shown = json!({
            "order_id": order.id.to_string(), "order_status": order.status.word(),
            "order_name_scope": order.text("certificate_dcv_scope").unwrap_or("base_domain"),
            "order_dcv_method": order.method(),
            "organization_id": order.organization.map(|id| id.to_string()),
            "organization_name": organization.as_ref().map(|known| text(known, "name")),
            "organization_validations": organization.as_ref().and_then(|known| known.get("validations")),
            "dns_name_validations": names,
        });
        drop_nulls(&mut shown);
        if let Some(names) = shown.get_mut("dns_name_validations").and_then(Value::as_array_mut) {
            names.iter_mut().for_each(drop_nulls);
        }
        shown
    }

    pub(super) fn new_note(&mut self, call: &Call<'_>) -> Note {
        let text = call.body.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let user = call.caller.parse().unwrap_or_default();
        Note { id: self.next_id(), date: self.clock.now(), user, text }
    }

    /// A note of an order has an id, one of a certificate has none.
    pub(super) fn shown_note(&self, note: &Note, with_id: bool) -> Value {
        let mut shown =
            json!({ "date_created": stamp(note.date), "text": note.text, "user": self.user(note.user) });
        if let (Some(members), true) = (shown.as_object_mut(), with_id) {
            members.insert("id".to_owned(), note.id.into());
        }
        shown
    }
}

/// What the search for orders reads of one.
pub(super) fn searched<'a>(inner: &'a Inner, order: &'a Order) -> (Option<&'a Certificate>, Vec<String>) {
    (order.primary.and_then(|id| inner.certificates.get(&id)), order.names())
}

/// The status that a filter means: expired orders are among the issued ones.
pub(super) fn is_of(status: Status, wanted: &str) -> bool {
    status.word() == wanted || wanted == "issued" && status == Status::Expired
}
