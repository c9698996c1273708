//! Sessions that survive the process, and files that get in the way.

use crate::{
    sessions::{Protocol, Site, site},
    support::Scripted,
};
use portcullis_core::{
    Client, ErrorKind,
    auth::{FileStore, SessionStore as _, session::Session},
};
use serde_json::Value;
use std::{fs, path::Path, sync::Arc, time::Duration};

fn client(wire: &Scripted, file: &Path) -> (Client, Arc<Session>) {
    let session = Arc::new(Session::new(Protocol, Some(Arc::new(FileStore::new(file)))));
    (wire.client(Some(session.clone())), session)
}

#[tokio::test(start_paused = true)]
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
#[tokio::test(start_paused = true)]
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

#[tokio::test(start_paused = true)]
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
    fs::write(&file, [0xff, 0xfe]).unwrap();
    assert_eq!(store.load().await.unwrap_err().kind(), ErrorKind::Config);
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(store.load().await.unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(store.save(None).await.unwrap_err().kind(), ErrorKind::Config);
}
