//! Finding orders.

use serde_json::{Value, json};

use super::Inner;
use super::clock::parse;
use super::lists::{begins, in_range, paged, sort};
use super::records::{Certificate, Order, Reason};
use super::reply::Refusal;
use super::values::integer;
use super::views::{is_of, searched};
use crate::collections::{Answer, Call, Collection, text};

type Kept = Collection<Inner>;

/// The longest window of the list of changes, in seconds.
const LONGEST: u64 = 604_800;
/// How far the time in which its bounds are read is behind UTC.
const MOUNTAIN: u64 = 6 * 3600;

/// The values of a filter, which may be sent several times, with indexes.
fn several<'a>(call: &'a Call<'_>, name: &str) -> Vec<&'a str> {
    let of = |known: &str| {
        let known = known.trim_end_matches(']').rsplit_once("][").map_or(known, |(name, _)| name);
        known.trim_end_matches(']') == name.trim_end_matches(']')
    };
    call.query.iter().filter(|(known, _)| of(known)).map(|(_, value)| value.as_str()).collect()
}

pub(super) fn fits(inner: &Inner, call: &Call<'_>, order: &Order) -> Result<bool, Refusal> {
    let query = |name: &str| call.query(name);
    let same = |name: &str, value: &str| query(name).is_none_or(|wanted| wanted == value);
    let number = |name: &str, value: Option<u64>| {
        query(name).is_none_or(|wanted| value.is_some_and(|value| value.to_string() == wanted))
    };
    let flag = |name: &str, value: bool| query(name).is_none_or(|wanted| (wanted == "1") == value);
    let statuses = several(call, "filters[status]");
    let quick = (statuses.is_empty() || statuses.iter().any(|wanted| is_of(order.status, wanted)))
        && number("filters[id]", Some(order.id))
        && number("filters[organization_id]", order.organization)
        && same("filters[product_name_id]", &order.product)
        && number("filters[user_id]", Some(order.user))
        && number("filters[container_id]", Some(order.container))
        && number("filters[certificate_id]", order.primary)
        && flag("filters[is_renewed]", order.renewed_by.is_some())
        && same("filters[origin]", "certcentral")
        && flag(
            "filters[disable_renewal_notifications]",
            super::values::is_true(order.sent.get("disable_renewal_notifications")),
        );
    if !quick || !in_range(query("filters[date_created]"), "filters[date_created]", Some(order.created))? {
        return Ok(false);
    }
    if !in_range(query("filters[valid_till]"), "filters[valid_till]", Some(order.till))? {
        return Ok(false);
    }
    let deep = ["common_name", "domain_name", "serial_number", "email", "search", "metadata_id"];
    if !deep.iter().any(|name| query(&format!("filters[{name}]")).is_some()) {
        return Ok(true);
    }
    let (certificate, names) = searched(inner, order);
    let serial = certificate.map(|known| known.serial.as_str()).unwrap_or_default();
    let common = names.first().map(String::as_str).unwrap_or_default();
    let user = inner.objects.get(super::users::GROUP, "", &order.user.to_string());
    let email = user.map(|user| text(user, "email")).unwrap_or_default();
    let fields = order.sent.get("custom_fields").and_then(Value::as_array).into_iter().flatten();
    let fields: Vec<u64> = fields.filter_map(|field| integer(field.get("metadata_id"))).collect();
    Ok(same("filters[common_name]", common)
        && query("filters[domain_name]").is_none_or(|wanted| names.iter().any(|name| name == wanted))
        && query("filters[serial_number]").is_none_or(|wanted| wanted.eq_ignore_ascii_case(serial))
        && same("filters[email]", email)
        && query("filters[search]").is_none_or(|search| begins(common, search) || begins(email, search))
        && query("filters[metadata_id]").is_none_or(|id| fields.iter().any(|known| known.to_string() == id)))
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut found = Vec::new();
    for order in inner.orders.values().filter(|order| !order.deleted) {
        if fits(inner, call, order)? {
            found.push(order);
        }
    }
    sort(call, &mut found, |order, key| {
        Some(match key {
            "order_id" | "id" => order.id.into(),
            "date_created" => order.created.into(),
            "common_name" => order.names().first().cloned().unwrap_or_default().into(),
            "status" => order.status.word().into(),
            "validity_years" => order.days.into(),
            "product_name" => order.product.as_str().into(),
            "valid_till" => order.till.into(),
            _ => return None,
        })
    })?;
    paged(call, "orders", &found, |order| inner.listed_order(order))
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?;
    let mut shown = inner.shown_order(order);
    let asked = call.query("include_caa_status").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    if let (true, Some(members)) = (asked && order.status.is_open(), shown.as_object_mut()) {
        let found = order.names().into_iter().map(|name| (name, Value::from("No CAA record was found.")));
        members.insert("caa_status_message".to_owned(), found.collect());
    }
    Ok(call.reply(shown))
}

