//! OAuth applications.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use portcullis_sandbox::Sandbox;
use portcullis_sandbox::privicore::{CodeBasic, ListShape};

use super::session::{Session, form, named};
use super::{get, id_of};
use crate::https::Reply;

const CODE: &str = "/profile/oauth-application-request-authorization-code";
const RETRIEVE: &str = "/oauth-application/retrieve-authorization-code";
const OBTAIN: &str = "/oauth-application/obtain-access-token";
const REFRESH: &str = "/oauth-application/refresh-access-token";

struct App {
    id: String,
    client: String,
    secret: String,
}

impl App {
    fn basic(&self) -> String {
        BASE64_STANDARD.encode(format!("{}:{}", self.client, self.secret))
    }
}

async fn app(session: &Session) -> App {
    let fields = [
        ("name", "Ledger"),
        ("redirectUri", "https://ledger.example/back"),
        ("scopes", "all,data-token:read"),
    ];
    let id = session.done("/profile/oauth-application-register", &fields).await;
    let reply = configuration(session, &id).await;
    assert_eq!(reply.text("/applicationId"), id);
    App { client: reply.text("/clientId"), secret: reply.text("/clientSecret"), id }
}

async fn configuration(session: &Session, id: &str) -> Reply {
    session.post("/profile/retrieve-oauth-application-configuration", &[("applicationId", id)]).await
}

async fn consent(session: &Session, app: &App, nonce: &str) -> Reply {
    let query =
        form(&[("client_id", &app.client), ("nonce", nonce), ("scope[]", "all"), ("scope[]", "more")]);
    session.get(&format!("{CODE}?{query}")).await
}

async fn code(session: &Session, app: &App, nonce: &str) -> String {
    let id = session.succeeded(&consent(session, app, nonce).await).await;
    let reply = session.basic(RETRIEVE, &app.basic(), &[("id", &id), ("nonce", nonce)]).await;
    assert_eq!(reply.status, 200, "{}", reply.json);
    assert_eq!((reply.text("/clientId"), reply.text("/nonce")), (app.client.clone(), nonce.to_owned()));
    reply.text("/authorizationCode")
}

async fn opens(session: &Session, token: &str) -> bool {
    get(&session.sandbox, "/profile/retrieve-profile-id", Some(token)).await.status == 200
}

#[tokio::test]
async fn the_configuration_of_an_application_is_shown_once() {
    let session = Session::start().await;
    let app = app(&session).await;
    let again = configuration(&session, &app.id).await;
    assert_eq!((again.status.as_u16(), again.text("/message").as_str()), (422, "oauth.already_retrieved"));
    assert_eq!(configuration(&session, "unknown").await.status, 404);
    let fields = [("name", "x"), ("redirectUri", "nowhere"), ("scopes", "all")];
    assert_eq!(session.refused("/profile/oauth-application-register", &fields).await, ["redirectUri"]);

    let path = "/profile/retrieve-oauth-application-list";
    let listed = session.get(path).await;
    assert_eq!((listed.text("/0/applicationId"), listed.text("/0/name")), (app.id, "Ledger".to_owned()));
    assert_eq!(listed.json[0]["scopes"][1], "data-token:read");
    session.control().list_shape(ListShape::Items);
    assert_eq!(session.get(path).await.json["meta"]["count"], 1);
}

