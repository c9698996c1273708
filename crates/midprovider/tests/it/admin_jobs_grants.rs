//! Roles that are granted and revoked beside others.

use crate::admin_jobs_script::{Accepts, Breaks, GONE, Refuses, Replies, job, none};
use midprovider::{
    Client, Error, ErrorKind, UserId,
    admin::jobs::{GrantError, RoleChanges, RoleKey},
};
use serde_json::{Value, json};

const ROLE: &str = "GET /roles/auditor";
const HELD: &str = "GET /users/u-1/role-mappings/realm";
const GIVE: &str = r#"POST /users/u-1/role-mappings/realm [{"id":"r-1","name":"auditor"}]"#;
const TAKE: &str = r#"DELETE /users/u-1/role-mappings/realm [{"id":"r-1","name":"auditor"}]"#;
const DESK: &str = "GET /clients?clientId=desk";
const AGENT: &str = "GET /clients/c-1/roles/agent";
const DESK_HELD: &str = "GET /users/u-1/role-mappings/clients/c-1";
const GIVE_DESK: &str = r#"POST /users/u-1/role-mappings/clients/c-1 [{"id":"r-2","name":"agent"}]"#;
const TAKE_DESK: &str = r#"DELETE /users/u-1/role-mappings/clients/c-1 [{"id":"r-2","name":"agent"}]"#;

fn id() -> UserId {
    "u-1".into()
}

fn auditor() -> Value {
    json!({"id": "r-1", "name": "auditor"})
}

fn agent() -> Value {
    json!({"id": "r-2", "name": "agent"})
}

/// A role that another one grants meanwhile.
fn other() -> Value {
    json!({"id": "r-9", "name": "other"})
}

fn desk() -> Value {
    // An older server finds parts of a client id.
    json!([{"id": "c-1", "clientId": "desk"}, {"id": "c-2", "clientId": "desk-2"}])
}

fn both() -> [RoleKey; 2] {
    [RoleKey::of_client("desk", "agent"), "auditor".into()]
}

async fn grant(mid: &Client) -> Result<RoleChanges, GrantError> {
    mid.admin().users().grant(&id(), &["auditor".into()]).await
}

async fn revoke(mid: &Client) -> Result<RoleChanges, GrantError> {
    mid.admin().users().revoke(&id(), &["auditor".into()]).await
}

#[tokio::test]
async fn only_missing_roles_are_sent_and_read_back() {
    let steps = [
        (DESK, Replies(desk())),
        (AGENT, Replies(agent())),
        (ROLE, Replies(auditor())),
        (HELD, Replies(json!([other()]))),
        (DESK_HELD, none()),
        (GIVE, Accepts),
        (HELD, Replies(json!([other(), auditor()]))),
        (GIVE_DESK, Accepts),
        (DESK_HELD, Replies(json!([agent()]))),
    ];
    let call = async |mid: &Client| mid.admin().users().grant(&id(), &both()).await;
    let changes = job(&steps, call).await.unwrap();
    assert_eq!((changes.made.as_slice(), changes.is_in_force()), (both().as_slice(), true));
    assert!(changes.unneeded.is_empty());

    let steps = [
        (DESK, Replies(desk())),
        (AGENT, Replies(agent())),
        (ROLE, Replies(auditor())),
        (HELD, Replies(json!([auditor()]))),
        (DESK_HELD, Replies(json!([agent()]))),
    ];
    let changes = job(&steps, call).await.unwrap();
    assert_eq!((changes.unneeded.as_slice(), changes.made.len()), (both().as_slice(), 0));
}

#[tokio::test]
async fn only_roles_that_are_held_are_taken() {
    let steps = [
        (DESK, Replies(desk())),
        (AGENT, Replies(agent())),
        (ROLE, Replies(auditor())),
        (HELD, Replies(json!([other()]))),
        (DESK_HELD, Replies(json!([agent()]))),
        (TAKE_DESK, Accepts),
        (DESK_HELD, none()),
    ];
    let call = async |mid: &Client| mid.admin().users().revoke(&id(), &both()).await;
    let changes = job(&steps, call).await.unwrap();
    assert_eq!((&changes.made[..], &changes.unneeded[..]), (&both()[..1], &both()[1..]));

    let steps = [
        (ROLE, Replies(auditor())),
        (HELD, Replies(json!([auditor(), other()]))),
        (TAKE, Accepts),
        (HELD, Replies(json!([other()]))),
    ];
    assert!(job(&steps, revoke).await.unwrap().is_in_force());
}

