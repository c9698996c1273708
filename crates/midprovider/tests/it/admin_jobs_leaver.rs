//! The leaver.

use crate::admin_jobs_script::{Accepts, Breaks, Does, GONE, Refuses, Replies, Step, job, none, ssms_job};
use midprovider::{
    Client, UserId,
    admin::jobs::{AfterLeaving, Leaver, Remains, RoleKey},
};
use serde_json::json;

const USER: &str = "GET /users/u-1";
const DISABLE: &str = r#"PUT /users/u-1 {"enabled":false}"#;
const SESSIONS: &str = "GET /users/u-1/sessions";
const LOGOUT: &str = "POST /users/u-1/logout";
const CONSENTS: &str = "GET /users/u-1/consents";
const SHOP: &str = "DELETE /users/u-1/consents/shop";
const REALM: &str = "GET /users/u-1/role-mappings/realm";
const TAKE: &str = r#"DELETE /users/u-1/role-mappings/realm [{"id":"r-1","name":"auditor"}]"#;
const ALL: &str = "GET /users/u-1/role-mappings";
const TAKE_DESK: &str = r#"DELETE /users/u-1/role-mappings/clients/c-1 [{"id":"r-2","name":"agent"}]"#;
const DESK: &str = "GET /users/u-1/role-mappings/clients/c-1";
const GROUPS: &str = "GET /users/u-1/groups";
const LEAVE: &str = "DELETE /users/u-1/groups/g-1";
const DELETE: &str = "DELETE /auth/realms/acme/v3_user/mira";
const SSMS_LOGOUT: &str = "PUT /digitanium/v4/users/mira/ssms/logout";
const DEVICES: &str = "GET /digitanium/v4/users/mira/devices";

fn user(enabled: bool) -> Does {
    Replies(json!({"id": "u-1", "username": "mira", "enabled": enabled}))
}

fn sessions() -> Does {
    Replies(json!([{"id": "s-1"}]))
}

fn consents() -> Does {
    Replies(json!([{"clientId": "shop"}, {"clientId": "app"}]))
}

fn auditor() -> Does {
    Replies(json!([{"id": "r-1", "name": "auditor"}]))
}

fn agent() -> Does {
    let mappings = json!([{"id": "r-2", "name": "agent"}]);
    Replies(json!({"clientMappings": {"desk": {"id": "c-1", "client": "desk", "mappings": mappings}}}))
}

fn groups() -> Does {
    Replies(json!([{"id": "g-1"}, {"id": "g-2"}]))
}

/// The steps of SHIFT about a user who has something of each.
fn access() -> Vec<Step<'static>> {
    vec![
        (USER, user(true)),
        (DISABLE, Accepts),
        (SESSIONS, sessions()),
        (LOGOUT, Accepts),
        (CONSENTS, consents()),
        (SHOP, Accepts),
        ("DELETE /users/u-1/consents/app", Accepts),
        (REALM, auditor()),
        (TAKE, Accepts),
        (ALL, agent()),
        (TAKE_DESK, Accepts),
        (GROUPS, groups()),
        (LEAVE, Accepts),
        ("DELETE /users/u-1/groups/g-2", Accepts),
    ]
}

/// The reads of a user who has nothing left.
fn nothing_left() -> Vec<Step<'static>> {
    vec![
        (USER, user(false)),
        (SESSIONS, none()),
        (CONSENTS, none()),
        (ALL, Replies(json!({}))),
        (GROUPS, none()),
    ]
}

/// The same steps, with another answer to the first of these requests.
fn but(mut steps: Vec<Step<'static>>, line: &str, does: Does) -> Vec<Step<'static>> {
    steps.iter_mut().find(|(own, _)| *own == line).unwrap().1 = does;
    steps
}

async fn leave(mid: &Client) -> Leaver {
    mid.admin().users().leave(&UserId::from("u-1"), AfterLeaving::Keep).await
}

async fn delete(mid: &Client) -> Leaver {
    mid.admin().users().leave(&UserId::from("u-1"), AfterLeaving::Delete).await
}

/// The outcomes of the steps: a letter each for done, not needed and failed.
fn letters(leaver: &Leaver) -> String {
    use midprovider::admin::jobs::Step::{Done, Failed, NotNeeded};
    let letter = |(_, step): (&str, &_)| match step {
        Done => 'd',
        NotNeeded => '-',
        Failed(_) => 'F',
        other => panic!("{other:?}"),
    };
    leaver.steps().map(letter).iter().collect()
}

#[tokio::test]
async fn all_access_is_taken_and_read_back() {
    let leaver = job(&[access(), nothing_left()].concat(), leave).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("dd-dddd--", true), "{leaver:?}");
    let exists = leaver.remains.unwrap().exists;
    assert!(exists, "the user stays");
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let steps = vec![
        (USER, user(false)),
        (SESSIONS, none()),
        (CONSENTS, none()),
        (REALM, none()),
        (ALL, Replies(json!({"clientMappings": {"desk": {"id": "c-1", "mappings": []}}}))),
        (GROUPS, none()),
    ];
    let leaver = job(&[steps, nothing_left()].concat(), leave).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("---------", true), "{leaver:?}");
}

#[tokio::test]
async fn a_user_who_does_not_exist_is_out() {
    let leaver = job(&[(USER, GONE)], delete).await;
    assert!(leaver.is_out());
    let leaver = job(&[(USER, GONE)], leave).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("---------", true));
    assert_eq!(leaver.remains.unwrap(), Remains::default());
}

