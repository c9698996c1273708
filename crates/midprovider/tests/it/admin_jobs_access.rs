//! Who has which role, and how.

use crate::admin_jobs_script::{Does, GONE, Refuses, Replies, Step, job, none};
use midprovider::{
    Client, Result, UserId,
    admin::jobs::{AccessExport, Way},
};
use serde_json::json;

const CLIENTS: &str = "GET /clients";
const USERS: &str = "GET /users?briefRepresentation=true";
const MIRA: &str = "GET /users/u-1/role-mappings";
const MIRA_GROUPS: &str = "GET /users/u-1/groups";
const OLE: &str = "GET /users/u-2/role-mappings";
const OLE_GROUPS: &str = "GET /users/u-2/groups";

async fn export(mid: &Client) -> Result<AccessExport> {
    mid.admin().users().access_export().await
}

fn clients() -> Does {
    Replies(json!([{"id": "c-1", "clientId": "desk"}]))
}

fn users() -> Does {
    Replies(json!([
        {"id": "u-2", "username": "ole", "enabled": false},
        {"id": "u-1", "username": "mira, \"m\"", "enabled": true},
        {"id": "u-2", "username": "ole", "enabled": false},
    ]))
}

fn agent() -> serde_json::Value {
    json!({"id": "r-2", "name": "agent", "clientRole": true, "containerId": "c-1", "composite": false})
}

/// Mira is in `/staff/audit`, whose parent is known by id, and has a role of the desk; Ole is in the same group.
fn steps(reversed: bool) -> Vec<Step<'static>> {
    let mut held = vec![
        json!({"id": "r-1", "name": "auditor", "composite": true}),
        json!({"id": "r-5", "name": "basic", "composite": false}),
    ];
    if reversed {
        held.reverse();
    }
    let group = || Replies(json!([{"id": "g-2", "path": "/staff/audit", "parentId": "g-1"}]));
    let desk = json!({"desk": {"id": "c-1", "client": "desk", "mappings": [agent()]}});
    vec![
        (CLIENTS, clients()),
        (USERS, users()),
        (MIRA, Replies(json!({"realmMappings": held, "clientMappings": desk}))),
        (MIRA_GROUPS, group()),
        ("GET /groups/g-2/role-mappings", Replies(json!({"realmMappings": [held[0]]}))),
        ("GET /groups/g-1", Replies(json!({"id": "g-1", "path": "/staff"}))),
        ("GET /groups/g-1/role-mappings", Replies(json!({"realmMappings": [held[1]]}))),
        ("GET /roles/auditor/composites", Replies(json!([agent(), {"id": "r-3", "name": "reader"}]))),
        // Whether it contains others is not known. A role may contain one that contains it.
        ("GET /roles/reader/composites", Replies(json!([{"id": "r-1", "name": "auditor"}]))),
        (OLE, Replies(json!({}))),
        (OLE_GROUPS, group()),
    ]
}

const CSV: &str = "username,user_id,enabled,client,role,way,source\r
\"mira, \"\"m\"\"\",u-1,true,,auditor,direct,\r
\"mira, \"\"m\"\"\",u-1,true,,auditor,group,/staff/audit\r
\"mira, \"\"m\"\"\",u-1,true,,auditor,composite,reader\r
\"mira, \"\"m\"\"\",u-1,true,,basic,direct,\r
\"mira, \"\"m\"\"\",u-1,true,,basic,group,/staff\r
\"mira, \"\"m\"\"\",u-1,true,,reader,composite,auditor\r
\"mira, \"\"m\"\"\",u-1,true,desk,agent,direct,\r
\"mira, \"\"m\"\"\",u-1,true,desk,agent,composite,auditor\r
ole,u-2,false,,auditor,group,/staff/audit\r
ole,u-2,false,,auditor,composite,reader\r
ole,u-2,false,,basic,group,/staff\r
ole,u-2,false,,reader,composite,auditor\r
ole,u-2,false,desk,agent,composite,auditor\r
";

#[tokio::test]
async fn each_way_is_a_row_in_a_stable_order() {
    let found = job(&steps(false), export).await.unwrap();
    assert_eq!(found.to_csv(), CSV);
    assert!(found.gone.is_empty());
    assert_eq!(found.rows[1].way, Way::Group("/staff/audit".into()));
    let row = serde_json::to_value(&found.rows[5]).unwrap();
    let flat = json!({
        "username": "mira, \"m\"", "user_id": "u-1", "enabled": "true", "client": "", "role": "reader",
        "way": "composite", "source": "auditor",
    });
    assert_eq!(row, flat);
}