#[tokio::test]
async fn unknown_roles_and_clients_are_named_before_anything_is_sent() {
    let keys = [
        "ghost".into(),
        RoleKey::of_client("desk", "ghost"),
        "auditor".into(),
        RoleKey::of_client("shop", "agent"),
        RoleKey::of_client("shop", "boss"),
    ];
    let steps = [
        ("GET /roles/ghost", GONE),
        (DESK, Replies(desk())),
        ("GET /clients/c-1/roles/ghost", GONE),
        (ROLE, Replies(auditor())),
        // Looked for once.
        ("GET /clients?clientId=shop", none()),
    ];
    let call = async |mid: &Client| mid.admin().users().grant(&id(), &keys).await;
    let error = job(&steps, call).await.unwrap_err();
    let unknown = [&keys[0], &keys[1], &keys[3], &keys[4]];
    assert_eq!(error.unknown().iter().collect::<Vec<_>>(), unknown);
    let text = "the realm does not have `ghost`, `desk: ghost`, `shop: agent`, `shop: boss`";
    assert_eq!(error.to_string(), text);
    let error = Error::from(error);
    assert_eq!((error.kind(), error.message()), (ErrorKind::Input, text));

    let error = job(&[(ROLE, GONE)], revoke).await.unwrap_err();
    assert_eq!(error.unknown(), ["auditor".into()], "a slip in a name is not a role that is revoked");
}

#[tokio::test]
async fn the_same_role_twice_is_one() {
    let steps = [(ROLE, Replies(auditor())), (HELD, Replies(json!([auditor()])))];
    let twice = ["auditor".into(), "auditor".into()];
    let call = async |mid: &Client| mid.admin().users().grant(&id(), &twice).await;
    assert_eq!(job(&steps, call).await.unwrap().unneeded, twice[..1]);
    let call = async |mid: &Client| mid.admin().users().revoke(&id(), &[]).await;
    assert_eq!(job(&[], call).await.unwrap(), RoleChanges::default());
}

#[tokio::test]
async fn a_lost_reply_is_decided_by_what_is_read() {
    let given = |after| [(ROLE, Replies(auditor())), (HELD, none()), (GIVE, Breaks), (HELD, Replies(after))];
    assert_eq!(job(&given(json!([auditor()])), grant).await.unwrap().made, ["auditor".into()]);
    let error = job(&given(json!([])), grant).await.unwrap_err();
    assert_eq!(Error::from(error).kind(), ErrorKind::Interrupted);
    let taken = |after| {
        let held = Replies(json!([auditor()]));
        [(ROLE, Replies(auditor())), (HELD, held), (TAKE, Breaks), (HELD, Replies(after))]
    };
    assert_eq!(job(&taken(json!([])), revoke).await.unwrap().made, ["auditor".into()]);
    assert!(job(&taken(json!([auditor()])), revoke).await.is_err());
}

#[tokio::test]
async fn a_change_that_others_undo_is_not_in_force() {
    let steps = [(ROLE, Replies(auditor())), (HELD, none()), (GIVE, Accepts), (HELD, none())];
    let changes = job(&steps, grant).await.unwrap();
    assert_eq!((changes.is_in_force(), &*changes.undone), (false, &["auditor".into()][..]));
}

#[tokio::test]
async fn failures_of_the_calls_are_passed_on() {
    let failed = async |steps: &[_]| Error::from(job(steps, grant).await.unwrap_err());
    assert!(failed(&[(ROLE, Refuses(403, "no"))]).await.is_forbidden());
    // The user does not exist.
    assert!(failed(&[(ROLE, Replies(auditor())), (HELD, GONE)]).await.is_not_found());
    // The role is deleted before it is sent.
    let steps = [(ROLE, Replies(auditor())), (HELD, none()), (GIVE, GONE)];
    assert!(failed(&steps).await.is_not_found());
    // The read after the change fails.
    let steps = [(ROLE, Replies(auditor())), (HELD, none()), (GIVE, Accepts), (HELD, Breaks)];
    assert_eq!(failed(&steps).await.kind(), ErrorKind::Interrupted);
}
