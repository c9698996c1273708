//! Connections, their recordings and their index. No connection is real: tests add them.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::error::Refusal;
use super::json::object;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, page, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// The file of each download handle.
const HANDLES: &str = "download_handles";
/// The links from connections to the roles whose members may view them.
pub(super) const VIEWERS: &str = "connection_access_roles";
/// The recordings that are indexed.
const INDEXED: &str = "indexed_trails";

/// A live connection that is recorded: one channel, with a log and a file that was copied. Returns its id.
pub(super) fn add(inner: &mut Inner, user: &str, host: &str) -> String {
    let (id, now) = (random::uuid(), inner.clock.nanos());
    let name = |group: &str, key: &str, member: &str| {
        inner.objects.get(group, "", key).map(|object| text(object, member).to_owned()).unwrap_or_default()
    };
    let (user_name, host_name) = (name("local_users", user, "username"), name("hosts", host, "common_name"));
    let connection = json!({
        "id": id, "type": "SSH", "mode": "UI", "status": "CONNECTED", "connected": now, "created": now,
        "user": { "id": user, "display_name": user_name },
        "target_host": { "id": host, "common_name": host_name },
        "audit_enabled": true, "trail_id": random::uuid(), "trail_removed": false, "index_status": "NOT_INDEXED",
        "access_roles": [], "tags": [],
    });
    let file = |name: &str, content: &str| {
        json!({
            "id": random::uuid(), "name": name, "offset": 0, "direction": 1, "open_time": now, "closed": false,
            "payload_size": content.len(), "status": "ONGOING",
        })
    };
    let mut connection = object(connection);
    let trail = json!({
        "connection_id": id, "host_id": host, "user_id": user, "protocol": "SSH",
        "channels": [{
            "id": random::uuid(), "type": "shell", "bytes_client_to_server": 7,
            "bytes_server_to_client": log(&connection).len(), "protocol_file": file("log", &log(&connection)),
            "transferred_files": [file("report.txt", &copied(&connection))],
        }],
    });
    connection.insert("trail".to_owned(), trail);
    inner.objects.put("connections", "", &id, connection);
    id
}

fn host_name(connection: &Object) -> &str {
    connection
        .get("target_host")
        .and_then(|host| host.get("common_name"))
        .and_then(Value::as_str)
        .unwrap_or("")
}

/// The log of the channel of a connection.
fn log(connection: &Object) -> String {
    format!("welcome to {}\n$ uptime\nup 3 days\n", host_name(connection))
}

/// The file that was copied in the channel of a connection.
fn copied(connection: &Object) -> String {
    format!("report of {}\n", host_name(connection))
}

/// The connections to which every condition applies. As reported for PrivX, `user_roles` is ignored and `tags`
/// match nothing.
pub(super) fn search(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let applies = |connection: &Object, name: &str, wanted: &Value| {
        let handle = |member: &str, name: &str| connection.get(member).and_then(|handle| handle.get(name));
        let own = match name {
            "user_id" => handle("user", "id"),
            "user_display_name" => handle("user", "display_name"),
            "target_host_id" => handle("target_host", "id"),
            "target_host_common_name" => handle("target_host", "common_name"),
            _ => connection.get(name),
        };
        let id = text(connection, "id");
        let viewers =
            || inner.objects.rows(VIEWERS).filter(|row| row.scope == id).map(|row| row.key.as_str());
        match wanted {
            Value::Null => true,
            _ if name == "user_roles" => true,
            Value::Bool(has) if name == "has_access_roles" => viewers().next().is_some() == *has,
            Value::String(words) if name == "keywords" => {
                let all = Value::Object(connection.clone()).to_string().to_lowercase();
                words.to_lowercase().split([',', ' ']).all(|word| all.contains(word))
            }
            Value::Array(any) if any.is_empty() => true,
            Value::Array(_) if name == "tags" => false,
            Value::Array(any) if name == "access_roles" => viewers().any(|role| any.contains(&role.into())),
            Value::Array(any) => own.is_some_and(|own| any.contains(own)),
            Value::Object(range) => own.and_then(Value::as_str).is_some_and(|own| {
                let bound =
                    |name: &str| range.get(name).and_then(Value::as_str).filter(|bound| !bound.is_empty());
                within(bound("Start"), bound("End"), own)
            }),
            _ => own == Some(wanted),
        }
    };
    let conditions: Vec<(&String, &Value)> = call.body.as_object().into_iter().flatten().collect();
    let all = inner.objects.list("connections", "");
    let found = all.filter(|one| conditions.iter().all(|(name, wanted)| applies(one, name, wanted)));
    page(inner, call, found.cloned().collect(), |mut connection| {
        connection.remove("trail");
        connection.into()
    })
}

