//! Tokens that no request can carry, and stores that fail.

use crate::{
    promise::{Measured, Scale},
    tokens::{
        restarts::{self, LOGINS, Login, Site},
        tally::{Outcome, Tally, ensure, together},
    },
};
use portcullis_core::{Error, ErrorKind, Evidence, Result, Secret, http::Method, transport::TransportError};
use portcullis_testkit::wire::{Scripted, header, reply};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use storedsafe::{BoxFuture, Client, FileStore, RcFile, SessionStore};

const CLOSE: Duration = Duration::from_secs(30);
/// What the vendor's tools keep beside the token.
const OTHERS: &str = "mysite:vault.example\nusername:alice\n";

/// Tokens that no request can carry or no file hold.
fn odd() -> Vec<String> {
    let fixed = [
        "",
        "t1\nmysite:evil.example",
        "t1\r\nmysite:evil.example",
        "t1\r",
        "t0\u{0}1",
        "\u{7f}t1",
        "t\u{85}1",
    ];
    let long = ["a".repeat(16 * 1024 + 1), "a".repeat(500_000)];
    fixed.map(str::to_owned).into_iter().chain(long).collect()
}

pub(super) async fn tokens(scale: Scale) -> Measured {
    let odd = odd();
    let mut parts = Vec::new();
    for (login, name) in LOGINS {
        parts.push((Tally::of(odd.len(), |n| of_a_login(login, &odd[n])).await, name));
    }
    parts.push((Tally::of(odd.len(), |n| in_an_rc_file(&odd[n])).await, "StoredSafe logins with an rc file"));
    parts.push((Tally::of(2 * odd.len(), |n| stored(&odd[n / 2], n % 2 == 0)).await, "stored tokens"));
    parts.push((
        Tally::of(scale.pick(1_000, 50), |_| failing_stores()).await,
        "schedules of stores that fail",
    ));
    together(&parts)
}

/// The first token is odd: no call may carry it; the next is good.
async fn of_a_login(login: Login, odd: &str) -> Outcome {
    let site = Arc::new(Mutex::new(Site::new(login, 0)));
    let served = site.clone();
    let sent = Arc::new(AtomicUsize::new(0));
    let calls = sent.clone();
    let names = ["authorization", "x-dpt-authorization", "x-http-token"];
    let wire = Scripted::new(move |out, _| {
        let with_token =
            names.iter().any(|name| header(&out, name).is_some_and(|value| !value.starts_with("Basic ")));
        calls.fetch_add(usize::from(with_token), SeqCst);
        let answer = served.lock().map_err(|_| TransportError::new(Evidence::NoStatus, "panicked"));
        let answer = answer.and_then(|mut site| site.serve(&out));
        async move { answer }
    });
    let request = restarts::client(login, &wire);
    site.lock().unwrap().odd = Some(odd.to_owned());
    let first = request().call::<Value>().await;
    let kind = first.as_ref().err().map(Error::kind);
    ensure(kind == Some(ErrorKind::Decode), || format!("accepted: {login:?}: {first:?}"))?;
    ensure(sent.load(SeqCst) == 0, || format!("sent: {login:?}"))?;
    let text = format!("{first:?}");
    ensure(odd.len() < 4 || !text.contains(odd), || format!("quoted: {text}"))?;
    let second = request().call::<Value>().await;
    ensure(second.is_ok(), || format!("not recovered: {login:?}: {second:?}"))?;
    Ok(vec![("odd tokens", 1)])
}

fn totp(wire: &Scripted, store: impl SessionStore) -> Client {
    let otp = || async { Ok(Secret::from("123456")) };
    let builder =
        Client::builder("https://vault.example/api/1.0").totp("alice", "pass-phrase", "apikey1234", otp);
    builder.session_store(store).transport(wire.clone()).build().unwrap()
}

/// A folder that only this user can write to.
fn folder() -> std::path::PathBuf {
    let path = env::temp_dir().join(format!("portcullis-n2-{}-{:x}", std::process::id(), fastrand::u64(..)));
    fs::create_dir(&path).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    path
}

async fn call(client: &Client) -> Result<Value> {
    client.request(Method::GET, "/user").call().await
}

/// A login returns an odd token; the other lines of the file decide where the next run sends its passphrase.
async fn in_an_rc_file(odd: &str) -> Outcome {
    let site = Arc::new(Mutex::new(Site::new(Login::StoredSafe, 0)));
    site.lock().unwrap().odd = Some(odd.to_owned());
    let wire = Scripted::new(move |out, _| {
        let answer = site.lock().unwrap().serve(&out);
        async move { answer }
    });
    let folder = folder();
    let path = folder.join("rc");
    fs::write(&path, OTHERS).unwrap();
    let client = totp(&wire, RcFile::new(&path).store());
    let first = call(&client).await;
    let after = fs::read_to_string(&path).unwrap();
    ensure(first.is_err() && after == OTHERS, || format!("stored: {first:?}, {after}"))?;
    let second = call(&client).await;
    let after = fs::read_to_string(&path).unwrap();
    ensure(second.is_ok() && after == ["token:t2\n", OTHERS].concat(), || {
        format!("stored: {second:?}, {after}")
    })?;
    let _ = fs::remove_dir_all(folder);
    Ok(vec![("odd tokens", 1)])
}

