//! A server that echoes the secrets of a request: in the body, in a header, in the reason phrase, in a redirect.

use super::scan::{Canaries, KEY, Needle, SECRET, encodings};
use crate::promise::{Measured, Scale};
use portcullis_core::{ClientBuilder, Error, Retry, auth::header::Header, http::HeaderName};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

const STATUSES: [u16; 12] = [200, 202, 302, 307, 400, 401, 403, 404, 409, 422, 429, 500];
const PLACES: [&str; 5] = ["body", "header", "reason", "target", "page"];

/// The error members of all vendors in one body.
fn error_body(echo: &str) -> String {
    json!({
        "code": echo, "message": echo, "error": echo, "error_description": echo, "error_code": echo,
        "error_message": echo, "errorMessage": echo, "status": "ERROR", "details": [echo], "property": echo,
        "errors": [{"code": echo, "message": echo}], "CALLINFO": {"status": "FAIL", "errors": 1, "errorcodes": 1},
        "ERRORS": [echo], "ERRORCODES": {echo: echo}, "reasonKey": echo, "reason": echo,
    })
    .to_string()
}

fn answer(status: u16, place: &str, echo: &str) -> Vec<u8> {
    let line = echo.replace(['\r', '\n'], " ");
    let reason = if place == "reason" { line.as_str() } else { "Echo" };
    let header = match place {
        "header" => format!(
            "X-Echo: {line}\r\nX-Request-Id: {line}\r\nWWW-Authenticate: {line}\r\nRetry-After: {line}\r\n"
        ),
        "target" => format!("Location: https://other.example/{line}?q={line}\r\n"),
        _ => String::new(),
    };
    let body = match place {
        "body" => error_body(echo),
        "page" => format!("<html>{echo}</html>"),
        _ => error_body("no"),
    };
    let kind = if place == "page" { "text/html" } else { "application/json" };
    let head = format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nConnection: close\r\n{header}");
    [head.as_bytes(), format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()].concat()
}

/// Answers every request with the current bytes.
async fn serve(listener: TcpListener, answer_bytes: Arc<Mutex<Vec<u8>>>) {
    while let Ok((mut socket, _)) = listener.accept().await {
        let mut request = Vec::new();
        let mut block = [0; 4096];
        while let Ok(n @ 1..) = socket.read(&mut block).await {
            request.extend_from_slice(&block[..n]);
            if complete(&request) {
                break;
            }
        }
        let answer_bytes = answer_bytes.lock().unwrap().clone();
        let _ = socket.write_all(&answer_bytes).await;
        let _ = socket.shutdown().await;
    }
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some(end) = text.find("\r\n\r\n") else { return false };
    let length = text[..end]
        .lines()
        .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}

/// One call of each vendor that carries a secret in a header and, where there is one, in the body.
async fn call(vendor: &str, url: &str) -> Option<Error> {
    let once = Retry::none();
    match vendor {
        "core" => {
            let auth = Arc::new(Header::new(HeaderName::from_static("x-key"), KEY));
            let client = ClientBuilder::new(url)
                .retry(once)
                .build(portcullis_testkit::wire::Plain, Some(auth))
                .ok()?;
            let body = super::held_core::Body { password: SECRET.into() };
            client.post("/u").json(&body).call::<Value>().await.err()
        }
        "privicore" => {
            let client = privicore::Client::builder(url).token(KEY).retry(once).build().ok()?;
            client
                .directories()
                .create_user(&privicore::NewDirectoryUser::new("dir", "asa", SECRET))
                .await
                .err()
        }
        "storedsafe" => {
            let client = storedsafe::Client::builder(url).anonymous().retry(once).build().ok()?;
            let login = storedsafe::Login::new("asa", SECRET, "Kn4rrKeyOfTheApi");
            client.auth().login_totp(&login, &"123456".into()).await.err()
        }
        "digicert" => {
            let client = digicert::Client::builder(url).api_key(KEY).retry(once).build().ok()?;
            client
                .users()
                .create_service(&digicert::NewServiceUser::new("bot", "bot@example.com"))
                .await
                .err()
        }
        "privx" => {
            let client = privx::Client::builder(url).bearer(KEY).retry(once).build().ok()?;
            let password = portcullis_core::Secret::from(SECRET);
            client
                .local_user_store()
                .users()
                .create(&privx::local_user_store::LocalUser::new("asa").password(password))
                .await
                .err()
        }
        _ => {
            let client = midprovider::Client::shift(url, "acme").bearer(KEY).retry(once).build().ok()?;
            let password = midprovider::InitialPassword::temporary(SECRET);
            client.users().create(&midprovider::NewUser::new("asa").password(password)).await.err()
        }
    }
}

/// All texts of an error.
pub(super) fn texts(error: &Error) -> String {
    let mut all = format!(
        "{error}\n{error:?}\n{error:#?}\n{}\n{:?}\n{:?}",
        error.message(),
        error.code(),
        error.request_id()
    );
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        all.extend(["\n".to_owned(), cause.to_string(), format!("{cause:?}")]);
        next = cause.source();
    }
    all
}

pub(super) async fn run(scale: Scale) -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer_bytes = Arc::new(Mutex::new(Vec::new()));
    let server = tokio::spawn(serve(listener, answer_bytes.clone()));
    let (mut runs, mut errors, mut hits, mut succeeded) = (0, 0, Vec::new(), 0);
    let every = scale.pick(1, 13);
    let canaries = Canaries::all();
    for vendor in ["core", "privicore", "storedsafe", "digicert", "privx", "midprovider"] {
        let secrets: &[&str] = match vendor {
            "storedsafe" => &[SECRET],
            "digicert" => &[KEY],
            _ => &[SECRET, KEY],
        };
        let mut needles: Vec<Needle> = secrets.iter().flat_map(|s| encodings(s)).collect();
        needles.retain(|n| n.encoding != "bytes");
        for (n, (needle, place, status)) in needles
            .iter()
            .flat_map(|needle| PLACES.into_iter().flat_map(move |p| STATUSES.map(|s| (needle, p, s))))
            .enumerate()
        {
            if n % every != 0 {
                continue;
            }
            let echo = format!("`{}` is wrong", needle.text);
            *answer_bytes.lock().unwrap() = answer(status, place, &echo);
            runs += 1;
            let Some(error) = call(vendor, &url).await else {
                succeeded += 1;
                continue;
            };
            errors += 1;
            let found = canaries.hits(&texts(&error));
            if !found.is_empty() {
                hits.push(format!("{vendor} {status} {place} {}", needle.encoding));
            }
        }
    }
    server.abort();
    let first = hits.first().map(|h| format!(", such as {h}")).unwrap_or_default();
    Measured::new(
        hits.is_empty() && errors > 0,
        format!(
            "{} hits in {errors} errors of {runs} echoes ({succeeded} calls succeeded){first}",
            hits.len()
        ),
    )
}
