//! Invitations to subaccounts, and what belongs to a subaccount.

use serde_json::{Value, json};

use super::clock::blank;
use super::lists::{begins, paged, sort};
use super::money::{CURRENCY, number};
use super::reply::Refusal;
use super::values::integer;
use super::{Inner, catalogue, products};
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;

type Kept = Collection<Inner>;

const GROUP: &str = "subaccount_invites";

pub(super) fn create(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let kind = call.body.get("subaccount_type").and_then(Value::as_str).unwrap_or_default();
    if !["retail", "enterprise", "reseller"].contains(&kind) {
        return Err(Refusal::invalid("subaccount_type"));
    }
    let sent = call.body.get("emails").and_then(Value::as_array).into_iter().flatten();
    let emails: Vec<&str> = sent.filter_map(Value::as_str).collect();
    if emails.is_empty() {
        return Err(Refusal::required("emails"));
    }
    let date = blank(inner.clock.now());
    for email in emails {
        let id = inner.next_id();
        let mut made = json!({
            "id": id, "email": email, "subaccount_type": kind, "invite_note": call.body.get("invite_note"),
            "date_created": date, "last_sent_date": date, "status": "pending",
        });
        super::views::drop_nulls(&mut made);
        inner.objects.put(GROUP, "", &id.to_string(), made.as_object().cloned().unwrap_or_default());
        inner.mails += 1;
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let search = call.query("filters[search]");
    let fits = |known: &&Object| search.is_none_or(|search| begins(text(known, "email"), search));
    let mut found: Vec<&Object> = inner.objects.list(GROUP, "").filter(fits).collect();
    sort(call, &mut found, |known, key| {
        let keys = ["id", "email", "subaccount_type", "date_created", "last_sent_date", "status"];
        keys.contains(&key).then(|| known.get(key).cloned().unwrap_or_default())
    })?;
    paged(call, "subaccount_invites", &found, |known| Value::Object((*known).clone()))
}

fn find<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<(String, &'a Object), Refusal> {
    let key = call.parameter("invite_id").unwrap_or_default();
    let known = inner.objects.get(GROUP, "", key).ok_or_else(|| Refusal::not_found("invite"))?;
    Ok((key.to_owned(), known))
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (_, known) = find(inner, call)?;
    Ok(call.reply(Value::Object(known.clone())))
}

pub(super) fn update_status(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (key, known) = find(inner, call)?;
    if call.body.get("status").and_then(Value::as_str) != Some("canceled") {
        return Err(Refusal::invalid("status"));
    }
    let mut known = known.clone();
    known.insert("status".to_owned(), "canceled".into());
    inner.objects.put(GROUP, "", &key, known);
    Ok(call.reply(Value::Null))
}

/// No subaccount of the sandbox orders anything.
pub(super) fn list_orders(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    paged::<Value>(call, "orders", &[], Value::clone)
}

pub(super) fn get_order(_: &mut Inner, _: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Err(Refusal::not_found("order"))
}

fn subaccount<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Object, Refusal> {
    let key = call.parameter("subaccount_id").unwrap_or_default();
    inner.objects.get("subaccounts", "", key).ok_or_else(|| Refusal::not_found("subaccount"))
}

pub(super) fn list_domains(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    subaccount(inner, call)?;
    paged::<Value>(call, "domains", &[], Value::clone)
}

/// The organization with which the subaccount was made. It is active, and nothing of it is to be validated.
pub(super) fn list_organizations(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let known = subaccount(inner, call)?.get("organization").and_then(Value::as_object);
    let query = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
    let fits = |known: &&Object| {
        query("filters[status]", "active")
            && query("filters[validation]", "not_pending")
            && call.query("filters[search]").is_none_or(|search| begins(text(known, "name"), search))
    };
    let found: Vec<&Object> = known.filter(fits).into_iter().collect();
    paged(call, "organizations", &found, |known| {
        let name = known.get("name");
        json!({ "id": known.get("id"), "status": "active", "name": name, "display_name": name })
    })
}

/// What was set for a subaccount; otherwise every product at its own price.
fn products_of(inner: &Inner, known: &Object) -> Vec<Value> {
    if let Some(set) = known.get("products").and_then(Value::as_array) {
        return set.clone();
    }
    let all = catalogue::CATALOGUE.iter().filter(|product| products::allowed(inner, product.id).is_ok());
    let shown = all.map(|product| {
        json!({
            "product_name_id": product.id,
            "prices": [{ "lifetime": 1, "cost": number(product.price) }],
        })
    });
    shown.collect()
}

pub(super) fn list_products(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let known = subaccount(inner, call)?;
    let mut shown = products_of(inner, known);
    for product in shown.iter_mut().filter_map(Value::as_object_mut) {
        let name = catalogue::find(text(product, "product_name_id")).map(|product| product.name());
        product.extend(name.map(|name| ("product_name".to_owned(), name.into())));
        product.retain(|_, value| !value.is_null());
    }
    let part = |name: &str| known.get(name).and_then(Value::as_str);
    Ok(call.reply(json!({
        "currency": part("currency").unwrap_or(CURRENCY),
        "pricing_method": part("pricing_method").unwrap_or("default"),
        "balance_negative_limit": integer(known.get("balance_negative_limit")).unwrap_or(0),
        "products": shown,
    })))
}

pub(super) fn list_product_limits(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let all = products_of(inner, subaccount(inner, call)?).into_iter();
    let limits: Vec<Value> =
        all.map(|product| json!({ "product_name_id": product.get("product_name_id") })).collect();
    Ok(call.reply(json!({ "product_limits": limits })))
}
