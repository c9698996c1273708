//! `admin_groups`.

use crate::{SHIFT, SSMS, URL, admin, builders, refused, tries};
use midprovider::{
    Client, Cursor, Delivery, ErrorKind, Result, RoleName,
    admin::{
        Admin,
        groups::{ChildSearch, Group, GroupCount, GroupSearch, Groups, MemberSearch},
    },
};
use portcullis_testkit::{Answer, Resource, full, sample, sent};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ID: &str = "1f6f2f7d-4f0e-4a30-8c11-6a100a2f7d2b";
const PARENT: &str = "5f0a0000-0000-4000-8000-000000000001";
const GROUPS: &str = "/auth/admin/realms/acme/groups";
const TAKEN: &str = r#"{"errorMessage":"Top level group named 'engineers' already exists."}"#;

fn groups(client: &Client) -> Groups {
    client.admin().groups()
}

/// A group with every member that a caller can set.
fn engineers() -> Group {
    let attributes = BTreeMap::from([("site".to_owned(), vec!["Oslo".to_owned(), "Bonn".to_owned()])]);
    let client_roles = BTreeMap::from([("help-desk".to_owned(), vec![RoleName::from("agent")])]);
    Group::new("engineers")
        .description("Engineering staff")
        .parent_id(PARENT)
        .sub_groups(vec![Group::new("tools")])
        .attributes(attributes)
        .realm_roles(vec![RoleName::from("auditor")])
        .client_roles(client_roles)
}
const ENGINEERS: &str = r#"{"name":"engineers","description":"Engineering staff","parentId":"5f0a0000-0000-4000-8000-000000000001","subGroups":[{"name":"tools"}],"attributes":{"site":["Oslo","Bonn"]},"realmRoles":["auditor"],"clientRoles":{"help-desk":["agent"]}}"#;

/// A group with all members, as it is read.
fn read() -> Group {
    let mut value = sample("GroupRepresentation");
    value["id"] = ID.into();
    serde_json::from_value(value).unwrap()
}

fn taken() -> Answer {
    (409, serde_json::from_str::<Value>(TAKEN).unwrap()).into()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Admin| c.groups().list().all().await;
    admin("admin_groups.list", format!("GET {GROUPS}?first=0&max=100"), full(), list).await;
    let get = async |c: &Admin| c.groups().get(&ID.into()).await;
    admin("admin_groups.get", format!("GET {GROUPS}/{ID}"), full(), get).await;
    let children = async |c: &Admin| c.groups().children(&ID.into(), &ChildSearch::new()).all().await;
    let line = format!("GET {GROUPS}/{ID}/children?first=0&max=100");
    admin("admin_groups.children", line, full(), children).await;
    let members = async |c: &Admin| c.groups().members(&ID.into(), &MemberSearch::new()).all().await;
    let line = format!("GET {GROUPS}/{ID}/members?first=0&max=100");
    admin("admin_groups.members", line, full(), members).await;
    let count = async |c: &Admin| c.groups().count(&GroupCount::new()).await;
    admin("admin_groups.count", format!("GET {GROUPS}/count"), full(), count).await;
    let defaults = async |c: &Admin| c.groups().default_list().await;
    let line = "GET /auth/admin/realms/acme/default-groups";
    admin("admin_groups.default_list", line, full(), defaults).await;
    let by_path = async |c: &Admin| c.groups().get_by_path("ks-users").await;
    let line = "GET /auth/admin/realms/acme/group-by-path/ks-users";
    admin("admin_groups.get_by_path", line, full(), by_path).await;
}

