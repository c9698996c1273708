//! Roles and groups of users: what is granted, what follows from it, and what goes with what is deleted.

use serde_json::{Value, json};

use super::admin::{Admin, PASSWORD};
use super::{call, text};

#[tokio::test]
async fn roles_come_directly_by_groups_and_their_parents_and_by_composites() {
    let admin = Admin::start().await;
    let user = format!("/users/{}", admin.user("mira").await);
    let mut roles = Vec::new();
    for name in ["direct", "of-top", "inside", "of-team"] {
        roles.push(admin.create("/roles", json!({ "name": name })).await);
    }
    let client = text(&admin.create("/clients", json!({ "clientId": "desk" })).await, "id");
    let agent = admin.create(&format!("/clients/{client}/roles"), json!({ "name": "agent" })).await;
    let top = text(&admin.create("/groups", json!({ "name": "top" })).await, "id");
    let child = format!("/groups/{top}/children");
    let team = text(&admin.ok("POST", &child, Some(json!({ "name": "team" })), 201).await, "id");
    admin.ok("POST", "/roles/of-top/composites", Some(json!([roles[2], agent])), 204).await;
    let grant = async |owner: &str, role: &Value| {
        admin.ok("POST", &format!("{owner}/role-mappings/realm"), Some(json!([role])), 204).await
    };
    grant(&user, &roles[0]).await;
    grant(&format!("/groups/{top}"), &roles[1]).await;
    grant(&format!("/groups/{team}"), &roles[3]).await;
    admin.ok("PUT", &format!("{user}/groups/{team}"), None, 204).await;

    let realm = format!("{user}/role-mappings/realm");
    assert_eq!(admin.names(&realm).await, ["direct"]);
    assert_eq!(admin.names(&format!("{realm}/composite")).await, ["direct", "of-top", "inside", "of-team"]);
    let of_client = format!("{user}/role-mappings/clients/{client}");
    assert!(admin.names(&of_client).await.is_empty());
    assert_eq!(admin.names(&format!("{of_client}/composite")).await, ["agent"]);
    assert_eq!(admin.names(&format!("{of_client}/available")).await, ["agent"]);
    let of_group = admin.get(&format!("/groups/{top}/role-mappings")).await;
    assert_eq!(of_group["realmMappings"][0]["name"], "of-top");
    assert_eq!(
        admin.names(&format!("/groups/{team}/role-mappings/realm/composite")).await,
        ["of-top", "inside", "of-team"]
    );

    // Another name keeps every grant; a deletion ends it everywhere.
    let by_id = format!("/roles-by-id/{}", text(&roles[2], "id"));
    admin.ok("PUT", &by_id, Some(json!({ "name": "renamed" })), 204).await;
    admin.ok("PUT", &by_id, Some(json!({ "name": "direct" })), 409).await;
    admin.ok("GET", "/roles/inside", None, 404).await;
    assert!(admin.names(&format!("{realm}/composite")).await.contains(&"renamed".to_owned()));
    admin.ok("DELETE", "/roles/of-top", None, 204).await;
    assert_eq!(admin.names(&format!("{realm}/composite")).await, ["direct", "of-team"]);
    admin.ok("POST", &realm, Some(json!([roles[1]])), 404).await;
    admin.ok("DELETE", &format!("/groups/{top}"), None, 204).await;
    admin.ok("GET", &format!("/groups/{team}"), None, 404).await;
    assert!(admin.names(&format!("{user}/groups")).await.is_empty());
    assert_eq!(admin.names(&format!("{realm}/composite")).await, ["direct"]);
}

#[tokio::test]
async fn a_removal_without_a_body_removes_every_role_of_its_kind() {
    let admin = Admin::start().await;
    let user = format!("/users/{}", admin.user("mira").await);
    let client = text(&admin.create("/clients", json!({ "clientId": "desk" })).await, "id");
    let agent = admin.create(&format!("/clients/{client}/roles"), json!({ "name": "agent" })).await;
    let (a, b) = (
        admin.create("/roles", json!({ "name": "a" })).await,
        admin.create("/roles", json!({ "name": "b" })).await,
    );
    let group = format!("/groups/{}", text(&admin.create("/groups", json!({ "name": "g" })).await, "id"));
    for owner in [user, group] {
        let realm = format!("{owner}/role-mappings/realm");
        let of_client = format!("{owner}/role-mappings/clients/{client}");
        admin.ok("POST", &realm, Some(json!([a, b])), 204).await;
        admin.ok("POST", &of_client, Some(json!([agent])), 204).await;
        admin.ok("DELETE", &realm, Some(json!([])), 400).await;
        assert_eq!(admin.names(&realm).await, ["a", "b"], "an empty list is no missing body");
        for _ in 0..2 {
            admin.ok("DELETE", &realm, None, 204).await;
        }
        assert!(admin.names(&realm).await.is_empty());
        assert_eq!(admin.names(&of_client).await, ["agent"]);
        admin.ok("DELETE", &of_client, None, 204).await;
        assert!(admin.names(&of_client).await.is_empty());
    }
    admin.ok("DELETE", "/users/none/role-mappings/realm", None, 404).await;
}

