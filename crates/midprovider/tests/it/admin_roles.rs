//! Roles of the realm.

use crate::{SHIFT, URL, admin, builders, refused};
use midprovider::{
    Client, Result, RoleId, RoleName,
    admin::{
        Admin,
        roles::Roles,
        roles::{Composites, Role, RoleHolderQuery, RoleSearch},
    },
    code,
};
use portcullis_testkit::{Resource, full, sent};
use serde_json::json;
use std::fmt::Debug;

const ROLES: &str = "/auth/admin/realms/acme/roles";
const MISSING: &str = r#"{"error":"Could not find role"}"#;

fn roles(admin: &Admin) -> Roles {
    admin.roles()
}

fn auditor() -> RoleName {
    "auditor".into()
}

/// A role as it is read, of which only id and name are sent when it is added or removed.
fn read(id: &str, name: &str) -> Role {
    let mut role = Role::new(name).description("of no use here");
    role.id = id.into();
    role
}

fn everything() -> Role {
    let composites = Composites::new()
        .realm(vec!["reader".to_owned()])
        .client([("help-desk".to_owned(), vec!["agent".to_owned()])]);
    Role::new("auditor")
        .description("reads all")
        .composite(true)
        .composites(composites)
        .client_role(false)
        .container_id("northwind")
        .attribute("level", "2")
        .attribute("level", "3")
}

const EVERYTHING: &str = r#"{"name":"auditor","description":"reads all","composite":true,"composites":{"realm":["reader"],"client":{"help-desk":["agent"]}},"clientRole":false,"containerId":"northwind","attributes":{"level":["2","3"]}}"#;
const REFS: &str = r#"[{"id":"r-1","name":"reader"},{"id":"r-2","name":"agent"}]"#;

/// In both flavours, also if the client leaves limits to the server.
async fn refuses<T: Debug>(call: impl AsyncFn(&Client) -> Result<T>) {
    for builder in builders(URL) {
        refused(builder.check_input(false), &call).await;
    }
}

#[tokio::test]
async fn every_field_is_read_of_one_and_of_many() {
    let list = async |c: &Admin| roles(c).list().all().await;
    admin("admin_roles.list", format!("GET {ROLES}?first=0&max=100"), full(), list).await;
    let search = RoleSearch::new().search("*aud it*").brief_representation(false);
    let search = async |c: &Admin| roles(c).search(&search).page_size(7).first_page().await;
    let line = format!("GET {ROLES}?search=%2Aaud%20it%2A&briefRepresentation=false&first=0&max=7");
    admin("admin_roles.list", line, full(), search).await;
    let get = async |c: &Admin| roles(c).get(&"a/b +c".into()).await;
    admin("admin_roles.get", format!("GET {ROLES}/a%2Fb%20%2Bc"), full(), get).await;
    let parts = async |c: &Admin| roles(c).composites_list(&auditor()).await;
    admin("admin_roles.composites_list", format!("GET {ROLES}/auditor/composites"), full(), parts).await;
}

#[tokio::test]
async fn who_has_a_role_comes_in_pages() {
    let query = RoleHolderQuery::new();
    let users = async |c: &Admin| roles(c).users(&auditor(), &query).all().await;
    admin("admin_roles.users", format!("GET {ROLES}/auditor/users?first=0&max=100"), full(), users).await;
    let groups = async |c: &Admin| roles(c).groups(&auditor(), &query).all().await;
    admin("admin_roles.groups", format!("GET {ROLES}/auditor/groups?first=0&max=100"), full(), groups).await;
    let (query, tail) = (query.brief_representation(true), "briefRepresentation=true&first=0&max=2");
    let users = async |c: &Admin| roles(c).users(&auditor(), &query).page_size(2).first_page().await;
    let two = (200, json!([{"id": "u-1", "username": "a"}, {"id": "u-2", "username": "b"}]));
    let page = admin("admin_roles.users", format!("GET {ROLES}/auditor/users?{tail}"), two, users).await;
    assert!(page.items.len() == 2 && page.next.is_some(), "a full page may have a next one");
    let groups = async |c: &Admin| roles(c).groups(&auditor(), &query).page_size(2).first_page().await;
    let one = (200, json!([{"id": "g-1", "name": "staff"}]));
    let page = admin("admin_roles.groups", format!("GET {ROLES}/auditor/groups?{tail}"), one, groups).await;
    assert!(page.items.len() == 1 && page.next.is_none());
}

