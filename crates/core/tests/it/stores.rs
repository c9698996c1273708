//! Sessions that survive the process, and files that get in the way.

use crate::{
    sessions::{Protocol, Site, site},
    support::Scripted,
};
use portcullis_core::transport::BoxFuture;
use portcullis_core::{
    Client, Error, ErrorKind, Result, Secret,
    auth::{FileStore, SessionStore, session::Session},
};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

fn client(wire: &Scripted, file: &Path) -> (Client, Arc<Session>) {
    client_of(wire, FileStore::new(file))
}

fn client_of(wire: &Scripted, store: impl SessionStore) -> (Client, Arc<Session>) {
    let session = Arc::new(Session::new(Protocol, Some(Arc::new(store))));
    (wire.client(Some(session.clone())), session)
}

#[tokio::test]
async fn a_run_goes_on_with_the_last_token_of_the_run_before() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let (wire, site) = site(Site::default());
    for _ in 0..3 {
        let (client, _) = client(&wire, &file);
        for _ in 0..2 {
            client.post("/u").call::<Value>().await.unwrap();
            let newest = format!("t{}", site.lock().unwrap().issued);
            assert_eq!(fs::read_to_string(&file).unwrap(), newest);
        }
    }
    let (client, _) = client(&wire, &file);
    client.get("/logout").once().ends_session().done().await.unwrap();
    assert!(!file.exists());
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes, site.logouts), (1, 0, 1));
}

/// What the server said of a token outlives what the file says of it.
#[tokio::test]
async fn a_stored_token_that_is_over_costs_one_probe_and_one_login() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    fs::write(&file, "t77\n").unwrap();
    let (wire, site) = site(Site::default());
    let (client, session) = client(&wire, &file);
    for _ in 0..3 {
        client.post("/u").call::<Value>().await.unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "t4");
    assert!(session.unsaved().is_none());
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes), (1, 1));
}

#[tokio::test]
async fn a_token_that_cannot_be_stored_is_told_by_the_session_and_by_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let in_the_way = folder.path().join("session.new");
    fs::create_dir(&in_the_way).unwrap();
    let (wire, site) = site(Site::default());
    let (client, session) = client(&wire, &file);
    client.post("/u").call::<Value>().await.unwrap();
    assert_eq!(session.unsaved().unwrap().kind(), ErrorKind::Config);
    fs::remove_dir(&in_the_way).unwrap();
    client.post("/u").call::<Value>().await.unwrap();
    assert!(session.unsaved().is_none());
    assert_eq!(site.lock().unwrap().logins, 1);
    client.close(Duration::from_secs(5), false).await.unwrap();
}

#[tokio::test]
async fn no_file_is_no_session_and_a_file_that_cannot_be_used_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let store = FileStore::new(&file);
    assert!(store.load().await.unwrap().is_none());
    store.save(None).await.unwrap();
    fs::write(&file, [0xc3, 0x28]).unwrap();
    assert_eq!(store.load().await.unwrap_err().kind(), ErrorKind::Config);
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(store.load().await.unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(store.save(None).await.unwrap_err().kind(), ErrorKind::Config);
}

const MOMENT: Duration = Duration::from_secs(5);

async fn call(client: &Client) -> Result<()> {
    client.post("/u").call::<Value>().await.map(drop)
}

/// Another program that replaces the token in the file, as the server does in its replies.
async fn other_program(wire: &Scripted, file: &Path) {
    let token = Secret::from(fs::read_to_string(file).unwrap());
    let name = portcullis_core::http::HeaderName::from_static("x-token");
    let check = wire.client(None).post("/check").authorize_with(name, token).pick("token");
    fs::write(file, check.call::<Secret>().await.unwrap().expose_secret()).unwrap();
}

#[tokio::test]
async fn clients_that_take_turns_over_one_store_need_one_login() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("session"));
    let (wire, site) = site(Site::default());
    let clients: Vec<_> = (0..3).map(|_| client_of(&wire, store.clone()).0).collect();
    for _ in 0..10 {
        for client in &clients {
            call(client).await.unwrap();
        }
    }
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes), (1, 0));
}

#[tokio::test]
async fn a_token_that_another_program_has_stored_is_continued_without_probe_and_login() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let (wire, site) = site(Site::default());
    let (client, _) = client(&wire, &file);
    for _ in 0..5 {
        call(&client).await.unwrap();
        other_program(&wire, &file).await;
    }
    call(&client).await.unwrap();
    let site = site.lock().unwrap();
    // The probes are the other program's.
    assert_eq!((site.logins, site.probes), (1, 5));
}

