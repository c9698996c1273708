//! Tenants, their creation and their settings.

use std::time::Duration;

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{USERS, call, credentials, form, send, status_of, text, token};
use crate::https::Reply;

const SSMS: &str = "/digitanium/v4/tenants";
const SHIFT: &str = "/auth/realms/master/v4_realm";

fn token_path(realm: &str) -> String {
    format!("/auth/realms/{realm}/protocol/openid-connect/token")
}

async fn master(sandbox: &Sandbox) -> String {
    let body = format!("grant_type=client_credentials&{}", credentials(sandbox));
    text(&form(sandbox, &token_path("master"), &body).await.json, "access_token")
}

async fn of_admin(sandbox: &Sandbox, realm: &str) -> Reply {
    let body = "grant_type=password&client_id=admin-cli&username=root&password=R00t-long-phrase";
    form(sandbox, &token_path(realm), body).await
}

fn tenant(name: &str) -> Value {
    json!({
        "realm": name, "adminUsername": "Root", "adminPassword": "R00t-long-phrase", "loginTheme": "kobil",
        "bruteForceProtected": true, "settings": { "colour": "red", "size": 8 },
        "requiredActions": [{ "alias": "own-action", "enabled": true, "Priority": 7 }],
    })
}

fn is(reply: &Reply, status: u16, word: &str) {
    assert_eq!(status_of(reply), (status, word.to_owned()), "{}", reply.json);
    assert_eq!(reply.json["subSystem"], 1);
}

#[tokio::test]
async fn a_tenant_is_requested_and_then_active() {
    let sandbox = Sandbox::start().await.unwrap();
    let (own, master) = (token(&sandbox).await, master(&sandbox).await);
    for (path, name, kind) in [(SSMS, "north", "SSMS"), (SHIFT, "south", "AST")] {
        is(&call(&sandbox, &master, "POST", path, Some(tenant(name))).await, 200, "OK");
        is(&call(&sandbox, &master, "POST", path, Some(tenant(name))).await, 400, "BAD_REQUEST");
        let admin = text(&of_admin(&sandbox, name).await.json, "access_token");
        let status = format!("/auth/realms/{name}/v4_realm/status");
        for path in [status.as_str(), "/digitanium/v4/tenants/status"] {
            let reply = call(&sandbox, &admin, "GET", path, None).await.json;
            assert!(reply["status"] == "REQUESTED" && reply.get("subSystem").is_none(), "{reply}");
            assert_eq!(reply["identityUserCertStatus"]["internalIdentityUser"]["signature"], "REQUESTED");
        }
        for other in [&master, &own] {
            assert_eq!(call(&sandbox, other, "GET", &status, None).await.status, 401);
        }
        sandbox.midprovider().advance(Duration::from_secs(5));
        let reply = call(&sandbox, &admin, "GET", &status, None).await.json;
        assert!(reply["status"] == "ACTIVE" && reply["iamStatus"] == "ACTIVE");
        let listed = call(&sandbox, &master, "GET", path, None).await.json["data"].clone();
        let found = listed.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone();
        assert_eq!(found["type"], kind);
        assert_eq!((&found["adminUsername"], &found["userCount"]), (&json!("Root"), &json!(1)));
        assert_eq!((&found["realmCreationStatus"], &found["enabled"]), (&json!("ACTIVE"), &json!(true)));
        let realm = call(&sandbox, &master, "GET", &format!("/auth/admin/realms/{name}"), None).await.json;
        assert!(realm["loginTheme"] == "kobil" && realm["bruteForceProtected"] == true);
        let action = format!("/auth/admin/realms/{name}/authentication/required-actions/own-action");
        assert_eq!(call(&sandbox, &master, "GET", &action, None).await.json["priority"], 7);
        // The operations of users are there with its own token.
        let body = json!({ "username": "mira" });
        assert_eq!(call(&sandbox, &admin, "POST", USERS, Some(body)).await.status, 202);
        let users = format!("/auth/realms/{name}/v3_user/mira");
        assert_eq!(call(&sandbox, &admin, "GET", &users, None).await.status, 200);
        assert_eq!(call(&sandbox, &own, "GET", &format!("{USERS}/mira/profile"), None).await.status, 404);
    }
}

