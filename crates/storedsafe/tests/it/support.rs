//! Envelopes, clients, and a server that replaces tokens.

pub(crate) mod rotating;

use portcullis_testkit::Kit;
use serde_json::{Value, json};
use storedsafe::{Client, ClientBuilder};

/// The token that contract tests resume with.
pub(crate) const TOKEN: &str = "t0ken";

/// A success: its own members of `CALLINFO`, and the echo of secrets that every reply has.
pub(crate) fn success(info: Value) -> Value {
    let mut callinfo = json!({
        "status": "SUCCESS", "handler": "AnyHandler", "errors": 0, "errorcodes": 0, "general": [], "token": TOKEN,
    });
    if let (Value::Object(to), Value::Object(from)) = (&mut callinfo, info) {
        to.extend(from);
    }
    json!({
        "CALLINFO": callinfo,
        "DATA": {"token": TOKEN, "passphrase": "echoed-passphrase"},
        "HEADERS": {"X-Http-Token": TOKEN},
        "PARAMS": [],
    })
}

/// A refusal with one code.
pub(crate) fn failure(code: &str, message: &str) -> Value {
    json!({
        "CALLINFO": {"status": "FAIL", "handler": "AnyHandler", "errors": 1, "errorcodes": 1, "general": []},
        "ERRORS": [message], "ERRORCODES": {code: "text of the code"},
        "DATA": {"token": TOKEN}, "HEADERS": {"X-Http-Token": TOKEN}, "PARAMS": [],
    })
}

pub(crate) fn builder(url: &str) -> ClientBuilder {
    Client::builder(format!("{url}/api/1.0"))
}

/// Clients with a session over the in-process transport.
pub(crate) const KIT: Kit<Client> = Kit::new(|transport| {
    let builder = builder("https://storedsafe.example").token(TOKEN);
    let builder = builder.mtls_url("https://storedsafe.example:8443/api/1.0");
    builder.transport(transport).build().unwrap()
});

/// A client with a session.
pub(crate) fn client(url: &str) -> Client {
    builder(url).token(TOKEN).build().unwrap()
}

/// A client without a session.
pub(crate) fn anonymous(url: &str) -> Client {
    builder(url).anonymous().build().unwrap()
}

/// A success with members beside `CALLINFO`.
pub(crate) fn reply(members: Value) -> Value {
    let mut reply = success(json!({}));
    if let (Value::Object(to), Value::Object(from)) = (&mut reply, members) {
        to.extend(from);
    }
    reply
}
