//! Transactions, and the app instances that they are sent to.

use std::time::Duration;

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{SHIFT, USERS, call, create, status_of, text, token};

const AST: &str = "/v1/tenants/sandbox";

struct Site {
    sandbox: Sandbox,
    token: String,
    user: String,
    client: String,
}

impl Site {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let token = token(&sandbox).await;
        create(&sandbox, &token, json!({ "username": "mira", "enabled": true })).await;
        let control = sandbox.midprovider();
        control.set_token_life(Duration::from_secs(86_400));
        let token = super::token(&sandbox).await;
        let user = text(&control.user("mira").unwrap(), "id");
        let client = control.add_device("mira").unwrap();
        Self { sandbox, token, user, client }
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let reply = call(&self.sandbox, &self.token, method, path, body).await;
        (reply.status.as_u16(), reply.json)
    }

    /// Starts a transaction in both ways and returns their ids.
    async fn begin(&self) -> [String; 2] {
        let body = json!({ "tmsData": { "text": "Pay 5 EUR?" }, "retrievalTimeout": 60, "tmsTimeout": 120 });
        let path = format!("{SHIFT}/{}/tms", self.user);
        let (status, reply) = self.call("POST", &path, Some(body.clone())).await;
        assert!(status == 200 && reply["subSystem"] == 2, "{reply}");
        let first = text(&reply["data"]["info"], "id");
        let mut body = body;
        body["userId"] = json!(self.user);
        body["push"] = json!({ "skip": true });
        let (status, reply) = self.call("POST", &format!("{AST}/tms"), Some(body.clone())).await;
        assert!(status == 200 && reply["status"] == "PENDING", "{reply}");
        assert_eq!(reply["astClientIds"], json!([self.client]));
        let second = text(&reply, "id");
        assert!(second.len() == 26 && self.sandbox.midprovider().transaction(&second) == Some(body));
        [first, second]
    }

    async fn results(&self, id: &str) -> [(u16, Value); 3] {
        let status = self.call("GET", &format!("{AST}/tms/{id}/status"), None).await;
        let result = self.call("GET", &format!("{AST}/tms/{id}/result"), None).await;
        [status, result, self.call("GET", &format!("{SHIFT}/tms/{id}/result"), None).await]
    }
}

#[tokio::test]
async fn a_transaction_is_confirmed_or_rejected() {
    let site = Site::start().await;
    let control = site.sandbox.midprovider();
    let [accepted, rejected] = site.begin().await;
    for id in [&accepted, &rejected] {
        let [status, result, other] = site.results(id).await;
        assert_eq!((status.0, result.0, other.0), (200, 412, 412));
        assert!(status.1.get("completedAt").is_none() && status.1["startedAt"].is_string());
    }
    assert!(control.confirm_transaction(&accepted) && control.reject_transaction(&rejected));
    assert!(!control.reject_transaction(&accepted) && !control.confirm_transaction("unknown"));
    for (id, word) in [(&accepted, "ACCEPTED"), (&rejected, "REJECTED")] {
        let [status, result, other] = site.results(id).await;
        assert_eq!((status.0, &status.1["status"]), (200, &json!(word)));
        assert!(status.1["completedAt"].is_string() && result.1["signedData"].is_string());
        assert!(result.1["info"] == status.1 && other.1["data"] == result.1 && other.1["subSystem"] == 2);
        // Too late: it stays as it ended.
        assert_eq!(site.call("DELETE", &format!("{AST}/tms/{id}"), None).await.0, 204);
        assert_eq!(site.results(id).await[0].1["status"], word);
    }
    control.advance(Duration::from_secs(7200));
    let token = super::token(&site.sandbox).await;
    let site = Site { token, ..site };
    for id in [&accepted, "unknown"] {
        assert_eq!(site.results(id).await.map(|(status, _)| status), [404; 3]);
        assert_eq!(site.call("DELETE", &format!("{AST}/tms/{id}"), None).await.0, 404);
    }
}

#[tokio::test]
async fn a_transaction_ends_with_time_or_is_cancelled() {
    let site = Site::start().await;
    let control = site.sandbox.midprovider();
    let [fetched, left] = site.begin().await;
    control.advance(Duration::from_secs(50));
    assert!(control.retrieve_transaction(&fetched));
    control.advance(Duration::from_secs(11));
    let [status, result, _] = site.results(&left).await;
    assert_eq!((&status.1["status"], result.0), (&json!("TIMEOUT"), 200));
    assert!(result.1.get("signedData").is_none() && status.1.get("retrievedAt").is_none());
    assert_eq!(site.results(&fetched).await[1].0, 412);
    control.advance(Duration::from_secs(110));
    assert_eq!(site.results(&fetched).await[0].1["status"], "TIMEOUT");
    assert!(!control.confirm_transaction(&fetched));
    let [cancelled, of_user] = site.begin().await;
    assert_eq!(site.call("DELETE", &format!("{AST}/tms/{cancelled}"), None).await.0, 204);
    assert_eq!(site.results(&cancelled).await[0].1["status"], "CANCELLED");
    site.call("DELETE", &format!("{USERS}/mira"), None).await;
    assert_eq!(site.results(&of_user).await.map(|(status, _)| status), [404; 3]);
}

