//! A logged-in caller and what every test of a group does with it.

use std::time::Duration;

use portcullis_sandbox::Sandbox;
use portcullis_sandbox::privicore::{Control, PollDialect};
use serde_json::Value;
use url::form_urlencoded;

use super::{FORM, Socket, get, id_of, log_in, post, send};
use crate::https::{Client, Reply};

pub struct Session {
    pub sandbox: Sandbox,
    pub token: String,
}

pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Session {
    pub async fn start() -> Self {
        Self::over(Sandbox::start().await.unwrap()).await
    }

    pub async fn over(sandbox: Sandbox) -> Self {
        sandbox.privicore().set_settle_delay(Duration::ZERO);
        sandbox.privicore().poll_dialect(PollDialect::Object);
        let token = log_in(&sandbox).await;
        Self { sandbox, token }
    }

    pub fn control(&self) -> &Control {
        self.sandbox.privicore()
    }

    pub async fn socket(&self) -> Socket {
        Socket::joined(&self.sandbox, &self.token).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        post(&self.sandbox, path, Some(&self.token), &form(fields)).await
    }

    pub async fn json(&self, path: &str, body: &Value) -> Reply {
        let headers = [("content-type", "application/json"), ("x-dpt-authorization", self.token.as_str())];
        send(&self.sandbox, "POST", path, &headers, &body.to_string()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        get(&self.sandbox, path, Some(&self.token)).await
    }

    /// A form with `Authorization: Basic …` in place of the token.
    pub async fn basic(&self, path: &str, basic: &str, fields: &[(&str, &str)]) -> Reply {
        let basic = format!("Basic {basic}");
        send(&self.sandbox, "POST", path, &[FORM, ("authorization", &basic)], &form(fields)).await
    }

    /// The state of a command: its number and the reason.
    pub async fn state(&self, id: &str) -> (u64, Value) {
        let reply = self.get(&format!("/request-status/{id}")).await;
        assert_eq!(reply.status, 200);
        (reply.json["command_status"].as_u64().unwrap(), reply.json["body"].clone())
    }

    /// The end of the command that a reply accepted.
    pub async fn end(&self, reply: &Reply) -> (u64, Value) {
        assert_eq!(reply.status, 202, "{}", reply.json);
        for _ in 0..2000 {
            match self.state(&id_of(reply)).await {
                (1, _) => tokio::time::sleep(Duration::from_millis(5)).await,
                end => return end,
            }
        }
        panic!("never settled")
    }

    pub async fn succeeded(&self, reply: &Reply) -> String {
        assert_eq!(self.end(reply).await, (2, Value::Null));
        id_of(reply)
    }

    /// A command that succeeds, and its id.
    pub async fn done(&self, path: &str, fields: &[(&str, &str)]) -> String {
        self.succeeded(&self.post(path, fields).await).await
    }

    /// A command that is rejected, and the reason.
    pub async fn rejected(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let (number, reason) = self.end(&self.post(path, fields).await).await;
        assert_eq!(number, 3, "{path}");
        reason.as_str().unwrap().to_owned()
    }

    /// A refusal at once, and the fields that it names.
    pub async fn refused(&self, path: &str, fields: &[(&str, &str)]) -> Vec<String> {
        named(&self.post(path, fields).await)
    }

    /// A new approved device.
    pub async fn device(&self, name: &str) -> String {
        let id = self.done("/device/request-unique-identifier", &[("deviceName", name)]).await;
        let reply = self.post("/device/retrieve-unique-identifier", &[("id", &id)]).await;
        let device = reply.text("/deviceIdentifier");
        self.done("/device/approve-device", &[("deviceIdentifier", &device)]).await;
        device
    }

    pub async fn authenticator(&self, name: &str) -> String {
        let device = self.device(name).await;
        self.done("/verified-authenticator/register", &[("deviceIdentifier", &device)]).await;
        device
    }

    /// A reservation: the temporary token and the credential of an upload.
    pub async fn reserve(&self) -> (String, String) {
        let id = self.done("/data-token/reserve-token-space", &[("context", "/inbox")]).await;
        let reply = self.get(&format!("/data-token/retrieve-temporary-data-token/{id}")).await;
        assert_eq!(reply.status, 200);
        (reply.text("/token"), reply.text("/stream"))
    }

    /// Sets the file's metadata and returns the permanent token.
    pub async fn keep(&self, temporary: &str, name: &str) -> String {
        self.file_meta(temporary, name).await.text("/token")
    }

    pub async fn file_meta(&self, token: &str, name: &str) -> Reply {
        let fields = [
            ("token", token),
            ("fileName", name),
            ("extension", "txt"),
            ("context", "/kept"),
            ("size", "5"),
            ("path", "/"),
        ];
        self.post("/data-token/configure-file-meta", &fields).await
    }

    pub async fn exchange(&self, temporary: &str, data: &str) -> Reply {
        let fields = [("temporaryTokenSpace", temporary), ("data", data)];
        self.post("/data-token/exchange-data-for-token", &fields).await
    }

    /// Stores this base64 and returns the permanent token.
    pub async fn store(&self, data: &str) -> String {
        let (temporary, _) = self.reserve().await;
        self.succeeded(&self.exchange(&temporary, data).await).await;
        self.keep(&temporary, "note").await
    }

    /// Asks for data and returns the id of the request.
    pub async fn request(&self, token: &str) -> String {
        let reply = self.post("/data-token/request-data", &[("token", token)]).await;
        assert_eq!(reply.status, 202, "{}", reply.json);
        reply.headers["x-dpt-cab-request-id"].to_str().unwrap().to_owned()
    }

    pub async fn upload(&self, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut all = vec![("content-type", "application/octet-stream")];
        all.extend(headers);
        Client::new(&self.sandbox).send("POST", url, &all, body).await.unwrap()
    }

    pub async fn download(&self, url: &str) -> Reply {
        Client::new(&self.sandbox).send("GET", url, &[], "").await.unwrap()
    }

    /// The address for a bare credential, built as the vendor says.
    pub fn with_auth(server: &str, credential: &str) -> String {
        format!("{server}/?{}", form(&[("auth", credential)]))
    }
}

/// The fields that a refusal names.
pub fn named(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 422, "{}", reply.json);
    reply.json["errors"].as_object().unwrap().keys().cloned().collect()
}
