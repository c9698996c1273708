//! What the vendors' own programs send although the SDK does not: the sandbox accepts it like the vendor.

use std::time::Duration;

use axum::http::StatusCode;
use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::https::{Client, Reply, Result};
use crate::privx::Api;

/// The ways in which clients of PrivX send no password.
fn no_passwords() -> [Value; 3] {
    [json!({}), json!({ "password": "" }), json!({ "password": "", "created": "0001-01-01T00:00:00Z" })]
}

#[tokio::test]
async fn an_empty_password_of_privx_is_none() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    for (number, none) in no_passwords().into_iter().enumerate() {
        let user = json!({ "username": format!("bare-{number}"), "password": none });
        let made = api.users("POST", "", user).await?;
        assert_eq!(made.status, 201, "{none}: {}", made.json);
        let id = made.text("/id");

        let user = json!({ "username": format!("ada-{number}"), "password": { "password": "analytical" } });
        let made = api.users("POST", "", user).await?.text("/id");
        let user = json!({ "username": format!("ada-{number}"), "company": "Engine", "password": none });
        let replaced = api.users("PUT", &format!("/{made}"), user).await?;
        assert_eq!(replaced.status, 200, "{none}: {}", replaced.json);
        assert_eq!(api.users("GET", &format!("/{made}"), json!({})).await?.json["company"], "Engine");
        api.logged_in_as(&format!("ada-{number}"), "analytical").await?;

        // The operation that sets a password needs one.
        let set = api.users("PUT", &format!("/{id}/password"), none.clone()).await?;
        assert_eq!(set.status, 400, "{none}");
        let set = api.users("PUT", &format!("/{id}/password"), json!({ "password": "at last" })).await?;
        assert_eq!(set.status, 200);
        api.logged_in_as(&format!("bare-{number}"), "at last").await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_privx_returned_of_a_user_can_be_sent_back() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    for password in [json!({ "password": "analytical" }), json!({}), Value::Null] {
        let sent = json!({ "username": "ada", "locale": "en_GB", "novelty": [1], "password": password });
        let path = format!("/{}", api.users("POST", "", sent).await?.text("/id"));
        let mut read = api.users("GET", &path, json!({})).await?.json;
        let replaced = api.users("PUT", &path, read.clone()).await?;
        assert_eq!(replaced.status, 200, "{read}: {}", replaced.json);
        let mut again = api.users("GET", &path, json!({})).await?.json;
        for name in ["updated", "updated_by"] {
            assert!(read.as_object_mut().unwrap().remove(name).is_some());
            again.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(again, read);
        if password["password"].is_string() {
            api.logged_in_as("ada", "analytical").await?;
        }
        api.users("DELETE", &path, json!({})).await?;
    }
    Ok(())
}

/// Privicore with fields as `multipart/form-data`, as `curl -F` and browsers send them.
async fn parts(sandbox: &Sandbox, path: &str, token: &str, fields: &[(&str, &str)]) -> Result<Reply> {
    let part = |(name, text): &(&str, &str)| {
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let body = fields.iter().map(part).collect::<String>() + "--cut--\r\n";
    let url = format!("{}{path}", sandbox.details().privicore.api_url);
    let headers = [("content-type", "multipart/form-data; boundary=cut"), ("x-dpt-authorization", token)];
    Client::new(sandbox).send("POST", &url, &headers, body).await
}

#[tokio::test]
async fn privicore_takes_forms_in_parts() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    sandbox.privicore().set_settle_delay(Duration::ZERO);
    let site = &sandbox.details().privicore;
    let login = [("username", site.username.as_str()), ("password", site.password.as_str())];
    let reply = parts(&sandbox, "/profile/authenticate", "", &login).await?;
    assert_eq!(reply.status, 200, "{}", reply.json);
    let token = reply.text("/authorizationToken");

    let user = [
        ("directoryId", site.directory_id.as_str()),
        ("username", "mira&x=ä"),
        ("password", "long enough"),
        ("confirmPassword", "long enough"),
    ];
    let reply = parts(&sandbox, "/directory/create-user", &token, &user).await?;
    assert_eq!(reply.status, 202, "{}", reply.json);
    for _ in 0..200 {
        if sandbox.privicore().has_profile("mira&x=ä") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(sandbox.privicore().has_profile("mira&x=ä"));

    // The fields are checked like those of any form.
    let reply = parts(&sandbox, "/directory/create-user", &token, &user[..3]).await?;
    assert_eq!(reply.status, 422);
    assert!(reply.json.to_string().contains("confirmPassword"), "{}", reply.json);
    let cut = [("content-type", "multipart/form-data; boundary=cut"), ("x-dpt-authorization", &token)];
    let url = format!("{}/directory/create-user", site.api_url);
    let reply = Client::new(&sandbox).send("POST", &url, &cut, "--cut\r\n").await?;
    assert_eq!(reply.status, 422, "{}", reply.json);
    let other = [("content-type", "text/plain"), ("x-dpt-authorization", &token)];
    assert_eq!(Client::new(&sandbox).send("POST", &url, &other, "a=b").await?.status, 422);
    Ok(())
}

#[tokio::test]
async fn digicert_needs_no_accept_and_lists_containers_with_their_members() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let (base, key) = (&sandbox.details().digicert.base_url, sandbox.details().digicert.api_key.as_str());
    let container = sandbox.details().digicert.container_id;
    let kinds: [&[(&str, &str)]; 4] = [
        &[],
        &[("content-type", "application/json; charset=UTF-8")],
        &[("accept", "application/json; charset=UTF-8")],
        &[("accept", "text/html, */*;q=0.1")],
    ];
    for kind in kinds {
        let headers = [&[("x-dc-devkey", key)], kind].concat();
        let listed = client.send("GET", &format!("{base}/user"), &headers, "").await?;
        assert_eq!(listed.status, 200, "{kind:?}");
        let known = &listed.json["users"][0]["container"];
        assert_eq!(known["id"], container);
        for name in ["public_id", "ekey"] {
            assert!(known[name].as_str().is_some_and(|text| !text.is_empty()), "{name}: {known}");
        }
        assert!(known["template_id"].is_u64(), "{known}");
    }
    let wanted = [("x-dc-devkey", key), ("content-type", "application/json; charset=UTF-8")];
    let user = json!({
        "username": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org",
        "access_roles": [{ "id": 5 }], "container": { "id": container.to_string() },
    });
    let made = client.send("POST", &format!("{base}/user"), &wanted, user.to_string()).await?;
    assert_eq!(made.status, 201, "{}", made.json);
    let refused = client.send("GET", &format!("{base}/user"), &[("x-dc-devkey", "wrong")], "").await?;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.text("/errors/0/message"), "Access denied due to access_denied_invalid_key.");
    Ok(())
}

