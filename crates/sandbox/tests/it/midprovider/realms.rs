//! Realms, tokens of `master`, and imports.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::admin::{Admin, PASSWORD};
use super::{SHIFT, USERS, call, credentials, form, text};

const REALMS: &str = "/auth/admin/realms";

async fn of_master(sandbox: &Sandbox) -> String {
    let path = "/auth/realms/master/protocol/openid-connect/token";
    let body = format!("grant_type=client_credentials&{}", credentials(sandbox));
    text(&form(sandbox, path, &body).await.json, "access_token")
}

/// A request with a token of `master`.
async fn send(sandbox: &Sandbox, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let token = of_master(sandbox).await;
    let reply = call(sandbox, &token, method, &format!("{REALMS}{path}"), body).await;
    (reply.status.as_u16(), reply.json)
}

#[tokio::test]
async fn master_administers_every_realm_and_a_realm_only_itself() {
    let admin = Admin::start().await;
    let sandbox = &admin.sandbox;
    let master = of_master(sandbox).await;
    assert_eq!(send(sandbox, "GET", "/sandbox/users", None).await.0, 200);
    assert_eq!(send(sandbox, "POST", "/sandbox/roles", Some(json!({ "name": "r" }))).await.0, 201);
    assert!(admin.names("/roles").await.contains(&"r".to_owned()));
    // KOBIL's operations take a token of the realm alone.
    assert_eq!(call(sandbox, &master, "GET", USERS, None).await.status, 401);
    assert_eq!(call(sandbox, &master, "GET", &format!("{SHIFT}/getusers"), None).await.status, 401);
    let own = async |method: &str, path: &str, body: Option<Value>| {
        call(sandbox, &admin.token, method, &format!("{REALMS}{path}"), body).await.status.as_u16()
    };
    assert_eq!(own("GET", "/master/users", None).await, 403);
    assert_eq!(own("POST", "", Some(json!({ "realm": "x" }))).await, 403);
    assert_eq!(own("DELETE", "/sandbox", None).await, 403);
    assert_eq!(own("GET", "/none/users", None).await, 404);
    let names = async |token: &str| -> Vec<String> {
        let found = call(sandbox, token, "GET", REALMS, None).await.json;
        let mut names: Vec<String> =
            found.as_array().unwrap().iter().map(|realm| text(realm, "realm")).collect();
        names.sort();
        names
    };
    assert_eq!(names(&admin.token).await, ["sandbox"]);
    assert_eq!(names(&master).await, ["master", "sandbox"]);
    let info = call(sandbox, &master, "GET", "/auth/admin/serverinfo", None).await.json;
    assert!(info["systemInfo"]["version"].is_string());
    let info = call(sandbox, &admin.token, "GET", "/auth/admin/serverinfo", None).await.json;
    assert!(info.get("systemInfo").is_none());
    assert_eq!(send(sandbox, "DELETE", "/master", None).await.0, 400);
    admin.ok("POST", "/clear-realm-cache", None, 204).await;
}

#[tokio::test]
async fn a_realm_is_created_with_its_content_renamed_and_deleted_with_it() {
    let admin = Admin::start().await;
    let sandbox = &admin.sandbox;
    let mira = json!({
        "username": "Mira", "enabled": true, "realmRoles": ["outer"], "groups": ["/top/team"],
        "credentials": [{ "type": "password", "value": PASSWORD }],
    });
    let body = json!({
        "realm": "acme", "enabled": true, "accessTokenLifespan": 77, "displayName": "Acme",
        "roles": {
            "realm": [{ "name": "outer", "composites": { "realm": ["inner"] } }, { "name": "inner" }],
            "client": { "desk": [{ "name": "agent" }] },
        },
        "clients": [{ "clientId": "desk" }],
        "groups": [{ "name": "top", "subGroups": [{ "name": "team", "clientRoles": { "desk": ["agent"] } }] }],
        "users": [mira],
    });
    assert_eq!(send(sandbox, "POST", "", Some(body.clone())).await.0, 201);
    assert_eq!(send(sandbox, "POST", "", Some(body)).await.0, 409);
    let tokens = admin.log_in("acme", "mira", PASSWORD, "").await.json;
    assert_eq!(tokens["expires_in"], 77);
    let (_, found) = send(sandbox, "GET", "/acme/users?username=mira", None).await;
    let user = format!("/acme/users/{}", text(&found[0], "id"));
    let (_, roles) = send(sandbox, "GET", &format!("{user}/role-mappings/realm/composite"), None).await;
    assert_eq!((&roles[0]["name"], &roles[1]["name"]), (&json!("outer"), &json!("inner")));
    assert!(sandbox.midprovider().user("mira").is_none(), "another realm has other users");

    let broken = json!({ "realm": "beta", "users": [{ "username": "x", "realmRoles": ["none"] }] });
    assert_eq!(send(sandbox, "POST", "", Some(broken)).await.0, 404);
    assert_eq!(send(sandbox, "GET", "/beta", None).await.0, 404);
    assert_eq!(send(sandbox, "PUT", "/acme", Some(json!({ "realm": "sandbox" }))).await.0, 409);
    assert_eq!(send(sandbox, "PUT", "/acme", Some(json!({ "realm": "beta" }))).await.0, 204);
    let (_, realm) = send(sandbox, "GET", "/beta", None).await;
    assert_eq!((&realm["displayName"], &realm["accessTokenLifespan"]), (&json!("Acme"), &json!(77)));
    assert_eq!(send(sandbox, "GET", "/acme", None).await.0, 404);
    assert_eq!(send(sandbox, "DELETE", "/beta", None).await.0, 204);
    assert_eq!(send(sandbox, "GET", "/beta", None).await.0, 404);
    assert_eq!(admin.log_in("beta", "mira", PASSWORD, "").await.status, 404);
    assert_eq!(send(sandbox, "POST", "", Some(json!({ "realm": "beta" }))).await.0, 201);
    let (_, users) = send(sandbox, "GET", "/beta/users", None).await;
    assert_eq!(users, json!([]));
}

