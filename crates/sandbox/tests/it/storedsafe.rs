mod certificates;
mod files;
mod objects;
mod session;
mod state;
mod templates;
mod transparent;
mod utils;
mod vaults;

use portcullis_sandbox::Sandbox;
use portcullis_sandbox::storedsafe::Rotation;
use serde_json::{Value, json};

use crate::https::{Client, Reply, Result};

fn totp_login(sandbox: &Sandbox) -> Value {
    let details = &sandbox.details().storedsafe;
    json!({
        "username": details.username, "passphrase": details.passphrase, "apikey": details.apikey,
        "otp": sandbox.storedsafe().totp_code(&details.username), "logintype": "totp",
    })
}

async fn log_in(sandbox: &Sandbox, client: &Client) -> Result<String> {
    let url = format!("{}/auth", sandbox.details().storedsafe.base_url);
    let reply = client.json("POST", &url, &[], &totp_login(sandbox)).await?;
    assert_eq!(reply.status, 200, "{}", reply.json);
    Ok(reply.text("/CALLINFO/token"))
}

async fn check(sandbox: &Sandbox, client: &Client, token: &str) -> Result<Reply> {
    let url = format!("{}/auth/check", sandbox.details().storedsafe.base_url);
    client.json("POST", &url, &[("X-Http-Token", token)], &json!({})).await
}

fn new_user() -> Value {
    json!({
        "username": "grace", "fullname": "Grace Hopper", "email": "grace@example.org",
        "passphrase": "a long passphrase", "status": [2, 3, 7],
    })
}

#[tokio::test]
async fn a_code_logs_in_once() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let url = format!("{}/auth", sandbox.details().storedsafe.base_url);
    let login = totp_login(&sandbox);

    let reply = client.json("POST", &url, &[], &login).await?;
    assert_eq!(reply.text("/CALLINFO/token").len(), 42);
    assert_eq!(reply.json["CALLINFO"]["userid"], "1");
    assert_eq!(reply.json["CALLINFO"]["audit"]["violations"], json!([]));
    assert_eq!(reply.json["CALLINFO"]["password"], login["passphrase"]);
    assert_eq!(reply.json["DATA"]["otp"], login["otp"]);

    let again = client.json("POST", &url, &[], &login).await?;
    assert_eq!((again.status.as_u16(), again.text("/CALLINFO/status").as_str()), (401, "FAIL"));
    assert!(again.json["CALLINFO"].get("token").is_none());
    assert!(again.json["ERRORCODES"].get("2000").is_some());
    assert_eq!((sandbox.storedsafe().logins(), sandbox.storedsafe().failed_logins()), (1, 1));

    let reusing = Sandbox::builder().storedsafe_totp_reuse(true).start().await?;
    let client = Client::new(&reusing);
    let url = format!("{}/auth", reusing.details().storedsafe.base_url);
    let login = totp_login(&reusing);
    for _ in 0..2 {
        assert_eq!(client.json("POST", &url, &[], &login).await?.status, 200);
    }
    Ok(())
}

#[tokio::test]
async fn yubikeys_and_certificates_log_in() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let details = sandbox.details().storedsafe.clone();
    let url = format!("{}/auth", details.base_url);
    let otp = || sandbox.storedsafe().yubikey_otp(&details.username).unwrap();

    let login = json!({
        "username": details.username, "passphrase": details.passphrase, "apikey": details.apikey,
        "otp": otp(), "logintype": "yubikey_otp",
    });
    assert_eq!(client.json("POST", &url, &[], &login).await?.status, 200);
    assert_eq!(client.json("POST", &url, &[], &login).await?.status, 401);
    let keys = format!("{}{}{}", details.passphrase, details.apikey, otp());
    let legacy = json!({ "username": details.username, "keys": keys });
    assert_eq!(client.json("POST", &url, &[], &legacy).await?.status, 200);

    let smartcard = json!({
        "username": details.username, "passphrase": details.passphrase, "apikey": details.apikey,
        "logintype": "smartcard",
    });
    let mtls = format!("{}/auth", details.mtls_base_url);
    assert_eq!(client.json("POST", &url, &[], &smartcard).await?.status, 401);
    assert!(client.json("POST", &mtls, &[], &smartcard).await.is_err());
    let owner = Client::with_certificate(&sandbox);
    let token = owner.json("POST", &mtls, &[], &smartcard).await?.text("/CALLINFO/token");
    assert_eq!(check(&sandbox, &client, &token).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn users_are_made_once_and_never_removed() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let token = log_in(&sandbox, &client).await?;
    let headers = [("X-Http-Token", token.as_str())];
    let url = format!("{}/user", sandbox.details().storedsafe.base_url);

    let made = client.json("POST", &url, &headers, &new_user()).await?;
    assert_eq!(made.status, 201);
    assert_eq!(made.json["CALLINFO"]["calculated_status"], 140);
    assert_eq!(made.json["DATA"]["passphrase"], "a long passphrase");
    assert_eq!(made.json["HEADERS"]["X-Http-Token"], token.as_str());
    let one = format!("{url}/{}", made.text("/CALLINFO/id"));

    let again = client.json("POST", &url, &headers, &new_user()).await?;
    assert_eq!(again.status, 403);
    assert!(again.json["ERRORCODES"].get("2000").is_some());

    let mut bad = new_user();
    bad["username"] = "four".into();
    bad["status"] = "140".into();
    bad["yubikey"] = "short".into();
    bad["email"] = Value::Null;
    let refused = client.json("POST", &url, &headers, &bad).await?;
    assert_eq!(refused.json["ERRORS"].as_array().map(Vec::len), Some(4), "{}", refused.json);

    let update = json!({ "fullname": "Rear Admiral Hopper", "otpprefix": "cccccccccccb" });
    assert_eq!(client.json("PUT", &one, &headers, &update).await?.status, 200);
    assert_eq!(client.send("DELETE", &one, &headers, "").await?.status, 200);
    let user = client.send("GET", &one, &headers, "").await?;
    assert_eq!(user.text("/CALLINFO/users/0/status"), "12");
    assert_eq!(user.text("/CALLINFO/users/0/otpprefix"), "cccccccccccb");
    let found = client.send("GET", &format!("{url}/admiral"), &headers, "").await?;
    assert_eq!(found.json["CALLINFO"]["users"].as_array().map(Vec::len), Some(1));
    assert_eq!(client.send("GET", &format!("{url}/"), &headers, "").await?.status, 404);
    let long = client.send("GET", &format!("{url}/sixteen-letters-"), &headers, "").await?;
    assert_eq!(long.status, 403);
    Ok(())
}