/// Whether a time is in an interval. Compared as text: all times here are in UTC.
pub(super) fn within(start: Option<&str>, end: Option<&str>, time: &str) -> bool {
    let [start, end] = [start, end].map(|bound| bound.map(|bound| bound.trim_end_matches('Z')));
    let time = time.trim_end_matches('Z');
    start.is_none_or(|start| start <= time) && end.is_none_or(|end| time <= end)
}

/// A connection whose termination was requested is terminated after the next read.
pub(super) fn get(inner: &mut Inner, call: &Call<'_>, connections: &Kept) -> Answer<Inner> {
    let (key, found) = connections.find(inner, call)?;
    let shown = connections.shown(inner, call.operation.success().1, found);
    if text(found, "status") == "TERMINATING" {
        let mut ended = found.clone();
        ended.insert("status".to_owned(), "TERMINATED".into());
        ended.insert("disconnected".to_owned(), inner.clock.nanos().into());
        connections.put(inner, "", &key, ended);
    }
    Ok(call.reply(shown))
}

/// Requests the termination of one connection, or of all live ones of a host or a user.
pub(super) fn terminate(inner: &mut Inner, call: &Call<'_>, connections: &Kept) -> Answer<Inner> {
    if call.parameter("connection_id").is_some() {
        connections.find(inner, call)?;
    }
    let is_named = |connection: &&Object| {
        let id =
            |member: &str| connection.get(member).and_then(|handle| handle.get("id")).and_then(Value::as_str);
        call.path.last().is_some_and(|(name, wanted)| {
            let own = match *name {
                "host_id" => id("target_host"),
                "user_id" => id("user"),
                _ => Some(text(connection, "id")),
            };
            own == Some(wanted.as_str())
        })
    };
    let live = inner.objects.list("connections", "").filter(|one| text(one, "status") == "CONNECTED");
    for mut connection in live.filter(is_named).cloned().collect::<Vec<_>>() {
        connection.insert("status".to_owned(), "TERMINATING".into());
        connection.insert("force_disconnect".to_owned(), inner.clock.nanos().into());
        connection.insert("termination_reason".to_owned(), call.body.as_str().unwrap_or_default().into());
        let id = text(&connection, "id").to_owned();
        connections.put(inner, "", &id, connection);
    }
    Ok(call.reply(Value::Null))
}

/// The tags are the body itself.
pub(super) fn set_tags(inner: &mut Inner, call: &Call<'_>, connections: &Kept) -> Answer<Inner> {
    let id = call.parameter("connection_id").unwrap_or_default();
    let found = inner.objects.get("connections", "", id).cloned();
    let mut connection = found.ok_or_else(Refusal::not_found)?;
    connection.insert("tags".to_owned(), call.body.clone());
    connections.put(inner, "", id, connection);
    Ok(call.reply(Value::Null))
}

/// The recorded content that the path names.
fn recorded(inner: &Inner, call: &Call<'_>) -> Result<String, Refusal> {
    let id = |name: &str| call.parameter(name).unwrap_or_default();
    let has_id = |wanted: &str| {
        let wanted = wanted.to_owned();
        move |item: &&Value| item.get("id").and_then(Value::as_str) == Some(wanted.as_str())
    };
    let items =
        |holder: &Value, name: &str| holder.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let connection =
        inner.objects.get("connections", "", id("connection_id")).ok_or_else(Refusal::not_found)?;
    let channels = items(connection.get("trail").unwrap_or(&Value::Null), "channels");
    let channel = channels.iter().find(has_id(id("channel_id"))).ok_or_else(Refusal::not_found)?;
    if call.parameter("file_id").is_none() {
        return Ok(log(connection));
    }
    let files = items(channel, "transferred_files");
    files.iter().find(has_id(id("file_id"))).map(|_| copied(connection)).ok_or_else(Refusal::not_found)
}

