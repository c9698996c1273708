//! What a client is built from.

use midprovider::{Client, ClientBuilder, ErrorKind, Flavour, Proxy, Retry, Trust, auth::TokenAuth};
use std::time::Duration;

fn refused(builder: ClientBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    error.message().to_owned()
}

fn client() -> ClientBuilder {
    Client::shift("https://idp.example.com", "acme")
}

#[test]
fn exactly_one_credential_is_needed() {
    assert!(refused(client()).contains("credential"));
    assert!(refused(client().bearer("a").client_credentials("b", "c")).contains("only one"));
    assert!(refused(client().anonymous().bearer("a")).contains("only one"));
    for builder in [
        client().bearer(""),
        client().bearer("a b"),
        client().bearer("a\n"),
        client().client_credentials("", "s"),
        client().client_credentials("a", ""),
        client().password("a", None, "", "p"),
        client().password("a", None, "u", ""),
        client().password("a", None, "u", "p").token_auth(TokenAuth::Basic),
        client().client_credentials("a:b", "s").token_auth(TokenAuth::Basic),
        client().bearer("a").token_auth(TokenAuth::Form),
        client().anonymous().scope("openid"),
    ] {
        refused(builder);
    }
}

#[test]
fn tenant_and_base_url_are_checked() {
    for tenant in ["", ".", "..", "a/b", "a%2fb", "a b", "a;b"] {
        refused(Client::ssms("https://acme.example.com", tenant).bearer("t"));
    }
    for url in [
        "http://idp.example.com",
        "https://idp.example.com/auth",
        "https://idp.example.com/auth/",
        "https://a/auth/realms/acme",
        "idp",
    ] {
        refused(Client::shift(url, "acme").bearer("t"));
    }
}

#[test]
fn every_option_is_taken() {
    let mid = client()
        .client_credentials("a", "s")
        .scope("openid")
        .token_auth(TokenAuth::Basic)
        .trust(Trust::system())
        .proxy(Proxy::None)
        .timeout(Duration::from_secs(9))
        .attempt_timeout(Duration::from_secs(3))
        .connect_timeout(Duration::from_secs(1))
        .retry(Retry::none())
        .in_flight(3)
        .user_agent("job/1")
        .check_input(true)
        .build()
        .unwrap();
    assert_eq!((mid.flavour(), mid.tenant()), (Flavour::Shift, "acme"));
    assert_eq!(
        (Flavour::Ssms.to_string(), Flavour::Shift.to_string()),
        ("SSMS".to_owned(), "SHIFT".to_owned())
    );
}
