//! The admin tree: links between groups, roles, clients and scopes.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{call, form, text, token};
use crate::https::Reply;

const REALM: &str = "/auth/admin/realms/sandbox";
pub const PASSWORD: &str = "S0me-long-phrase";

pub struct Admin {
    pub sandbox: Sandbox,
    pub token: String,
}

impl Admin {
    pub async fn start() -> Self {
        Self::of(Sandbox::start().await.unwrap()).await
    }

    pub async fn of(sandbox: Sandbox) -> Self {
        let token = token(&sandbox).await;
        Self { sandbox, token }
    }

    /// Sends a request within the realm of the tenant, and expects this status.
    pub async fn ok(&self, method: &str, path: &str, body: Option<Value>, status: u16) -> Value {
        let (found, reply) = self.send(method, path, body).await;
        assert_eq!(found, status, "{method} {path}: {reply}");
        reply
    }

    pub async fn get(&self, path: &str) -> Value {
        self.ok("GET", path, None, 200).await
    }

    /// A user who can log in, by id.
    pub async fn user(&self, name: &str) -> String {
        let password = json!([{ "type": "password", "value": PASSWORD }]);
        let email = format!("{name}@firm.example");
        let user = json!({ "username": name, "email": email, "enabled": true, "credentials": password });
        text(&self.create("/users", user).await, "id")
    }

    /// The reply of the token endpoint of a realm to a password.
    pub async fn log_in(&self, realm: &str, name: &str, password: &str, scope: &str) -> Reply {
        let path = format!("/auth/realms/{realm}/protocol/openid-connect/token");
        let body = format!(
            "grant_type=password&client_id=admin-cli&username={name}&password={password}&scope={scope}"
        );
        form(&self.sandbox, &path, &body).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let reply = call(&self.sandbox, &self.token, method, &format!("{REALM}{path}"), body).await;
        (reply.status.as_u16(), reply.json)
    }

    /// Creates an object, and returns what its location shows.
    pub async fn create(&self, path: &str, body: Value) -> Value {
        let reply = call(&self.sandbox, &self.token, "POST", &format!("{REALM}{path}"), Some(body)).await;
        assert_eq!(reply.status.as_u16(), 201, "{}", reply.json);
        let location = reply.headers["location"].to_str().unwrap().to_owned();
        call(&self.sandbox, &self.token, "GET", &location, None).await.json
    }

    pub async fn names(&self, path: &str) -> Vec<String> {
        let (status, found) = self.send("GET", path, None).await;
        assert_eq!(status, 200, "{path}: {found}");
        found.as_array().unwrap().iter().map(|one| text(one, "name")).collect()
    }
}

#[tokio::test]
async fn granted_roles_and_their_composites_are_shown() {
    let admin = Admin::start().await;
    let (a, b) = (
        admin.create("/roles", json!({ "name": "a" })).await,
        admin.create("/roles", json!({ "name": "b" })).await,
    );
    let group = text(&admin.create("/groups", json!({ "name": "g" })).await, "id");
    assert_eq!(admin.send("POST", "/roles/a/composites", Some(json!([b]))).await.0, 204);
    assert_eq!(admin.send("GET", "/roles/a", None).await.1["composite"], true);
    let mappings = format!("/groups/{group}/role-mappings/realm");
    let unknown = json!([{ "id": "none", "name": "none" }]);
    assert_eq!(admin.send("POST", &mappings, Some(unknown)).await.0, 404);
    assert_eq!(admin.send("POST", &mappings, Some(json!([a]))).await.0, 204);
    assert_eq!(admin.send("POST", &mappings, Some(json!([a]))).await.0, 204, "adding twice changes nothing");

    assert_eq!(admin.names(&mappings).await, ["a"]);
    assert_eq!(admin.names(&format!("{mappings}/composite")).await, ["a", "b"]);
    let available = admin.names(&format!("{mappings}/available")).await;
    assert!(available.contains(&"b".to_owned()) && !available.contains(&"a".to_owned()));
    assert_eq!(admin.names("/roles/a/groups").await, ["g"]);

    assert_eq!(admin.send("DELETE", &mappings, Some(json!([a]))).await.0, 204);
    assert!(admin.names(&mappings).await.is_empty());
}

