//! Any reply to the request for a token, of every vendor that has one (DigiCert has keys only): the token is used as it
//! came, or there is an error that does not quote it.
#![no_main]

use portcullis_core::{
    Error, Secret,
    bytes::Bytes,
    http::{HeaderMap, StatusCode},
    transport::{Incoming, Outgoing},
};
use portcullis_fuzz::samples::{Wire, envelope};
use portcullis_testkit::wire::{body_of, reply};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: Runtime =
        Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
}

/// The maximum number of requests per input.
const MOST: usize = 64;

/// What tokens of a known place begin with: no error may have it.
const MARK: &str = "Zq7vRk41";

/// In the path of the call that needs the token, and of no login.
const OBJECT: &str = "fuzz0179";

const BASE: &str = "https://vendor.example/base";

/// The good reply to a login of each vendor, with this token.
fn good(vendor: u8, token: &Value) -> Value {
    match vendor {
        0 => json!({"authorizationToken": token, "expiresAt": "2099-01-01T00:00:00+00:00"}),
        1 => envelope(&json!({"token": token})),
        _ => {
            json!({"access_token": token, "token_type": "Bearer", "expires_in": 300, "refresh_token": token, "scope": "a b"})
        }
    }
}

/// Logs in and makes one call.
async fn call(vendor: u8, wire: Wire) -> Result<(), Error> {
    let secret = || Secret::from("s3cret-word");
    match vendor {
        0 => {
            let client = privicore::Client::builder(BASE).login("ada", secret()).transport(wire).build()?;
            client.devices().retrieve_configuration(&OBJECT.into()).await.map(drop)
        }
        1 => {
            let code = || async { Ok(Secret::from("123456")) };
            let builder = storedsafe::Client::builder(BASE).totp("ada", secret(), secret(), code);
            builder.transport(wire).build()?.users().get(&OBJECT.into()).await.map(drop)
        }
        2 => {
            let builder = privx::Client::builder(BASE).api_client("oauth", secret(), "api", secret());
            let client = builder.transport(wire).build()?;
            client.local_user_store().users().get(&OBJECT.into()).await.map(drop)
        }
        3 => {
            let builder = privx::Client::builder(BASE).client_credentials("id", secret());
            let client = builder.transport(wire).build()?;
            client.local_user_store().users().get(&OBJECT.into()).await.map(drop)
        }
        4 => {
            let builder = midprovider::Client::ssms(BASE, "acme").client_credentials("id", secret());
            builder.transport(wire).build()?.users().get(&OBJECT.into()).await.map(drop)
        }
        _ => {
            let builder = midprovider::Client::shift(BASE, "acme").password("id", None, "ada", secret());
            builder.transport(wire).build()?.users().get(&OBJECT.into()).await.map(drop)
        }
    }
}

/// The token in a request, without its scheme.
fn token_of(request: &Outgoing) -> Option<String> {
    let names = ["authorization", "x-dpt-authorization", "x-http-token"];
    let (name, value) = request.headers.iter().find(|(name, _)| names.contains(&name.as_str()))?;
    let value = String::from_utf8_lossy(value.as_bytes());
    // Only this header has a scheme; a token of the others may begin like one.
    let token = if name == "authorization" { value.strip_prefix("Bearer ")? } else { &value };
    Some(token.to_owned())
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [vendor, shape, rest @ ..] = data else { return };
    let vendor = vendor % 6;
    let text = String::from_utf8_lossy(rest).into_owned();
    let marked = [MARK, &text].concat();
    // The token as it is, with the mark, in a place that is no text, or no JSON that we made.
    let (token, body) = match shape % 8 {
        0 => (Some(text.clone()), good(vendor, &json!(text))),
        1 | 2 => (Some(marked.clone()), good(vendor, &json!(marked))),
        3 => (None, good(vendor, &json!([marked]))),
        4 => (None, good(vendor, &json!({"value": marked}))),
        5 => (None, json!([good(vendor, &json!(marked))])),
        _ => (None, Value::Null),
    };
    let raw = shape % 8 > 5;
    let body = if raw { rest.to_vec() } else { body.to_string().into_bytes() };
    let status = [200, 200, 200, 201, 401, 403, 429, 500][usize::from(*shape >> 3) % 8];
    let sent = Arc::new(Mutex::new(Vec::new()));
    let seen = sent.clone();
    let wire = Wire::new(move |request: Outgoing, n| {
        let is_call = request.url.path().contains(OBJECT);
        if is_call {
            seen.lock().unwrap().push(token_of(&request));
        }
        let body = Bytes::from(body.clone());
        async move {
            match n {
                MOST.. => reply(500, &json!({})),
                _ if is_call => reply(404, &json!({})),
                _ => {
                    let status = StatusCode::from_u16(status).unwrap_or_default();
                    Ok(Incoming::new(status, HeaderMap::new(), body_of(body)))
                }
            }
        }
    });
    let outcome = RUNTIME.with(|runtime| runtime.block_on(call(vendor, wire)));
    let sent = sent.lock().unwrap();
    let is_fine =
        |token: &String| (1..1000).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_alphanumeric());
    assert!(
        status != 200 || !token.as_ref().is_some_and(is_fine) || !sent.is_empty(),
        "a good token was not used"
    );
    for used in sent.iter() {
        let used = used.as_deref().expect("a call that needs a token has one");
        assert!(!used.trim().is_empty(), "an empty token was sent");
        assert!(!used.chars().any(char::is_control), "a control character was sent");
        if let Some(token) = &token {
            assert_eq!(used.trim(), token.trim(), "another token was sent");
        }
    }
    let error = outcome.expect_err("the call is not found, if it is sent at all");
    let texts = format!("{error} {error:?}");
    assert!(raw || !texts.contains(MARK), "{texts}");
});
