//! The core's types that hold or carry a secret, built from canaries.

use super::scan::{KEY, REST, SECRET, Shown, failed, read, sent, shown};
use portcullis_core::{
    ApiError, Client, ClientBuilder, ClientIdentity, Cursor, Dialect, Error, ErrorKind, Extra, FullReply,
    Multipart, PageRequest, Proxy, Refusal, Reply, Request, Result, Secret, SecretBytes, SecretUrl, Upload,
    auth::{
        Credential, Exchanged, Format,
        header::Header,
        oauth2::{OAuth2, Token, TokenReply, TokenSource},
        session::{Probe, Session, SessionProtocol},
    },
    bytes::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    transport::{self, BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A transport that records requests and sends nothing.
#[derive(Clone, Default)]
pub(super) struct Keeper(pub(super) Arc<Mutex<Vec<Outgoing>>>);

impl Transport for Keeper {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, std::result::Result<Incoming, TransportError>> {
        let mut headers = HeaderMap::new();
        headers.insert("x-echo", HeaderValue::from_static(KEY));
        let mut kept = self.0.lock().unwrap();
        kept.push(request);
        Box::pin(async move { Ok(Incoming::new(StatusCode::OK, headers, Box::pin(Nothing))) })
    }
}

struct Nothing;

impl futures_core::Stream for Nothing {
    type Item = std::result::Result<Bytes, TransportError>;
    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}

/// Returns bodies unchanged.
pub(super) struct Bare;

impl Dialect for Bare {
    fn reply(&self, reply: &Reply<'_>) -> std::result::Result<(), Refusal> {
        if reply.is_success() { Ok(()) } else { Err(ApiError::new("no").into()) }
    }
}

/// Shows what a dialect gets, which exists only while a call runs.
struct Watching(Arc<Mutex<Vec<Shown>>>);

impl Dialect for Watching {
    fn reply(&self, reply: &Reply<'_>) -> std::result::Result<(), Refusal> {
        self.0.lock().unwrap().push(shown("portcullis_core::Reply", reply));
        Ok(())
    }
    fn page(&self, request: &mut PageRequest<'_>, _: &Cursor, _: Option<u32>) {
        self.0.lock().unwrap().push(shown("portcullis_core::PageRequest", request));
    }
}

/// A body with a secret in it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Body {
    /// The secret.
    #[serde(serialize_with = "portcullis_core::secret::expose")]
    pub(super) password: Secret,
}
impl portcullis_core::Input for Body {}

struct Granted;

impl TokenSource for Granted {
    fn fetch(&self, _: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        Box::pin(async { Ok(Token::new(KEY).refresh(Some(KEY.into()))) })
    }
}

struct Opened;

impl SessionProtocol for Opened {
    fn header(&self) -> HeaderName {
        HeaderName::from_static("x-token")
    }
    fn login(&self, _: Client) -> BoxFuture<'static, Result<Secret>> {
        Box::pin(async { Ok(KEY.into()) })
    }
    fn probe(&self, _: Client, _: Secret) -> BoxFuture<'static, Result<Probe>> {
        Box::pin(async { Ok(Probe::Alive(Some(KEY.into()))) })
    }
    fn logout(&self, _: Client, _: Secret) -> BoxFuture<'static, Result<()>> {
        Box::pin(async { Ok(()) })
    }
    fn token_in(&self, _: StatusCode, _: &[u8]) -> Option<Secret> {
        None
    }
}

fn builder() -> ClientBuilder {
    ClientBuilder::new("https://api.example")
        .proxy(Proxy::Url(format!("http://u:{KEY}@proxy.example").as_str().into()))
}

fn request(client: &Client) -> Request {
    let name = HeaderName::from_static("x-key");
    let request = client.post("/u/{id}").path(SECRET).query("q", SECRET).header("x-more", KEY);
    request.json(&Body { password: SECRET.into() }).authorize_with(name, KEY.into()).redact(&SECRET.into())
}