#[tokio::test]
async fn a_link_goes_with_either_end() {
    let admin = Admin::start().await;
    let client = text(&admin.create("/clients", json!({ "clientId": "c" })).await, "id");
    let role = admin.create(&format!("/clients/{client}/roles"), json!({ "name": "r" })).await;
    let scope = text(&admin.create("/client-scopes", json!({ "name": "s" })).await, "id");
    let group = text(&admin.create("/groups", json!({ "name": "g" })).await, "id");
    let mappings = format!("/groups/{group}/role-mappings/clients/{client}");
    assert_eq!(admin.send("POST", &mappings, Some(json!([role]))).await.0, 204);
    let scopes = format!("/clients/{client}/default-client-scopes");
    assert_eq!(admin.send("PUT", &format!("{scopes}/{scope}"), None).await.0, 204);
    assert_eq!(admin.send("PUT", &format!("{scopes}/none"), None).await.0, 404);
    assert_eq!(admin.send("PUT", &format!("/default-groups/{group}"), None).await.0, 204);
    assert_eq!(admin.names(&mappings).await, ["r"]);
    assert_eq!(admin.names(&scopes).await, ["s"]);
    assert_eq!(admin.names("/default-groups").await, ["g"]);

    assert_eq!(admin.send("DELETE", &format!("/client-scopes/{scope}"), None).await.0, 204);
    assert!(admin.names(&scopes).await.is_empty());
    assert_eq!(admin.send("DELETE", &format!("/clients/{client}/roles/r"), None).await.0, 204);
    assert!(admin.names(&mappings).await.is_empty());
    assert_eq!(admin.send("DELETE", &format!("/groups/{group}"), None).await.0, 204);
    assert!(admin.names("/default-groups").await.is_empty());
}

#[tokio::test]
async fn a_group_may_have_the_name_of_a_group_elsewhere() {
    let admin = Admin::start().await;
    let top = text(&admin.create("/groups", json!({ "name": "top" })).await, "id");
    let other = text(&admin.create("/groups", json!({ "name": "other" })).await, "id");
    let child = async |parent: &str, name: &str| {
        admin.send("POST", &format!("/groups/{parent}/children"), Some(json!({ "name": name }))).await
    };
    let (status, team) = child(&top, "team").await;
    assert!(status == 201 || status == 204, "{team}");
    assert_eq!(child(&top, "team").await.0, 409);
    assert_ne!(child(&other, "team").await.0, 409);
    assert_ne!(child(&other, "top").await.0, 409);
    admin.create("/groups", json!({ "name": "team" })).await;
    assert_eq!(admin.send("POST", "/groups", Some(json!({ "name": "top" }))).await.0, 409);

    let (_, children) = admin.send("GET", &format!("/groups/{top}/children"), None).await;
    let path = format!("/groups/{}", text(&children[0], "id"));
    assert_eq!(admin.send("PUT", &path, Some(json!({ "name": "other" }))).await.0, 204);
    assert_eq!(admin.send("GET", &path, None).await.1["path"], "/top/other");
}

#[tokio::test]
async fn what_names_an_object_by_its_name_goes_with_it() {
    let admin = Admin::start().await;
    let scope = text(&admin.create("/client-scopes", json!({ "name": "s" })).await, "id");
    admin.create("/client-scopes", json!({ "name": "t" })).await;
    let client = json!({ "clientId": "c", "defaultClientScopes": ["s", "t"] });
    let client = text(&admin.create("/clients", client).await, "id");
    assert_eq!(admin.send("DELETE", &format!("/client-scopes/{scope}"), None).await.0, 204);
    let (_, shown) = admin.send("GET", &format!("/clients/{client}"), None).await;
    assert_eq!(shown["defaultClientScopes"], json!(["t"]));
    let unknown = json!({ "clientId": "d", "defaultClientScopes": ["s"] });
    assert_eq!(admin.send("POST", "/clients", Some(unknown)).await.0, 404);
}

#[tokio::test]
async fn a_query_may_have_a_flag_in_any_case() {
    let admin = Admin::start().await;
    admin.create("/users", json!({ "username": "mira", "enabled": true })).await;
    admin.create("/users", json!({ "username": "nils", "enabled": false })).await;
    for (flag, name) in [("True", "mira"), ("true", "mira"), ("False", "nils")] {
        let (_, found) = admin.send("GET", &format!("/users?enabled={flag}"), None).await;
        let names: Vec<String> =
            found.as_array().unwrap().iter().map(|user| text(user, "username")).collect();
        assert!(
            names.contains(&name.to_owned())
                && names.iter().all(|other| other == name || other == "administrator")
        );
        assert_eq!(names.len(), if name == "mira" { 2 } else { 1 }, "{names:?}");
    }
    assert_eq!(admin.send("GET", "/users?enabled=maybe", None).await.0, 400);
}

