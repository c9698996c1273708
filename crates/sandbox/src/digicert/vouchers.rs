//! Vouchers: codes that are paid for in advance.

use serde_json::{Value, json};

use super::clock::{DAY, blank, date};
use super::lists::paged;
use super::money::{CURRENCY, number};
use super::reply::Refusal;
use super::values::integer;
use super::{Inner, catalogue, products};
use crate::collections::{Answer, Call, Collection};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// How long a code can be used: not documented.
const VALID: u64 = 365 * DAY;

/// The codes of one entry of an order, and what they cost.
fn codes(inner: &mut Inner, sent: &Value) -> Result<(Vec<Value>, i64), Refusal> {
    let part = |name: &str| integer(sent.get(name)).unwrap_or(0);
    let product = sent.get("product_name_id").and_then(Value::as_str).unwrap_or_default();
    let product = products::allowed(inner, product)?;
    let (names, wildcards) = (part("no_of_fqdns"), part("no_of_wildcards"));
    if names.saturating_add(wildcards) > 250 {
        return Err(Refusal::invalid("vouchers"));
    }
    let (years, days) = (part("validity_years"), part("validity_days"));
    let lasting = if days > 0 { days } else { years.saturating_mul(365) };
    if lasting == 0 {
        return Err(Refusal::required("vouchers.validity_years"));
    }
    let count = usize::try_from(names + wildcards).unwrap_or(0).max(1);
    let quantity = part("quantity");
    let price = product.cost(count, lasting).saturating_mul(i64::try_from(quantity).unwrap_or(1));
    let code = |id: u64| {
        json!({
            "id": id, "value": random::alphanumeric(20), "product_name_id": product.id, "no_of_fqdns": names,
            "no_of_wildcards": wildcards, "validity_years": years, "validity_days": days, "status": "active",
        })
    };
    Ok(((0..quantity).map(|_| code(inner.next_id())).collect(), price))
}

pub(super) fn create_order(inner: &mut Inner, call: &Call<'_>, vouchers: &Kept) -> Answer<Inner> {
    let method = call.body.get("payment_method").and_then(Value::as_str).unwrap_or_default();
    if !["balance", "card", "profile"].contains(&method) {
        return Err(Refusal::invalid("payment_method"));
    }
    let (mut all, mut cost) = (Vec::new(), 0);
    for sent in call.body.get("vouchers").and_then(Value::as_array).into_iter().flatten() {
        let (codes, price) = codes(inner, sent)?;
        all.extend(codes);
        cost = price.saturating_add(cost);
    }
    let id = inner.next_id();
    if method == "balance" {
        inner.charge(id, cost)?;
    }
    let now = inner.clock.now();
    let made = json!({
        "id": id, "status": "completed", "cost": number(cost), "cost_plus_tax": number(cost),
        "currency": CURRENCY, "created_date": blank(now), "expiration_date": date(now + VALID),
        "receipt_id": 0, "can_cancel": false, "codes": all,
    });
    vouchers.put(inner, "", &id.to_string(), made.as_object().cloned().unwrap_or_default());
    Ok(call.reply(made))
}

pub(super) fn list_orders(inner: &mut Inner, call: &Call<'_>, vouchers: &Kept) -> Answer<Inner> {
    let found: Vec<&Object> = inner.objects.list(vouchers.kept(), "").collect();
    paged(call, "voucher_orders", &found, |known| {
        let mut shown = (*known).clone();
        shown.retain(|name, _| !matches!(name.as_str(), "codes" | "cost_plus_tax" | "receipt_id"));
        Value::Object(shown)
    })
}

fn find<'a>(inner: &'a Inner, key: Option<&str>, vouchers: &Kept) -> Result<&'a Object, Refusal> {
    let known = inner.objects.get(vouchers.kept(), "", key.unwrap_or_default());
    known.ok_or_else(|| Refusal::not_found("voucher"))
}

pub(super) fn get_order(inner: &mut Inner, call: &Call<'_>, vouchers: &Kept) -> Answer<Inner> {
    let known = find(inner, call.parameter("id"), vouchers)?;
    let mut shown = known.clone();
    shown.insert("page".to_owned(), json!({ "total": 0, "limit": 0, "offset": 0 }));
    Ok(call.reply(Value::Object(shown)))
}

/// A date that is not known is a blank.
pub(super) fn list_codes(inner: &mut Inner, call: &Call<'_>, vouchers: &Kept) -> Answer<Inner> {
    let known = find(inner, call.parameter("voucher_order_id"), vouchers)?;
    let codes = known.get("codes").and_then(Value::as_array).into_iter().flatten();
    let shown = codes.map(|code| {
        let part = |name: &str| code.get(name).cloned().unwrap_or_default();
        let product = code.get("product_name_id").and_then(Value::as_str).and_then(catalogue::find);
        json!({
            "id": part("id"), "value": part("value"), "status": part("status"),
            "no_of_fqdns": part("no_of_fqdns"), "no_of_wildcards": part("no_of_wildcards"),
            "validity_years": part("validity_years"), "validity_days": part("validity_days"),
            "product_name": product.map(|product| product.name()), "voucher_order_id": known.get("id"),
            "created_date": known.get("created_date"), "cert_request_date": " ",
            "cert_validity_start_date": " ", "cert_validity_end_date": " ", "order_valid_from": " ",
            "order_valid_till": " ", "voucher_validity_end_date": known.get("expiration_date"),
        })
    });
    Ok(call.reply(json!({ "codes": shown.collect::<Value>() })))
}
