//! The account's balance: what was paid into it, and what orders took from it.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::catalogue;
use super::clock::blank;
use super::lists::{paged, sort};
use super::records::Entry;
use super::reply::Refusal;
use super::{Inner, ROOT, products, values};
use crate::collections::{Answer, Call, Collection};

pub(super) const CURRENCY: &str = "USD";

pub(super) fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// Cents as a number of whole units.
pub(super) fn number(cents: i64) -> Value {
    decimal(cents).parse::<f64>().unwrap_or_default().into()
}

impl Inner {
    pub(super) fn balance(&self) -> i64 {
        self.ledger.values().next_back().map_or(0, |entry| entry.after)
    }

    /// Adds to the balance, or takes from it.
    pub(super) fn book(&mut self, order: Option<u64>, amount: i64) {
        let id = self.ledger.keys().next_back().map_or(1, |last| last + 1);
        let after = self.balance().saturating_add(amount);
        let date = self.clock.now();
        self.ledger.insert(id, Entry { id, order, amount, after, date });
    }

    /// Pays for an order from the balance, which must suffice.
    pub(super) fn charge(&mut self, order: u64, price: i64) -> Result<(), Refusal> {
        if self.balance() < price {
            return Err(Refusal::invalid("payment_method"));
        }
        self.book(Some(order), -price);
        Ok(())
    }

    /// Gives back what an order took.
    pub(super) fn refund(&mut self, order: u64) {
        let taken: i64 = self.ledger.values().filter(|e| e.order == Some(order)).map(|e| e.amount).sum();
        if taken < 0 {
            self.book(Some(order), -taken);
        }
    }
}

pub(super) fn balance(inner: &mut Inner, call: &Call<'_>, _: &Collection<Inner>) -> Answer<Inner> {
    let container = call.query("container_id").and_then(|id| id.parse().ok()).unwrap_or(ROOT);
    let balance = decimal(inner.funds(container));
    Ok(call.reply(json!({
        "balance": balance, "currency": CURRENCY, "unpaid_invoice_balance": "0.00",
        "negative_balance_limit": "0.00", "used_credit_from_other_containers": "0.00",
        "total_available_funds": balance,
    })))
}

fn matches(entry: &Entry, call: &Call<'_>) -> Result<bool, Refusal> {
    let date = "filters[transaction_date]";
    let wanted = call.query("filters[adjust_type]");
    Ok(super::lists::in_range(call.query(date), date, Some(entry.date))?
        && wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(kind(entry))))
}

fn kind(entry: &Entry) -> &'static str {
    match (entry.order, entry.amount) {
        (Some(_), amount) if amount < 0 => "Charge",
        (Some(_), _) => "Refund",
        (None, amount) if amount < 0 => "Transfer",
        (None, _) => "Deposit",
    }
}

/// A charge has a receipt; `0` means none.
fn receipt(entry: &Entry) -> String {
    if kind(entry) == "Charge" { entry.id } else { 0 }.to_string()
}

pub(super) fn history(inner: &mut Inner, call: &Call<'_>, _: &Collection<Inner>) -> Answer<Inner> {
    let mut found = Vec::new();
    for entry in inner.ledger.values() {
        if matches(entry, call)? {
            found.push(entry);
        }
    }
    sort(call, &mut found, |entry, key| {
        Some(match key {
            "id" => entry.id.into(),
            "credit" | "debit" => entry.amount.into(),
            "transaction_type" => kind(entry).into(),
            "transaction_date" => entry.date.into(),
            "balance_after" => entry.after.into(),
            "order_id" => entry.order.into(),
            "receipt_id" => receipt(entry).into(),
            "expiration_date" => Value::Null,
            _ => return None,
        })
    })?;
    paged(call, "adjustments", &found, |entry| {
        let side = if entry.amount < 0 { "debit" } else { "credit" };
        json!({
            "id": entry.id.to_string(), side: decimal(entry.amount.abs()), "transaction_type": kind(entry),
            "receipt_id": receipt(entry), "order_id": entry.order, "transaction_date": blank(entry.date),
            "balance_after": decimal(entry.after), "currency": CURRENCY,
            "container": { "id": ROOT, "name": "Sandbox", "is_active": true },
        })
    })
}

/// Purchases: every charge of an order.
pub(super) fn purchases(inner: &mut Inner, call: &Call<'_>, _: &Collection<Inner>) -> Answer<Inner> {
    let found: Vec<&Entry> = inner.ledger.values().filter(|entry| kind(entry) == "Charge").collect();
    paged(call, "order_transactions", &found, |entry| {
        let product = entry.order.and_then(|id| catalogue::find(&inner.orders.get(&id)?.product));
        json!({
            "id": entry.id.to_string(), "order_id": entry.order.map(|id| id.to_string()),
            "receipt_id": entry.id.to_string(),
            "amount": decimal(-entry.amount), "payment_type": "balance",
            "transaction_date": blank(entry.date), "transaction_type": "purchase",
            "product_name": product.map(|product| product.name()),
            "container": { "id": ROOT, "name": "Sandbox", "is_active": true },
        })
    })
}

pub(super) fn estimate(inner: &mut Inner, call: &Call<'_>, _: &Collection<Inner>) -> Answer<Inner> {
    let id = call.body.get("product_name_id").and_then(Value::as_str).unwrap_or_default();
    let product = products::allowed(inner, id)?;
    let names = call.body.pointer("/certificate/dns_names").and_then(Value::as_array).map_or(0, Vec::len);
    let days = values::order_days(&call.body, inner.clock.now())?;
    let price = product.cost(names, days);
    Ok(call.reply(json!({
        "base_price": number(product.cost(1, days)), "total_price": number(price), "currency": CURRENCY,
        "addons_price": number(price - product.cost(1, days)), "balance": number(inner.balance()),
        "fqdns": { "units": names, "subtotal": number(price) },
        "wildcards": { "units": 0, "subtotal": 0 },
    })))
}
