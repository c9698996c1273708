//! Credentials, tokens, cookies and the escape hatch.

use portcullis_testkit::{Received, Server, Step, operation};
use privx::{Client, ClientBuilder, Delivery, Error, ErrorKind, Proxy, Retry, Secret, Trust, http::Method};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

pub(crate) const TOKEN: &str = "/oauth/token";
const USERS: &str = "/users";

fn api_client(url: &str) -> ClientBuilder {
    Client::builder(url).api_client("privx-external", "oauth-secret", "0b8c4e0e", "api-secret")
}

/// Token number so and so.
fn token_body(n: usize) -> Value {
    json!({"access_token": format!("tok-{n}"), "token_type": "bearer", "expires_in": 300, "refresh_token": format!("ref-{n}")})
}

pub(crate) fn token(n: usize) -> Step {
    Step::json(200, &token_body(n))
}

pub(crate) fn none_found() -> Step {
    Step::json(200, &json!({"count": 0, "items": []}))
}

/// Lets all tokens run out.
pub(crate) async fn an_hour_passes() {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(3600)).await;
    tokio::time::resume();
}

pub(crate) async fn list(client: &Client) -> Result<usize, Error> {
    client.local_user_store().users().list().all().await.map(|users| users.len())
}

fn config(builder: ClientBuilder, words: &str) {
    let error = builder.build().unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Config, Delivery::NotSent));
    assert!(error.message().contains(words), "{error}");
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

#[test]
fn a_client_has_exactly_one_credential() {
    let builder = || Client::builder("https://privx.example");
    config(builder(), "a credential is missing");
    config(builder().bearer("s3cret").client_credentials("a", "s3cret"), "more than one");
    config(builder().bearer("s3cret").bearer("s3cret"), "more than one");
    config(builder().bearer(""), "`bearer`");
    config(builder().api_client("", "s3cret", "a", "s3cret"), "`oauth_client_id`");
    config(builder().api_client("a:b", "s3cret", "a", "s3cret"), "`oauth_client_id`");
    config(builder().api_client("a", "", "a", "s3cret"), "`oauth_client_secret`");
    config(builder().api_client("a", "s3cret", "", "s3cret"), "`username`");
    config(builder().client_credentials("a", ""), "`client_secret`");
    config(builder().client_credentials("a", "s3cret").scope("privx-user"), "scope");
    config(builder().anonymous().scope("privx-user"), "scope");
    config(Client::builder("http://privx.example").anonymous(), "https");
}