#[tokio::test]
async fn an_old_token_in_a_store_is_left_alone_after_a_failed_save() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let (wire, site) = site(Site::default());
    let (client, session) = client(&wire, &file);
    call(&client).await.unwrap();
    fs::create_dir(folder.path().join("session.new")).unwrap();
    call(&client).await.unwrap();
    assert!(session.unsaved().is_some());
    let stored = fs::read_to_string(&file).unwrap();
    // The session ends at the server; the store's token has been replaced before.
    wire.client(None)
        .get("/logout")
        .authorize_with("x-token".parse().unwrap(), "t3".into())
        .done()
        .await
        .unwrap();
    let before = wire.count();
    call(&client).await.unwrap();
    assert_eq!(wire.count() - before, 4, "call, probe, login, call: the store's token is not sent");
    assert_eq!(fs::read_to_string(&file).unwrap(), stored);
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes), (2, 1));
}

#[tokio::test]
async fn a_session_that_another_process_has_opened_ends_the_refusal_of_the_own_login() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let (wire, site) = site(Site::default());
    site.lock().unwrap().refuse_login = true;
    let (client, _) = client(&wire, &file);
    for _ in 0..3 {
        assert_eq!(call(&client).await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(site.lock().unwrap().logins, 1);
    let token = site.lock().unwrap().rotate();
    fs::write(&file, token).unwrap();
    for _ in 0..3 {
        call(&client).await.unwrap();
    }
    assert_eq!(site.lock().unwrap().logins, 1);
}

#[tokio::test]
async fn a_lock_ends_with_close_and_begins_again_with_the_next_call() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let (wire, site) = site(Site::default());
    // Two stores of one file, as of two processes.
    let clients = || [client(&wire, &file).0, client(&wire, &file).0];
    for _ in 0..3 {
        for client in clients() {
            call(&client).await.unwrap();
            call(&client).await.unwrap();
            client.close(MOMENT, false).await.unwrap();
        }
    }
    let clients = clients();
    for client in &clients {
        call(client).await.unwrap();
        client.close(MOMENT, false).await.unwrap();
    }
    clients[0].close(MOMENT, true).await.unwrap();
    clients[1].close(MOMENT, true).await.unwrap();
    assert!(!file.exists());
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes, site.logouts), (1, 0, 1));
}

#[tokio::test]
async fn a_busy_lock_and_an_unusable_file_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let name = file.display().to_string();
    let (wire, _) = site(Site::default());
    let (first, _) = client(&wire, &file);
    call(&first).await.unwrap();
    let (second, _) = client(&wire, &file);
    for _ in 0..2 {
        let call = second.post("/u").call::<Value>();
        let error = call.timeout(Duration::from_millis(200)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(error.to_string().contains(&name), "{error}");
    }
    first.close(MOMENT, false).await.unwrap();
    call(&second).await.unwrap();
    second.close(MOMENT, false).await.unwrap();

    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let (third, _) = client(&wire, &file);
    for _ in 0..3 {
        let error = call(&third).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(&name), "{error}");
    }
}

#[tokio::test]
async fn a_stored_token_that_is_over_as_well_is_followed_by_one_login_in_the_same_call() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session");
    let (wire, site) = site(Site::default());
    let (client, _) = client(&wire, &file);
    call(&client).await.unwrap();
    for old in 1..=3 {
        fs::write(&file, format!("t10{old}")).unwrap();
        site.lock().unwrap().rotate();
        call(&client).await.unwrap();
    }
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes), (4, 3));
}

/// A store that can be read once.
struct Once(Mutex<Option<Secret>>);

impl SessionStore for Once {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        let token = self.0.lock().unwrap().take().map(Some);
        Box::pin(async { token.ok_or_else(|| Error::new(ErrorKind::Config, "no longer")) })
    }

    fn save<'a>(&'a self, _: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_store_that_cannot_be_read_again_fails_no_call() {
    let (wire, site) = site(Site::default());
    let (client, _) = client_of(&wire, Once(Mutex::new(Some("t77".into()))));
    call(&client).await.unwrap();
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes), (1, 1));
}

/// The server replaces the token by one that no file should hold.
#[tokio::test]
async fn a_replaced_token_of_two_lines_costs_one_probe_and_is_neither_sent_nor_stored() {
    for odd in ["t2\u{7f}mysite:evil", "", &"t".repeat(20_000)] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("session");
        let reply_with = format!("{{\"id\":1,\"token\":\"{odd}\"}}");
        let odd_replies = Scripted::new(move |out, n| {
            let body = match (out.url.path(), n) {
                ("/login", _) => r#"{"token":"t1"}"#.to_owned(),
                ("/check", _) => r#"{"token":"t3"}"#.to_owned(),
                (_, 1) => reply_with.clone(),
                _ => r#"{"id":1}"#.to_owned(),
            };
            async move {
                let body = crate::support::body_in([Ok(body.into())]);
                let (status, headers) = Default::default();
                Ok(portcullis_core::transport::Incoming::new(status, headers, body))
            }
        });
        let (client, _) = client(&odd_replies, &file);
        call(&client).await.unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "t1");
        call(&client).await.unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "t3");
        assert_eq!(odd_replies.count(), 4, "login, call, probe, call");
    }
}
