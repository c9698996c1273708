//! What the engine promises, on a few of PrivX's collections.

use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const ROLES: &str = "/role-store/api/v1/roles";

fn role(name: &str) -> Value {
    json!({ "name": name, "source_rules": { "type": "GROUP", "match": "ANY", "rules": [] } })
}

#[tokio::test]
async fn a_granted_role_is_shown_and_a_deleted_one_is_gone() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let ops = api.call("POST", ROLES, role("ops")).await?.text("/id");
    let user = api.users("POST", "", json!({ "username": "ada" })).await?.text("/id");
    let grants = format!("/role-store/api/v1/users/{user}/roles");
    let unknown = json!([{ "id": "00000000-0000-4000-8000-000000000009" }]);
    assert_eq!(api.call("PUT", &grants, unknown).await?.text("/property"), "[0].id");
    assert_eq!(api.call("PUT", &grants, json!([{ "id": ops }])).await?.status, 200);
    let secret = json!({ "name": "db/root", "data": { "k": "v" }, "read_roles": [{ "id": ops }] });
    assert_eq!(api.call("POST", "/vault/api/v1/secrets", secret).await?.text("/name"), "db/root");

    assert_eq!(api.call("GET", &grants, Value::Null).await?.text("/items/0/name"), "ops");
    let members = api.call("GET", &format!("{ROLES}/{ops}/members"), Value::Null).await?;
    assert_eq!(members.text("/items/0/principal"), "ada");
    assert_eq!(api.call("GET", &format!("{ROLES}/{ops}"), Value::Null).await?.json["member_count"], 1);

    assert_eq!(api.call("DELETE", &format!("{ROLES}/{ops}"), Value::Null).await?.status, 200);
    assert_eq!(api.call("GET", &grants, Value::Null).await?.json["count"], 0);
    let secret = api.call("GET", "/vault/api/v1/secrets/db%2Froot", Value::Null).await?;
    assert_eq!((&secret.json["read_roles"], &secret.json["data"]), (&json!([]), &json!({ "k": "v" })));
    let listed = api.call("GET", "/vault/api/v1/secrets", Value::Null).await?;
    assert!(listed.json["items"][0].get("data").is_none());
    Ok(())
}

#[tokio::test]
async fn lists_are_paged_sorted_and_filtered() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    for name in ["b", "ops", "a"] {
        api.call("POST", ROLES, role(name)).await?;
    }
    let names = |reply: &Value| -> Vec<String> {
        let items = reply["items"].as_array().unwrap();
        items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    let page = api.call("GET", &format!("{ROLES}?sortkey=name&offset=1&limit=2"), Value::Null).await?.json;
    assert_eq!((names(&page), &page["count"]), (vec!["b".to_owned(), "ops".to_owned()], &json!(5)));
    let found = api.call("POST", &format!("{ROLES}/search"), json!({ "keywords": "OPS" })).await?.json;
    assert_eq!(names(&found), ["ops"]);
    for (query, property) in [("sortkey=nope", "sortkey"), ("sortdir=up", "sortdir"), ("limit=x", "limit")] {
        let refused = api.call("GET", &format!("{ROLES}?{query}"), Value::Null).await?;
        assert_eq!((refused.status.as_u16(), refused.text("/property").as_str()), (400, property));
    }
    Ok(())
}

#[tokio::test]
async fn a_mask_does_not_overwrite_and_the_server_sets_what_is_its_own() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let hosts = "/host-store/api/v1/hosts";
    let host = json!({ "common_name": "h", "id": "mine", "created": "never", "addresses": ["h"], "services": [],
        "principals": [{ "principal": "root", "passphrase": "hunter2" }] });
    let id = api.call("POST", hosts, host).await?.text("/id");
    let path = format!("{hosts}/{id}");
    let mut read = api.call("GET", &path, Value::Null).await?.json;
    assert_eq!(read["principals"][0]["passphrase"], "********");
    assert!(id != "mine" && read["created"] != "never");
    read["comment"] = "c".into();
    assert_eq!(api.call("PUT", &path, read.clone()).await?.status, 200);
    assert_eq!(api.call("GET", &path, Value::Null).await?.json["created"], read["created"]);
    Ok(())
}