#[tokio::test]
async fn a_taken_name_is_a_conflict_and_an_unknown_path_is_not_found() {
    let admin = Admin::start().await;
    admin.create("/roles", json!({ "name": "a" })).await;
    assert_eq!(admin.send("POST", "/roles", Some(json!({ "name": "a" }))).await.0, 409);
    assert_eq!(admin.send("POST", "/roles", Some(json!({}))).await.0, 400);
    assert_eq!(admin.send("GET", "/nothing", None).await.0, 404);
}

#[tokio::test]
async fn both_halves_show_the_same_users_roles_and_groups() {
    let admin = Admin::start().await;
    let client = text(&admin.create("/clients", json!({ "clientId": "desk" })).await, "id");
    let agent = admin.create(&format!("/clients/{client}/roles"), json!({ "name": "agent" })).await;
    let group = text(&admin.create("/groups", json!({ "name": "g" })).await, "id");
    let kobil = |body: Value| call(&admin.sandbox, &admin.token, "POST", super::USERS, Some(body));
    for roles in [json!({ "realmRoles": ["none"] }), json!({ "clientRoles": { "desk": ["none"] } })] {
        let mut body = roles;
        body["username"] = "mira".into();
        assert_eq!(kobil(body).await.status.as_u16(), 400, "a role that does not exist cannot be granted");
    }
    assert_eq!(admin.sandbox.midprovider().user("mira"), None);
    let mira = json!({
        "username": "Mira", "email": "mira@firm.example", "realmRoles": ["digitanium_user"],
        "clientRoles": { "desk": ["agent"] }, "attributes": { "groups": "g" },
    });
    assert_eq!(kobil(mira).await.status.as_u16(), 202);
    let update = format!("{}/mira/update", super::USERS);
    let unknown = json!({ "lastName": "Olsen", "realmRoles": ["digitanium_user", "none"] });
    let refused = call(&admin.sandbox, &admin.token, "PUT", &update, Some(unknown)).await;
    assert_eq!(refused.status.as_u16(), 400, "{}", refused.json);
    assert_eq!(admin.sandbox.midprovider().user("mira").unwrap()["lastName"], Value::Null);

    let (_, found) = admin.send("GET", "/users?username=mira", None).await;
    assert_eq!(found[0]["email"], "mira@firm.example");
    assert!(found[0].get("codes").is_none() && found[1].is_null());
    let user = format!("/users/{}", text(&found[0], "id"));
    assert_eq!(admin.names(&format!("{user}/role-mappings/realm")).await, ["digitanium_user"]);
    let (_, all) = admin.send("GET", &format!("{user}/role-mappings"), None).await;
    assert_eq!(all["clientMappings"]["desk"]["mappings"][0]["id"], agent["id"]);
    assert_eq!(admin.names(&format!("{user}/groups")).await, ["g"]);
    let (_, members) = admin.send("GET", &format!("/groups/{group}/members"), None).await;
    assert_eq!(members[0]["username"], "mira");

    let (_, role) = admin.send("GET", "/roles/admin", None).await;
    assert_eq!(admin.send("POST", &format!("{user}/role-mappings/realm"), Some(json!([role]))).await.0, 204);
    let shown = admin.sandbox.midprovider().user("mira").unwrap();
    assert_eq!(shown["admin"], true);
    assert_eq!(shown["realmRoles"], json!(["digitanium_user", "admin"]));
    let password = json!({ "type": "password", "value": "S0me-long-phrase" });
    assert_eq!(admin.send("PUT", &format!("{user}/reset-password"), Some(password)).await.0, 204);
    assert!(admin.sandbox.midprovider().has_password("mira", "S0me-long-phrase"));

    let nils = admin.create("/users", json!({ "username": "Nils", "groups": ["/g"] })).await;
    assert_eq!(admin.sandbox.midprovider().user("nils").unwrap()["groups"], json!(["g"]));
    assert_eq!(admin.send("POST", "/users", Some(json!({ "username": "MIRA" }))).await.0, 409);
    assert_eq!(admin.send("DELETE", &user, None).await.0, 204);
    assert_eq!(admin.sandbox.midprovider().user("mira"), None);
    let (_, members) = admin.send("GET", &format!("/groups/{group}/members"), None).await;
    assert_eq!(members.as_array().unwrap().len(), 1);
    assert_eq!(members[0]["id"], nils["id"]);
}
