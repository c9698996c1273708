//! A job that talks to several vendors has to know whose error it reads.

use portcullis::{Error, ErrorKind, Proxy, Retry, digicert, midprovider, privicore, privx, storedsafe};

/// A port of loopback without a listener.
async fn closed_port() -> String {
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}

#[track_caller]
fn named(vendor: &str, kind: ErrorKind, error: &Error) {
    assert_eq!((error.vendor(), error.kind()), (Some(vendor), kind), "{error:?}");
    assert!(error.to_string().starts_with(&format!("{vendor}: ")), "{error}");
}

#[tokio::test]
async fn every_error_names_its_vendor() {
    let url = closed_port().await;
    macro_rules! check {
        ($name:literal, $builder:expr, $signed:ident($($credential:expr),*), |$client:ident| $call:expr) => {
            named($name, ErrorKind::Config, &$builder.build().unwrap_err());
            let builder = $builder.$signed($($credential),*).retry(Retry::none()).proxy(Proxy::None);
            let $client = builder.build().unwrap();
            named($name, ErrorKind::Connect, &$call.await.unwrap_err());
        };
    }
    check!("PrivX", privx::Client::builder(&url), bearer("a-token"), |client| {
        client.local_user_store().users().get(&"5f0a".into())
    });
    check!("StoredSafe", storedsafe::Client::builder(&url), token("a-token"), |client| client.users().list());
    check!("DigiCert", digicert::Client::builder(&url), api_key("a-key"), |client| {
        client.users().get(&"42".into())
    });
    check!("mID Provider", midprovider::Client::ssms(&url, "acme"), bearer("a-token"), |client| {
        client.users().get(&"mira".into())
    });
    // A client without credentials is allowed: it logs in or adopts a token later.
    let builder = || privicore::Client::builder(&url).retry(Retry::none()).proxy(Proxy::None);
    let client = builder().token("a-token").build().unwrap();
    named("Privicore", ErrorKind::Connect, &client.profile().retrieve_id().await.unwrap_err());
    let waited =
        client.commands().wait(&privicore::Command::new("c-1"), std::time::Duration::from_millis(10));
    assert_eq!(waited.await.unwrap_err().vendor(), Some("Privicore"));
    named(
        "Privicore",
        ErrorKind::Config,
        &privicore::Client::builder("http://h.example").build().unwrap_err(),
    );
}