#[tokio::test]
async fn groups_are_a_tree_with_paths() {
    let admin = Admin::start().await;
    let top = text(&admin.create("/groups", json!({ "name": "top" })).await, "id");
    let child = async |parent: &str, body: Value, status: u16| {
        admin.ok("POST", &format!("/groups/{parent}/children"), Some(body), status).await
    };
    let team = text(&child(&top, json!({ "name": "team a" }), 201).await, "id");
    let deep = text(&child(&team, json!({ "name": "deep" }), 201).await, "id");
    let found = admin.get("/group-by-path/top/team%20a/deep").await;
    assert_eq!((&found["id"], &found["path"]), (&json!(deep), &json!("/top/team a/deep")));
    assert_eq!(admin.names("/groups").await, ["ks-users", "top"]);
    let tree = admin.get("/groups?search=dee").await;
    assert_eq!(tree[0]["subGroups"][0]["subGroups"][0]["name"], "deep");
    assert_eq!(admin.get("/groups/count?top=true").await["count"], 2);
    assert_eq!(admin.get("/groups/count").await["count"], 4);

    child(&deep, json!({ "id": top }), 400).await;
    admin.ok("POST", "/groups", Some(json!({ "id": deep, "name": "deep" })), 204).await;
    assert_eq!(admin.get(&format!("/groups/{deep}")).await["path"], "/deep");
    child(&deep, json!({ "id": team }), 204).await;
    assert_eq!(admin.get("/group-by-path/deep/team%20a").await["id"], json!(team));
}

#[tokio::test]
async fn new_users_of_both_halves_join_the_default_groups_and_get_the_default_actions() {
    let admin = Admin::start().await;
    let group = text(&admin.create("/groups", json!({ "name": "all" })).await, "id");
    admin.ok("PUT", &format!("/default-groups/{group}"), None, 204).await;
    let action = "/authentication/required-actions/VERIFY_EMAIL";
    admin.ok("PUT", action, Some(json!({ "defaultAction": true })), 204).await;
    admin.user("mira").await;
    super::create(&admin.sandbox, &admin.token, json!({ "username": "nils" })).await;
    for name in ["mira", "nils"] {
        let user = admin.sandbox.midprovider().user(name).unwrap();
        assert_eq!((&user["groups"], &user["requiredActions"]), (&json!(["all"]), &json!(["VERIFY_EMAIL"])));
    }
    let reply = admin.log_in("sandbox", "mira", PASSWORD, "").await;
    assert_eq!(text(&reply.json, "error_description"), "Account is not fully set up");
    // An action that is unregistered is no longer required.
    admin.ok("DELETE", action, None, 204).await;
    assert_eq!(admin.log_in("sandbox", "mira", PASSWORD, "").await.status, 200);
    let gone = "/authentication/unregistered-required-actions";
    assert_eq!(admin.get(gone).await[0]["providerId"], "VERIFY_EMAIL");
    let register = json!({ "providerId": "VERIFY_EMAIL", "name": "Verify" });
    admin.ok("POST", "/authentication/register-required-action", Some(register), 204).await;
    assert_eq!(admin.get(action).await["name"], "Verify");
    assert_eq!(admin.get(gone).await, json!([]));
}

