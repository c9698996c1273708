//! The service `monitor-service`: the components of one machine, and the codes of audit events.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Map, Value, json};

use super::error::Refusal;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, text};
use crate::random;

type Kept = Collection<Inner>;

/// The name of the machine.
const HOST: &str = "sandbox";

const SERVICES: &[&str] = &[
    "API-PROXY",
    "AUTH",
    "AUTHORIZER",
    "CONNECTION-MANAGER",
    "DB-PROXY",
    "HOST-STORE",
    "LICENSE-MANAGER",
    "LOCAL-USER-STORE",
    "MONITOR-SERVICE",
    "NETWORK-ACCESS-MANAGER",
    "ROLE-STORE",
    "SECRETS-MANAGER",
    "SETTINGS",
    "TRAIL-INDEX",
    "VAULT",
    "WORKFLOW-ENGINE",
];

pub(super) fn time(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "time_utc": inner.clock.seconds() })))
}

pub(super) fn components(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ HOST: services(inner) })))
}

pub(super) fn component(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    if call.parameter("hostname") != Some(HOST) {
        return Err(Refusal::not_found());
    }
    Ok(call.reply(services(inner)))
}

pub(super) fn instance_status(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(state(inner, "MONITOR-SERVICE")))
}

/// The instance restarts with another id; tokens stay valid.
pub(super) fn terminate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.node = random::uuid();
    inner.started = inner.clock.seconds();
    Ok(call.reply(Value::Null))
}

fn services(inner: &Inner) -> Value {
    SERVICES.iter().map(|name| state(inner, name)).collect()
}

fn state(inner: &Inner, component: &str) -> Value {
    json!({
        "component_name": component,
        "component_type": "MICROSERVICE",
        "created": inner.clock.nanos(),
        "hostname": HOST,
        "status": {
            "status": "RUNNING",
            "status_message": "",
            "status_details": [],
            "version": "44.0",
            "api_version": "v1",
            "app_id": inner.node,
            "start_time": inner.started,
        },
    })
}

/// The codes of the events that there are; PrivX itself lists the codes that there may be. The events that the sandbox
/// writes have none.
pub(super) fn codes(inner: &mut Inner, call: &Call<'_>, events: &Kept) -> Answer<Inner> {
    let codes: Map<String, Value> = inner
        .objects
        .list(events.kept(), "")
        .filter(|event| event.contains_key("event_id"))
        .map(|event| {
            let code = text(event, "event_id").to_owned();
            let info = json!({ "event_id": code, "event_name": text(event, "event_name"), "event_desc": "" });
            (code, info)
        })
        .collect();
    Ok(call.reply(Value::Object(codes)))
}
