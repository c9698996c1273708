//! Values of a body that have several forms: numbers, flags, lifetimes.

use serde_json::Value;

use super::clock::{DAY, parse};
use super::reply::Refusal;
use crate::collections::plain;
use crate::objects::Object;

/// A number that may be sent as a text.
pub(super) fn integer(value: Option<&Value>) -> Option<u64> {
    plain(value?)?.parse().ok()
}

pub(super) fn is_true(value: Option<&Value>) -> bool {
    value.and_then(|value| value.as_bool().or_else(|| Some(plain(value)? == "1" || plain(value)? == "true")))
        == Some(true)
}

/// How many days a lifetime lasts: years, days, or the days until a date. A year has 365.
pub(super) fn days(validity: &Value, now: u64) -> Option<u64> {
    let until = || {
        let date = parse(validity.get("custom_expiration_date")?.as_str()?)?;
        // The day itself is the last one.
        (date / DAY + 1).checked_sub(now / DAY)
    };
    let years = integer(validity.get("years")).map(|years| years.saturating_mul(365));
    years.or_else(|| integer(validity.get("days"))).or_else(until).filter(|days| *days > 0)
}

/// The last second of so many days, of which the first has begun.
pub(super) fn last_second(now: u64, days: u64) -> u64 {
    (now - now % DAY).saturating_add(days.saturating_mul(DAY)).saturating_sub(1)
}

/// How many days an order lasts; three older forms are known.
pub(super) fn order_days(body: &Value, now: u64) -> Result<u64, Refusal> {
    let sent = |name: &str| body.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""));
    if let Some(validity) = sent("order_validity") {
        let members = validity.as_object().map_or(0, |m| m.values().filter(|v| !v.is_null()).count());
        let invalid = || Refusal::invalid("order_validity");
        return if members == 1 { days(validity, now).ok_or_else(invalid) } else { Err(invalid()) };
    }
    for (old, new) in [
        ("validity_years", "years"),
        ("validity_days", "days"),
        ("custom_expiration_date", "custom_expiration_date"),
    ] {
        if let Some(value) = sent(old) {
            return days(&serde_json::json!({ new: value }), now).ok_or_else(|| Refusal::invalid(old));
        }
    }
    Err(Refusal::required("order_validity"))
}

/// The server platform of a certificate; -1 is any other.
pub(super) fn platform(certificate: &Object) -> i64 {
    let id = certificate.get("server_platform").and_then(|known| plain(known.get("id")?)?.parse().ok());
    id.unwrap_or(-1)
}