#[tokio::test]
async fn credentials_are_kept_in_order_and_go_with_what_they_stand_for() {
    let admin = Admin::start().await;
    let id = admin.user("mira").await;
    let path = format!("/users/{id}/credentials");
    let update = json!({ "credentials": [{ "type": "otp", "credentialData": "{}" }] });
    admin.ok("PUT", &format!("/users/{id}"), Some(update), 204).await;
    let found = admin.get(&path).await;
    assert_eq!((&found[0]["type"], &found[1]["type"]), (&json!("password"), &json!("otp")));
    assert!(found[0].get("value").is_none() && found[0].get("secretData").is_none());
    let (password, otp) = (text(&found[0], "id"), text(&found[1], "id"));
    assert_eq!(admin.get(&format!("/users/{id}")).await["totp"], true);
    admin.ok("POST", &format!("{path}/{otp}/moveToFirst"), None, 204).await;
    assert_eq!(admin.get(&path).await[0]["id"], json!(otp));
    admin.ok("POST", &format!("{path}/{otp}/moveAfter/{password}"), None, 204).await;
    assert_eq!(admin.get(&path).await[1]["id"], json!(otp));
    let bearer = format!("Bearer {}", admin.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    let base = &admin.sandbox.details().midprovider.shift_base_url;
    let label = format!("{base}/auth/admin/realms/sandbox{path}/{otp}/userLabel");
    assert_eq!(super::send(&admin.sandbox, "PUT", &label, &headers, "phone").await.status, 204);
    assert_eq!(admin.get(&path).await[1]["userLabel"], "phone");
    admin.ok("DELETE", &format!("{path}/{password}"), None, 204).await;
    assert_eq!(admin.log_in("sandbox", "mira", PASSWORD, "").await.status, 401);
    admin.ok("PUT", &format!("/users/{id}/disable-credential-types"), Some(json!(["otp"])), 204).await;
    assert_eq!(admin.get(&path).await, json!([]));

    admin.ok("PUT", "", Some(json!({ "passwordPolicy": "length(12) and digits(2)" })), 204).await;
    for (value, status) in [("short1", 400), ("long-but-no-digit", 400), ("long-with-2-digits-1", 204)] {
        let body = json!({ "type": "password", "value": value });
        admin.ok("PUT", &format!("/users/{id}/reset-password"), Some(body), status).await;
    }
    super::create(&admin.sandbox, &admin.token, json!({ "username": "nils" })).await;
    let nils = text(&admin.sandbox.midprovider().user("nils").unwrap(), "id");
    let found = admin.get(&format!("/users/{nils}/credentials")).await;
    assert_eq!(found[0]["type"], "ACTIVATION_CODE");
    admin.ok("DELETE", &format!("/users/{nils}/credentials/{}", text(&found[0], "id")), None, 204).await;
    assert!(admin.sandbox.midprovider().activation_codes("nils").is_empty());
}

#[tokio::test]
async fn users_are_searched_in_part_and_without_service_accounts() {
    let admin = Admin::start().await;
    for name in ["anna", "hanna", "otto"] {
        admin.user(name).await;
    }
    let names = async |query: &str| -> Vec<String> {
        let found = admin.get(&format!("/users?{query}")).await;
        let count = admin.get(&format!("/users/count?{query}")).await;
        let found = found.as_array().unwrap();
        assert_eq!(count, json!(found.len()));
        found.iter().map(|user| text(user, "username")).collect()
    };
    assert_eq!(names("search=ann").await, ["anna"]);
    assert_eq!(names("search=*ann*").await, ["anna", "hanna"]);
    assert_eq!(names("search=%22otto%22").await, ["otto"]);
    assert_eq!(names("username=ann").await, ["anna", "hanna"]);
    assert_eq!(names("username=anna&exact=true").await, ["anna"]);
    assert_eq!(names("search=service").await, [""; 0]);
    let link = json!({ "userId": "7", "userName": "otto7" });
    let otto = text(&admin.get("/users?username=otto").await[0], "id");
    let at = format!("/users/{otto}/federated-identity");
    admin.ok("POST", &format!("{at}/github"), Some(link.clone()), 204).await;
    admin.ok("POST", &format!("{at}/github"), Some(link), 409).await;
    assert_eq!(admin.get(&at).await[0]["identityProvider"], "github");
    assert_eq!(names("idpAlias=github&idpUserId=7").await, ["otto"]);
    admin.ok("DELETE", &format!("{at}/github"), None, 204).await;
    admin.ok("DELETE", &format!("{at}/github"), None, 404).await;
}

#[tokio::test]
async fn a_client_logs_in_with_its_newest_secret_as_its_own_user() {
    let admin = Admin::start().await;
    let made = json!({ "clientId": "robot", "serviceAccountsEnabled": true });
    let id = text(&admin.create("/clients", made).await, "id");
    let client = format!("/clients/{id}");
    let old = text(&admin.get(&format!("{client}/client-secret")).await, "value");
    let log_in = async |secret: &str| {
        let body = format!("grant_type=client_credentials&client_id=robot&client_secret={secret}");
        super::form(&admin.sandbox, super::TOKEN, &body).await
    };
    let token = text(&log_in(&old).await.json, "access_token");
    let new = admin.ok("POST", &format!("{client}/client-secret"), None, 200).await;
    assert_eq!(log_in(&old).await.status, 401);
    assert_eq!(log_in(&text(&new, "value")).await.status, 200);
    let users = "/auth/admin/realms/sandbox/users";
    assert_eq!(call(&admin.sandbox, &token, "GET", users, None).await.status, 403);
    // A role to look gives no right to change.
    let account = text(&admin.get(&format!("{client}/service-account-user")).await, "id");
    let management = admin.get("/clients?clientId=realm-management").await;
    let management = text(&management[0], "id");
    let role = admin.get(&format!("/clients/{management}/roles/view-users")).await;
    let mappings = format!("/users/{account}/role-mappings/clients/{management}");
    admin.ok("POST", &mappings, Some(json!([role])), 204).await;
    assert_eq!(call(&admin.sandbox, &token, "GET", users, None).await.status, 200);
    let body = Some(json!({ "username": "x" }));
    assert_eq!(call(&admin.sandbox, &token, "POST", users, body).await.status, 403);
    let roles = "/auth/admin/realms/sandbox/roles";
    assert_eq!(call(&admin.sandbox, &token, "GET", roles, None).await.status, 403);
    admin.ok("DELETE", &client, None, 204).await;
    assert_eq!(call(&admin.sandbox, &token, "GET", users, None).await.status, 401);
    admin.ok("GET", &format!("/users/{account}"), None, 404).await;
}
