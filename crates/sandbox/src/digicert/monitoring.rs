//! What is looked up and scanned for an order: CT logs and vulnerability assessments. Nothing is scanned for real.

use serde_json::{Value, json};

use super::Inner;
use super::authority::pem;
use super::clock::blank;
use super::lists::{paged, sort};
use super::records::{Certificate, Order};
use super::reply::Refusal;
use crate::collections::{Answer, Call, Collection};
use crate::objects::Object;

type Kept = Collection<Inner>;

/// The orders that are scanned, and since when.
const SCANS: &str = "scans";

/// CT log monitoring is part of Secure Site Pro.
fn is_monitored(order: &Order) -> bool {
    order.product.contains("securesite_pro")
}

pub(super) fn status(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "status": is_monitored(inner.order(call)?) })))
}

/// The certificates of a monitored order. No log has an entry for them.
pub(super) fn logs(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?;
    let own = call.query("filters[issuer_ca]").is_none_or(|issuer| issuer == "DigiCert");
    let precert = call.query("filters[precert]").is_some_and(|text| text == "true");
    let part = call.query("filters[cn_san_search]").unwrap_or_default();
    let named = |known: &Certificate| known.names.iter().any(|name| name.contains(part));
    let fits = |known: &&Certificate| {
        is_monitored(order) && known.order == order.id && own && !precert && (part.is_empty() || named(known))
    };
    let mut found: Vec<&Certificate> = inner.certificates.values().filter(fits).collect();
    sort(call, &mut found, |known, key| {
        Some(match key {
            "notbefore" => known.from.into(),
            "notafter" => known.till.into(),
            "pem_cn" => known.common_name.clone().into(),
            "untrusted_ica" => false.into(),
            _ => return None,
        })
    })?;
    paged(call, "ct_certificates", &found, |known| {
        json!({
            "serial": known.serial, "ctlogs": [], "digicert_issued": true, "not_before": blank(known.from),
            "not_after": blank(known.till),
        })
    })
}

pub(super) fn download_certificate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = inner.order(call)?;
    let serial = call.parameter("serial_id").unwrap_or_default();
    let own = |known: &&Certificate| known.order == order.id && known.serial.eq_ignore_ascii_case(serial);
    let found = inner.certificates.values().find(own).filter(|_| is_monitored(order));
    let found = found.ok_or_else(|| Refusal::not_found("certificate"))?;
    Ok(call.reply(json!({ "pem": pem(&found.der) })))
}

/// The order of a scan. An unknown one is an unknown route here.
fn order<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Order, Refusal> {
    inner.order(call).map_err(|_| Refusal::not_found("route"))
}

pub(super) fn enable(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = order(inner, call)?.id.to_string();
    let mut scan = inner.objects.get(SCANS, "", &id).cloned().unwrap_or_else(Object::new);
    scan.entry("since").or_insert_with(|| inner.clock.now().into());
    inner.objects.put(SCANS, "", &id, scan);
    Ok(call.reply(Value::Null))
}

pub(super) fn disable(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = order(inner, call)?.id.to_string();
    inner.objects.remove(SCANS, "", &id);
    Ok(call.reply(Value::Null))
}

pub(super) fn rescan(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let known = order(inner, call)?;
    let domain = call.parameter("domain").unwrap_or_default();
    let named = known.names().iter().any(|name| name == domain);
    let id = known.id.to_string();
    let scan = inner.objects.get(SCANS, "", &id).cloned().filter(|_| named);
    let mut scan = scan.ok_or_else(Refusal::denied)?;
    scan.insert(domain.to_owned(), inner.clock.now().into());
    inner.objects.put(SCANS, "", &id, scan);
    Ok(call.reply(Value::Null))
}

/// The names of an order that is scanned. Every scan ends at once and finds nothing.
pub(super) fn details(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let known = order(inner, call)?;
    let scan = inner.objects.get(SCANS, "", &known.id.to_string());
    let names: Vec<String> = known.names().into_iter().filter(|_| scan.is_some()).collect();
    paged(call, "domains_scan_details", &names, |name| {
        let at = scan.and_then(|scan| scan.get(name).or_else(|| scan.get("since"))?.as_u64()).unwrap_or(0);
        let date = blank(at) + ".0";
        json!({
            "host_name": name, "scan_start_date": date, "scan_end_date": date, "vulnerability_status": "SECURE",
            "notification_status": "ALWAYS_NOTIFY", "critical_vulnerabilities_count": 0,
            "severe_vulnerabilities_count": 0, "moderate_vulnerabilities_count": 0, "is_download_available": false,
            "is_rescan_available": true, "is_site_enabled": true,
        })
    })
}
