//! Which headers carry a credential, and whether each is marked as sensitive.

use super::scan::{Canaries, KEY, SECRET};
use portcullis_core::{
    Secret,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    transport::{BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use portcullis_testkit::CREDENTIALS;
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// How many credential headers were sent, and how many of them were marked.
#[derive(Default, Clone, Copy)]
pub(super) struct Marked {
    /// All.
    pub(super) seen: usize,
    /// The marked ones.
    pub(super) marked: usize,
}

/// Answers every login with a canary as token, sets a cookie, and checks each header.
#[derive(Clone)]
struct HeaderCheck {
    vendor: &'static str,
    count: Arc<Mutex<BTreeMap<&'static str, Marked>>>,
    plain: Arc<Mutex<Vec<String>>>,
}

impl Transport for HeaderCheck {
    fn send(&self, out: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        let canaries = Canaries::all();
        for (name, value) in &out.headers {
            let text = value.to_str().unwrap_or_default();
            if CREDENTIALS.contains(&name.as_str()) || !canaries.hits(text).is_empty() {
                let mut count = self.count.lock().unwrap();
                let marked = count.entry(self.vendor).or_default();
                marked.seen += 1;
                marked.marked += usize::from(value.is_sensitive());
                if !value.is_sensitive() {
                    self.plain.lock().unwrap().push(format!("{} {name}", self.vendor));
                }
            }
        }
        let mut headers = HeaderMap::new();
        headers.insert(
            HeaderName::from_static("set-cookie"),
            HeaderValue::from_static("lb=Kn4rrCookie; Path=/"),
        );
        let body = json!({
            "access_token": KEY, "refresh_token": KEY, "token_type": "Bearer", "expires_in": 3600,
            "authorizationToken": KEY, "qrToken": KEY, "expiresAt": "2099-01-01T00:00:00Z",
            "CALLINFO": {"token": "Kn4rrToken", "status": "SUCCESS", "users": []}, "DATA": {}, "items": [], "id": 7,
            "active": true, "users": [],
        });
        let body = portcullis_testkit::wire::body_of(body.to_string());
        Box::pin(async { Ok(Incoming::new(StatusCode::OK, headers, body)) })
    }
}

/// Logs in by every method of every vendor. Returns the counts by vendor, and the headers that were not marked.
pub(super) async fn count() -> (BTreeMap<&'static str, Marked>, Vec<String>) {
    let count = Arc::new(Mutex::new(BTreeMap::new()));
    let plain = Arc::new(Mutex::new(Vec::new()));
    let check = |vendor| HeaderCheck { vendor, count: count.clone(), plain: plain.clone() };
    let base = "https://vendor.example";
    let otp = || async { Ok(Secret::from("123456")) };

    for client in [
        privicore::Client::builder(base).login("asa", SECRET),
        privicore::Client::builder(base).token(KEY),
        privicore::Client::builder(base).legacy_login("asa", SECRET, &["all"]),
    ] {
        let client = client.transport(check("privicore")).build().unwrap();
        let _ = client.profile().token_expiry().await;
        let _ = client.profile().generate_qr_token().await;
    }
    for client in [
        storedsafe::Client::builder(base).totp("asa", SECRET, SECRET, otp),
        storedsafe::Client::builder(base).yubikey_otp("asa", SECRET, SECRET, otp),
        storedsafe::Client::builder(base).token("Kn4rrToken"),
    ] {
        let client = client.transport(check("storedsafe")).build().unwrap();
        let _ = client.users().list().await;
        let _ = client.auth().check().await;
        let _ = client.close_and_logout(std::time::Duration::from_secs(1)).await;
    }
    let client = digicert::Client::builder(base).api_key(KEY).transport(check("digicert")).build().unwrap();
    let _ = client.users().me().await;
    let _ = client.users().create_service(&digicert::users::NewServiceUser::new("b", "b@example.com")).await;
    for client in [
        privx::Client::builder(base).api_client("a", SECRET, "b", SECRET),
        privx::Client::builder(base).client_credentials("a", SECRET),
        privx::Client::builder(base).external_jwt(|| async { Ok(Secret::from(KEY)) }),
        privx::Client::builder(base).user("asa", SECRET),
        privx::Client::builder(base).bearer(KEY),
    ] {
        let client = client.transport(check("privx")).build().unwrap();
        for _ in 0..2 {
            let _ = client.local_user_store().users().list().all().await;
        }
        let _ = client.oauth().token_password(&privx::oauth::PasswordGrant::new("asa", SECRET)).await;
    }
    for how in [midprovider::auth::TokenAuth::Form, midprovider::auth::TokenAuth::Basic] {
        for client in [
            midprovider::Client::shift(base, "acme").client_credentials("c", SECRET).token_auth(how),
            midprovider::Client::ssms(base, "acme")
                .password("c", Some(SECRET.into()), "asa", SECRET)
                .token_auth(how),
            midprovider::Client::shift(base, "acme").bearer(KEY),
        ] {
            let Ok(client) = client.transport(check("midprovider")).build() else { continue };
            let oidc = midprovider::auth::OidcClient::confidential("c", SECRET).token_auth(how);
            let _ = client.users().get(&"asa".into()).await;
            let _ = client.auth().userinfo_of(&KEY.into()).await;
            let _ = client.auth().introspect(&oidc, &KEY.into(), None).await;
        }
    }
    let (count, plain) = (count.lock().unwrap().clone(), plain.lock().unwrap().clone());
    (count, plain)
}