#[tokio::test]
async fn a_tenant_is_updated_and_deleted_with_all_it_holds() {
    let sandbox = Sandbox::start().await.unwrap();
    let (own, master) = (token(&sandbox).await, master(&sandbox).await);
    for (name, path) in
        [("north", format!("{SSMS}/north")), ("south", "/auth/realms/master/v3_realm/south".to_owned())]
    {
        call(&sandbox, &master, "POST", SSMS, Some(tenant(name))).await;
        let body = json!({ "bruteForceProtected": false, "loginTheme": null });
        is(&call(&sandbox, &master, "PUT", &path, Some(body)).await, 200, "OK");
        let realm = call(&sandbox, &master, "GET", &format!("/auth/admin/realms/{name}"), None).await.json;
        assert!(realm["bruteForceProtected"] == false && realm["loginTheme"] == "kobil");
        for wrong in [json!({ "realm": "other" }), json!({ "enabled": "yes" }), json!({ "type": "other" })] {
            is(&call(&sandbox, &master, "PUT", &path, Some(wrong)).await, 400, "BAD_REQUEST");
        }
        let admin = text(&of_admin(&sandbox, name).await.json, "access_token");
        is(&call(&sandbox, &master, "DELETE", &path, None).await, 200, "OK");
        is(&call(&sandbox, &master, "DELETE", &path, None).await, 404, "TENANT_NOT_FOUND");
        is(&call(&sandbox, &master, "PUT", &path, Some(json!({}))).await, 404, "TENANT_NOT_FOUND");
        assert_eq!(call(&sandbox, &admin, "GET", USERS, None).await.status, 401);
        assert_eq!(of_admin(&sandbox, name).await.status, 404);
        // A tenant of the same name begins empty.
        call(&sandbox, &master, "POST", SSMS, Some(json!({ "realm": name }))).await;
        assert_ne!(of_admin(&sandbox, name).await.status, 200);
    }
    is(&call(&sandbox, &master, "DELETE", &format!("{SSMS}/master"), None).await, 400, "BAD_REQUEST");
    let body = json!({ "enabled": false });
    let by_query = format!("{SSMS}/?tenantname=north");
    is(&call(&sandbox, &master, "PUT", &by_query, Some(body)).await, 200, "OK");
    for (method, path) in [
        ("POST", SSMS),
        ("GET", SSMS),
        ("DELETE", "/digitanium/v4/tenants/north"),
        ("POST", SHIFT),
        ("GET", SHIFT),
        ("PUT", "/auth/realms/master/v3_realm/north"),
        ("GET", "/auth/realms/sandbox/v4_realm"),
    ] {
        let body = (method != "GET" && method != "DELETE").then(|| tenant("west"));
        assert_eq!(call(&sandbox, &own, method, path, body).await.status, 401, "{method} {path}");
    }
    let path = "/auth/realms/sandbox/v4_realm";
    assert_eq!(call(&sandbox, &master, "GET", path, None).await.status, 401);
    for wrong in [
        json!({}),
        json!({ "realm": "" }),
        json!({ "realm": "a/b" }),
        json!({ "realm": "west", "adminUsername": "root" }),
        json!({ "realm": "west", "settings": { "a": {} } }),
        json!({ "realm": "west", "requiredActions": [{}] }),
    ] {
        is(&call(&sandbox, &master, "POST", SHIFT, Some(wrong)).await, 400, "BAD_REQUEST");
    }
    assert_eq!(of_admin(&sandbox, "west").await.status, 404);
}

#[tokio::test]
async fn a_tenant_without_settings_has_those_of_master() {
    let sandbox = Sandbox::start().await.unwrap();
    let (own, master) = (token(&sandbox).await, master(&sandbox).await);
    let (ssms, shift) = ("/digitanium/v4/tenants/settings", "/auth/realms/sandbox/v3_realm/settings");
    let get = async |token: &str, path: &str| {
        let reply = call(&sandbox, token, "GET", path, None).await;
        is(&reply, 200, "Success");
        reply.json["data"].clone()
    };
    assert_eq!(get(&own, shift).await, json!({}));
    let of_master = "/auth/realms/master/v3_realm/settings";
    let body = json!({ "colour": "red", "size": 8 });
    is(&call(&sandbox, &master, "POST", of_master, Some(body)).await, 200, "Success");
    let shared = json!({ "colour": "red", "size": "8" });
    for path in [ssms, shift] {
        assert_eq!(get(&own, path).await, shared);
    }
    let gone = format!("{ssms}?key=colour");
    is(&call(&sandbox, &own, "DELETE", &gone, None).await, 400, "BAD_REQUEST");
    is(&call(&sandbox, &own, "POST", ssms, Some(json!({ "colour": "blue" }))).await, 200, "Success");
    assert_eq!(get(&own, shift).await, json!({ "colour": "blue" }));
    assert_eq!(get(&master, of_master).await, shared);
    for wrong in [json!([]), json!({ "a": null }), json!({ "a": [] })] {
        is(&call(&sandbox, &own, "POST", shift, Some(wrong)).await, 400, "BAD_REQUEST");
    }
    is(&call(&sandbox, &own, "DELETE", ssms, None).await, 400, "BAD_REQUEST");
    is(&call(&sandbox, &own, "DELETE", &gone, None).await, 200, "Success");
    assert_eq!(get(&own, shift).await, shared);
    is(&call(&sandbox, &own, "POST", shift, Some(json!({ "size": "9" }))).await, 200, "Success");
    is(&call(&sandbox, &own, "DELETE", &format!("{shift}?key=size"), None).await, 200, "Success");
    assert_eq!(get(&own, ssms).await, shared);
    assert_eq!(call(&sandbox, &own, "GET", of_master, None).await.status, 401);

    // A sub-domain names the tenant where there is no path that does.
    let url = sandbox.details().midprovider.ssms_base_url.replace("localhost", "master.localhost");
    let bearer = format!("Bearer {own}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(send(&sandbox, "GET", &format!("{url}{ssms}"), &headers, "").await.status, 401);
}