#[tokio::test]
async fn every_filter_is_sent() {
    let search = GroupSearch::new()
        .brief_representation(false)
        .exact(true)
        .populate_hierarchy(false)
        .attributes("site:Oslo team:a b")
        .search("*eng+*")
        .sub_groups_count(false);
    let query = "briefRepresentation=false&exact=true&populateHierarchy=false&q=site%3AOslo%20team%3Aa%20b&search=%2Aeng%2B%2A&subGroupsCount=false";
    let line = format!("GET {GROUPS}?{query}&first=4&max=2");
    let list = async |c: &Admin| {
        c.groups().search(&search).starting_at(Cursor::Offset(4)).page_size(2).first_page().await
    };
    let two = json!([{"id": ID, "name": "a"}, {"id": PARENT, "name": "b"}]);
    let page = admin("admin_groups.list", line, (200, two), list).await;
    assert_eq!((page.items.len(), page.next), (2, Some(Cursor::Offset(6))));

    let search =
        ChildSearch::new().brief_representation(true).exact(false).search("tool").sub_groups_count(false);
    let query = "briefRepresentation=true&exact=false&search=tool&subGroupsCount=false";
    let line = format!("GET {GROUPS}/{ID}/children?{query}&first=0&max=1");
    let list = async |c: &Admin| c.groups().children(&ID.into(), &search).page_size(1).first_page().await;
    let page = admin("admin_groups.children", line, (200, json!([{"id": PARENT}])), list).await;
    assert_eq!(page.next, Some(Cursor::Offset(1)));

    let search = MemberSearch::new().brief_representation(true);
    let line = format!("GET {GROUPS}/{ID}/members?briefRepresentation=true&first=7&max=100");
    let list = async |c: &Admin| {
        c.groups().members(&ID.into(), &search).starting_at(Cursor::Offset(7)).first_page().await
    };
    let page = admin("admin_groups.members", line, (200, json!([{"id": "u-1"}])), list).await;
    assert_eq!(page.next, None, "a page that is not full is the last");

    let which = GroupCount::new().search("eng").top(true);
    let count = async |c: &Admin| c.groups().count(&which).await;
    let line = format!("GET {GROUPS}/count?search=eng&top=true");
    assert_eq!(admin("admin_groups.count", line, (200, json!({"count": 3})), count).await, 3);
}

#[tokio::test]
async fn a_created_group_has_the_id_of_the_location() {
    let create = async |c: &Admin| c.groups().create(&engineers()).await;
    let made = Answer::from((201, ())).header("location", &format!("http://inner:8080{GROUPS}/{ID}"));
    let line = sent(format!("POST {GROUPS}"), ENGINEERS);
    assert_eq!(admin("admin_groups.create", line, made, create).await.as_str(), ID);

    let create = async |c: &Client| groups(c).create(&engineers()).await;
    let line = sent(format!("POST {GROUPS}"), ENGINEERS);
    let error = SSMS.refusal("admin_groups.create", line, taken(), create).await;
    assert_eq!((error.is_conflict(), error.delivery()), (true, Delivery::Rejected));
}