#[tokio::test]
async fn a_journal_outlives_the_process() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("privx.jsonl");
    let api = Api::start(Sandbox::builder().state_dir(dir.path()).start().await?).await?;
    let before = std::fs::read_to_string(&file)?.lines().count();
    let kept = api.call("POST", ROLES, role("kept")).await?.text("/id");
    let gone = api.call("POST", ROLES, role("gone")).await?.text("/id");
    let user = api.users("POST", "", json!({ "username": "ada" })).await?.text("/id");
    let grants = format!("/role-store/api/v1/users/{user}/roles");
    api.call("PUT", &grants, json!([{ "id": kept }, { "id": gone }])).await?;
    api.call("DELETE", &format!("{ROLES}/{gone}"), Value::Null).await?;
    // One line for each request: two roles, a user, grants, and the role that is gone together with its grant.
    assert_eq!(std::fs::read_to_string(&file)?.lines().count(), before + 5);
    drop(api);
    let api = Api::start(Sandbox::builder().state_dir(dir.path()).start().await?).await?;
    assert_eq!(api.call("GET", &format!("{ROLES}/{kept}"), Value::Null).await?.text("/name"), "kept");
    assert_eq!(api.call("GET", &format!("{ROLES}/{gone}"), Value::Null).await?.status, 404);
    assert_eq!(api.call("POST", ROLES, role("kept")).await?.text("/error_code"), "VALUE_DUPLICATE");
    // What was done to the role that is gone is still known.
    let saved = std::fs::read_to_string(&file)?;
    let (events, objects): (Vec<&str>, Vec<&str>) =
        saved.lines().partition(|line| line.contains("audit_events"));
    let has = |lines: &[&str], id: &str| lines.iter().any(|line| line.contains(id));
    assert!(has(&objects, &kept) && !has(&objects, &gone) && has(&events, &gone));
    Ok(())
}

#[tokio::test]
async fn a_permission_of_a_granted_role_is_enough_and_no_other_is() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let mut viewer = role("viewer");
    viewer["permissions"] = json!(["roles-view"]);
    let viewer = api.call("POST", ROLES, viewer).await?.text("/id");
    let new = json!({ "username": "ada", "password": { "password": "Correct-horse-1" } });
    let user = api.users("POST", "", new).await?.text("/id");
    let ada = api.logged_in_as("ada", "Correct-horse-1").await?;
    assert_eq!(ada.call("GET", ROLES, Value::Null).await?.status, 200, "every logged-in user may list roles");
    let one = format!("{ROLES}/{viewer}");
    assert_eq!(ada.call("GET", &one, Value::Null).await?.text("/error_code"), "PERMISSION_DENIED");

    let grants = format!("/role-store/api/v1/users/{user}/roles");
    api.call("PUT", &grants, json!([{ "id": viewer, "grant_type": "PERMANENT" }])).await?;
    assert_eq!(ada.call("GET", &one, Value::Null).await?.text("/name"), "viewer");
    assert_eq!(ada.call("DELETE", &one, Value::Null).await?.status, 403);
    let current = ada.call("GET", "/role-store/api/v1/users/current", Value::Null).await?.json;
    assert_eq!((&current["principal"], &current["permissions"]), (&json!("ada"), &json!(["roles-view"])));
    assert_eq!(current["roles"][0]["grant_type"], "PERMANENT");
    assert!(current.get("password").is_none());
    Ok(())
}

