//! Counts of orders and requests, and all orders as CSV.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Inner;
use super::catalogue::CATALOGUE;
use super::clock::DAY;
use super::money::{CURRENCY, number};
use super::records::{Order, Status};
use super::reply::Refusal;
use crate::collections::{Answer, Call, Collection, plain};

type Kept = Collection<Inner>;

/// The documented columns of the report, and where an order has the value; some have none here.
const COLUMNS: [(&str, &str); 53] = [
    ("order_id", "/id"),
    ("customer_order_id", "/alternative_order_id"),
    ("date_created", "/date_created"),
    ("container_id", "/container/id"),
    ("container_name", "/container/name"),
    ("status", "/status"),
    ("user_id", "/user/id"),
    ("organization_id", "/organization/id"),
    ("organization_name", "/organization/name"),
    ("organization_address_1", ""),
    ("organization_address_2", ""),
    ("organization_city", "/organization/city"),
    ("organization_state", "/organization/state"),
    ("organization_country", "/organization/country"),
    ("organization_unit", ""),
    ("tech_first_name", "/technical_contact/first_name"),
    ("tech_last_name", "/technical_contact/last_name"),
    ("tech_email", "/technical_contact/email"),
    ("tech_title", "/technical_contact/job_title"),
    ("tech_telephone", "/technical_contact/telephone"),
    ("server_type", "/certificate/server_platform/id"),
    ("issuing_ca", "/certificate/ca_cert/name"),
    ("agreement_id", ""),
    ("validity_years", "/validity_years"),
    ("signature_hash", "/certificate/signature_hash"),
    ("dcv_method", "/dcv_method"),
    ("common_name", "/certificate/common_name"),
    ("plus_feature", ""),
    ("dns_names", "/certificate/dns_names"),
    ("product_id", ""),
    ("product_name_id", "/product_name_id"),
    ("product_name", "/product/name"),
    ("product_type", "/product/type"),
    ("email", "/user/email"),
    ("csr", "/certificate/csr"),
    ("valid_from", "/certificate/valid_from"),
    ("valid_till", "/certificate/valid_till"),
    ("certificate_tracker_id", ""),
    ("is_renewed", "/is_renewed"),
    ("renewed_order_id", "/renewed_order_id"),
    ("receipt_id", "/receipt_id"),
    ("disable_issuance_email", "/disable_issuance_email"),
    ("pay_type", "/payment_method"),
    ("is_out_of_contract", "/is_out_of_contract"),
    ("disable_renewal_notifications", "/disable_renewal_notifications"),
    ("additional_emails", "/additional_emails"),
    ("auto_renew", "/auto_renew"),
    ("custom_renewal_message", "/custom_renewal_message"),
    ("thumbprint", "/certificate/thumbprint"),
    ("serial_number", "/certificate/serial_number"),
    ("account_id", ""),
    ("user_first_name", "/user/first_name"),
    ("user_last_name", "/user/last_name"),
];

/// Whether the request names this container, or none.
fn is_in(call: &Call<'_>, container: u64) -> bool {
    call.query("container_id").is_none_or(|wanted| wanted == container.to_string())
}

/// How many of these ends are in each of the four spans.
fn spans(ends: &[u64], now: u64, name: &str) -> Vec<Value> {
    let within = |from: u64, till: u64| ends.iter().filter(|end| (from..till).contains(*end)).count();
    let [month, two, three] = [30, 60, 90].map(|days| now + days * DAY);
    let counts = [
        (90, within(two, three + 1)),
        (60, within(month, two)),
        (30, within(now, month)),
        (-7, within(now.saturating_sub(7 * DAY), now)),
    ];
    counts.iter().map(|(days, count)| json!({ "days_expiring": days, name: count })).collect()
}

