//! R4, R6 and R7: replies that are incomplete, that contain a failure, or that contain unknown members.

use super::{
    decode,
    samples::{self, Outcome, SAMPLES, Sample, Wire},
};
use crate::{
    contracts,
    promise::{Measured, Scale},
    routing::server::{Answer, Server},
};
use portcullis_core::{ClientBuilder, ErrorKind, Proxy, Retry, http::Method};
use portcullis_testkit::wire::{Plain, reply_with};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// R4: the vendors' calls over scripted bodies, and every cut of a body under three framings over sockets.
pub async fn early_ends(scale: Scale) -> Measured {
    let (mut runs, mut taken, which) = decode::cut_short(scale).await;
    // Sockets do not work with a paused clock.
    let real = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(framings(scale))
    });
    let (sockets, wrong, whole) = real.join().unwrap_or((0, 1, 0));
    runs += sockets;
    taken += wrong;
    Measured::new(
        taken == 0 && whole > 0,
        format!(
            "{taken} of {runs} bodies that end early were accepted as complete ({sockets} of the runs over \
             sockets: declared length, chunked, unframed); wrongly accepted by: {which:?}; {whole} unframed \
             ones decode completely"
        ),
    )
}

async fn framings(scale: Scale) -> (usize, usize, usize) {
    const BODIES: [&str; 3] =
        [r#"{"count":2,"items":[{"id":"5f0a","tags":["a"]},{"id":"5f0b"}]}"#, "1234567", "[1,[2],{}]  "];
    let server = Server::start(cut).await;
    let builder = ClientBuilder::new(server.http()).proxy(Proxy::None).retry(Retry::none());
    let client = builder.build(Plain, None).unwrap();
    let (mut runs, mut wrong, mut whole) = (0, 0, 0);
    for (number, body) in BODIES.iter().enumerate() {
        for at in (0..body.len()).step_by(scale.pick(1, 3)) {
            for framing in ["declared", "chunked", "unframed"] {
                let request = client.request(Method::POST, "/{framing}/{body}/{at}");
                let call = request.path(framing).path(BODIES[number]).path(at.to_string()).call::<Value>();
                let outcome = call.await;
                let prefix = serde_json::from_str::<Value>(&body[..at]).ok();
                runs += 1;
                match outcome {
                    Ok(value) if framing == "unframed" && Some(&value) == prefix.as_ref() => whole += 1,
                    // An empty body decodes as `null` where the type allows it.
                    Ok(Value::Null) if framing == "unframed" && at == 0 => whole += 1,
                    Ok(_) => wrong += 1,
                    Err(_) => {}
                }
            }
        }
    }
    (runs, wrong, whole)
}

/// Answers `/{framing}/{body}/{length}`.
fn cut(head: &str) -> Answer {
    let path = head.split(' ').nth(1).unwrap_or_default();
    let mut parts = path.split('/').skip(1);
    let framing = parts.next().unwrap_or_default();
    let body = percent(parts.next().unwrap_or_default());
    let at = parts.next().and_then(|n| n.parse().ok()).unwrap_or_default();
    let sent = String::from_utf8_lossy(&body[..at]).into_owned();
    let start = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    Answer::Close(
        match framing {
            "declared" => format!("{start}Content-Length: {}\r\n\r\n{sent}", body.len()),
            "chunked" if sent.is_empty() => format!("{start}Transfer-Encoding: chunked\r\n\r\n"),
            "chunked" => format!("{start}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{sent}\r\n", sent.len()),
            _ => format!("{start}Connection: close\r\n\r\n{sent}"),
        }
        .into_bytes(),
    )
}

/// Undoes percent-encoding.
pub fn percent(text: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 16).ok());
        if let (b'%', Some(byte)) = (first, digits) {
            out.push(byte);
            rest = &tail[2..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

/// Makes a sample's call, answered with this status and body.
async fn answer(sample: &Sample, status: u16, body: &Value) -> Outcome {
    let sample = Sample { status, headers: &[], ..*sample };
    decode::drive(&sample, body.to_string().into_bytes(), decode::End::Complete).await
}

/// R6: a success status with a failure in the body.
pub async fn failures_inside(_: Scale) -> Measured {
    let with = |mut body: Value, change: &dyn Fn(&mut Value)| {
        change(&mut body);
        body
    };
    let info = |v: Value| with(samples::envelope(&json!({})), &move |b| b["CALLINFO"]["status"] = v.clone());
    let safe = [
        samples::fail(),
        info(json!("FAIL")),
        info(json!("fail")),
        info(json!("ERROR")),
        info(json!("")),
        info(json!(null)),
        info(json!(false)),
        info(json!(0)),
        info(json!(["FAIL"])),
        info(json!({"status": "SUCCESS"})),
        with(samples::fail(), &|b| b["ERRORS"] = json!([])),
        with(samples::fail(), &|b| b["ERRORCODES"] = json!([])),
        with(samples::fail(), &|b| b["CALLINFO"]["users"] = json!([{"id": 1}])),
        json!({"ERRORS": ["no"], "CALLINFO": []}),
        json!({"status": "SUCCESS"}),
        json!({}),
        json!([]),
        json!("SUCCESS"),
    ];
    let cert = [
        samples::errors(),
        json!({"errors": {"code": "x", "message": "one object"}}),
        json!({"errors": ["a text"]}),
        json!({"errors": "a text"}),
        json!({"error": "a text", "users": [], "id": 42}),
        json!({"users": [], "access_roles": [], "error": {"code": "x", "message": "no"}}),
        with(samples::errors(), &|b| b["id"] = json!(42)),
        with(samples::errors(), &|b| b["users"] = json!([])),
    ];
    let privx = [
        json!({"error_code": "PERMISSION_DENIED", "error_message": "no"}),
        json!({"id": "5f0a", "username": "a", "count": 0, "items": [], "error_code": "GENERAL_ERROR"}),
        json!({"access_token": "at", "code": "c", "error": "invalid_grant"}),
    ];
    let keycloak = [
        json!({"error": "unknown_error"}),
        json!({"errorMessage": "User exists with same username"}),
        json!({"errors": [{"field": "email", "errorMessage": "error-invalid-email", "params": []}]}),
        json!({"subSystem": 5, "status": "OK", "data": {"userList": [], "username": "mira"}, "error": "late"}),
        json!({"sub": "u-1", "keys": [], "issuer": "https://i", "error": "invalid_token"}),
    ];
    let engine = [
        json!({"error": "oauth.already_retrieved"}),
        json!({"message": "Parameter Error", "errors": {"username": ["is required"]}}),
        json!({"commandId": "c-1", "profileId": "p-1", "authorizationToken": "T", "errors": ["no"]}),
    ];
    let (mut runs, mut passed, mut per_vendor) = (0, Vec::new(), BTreeMap::new());
    for sample in SAMPLES.iter().chain(samples::WRITES).filter(|s| s.status < 300) {
        let vendor = sample.name.split(' ').next().unwrap_or_default();
        let bodies: &[Value] = match vendor {
            "storedsafe" => &safe,
            "digicert" => &cert,
            "privx" => &privx,
            "mid" => &keycloak,
            // What a state or a health holds is the outcome of the call.
            _ if sample.name.ends_with("status") || sample.name.ends_with("health") => continue,
            _ => &engine,
        };
        for body in bodies {
            runs += 1;
            *per_vendor.entry(vendor).or_insert(0) += 1;
            match answer(sample, 200, body).await {
                Err(error) if vendor == "storedsafe" || error.kind() != ErrorKind::Decode => {}
                other => passed.push(format!("{}: {body}: {other:?}", sample.name)),
            }
        }
    }
    let named = |name: &str| SAMPLES.iter().find(|s| s.name == name).unwrap();
    for (name, status, body) in [
        ("privx token", 200, json!({"error": "invalid_grant"})),
        ("privx token", 200, json!({"error_code": "PERMISSION_DENIED", "access_token": "at"})),
        ("privicore register", 202, json!([])),
        ("privicore register", 202, json!({})),
        ("privicore register", 202, json!(null)),
    ] {
        runs += 1;
        if answer(named(name), status, &body).await.is_ok() {
            passed.push(format!("{name}: {body}"));
        }
    }
    Measured::new(
        passed.is_empty() && runs > 180 && per_vendor.len() == 5,
        format!(
            "{} of {runs} failures inside a success status came back as values or as anything but the vendor's \
             refusal: {passed:?}; by vendor: {per_vendor:?}",
            passed.len()
        ),
    )
}

/// R7: replies of a newer server.
pub async fn unknown_things(scale: Scale) -> Measured {
    let mut random = fastrand::Rng::with_seed(7);
    let (mut trips, mut unequal) = (0, 0);
    for _ in 0..scale.pick(2_000, 60) {
        trips += 1;
        unequal += usize::from(!round_trip(user_with_unknown_members(&mut random)).await);
    }
    let (words, lost) = unknown_enum_values().await;
    let (problems, fatal) = problems().await;
    // Each text of a full sample is an unknown word already where a type has a list of words.
    let (held, contracts) = contracts::judged(scale, |contracts| {
        let found = contracts.replies();
        let figure = format!(
            "; {} of {} unknown members, one in each object of the contract tests' full samples, lost or fatal {:?}",
            found.lost.len(),
            found.objects,
            found.lost.first()
        );
        (found.lost.is_empty() && found.objects > 0, figure)
    });
    Measured::new(
        held && unequal + lost == 0 && fatal.is_empty(),
        format!(
            "{unequal} of {trips} PrivX users with unknown members at every level changed by GET then PUT; \
             {lost} of {words} unknown enum values lost or fatal; {} of {problems} problem documents with \
             wrong types hid the status, were followed or fetched {fatal:?}{contracts}",
            fatal.len()
        ),
    )
}

/// A user as a newer server sends it.
fn user_with_unknown_members(random: &mut fastrand::Rng) -> Value {
    let mut user = json!({
        "id": "5f0a", "username": "alice", "comment": null, "tags": ["a"], "password": {"created": "x", "password": "{hash}"},
        "attributes": [{"key": "k", "value": "v"}, {}],
    });
    for place in ["", "/password", "/attributes/0", "/attributes/1"] {
        if let Some(Value::Object(members)) = user.pointer_mut(place) {
            for n in 0..random.usize(0..4) {
                members.insert(format!("later{n}\u{e9}\"{}", random.u8(..)), random_value(random, 3));
            }
        }
    }
    user
}

fn random_value(random: &mut fastrand::Rng, depth: usize) -> Value {
    match random.usize(..if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => random.bool().into(),
        2 => random.i64(..).into(),
        3 => random.u64(..).into(),
        4 => json!(f64::from(random.i32(..)) / 8.0),
        5 => format!("\u{1f600}\n{}", random.u64(..)).into(),
        6 => (0..random.usize(..3)).map(|_| random_value(random, depth - 1)).collect(),
        _ => {
            let member =
                |random: &mut fastrand::Rng| (random.u16(..).to_string(), random_value(random, depth - 1));
            Value::Object((0..random.usize(..3)).map(|_| member(random)).collect())
        }
    }
}

async fn round_trip(user: Value) -> bool {
    let written = Arc::new(Mutex::new(None));
    let (log, read) = (written.clone(), user.clone());
    let client = samples::privx(Wire::new(move |out, _| {
        if out.method == Method::PUT {
            let body = out.body.as_ref().and_then(|body| body.whole());
            *log.lock().unwrap() = body.and_then(|b| serde_json::from_slice::<Value>(b).ok());
        }
        let body = if out.method == Method::PUT { json!(null) } else { read.clone() };
        async move { reply_with(200, &[], &body) }
    }));
    let id = "5f0a".into();
    let Ok(got) = client.local_user_store().users().get(&id).await else { return false };
    let put = client.local_user_store().users().replace(&id, &got).await.is_ok();
    let same = written.lock().unwrap().as_ref() == Some(&user);
    put && same
}

/// Enum values that no version defines, in every place with a list of known ones.
async fn unknown_enum_values() -> (usize, usize) {
    const UNKNOWN: &str = "a-value-of-a-later-version";
    let places: [(&str, &[&str]); 6] = [
        ("digicert get", &["/status", "/type", "/access_roles/0/id"]),
        ("digicert list", &["/users/0/status", "/users/0/type"]),
        ("storedsafe login types", &["/CALLINFO/enabled_login_types/0/0"]),
        ("privicore status", &["/status"]),
        ("mid get", &["/data/0/requiredActions/0"]),
        ("mid devices", &["/data/0/deviceState"]),
    ];
    let (mut words, mut lost) = (0, 0);
    for (name, pointers) in places {
        let sample = SAMPLES.iter().find(|s| s.name == name).unwrap();
        for pointer in pointers {
            let mut body = (sample.body)();
            *body.pointer_mut(pointer).unwrap() = UNKNOWN.into();
            words += 1;
            lost += usize::from(
                !answer(sample, sample.status, &body).await.is_ok_and(|text| text.contains(UNKNOWN)),
            );
        }
    }
    (words, lost)
}

/// `application/problem+json` with members of every wrong type, returned to every call.
async fn problems() -> (usize, Vec<String>) {
    let wrong_values = [json!(null), json!(7), json!([]), json!({"a": 1}), json!(true), json!("200")];
    let (mut runs, mut wrong) = (0, Vec::new());
    for sample in SAMPLES {
        for wrong_value in &wrong_values {
            let body = json!({
                "type": "https://elsewhere.example/problem", "title": wrong_value, "status": wrong_value, "detail": wrong_value, "instance": wrong_value,
                "errors": wrong_value, "message": wrong_value, "error": wrong_value,
            });
            let hosts = Arc::new(Mutex::new(Vec::new()));
            let log = hosts.clone();
            let wire = Wire::new(move |out, _| {
                log.lock().unwrap().push(out.url.host_str().map(str::to_owned));
                let body = body.clone();
                async move { reply_with(422, &[("content-type", "application/problem+json")], &body) }
            });
            let outcome = (sample.call)(wire).await;
            let status = outcome.as_ref().err().map(|e| (e.kind(), e.status().map(|s| s.as_u16())));
            let fine = matches!(status, Some((ErrorKind::Api | ErrorKind::Auth, Some(422))));
            let home = hosts.lock().unwrap().iter().all(|h| h.as_deref() == Some("vendor.example"));
            runs += 1;
            if !fine || !home {
                wrong.push(format!("{}: {outcome:?}", sample.name));
            }
        }
    }
    (runs, wrong)
}