#[tokio::test]
async fn an_aws_role_is_shown_to_a_user_with_a_role_that_is_linked_to_it() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let aws = api.sandbox().privx().add_aws_role("auditor", "arn:aws:iam::1:role/auditor");
    let ops = api.call("POST", ROLES, role("ops")).await?.text("/id");
    let links = format!("/role-store/api/v1/awsroles/{aws}/roles");
    assert_eq!(api.call("PUT", &links, json!([{ "id": ops }])).await?.status, 200);
    assert_eq!(api.call("GET", &links, Value::Null).await?.text("/items/0/name"), "ops");
    let all = api.call("GET", "/role-store/api/v1/awsroles", Value::Null).await?;
    assert_eq!(all.text("/items/0/roles/0/id"), ops);
    let mine = "/role-store/api/v1/users/current/awsroles";
    assert_eq!(api.call("GET", mine, Value::Null).await?.json["count"], 0);

    let client = &api.sandbox().details().privx.api_client_id;
    let grants = format!("/role-store/api/v1/users/{client}/roles");
    assert_eq!(api.call("PUT", &grants, json!([{ "id": ops }])).await?.status, 200);
    assert_eq!(api.call("GET", mine, Value::Null).await?.text("/items/0/name"), "auditor");
    let one = format!("/role-store/api/v1/awsroles/{aws}");
    assert_eq!(api.call("GET", &one, Value::Null).await?.text("/name"), "auditor");
    let token = format!("{ROLES}/{ops}/awstoken");
    assert!(api.call("GET", &token, Value::Null).await?.json["secret_access_key"].is_string());
    assert_eq!(api.call("DELETE", &format!("{ROLES}/{ops}"), Value::Null).await?.status, 200);
    assert_eq!(api.call("GET", &links, Value::Null).await?.json["count"], 0);
    assert_eq!(api.call("DELETE", &one, Value::Null).await?.status, 200);
    assert_eq!(api.call("GET", &one, Value::Null).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn a_reference_goes_with_the_object_that_it_names() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let groups = "/authorizer/api/v1/accessgroups";
    let group = api.call("POST", groups, json!({ "name": "lab" })).await?.text("/id");
    let mut ops = role("ops");
    ops["access_group_id"] = json!(group);
    let ops = format!("{ROLES}/{}", api.call("POST", ROLES, ops).await?.text("/id"));
    assert_eq!(api.call("GET", &ops, Value::Null).await?.text("/access_group_id"), group);
    assert_eq!(api.call("DELETE", &format!("{groups}/{group}"), Value::Null).await?.status, 200);
    assert!(api.call("GET", &ops, Value::Null).await?.json.get("access_group_id").is_none());
    let mut other = role("other");
    other["access_group_id"] = json!(group);
    assert_eq!(api.call("POST", ROLES, other).await?.text("/property"), "access_group_id");
    Ok(())
}

#[tokio::test]
async fn an_operation_that_is_not_served_is_a_501_and_an_unknown_route_a_404() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let reply = api.call("GET", "/authorizer/api/v1/cert/templates", Value::Null).await?;
    assert_eq!((reply.status.as_u16(), reply.text("/error_code").as_str()), (501, "NOT_IMPLEMENTED"));
    assert!(reply.text("/error_message").contains("authorizer.cert_templates"));
    let stub = api.call("POST", "/role-store/api/v1/users/search/external", json!({})).await?;
    assert!(stub.status == 200 && stub.headers.contains_key("x-sandbox-stub"));
    assert_eq!(api.call("GET", "/authorizer/api/v1/nothing", Value::Null).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn what_clients_always_send_is_required_on_creation() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let collectors = "/role-store/api/v1/logconf/collectors";
    let refused = api.call("POST", collectors, json!({ "name": "siem" })).await?;
    assert_eq!(refused.text("/error_code"), "REQUIRED_VALUE_MISSING");
    assert_eq!(refused.text("/property"), "type");
    assert_eq!(api.call("POST", collectors, json!({ "name": "siem", "type": "x" })).await?.status, 201);
    Ok(())
}

#[tokio::test]
async fn a_role_by_rule_permits_what_a_granted_one_does() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let new =
        json!({ "username": "ada", "department": "Ops", "password": { "password": "Correct-horse-1" } });
    let user = api.users("POST", "", new).await?.text("/id");
    let directory =
        api.call("GET", &format!("/role-store/api/v1/users/{user}"), Value::Null).await?.text("/source");
    let mut viewer = role("viewer");
    viewer["permissions"] = json!(["roles-view"]);
    let viewer_id = api.call("POST", ROLES, viewer.clone()).await?.text("/id");
    let one = format!("{ROLES}/{viewer_id}");
    let ada = api.logged_in_as("ada", "Correct-horse-1").await?;
    assert_eq!(ada.call("GET", &one, Value::Null).await?.status, 403);
    viewer["source_rules"]["rules"] =
        json!([{ "type": "RULE", "source": directory, "search_string": "(department=Ops)" }]);
    assert_eq!(api.call("PUT", &one, viewer).await?.status, 200);
    assert_eq!(ada.call("GET", &one, Value::Null).await?.status, 200);
    assert_eq!(ada.call("DELETE", &one, Value::Null).await?.status, 403);
    Ok(())
}

