//! The service `authorizer` of PrivX.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const SECRETS: &str = "/authorizer/api/v1/secrets";
const GROUPS: &str = "/authorizer/api/v1/accessgroups";

async fn api() -> Result<Api> {
    Api::start(Sandbox::start().await?).await
}

#[tokio::test]
async fn a_secret_is_checked_out_read_and_released_once() -> Result<()> {
    let api = api().await?;
    api.sandbox().privx().add_account_secret("hosts/db/root", "root", "hunter2");
    let listed = api.call("GET", SECRETS, Value::Null).await?.json;
    assert_eq!((&listed["count"], &listed["items"][0]["path"]), (&json!(1), &json!("hosts/db/root")));
    assert!(!listed.to_string().contains("hunter2"));

    let checkouts = format!("{SECRETS}/checkouts");
    let unknown = api.call("POST", &checkouts, json!({ "path": "nowhere" })).await?;
    assert_eq!(unknown.status, 404);
    for count in 1..=2 {
        let made = api.call("POST", &checkouts, json!({ "path": "hosts/db/root" })).await?;
        assert_eq!((made.status.as_u16(), &made.json["count"]), (200, &json!(count)));
    }
    let all = api.call("GET", &checkouts, Value::Null).await?;
    let (first, second) = (all.text("/items/0/id"), all.text("/items/1/id"));
    assert!(first != second && all.text("/items/0/created") < all.text("/items/1/created"));
    let one = format!("{checkouts}/{first}");
    assert_eq!(api.call("GET", &one, Value::Null).await?.text("/secrets/0/secret"), "hunter2");
    let release = format!("{one}/release");
    assert_eq!(api.call("POST", &release, Value::Null).await?.status, 200);
    assert_eq!(api.call("POST", &release, Value::Null).await?.status, 404);
    assert_eq!(api.call("GET", &one, Value::Null).await?.status, 404);
    assert_eq!(api.call("GET", &checkouts, Value::Null).await?.text("/items/0/id"), second);
    Ok(())
}

#[tokio::test]
async fn a_checkout_belongs_to_the_user_who_made_it() -> Result<()> {
    let api = api().await?;
    api.sandbox().privx().add_account_secret("hosts/db/root", "root", "hunter2");
    let checkouts = format!("{SECRETS}/checkouts");
    let id = api.call("POST", &checkouts, json!({ "path": "hosts/db/root" })).await?.text("/items/0/id");
    let control = api.sandbox().privx();
    let other = api.logged_in_as(control.admin_username(), &control.admin_password()).await?;
    assert_eq!(other.call("GET", &checkouts, Value::Null).await?.json["count"], 0);
    let release = format!("{checkouts}/{id}/release");
    assert_eq!(other.call("POST", &release, Value::Null).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn keys_of_a_group_are_renewed_and_revoked() -> Result<()> {
    let api = api().await?;
    let id = api.call("POST", GROUPS, json!({ "name": "plant 4" })).await?.text("/id");
    let group = format!("{GROUPS}/{id}");
    let old = api.call("GET", &group, Value::Null).await?.text("/ca_id");
    let new = api.call("POST", &format!("{group}/cas"), json!({ "key_type": "EC-256" })).await?.json;
    let read = api.call("GET", &group, Value::Null).await?.json;
    assert_eq!((&read["primary_ca_id"], &read["key_type"]), (&new, &json!("EC-256")));
    let count = async |query: &str| -> Result<usize> {
        let list = format!("/authorizer/api/v1/cas?access_group_id={id}{query}");
        Ok(api.call("GET", &list, Value::Null).await?.json.as_array().map_or(0, Vec::len))
    };
    assert_eq!(count("").await?, 2);
    assert_eq!(api.call("DELETE", &format!("{group}/cas/{old}"), Value::Null).await?.status, 200);
    assert_eq!((count("").await?, count("&filter=all").await?), (1, 2));
    let unknown = format!("{group}/cas/00000000-0000-4000-8000-000000000009");
    assert_eq!(api.call("DELETE", &unknown, Value::Null).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn a_principal_key_signs() -> Result<()> {
    let api = api().await?;
    let id = api.call("POST", GROUPS, json!({ "name": "plant 4" })).await?.text("/id");
    let key = format!("/authorizer/api/v1/principals/{id}");
    assert_eq!(api.call("GET", &key, Value::Null).await?.status, 404);
    let made = api.call("POST", &format!("{key}/create"), Value::Null).await?;
    let wire = STANDARD.decode(made.text("/public_key"))?;
    let signed = api.call("POST", &format!("{key}/sign"), json!({ "data": "hello" })).await?;
    let signature = STANDARD.decode(signed.text("/signature"))?;
    let public = UnparsedPublicKey::new(&ED25519, &wire[wire.len() - 32..]);
    public.verify(b"hello", &signature).map_err(|_| "another signature")?;
    assert!(public.verify(b"hullo", &signature).is_err());

    // RFC 8410, section 10.3.
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    let import = json!({ "algorithm": "ed25519", "data": pem });
    let imported = api.call("POST", &format!("{key}/import"), import).await?;
    assert_eq!(imported.status, 200, "{}", imported.json);
    let wrong = json!({ "algorithm": "ed25519", "data": "no key" });
    assert_eq!(api.call("POST", &format!("{key}/import"), wrong).await?.status, 400);
    let list = api.call("GET", "/authorizer/api/v1/principals", Value::Null).await?.json;
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    let named = format!("{key}?key_id={}", imported.text("/id"));
    assert_eq!(api.call("GET", &named, Value::Null).await?.text("/id"), imported.text("/id"));
    assert_eq!(api.call("DELETE", &named, Value::Null).await?.status, 200);
    assert_eq!(api.call("GET", &key, Value::Null).await?.text("/id"), made.text("/id"));
    assert_eq!(api.call("DELETE", &key, Value::Null).await?.status, 200);
    assert_eq!(api.call("GET", &key, Value::Null).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn a_handle_downloads_one_file_once() -> Result<()> {
    let api = api().await?;
    let client = json!({ "name": "edge", "type": "EXTENDER" });
    let client = api.call("POST", "/local-user-store/api/v1/trusted-clients", client).await?.text("/id");
    for kind in ["extender/conf", "carrier/conf", "icap/conf", "deploy"] {
        let path = format!("/authorizer/api/v1/{kind}/{client}");
        let made = api.call("POST", &path, Value::Null).await?;
        assert_eq!(made.status, 201);
        let session = made.text("/session_id");
        let other = if kind == "deploy" { "extender/conf" } else { "deploy" };
        let elsewhere = format!("/authorizer/api/v1/{other}/{client}/{session}");
        assert_eq!(api.call("GET", &elsewhere, Value::Null).await?.status, 404);
        let file = format!("{path}/{session}");
        let config = api.call("GET", &file, Value::Null).await?;
        assert!(config.status == 200 && String::from_utf8_lossy(&config.bytes).contains(&client));
        assert_eq!(api.call("GET", &file, Value::Null).await?.status, 404, "it works once");
        let unknown = format!("/authorizer/api/v1/{kind}/00000000-0000-4000-8000-000000000009");
        assert_eq!(api.call("POST", &unknown, Value::Null).await?.status, 404);
    }
    Ok(())
}
