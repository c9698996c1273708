//! Sessions that outlive a call, an idle hour, or the process.

use crate::support::{TOKEN, builder, failure, rotating::Server, success};
use portcullis_core::{
    Evidence,
    transport::{Incoming, TransportError},
};
use portcullis_testkit::wire::{Scripted, body_in, header, reply};
use serde_json::json;
use std::{
    env, fs,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};
use storedsafe::{
    Client, FileStore, NewUser, RcFile, Secret,
    http::{HeaderMap, StatusCode},
};
use tokio::time::sleep;

/// Environment variables of a second process: the URL of the server, and the file of the token.
const URL: &str = "STOREDSAFE_TEST_URL";
const FILE: &str = "STOREDSAFE_TEST_FILE";

#[tokio::test(start_paused = true)]
async fn an_idle_session_is_kept_alive_and_none_is_opened_for_it() {
    let paths = Arc::new(Mutex::new(Vec::new()));
    let log = paths.clone();
    let wire = Scripted::new(move |out, _| {
        log.lock().unwrap().push(out.url.path().trim_start_matches("/api/1.0").to_owned());
        async { reply(200, &success(json!({"token": "tok1", "timeout": "4000", "users": []}))) }
    });
    let otp = || async { Ok(Secret::from("123456")) };
    let builder = Client::builder("https://vault.example/api/1.0").transport(wire);
    let client = builder.totp("alice", "pass-phrase", "apikey1234", otp).build().unwrap();
    let alive = client.keep_alive().unwrap();
    sleep(Duration::from_secs(100_000)).await;
    assert!(paths.lock().unwrap().is_empty());

    client.users().list().await.unwrap();
    drop(alive);
    let alive = client.keep_alive().unwrap();
    sleep(Duration::from_millis(9_500)).await;
    let checks = ["/auth", "/user", "/auth/check", "/auth/check", "/auth/check"];
    assert_eq!(*paths.lock().unwrap(), checks);
    drop(alive);
    sleep(Duration::from_secs(60)).await;
    assert_eq!(paths.lock().unwrap().len(), checks.len());
}

#[tokio::test]
async fn a_session_in_the_vendors_own_file_is_continued_and_kept_up_to_date() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rc");
    let otp = || async { Ok(Secret::from("123456")) };
    let first = builder(&server.url()).totp("alice", "pass-phrase", "apikey1234", otp);
    let first = first.session_store(RcFile::new(&path).store()).build().unwrap();
    first.users().list().await.unwrap();
    first.close(Duration::from_secs(5)).await.unwrap();
    drop(first);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("mysite:vault.example.com:8443\n{text}username:alice\n")).unwrap();

    let settings = RcFile::new(&path).read().unwrap();
    assert_eq!(settings.base_url().unwrap(), "https://vault.example.com:8443/api/1.0");
    let token = settings.token.unwrap();
    let second =
        builder(&server.url()).token(token).session_store(RcFile::new(&path).store()).build().unwrap();
    for _ in 0..5 {
        second.users().list().await.unwrap();
    }
    second.close(Duration::from_secs(5)).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "token:tok7\nmysite:vault.example.com:8443\nusername:alice\n");
    assert_eq!((server.counts().logins, server.counts().refused), (1, 0));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    second.close_and_logout(Duration::from_secs(5)).await.unwrap();
    assert!(fs::read_to_string(&path).unwrap().starts_with("token:none\n"));
}

/// A part of the next test, in a process of its own.
async fn five_hundred_calls(url: &str, file: &str) {
    let otp = || async { Ok(Secret::from("123456")) };
    let builder = builder(url).totp("alice", "pass-phrase", "apikey1234", otp);
    let client = builder.session_store(FileStore::new(file)).build().unwrap();
    let calls: Vec<_> = (0..500).map(|_| tokio::spawn(client.users().list())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    client.close(Duration::from_secs(5)).await.unwrap();
}

#[tokio::test]
async fn two_processes_share_a_session_without_losing_it() {
    if let (Ok(url), Ok(file)) = (env::var(URL), env::var(FILE)) {
        return five_hundred_calls(&url, &file).await;
    }
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let processes: Vec<_> = (0..2)
        .map(|_| {
            Command::new(env::current_exe().unwrap())
                .args(["--exact", "resume::two_processes_share_a_session_without_losing_it"])
                .env(URL, server.url())
                .env(FILE, folder.path().join("session"))
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for process in processes {
        let output = tokio::task::spawn_blocking(move || process.wait_with_output()).await.unwrap().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && text.contains("1 passed"), "{text}");
    }
    let counts = server.counts();
    assert_eq!((counts.done, counts.logins, counts.refused, counts.checks), (1_000, 1, 0, 0));
}

/// The token in an incomplete reply may be the session's only one.
#[tokio::test]
async fn a_reply_cut_at_any_byte_leaves_a_session_that_works_or_is_reported_as_lost() {
    let whole = success(json!({"token": "tok2", "users": []})).to_string();
    for end in 0..whole.len() {
        let body = whole.as_bytes()[..end].to_vec();
        let wire = Scripted::new(move |out, n| {
            let body = body.clone();
            async move {
                if n == 0 {
                    let cut = TransportError::new(Evidence::NoStatus, "cut");
                    let body = body_in([Ok(body.into()), Err(cut)]);
                    return Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), body));
                }
                // The server has replaced the token already.
                if header(&out, "x-http-token") == Some("tok2") {
                    return reply(200, &success(json!({"token": "tok2", "users": []})));
                }
                reply(401, &failure("1200", "You are not logged in."))
            }
        });
        let builder = Client::builder("https://vault.example/api/1.0").token(TOKEN).transport(wire);
        let client = builder.build().unwrap();
        let user = NewUser::new("alice", "Alice", "a@b.c", "pass-phrase".into());
        client.users().create(&user).await.unwrap_err();
        let seen = whole.find("tok2").unwrap() + "tok2\"".len() <= end;
        match client.users().list().await {
            Ok(_) => assert!(seen, "cut at {end}"),
            Err(error) => assert!(!seen && error.is_unauthorized(), "cut at {end}: {error}"),
        }
    }
}

#[test]
fn a_session_cannot_be_kept_alive_without_a_runtime_or_its_timers() {
    let client = Client::builder("https://vault.example/api/1.0").token("t0ken").build().unwrap();
    let no_timers = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for refused in [client.keep_alive(), no_timers.block_on(async { client.keep_alive() })] {
        assert_eq!(refused.unwrap_err().kind(), storedsafe::ErrorKind::Interrupted);
    }
}