/// The ids in the path, without the handle: they name the file of the handle.
fn place(call: &Call<'_>) -> String {
    let ids = call.path.iter().filter(|(name, _)| *name != "session_id");
    ids.map(|(_, id)| id.as_str()).collect::<Vec<_>>().join("/")
}

pub(super) fn new_handle(inner: &mut Inner, call: &Call<'_>) -> String {
    let (handle, purpose) = (random::uuid(), json!({ "place": place(call) }));
    inner.objects.put(HANDLES, "", &handle, object(purpose));
    handle
}

/// A handle is valid for one download of its file.
pub(super) fn use_handle(inner: &mut Inner, call: &Call<'_>) -> Result<(), Refusal> {
    let handle = call.parameter("session_id").unwrap_or_default();
    let purpose = inner.objects.get(HANDLES, "", handle).map(|purpose| text(purpose, "place") == place(call));
    if purpose != Some(true) {
        return Err(Refusal::not_found());
    }
    inner.objects.remove(HANDLES, "", handle);
    Ok(())
}

pub(super) fn trail_handle(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    recorded(inner, call)?;
    let handle = new_handle(inner, call);
    Ok(call.reply(json!({ "session_id": handle })))
}

pub(super) fn trail_download(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let content = recorded(inner, call)?;
    use_handle(inner, call)?;
    Ok(content.into_response())
}

/// The state of the index of a recording. The status of one that has an index is not known.
fn index_state(inner: &Inner, id: &str) -> Value {
    if inner.objects.get(INDEXED, "", id).is_some() {
        return json!({ "connection_id": id });
    }
    json!({ "connection_id": id, "status": "NOT_INDEXED" })
}

/// Those of the connections in the body that exist.
fn named<'a>(inner: &'a Inner, call: &'a Call<'_>) -> impl Iterator<Item = &'a str> {
    let ids = call.body.as_array().into_iter().flatten().filter_map(Value::as_str);
    ids.filter(|id| inner.objects.get("connections", "", id).is_some())
}

pub(super) fn index(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let ids: Vec<String> = named(inner, call).map(str::to_owned).collect();
    for id in &ids {
        inner.objects.put(INDEXED, "", id, Object::new());
        if let Some(mut connection) = inner.objects.get("connections", "", id).cloned() {
            connection.remove("index_status");
            inner.objects.put("connections", "", id, connection);
        }
    }
    Ok(call.reply(ids.iter().map(|id| index_state(inner, id)).collect()))
}

pub(super) fn index_states(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(named(inner, call).map(|id| index_state(inner, id)).collect()))
}

pub(super) fn one_index_state(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.parameter("connection_id").unwrap_or_default();
    inner.objects.get("connections", "", id).ok_or_else(Refusal::not_found)?;
    Ok(call.reply(index_state(inner, id)))
}

/// The lines of indexed logs that have every word, a second apart.
pub(super) fn search_index(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let wanted = |name: &str| call.body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let words = wanted("keywords").unwrap_or_default().to_lowercase();
    let words: Vec<&str> = words.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    let bound = |name: &str| call.body.get(name).and_then(Value::as_i64);
    let mut found = Vec::new();
    for connection in inner.objects.list("connections", "") {
        let id = text(connection, "id");
        let channel = connection.get("trail").and_then(|trail| trail.pointer("/channels/0/id"));
        if inner.objects.get(INDEXED, "", id).is_none() {
            continue;
        }
        for (position, line) in (0_i64..).step_by(1000).zip(log(connection).lines()) {
            let slice = json!({
                "connection_type": "SSH", "connection_id": id, "channel_id": channel, "protocol": "SSH",
                "timestamp": connection.get("connected"), "position": position, "content": line,
            });
            let fits = ["connection_id", "channel_id", "protocol"].iter().all(|name| {
                wanted(name).is_none_or(|text| slice.get(*name).and_then(Value::as_str) == Some(text))
            }) && bound("start_position").is_none_or(|start| start <= position)
                && bound("end_position").is_none_or(|end| end == 0 || position <= end)
                && words.iter().all(|word| line.to_lowercase().contains(word));
            found.extend(slice.as_object().filter(|_| fits).cloned());
        }
    }
    page(inner, call, found, Value::Object)
}
