//! What an order must be like. Every refusal has a documented code; `docs/testing.md` lists those that are chosen.

use serde_json::Value;

use super::catalogue::{CODE_DAYS, PUBLIC_DAYS, Product, Purpose};
use super::clock::DAY;
use super::csr::Key;
use super::records::{Order, Reason, Status, names};
use super::reply::Refusal;
use super::values::{days, integer};
use super::{Inner, organizations, products};
use crate::collections::{Call, text};
use crate::objects::Object;

/// The product that an order names, or that its hint stands for.
pub(super) fn product(inner: &Inner, call: &Call<'_>) -> Result<Product, Refusal> {
    if call.id == "orders.create_by_type_hint" {
        let hint = call.body.pointer("/product/type_hint").and_then(Value::as_str).unwrap_or_default();
        let id = match hint {
            "dv" => "ssl_dv_geotrust_flex",
            "ov" => "ssl_basic",
            "ev" => "ssl_ev_basic",
            "private" => "private_ssl_flex",
            _ => return Err(Refusal::code("ambiguous_product", "The product cannot be chosen.")),
        };
        return products::allowed(inner, id);
    }
    let placed = call.path.last().map(|(_, id)| id.as_str());
    products::allowed(inner, placed.or_else(|| call.target.rsplit('/').next()).unwrap_or_default())
}

/// Checks the certificate that an order or a reissue describes.
pub(super) fn check_certificate(
    inner: &Inner,
    product: Product,
    certificate: &Object,
    order_days: u64,
    own: Option<u64>,
) -> Result<(), Refusal> {
    let csr = text(certificate, "csr");
    if !csr.is_empty() {
        if Key::of(csr).is_none() {
            return Err(Refusal::bad_csr());
        }
        let of_another = |order: u64| own != Some(order);
        let issued = || inner.certificates.values().any(|known| known.csr == csr && of_another(known.order));
        let asked = |order: &Order| order.work.iter().any(|work| text(&work.certificate, "csr") == csr);
        let waiting = || inner.orders.values().any(|order| of_another(order.id) && asked(order));
        if inner.switches.csr_once && (issued() || waiting()) {
            return Err(Refusal::invalid("certificate.csr"));
        }
    } else if product.purpose == Purpose::Tls && (product.public || own.is_some()) {
        return Err(Refusal::required("certificate.csr"));
    }
    let hash = text(certificate, "signature_hash");
    if !hash.is_empty() && !["sha1", "sha256", "sha384", "sha512"].contains(&hash) {
        return Err(Refusal::invalid("certificate.signature_hash"));
    }
    if product.purpose == Purpose::Tls {
        if text(certificate, "common_name").is_empty() {
            return Err(Refusal::required("certificate.common_name"));
        }
        let wrong = |name: &String| !name.is_ascii() || product.public && !is_name(name);
        if names(certificate).iter().any(wrong) {
            let first = text(certificate, "common_name").to_ascii_lowercase();
            let field = if wrong(&first) { "certificate.common_name" } else { "certificate.dns_names" };
            return Err(Refusal::invalid(field));
        }
    }
    let Some(validity) = certificate.get("cert_validity").filter(|validity| !validity.is_null()) else {
        return Ok(());
    };
    let invalid = || Refusal::invalid("certificate.cert_validity");
    let sent = validity.as_object().map_or(0, |members| members.values().filter(|v| !v.is_null()).count());
    let days = days(validity, inner.clock.now()).filter(|_| sent == 1).ok_or_else(invalid)?;
    if days > order_days {
        return Err(Refusal::code(
            "cert_validity_exceeds_order_validity",
            "The certificate would be valid for longer than the order.",
        ));
    }
    if product.public && days > PUBLIC_DAYS || product.purpose == Purpose::Code && days > CODE_DAYS {
        return Err(invalid());
    }
    Ok(())
}