/// A file has an odd token: one login replaces it.
async fn stored(odd: &str, rc: bool) -> Outcome {
    let (logins, others) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (logins.clone(), others.clone());
    let wire = Scripted::new(move |out, _| {
        let login = out.url.path().ends_with("/auth");
        (if login { &counts.0 } else { &counts.1 }).fetch_add(1, SeqCst);
        async { reply(200, &json!({"CALLINFO": {"status": "SUCCESS", "token": "t1"}})) }
    });
    let folder = folder();
    let path = folder.join("session");
    // Lines of their own would be other settings.
    let odd = odd.replace(['\n', '\r'], "\u{1}");
    let text = if rc { format!("{OTHERS}token:{odd}\n") } else { odd };
    fs::write(&path, text).unwrap();
    let client =
        if rc { totp(&wire, RcFile::new(&path).store()) } else { totp(&wire, FileStore::new(&path)) };
    for _ in 0..3 {
        let result = call(&client).await;
        ensure(result.is_ok(), || format!("failed: {result:?}"))?;
    }
    let seen = (logins.load(SeqCst), others.load(SeqCst));
    ensure(seen == (1, 3), || format!("logins and other requests: {seen:?}"))?;
    ensure(holds(&path, rc), || "the file does not have the new token".into())?;
    let _ = fs::remove_dir_all(folder);
    Ok(vec![("logins", 1), ("calls", 3)])
}

fn holds(path: &Path, rc: bool) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    text == if rc { ["token:t1\n", OTHERS].concat() } else { "t1".to_owned() }
}

/// A store whose every use may fail; it is locked from a load until it is released.
#[derive(Clone, Default)]
struct Shaky(Arc<Mutex<Shelf>>);

#[derive(Default)]
struct Shelf {
    token: Option<String>,
    locked: bool,
    fails: bool,
    failures: usize,
}

impl Shelf {
    fn fail(&mut self) -> Result<()> {
        if self.fails && fastrand::bool() {
            self.failures += 1;
            return Err(Error::new(ErrorKind::Config, "the store failed"));
        }
        Ok(())
    }
}

impl SessionStore for Shaky {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        let mut content = self.0.lock().unwrap();
        let loaded = content.fail().map(|()| content.token.as_deref().map(Secret::from));
        content.locked |= loaded.is_ok();
        Box::pin(async { loaded })
    }

    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        let mut content = self.0.lock().unwrap();
        let saved = content.fail();
        if saved.is_ok() {
            content.token = token.map(|token| token.expose_secret().to_owned());
        }
        Box::pin(async { saved })
    }

    fn release(&self) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().locked = false;
        Box::pin(async {})
    }
}

/// The server of the next schedule: it keeps its token or replaces it with each reply.
#[derive(Default)]
struct Tokens {
    newest: usize,
    open: bool,
    unlocked: usize,
}

/// Calls and closes in any order over a store that fails at times; then it works.
async fn failing_stores() -> Outcome {
    let (rotates, store) = (fastrand::bool(), Shaky::default());
    let tokens = Arc::new(Mutex::new(Tokens::default()));
    let (shelf, served) = (store.0.clone(), tokens.clone());
    let wire = Scripted::new(move |out, _| {
        let mut tokens = served.lock().unwrap();
        tokens.unlocked += usize::from(!shelf.lock().unwrap().locked);
        let path = out.url.path();
        let valid = tokens.open && header(&out, "x-http-token") == Some(&format!("t{}", tokens.newest));
        let answer = if path.ends_with("/auth") || valid {
            if rotates || path.ends_with("/auth") {
                tokens.newest += 1;
            }
            tokens.open = !path.ends_with("/logout");
            reply(200, &json!({"CALLINFO": {"status": "SUCCESS", "token": format!("t{}", tokens.newest)}}))
        } else {
            reply(401, &json!({"CALLINFO": {"status": "FAIL"}, "ERRORS": ["no"], "ERRORCODES": {"1200": ""}}))
        };
        async move { answer }
    });
    let mut client = totp(&wire, store.clone());
    let (mut done, mut failed) = (0, 0);
    for _ in 0..fastrand::usize(5..40) {
        store.0.lock().unwrap().fails = fastrand::bool();
        match fastrand::u8(0..8) {
            end @ (0 | 1) => {
                let _ =
                    if end == 0 { client.close(CLOSE).await } else { client.close_and_logout(CLOSE).await };
                client = totp(&wire, store.clone());
            }
            // The server has ended the session.
            2 => tokens.lock().unwrap().open = false,
            _ => match call(&client).await {
                Ok(_) => done += 1,
                Err(error) => {
                    ensure(error.kind() == ErrorKind::Config, || format!("failed: {error:?}"))?;
                    failed += 1;
                }
            },
        }
    }
    store.0.lock().unwrap().fails = false;
    for _ in 0..2 {
        let result = call(&client).await;
        ensure(result.is_ok(), || format!("not recovered: {result:?}"))?;
    }
    let (shelf, tokens) = (store.0.lock().unwrap(), tokens.lock().unwrap());
    ensure(tokens.unlocked == 0, || format!("without the lock: {} requests", tokens.unlocked))?;
    ensure(shelf.token == Some(format!("t{}", tokens.newest)), || "not stored: the last token".into())?;
    Ok(vec![("calls", done), ("failures of the store", shelf.failures), ("calls that failed for it", failed)])
}
