//! Subaccounts, their balances, and the units that are bought for them.

use serde_json::{Value, json};

use super::clock::{DAY, blank, date, parse};
use super::lists::{begins, paged, sort};
use super::money::{CURRENCY, number};
use super::reply::Refusal;
use super::values::integer;
use super::{ACCOUNT, Inner, products};
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

const GROUP: &str = "subaccounts";
const KINDS: [&str; 4] = ["retail", "enterprise", "reseller", "managed"];
/// Where the balance of a subaccount is kept, in cents. No reply has it.
const CENTS: &str = "cents";
/// An order of units can be canceled for so long.
const CANCEL: u64 = 30 * DAY;

pub(super) fn create(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    let kind = call.body.get("account_type").and_then(Value::as_str).unwrap_or_default();
    if !KINDS.contains(&kind) {
        return Err(Refusal::invalid("account_type"));
    }
    let sent = |name: &str| call.body.get(name).cloned().unwrap_or_default();
    let id = inner.next_id();
    let user = sent("user");
    let mut organization = sent("organization");
    let name = organization.get("name").cloned().unwrap_or_default();
    if let Some(members) = organization.as_object_mut() {
        members.insert("id".to_owned(), inner.next_id().into());
        members.insert("status".to_owned(), "active".into());
    }
    let part = |name: &str| user.get(name).cloned();
    let made = json!({
        "id": id, "account_id": id, "account_type": kind, "organization_name": name,
        "date_created": blank(inner.clock.now()), "child_name": sent("child_name"),
        "parent_account_id": ACCOUNT.to_string(), "bill_parent": sent("bill_parent"),
        "enforce_bill_parent": sent("enforce_bill_parent"), "organization": organization, CENTS: 0,
        "master_user": {
            "first_name": part("first_name"), "last_name": part("last_name"), "email": part("email"),
            "job_title": part("job_title"), "telephone": part("telephone"),
        },
    });
    kept.put(inner, "", &id.to_string(), made.as_object().cloned().unwrap_or_default());
    inner.mails += 1;
    let mut reply = json!({ "id": id });
    if let (Some(members), "managed") = (reply.as_object_mut(), kind) {
        members.insert("api_key".to_owned(), random::alphanumeric(64).into());
    }
    Ok(call.reply(reply))
}

fn shown(known: &Object) -> Value {
    let mut shown = Value::Object(known.clone());
    if let Some(members) = shown.as_object_mut() {
        members.retain(|name, _| name != CENTS && name != "id");
    }
    super::views::drop_nulls(&mut shown);
    shown
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let search = call.query("filters[search]");
    let fits = |known: &&Object| search.is_none_or(|search| begins(text(known, "organization_name"), search));
    let mut found: Vec<&Object> = inner.objects.list(GROUP, "").filter(fits).collect();
    sort(call, &mut found, |known, key| {
        let keys = ["account_id", "account_type", "organization_name", "date_created", "account_manager"];
        keys.contains(&key).then(|| known.get(key).cloned().unwrap_or_default())
    })?;
    paged(call, "subaccounts", &found, |known| {
        let names = ["account_id", "account_type", "organization_name", "date_created"];
        let short = known.iter().filter(|(name, _)| names.contains(&name.as_str()));
        short.map(|(name, value)| (name.clone(), value.clone())).collect()
    })
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    let (_, known) = kept.find(inner, call)?;
    Ok(call.reply(shown(known)))
}

pub(super) fn update(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    let (key, known) = kept.find(inner, call)?;
    let mut known = known.clone();
    for name in ["child_name", "bill_parent"] {
        if let Some(value) = call.body.get(name).filter(|value| !value.is_null()) {
            known.insert(name.to_owned(), value.clone());
        }
    }
    kept.put(inner, "", &key, known);
    Ok(call.reply(Value::Null))
}

fn cents(known: &Object) -> i64 {
    known.get(CENTS).and_then(Value::as_i64).unwrap_or(0)
}

pub(super) fn get_balance(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    let (_, known) = kept.find(inner, call)?;
    Ok(call.reply(json!({ "amount": number(cents(known)), "currency": CURRENCY })))
}

/// The money comes from the balance of the account, and goes back to it.
pub(super) fn update_balance(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    let (key, known) = kept.find(inner, call)?;
    let mut known = known.clone();
    let amount = call.body.get("amount").and_then(Value::as_i64).filter(|amount| *amount > 0);
    let amount =
        amount.and_then(|amount| amount.checked_mul(100)).ok_or_else(|| Refusal::invalid("amount"))?;
    let change = match call.body.get("transaction_type").and_then(Value::as_str) {
        Some("deposit") => amount,
        // The word is not known for sure.
        Some("withdraw") => -amount,
        _ => return Err(Refusal::invalid("transaction_type")),
    };
    let left = cents(&known).saturating_add(change);
    if left < 0 || inner.balance() < change {
        return Err(Refusal::invalid("amount"));
    }
    known.insert(CENTS.to_owned(), left.into());
    kept.put(inner, "", &key, known);
    inner.book(None, -change);
    Ok(call.reply(Value::Null))
}