#[tokio::test]
async fn deletion_comes_last_and_after_no_failure() {
    let steps = [access(), vec![(DELETE, Accepts), (USER, GONE)]].concat();
    let leaver = job(&steps, delete).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("dd-dddd-d", true), "{leaver:?}");

    let steps = [but(access(), LOGOUT, Refuses(500, "no")), but(nothing_left(), SESSIONS, sessions())];
    let leaver = job(&steps.concat(), delete).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("dF-dddd-F", false), "{leaver:?}");

    let steps = [access(), vec![(DELETE, Breaks)], nothing_left()].concat();
    let leaver = job(&steps, delete).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("dd-dddd-F", true));
    assert!(leaver.remains.unwrap().exists, "the user could not be deleted");
}

#[tokio::test]
async fn no_step_that_fails_prevents_the_others() {
    for (line, outcome) in [
        (DISABLE, "Fd-dddd--"),
        (LOGOUT, "dF-dddd--"),
        (SHOP, "dd-Fddd--"),
        (TAKE, "dd-dFdd--"),
        (TAKE_DESK, "dd-ddFd--"),
        (LEAVE, "dd-dddF--"),
    ] {
        for does in [Breaks, Refuses(403, "no"), Refuses(409, "no")] {
            let leaver = job(&[but(access(), line, does), nothing_left()].concat(), leave).await;
            // What was read back counts: a lost reply may have been done.
            assert_eq!((&*letters(&leaver), leaver.is_out()), (outcome, true), "{line}");
        }
    }
    // Each read fails as well.
    let failing: Vec<Step<'_>> = [USER, DISABLE, SESSIONS, CONSENTS, REALM, ALL, GROUPS, USER]
        .map(|line| (line, Refuses(500, "no")))
        .into();
    let leaver = job(&failing, leave).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("FF-FFFF--", false), "{leaver:?}");
    assert!(leaver.remains.is_err());
}

#[tokio::test]
async fn what_goes_between_the_calls_is_no_failure() {
    for line in [LOGOUT, SHOP, LEAVE] {
        let leaver = job(&[but(access(), line, GONE), nothing_left()].concat(), leave).await;
        assert!(leaver.is_out() && !letters(&leaver).contains('F'), "{line}: {leaver:?}");
    }
    // A role that was deleted makes the server refuse all: the others are taken.
    let mut steps = but(access(), TAKE, GONE);
    let at = steps.iter().position(|(line, _)| *line == ALL).unwrap();
    steps.splice(at..at, [(REALM, auditor()), (TAKE, Accepts)]);
    let mut steps = but(steps, TAKE_DESK, GONE);
    let at = steps.iter().position(|(line, _)| *line == GROUPS).unwrap();
    steps.splice(at..at, [(DESK, Replies(json!([{"id": "r-2", "name": "agent"}]))), (TAKE_DESK, Accepts)]);
    let leaver = job(&[steps, nothing_left()].concat(), leave).await;
    assert_eq!(letters(&leaver), "dd-dddd--", "{leaver:?}");
    // The user is deleted by another one.
    let steps = vec![
        (USER, user(true)),
        (DISABLE, GONE),
        (SESSIONS, GONE),
        (CONSENTS, GONE),
        (REALM, GONE),
        (ALL, GONE),
        (GROUPS, GONE),
    ];
    let leaver =
        job(&[steps, vec![(USER, user(true)), (SESSIONS, GONE), (USER, GONE)]].concat(), leave).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("---------", true), "{leaver:?}");
}

#[tokio::test]
async fn a_user_is_not_out_while_anything_is_left() {
    for (line, does) in [
        (USER, user(true)),
        (USER, Replies(json!({"id": "u-1", "username": "mira"}))),
        (SESSIONS, sessions()),
        (CONSENTS, consents()),
        (ALL, agent()),
        (ALL, Replies(json!({"realmMappings": [{"id": "r-1", "name": "auditor"}]}))),
        (GROUPS, groups()),
    ] {
        let leaver = job(&[access(), but(nothing_left(), line, does)].concat(), leave).await;
        assert!(!leaver.is_out(), "{line}");
        let remains = leaver.remains.unwrap();
        let desk = RoleKey::of_client("desk", "agent");
        assert!(line != ALL || remains.roles == [desk] || remains.roles == ["auditor".into()]);
    }
}

#[tokio::test]
async fn ssms_ends_its_sessions_and_deletes_devices() {
    let device = "DELETE /digitanium/v4/devices/d-1";
    let run = |logout: Does, deletion: Does, left: Does| {
        let mut steps = access();
        steps.insert(4, (SSMS_LOGOUT, logout));
        steps.push((DEVICES, Replies(json!([{"deviceId": "d-1"}, {"deviceId": "d-2"}]))));
        steps.push((device, deletion));
        steps.push(("DELETE /digitanium/v4/devices/d-2", Accepts));
        steps.extend(nothing_left());
        steps.push((DEVICES, left));
        steps
    };
    let leaver = ssms_job(&run(Replies(json!({"data": true})), Accepts, none()), leave).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("dddddddd-", true), "{leaver:?}");
    let again = Refuses(409, "USER_ALREADY_LOGGED_OUT");
    let left = Replies(json!([{"deviceId": "d-1"}]));
    let leaver = ssms_job(&run(again, Refuses(500, "no"), left), leave).await;
    assert_eq!((&*letters(&leaver), leaver.is_out()), ("dd-ddddF-", false), "{leaver:?}");
}
