//! The admin tree: links between groups, roles, clients and scopes.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{call, text, token};

const REALM: &str = "/auth/admin/realms/sandbox";

struct Admin {
    sandbox: Sandbox,
    token: String,
}

impl Admin {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let token = token(&sandbox).await;
        Self { sandbox, token }
    }

    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let reply = call(&self.sandbox, &self.token, method, &format!("{REALM}{path}"), body).await;
        (reply.status.as_u16(), reply.json)
    }

    /// Creates an object, and returns what its location shows.
    async fn create(&self, path: &str, body: Value) -> Value {
        let reply = call(&self.sandbox, &self.token, "POST", &format!("{REALM}{path}"), Some(body)).await;
        assert_eq!(reply.status.as_u16(), 201, "{}", reply.json);
        let location = reply.headers["location"].to_str().unwrap().to_owned();
        call(&self.sandbox, &self.token, "GET", &location, None).await.json
    }

    async fn names(&self, path: &str) -> Vec<String> {
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
    assert_eq!(admin.names(&format!("{mappings}/available")).await, ["b"]);
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
async fn a_taken_name_is_a_conflict_and_an_operation_that_is_not_served_is_named() {
    let admin = Admin::start().await;
    admin.create("/roles", json!({ "name": "a" })).await;
    assert_eq!(admin.send("POST", "/roles", Some(json!({ "name": "a" }))).await.0, 409);
    assert_eq!(admin.send("POST", "/roles", Some(json!({}))).await.0, 400);
    let (status, reply) = admin.send("GET", "/users", None).await;
    assert_eq!(status, 501);
    assert!(text(&reply, "errorMessage").contains("admin_users.list"), "{reply}");
    assert_eq!(admin.send("GET", "/nothing", None).await.0, 404);
}
