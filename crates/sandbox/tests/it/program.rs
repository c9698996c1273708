//! The program in a process of its own, and how things of each vendor are made and listed there.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::https::{Client, Connection, Result};

/// The servers in a process of their own, which is killed when the value is dropped.
pub struct Process {
    pub child: Child,
    details: Value,
}

impl Process {
    pub fn start(state: &Path) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_portcullis-sandbox"))
            .args(["serve", "--state"])
            .arg(state)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line)?;
        Ok(Self { child, details: serde_json::from_str(&line)? })
    }

    fn text(&self, pointer: &str) -> String {
        self.details.pointer(pointer).and_then(Value::as_str).unwrap().to_owned()
    }

    fn client(&self, certificate: Option<(&str, &str)>) -> Result<Client> {
        Ok(Client::trusting(&std::fs::read_to_string(self.text("/ca_pem_file"))?, certificate))
    }

    /// SIGKILL: the process gets no chance to write anything.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        assert!(!self.child.wait()?.success());
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// How the things of one vendor are made and listed.
#[derive(Clone)]
pub struct Vendor {
    pub client: Client,
    pub headers: Vec<(&'static str, String)>,
    pub create: String,
    pub body: fn(&Value, &str) -> String,
    /// What the body needs beside the name.
    pub fixture: Value,
    pub list: String,
    /// Where the items are in the list, and the member that holds their name.
    pub items: (&'static str, &'static str),
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Vendor {
    fn headers(&self) -> Vec<(&str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }

    pub async fn create(&self, name: &str) -> Result<()> {
        self.create_over(&mut Connection::new(&self.client), name).await.map(drop)
    }

    /// The same over a connection that is kept; returns the reply.
    pub async fn create_over(&self, connection: &mut Connection, name: &str) -> Result<Value> {
        let body = (self.body)(&self.fixture, name);
        let reply = connection.send("POST", &self.create, &self.headers(), body).await?;
        assert!(reply.status.is_success(), "{} {}", self.create, reply.json);
        Ok(reply.json)
    }

    pub async fn names(&self) -> Result<Vec<String>> {
        let reply = self.client.send("GET", &self.list, &self.headers(), "").await?;
        let (items, member) = self.items;
        let items = reply.json.pointer(items).and_then(Value::as_array).ok_or(reply.json.to_string())?;
        Ok(items.iter().filter_map(|item| item[member].as_str()).map(str::to_owned).collect())
    }

    async fn storedsafe(process: &Process) -> Result<Self> {
        let text = |name: &str| process.text(&format!("/storedsafe/{name}"));
        let chain = std::fs::read_to_string(text("client_cert_pem_file"))?;
        let key = std::fs::read_to_string(text("client_key_pem_file"))?;
        let login = json!({
            "username": text("username"), "passphrase": text("passphrase"), "apikey": text("apikey"),
            "logintype": "smc_rest",
        });
        let with_certificate = process.client(Some((&chain, &key)))?;
        let url = format!("{}/auth", text("mtls_base_url"));
        let token = with_certificate.json("POST", &url, &[], &login).await?.text("/CALLINFO/token");
        let (client, base) = (process.client(None)?, text("base_url"));
        let session = [("x-http-token", token.as_str())];
        let vaults = format!("{base}/vault");
        let mut found = client.send("GET", &vaults, &session, "").await?.json["VAULTS"][0]["id"].clone();
        if found.is_null() {
            let made = client.json("POST", &vaults, &session, &json!({ "vaultname": "Lab" })).await?;
            found = made.json["VAULT"][0]["id"].clone();
        }
        Ok(Self {
            client,
            headers: vec![("x-http-token", token.clone()), ("content-type", JSON.to_owned())],
            create: format!("{base}/object"),
            body: |vault, name| {
                json!({
                    "templateid": "4", "groupid": vault, "parentid": "0", "objectname": name,
                    "host": "h", "username": "u", "password": "p",
                })
                .to_string()
            },
            list: format!("{vaults}/{}", found.as_str().unwrap()),
            fixture: found,
            items: ("/OBJECTS", "objectname"),
        })
    }

    async fn privicore(process: &Process) -> Result<Self> {
        let text = |name: &str| process.text(&format!("/privicore/{name}"));
        let (client, base) = (process.client(None)?, text("api_url"));
        let login = form(&[("username", &text("username")), ("password", &text("password"))]);
        let url = format!("{base}/profile/authenticate");
        let token = client.send("POST", &url, &[("content-type", FORM)], login).await?;
        Ok(Self {
            client,
            headers: vec![
                ("x-dpt-authorization", token.text("/authorizationToken")),
                ("content-type", FORM.to_owned()),
            ],
            create: format!("{base}/device/request-unique-identifier"),
            body: |_, name| format!("deviceName={name}"),
            fixture: Value::Null,
            list: format!("{base}/device/retrieve-profile-devices"),
            items: ("", "name"),
        })
    }

    fn digicert(process: &Process) -> Result<Self> {
        let base = process.text("/digicert/base_url");
        Ok(Self {
            client: process.client(None)?,
            headers: vec![
                ("x-dc-devkey", process.text("/digicert/api_key")),
                ("content-type", JSON.to_owned()),
            ],
            create: format!("{base}/user"),
            body: |_, name| {
                json!({
                    "username": name, "first_name": "A", "last_name": "L", "email": "a@example.org",
                    "access_roles": [{ "id": 2 }],
                })
                .to_string()
            },
            fixture: Value::Null,
            list: format!("{base}/user"),
            items: ("/users", "username"),
        })
    }

    async fn privx(process: &Process) -> Result<Self> {
        let text = |name: &str| process.text(&format!("/privx/{name}"));
        let (client, base) = (process.client(None)?, text("base_url"));
        let pair =
            BASE64_STANDARD.encode(format!("{}:{}", text("oauth_client_id"), text("oauth_client_secret")));
        let (id, secret) = (text("api_client_id"), text("api_client_secret"));
        let login = form(&[("grant_type", "password"), ("username", &id), ("password", &secret)]);
        let url = format!("{base}/auth/api/v1/oauth/token");
        let basic = format!("Basic {pair}");
        let headers = [("authorization", basic.as_str()), ("content-type", FORM)];
        let token = client.send("POST", &url, &headers, login).await?.text("/access_token");
        let users = format!("{base}/local-user-store/api/v1/users");
        Ok(Self {
            client,
            headers: vec![("authorization", format!("Bearer {token}")), ("content-type", JSON.to_owned())],
            create: users.clone(),
            body: |_, name| json!({ "username": name }).to_string(),
            fixture: Value::Null,
            list: format!("{users}?limit=1000"),
            items: ("/items", "username"),
        })
    }

    async fn midprovider(process: &Process) -> Result<Self> {
        let text = |name: &str| process.text(&format!("/midprovider/{name}"));
        let (client, base) = (process.client(None)?, text("ssms_base_url"));
        let login = form(&[
            ("grant_type", "client_credentials"),
            ("client_id", &text("client_id")),
            ("client_secret", &text("client_secret")),
        ]);
        let url = format!("{base}/auth/realms/{}/protocol/openid-connect/token", text("tenant"));
        let token = client.send("POST", &url, &[("content-type", FORM)], login).await?.text("/access_token");
        let users = format!("{base}/digitanium/v4/users");
        Ok(Self {
            client,
            headers: vec![("authorization", format!("Bearer {token}")), ("content-type", JSON.to_owned())],
            create: users.clone(),
            body: |_, name| json!({ "username": name }).to_string(),
            fixture: Value::Null,
            list: format!("{users}?limit=1000"),
            items: ("/data/userList", "username"),
        })
    }

    pub async fn all(process: &Process) -> Result<[Self; 5]> {
        Ok([
            Self::storedsafe(process).await?,
            Self::privicore(process).await?,
            Self::digicert(process)?,
            Self::privx(process).await?,
            Self::midprovider(process).await?,
        ])
    }
}
