//! Receipts, transfers between containers, estimates, and credentials for ACME.

use serde_json::{Value, json};

use super::clock::blank;
use super::lists::paged;
use super::money::{CURRENCY, decimal, number};
use super::records::Entry;
use super::reply::Refusal;
use super::values::integer;
use super::{Inner, ROOT, organizations, products};
use crate::collections::{Answer, Call, Collection, plain};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// Where the money of the containers below the root is kept, in cents.
const GROUP: &str = "container_funds";

/// Cents of an amount, which may be a text with decimals.
fn cents(value: Option<&Value>) -> Option<i64> {
    let text = plain(value?)?;
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part).filter(|cents| *cents > 0)
}

impl Inner {
    /// The money of a container.
    pub(super) fn funds(&self, container: u64) -> i64 {
        if container == ROOT {
            return self.balance();
        }
        let kept = self.objects.get(GROUP, "", &container.to_string());
        kept.and_then(|kept| kept.get("cents")?.as_i64()).unwrap_or(0)
    }

    fn add_funds(&mut self, container: u64, change: i64) {
        if container == ROOT {
            self.book(None, change);
            return;
        }
        let after = self.funds(container).saturating_add(change);
        let mut kept = Object::new();
        kept.insert("cents".to_owned(), after.into());
        self.objects.put(GROUP, "", &container.to_string(), kept);
    }

    /// The receipt of what an order cost; `0` means none.
    pub(super) fn receipt(&self, order: u64) -> String {
        let paid = self.ledger.values().find(|entry| entry.order == Some(order) && entry.amount < 0);
        paid.map_or_else(|| "0".to_owned(), |entry| entry.id.to_string())
    }
}

pub(super) fn transfer(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let amount = cents(call.body.get("amount")).ok_or_else(|| Refusal::invalid("amount"))?;
    let container = |name: &str| {
        let id = integer(call.body.get(name)).filter(|id| inner.container_ids().contains(id));
        id.ok_or_else(|| Refusal::invalid(name))
    };
    let (from, to) = (container("from_container_id")?, container("to_container_id")?);
    if from == to {
        return Err(Refusal::invalid("to_container_id"));
    }
    if inner.funds(from) < amount {
        return Err(Refusal::invalid("amount"));
    }
    inner.add_funds(from, -amount);
    inner.add_funds(to, amount);
    Ok(call.reply(Value::Null))
}

pub(super) fn get_receipt(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.parameter("receipt_id").and_then(|id| id.parse::<u64>().ok()).unwrap_or(0);
    let charged = |entry: &&Entry| entry.order.is_some() && entry.amount < 0;
    let entry = inner.ledger.get(&id).filter(charged).ok_or_else(|| Refusal::not_found("receipt"))?;
    let amount = decimal(-entry.amount);
    Ok(call.reply(json!({
        "id": entry.id.to_string(), "date_time": blank(entry.date), "acct_amount": amount, "cc_amount": "0.00",
        "gross_amount": amount, "tax_amount": "0.00", "currency": CURRENCY, "billing_entity_id": 1,
        "payment_method": "balance", "transaction_type": "purchase",
    })))
}

/// The account has no credit cards.
pub(super) fn list_payment_profiles(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    paged::<Value>(call, "profiles", &[], Value::clone)
}

pub(super) fn voucher_estimate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (mut base, mut total, mut names, mut wildcards) = (0_i64, 0_i64, 0, 0);
    for sent in call.body.get("vouchers").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| integer(sent.get(name)).unwrap_or(0);
        let product = sent.get("product_name_id").and_then(Value::as_str).unwrap_or_default();
        let product = products::allowed(inner, product)?;
        let lasting = match (part("validity_days"), part("validity_years")) {
            (0, 0) => return Err(Refusal::required("vouchers.validity_years")),
            (0, years) => years.saturating_mul(365),
            (days, _) => days,
        };
        let quantity = i64::try_from(part("quantity")).unwrap_or(1);
        let both = part("no_of_fqdns").saturating_add(part("no_of_wildcards"));
        let count = usize::try_from(both).unwrap_or(0).max(1);
        base = base.saturating_add(product.cost(1, lasting).saturating_mul(quantity));
        total = total.saturating_add(product.cost(count, lasting).saturating_mul(quantity));
        names += part("no_of_fqdns");
        wildcards += part("no_of_wildcards");
    }
    Ok(call.reply(json!({
        "base_price": number(base), "total_price": number(total), "addons_price": number(total - base),
        "currency": CURRENCY, "balance": number(inner.balance()),
        "fqdns": { "units": names, "subtotal": number(total) }, "wildcards": { "units": wildcards, "subtotal": 0 },
    })))
}

/// Credentials for ACME, which nothing in the sandbox accepts: it has no server for ACME.
pub(super) fn create_acme(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    use base64::Engine as _;
    let product = call.body.get("product_name_id").and_then(Value::as_str).unwrap_or_default();
    let product = products::allowed(inner, product)?;
    let organization = integer(call.body.get("organization_id")).unwrap_or(0);
    if organizations::find(inner, organization).is_none() {
        return Err(Refusal::invalid("organization_id"));
    }
    let years = integer(call.body.get("validity_years")).unwrap_or(0);
    let days = integer(call.body.get("validity_days"));
    if product.public && days.is_none() && years > 1 {
        return Err(Refusal::invalid("validity_years"));
    }
    let secret = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random::bytes::<32>());
    Ok(call.reply(json!({
        "acme_directory_url": "https://acme.sandbox.invalid/directory", "ext_act_kid": random::alphanumeric(43),
        "ext_act_hmac": secret,
    })))
}