/// All types of core.
pub(super) async fn all() -> Vec<Shown> {
    let name = || HeaderName::from_static("x-key");
    let keeper = Keeper::default();
    let oauth = Arc::new(OAuth2::new(Granted));
    let session = Arc::new(Session::new(Opened, None));
    let build = |auth| builder().transport(keeper.clone()).build(Bare, Some(auth)).unwrap();
    let (by_token, by_session) = (build(oauth.clone()), build(session.clone()));
    for client in [&by_token, &by_session] {
        // The credential is fetched, so that its holder contains a secret.
        let _: Result<Value> = client.get("/u").call().await;
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::SET_COOKIE, HeaderValue::from_static(KEY));
    let mut rest = Extra::default();
    rest.insert("later", REST);
    let request_sent: Result<Body> = request(&by_token).call().await;
    let mut api = ApiError::new("no");
    api.code = Some("no".into());
    let full = FullReplyOf::get(&by_token).await;
    let mut all = vec![
        shown("portcullis_core::Secret", &Secret::from(SECRET)),
        read::<Secret2>("portcullis_core::Secret", &json!({ "a": SECRET })),
        shown("portcullis_core::SecretBytes", &SecretBytes::from(SECRET.as_bytes())),
        shown(
            "portcullis_core::SecretUrl",
            &SecretUrl::from(format!("https://u:{KEY}@h.example/{KEY}?a={KEY}").as_str()),
        ),
        shown("portcullis_core::SecretUrl", &SecretUrl::from(SECRET)),
        shown("portcullis_core::Extra", &rest),
        shown("portcullis_core::Proxy", &Proxy::Url(KEY.into())),
        shown("portcullis_core::ClientBuilder", &builder()),
        shown("portcullis_core::Client", &by_token),
        shown("portcullis_core::Client", &by_session),
        shown("portcullis_core::auth::Credential", &Credential::new(name(), KEY.into())),
        shown("portcullis_core::auth::header::Header", &Header::new(name(), KEY)),
        shown("portcullis_core::auth::header::Header", &Header::bearer(&KEY.into())),
        shown("portcullis_core::auth::oauth2::OAuth2", &*oauth),
        shown("portcullis_core::auth::oauth2::Token", &Token::new(KEY).refresh(Some(KEY.into()))),
        read::<TokenReply>(
            "portcullis_core::auth::oauth2::TokenReply",
            &json!({"access_token": KEY, "refresh_token": KEY}),
        ),
        shown("portcullis_core::auth::session::Session", &*session),
        shown("portcullis_core::auth::session::Probe", &Probe::Alive(Some(KEY.into()))),
        shown(
            "portcullis_core::auth::Exchanged",
            &Exchanged::Reply {
                status: StatusCode::OK,
                headers: &headers,
                body: SECRET.as_bytes(),
                whole: true,
            },
        ),
        shown(
            "portcullis_core::transport::Incoming",
            &Incoming::new(StatusCode::OK, headers.clone(), Box::pin(Nothing)),
        ),
        shown("portcullis_core::Request", &request(&by_token)),
        shown("portcullis_core::Call", &request(&by_token).call::<Value>()),
        shown("portcullis_core::List", &request(&by_token).list::<Value>("items").starting_at(Cursor::Start)),
        failed("portcullis_core::Error", &request_sent.unwrap_err()),
        failed("portcullis_core::Error", &request(&by_token).path(SECRET).call::<Value>().await.unwrap_err()),
        failed("portcullis_core::Error", &Error::new(ErrorKind::Config, "no")),
        failed(
            "portcullis_core::Error",
            &ClientIdentity::from_pem(KEY, SECRET.as_bytes().into()).unwrap_err(),
        ),
        shown("portcullis_core::Refusal", &Refusal::Api(api)),
    ];
    all.push(shown("portcullis_core::FullReply", &full));
    all.push(shown("portcullis_core::Pages", &request(&by_token).list::<Value>("items").pages()));
    all.push(shown("portcullis_core::Download", &request(&by_token).download()));
    all.push(shown("portcullis_core::Upload", &Upload::from(SECRET.as_bytes().to_vec())));
    let form = Multipart::new().secret(SECRET, &KEY.into()).file(SECRET, SECRET, SECRET.as_bytes().to_vec());
    all.push(shown("portcullis_core::Multipart", &form));
    all.push(shown("portcullis_core::transport::Body", &transport::Body::Whole(SECRET.into())));
    all.extend(keeper.0.lock().unwrap().iter().map(|out| shown("portcullis_core::transport::Outgoing", out)));
    let file = std::env::temp_dir().join("portcullis-nowhere").join("session");
    all.push(shown("portcullis_core::auth::FileStore", &portcullis_core::auth::FileStore::new(file)));
    let format = Format { read: |text| Some(text.into()), write: |_, _| None };
    all.push(shown("portcullis_core::auth::Format", &format));
    all.push(sent("portcullis_core::Secret", &Body { password: SECRET.into() }));
    let watched = Arc::new(Mutex::new(Vec::new()));
    let client = builder().transport(keeper.clone()).build(Watching(watched.clone()), Some(oauth)).unwrap();
    let _: Result<Vec<Value>> = request(&client).list("items").all().await;
    all.append(&mut watched.lock().unwrap());
    all
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "read, and shown by `Debug`")]
struct Secret2 {
    a: Secret,
}

struct FullReplyOf;

impl FullReplyOf {
    async fn get(client: &Client) -> FullReply<()> {
        client.get("/u").done().full().await.unwrap()
    }
}