#[tokio::test]
async fn a_wrong_transaction_is_refused() {
    let site = Site::start().await;
    let right = json!({ "tmsData": { "text": "Pay?" }, "userId": site.user });
    let ssms = format!("/digitanium/v4/users/{}/tms", site.user);
    assert_eq!(site.call("POST", &ssms, Some(right.clone())).await.0, 404);
    let unknown = format!("{SHIFT}/nobody/tms");
    let (status, reply) = site.call("POST", &unknown, Some(json!({ "tmsData": { "text": "a" } }))).await;
    assert_eq!((status, reply["status"].as_str()), (404, Some("USER_NOT_FOUND")));
    for (name, value, wanted) in [
        ("tmsData", json!(null), 400),
        ("tmsData", json!({ "text": "" }), 400),
        ("tmsData", json!({ "text": "x".repeat(4097) }), 400),
        ("retrievalTimeout", json!(0), 400),
        ("tmsTimeout", json!(86_401), 400),
        ("astClientIds", json!(["unknown"]), 404),
        ("astClientIds", json!("unknown"), 400),
        ("requireFreshnessOfAuthentication", json!(0), 403),
        ("requireFreshnessOfAuthentication", json!(-2), 400),
    ] {
        let mut body = right.clone();
        body[name] = value;
        for path in [format!("{SHIFT}/{}/tms", site.user), format!("{AST}/tms")] {
            let (status, reply) = site.call("POST", &path, Some(body.clone())).await;
            assert_eq!(status, wanted, "{name} {reply}");
            assert!(status != 403 || reply["error"] == "516004035");
            assert!(path.contains("v3_user") || reply.get("subSystem").is_none(), "{reply}");
        }
    }
    for user in [json!(null), json!("nobody")] {
        let body = json!({ "tmsData": { "text": "Pay?" }, "userId": user });
        let wanted = if user.is_null() { 400 } else { 404 };
        assert_eq!(site.call("POST", &format!("{AST}/tms"), Some(body)).await.0, wanted);
    }
    let other = site.call("GET", "/v1/tenants/other/astclients?userId=a", None).await;
    assert_eq!(other, (404, json!({ "error": "Realm does not exist" })));
    let of_master = format!("/v1/tenants/master/astclients?userId={}", site.user);
    assert_eq!(site.call("GET", &of_master, None).await.0, 401);
}

#[tokio::test]
async fn an_app_instance_is_listed_unlinked_and_deleted() {
    let site = Site::start().await;
    let list = format!("{AST}/astclients?userId={}", site.user);
    let (_, listed) = site.call("GET", &list, None).await;
    assert!(listed["totalCount"] == 1 && listed["data"][0]["id"] == site.client.as_str());
    let path = format!("{AST}/astclients/{}", site.client);
    assert_eq!(site.call("GET", &path, None).await, (200, listed["data"][0].clone()));
    assert_eq!(site.call("GET", &format!("{AST}/astclients"), None).await.0, 400);
    assert_eq!(site.call("GET", &format!("{AST}/astclients?userId=nobody"), None).await.0, 404);

    let unlink = format!("{AST}/unlink");
    let body = |user: &str, client: &str| Some(json!({ "userId": user, "astClientId": client }));
    assert_eq!(site.call("POST", &unlink, body(&site.user, "")).await.0, 400);
    assert_eq!(site.call("POST", &unlink, body("nobody", &site.client)).await.0, 404);
    assert_eq!(site.call("POST", &unlink, body(&site.user, "unknown")).await.0, 404);
    create(&site.sandbox, &site.token, json!({ "username": "nils" })).await;
    let nils = text(&site.sandbox.midprovider().user("nils").unwrap(), "id");
    assert_eq!(site.call("POST", &unlink, body(&nils, &site.client)).await.0, 409);
    assert_eq!(site.call("POST", &unlink, body(&site.user, &site.client)).await.0, 204);
    assert_eq!(site.call("POST", &unlink, body(&site.user, &site.client)).await.0, 409);
    let (status, reply) = site.call("GET", &path, None).await;
    assert!(status == 200 && reply.get("userId").is_none());
    assert_eq!(site.call("GET", &list, None).await.1["totalCount"], 0);
    assert_eq!(site.call("DELETE", &path, None).await.0, 204);
    assert_eq!(site.call("DELETE", &path, None).await.0, 404);
    let second = site.sandbox.midprovider().add_device("mira").unwrap();
    assert_eq!(site.call("DELETE", &format!("{AST}/astclients/{second}"), None).await.0, 204);
    let reply = call(&site.sandbox, &site.token, "GET", &format!("{USERS}/mira/devices"), None).await;
    assert_eq!((status_of(&reply).0, &reply.json["data"]), (200, &json!([])));

    let show = format!("{AST}/display-message");
    for (user, text, wanted) in [
        (site.user.as_str(), "", 400),
        (&site.user, &*"x".repeat(10_001), 400),
        ("nobody", "Hello", 404),
        (&site.user, "Hello", 200),
    ] {
        let (status, reply) = site.call("POST", &show, Some(json!({ "userId": user, "text": text }))).await;
        assert!(status == wanted && (status != 200 || reply["id"].is_string()), "{reply}");
    }
    let sent = site.sandbox.midprovider().sent_messages("mira");
    assert!(sent.len() == 1 && sent[0].body["text"] == "Hello");
}
