mod end;

use crate::{
    ID,
    support::{DONE, PAGE, exchange, is_refused, paged, sort},
};
use portcullis_testkit::{full, sent};
use privx::{
    Client,
    auth::{Session, SessionDomain, SessionSearch, Sessions},
};

const STORAGE: &str = "/auth/api/v1/sessionstorage";

fn sessions(client: &Client) -> Sessions {
    client.auth().sessions()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| sessions(c).list_of(&ID.into()).all().await;
    let line = format!("GET {STORAGE}/users/{ID}/sessions");
    exchange("sessions.list_user", format!("{line}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(sessions(c).list_of_sorted(&ID.into(), &sort())).await;
    exchange("sessions.list_user", format!("{line}?{PAGE}"), full(), sorted).await;
    let list = async |c: &Client| sessions(c).list_of_source(&ID.into()).all().await;
    let line = format!("GET {STORAGE}/sources/{ID}/sessions");
    exchange("sessions.list_source", format!("{line}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(sessions(c).list_of_source_sorted(&ID.into(), &sort())).await;
    exchange("sessions.list_source", format!("{line}?{PAGE}"), full(), sorted).await;
    let list = async |c: &Client| sessions(c).list_current().all().await;
    let line = format!("GET {STORAGE}/users/current/sessions");
    exchange("sessions.list_current", format!("{line}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(sessions(c).list_current_sorted(&sort())).await;
    exchange("sessions.list_current", format!("{line}?{PAGE}"), full(), sorted).await;
}

#[tokio::test]
async fn sessions_are_found() {
    let search = SessionSearch::new().keywords("alice,ops").user_id(ID).kind("login").sort(sort());
    let found = async |c: &Client| paged(sessions(c).search(&search)).await;
    let body = format!(r#"{{"keywords":"alice,ops","user_id":"{ID}","type":"login"}}"#);
    let line = sent(format!("POST {STORAGE}/sessions/search?{PAGE}"), body);
    exchange("sessions.search", line, full(), found).await;
    let found = async |c: &Client| sessions(c).search(&SessionSearch::new()).first_page().await;
    let line = sent(format!("POST {STORAGE}/sessions/search?limit=50"), "{}");
    exchange("sessions.search", line, full(), found).await;
}

#[test]
fn an_older_server_has_another_name_for_the_id() {
    let session = |text: &str| serde_json::from_str::<Session>(text).unwrap();
    assert_eq!(session(r#"{"session_id":"5f0a"}"#).id.as_str(), "5f0a");
    let session = session(r#"{"id":"5f0a","parent_session_id":"","user_id":"","source_id":""}"#);
    assert!(session.parent_session_id.is_none_or(|id| id.as_str().is_empty()));
    for word in ["privx-ui", "privx-external", "privx-service"] {
        assert!(!matches!(word.into(), SessionDomain::Other(_)), "{word}");
    }
}

#[tokio::test]
async fn sessions_are_ended() {
    let end = async |c: &Client| sessions(c).terminate(&ID.into()).await;
    exchange("sessions.terminate", format!("POST {STORAGE}/sessions/{ID}/terminate"), DONE, end).await;
    let end = async |c: &Client| sessions(c).terminate_current(&ID.into()).await;
    let line = format!("POST {STORAGE}/users/current/sessions/{ID}/terminate");
    exchange("sessions.terminate_current", line, DONE, end).await;
    let end = async |c: &Client| sessions(c).terminate_all(&ID.into()).await;
    let line = format!("POST {STORAGE}/users/{ID}/sessions/terminate");
    exchange("sessions.terminate_user", line, DONE, end).await;
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    for id in ["", ".", "..", "search", "terminate"] {
        is_refused("session_id", async |c| sessions(c).terminate(&id.into()).await).await;
        is_refused("session_id", async |c| sessions(c).terminate_current(&id.into()).await).await;
    }
    for id in ["", ".", "..", "current"] {
        is_refused("user_id", async |c| sessions(c).list_of(&id.into()).all().await).await;
        is_refused("user_id", async |c| sessions(c).terminate_all(&id.into()).await).await;
        let bound = std::time::Duration::from_secs(1);
        is_refused("user_id", async |c| sessions(c).end_all(&id.into(), bound).await).await;
    }
    for id in ["", ".", "..", "refresh"] {
        is_refused("source_id", async |c| sessions(c).list_of_source(&id.into()).all().await).await;
    }
}
