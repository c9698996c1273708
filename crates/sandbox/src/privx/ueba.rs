//! UEBA: datasets of connections, and their trainings.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::connections::{new_handle, use_handle, within};
use super::error::Refusal;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;

type Kept = Collection<Inner>;

/// The status of a running training. The status of one that has ended is not known.
const TRAINING: &str = "TRAINING";

pub(super) fn script_handle(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let handle = new_handle(inner, call);
    Ok(call.reply(json!({ "id": handle })))
}

pub(super) fn script_download(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    use_handle(inner, call)?;
    Ok("#!/bin/sh\n".into_response())
}

/// How many connections began in a range of time.
fn began_in(inner: &Inner, range: &Value) -> usize {
    let holds = |range: &Value, time: &str| {
        let bound = |name: &str| range.get(name).and_then(Value::as_str);
        within(bound("start"), bound("end"), time)
    };
    let gaps = range.get("exclude").and_then(Value::as_array);
    let counts = |connection: &&Object| {
        let time = text(connection, "connected");
        holds(range, time) && !gaps.into_iter().flatten().any(|gap| holds(gap, time))
    };
    inner.objects.list("connections", "").filter(counts).count()
}

pub(super) fn count(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "count": began_in(inner, &call.body) })))
}

fn dataset(inner: &Inner, call: &Call<'_>) -> Result<(String, Object), Refusal> {
    let id = call.parameter("dataset_id").unwrap_or_default();
    let found = inner.objects.get("ueba", "", id).cloned().ok_or_else(Refusal::not_found)?;
    Ok((id.to_owned(), found))
}

/// The last training of a dataset.
fn training(dataset: &mut Object) -> Option<&mut Object> {
    dataset.get_mut("training_results")?.as_array_mut()?.last_mut()?.as_object_mut()
}

fn is_training(dataset: &mut Object) -> bool {
    training(dataset).is_some_and(|result| text(result, "status") == TRAINING)
}

pub(super) fn train(inner: &mut Inner, call: &Call<'_>, datasets: &Kept) -> Answer<Inner> {
    let (id, mut dataset) = dataset(inner, call)?;
    let count = began_in(inner, dataset.get("time_range_settings").unwrap_or(&Value::Null));
    let result = json!({
        "dataset_id": id, "created": inner.clock.nanos(), "status": TRAINING, "num_connections": count,
    });
    match dataset.get_mut("training_results").and_then(Value::as_array_mut) {
        Some(results) => results.push(result),
        None => drop(dataset.insert("training_results".to_owned(), json!([result]))),
    }
    if let Some(flag) = call.query("set_active_after_training") {
        dataset.insert("use_for_inference_once_trained".to_owned(), (flag == "true").into());
    }
    datasets.put(inner, "", &id, dataset);
    Ok(call.reply(json!({ "count": count })))
}

/// A training ends with the next read of its dataset.
pub(super) fn get_dataset(inner: &mut Inner, call: &Call<'_>, datasets: &Kept) -> Answer<Inner> {
    let (id, mut dataset) = dataset(inner, call)?;
    let shown = datasets.shown(inner, call.operation.success().1, &dataset);
    if is_training(&mut dataset) {
        training(&mut dataset).map(|result| result.remove("status"));
        dataset.insert("last_training".to_owned(), inner.clock.nanos().into());
        let use_it = dataset.get("use_for_inference_once_trained") == Some(&Value::Bool(true));
        datasets.put(inner, "", &id, dataset);
        if use_it {
            analyze_with(inner, Some(&id));
        }
    }
    Ok(call.reply(shown))
}

/// Makes one dataset, or none, the active one.
fn analyze_with(inner: &mut Inner, used: Option<&str>) {
    let datasets: Vec<Object> = inner.objects.list("ueba", "").cloned().collect();
    for mut dataset in datasets {
        let id = text(&dataset, "id").to_owned();
        dataset.insert("is_active".to_owned(), (Some(id.as_str()) == used).into());
        inner.objects.put("ueba", "", &id, dataset);
    }
}

pub(super) fn start_analyzing(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (id, mut dataset) = dataset(inner, call)?;
    if is_training(&mut dataset) || !dataset.contains_key("last_training") {
        return Err(Refusal::bad_request("The dataset is not trained"));
    }
    analyze_with(inner, Some(&id));
    Ok(call.reply(Value::Null))
}

pub(super) fn stop_analyzing(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    analyze_with(inner, None);
    Ok(call.reply(Value::Null))
}

/// The active dataset. The words of the states are not known.
pub(super) fn state(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let is_active = |dataset: &&Object| dataset.get("is_active") == Some(&Value::Bool(true));
    let used = inner.objects.list("ueba", "").find(is_active).and_then(|dataset| dataset.get("id"));
    Ok(call.reply(used.map_or(json!({ "instances": [] }), |id| json!({ "dataset_id": id, "instances": [] }))))
}
