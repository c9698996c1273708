//! A server that says back what it was told in confidence: in words, in a header, in the reason phrase, as the
//! place to go to.

use super::scan::{Canaries, KEY, Needle, SECRET, spellings};
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

/// What every vendor would call its words, in one body.
fn words(said: &str) -> String {
    json!({
        "code": said, "message": said, "error": said, "error_description": said, "error_code": said,
        "error_message": said, "errorMessage": said, "status": "ERROR", "details": [said], "property": said,
        "errors": [{"code": said, "message": said}], "CALLINFO": {"status": "FAIL", "errors": 1, "errorcodes": 1},
        "ERRORS": [said], "ERRORCODES": {said: said}, "reasonKey": said, "reason": said,
    })
    .to_string()
}

fn answer(status: u16, place: &str, said: &str) -> Vec<u8> {
    let line = said.replace(['\r', '\n'], " ");
    let reason = if place == "reason" { line.as_str() } else { "Said" };
    let header = match place {
        "header" => format!(
            "X-Echo: {line}\r\nX-Request-Id: {line}\r\nWWW-Authenticate: {line}\r\nRetry-After: {line}\r\n"
        ),
        "target" => format!("Location: https://other.example/{line}?q={line}\r\n"),
        _ => String::new(),
    };
    let body = match place {
        "body" => words(said),
        "page" => format!("<html>{said}</html>"),
        _ => words("no"),
    };
    let kind = if place == "page" { "text/html" } else { "application/json" };
    let head = format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nConnection: close\r\n{header}");
    [head.as_bytes(), format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()].concat()
}

/// Answers every request with what is said at the time.
async fn serve(listener: TcpListener, says: Arc<Mutex<Vec<u8>>>) {
    while let Ok((mut socket, _)) = listener.accept().await {
        let mut request = Vec::new();
        let mut block = [0; 4096];
        while let Ok(n @ 1..) = socket.read(&mut block).await {
            request.extend_from_slice(&block[..n]);
            if complete(&request) {
                break;
            }
        }
        let says = says.lock().unwrap().clone();
        let _ = socket.write_all(&says).await;
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
                .directory()
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
                .local_users()
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

/// Everything that an error has to say.
fn texts(error: &Error) -> String {
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
    let says = Arc::new(Mutex::new(Vec::new()));
    let server = tokio::spawn(serve(listener, says.clone()));
    let (mut runs, mut errors, mut hits, mut silent) = (0, 0, Vec::new(), 0);
    let every = scale.pick(1, 13);
    let canaries = Canaries::all();
    for vendor in ["core", "privicore", "storedsafe", "digicert", "privx", "midprovider"] {
        let secrets: &[&str] = match vendor {
            "storedsafe" => &[SECRET],
            "digicert" => &[KEY],
            _ => &[SECRET, KEY],
        };
        let mut needles: Vec<Needle> = secrets.iter().flat_map(|s| spellings(s)).collect();
        needles.retain(|n| n.spelling != "bytes");
        for (n, (needle, place, status)) in needles
            .iter()
            .flat_map(|needle| PLACES.into_iter().flat_map(move |p| STATUSES.map(|s| (needle, p, s))))
            .enumerate()
        {
            if n % every != 0 {
                continue;
            }
            let said = format!("`{}` is wrong", needle.text);
            *says.lock().unwrap() = answer(status, place, &said);
            runs += 1;
            let Some(error) = call(vendor, &url).await else {
                silent += 1;
                continue;
            };
            errors += 1;
            let found = canaries.hits(&texts(&error));
            if !found.is_empty() {
                hits.push(format!("{vendor} {status} {place} {}", needle.spelling));
            }
        }
    }
    server.abort();
    let first = hits.first().map(|h| format!(", such as {h}")).unwrap_or_default();
    Measured::new(
        hits.is_empty() && errors > 0,
        format!(
            "{} hits in {errors} errors of {runs} echoes ({silent} took the answer for success){first}",
            hits.len()
        ),
    )
}