#[tokio::test]
async fn a_created_child_is_the_body_or_the_location() {
    let line = || sent(format!("POST {GROUPS}/{PARENT}/children"), ENGINEERS);
    let create = async |c: &Admin| c.groups().create_child(&PARENT.into(), &engineers()).await;
    let location = format!("https://idp.example{GROUPS}/{ID}");
    let with_body = full().header("location", &location);
    admin("admin_groups.create_child", line(), with_body, create).await;
    let alone = Answer::from((201, ()))
        .header("location", &location)
        .unlike_the_facts("a server may leave the body out, by the page");
    let made = admin("admin_groups.create_child", line(), alone, create).await;
    assert_eq!((made.id.as_str(), made.name), (ID, None));

    let create = async |c: &Client| groups(c).create_child(&PARENT.into(), &engineers()).await;
    let error = SHIFT.refusal("admin_groups.create_child", line(), taken(), create).await;
    assert!(error.is_conflict());
    let neither = Answer::from((201, ())).unlike_the_facts("neither body nor location");
    let error = SHIFT.refusal("admin_groups.create_child", line(), neither, create).await;
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[tokio::test]
async fn a_copy_is_created_without_the_id_of_the_original() {
    let original: Group = serde_json::from_value(
        json!({"id": ID, "name": "a", "path": "/a", "subGroups": [{"id": PARENT, "name": "b"}]}),
    )
    .unwrap();
    let body = r#"{"name":"a","subGroups":[{"name":"b"}]}"#;
    let made = Answer::from((201, ())).header("location", "/x");
    let create = async |c: &Admin| c.groups().create(&original).await;
    admin("admin_groups.create", sent(format!("POST {GROUPS}"), body), made, create).await;
}

#[tokio::test]
async fn a_group_is_moved_with_its_id() {
    let group: Group = serde_json::from_value(json!({"id": ID, "name": "tools"})).unwrap();
    let body = format!(r#"{{"id":"{ID}","name":"tools"}}"#);
    let move_to_top = async |c: &Admin| c.groups().move_to_top(&group).await;
    let line = sent(format!("POST {GROUPS}"), body.as_str());
    admin("admin_groups.create", line, (204, ()), move_to_top).await;
    let move_below = async |c: &Admin| c.groups().move_below(&PARENT.into(), &group).await;
    let line = sent(format!("POST {GROUPS}/{PARENT}/children"), body);
    admin("admin_groups.create_child", line, (204, ()), move_below).await;

    // Nothing that was read is lost on the way.
    let get = async |c: &Client, id: &str| groups(c).get(&id.into()).await;
    let top = async |c: &Client, _: &str, group: Group| groups(c).move_to_top(&group).await;
    let (get, replace) = (("admin_groups.get", get), ("admin_groups.create", top));
    Resource { kit: SSMS, get, replace, reserved: &[], except: &[] }.written_back().await;
    let below = async |c: &Client, _: &str, group: Group| groups(c).move_below(&PARENT.into(), &group).await;
    let replace = ("admin_groups.create_child", below);
    Resource { kit: SHIFT, get, replace, reserved: &[], except: &[] }.written_back().await;
}

#[tokio::test]
async fn a_group_without_an_id_is_not_moved() {
    for unchecked in builders(URL) {
        let unchecked = unchecked.check_input(false);
        let call = async |c: &Client| groups(c).move_to_top(&engineers()).await;
        let error = refused(unchecked, call).await;
        assert!(error.to_string().contains("`id` must be set"), "{error}");
    }
    for builder in builders(URL) {
        refused(builder, async |c| groups(c).move_below(&PARENT.into(), &engineers()).await).await;
    }
}

#[tokio::test]
async fn a_group_is_read_changed_and_written_back() {
    for kit in [SSMS, SHIFT] {
        let get = async |c: &Client, id: &str| groups(c).get(&id.into()).await;
        let update = async |c: &Client, id: &str, group: Group| groups(c).update(&id.into(), &group).await;
        let (get, replace) = (("admin_groups.get", get), ("admin_groups.update", update));
        Resource { kit, get, replace, reserved: &[], except: &[] }.keeps_the_rules().await;
    }
    for (id, group) in [("count", engineers()), ("", engineers()), ("..", engineers()), (PARENT, read())] {
        for builder in builders(URL) {
            refused(builder, async |c| groups(c).update(&id.into(), &group).await).await;
        }
    }
    for builder in builders(URL) {
        refused(builder, async |c| groups(c).get(&"count".into()).await).await;
    }
    let gone = (404, json!({"error": "Could not find group by id"}));
    let get = async |c: &Admin| c.groups().get(&ID.into()).optional().await;
    assert!(admin("admin_groups.get", format!("GET {GROUPS}/{ID}"), gone, get).await.is_none());
    let nowhere = (404, json!({"error": "Realm does not exist"}));
    let get = async |c: &Client| groups(c).get(&ID.into()).optional().await;
    let error = SSMS.refusal("admin_groups.get", format!("GET {GROUPS}/{ID}"), nowhere, get).await;
    assert!(error.is_route_missing());
    let update = async |c: &Client| groups(c).update(&ID.into(), &engineers()).await;
    let line = sent(format!("PUT {GROUPS}/{ID}"), ENGINEERS);
    assert!(SSMS.refusal("admin_groups.update", line, taken(), update).await.is_conflict());
    let update = async |c: &Admin| c.groups().update(&ID.into(), &engineers()).await;
    admin("admin_groups.update", sent(format!("PUT {GROUPS}/{ID}"), ENGINEERS), (204, ()), update).await;
}

#[tokio::test]
async fn the_other_writes_send_their_path_and_no_more() {
    let delete = async |c: &Admin| c.groups().delete(&ID.into()).await;
    admin("admin_groups.delete", format!("DELETE {GROUPS}/{ID}"), (204, ()), delete).await;
    let defaults = "/auth/admin/realms/acme/default-groups";
    let add = async |c: &Admin| c.groups().default_add(&ID.into()).await;
    admin("admin_groups.default_add", format!("PUT {defaults}/{ID}"), (204, ()), add).await;
    let remove = async |c: &Admin| c.groups().default_remove(&ID.into()).await;
    admin("admin_groups.default_remove", format!("DELETE {defaults}/{ID}"), (204, ()), remove).await;

    let gone = || (404, json!({"error": "Could not find group by id"}));
    let delete = async |c: &Admin| c.groups().delete(&ID.into()).optional().await;
    let line = format!("DELETE {GROUPS}/{ID}");
    assert_eq!(admin("admin_groups.delete", line, gone(), delete).await, None);
    let remove = async |c: &Admin| c.groups().default_remove(&ID.into()).optional().await;
    let line = format!("DELETE {defaults}/{ID}");
    assert_eq!(admin("admin_groups.default_remove", line, gone(), remove).await, None);
}

#[tokio::test]
async fn a_path_keeps_its_slashes_and_nothing_else() {
    for path in ["/Nord & Süd/a+b/tools", "Nord & Süd/a+b/tools"] {
        let get = async |c: &Admin| c.groups().get_by_path(path).await;
        let line = "GET /auth/admin/realms/acme/group-by-path/Nord%20%26%20S%C3%BCd/a%2Bb/tools";
        // A member `data` is no envelope here.
        let reply = Answer::from((200, json!({"id": ID, "data": {"id": PARENT}})));
        let reply = reply.unlike_the_facts("a parameter of the facts is one segment");
        let found = admin("admin_groups.get_by_path", line, reply, get).await;
        assert_eq!(found.id.as_str(), ID);
    }
    for path in ["", "/", "//a", "a//b", "a/", "a/../b", "."] {
        for builder in builders(URL) {
            refused(builder, async |c| groups(c).get_by_path(path).await).await;
        }
    }
    let gone = (404, json!({"error": "Group path does not exist"}));
    let get = async |c: &Admin| c.groups().get_by_path("a").optional().await;
    let line = "GET /auth/admin/realms/acme/group-by-path/a";
    assert!(admin("admin_groups.get_by_path", line, gone, get).await.is_none());
}

/// How many requests a call sends if the reply to the first is lost.
async fn attempts(call: impl AsyncFn(&Groups) -> Result<()>) -> usize {
    let [_, shift] = builders(URL);
    tries(shift, async |mid: &Client| call(&groups(mid)).await).await
}

#[tokio::test]
async fn what_may_be_done_twice_is_retried_and_a_creation_is_not() {
    assert_eq!(attempts(async |g| g.update(&ID.into(), &read()).await).await, 2);
    assert_eq!(attempts(async |g| g.delete(&ID.into()).await).await, 2);
    assert_eq!(attempts(async |g| g.default_add(&ID.into()).await).await, 2);
    assert_eq!(attempts(async |g| g.default_remove(&ID.into()).await).await, 2);
    assert_eq!(attempts(async |g| g.create(&engineers()).await.map(drop)).await, 1);
    assert_eq!(attempts(async |g| g.create_child(&ID.into(), &engineers()).await.map(drop)).await, 1);
    assert_eq!(attempts(async |g| g.move_to_top(&read()).await).await, 1);
    assert_eq!(attempts(async |g| g.move_below(&PARENT.into(), &read()).await).await, 1);
}