#[tokio::test]
async fn create_sends_everything_but_the_id() {
    let mut role = everything();
    role.id = "r-9".into();
    let create = async |c: &Admin| roles(c).create(&role).await;
    let line = sent(format!("POST {ROLES}"), EVERYTHING);
    admin("admin_roles.create", line.clone(), (201, ()), create).await;
    let create = async |c: &Client| roles(&c.admin()).create(&role).await;
    let taken = (409, json!({"errorMessage": "Role with name auditor already exists"}));
    assert!(SHIFT.refusal("admin_roles.create", line.clone(), taken, create).await.is_conflict());
    let failed = (500, json!({"error": "unknown_error"}));
    let error = SHIFT.refusal("admin_roles.create", line, failed, create).await;
    assert_eq!(error.code(), Some(code::UNKNOWN_ERROR));
}

#[tokio::test]
async fn update_by_name_sends_the_id_and_may_rename() {
    let mut role = everything();
    role.id = "r-9".into();
    let update = async |c: &Admin| roles(c).update(&"reviewer".into(), &role).await;
    let body = EVERYTHING.replacen('{', r#"{"id":"r-9","#, 1);
    let line = sent(format!("PUT {ROLES}/reviewer"), body);
    admin("admin_roles.update", line.clone(), (204, ()), update).await;
    let update = async |c: &Client| roles(&c.admin()).update(&"reviewer".into(), &role).await;
    let taken = (409, json!({"errorMessage": "exists"}));
    assert!(SHIFT.refusal("admin_roles.update", line, taken, update).await.is_conflict());
}

#[tokio::test]
async fn a_role_is_written_back_as_it_was_read() {
    Resource {
        kit: SHIFT.missing(404, MISSING),
        get: ("admin_roles.get", async |c: &Client, _: &str| roles(&c.admin()).get(&auditor()).await),
        replace: ("admin_roles.update", async |c: &Client, _: &str, role: Role| {
            roles(&c.admin()).update(&auditor(), &role).await
        }),
        reserved: &[],
        except: &[],
    }
    .written_back()
    .await;
}

#[tokio::test]
async fn delete_and_get_of_a_role_that_does_not_exist_are_none() {
    let delete = async |c: &Admin| roles(c).delete(&auditor()).await;
    admin("admin_roles.delete", format!("DELETE {ROLES}/auditor"), (204, ()), delete).await;
    let missing = (404, serde_json::from_str::<serde_json::Value>(MISSING).unwrap());
    let delete = async |c: &Admin| roles(c).delete(&auditor()).optional().await;
    let line = format!("DELETE {ROLES}/auditor");
    assert_eq!(admin("admin_roles.delete", line.clone(), missing.clone(), delete).await, None);
    let get = async |c: &Admin| roles(c).get(&auditor()).optional().await;
    assert!(admin("admin_roles.get", format!("GET {ROLES}/auditor"), missing, get).await.is_none());
    let refused = (400, json!({"errorMessage": "cannot be deleted"}));
    let delete = async |c: &Client| roles(&c.admin()).delete(&auditor()).await;
    let error = SHIFT.refusal("admin_roles.delete", line, refused, delete).await;
    assert!(!error.is_not_found() && error.message() == "cannot be deleted");
}

#[tokio::test]
async fn composites_are_sent_as_ids_and_names() {
    let parts = [read("r-1", "reader"), read("r-2", "agent")];
    let path = format!("{ROLES}/auditor/composites");
    let add = async |c: &Admin| roles(c).composites_add(&auditor(), &parts).await;
    admin("admin_roles.composites_add", sent(format!("POST {path}"), REFS), (204, ()), add).await;
    let remove = async |c: &Admin| roles(c).composites_remove(&auditor(), &parts).await;
    admin("admin_roles.composites_remove", sent(format!("DELETE {path}"), REFS), (204, ()), remove).await;
    let none = async |c: &Admin| roles(c).composites_add(&auditor(), &[]).await;
    admin("admin_roles.composites_add", sent(format!("POST {path}"), "[]"), (204, ()), none).await;
}

#[tokio::test]
async fn composites_that_would_mean_others_are_refused() {
    let mut nameless = Role::default();
    nameless.id = "r-1".into();
    for parts in [vec![Role::new("reader")], vec![read("r-1", "reader"), read(" ", "agent")], vec![nameless]]
    {
        let add = async |c: &Client| roles(&c.admin()).composites_add(&auditor(), &parts).await;
        refuses(add).await;
        let remove = async |c: &Client| roles(&c.admin()).composites_remove(&auditor(), &parts).await;
        refuses(remove).await;
    }
    let remove = async |c: &Client| roles(&c.admin()).composites_remove(&auditor(), &[]).await;
    refuses(remove).await;
}

#[tokio::test]
async fn a_role_without_a_name_is_refused() {
    for role in [Role::default(), Role::new(""), Role::new(" ")] {
        let create = async |c: &Client| roles(&c.admin()).create(&role).await;
        refuses(create).await;
        let update = async |c: &Client| roles(&c.admin()).update(&auditor(), &role).await;
        refuses(update).await;
    }
    for name in ["", ".", ".."] {
        let delete = async |c: &Client| roles(&c.admin()).delete(&name.into()).await;
        refuses(delete).await;
    }
}

#[tokio::test]
async fn a_role_is_addressed_by_its_id_too() {
    let id = RoleId::from("r-9");
    let line = |verb: &str| format!("{verb} /auth/admin/realms/acme/roles-by-id/r-9");
    let get = async |c: &Admin| roles(c).get_by_id(&id).await;
    admin("admin_roles.get_by_id", line("GET"), full(), get).await;
    let mut role = everything();
    role.id = id.clone();
    let update = async |c: &Admin| roles(c).update_by_id(&id, &role).await;
    let body = EVERYTHING.replacen('{', r#"{"id":"r-9","#, 1);
    admin("admin_roles.update_by_id", sent(line("PUT"), body), (204, ()), update).await;
    let delete = async |c: &Admin| roles(c).delete_by_id(&id).await;
    admin("admin_roles.delete_by_id", line("DELETE"), (204, ()), delete).await;
    let missing = (404, serde_json::from_str::<serde_json::Value>(MISSING).unwrap());
    let delete = async |c: &Admin| roles(c).delete_by_id(&id).optional().await;
    assert_eq!(admin("admin_roles.delete_by_id", line("DELETE"), missing, delete).await, None);
}

#[tokio::test]
async fn update_by_id_of_another_role_is_refused() {
    let role = read("r-9", "auditor");
    refuses(async |c: &Client| roles(&c.admin()).update_by_id(&"r-8".into(), &role).await).await;
    for id in ["", ".", ".."] {
        refuses(async |c: &Client| roles(&c.admin()).delete_by_id(&id.into()).await).await;
    }
}

#[tokio::test]
async fn a_role_of_an_id_is_written_back_as_it_was_read() {
    Resource {
        kit: SHIFT.missing(404, MISSING),
        get: ("admin_roles.get_by_id", async |c: &Client, id: &str| {
            roles(&c.admin()).get_by_id(&id.into()).await
        }),
        replace: ("admin_roles.update_by_id", async |c: &Client, id: &str, role: Role| {
            roles(&c.admin()).update_by_id(&id.into(), &role).await
        }),
        reserved: &[],
        except: &[],
    }
    .keeps_the_rules()
    .await;
}