#[tokio::test]
async fn the_order_of_the_server_makes_no_difference() {
    // The order of `held` also changes which role each group has: only that of the user's own roles counts here.
    let mut other = steps(false);
    other[2].1 = steps(true)[2].1.clone();
    let found = job(&other, export).await.unwrap();
    assert_eq!(found.to_csv(), CSV);
}

#[tokio::test]
async fn a_parent_without_an_id_is_found_by_path() {
    let steps = [
        (CLIENTS, none()),
        (USERS, Replies(json!([{"id": "u-1"}]))),
        (MIRA, Replies(json!({}))),
        (MIRA_GROUPS, Replies(json!([{"id": "g-2", "path": "/a/b"}, {"id": "g-3", "path": "/c/d"}]))),
        ("GET /groups/g-2/role-mappings", GONE),
        ("GET /group-by-path/a", Replies(json!({"id": "g-1", "name": "a"}))),
        (
            "GET /groups/g-1/role-mappings",
            Replies(json!({"realmMappings": [{"id": "r-5", "name": "basic", "composite": false}]})),
        ),
        ("GET /groups/g-3/role-mappings", Replies(json!({}))),
        // A name may hold the slash.
        ("GET /group-by-path/c", GONE),
    ];
    let found = job(&steps, export).await.unwrap();
    assert_eq!((found.rows.len(), &found.rows[0].way), (1, &Way::Group("a".into())));
}

#[tokio::test]
async fn roles_of_clients_may_contain_others() {
    let whole =
        json!({"id": "r-7", "name": "boss", "composite": true, "clientRole": true, "containerId": "c-1"});
    let new =
        json!({"id": "r-8", "name": "new", "composite": false, "clientRole": true, "containerId": "c-9"});
    let steps = [
        (CLIENTS, clients()),
        (USERS, Replies(json!([{"id": "u-1", "username": "mira"}]))),
        (MIRA, Replies(json!({"clientMappings": {"desk": {"mappings": [whole]}}}))),
        (MIRA_GROUPS, none()),
        ("GET /clients/c-1/roles/boss/composites", Replies(json!([agent(), new]))),
    ];
    let csv = job(&steps, export).await.unwrap().to_csv();
    let rows: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            // A client that was created after the list stands by its UUID.
            "mira,u-1,,c-9,new,composite,desk: boss",
            "mira,u-1,,desk,agent,composite,desk: boss",
            "mira,u-1,,desk,boss,direct,",
        ]
    );
}

#[tokio::test]
async fn users_who_go_meanwhile_are_named_and_other_failures_end_the_export() {
    let start = [(CLIENTS, clients()), (USERS, users())];
    let gone = [(MIRA, GONE), (OLE, Replies(json!({}))), (OLE_GROUPS, GONE)];
    let found = job(&[&start[..], &gone].concat(), export).await.unwrap();
    assert_eq!(found.gone, ["u-1", "u-2"].map(UserId::from));
    assert!(found.rows.is_empty());
    let denied = [(MIRA, Refuses(403, "no"))];
    assert!(job(&[&start[..], &denied].concat(), export).await.unwrap_err().is_forbidden());
    assert!(job(&[(CLIENTS, Refuses(403, "no"))], export).await.unwrap_err().is_forbidden());
}

#[tokio::test]
async fn rows_are_sorted_by_name_and_not_by_id() {
    let held = || Replies(json!({"realmMappings": [{"id": "r-5", "name": "basic", "composite": false}]}));
    let steps = [
        (CLIENTS, none()),
        (USERS, Replies(json!([{"id": "u-1", "username": "zoe"}, {"id": "u-2", "username": "anna"}]))),
        (MIRA, held()),
        (MIRA_GROUPS, none()),
        (OLE, held()),
        (OLE_GROUPS, none()),
    ];
    let found = job(&steps, export).await.unwrap();
    assert_eq!(found.rows.iter().map(|row| &*row.username).collect::<Vec<_>>(), ["anna", "zoe"]);
}