#[tokio::test]
async fn two_calls_make_one_login() {
    let server = Server::start(|seen, _| if seen.path().ends_with(TOKEN) { token(1) } else { none_found() });
    let client = api_client(&server.url).build().unwrap();
    assert!(server.requests().is_empty(), "building sends nothing");
    list(&client).await.unwrap();
    list(&client.clone()).await.unwrap();
    let logins = server.requests_to(TOKEN);
    assert_eq!(logins.len(), 1);
    assert_eq!(logins[0].header("authorization"), Some("Basic cHJpdngtZXh0ZXJuYWw6b2F1dGgtc2VjcmV0"));
    assert_eq!(logins[0].text(), "grant_type=password&username=0b8c4e0e&password=api-secret");
    assert!(
        server.requests_to(USERS).iter().all(|seen| seen.header("authorization") == Some("Bearer tok-1"))
    );
    client.close(Duration::from_secs(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_wait_for_one_login() {
    let server = Server::start(|seen, _| {
        if seen.path().ends_with(TOKEN) {
            return token(1).after(Duration::from_millis(100));
        }
        none_found()
    });
    let client = api_client(&server.url).scope("privx-user").build().unwrap();
    let tasks: Vec<_> = (0..30)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { list(&client).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!((server.requests_to(TOKEN).len(), server.requests_to(USERS).len()), (1, 30));
    assert_eq!(server.requests_to(TOKEN)[0].parameter("scope"), Some("privx-user"));
}

#[tokio::test]
async fn an_api_client_logs_in_again_when_the_token_has_run_out() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |seen, _| {
        if seen.path().ends_with(TOKEN) { token(count.fetch_add(1, Ordering::SeqCst)) } else { none_found() }
    });
    let client = api_client(&server.url).build().unwrap();
    list(&client).await.unwrap();
    an_hour_passes().await;
    list(&client).await.unwrap();
    let logins = server.requests_to(TOKEN);
    assert_eq!(logins.len(), 2);
    assert!(logins.iter().all(|seen| seen.parameter("grant_type") == Some("password")));
    assert_eq!(server.requests_to(USERS)[1].header("authorization"), Some("Bearer tok-1"));
}

#[tokio::test]
async fn a_401_renews_the_token_once() {
    let count = AtomicUsize::new(0);
    let denied = || Step::json(401, &json!({"error_code": "PERMISSION_DENIED", "error_message": "expired"}));
    let server = Server::start(move |seen, _| match seen.path().ends_with(TOKEN) {
        true => token(count.fetch_add(1, Ordering::SeqCst)),
        false if seen.header("authorization") == Some("Bearer tok-0") => denied(),
        false => none_found(),
    });
    let client = api_client(&server.url).build().unwrap();
    list(&client).await.unwrap();
    assert_eq!((server.requests_to(TOKEN).len(), server.requests_to(USERS).len()), (2, 2));

    let server = Server::start(move |seen, _| if seen.path().ends_with(TOKEN) { token(1) } else { denied() });
    let client = api_client(&server.url).build().unwrap();
    for _ in 0..5 {
        let error = list(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some("PERMISSION_DENIED")));
    }
    assert_eq!(server.requests_to(TOKEN).len(), 2);
}

#[tokio::test]
async fn a_refused_credential_is_not_sent_again() {
    for (status, body) in
        [(400, r#"{"error":"invalid_grant"}"#), (401, r#"{"error":"invalid_client"}"#), (401, "")]
    {
        let server = Server::start(move |_, _| Step::reply(status, &[], body));
        let client = api_client(&server.url).build().unwrap();
        for _ in 0..20 {
            let error = list(&client).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Auth);
            assert_eq!(error.delivery(), Delivery::NotSent, "{error:?}");
        }
        assert_eq!((server.requests_to(TOKEN).len(), server.requests_to(USERS).len()), (1, 0));
        client.reset_credentials();
        list(&client).await.unwrap_err();
        assert_eq!(server.requests_to(TOKEN).len(), 2);
    }
}

#[tokio::test]
async fn client_credentials_sign_in() {
    let server =
        Server::start(|seen, _| if seen.path().ends_with("/token") { token(1) } else { none_found() });
    let client = Client::builder(&server.url).client_credentials("0b8c4e0e", "s3cret").build().unwrap();
    list(&client).await.unwrap();
    let logins = server.requests_to("/clientcredentials/privx-external/token");
    let wanted =
        json!({"grant_type": "client_credentials", "client_id": "0b8c4e0e", "client_secret": "s3cret"});
    assert_eq!(serde_json::from_slice::<Value>(&logins[0].body).unwrap(), wanted);
    assert_eq!(server.requests_to(USERS)[0].header("authorization"), Some("Bearer tok-1"));
}

#[tokio::test]
async fn a_jwt_is_requested_at_each_login_and_refreshed_in_between() {
    let refuse = Arc::new(AtomicUsize::new(0));
    let (refused, issued) = (refuse.clone(), AtomicUsize::new(0));
    let server = Server::start(move |seen, _| match seen.path() {
        path if path.ends_with(USERS) => none_found(),
        path if path.ends_with(TOKEN) && refused.load(Ordering::SeqCst) == 1 => {
            Step::json(400, &json!({"error": "invalid_grant"}))
        }
        _ => token(issued.fetch_add(1, Ordering::SeqCst)),
    });
    let made = Arc::new(AtomicUsize::new(0));
    let jwt = move || {
        let n = made.fetch_add(1, Ordering::SeqCst);
        async move { Ok(Secret::from(format!("eyJ.{n}"))) }
    };
    let client = Client::builder(&server.url).external_jwt(jwt).scope("privx-user").build().unwrap();
    list(&client).await.unwrap();
    an_hour_passes().await;
    list(&client).await.unwrap();
    refuse.store(1, Ordering::SeqCst);
    an_hour_passes().await;
    list(&client).await.unwrap();

    let exchanges: Vec<Value> = server
        .requests_to("/token/login")
        .iter()
        .map(|seen| serde_json::from_slice(&seen.body).unwrap())
        .collect();
    let exchange_of = |jwt: &str| json!({"token": jwt, "scope": "privx-user", "client_id": "privx-ui"});
    assert_eq!(exchanges, [exchange_of("eyJ.0"), exchange_of("eyJ.1")]);
    let spent: Vec<_> = server
        .requests_to(TOKEN)
        .iter()
        .map(|seen| seen.parameter("refresh_token").map(str::to_owned))
        .collect();
    assert_eq!(spent, [Some("ref-0".to_owned()), Some("ref-1".to_owned())]);
}

#[tokio::test]
async fn a_jwt_that_cannot_be_fetched_is_the_calls_error() {
    let server = Server::start(|_, _| none_found());
    let jwt = || async { Err(Error::new(ErrorKind::Connect, "no issuer")) };
    let client = Client::builder(&server.url).external_jwt(jwt).build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Connect, "no issuer"));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_401_to_a_bearer_token_is_final() {
    let contract = operation("local_users.list").replies(401, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), contract.count()), (ErrorKind::Auth, 1, 1));
}