#[tokio::test]
async fn a_nonce_works_once_and_a_code_works_once() {
    let session = Session::start().await;
    let app = app(&session).await;
    let id = session.succeeded(&consent(&session, &app, "n-1").await).await;
    assert_eq!(named(&consent(&session, &app, "n-1").await), ["nonce"]);
    let bare = form(&[("client_id", &app.client), ("nonce", "n-2"), ("scope", "all")]);
    assert_eq!(named(&session.get(&format!("{CODE}?{bare}")).await), ["scope"]);

    let wrong = BASE64_STANDARD.encode(format!("{}:no", app.client));
    assert_eq!(session.basic(RETRIEVE, &wrong, &[("id", &id), ("nonce", "n-1")]).await.status, 401);
    let other = session.basic(RETRIEVE, &app.basic(), &[("id", &id), ("nonce", "n-9")]).await;
    assert_eq!(named(&other), ["nonce"]);

    let code = code(&session, &app, "n-3").await;
    let fields = [("authorization_code", code.as_str())];
    assert_eq!(session.basic(OBTAIN, &code, &fields).await.status, 401);
    let granted = session.basic(OBTAIN, &app.basic(), &fields).await;
    assert_eq!((granted.text("/type"), granted.text("/scope")), ("bearer".to_owned(), "all more".to_owned()));
    assert!(opens(&session, &granted.text("/token")).await);
    assert_eq!(session.basic(OBTAIN, &app.basic(), &fields).await.status, 404);
}

#[tokio::test]
async fn a_code_belongs_to_one_client() {
    let session = Session::start().await;
    let (own, other) = (app(&session).await, app(&session).await);
    let code = code(&session, &own, "n").await;
    let fields = [("authorization_code", code.as_str())];
    assert_eq!(session.basic(OBTAIN, &other.basic(), &fields).await.status, 403);
    session.control().code_basic(CodeBasic::Code);
    assert_eq!(session.basic(OBTAIN, &own.basic(), &fields).await.status, 401);
    assert_eq!(session.basic(OBTAIN, &code, &fields).await.status, 200);
}

#[tokio::test]
async fn a_refresh_ends_the_old_token() {
    let session = Session::start().await;
    let app = app(&session).await;
    let code = code(&session, &app, "n").await;
    let granted = session.basic(OBTAIN, &app.basic(), &[("authorization_code", &code)]).await;
    let (token, refresh) = (granted.text("/token"), granted.text("/refreshToken"));
    let fields = [("refresh_token", refresh.as_str())];
    // The header holds the access token itself, not its base64 and not the client's credentials.
    for wrong in [BASE64_STANDARD.encode(&token), app.basic()] {
        assert_eq!(session.basic(REFRESH, &wrong, &fields).await.status, 401);
    }
    let fresh = session.basic(REFRESH, &token, &fields).await;
    assert_eq!(fresh.status, 200, "{}", fresh.json);
    let next = fresh.text("/token");
    assert!(!opens(&session, &token).await && opens(&session, &next).await);
    assert_eq!(session.basic(REFRESH, &next, &fields).await.status, 401);

    session.control().rotate_refresh_tokens(false);
    session.control().set_access_token_life(Duration::ZERO);
    let refresh = fresh.text("/refreshToken");
    let last = session.basic(REFRESH, &next, &[("refresh_token", &refresh)]).await;
    assert!(last.json.get("refreshToken").is_none());
    // Its life was over at once, and with it the way to refresh.
    let dead = last.text("/token");
    assert!(!opens(&session, &dead).await);
    assert_eq!(session.basic(REFRESH, &dead, &[("refresh_token", &refresh)]).await.status, 401);
}

#[tokio::test]
async fn an_access_token_joins_a_channel() {
    let session = Session::start().await;
    let app = app(&session).await;
    let code = code(&session, &app, "n").await;
    let granted = session.basic(OBTAIN, &app.basic(), &[("authorization_code", &code)]).await;
    let mut socket = super::Socket::joined(&session.sandbox, &granted.text("/token")).await;
    let reply = session.post("/device/request-unique-identifier", &[("deviceName", "phone")]).await;
    assert_eq!(socket.outcome().await["id"], id_of(&reply));
}

#[tokio::test]
async fn a_request_with_get_is_saved_too() {
    let dir = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::builder().state_dir(dir.path()).start().await.unwrap();
    let session = Session::over(sandbox).await;
    let app = app(&session).await;
    assert_eq!(consent(&session, &app, "a-nonce").await.status, 202);
    let saved = std::fs::read_to_string(dir.path().join("privicore.jsonl")).unwrap();
    assert!(saved.contains("a-nonce"));
}
