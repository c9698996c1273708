use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::https::{Client, Reply, Result};

pub struct Api {
    pub sandbox: Sandbox,
    client: Client,
    pub key: String,
}

impl Api {
    pub async fn start() -> Result<Self> {
        Ok(Self::of(Sandbox::start().await?))
    }

    pub fn of(sandbox: Sandbox) -> Self {
        let client = Client::new(&sandbox);
        let key = sandbox.details().digicert.api_key.clone();
        sandbox.digicert().set_rate_limits(100_000, 100_000);
        Self { sandbox, client, key }
    }

    /// The same sandbox with the key of another administrator.
    pub async fn another(self) -> Result<Self> {
        let service = json!({ "is_api_only": true, "email": "second@example.org", "api_name": "second" });
        let key = self.call("POST", "/user", service).await?.text("/api_key");
        Ok(Self { key, ..self })
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        let reply = self.call("GET", path, json!({})).await?;
        assert_eq!(reply.status, 200, "{path} {}", reply.json);
        Ok(reply.json)
    }

    pub async fn call(&self, method: &str, path: &str, body: Value) -> Result<Reply> {
        let url = format!("{}{path}", self.sandbox.details().digicert.base_url);
        let headers = [("X-DC-DEVKEY", &*self.key), ("Accept", "application/json")];
        self.client.json(method, &url, &headers, &body).await
    }
}