/// A name that domain control can be validated for: labels with points between, a wildcard in front, or an address.
fn is_name(name: &str) -> bool {
    let plain = name.strip_prefix("*.").unwrap_or(name);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    name.parse::<std::net::IpAddr>().is_ok() || plain.contains('.') && plain.split('.').all(label)
}

/// Checks how long an order lasts.
pub(super) fn check_days(product: Product, days: u64) -> Result<(), Refusal> {
    let most = if product.purpose == Purpose::Code { CODE_DAYS } else { product.years() * 366 };
    if days > most { Err(Refusal::invalid("order_validity")) } else { Ok(()) }
}

/// The organization of an order: one that is known, or a new one.
pub(super) fn organization(
    inner: &mut Inner,
    product: Product,
    body: &Value,
) -> Result<Option<u64>, Refusal> {
    let Some(sent) = body.get("organization").filter(|sent| sent.is_object()) else { return Ok(None) };
    let contacts = sent.get("contacts").and_then(Value::as_array).into_iter().flatten();
    let mut kinds: Vec<&str> = contacts.filter_map(|contact| contact.get("contact_type")?.as_str()).collect();
    let count = kinds.len();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() != count && !kinds.iter().any(|kind| matches!(*kind, "verified_contact" | "ev_approver")) {
        return Err(Refusal::code("contact_type_duplicate", "Two contacts have the same type."));
    }
    let id = match integer(sent.get("id")) {
        Some(id) => id,
        None => organizations::of_order(inner, sent)?,
    };
    let known = organizations::find(inner, id).ok_or_else(|| Refusal::invalid("organization.id"))?;
    if text(&known, "status") != "active" {
        return Err(Refusal::invalid("organization.id"));
    }
    let named = kinds.iter().any(|kind| matches!(*kind, "verified_contact" | "ev_approver"));
    if product.validation == Some("ev") && !named && !organizations::has_verified_users(&known) {
        return Err(Refusal::required("organization.contacts"));
    }
    Ok(Some(id))
}

/// The order that is renewed, if there is one and it may be.
pub(super) fn renewed(inner: &Inner, body: &Value) -> Result<Option<u64>, Refusal> {
    let sent = body.get("renewal_of_order_id").filter(|id| !id.is_null());
    let Some(id) = integer(sent).filter(|id| *id != 0) else { return Ok(None) };
    let known = inner.orders.get(&id).filter(|order| !order.deleted);
    let known = known.ok_or_else(|| Refusal::invalid("renewal_of_order_id"))?;
    if known.renewed_by.is_some() {
        return Err(Refusal::code("order_renewed_already", "The order was renewed already."));
    }
    if !matches!(known.status, Status::Issued | Status::Expired) {
        return Err(Refusal::code("order_not_eligible_for_renewal", "The order cannot be renewed."));
    }
    Ok(Some(id))
}

/// Checks a reissue or a duplicate: the certificate that it describes, and whether the order can have it.
pub(super) fn check_again(
    inner: &Inner,
    order: &Order,
    certificate: &Object,
    reason: Reason,
) -> Result<(), Refusal> {
    let product = order.product()?;
    if order.status != Status::Issued || !order.work.is_empty() {
        // No code is documented for an order in another state.
        return Err(Refusal::invalid("order_id"));
    }
    let left = (order.till + 1).saturating_sub(inner.clock.now()).div_ceil(DAY);
    check_certificate(inner, product, certificate, left, Some(order.id))?;
    if reason == Reason::Duplicate {
        if product.purpose != Purpose::Tls {
            return Err(Refusal::invalid("order_id"));
        }
        let known = order.names();
        let of_wildcard = |name: &String| {
            let rest = name.split_once('.').map(|(_, rest)| format!("*.{rest}"));
            rest.is_some_and(|wildcard| known.contains(&wildcard))
        };
        if names(certificate).iter().any(|name| !known.contains(name) && !of_wildcard(name)) {
            return Err(Refusal::invalid("certificate.dns_names"));
        }
    }
    Ok(())
}
