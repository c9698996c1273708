use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::https::{Client, Reply, Result};

pub(crate) struct Api {
    sandbox: Sandbox,
    client: Client,
    token: String,
}

/// The token of another user.
pub(crate) struct Session<'a> {
    api: &'a Api,
    token: String,
}

impl Session<'_> {
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Result<Reply> {
        let bearer = format!("Bearer {}", self.token);
        self.api.client.json(method, &self.api.url(path), &[("authorization", &bearer)], &body).await
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Api {
    pub(crate) async fn start(sandbox: Sandbox) -> Result<Self> {
        let client = Client::new(&sandbox);
        let mut api = Self { sandbox, client, token: String::new() };
        let reply = api.password_grant().await?;
        assert_eq!(reply.status, 200, "{}", reply.json);
        api.token = reply.text("/access_token");
        Ok(api)
    }

    /// The same sandbox, with the token of a local user.
    pub(crate) async fn logged_in_as(&self, name: &str, password: &str) -> Result<Session<'_>> {
        let details = &self.sandbox.details().privx;
        let pairs = [("grant_type", "password"), ("username", name), ("password", password)];
        let basic = (details.oauth_client_id.as_str(), details.oauth_client_secret.as_str());
        let reply = self.grant(&pairs, Some(basic)).await?;
        Ok(Session { api: self, token: reply.text("/access_token") })
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.details().privx.base_url)
    }

    async fn grant(&self, pairs: &[(&str, &str)], basic: Option<(&str, &str)>) -> Result<Reply> {
        let pair = basic.map(|(id, secret)| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        headers.extend(pair.iter().map(|pair| ("authorization", pair.as_str())));
        self.client.send("POST", &self.url("/auth/api/v1/oauth/token"), &headers, form(pairs)).await
    }

    async fn password_grant(&self) -> Result<Reply> {
        let details = &self.sandbox.details().privx;
        let pairs = [
            ("grant_type", "password"),
            ("username", &details.api_client_id),
            ("password", &details.api_client_secret),
        ];
        self.grant(&pairs, Some((&details.oauth_client_id, &details.oauth_client_secret))).await
    }

    pub(crate) async fn users(&self, method: &str, path: &str, body: Value) -> Result<Reply> {
        self.call(method, &format!("/local-user-store/api/v1/users{path}"), body).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Result<Reply> {
        let bearer = format!("Bearer {}", self.token);
        let url = self.url(path);
        self.client.json(method, &url, &[("authorization", &bearer)], &body).await
    }
}

#[tokio::test]
async fn users_keep_what_they_are_given() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let user = json!({
        "username": "ada", "full_name": "Ada Lovelace", "tags": ["b", "a"], "locale": "en_GB", "novelty": [1],
        "password": { "password": "analytical" }, "attributes": [{ "key": "k", "value": "v" }],
    });
    let made = api.users("POST", "", user.clone()).await?;
    assert_eq!(made.status, 201);
    let id = made.text("/id");
    assert_eq!(made.headers["location"], format!("/local-user-store/api/v1/users/{id}").as_str());
    let path = format!("/{id}");

    let taken = api.users("POST", "", user).await?;
    assert_eq!(taken.status, 400);
    assert_eq!(
        (taken.text("/error_code"), taken.text("/property")),
        ("VALUE_DUPLICATE".into(), "username".into())
    );

    let read = api.users("GET", &path, json!({})).await?.json;
    assert_eq!(read["novelty"], json!([1]));
    assert_eq!(read["password"]["password"], Value::Null);
    assert_eq!(read["author"], api.sandbox.details().privx.api_client_id.as_str());
    assert_eq!(read["company"], "");

    let replaced = api.users("PUT", &path, json!({ "username": "ada", "company": "Engine Ltd" })).await?;
    assert_eq!((replaced.status.as_u16(), replaced.bytes.len()), (200, 0));
    let read = api.users("GET", &path, json!({})).await?.json;
    assert_eq!((&read["full_name"], &read["company"]), (&json!(""), &json!("Engine Ltd")));
    assert!(read.get("novelty").is_none());
    assert!(read["password"]["created"].is_string());

    assert_eq!(
        api.users("PUT", &format!("{path}/password"), json!({ "password": "new" })).await?.status,
        200
    );
    let list = api.users("GET", "?username=ada", json!({})).await?.json;
    assert_eq!((&list["count"], list["items"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    assert_eq!(
        api.users("GET", "?username=nobody", json!({})).await?.json,
        json!({ "count": 0, "items": [] })
    );
    api.users("POST", "", json!({ "username": "tagged", "tags": ["x", "y"] })).await?;
    assert_eq!(api.users("GET", "/tags?sortdir=DESC", json!({})).await?.json, json!(["y", "x"]));

    assert_eq!(api.users("DELETE", &path, json!({})).await?.status, 200);
    let gone = api.users("GET", &path, json!({})).await?;
    assert_eq!((gone.status.as_u16(), gone.text("/error_code").as_str()), (404, "OBJECT_NOT_FOUND"));
    let nowhere = api.client.send("GET", &api.url("/nowhere/api/v1/secrets"), &[], "").await?;
    assert_eq!((nowhere.status.as_u16(), nowhere.json), (404, Value::Null));
    Ok(())
}

#[tokio::test]
async fn bad_requests_are_told_apart() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let missing = api.users("POST", "", json!({})).await?;
    assert_eq!(missing.status, 400);
    assert_eq!(missing.text("/error_code"), "REQUIRED_VALUE_MISSING");
    assert_eq!(missing.text("/property"), "username");
    let several = api.users("POST", "", json!({ "username": 1, "tags": "x", "locale": "english" })).await?;
    assert_eq!(several.text("/error_code"), "INVALID_REQUEST_DATA");
    let properties: Vec<&str> =
        several.json["details"].as_array().unwrap().iter().filter_map(|d| d["property"].as_str()).collect();
    assert_eq!(properties, ["tags", "username"]);
    let locale = api.users("POST", "", json!({ "username": "a b", "locale": "english" })).await?;
    assert_eq!(locale.json["details"][1]["property"], "locale");
    let limit = api.users("GET", "?limit=1001", json!({})).await?;
    assert_eq!(limit.text("/error_code"), "VALUE_OUT_OF_BOUNDS");
    let bearer = format!("Bearer {}", api.token);
    let plain = [("authorization", bearer.as_str())];
    let url = api.url("/local-user-store/api/v1/users");
    assert_eq!(api.client.send("POST", &url, &plain, r#"{"username":"a"}"#).await?.status, 400);
    Ok(())
}

#[tokio::test]
async fn tokens_expire_and_are_revoked() -> Result<()> {
    let sandbox = Sandbox::builder().privx_token_life(Duration::from_millis(400)).start().await?;
    let mut api = Api::start(sandbox).await?;
    assert_eq!(api.users("GET", "", json!({})).await?.status, 200);
    tokio::time::sleep(Duration::from_millis(450)).await;
    let expired = api.users("GET", "", json!({})).await?;
    assert_eq!((expired.status.as_u16(), expired.text("/error_code").as_str()), (401, "PERMISSION_DENIED"));

    api.sandbox.privx().set_token_life(Duration::from_secs(300));
    let reply = api.password_grant().await?;
    assert_eq!(reply.json["expires_in"], 300);
    api.token = reply.text("/access_token");
    assert_eq!(api.users("GET", "", json!({})).await?.status, 200);
    api.sandbox.privx().revoke_tokens();
    assert_eq!(api.users("GET", "", json!({})).await?.status, 401);
    assert_eq!(api.sandbox.privx().token_requests(), 2);
    Ok(())
}

#[tokio::test]
async fn wrong_credentials_and_shapes_get_oauth_errors() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let details = api.sandbox.details().privx.clone();
    let good = (details.oauth_client_id.as_str(), details.oauth_client_secret.as_str());
    let user =
        |password| [("grant_type", "password"), ("username", &details.api_client_id), ("password", password)];
    for (pairs, basic, status, error) in [
        (user("wrong").to_vec(), Some(good), 401, "invalid_grant"),
        (user(&details.api_client_secret).to_vec(), Some((good.0, "wrong")), 401, "invalid_client"),
        (user(&details.api_client_secret).to_vec(), None, 401, "invalid_client"),
        (vec![("grant_type", "magic")], Some(good), 400, "unsupported_grant_type"),
        (vec![], Some(good), 400, "invalid_request"),
    ] {
        let reply = api.grant(&pairs, basic).await?;
        assert_eq!((reply.status.as_u16(), reply.text("/error").as_str()), (status, error));
    }
    let url = api.url("/auth/api/v1/oauth/token");
    let json = api.client.json("POST", &url, &[], &json!({ "grant_type": "password" })).await?;
    assert_eq!(json.text("/error"), "invalid_request");

    let body = json!({
        "grant_type": "client_credentials", "client_id": details.api_client_id,
        "client_secret": details.api_client_secret,
    });
    let url = |domain: &str| api.url(&format!("/auth/api/v1/oauth/clientcredentials/{domain}/token"));
    assert_eq!(api.client.json("POST", &url("privx-external"), &[], &body).await?.status, 200);
    assert_eq!(api.client.json("POST", &url("privx-ui"), &[], &body).await?.status, 400);
    Ok(())
}

#[tokio::test]
async fn a_user_logs_in_with_pkce_and_refreshes() -> Result<()> {
    let mut api = Api::start(Sandbox::start().await?).await?;
    let verifier = "v".repeat(43);
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    let challenge = URL_SAFE_NO_PAD.encode(hash.as_ref());
    let state = "s".repeat(43);
    let redirect = ("redirect_uri", "/privx/oauth-callback");
    let ui = ("client_id", "privx-ui");
    let query = form(&[
        ("response_type", "code"),
        ui,
        redirect,
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    let url = api.url(&format!("/auth/api/v1/oauth/authorize?{query}"));
    let opened = api.client.send("GET", &url, &[], "").await?;
    assert_eq!(opened.status, 307);
    let location = opened.headers["location"].to_str()?;
    let session = location.split_once("token=").unwrap().1.to_owned();

    let login = |password: String| json!({ "username": api.sandbox.privx().admin_username(), "password": password, "token": session });
    let url = api.url("/auth/api/v1/login");
    let wrong = api.client.json("POST", &url, &[], &login("wrong".to_owned())).await?;
    assert_eq!(wrong.status, 401);
    let right = api.client.json("POST", &url, &[], &login(api.sandbox.privx().admin_password())).await?;
    assert_eq!(right.text("/state"), state);
    let code = right.text("/code");
    let redeem =
        [("grant_type", "authorization_code"), ui, redirect, ("code", &code), ("code_verifier", &verifier)];
    let tokens = api.grant(&redeem, None).await?;
    assert_eq!(tokens.status, 200, "{}", tokens.json);
    assert_eq!(api.grant(&redeem, None).await?.text("/error"), "invalid_grant");

    let old = tokens.text("/refresh_token");
    let refresh = [("grant_type", "refresh_token"), ui, redirect, ("refresh_token", old.as_str())];
    let fresh = api.grant(&refresh, None).await?;
    assert_ne!(fresh.text("/refresh_token"), old);
    assert_eq!(api.grant(&refresh, None).await?.text("/error"), "invalid_grant");
    api.token = fresh.text("/access_token");
    assert_eq!(api.users("GET", "", json!({})).await?.status, 200);

    let exchange = json!({ "token": api.sandbox.privx().external_jwt() });
    let url = api.url("/auth/api/v1/token/login");
    assert_eq!(api.client.json("POST", &url, &[], &exchange).await?.status, 200);
    let forged = api.client.json("POST", &url, &[], &json!({ "token": "a.b.c" })).await?;
    assert_eq!((forged.status.as_u16(), forged.text("/error").as_str()), (400, "invalid_grant"));
    Ok(())
}

#[tokio::test]
async fn a_user_without_roles_is_refused_and_the_node_sets_a_cookie() -> Result<()> {
    let mut api = Api::start(Sandbox::start().await?).await?;
    api.users("POST", "", json!({ "username": "ada", "password": { "password": "analytical" } })).await?;
    let details = api.sandbox.details().privx.clone();
    let pairs = [("grant_type", "password"), ("username", "ada"), ("password", "analytical")];
    let reply = api.grant(&pairs, Some((&details.oauth_client_id, &details.oauth_client_secret))).await?;
    api.token = reply.text("/access_token");
    assert_eq!(api.users("GET", "", json!({})).await?.status, 403);
    let bearer = format!("Bearer {}", api.token);
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(api.client.send("POST", &api.url("/auth/api/v1/logout"), &headers, "").await?.status, 200);
    assert_eq!(api.users("GET", "", json!({})).await?.status, 401);

    let url = api.url("/auth/api/v1/status");
    let first = api.client.send("GET", &url, &[], "").await?;
    let cookie = first.headers["set-cookie"].to_str()?.split(';').next().unwrap().to_owned();
    let before = api.sandbox.privx().requests_without_cookie();
    let second = api.client.send("GET", &url, &[("cookie", &cookie)], "").await?;
    assert!(!second.headers.contains_key("set-cookie"));
    assert_eq!(api.sandbox.privx().requests_without_cookie(), before);
    Ok(())
}
