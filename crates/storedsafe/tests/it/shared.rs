//! Sessions that several clients and the vendor's own tools use, against a server that replaces every token.

use crate::support::{builder, rotating::Server};
use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use storedsafe::{Client, ClientBuilder, ErrorKind, FileStore, RcFile, Secret, SessionStore};
use tempfile::TempDir;

const MOMENT: Duration = Duration::from_secs(5);

fn totp(server: &Server) -> ClientBuilder {
    let otp = || async { Ok(Secret::from("123456")) };
    builder(&server.url()).totp("alice", "pass-phrase", "apikey1234", otp)
}

fn client(server: &Server, store: impl SessionStore) -> Client {
    totp(server).session_store(store).build().unwrap()
}

fn file() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    (folder, path)
}

/// What the vendor's `tokenhandler` does when it has logged in or probed the session: it takes no lock.
fn tokenhandler(server: &Server, path: &Path) {
    let token = server.state().new_token();
    let text = format!("token:{token}\nusername:alice\napikey:apikey1234\nmysite:vault.example.com\n");
    fs::write(path, text).unwrap();
}

#[tokio::test]
async fn clients_in_turn_over_one_store_need_one_login() {
    let server = Server::start().await;
    let (_folder, path) = file();
    let store = FileStore::new(&path);
    let clients: Vec<_> = (0..4).map(|_| client(&server, store.clone())).collect();
    for _ in 0..5 {
        for client in &clients {
            client.users().list().await.unwrap();
        }
    }
    let counts = server.counts();
    assert_eq!((counts.logins, counts.checks, counts.done), (1, 0, 20));
}

#[tokio::test]
async fn a_closed_client_leaves_its_session_file_to_the_next() {
    let server = Server::start().await;
    let (_folder, path) = file();
    for _ in 0..5 {
        for client in [client(&server, FileStore::new(&path)), client(&server, FileStore::new(&path))] {
            client.users().list().await.unwrap();
            client.close(MOMENT).await.unwrap();
        }
    }
    let counts = server.counts();
    assert_eq!((counts.logins, counts.checks, counts.refused, counts.done), (1, 0, 0, 10));
}

#[tokio::test]
async fn a_session_file_in_use_is_named() {
    let server = Server::start().await;
    let (_folder, path) = file();
    let first = client(&server, FileStore::new(&path));
    first.users().list().await.unwrap();
    let second = client(&server, FileStore::new(&path));
    let error = second.users().list().timeout(Duration::from_millis(300)).await.unwrap_err();
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    first.close_and_logout(MOMENT).await.unwrap();
    second.users().list().await.unwrap();
}

#[tokio::test]
async fn the_vendors_tokenhandler_works_on_the_same_file() {
    let server = Server::start().await;
    let (_folder, path) = file();
    tokenhandler(&server, &path);
    let rc = RcFile::new(&path);
    let token = rc.read().unwrap().token.unwrap();
    let client = builder(&server.url()).token(token).session_store(rc.store()).build().unwrap();
    for call in 1..=10 {
        client.users().list().await.unwrap();
        client.users().list().await.unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let newest = format!("token:tok{}\n", 3 * call);
        assert!(text.starts_with(&newest) && text.contains("apikey:apikey1234\nmysite:"), "{text}");
        tokenhandler(&server, &path);
    }
    let counts = server.counts();
    assert_eq!((counts.logins, counts.checks, counts.done), (0, 0, 20));
    // It has logged out, and in again some time later.
    server.expire();
    fs::write(&path, "token:none\n").unwrap();
    for _ in 0..3 {
        assert_eq!(client.users().list().await.unwrap_err().kind(), ErrorKind::Auth);
    }
    tokenhandler(&server, &path);
    client.users().list().await.unwrap();
}

#[tokio::test]
async fn a_client_without_a_token_waits_for_that_of_the_tokenhandler() {
    let server = Server::start().await;
    let (_folder, path) = file();
    let client = builder(&server.url()).token("").session_store(RcFile::new(&path).store()).build().unwrap();
    for _ in 0..3 {
        assert_eq!(client.users().list().await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(server.counts().refused, 0, "an empty token is not sent");
    tokenhandler(&server, &path);
    client.users().list().await.unwrap();
}

#[tokio::test]
async fn an_html_401_opens_a_new_session() {
    let server = Server::start().await;
    server.state().page = true;
    let client = totp(&server).build().unwrap();
    client.users().list().await.unwrap();
    server.expire();
    client.users().list().await.unwrap();
    let counts = server.counts();
    assert_eq!((counts.logins, counts.checks, counts.refused, counts.done), (2, 1, 2, 2));
}

#[tokio::test]
async fn a_refused_login_names_a_used_code_and_what_to_do() {
    let server = Server::start().await;
    server.state().closed = true;
    let client = totp(&server).build().unwrap();
    for _ in 0..2 {
        let error = client.users().list().await.unwrap_err();
        let text = error.to_string();
        for part in ["Login failed.", "one-time code", "30 s", "session store", "reset_credentials"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(error.message(), "Login failed.", "the server's text stays its own");
    }
    // Another refusal has no such text.
    server.state().closed = false;
    client.reset_credentials();
    client.users().list().await.unwrap();
    let explicit = builder(&server.url()).anonymous().build().unwrap();
    server.state().closed = true;
    let login = storedsafe::Login::new("alice", "pass-phrase", "apikey1234");
    let error = explicit.auth().login_totp(&login, &"123456".into()).await.unwrap_err();
    assert!(error.to_string().contains("one-time code"), "{error}");
    server.expire();
    let resumed = builder(&server.url()).token("tok1").build().unwrap();
    let error = resumed.users().list().await.unwrap_err();
    assert!(!error.to_string().contains("one-time code"), "{error}");
}

#[tokio::test]
async fn a_code_with_a_line_break_is_not_sent() {
    let server = Server::start().await;
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let otp = move || {
        let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        async move { Ok(Secret::from(if first { "123456\n" } else { "123456" })) }
    };
    let client = builder(&server.url()).totp("alice", "pass-phrase", "apikey1234", otp).build().unwrap();
    let error = client.users().list().await.unwrap_err();
    assert_eq!((error.kind(), server.counts().logins), (ErrorKind::Config, 0));
    assert!(error.to_string().contains("`otp`"), "{error}");
    client.users().list().await.unwrap();
}