#[tokio::test]
async fn tokens_rotate_as_told() -> Result<()> {
    let sandbox = Sandbox::builder().storedsafe_rotation(Rotation::ReplaceAtOnce).start().await?;
    let client = Client::new(&sandbox);
    let first = log_in(&sandbox, &client).await?;
    let reply = check(&sandbox, &client, &first).await?;
    assert_eq!(reply.json["DATA"]["token"], first.as_str());
    let second = reply.text("/CALLINFO/token");
    assert_ne!(first, second);
    let dead = check(&sandbox, &client, &first).await?;
    assert_eq!(dead.status, 401);
    assert!(dead.json["ERRORCODES"].get("1200").is_some());
    assert_eq!(check(&sandbox, &client, &second).await?.status, 200);

    let sandbox = Sandbox::builder()
        .storedsafe_rotation(Rotation::ReplaceWithGrace)
        .storedsafe_bad_token_is_403(true)
        .start()
        .await?;
    let client = Client::new(&sandbox);
    let first = log_in(&sandbox, &client).await?;
    let second = check(&sandbox, &client, &first).await?.text("/CALLINFO/token");
    assert_ne!(first, second);
    assert_eq!(check(&sandbox, &client, &first).await?.status, 200);
    sandbox.storedsafe().revoke_session();
    assert_eq!(check(&sandbox, &client, &second).await?.status, 403);
    Ok(())
}

#[tokio::test]
async fn capabilities_and_activity_count() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let token = log_in(&sandbox, &client).await?;
    let headers = [("X-Http-Token", token.as_str())];
    let base = &sandbox.details().storedsafe.base_url;
    let url = format!("{base}/user");
    let mut writer = new_user();
    writer["status"] = json!([0, 1, 7]);
    writer["totp"] = true.into();
    let made = client.json("POST", &url, &headers, &writer).await?;

    let login = json!({
        "username": "grace", "passphrase": "a long passphrase", "logintype": "totp",
        "apikey": sandbox.details().storedsafe.apikey, "otp": sandbox.storedsafe().totp_code("grace"),
    });
    let reply = client.json("POST", &format!("{base}/auth"), &[], &login).await?;
    let grace = reply.text("/CALLINFO/token");
    let list = client.send("GET", &url, &[("X-Http-Token", &grace)], "").await?;
    assert!(list.json["CALLINFO"]["users"][0].get("username").is_none());
    let mut other = new_user();
    other["username"] = "other".into();
    assert_eq!(client.json("POST", &url, &[("X-Http-Token", &grace)], &other).await?.status, 403);
    let one = format!("{url}/{}", made.text("/CALLINFO/id"));
    client.send("DELETE", &one, &headers, "").await?;
    assert_eq!(check(&sandbox, &client, &grace).await?.status, 401);

    let bye = client.send("GET", &format!("{base}/auth/logout"), &headers, "").await?;
    assert_eq!(bye.text("/CALLINFO/logout"), "Bye bye");
    assert_eq!(check(&sandbox, &client, &token).await?.status, 401);
    let types = client.send("GET", &format!("{base}/authinfo/logintypes"), &[], "").await?;
    assert_eq!(types.json["CALLINFO"]["enabled_login_types"][0][0], "totp");
    assert_eq!(types.json["DATA"], json!([]));
    Ok(())
}