pub(super) fn create_units(inner: &mut Inner, call: &Call<'_>, units: &Kept) -> Answer<Inner> {
    let account = integer(call.body.get("unit_account_id")).unwrap_or_default();
    let known = inner.objects.get(GROUP, "", &account.to_string());
    let name =
        text(known.ok_or_else(|| Refusal::invalid("unit_account_id"))?, "organization_name").to_owned();
    let (mut bundle, mut cost) = (Vec::new(), 0);
    for sent in call.body.get("bundle").and_then(Value::as_array).into_iter().flatten() {
        let product = sent.get("product_name_id").and_then(Value::as_str).unwrap_or_default();
        let product = products::allowed(inner, product)?;
        let count = integer(sent.get("units")).filter(|count| *count > 0);
        let count = count.ok_or_else(|| Refusal::invalid("bundle.units"))?;
        let price = i64::try_from(count).ok().and_then(|count| product.price.checked_mul(count));
        let price = price.ok_or_else(|| Refusal::invalid("bundle.units"))?;
        cost = price.saturating_add(cost);
        bundle.push(json!({
            "product_name_id": product.id, "product_name": product.name(), "units": count,
            "cost": number(price),
        }));
    }
    let (id, now) = (inner.next_id(), inner.clock.now());
    inner.charge(id, cost)?;
    let made = json!({
        "id": id, "unit_account_id": account, "unit_account_name": name, "bundle": bundle, "cost": number(cost),
        "currency": CURRENCY, "status": "completed", "created_date": blank(now),
        "expiration_date": date(now + 365 * DAY),
    });
    units.put(inner, "", &id.to_string(), made.as_object().cloned().unwrap_or_default());
    Ok(call.reply(json!({ "id": id })))
}

pub(super) fn list_units(inner: &mut Inner, call: &Call<'_>, units: &Kept) -> Answer<Inner> {
    let account = call.query("filters[unit_account_id]");
    let fits = |known: &&Object| {
        account
            .is_none_or(|id| integer(known.get("unit_account_id")).is_some_and(|own| own.to_string() == id))
            && call.query("filters[status]").is_none_or(|status| status == text(known, "status"))
    };
    let mut found: Vec<&Object> = inner.objects.list(units.kept(), "").filter(fits).collect();
    sort(call, &mut found, |known, key| known.get(key).filter(|_| key != "bundle").cloned())?;
    paged(call, "orders", &found, |known| {
        let mut shown = (*known).clone();
        shown.remove("bundle");
        Value::Object(shown)
    })
}

/// Whether an order of units can be canceled. No unit is ever spent here.
fn can_cancel(inner: &Inner, known: &Object) -> bool {
    let made = parse(text(known, "created_date")).unwrap_or(0);
    text(known, "status") == "completed" && inner.clock.now() <= made + CANCEL
}

/// The order of units in the path.
fn find_units<'a>(inner: &'a Inner, call: &Call<'_>, units: &Kept) -> Result<(String, &'a Object), Refusal> {
    let key = call.parameter("order_id").unwrap_or_default();
    let known = inner.objects.get(units.kept(), "", key).ok_or_else(|| Refusal::not_found("order"))?;
    Ok((key.to_owned(), known))
}

pub(super) fn get_units(inner: &mut Inner, call: &Call<'_>, units: &Kept) -> Answer<Inner> {
    let (_, known) = find_units(inner, call, units)?;
    let mut shown = known.clone();
    shown.insert("can_cancel".to_owned(), can_cancel(inner, known).into());
    Ok(call.reply(Value::Object(shown)))
}

pub(super) fn cancel_units(inner: &mut Inner, call: &Call<'_>, units: &Kept) -> Answer<Inner> {
    let (key, known) = find_units(inner, call, units)?;
    let mut known = known.clone();
    if text(&known, "status") == "canceled" {
        return Ok(call.reply(Value::Null));
    }
    if !can_cancel(inner, &known) {
        // The code is not documented.
        return Err(Refusal::denied());
    }
    known.insert("status".to_owned(), "canceled".into());
    units.put(inner, "", &key, known);
    inner.refund(key.parse().unwrap_or_default());
    Ok(call.reply(Value::Null))
}