#[tokio::test]
async fn cookies_are_kept_from_the_token_reply_on_unless_switched_off() {
    let reply = |seen: &Received, _| {
        if seen.path().ends_with(TOKEN) {
            let cookie = ("Set-Cookie", "node=a1; Path=/; Secure; HttpOnly");
            return Step::reply(200, &[cookie], token_body(1).to_string());
        }
        none_found()
    };
    let server = Server::start(reply);
    let client = api_client(&server.url).build().unwrap();
    list(&client).await.unwrap();
    assert_eq!(server.requests_to(TOKEN)[0].header("cookie"), None);
    assert_eq!(server.requests_to(USERS)[0].header("cookie"), Some("node=a1"));
    an_hour_passes().await;
    list(&client).await.unwrap();
    assert_eq!(
        server.requests_to(TOKEN)[1].header("cookie"),
        Some("node=a1"),
        "the cookie outlives the token"
    );

    let server = Server::start(reply);
    list(&api_client(&server.url).cookies(false).build().unwrap()).await.unwrap();
    assert_eq!(server.requests_to(USERS)[0].header("cookie"), None);
}

#[tokio::test]
async fn other_operations_are_reached_by_hand() {
    let contract = operation("hosts.get")
        .replies(200, json!({"id": "5f0a0000-0000-4000-8000-000000000001"}))
        .start()
        .await;
    let client = crate::client(&contract);
    let template = "/host-store/api/v1/hosts/{host_id}";
    let host: Value = client
        .request(Method::GET, template)
        .path("5f0a0000-0000-4000-8000-000000000001")
        .call()
        .await
        .unwrap();
    assert_eq!(host, json!({"id": "5f0a0000-0000-4000-8000-000000000001"}));
    contract
        .request()
        .await
        .is("GET", "/host-store/api/v1/hosts/5f0a0000-0000-4000-8000-000000000001")
        .header("authorization", "Bearer tok-0123456789");
}

#[tokio::test]
async fn the_builders_settings_reach_the_client() {
    let empty = json!({"count": 0, "items": []});
    let contract = operation("local_users.list").replies(200, empty).start().await;
    let second = Duration::from_secs(1);
    let builder = crate::builder(&contract).trust(Trust::system()).proxy(Proxy::None).in_flight(2);
    let builder =
        builder.timeout(second).attempt_timeout(second).connect_timeout(second).retry(Retry::none());
    let client = builder.user_agent("onboarding/1.0").check_input(true).build().unwrap();
    assert_eq!(list(&client).await.unwrap(), 0);
    let agent = concat!("onboarding/1.0 portcullis/", env!("CARGO_PKG_VERSION"));
    contract.request().await.header("user-agent", agent);
}