#[tokio::test]
async fn an_api_client_is_a_member_of_the_roles_in_its_object() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let ops = api.call("POST", ROLES, role("ops")).await?.text("/id");
    let client = json!({ "name": "robot", "roles": [{ "id": ops }] });
    let client = api.call("POST", "/local-user-store/api/v1/api-clients", client).await?;
    assert_eq!(client.status, 201, "{}", client.json);
    let members = api.call("GET", &format!("{ROLES}/{ops}/members"), Value::Null).await?;
    assert_eq!((members.text("/items/0/principal"), &members.json["count"]), ("robot".into(), &json!(1)));
    let path = format!("/role-store/api/v1/users/{}/roles", client.text("/id"));
    let roles = api.call("GET", &path, Value::Null).await?;
    assert_eq!(
        (&roles.json["items"][0]["explicit"], &roles.json["items"][0]["member_count"]),
        (&json!(true), &json!(1))
    );
    Ok(())
}

#[tokio::test]
async fn a_rule_gives_a_role_to_the_users_whom_it_matches() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let user = json!({ "username": "ada", "email": "ada@example.org", "department": "Ops" });
    let ada = api.users("POST", "", user).await?.text("/id");
    let bo = api.users("POST", "", json!({ "username": "bo", "department": "Ops" })).await?.text("/id");
    let user = |id: &str| format!("/role-store/api/v1/users/{id}");
    let directory = api.call("GET", &user(&ada), Value::Null).await?.text("/source");
    let rule = |expression: &str| json!({ "type": "RULE", "source": directory, "search_string": expression });
    let group = |matching: &str, rules: Value| json!({ "type": "GROUP", "match": matching, "rules": rules });
    let names = |reply: &Value| -> Vec<String> {
        let items = reply["items"].as_array().unwrap();
        items.iter().map(|item| item["principal"].as_str().unwrap().to_owned()).collect()
    };
    for (rules, found) in [
        (group("ANY", json!([rule("(principal=ada)"), rule("(department=Ops)")])), vec!["ada", "bo"]),
        (group("ALL", json!([rule("(principal=ada)"), rule("(department=Ops)")])), vec!["ada"]),
        (group("ALL", json!([])), vec![]),
        (rule("(email=)"), vec![]),
        (rule("(|(principal=ada)(principal=bo))"), vec![]),
        (json!({ "type": "RULE", "source": ada, "search_string": "(principal=ada)" }), vec![]),
    ] {
        let definition = json!({ "name": "x", "source_rules": rules });
        let reply = api.call("POST", &format!("{ROLES}/evaluate"), definition).await?.json;
        assert_eq!(
            (names(&reply), &reply["count"]),
            (found.iter().map(|n| (*n).to_owned()).collect(), &json!(found.len()))
        );
    }

    let ops = json!({ "name": "ops", "source_rules": group("ANY", json!([rule("(department=Ops)")])) });
    let ops = api.call("POST", ROLES, ops).await?.text("/id");
    let members = format!("{ROLES}/{ops}/members");
    assert_eq!(names(&api.call("GET", &members, Value::Null).await?.json), ["ada", "bo"]);
    let grants = format!("{}/roles", user(&bo));
    assert_eq!(api.call("PUT", &grants, json!([{ "id": ops }])).await?.status, 200);
    for (id, by_hand) in [(&ada, false), (&bo, true)] {
        let roles = api.call("GET", &format!("{}/roles", user(id)), Value::Null).await?.json;
        let shown = (&roles["items"][0]["explicit"], &roles["items"][0]["implicit"], &roles["count"]);
        assert_eq!(shown, (&json!(by_hand), &json!(true), &json!(1)));
    }
    let shown = api.call("GET", &format!("{ROLES}/{ops}"), Value::Null).await?.json;
    assert_eq!((&shown["member_count"], &shown["explicit_count"]), (&json!(2), &json!(1)));

    // A user who moves to another department loses the role.
    let mut moved = api.users("GET", &format!("/{ada}"), Value::Null).await?.json;
    moved["department"] = "Sales".into();
    api.users("PUT", &format!("/{ada}"), moved).await?;
    assert_eq!(names(&api.call("GET", &members, Value::Null).await?.json), ["bo"]);
    Ok(())
}