pub fn codes(reply: &Reply) -> Vec<String> {
    let errors = reply.json["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().filter_map(|error| error["code"].as_str()).map(str::to_owned).collect()
}

fn new_user(name: &str) -> Value {
    json!({
        "username": name, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org",
        "job_title": "Analyst", "telephone": "1815", "access_roles": [{ "id": 5 }],
    })
}

#[tokio::test]
async fn a_container_has_a_parent() -> Result<()> {
    let api = Api::start().await?;
    let root = api.sandbox.details().digicert.container_id;
    let new = json!({ "name": "Workshop", "template_id": 1 });
    let made = api.call("POST", &format!("/container/{root}/children"), new).await?;
    let parent = api.get(&format!("/container/{}/parent", made.json["id"])).await?;
    assert_eq!(parent["id"], root);
    Ok(())
}

#[tokio::test]
async fn users_live_and_die() -> Result<()> {
    let api = Api::start().await?;
    let made = api.call("POST", "/user", new_user("ada")).await?;
    assert_eq!(made.status, 201);
    let path = format!("/user/{}", made.json["id"]);

    let taken = api.call("POST", "/user", new_user("ada")).await?;
    assert_eq!((taken.status.as_u16(), codes(&taken)), (400, vec!["invalid_value:username".to_owned()]));

    let update = api.call("PUT", &path, json!({ "email": "countess@example.org" })).await?;
    assert_eq!((update.status.as_u16(), update.bytes.len()), (204, 0));
    let user = api.call("GET", &path, json!({})).await?.json;
    assert_eq!(user["email"], "countess@example.org");
    assert!(user.get("job_title").is_none() && user.get("telephone").is_none());
    assert_eq!(user["first_name"], "Ada");
    let update = json!({ "email": "countess@example.org", "first_name": "Augusta", "last_name": "King" });
    assert_eq!(api.call("PUT", &path, update).await?.status, 204);
    assert_eq!(api.call("GET", &path, json!({})).await?.json["first_name"], "Augusta");

    let role = api.call("PUT", &format!("{path}/role"), json!({ "access_roles": [{ "id": 4 }] })).await?;
    assert_eq!(role.status, 204);
    let container = api.sandbox.details().digicert.container_id;
    let assign = json!({ "container_id_assignments": [container.to_string()] });
    assert_eq!(api.call("PUT", &format!("{path}/container-assignments"), assign).await?.status, 204);
    // Both forms are known.
    for end in ["resend-create-email/", "resend-create-email"] {
        assert_eq!(api.call("GET", &format!("{path}/{end}"), json!({})).await?.status, 204);
    }
    let managers = api.call("GET", "/user?access_role_id=4", json!({})).await?.json;
    assert_eq!(managers["users"][0]["has_container_assignments"], true);
    assert_eq!(managers["page"]["total"], 1);
    assert_eq!(api.sandbox.digicert().mails(), 3);

    assert_eq!(api.call("DELETE", &path, json!({})).await?.status, 204);
    assert_eq!(codes(&api.call("GET", &path, json!({})).await?), ["not_found|user"]);
    assert_eq!(codes(&api.call("GET", "/nothing", json!({})).await?), ["not_found|route"]);
    assert_eq!(api.call("GET", "/user?access_role_id=4", json!({})).await?.json, json!({}));
    Ok(())
}

#[tokio::test]
async fn bad_bodies_are_refused_field_by_field() -> Result<()> {
    let api = Api::start().await?;
    let empty = api.call("POST", "/user", json!({})).await?;
    let expected = ["username", "first_name", "last_name", "email", "access_roles"];
    assert_eq!(codes(&empty), expected.map(|field| format!("required_param:{field}")));
    let wrong = json!({
        "username": "a b", "first_name": "x".repeat(129), "last_name": "L", "email": "nowhere",
        "telephone": "1".repeat(65), "access_roles": [{ "id": 6 }], "container_id_assignments": [1],
    });
    let wrong = api.call("POST", "/user", wrong).await?;
    let expected =
        ["access_roles", "container_id_assignments", "email", "first_name", "telephone", "username"];
    let mut found = codes(&wrong);
    found.sort();
    assert_eq!(found, expected.map(|field| format!("invalid_value:{field}")));
    assert_eq!(codes(&api.call("POST", "/user", json!([])).await?), ["bad_request_format"]);
    Ok(())
}

#[tokio::test]
async fn keys_decide() -> Result<()> {
    let mut api = Api::start().await?;
    let me = api.call("GET", "/user/me", json!({})).await?.json;
    assert_eq!(me["id"], 1001);
    assert_eq!(me["container"]["id"], api.sandbox.details().digicert.container_id);
    let container = format!("/container/{}/role", me["container"]["id"]);
    let roles = api.call("GET", &container, json!({})).await?.json;
    assert_eq!(roles["access_roles"].as_array().map(Vec::len), Some(5));
    let may = api.call("GET", "/authorization/create_users", json!({})).await?.json;
    assert_eq!(may, json!({ "permission": "create_users", "authorized": true }));
    let all = api.call("GET", "/authorization", json!({})).await?.json;
    assert!(all["authorizations"].as_array().is_some_and(|all| all.contains(&may)));
    let where_ = api.call("GET", "/authorization/create_users/container", json!({})).await?.json;
    assert_eq!(where_["containers"][1]["parent_id"], me["container"]["id"]);

    let service = json!({
        "is_api_only": true, "email": "robot@example.org", "api_name": "robot", "restricted_to_role_id": 102,
    });
    let service = api.call("POST", "/user", service).await?;
    assert_eq!(service.status, 201);
    let listed = api.call("GET", "/user/api-only", json!({})).await?.json;
    assert_eq!(listed["users"][0]["id"], service.json["id"]);
    api.key = service.text("/api_key");
    assert_eq!(api.call("GET", "/user", json!({})).await?.status, 200);
    let refused = api.call("POST", "/user", new_user("ada")).await?;
    assert_eq!(
        (refused.status.as_u16(), codes(&refused)),
        (403, vec!["access_denied|missing_permission".to_owned()])
    );

    api.key = "wrong".to_owned();
    let wrong = api.call("GET", "/user/me", json!({})).await?;
    assert_eq!(
        (wrong.status.as_u16(), codes(&wrong)),
        (403, vec!["access_denied|access_denied_invalid_key".to_owned()])
    );
    let text = &wrong.json["errors"][0]["message"];
    assert_eq!(text, "Access denied due to access_denied_invalid_key.");
    let url = format!("{}/user/me", api.sandbox.details().digicert.base_url);
    let key = ("X-DC-DEVKEY", api.sandbox.details().digicert.api_key.as_str());
    assert_eq!(api.client.send("GET", &url, &[key], "").await?.status, 200);
    let csv = [key, ("content-type", "application/json"), ("accept", "text/csv")];
    assert_eq!(api.client.send("GET", &url, &csv, "").await?.status, 406);
    assert_eq!(api.client.send("GET", &url, &[key, ("accept", "*/*")], "").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn the_hundred_and_first_request_is_one_too_many() -> Result<()> {
    let api = Api::start().await?;
    api.sandbox.digicert().set_rate_limits(100, 1000);
    let url = format!("{}/user/me", api.sandbox.details().digicert.base_url);
    let headers = [("X-DC-DEVKEY", api.key.as_str()), ("accept", "application/json")];
    for _ in 0..100 {
        assert_eq!(api.client.send("GET", &url, &headers, "").await?.status, 200);
    }
    let refused = api.call("GET", "/user/me", json!({})).await?;
    assert_eq!((refused.status.as_u16(), codes(&refused)), (429, vec!["request_limit_exceeded".to_owned()]));
    api.sandbox.digicert().clear_rate_windows();
    assert_eq!(api.call("GET", "/user/me", json!({})).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn lists_come_in_pages() -> Result<()> {
    let api = Api::start().await?;
    for name in ["c", "a", "b"] {
        api.call("POST", "/user", new_user(name)).await?;
    }
    let page = api.call("GET", "/user?sort=-username&offset=1&limit=2", json!({})).await?.json;
    let names: Vec<&str> =
        page["users"].as_array().unwrap().iter().filter_map(|u| u["username"].as_str()).collect();
    assert_eq!(names, ["c", "b"]);
    assert_eq!(page["page"], json!({ "total": 4, "limit": 2, "offset": 1 }));
    let search =
        api.call("GET", "/user?filters%5Bsearch%5D=%25lace&without_container=true", json!({})).await?.json;
    assert_eq!(search["page"]["total"], 3);
    assert!(search["users"][0].get("container").is_none());
    assert_eq!(codes(&api.call("GET", "/user?limit=1001", json!({})).await?), ["invalid_value:limit"]);
    Ok(())
}
