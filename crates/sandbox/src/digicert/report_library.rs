//! The Report Library, which has a base path of its own.
//!
//! A report runs once when it is made, and again when an update has the frequency `ON_DEMAND`. No schedule runs it.

use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::clock::blank;
use super::lists::paged;
use super::records::Order;
use super::reply::Refusal;
use super::{Inner, reports};
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// Where reports and their runs are kept.
const REPORTS: &str = "report_library";
const RUNS: &str = "report_runs";
/// The members that a request has and a reply shows.
const SENT: [&str; 3] = ["schedule", "format", "report_metadata"];

/// The definition that a body has. A display name has letters, digits and underscores.
fn definition(call: &Call<'_>) -> Result<Object, Refusal> {
    let name = call.body.get("display_name").and_then(Value::as_str).unwrap_or_default();
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == ' ') {
        return Err(Refusal::invalid("display_name"));
    }
    let formats = call.body.get("format").and_then(Value::as_array);
    if formats.is_none_or(Vec::is_empty) {
        return Err(Refusal::invalid("format"));
    }
    let mut made = Object::new();
    made.insert("report_display_name".to_owned(), name.into());
    for name in SENT {
        made.insert(name.to_owned(), call.body.get(name).cloned().unwrap_or_default());
    }
    Ok(made)
}

fn kind(report: &Object) -> &str {
    report.get("report_metadata").and_then(|data| data.get("report_type")?.as_str()).unwrap_or_default()
}

/// Runs a report now: what it shows later is what is there then.
fn run(inner: &mut Inner, report: &Object) {
    let id = random::uuid();
    let columns = report.get("report_metadata").and_then(|data| data.get("columns")).cloned();
    let columns = columns.as_ref().and_then(Value::as_array).into_iter().flatten();
    let columns: Vec<String> =
        columns.filter_map(|column| Some(column.get("identifier")?.as_str()?.to_owned())).collect();
    let orders: Vec<&Order> = inner.orders.values().filter(|order| !order.deleted).collect();
    let columns = Some(columns.as_slice()).filter(|columns| !columns.is_empty());
    let content = (kind(report) == "orders").then(|| reports::csv(inner, &orders, columns));
    let now = blank(inner.clock.now());
    let schedule = report.get("schedule").and_then(|schedule| schedule.get("frequency")).cloned();
    let made = json!({
        "report_run_identifier": id, "report_identifier": report.get("report_identifier"),
        "report_display_name": report.get("report_display_name"), "report_type": kind(report),
        "report_type_display_name": kind(report), "created_by_user_id": report.get("created_by_user_id"),
        "created_by_user_name": report.get("created_by_user_name"), "created_date": now,
        "report_start_date": now, "report_end_date": now, "schedule": schedule.unwrap_or_default(),
        "format": report.get("format"), "status": "READY", "manually_triggered": true, "split_report_count": 0,
        "content": content,
    });
    inner.objects.put(RUNS, "", &id, made.as_object().cloned().unwrap_or_default());
}

fn key<'a>(call: &'a Call<'_>) -> &'a str {
    call.parameter("report_identifier").unwrap_or_default()
}

fn find<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Object, Refusal> {
    inner.objects.get(REPORTS, "", key(call)).ok_or_else(|| Refusal::not_found("report"))
}

pub(super) fn create(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut made = definition(call)?;
    let id = random::uuid();
    let user = inner.objects.get(super::users::GROUP, "", &call.caller);
    let name = user.map(|user| format!("{} {}", text(user, "first_name"), text(user, "last_name")));
    made.insert("report_identifier".to_owned(), id.clone().into());
    made.insert("created_by_user_id".to_owned(), call.caller.parse::<u64>().unwrap_or_default().into());
    made.insert("created_by_user_name".to_owned(), name.unwrap_or_default().into());
    made.insert("created_date".to_owned(), blank(inner.clock.now()).into());
    inner.objects.put(REPORTS, "", &id, made.clone());
    run(inner, &made);
    Ok(call.reply(json!({ "report_identifier": id, "message": "The report is created." })))
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "report": find(inner, call)? })))
}

pub(super) fn update(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut report = find(inner, call)?.clone();
    report.extend(definition(call)?);
    inner.objects.put(REPORTS, "", key(call), report.clone());
    if call.body.pointer("/schedule/frequency").and_then(Value::as_str) == Some("ON_DEMAND") {
        run(inner, &report);
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn delete(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    find(inner, call)?;
    inner.objects.remove(REPORTS, "", key(call));
    let own = |known: &&Object| text(known, "report_identifier") == key(call);
    let runs = inner.objects.list(RUNS, "").filter(own);
    let runs: Vec<String> = runs.map(|known| text(known, "report_run_identifier").to_owned()).collect();
    for id in runs {
        inner.objects.remove(RUNS, "", &id);
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn history(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let filters = ["report_type", "schedule", "report_display_name", "status"];
    let fits = |known: &&Object| {
        filters.iter().all(|name| {
            call.query(name).is_none_or(|list| list.split(',').any(|wanted| wanted == text(known, name)))
        })
    };
    let mut found: Vec<&Object> = inner.objects.list(RUNS, "").filter(fits).collect();
    found.reverse();
    paged(call, "report_history", &found, |known| {
        let mut shown = (*known).clone();
        shown.remove("content");
        Value::Object(shown)
    })
}

/// The result of a run. Its other formats, and the reports on anything but orders, are not written here.
pub(super) fn download(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let report = find(inner, call)?;
    let run = call.parameter("report_run_identifier").unwrap_or_default();
    let own = |known: &&Object| text(known, "report_identifier") == key(call);
    let known = inner.objects.get(RUNS, "", run).filter(own).ok_or_else(|| Refusal::not_found("report"))?;
    let format = call.query("report_format").unwrap_or_default();
    let chosen = report.get("format").and_then(Value::as_array).into_iter().flatten();
    if format != "ZIP" && !chosen.filter_map(Value::as_str).any(|one| one.eq_ignore_ascii_case(format)) {
        // This refusal has no list of errors.
        let error = json!({
            "code": "report_format_inapplicable", "message": "The report was not made in this format.",
        });
        return Ok((axum::http::StatusCode::BAD_REQUEST, axum::Json(error)).into_response());
    }
    match known.get("content").and_then(Value::as_str).filter(|_| format.eq_ignore_ascii_case("CSV")) {
        Some(content) => {
            let kind = [(axum::http::header::CONTENT_TYPE, "application/octet-stream")];
            Ok((kind, content.to_owned()).into_response())
        }
        None => Err(Refusal::not_served(call.id)),
    }
}