#[tokio::test]
async fn a_partial_import_fails_skips_or_overwrites_as_a_whole() {
    let admin = Admin::start().await;
    let import = async |policy: &str, body: Value, status: u16| {
        let mut body = body;
        body["ifResourceExists"] = policy.into();
        admin.ok("POST", "/partialImport", Some(body), status).await
    };
    let counts =
        |reply: &Value| [&reply["added"], &reply["skipped"], &reply["overwritten"]].map(Value::as_u64);
    let first = json!({
        "roles": { "realm": [{ "name": "r", "description": "one" }] },
        "groups": [{ "name": "g", "realmRoles": ["r"] }],
        "users": [{ "username": "Mira", "firstName": "One", "groups": ["/g"] }],
    });
    let reply = import("FAIL", first, 200).await;
    assert_eq!(counts(&reply), [Some(3), Some(0), Some(0)]);
    assert_eq!(reply["results"][2]["action"], "ADDED");
    assert_eq!(reply["results"][2]["id"], text(&admin.get("/users?username=mira").await[0], "id"));
    let second = json!({
        "roles": { "realm": [{ "name": "r", "description": "two" }, { "name": "s" }] },
        "users": [{ "username": "mira", "firstName": "Two" }],
    });
    let description = async || text(&admin.get("/roles/r").await, "description");
    import("FAIL", second.clone(), 409).await;
    admin.ok("GET", "/roles/s", None, 404).await;
    assert_eq!(counts(&import("SKIP", second.clone(), 200).await), [Some(1), Some(2), Some(0)]);
    assert_eq!(description().await, "one");
    assert_eq!(counts(&import("OVERWRITE", second.clone(), 200).await), [Some(0), Some(0), Some(3)]);
    assert_eq!(description().await, "two");
    let mira = admin.get("/users?username=mira").await;
    assert_eq!((&mira[0]["firstName"], mira[1].is_null()), (&json!("Two"), true));

    let broken = json!({
        "roles": { "realm": [{ "name": "r", "description": "three" }, { "name": "new" }] },
        "users": [{ "username": "nils", "realmRoles": ["none"] }],
    });
    import("OVERWRITE", broken, 404).await;
    assert_eq!(description().await, "two");
    admin.ok("GET", "/roles/new", None, 404).await;
    import("MERGE", second, 400).await;
}

#[tokio::test]
async fn realms_and_what_they_hold_survive_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let open = async || Sandbox::builder().state_dir(directory.path()).start().await.unwrap();
    let admin = Admin::of(open().await).await;
    let id = admin.user("mira").await;
    admin.create("/roles", json!({ "name": "r" })).await;
    for realm in ["acme", "gone"] {
        assert_eq!(send(&admin.sandbox, "POST", "", Some(json!({ "realm": realm }))).await.0, 201);
    }
    let body = json!({ "name": "of-acme" });
    assert_eq!(send(&admin.sandbox, "POST", "/acme/roles", Some(body)).await.0, 201);
    assert_eq!(send(&admin.sandbox, "DELETE", "/gone", None).await.0, 204);
    admin.sandbox.midprovider().advance(std::time::Duration::from_secs(100_000));
    let ahead = admin.sandbox.midprovider().now();
    drop(admin);

    let admin = Admin::of(open().await).await;
    assert_eq!(admin.get(&format!("/users/{id}")).await["username"], "mira");
    assert_eq!(admin.log_in("sandbox", "mira", PASSWORD, "").await.status, 200);
    assert!(admin.sandbox.midprovider().now() >= ahead);
    admin.get("/roles/r").await;
    admin.ok("GET", "/roles/of-acme", None, 404).await;
    assert_eq!(send(&admin.sandbox, "GET", "/acme/roles/of-acme", None).await.0, 200);
    assert_eq!(send(&admin.sandbox, "GET", "/gone", None).await.0, 404);
}