fn short(order: &Order) -> Value {
    let mut shown = json!({ "order_id": order.id, "status": order.status.word() });
    if let (Some(members), Some(id)) = (shown.as_object_mut(), order.primary) {
        members.insert("certificate_id".to_owned(), id.into());
    }
    shown
}

pub(super) fn find_by_alternative_id(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let wanted = call.parameter("alternative_order_id");
    let orders = inner.orders.values().filter(|order| !order.deleted);
    let found: Vec<&Order> =
        orders.filter(|order| order.text("alternative_order_id") == wanted && wanted.is_some()).collect();
    paged(call, "orders", &found, |order| short(order))
}

/// The first and the last second of the window.
fn window(call: &Call<'_>, now: u64) -> Result<(u64, u64), Refusal> {
    if let Some(range) = call.query("filters[status_last_updated]") {
        let invalid = || Refusal::invalid("filters[status_last_updated]");
        let (from, till) = range.split_once("...").ok_or_else(invalid)?;
        let time = |text: &str| parse(&text.replace('+', " ")).ok_or_else(invalid);
        return Ok((time(from)? + MOUNTAIN, time(till)? + MOUNTAIN));
    }
    let number = |name: &str| match call.query(name) {
        Some(text) => text.parse::<u64>().map(Some).map_err(|_| Refusal::invalid(name)),
        None => Ok(None),
    };
    let (minutes, seconds) = (number("minutes")?, number("seconds")?);
    if minutes.is_none() && seconds.is_none() {
        return Err(Refusal::required("minutes"));
    }
    let length = minutes.unwrap_or(0).saturating_mul(60).saturating_add(seconds.unwrap_or(0));
    Ok((now.saturating_sub(length), now))
}

pub(super) fn status_changes(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (from, till) = window(call, inner.clock.now())?;
    if till.saturating_sub(from) > LONGEST {
        return Err(Refusal::code("time_frame_too_long", "The time frame is longer than seven days."));
    }
    let container = call.query("filters[container_id]");
    let changed = inner.orders.values().filter(|order| {
        let fits = container.is_none_or(|id| order.container.to_string() == id);
        fits && !order.deleted && order.changed >= from && order.changed <= till
    });
    let changed: Vec<Value> = changed.map(short).collect();
    Ok(call.reply(if changed.is_empty() { json!({}) } else { json!({ "orders": changed }) }))
}

fn certificates(inner: &Inner, call: &Call<'_>, wanted: Reason) -> Answer<Inner> {
    let id = inner.order(call)?.id;
    let archived = call.query("show_archived").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let fits =
        |known: &&Certificate| known.order == id && known.reason == wanted && (archived || !known.archived);
    let found = inner.certificates.values().filter(fits).map(|known| known.listed(inner));
    Ok(call.reply(json!({ "certificates": found.collect::<Value>() })))
}

pub(super) fn list_duplicates(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    certificates(inner, call, Reason::Duplicate)
}

pub(super) fn list_reissues(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    certificates(inner, call, Reason::Reissue)
}

pub(super) fn get_validation(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(inner.shown_validation(inner.order(call)?)))
}