pub(super) fn expiring(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let now = inner.clock.now();
    let certificates = call.query("include_expiring_certs").is_some_and(|text| text == "true" || text == "1");
    let ends = |order: &&Order| {
        matches!(order.status, Status::Issued | Status::Expired | Status::ReissuePending)
            && !order.deleted
            && is_in(call, order.container)
    };
    let orders: Vec<&Order> = inner.orders.values().filter(ends).collect();
    let of_orders: Vec<u64> = orders.iter().map(|order| order.till).collect();
    let name = if certificates { "count" } else { "order_count" };
    let mut shown = json!({ "expiring_orders": spans(&of_orders, now, name) });
    if let (true, Some(members)) = (certificates, shown.as_object_mut()) {
        let known = inner.certificates.values().filter(|known| known.revoked.is_none());
        let own = known.filter(|known| orders.iter().any(|order| order.id == known.order));
        let of_certificates: Vec<u64> = own.map(|known| known.till).collect();
        members.insert("expiring_certs".to_owned(), spans(&of_certificates, now, "count").into());
    }
    Ok(call.reply(shown))
}

pub(super) fn requests(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let of_container = |id: u64| inner.orders.get(&id).is_some_and(|order| is_in(call, order.container));
    let open = inner.requests.values().filter(|known| known.status == "pending" && of_container(known.order));
    let kinds: Vec<&str> = open.map(|known| known.kind.as_str()).collect();
    let types = ["new_request", "revoke", "duplicate", "reissue"].map(|wanted| {
        let count = kinds.iter().filter(|kind| **kind == wanted).count();
        json!({ "type": wanted, "request_count": count })
    });
    Ok(call.reply(json!({ "request": { "total": kinds.len(), "types": types } })))
}

/// A line of CSV. Every value is quoted.
fn line<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = values.map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    quoted.join(",") + "\r\n"
}

fn cell(value: &Value) -> String {
    match value {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::Array(list) => list.iter().filter_map(plain).collect::<Vec<_>>().join(","),
        value => plain(value).unwrap_or_default(),
    }
}

/// Orders as CSV, with these columns or with all that are known.
pub(super) fn csv(inner: &Inner, orders: &[&Order], columns: Option<&[String]>) -> String {
    let all: Vec<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let columns = columns.unwrap_or(&all);
    let mut text = line(columns.iter().map(String::as_str));
    for order in orders {
        let shown = inner.shown_order(order);
        let value = |column: &String| {
            if column == "account_id" {
                return super::ACCOUNT.to_string();
            }
            let place = COLUMNS.iter().find(|(name, place)| name == column && !place.is_empty());
            place.and_then(|(_, place)| shown.pointer(place)).map(cell).unwrap_or_default()
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        text += &line(values.iter().map(String::as_str));
    }
    text
}

pub(super) fn as_csv(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/csv")], text).into_response()
}

pub(super) fn orders_csv(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let number = |name: &str, otherwise: u64| match call.query(name) {
        Some(text) => text.parse::<u64>().map_err(|_| Refusal::invalid(name)),
        None => Ok(otherwise),
    };
    let (offset, limit) = (number("offset", 0)?, number("limit", 50_000)?);
    let mut found = Vec::new();
    for order in inner.orders.values().filter(|order| !order.deleted) {
        if super::queries::fits(inner, call, order)? {
            found.push(order);
        }
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let page: Vec<&Order> = found.into_iter().skip(count(offset)).take(count(limit)).collect();
    Ok(as_csv(csv(inner, &page, None)))
}

/// The price of every product for each year that an order may last.
pub(super) fn pricing(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let all = CATALOGUE.iter().filter(|product| super::products::allowed(inner, product.id).is_ok());
    let shown = all.map(|product| {
        let price = |years: u64| {
            json!({
                "lifetime": years, "cost": number(product.cost(1, years * 365)),
                "additional_name_cost": number(product.cost(2, years * 365) - product.cost(1, years * 365)),
                "currency": CURRENCY.to_lowercase(),
            })
        };
        let prices: Vec<Value> = (1..=product.years()).map(price).collect();
        let mut shown = product.listed();
        shown.as_object_mut().into_iter().for_each(|members| {
            members.retain(|name, _| matches!(name.as_str(), "group_name" | "name_id" | "name"));
            members.insert("prices".to_owned(), prices.clone().into());
        });
        shown
    });
    Ok(call.reply(json!({ "standard_prices": shown.collect::<Vec<_>>() })))
}
