//! Sessions with a StoredSafe server, by raw HTTP.

use axum::body::Body;
use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::https::{Client, Reply, Result};

pub const PASSPHRASE: &str = "a long passphrase";

/// Read, Write and Active; may make vaults.
pub const WRITER: [u32; 3] = [0, 1, 7];
/// Read and Active alone.
pub const READER: [u32; 2] = [0, 7];

/// One user's session.
pub struct Session {
    pub client: Client,
    pub base: String,
    pub token: String,
    pub user: String,
}

impl Session {
    /// The seeded administrator's.
    pub async fn admin(sandbox: &Sandbox) -> Result<Self> {
        let details = &sandbox.details().storedsafe;
        Self::log_in(sandbox, &details.username, &details.passphrase).await
    }

    /// A new user's.
    pub async fn new(sandbox: &Sandbox, admin: &Self, name: &str, status: &[u32]) -> Result<Self> {
        let body = json!({
            "username": name, "fullname": format!("{name} of the tests"), "email": format!("{name}@example.org"),
            "passphrase": PASSPHRASE, "status": status, "totp": true,
        });
        let made = admin.json("POST", "/user", &body).await?;
        assert_eq!(made.status, 201, "{}", made.json);
        Self::log_in(sandbox, name, PASSPHRASE).await
    }

    async fn log_in(sandbox: &Sandbox, name: &str, passphrase: &str) -> Result<Self> {
        let details = &sandbox.details().storedsafe;
        let login = json!({
            "username": name, "passphrase": passphrase, "apikey": details.apikey,
            "otp": sandbox.storedsafe().totp_code(name), "logintype": "totp",
        });
        let client = Client::new(sandbox);
        let reply = client.json("POST", &format!("{}/auth", details.base_url), &[], &login).await?;
        assert_eq!(reply.status, 200, "{}", reply.json);
        let (token, user) = (reply.text("/CALLINFO/token"), reply.text("/CALLINFO/userid"));
        Ok(Self { client, base: details.base_url.clone(), token, user })
    }

    /// The same session with the token of a reply.
    pub fn with(&self, token: String) -> Self {
        Self { client: self.client.clone(), base: self.base.clone(), token, user: self.user.clone() }
    }

    pub async fn send(&self, method: &str, path: &str, kind: &str, body: impl Into<Body>) -> Result<Reply> {
        let url = format!("{}{path}", self.base);
        let headers = [("x-http-token", self.token.as_str()), ("content-type", kind)];
        self.client.send(method, &url, &headers, body).await
    }

    pub async fn json(&self, method: &str, path: &str, body: &Value) -> Result<Reply> {
        self.send(method, path, "application/json", body.to_string()).await
    }

    pub async fn get(&self, path: &str) -> Result<Reply> {
        self.bare("GET", path).await
    }

    /// A request without a body.
    pub async fn bare(&self, method: &str, path: &str) -> Result<Reply> {
        let headers = [("x-http-token", self.token.as_str())];
        self.client.send(method, &format!("{}{path}", self.base), &headers, "").await
    }

    pub async fn form(&self, path: &str, form: Form) -> Result<Reply> {
        self.send("POST", path, &Form::kind(), form.end()).await
    }

    /// A new vault with a policy, by its id.
    pub async fn vault(&self, policy: &str) -> Result<String> {
        let made = self.json("POST", "/vault", &json!({ "vaultname": "Lab", "policy": policy })).await?;
        assert_eq!(made.status, 200, "{}", made.json);
        Ok(made.text("/VAULT/0/id"))
    }

    /// Makes another user a member of a vault.
    pub async fn admit(&self, vault: &str, other: &Self, permission: u8) -> Result<()> {
        let path = format!("/vault/{vault}/member/{}", other.user);
        let reply = self.json("POST", &path, &json!({ "status": permission })).await?;
        assert_eq!(reply.status, 200, "{}", reply.json);
        Ok(())
    }

    /// A new object of the template Login, by its id.
    pub async fn login(&self, vault: &str, host: &str) -> Result<String> {
        let reply = self.json("POST", "/object", &login(vault, host)).await?;
        assert_eq!(reply.status, 200, "{}", reply.json);
        Ok(reply.json["CALLINFO"]["objectid"].to_string())
    }
}

/// A new object of the template Login.
pub fn login(vault: &str, host: &str) -> Value {
    json!({
        "templateid": "4", "groupid": vault, "parentid": "0", "host": host, "username": "svc",
        "password": "correct horse battery",
    })
}

/// A form under construction.
#[derive(Default)]
pub struct Form(Vec<u8>);

const BOUNDARY: &str = "----a-boundary-of-the-tests";

impl Form {
    pub fn kind() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(&format!("name=\"{name}\"\r\n"), text.as_bytes())
    }

    pub fn file(self, part: &str, name: &str, content: &[u8]) -> Self {
        let head =
            format!("name=\"{part}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n");
        self.part(&head, content)
    }

    fn part(mut self, head: &str, content: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n");
        self.0.reserve(head.len() + content.len() + 64);
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(content);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub fn end(mut self) -> Vec<u8> {
        self.0.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }
}

/// The refusals of a reply in one text.
pub fn refusal(reply: &Reply) -> String {
    assert_eq!(reply.json["CALLINFO"]["status"], "FAIL", "{}", reply.json);
    assert!(reply.json["ERRORCODES"].get("2000").is_some(), "{}", reply.json);
    reply.text("/ERRORS/0")
}

/// The ids in a list.
pub fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}