/// A session of the seeded administrator of StoredSafe.
struct StoredSafe {
    sandbox: Sandbox,
    token: String,
}

impl StoredSafe {
    async fn start() -> Result<Self> {
        let sandbox = Sandbox::start().await?;
        let mut this = Self { sandbox, token: String::new() };
        let site = this.sandbox.details().storedsafe.clone();
        let otp = this.sandbox.storedsafe().totp_code(&site.username).unwrap();
        let login = this.log_in(&site.username, &site.passphrase, "totp", &otp).await?;
        this.token = login.text("/CALLINFO/token");
        Ok(this)
    }

    async fn log_in(&self, username: &str, passphrase: &str, kind: &str, otp: &str) -> Result<Reply> {
        let apikey = &self.sandbox.details().storedsafe.apikey;
        let login = json!({
            "username": username, "passphrase": passphrase, "apikey": apikey, "otp": otp, "logintype": kind,
        });
        self.send("POST", "/auth", &login).await
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Result<Reply> {
        let url = format!("{}{path}", self.sandbox.details().storedsafe.base_url);
        let headers =
            [("content-type", "application/json; charset=UTF-8"), ("x-http-token", self.token.as_str())];
        Client::new(&self.sandbox).send(method, &url, &headers, body.to_string()).await
    }
}

fn new_user(name: &str) -> Value {
    json!({
        "username": name, "fullname": "Grace Hopper", "email": "grace@example.org",
        "passphrase": "a long passphrase", "status": [0, 7],
    })
}

#[tokio::test]
async fn storedsafe_writes_and_reads_types_with_a_charset() -> Result<()> {
    let storedsafe = StoredSafe::start().await?;
    let made = storedsafe.send("POST", "/user", &new_user("grace")).await?;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    assert_eq!(made.headers["content-type"], "application/json; charset=UTF-8");
    Ok(())
}

#[tokio::test]
async fn storedsafe_asks_44_characters_of_a_yubikeys_code_and_nothing_else() -> Result<()> {
    let storedsafe = StoredSafe::start().await?;
    let code = |last: &str| format!("{:-<43}{last}", "Test-Key-001");
    let mut user = new_user("grace");
    for wrong in [code(""), code("xy"), String::new()] {
        user["yubikey"] = wrong.into();
        assert_eq!(storedsafe.send("POST", "/user", &user).await?.status, 403);
    }
    user["yubikey"] = code("0").into();
    let made = storedsafe.send("POST", "/user", &user).await?;
    assert_eq!(made.status, 201, "{}", made.json);

    let passphrase = "a long passphrase";
    for (otp, status) in
        [(code("0"), 401), (code("1"), 200), (code("1"), 401), (code("12"), 401), (code("ä"), 200)]
    {
        let reply = storedsafe.log_in("grace", passphrase, "yubikey_otp", &otp).await?;
        assert_eq!(reply.status.as_u16(), status, "{otp}: {}", reply.json);
    }
    let foreign = format!("{:-<44}", "Test-Key-002");
    assert_eq!(storedsafe.log_in("grace", passphrase, "yubikey_otp", &foreign).await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn storedsafe_takes_a_users_capabilities_as_a_mask() -> Result<()> {
    let storedsafe = StoredSafe::start().await?;
    let mut user = new_user("grace");
    user["status"] = 140.into();
    let made = storedsafe.send("POST", "/user", &user).await?;
    assert_eq!(made.json["CALLINFO"]["calculated_status"], 140, "{}", made.json);
    let path = format!("/user/{}", made.text("/CALLINFO/id"));
    for (status, expected) in [(json!(396), 396), (json!([2, 3, 7]), 140), (json!(4095), 4095), (json!(0), 0)]
    {
        let update = storedsafe.send("PUT", &path, &json!({ "status": status })).await?;
        assert_eq!(update.json["CALLINFO"]["calculated_status"], expected, "{}", update.json);
        let read = storedsafe.send("GET", &path, &json!({})).await;
        assert_eq!(read?.text("/CALLINFO/users/0/status"), expected.to_string());
    }
    for wrong in [json!(4096), json!(-1), json!(1.5), json!("140"), json!([12]), json!({ "7": true })] {
        assert_eq!(storedsafe.send("PUT", &path, &json!({ "status": wrong })).await?.status, 403, "{wrong}");
    }
    Ok(())
}
