//! A server that echoes the secrets of a request: in the body, in a header, in the reason phrase, in a redirect; in every
//! spelling, and in every two, one around the other.

use super::{
    scan::{Canaries, KEY, SECRET},
    spellings,
};
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
                .create_service(&digicert::users::NewServiceUser::new("bot", "bot@example.com"))
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
            let password = midprovider::users::InitialPassword::temporary(SECRET);
            client.users().create(&midprovider::users::NewUser::new("asa").password(password)).await.err()
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

/// One echo: the secret as the server spells it, where, and with which status.
struct Echo {
    spelling: String,
    text: String,
    place: &'static str,
    status: u16,
}

/// Every spelling in every place and with every status; every spelling of every spelling in the texts of a refusal.
fn echoes(secret: &str) -> Vec<Echo> {
    // And in another normal form of Unicode.
    let secrets = [secret.to_owned(), secret.replace('ü', "u\u{308}")];
    let mut all = Vec::new();
    for (name, spell) in spellings::ALL {
        for secret in &secrets {
            for (place, status) in PLACES.into_iter().flat_map(|place| STATUSES.map(|status| (place, status)))
            {
                all.push(Echo { spelling: name.to_owned(), text: spell(secret), place, status });
            }
        }
        for (outer, spell_again) in spellings::ALL {
            let (spelling, text) = (format!("{outer} of {name}"), spell_again(&spell(secret)));
            all.push(Echo { spelling, text, place: "body", status: 422 });
        }
    }
    all
}

/// Whether an error shows the secret, or most of a spelling of it.
fn shows(texts: &str, echo: &Echo, canaries: &Canaries) -> bool {
    let shown: String = echo.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let shown: Vec<char> = shown.chars().collect();
    // The digits at the ends of base64 may be shared with the neighbours.
    let middle: String = shown.get(4..shown.len().min(400) - 4).unwrap_or(&shown).iter().collect();
    !canaries.hits(texts).is_empty() || texts.contains(&middle)
}

pub(super) async fn run(scale: Scale) -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer_bytes = Arc::new(Mutex::new(Vec::new()));
    let server = tokio::spawn(serve(listener, answer_bytes.clone()));
    let (mut runs, mut errors, mut hits, mut succeeded) = (0, 0, Vec::new(), 0);
    let every = scale.pick(1, 67);
    let canaries = Canaries::all();
    for vendor in ["core", "privicore", "storedsafe", "digicert", "privx", "midprovider"] {
        let secrets: &[&str] = match vendor {
            "storedsafe" => &[SECRET],
            "digicert" => &[KEY],
            _ => &[SECRET, KEY],
        };
        let echoes = secrets.iter().flat_map(|secret| echoes(secret));
        for echo in echoes.step_by(every) {
            let text = format!("`{}` is wrong", echo.text);
            *answer_bytes.lock().unwrap() = answer(echo.status, echo.place, &text);
            runs += 1;
            let Some(error) = call(vendor, &url).await else {
                succeeded += 1;
                continue;
            };
            errors += 1;
            if shows(&texts(&error), &echo, &canaries) {
                hits.push(format!("{vendor} {} {} {}", echo.status, echo.place, echo.spelling));
            }
        }
    }
    server.abort();
    let first = hits.first().map(|h| format!(", such as {h}")).unwrap_or_default();
    let spellings = spellings::ALL.len();
    Measured::new(
        hits.is_empty() && errors > 0,
        format!(
            "{} hits in {errors} errors of {runs} echoes in {spellings} spellings, and in {} of two, one around the \
             other ({succeeded} calls succeeded){first}",
            hits.len(),
            spellings * (spellings - 1),
        ),
    )
}
