//! Secrets that a client is set up with, at the builders of the five vendors.

use portcullis::{
    Error, ErrorKind, Proxy, Result, Secret, digicert, midprovider, privicore, privx, storedsafe,
};

/// Texts that no server accepts, with a part of the rule that they break.
const WRONG: [(&str, &str); 9] = [
    ("hunter22\n", "line break"),
    ("hunter22\r\n", "line break"),
    ("hunter22\r", "line break"),
    ("hunter22\u{2028}", "line break"),
    ("\n", "line break"),
    ("hunter\u{0}22", "control"),
    ("hunter\n22", "control"),
    ("\thunter22", "control"),
    ("hunter22\u{7f}", "control"),
];

const GOOD: &str = "GEZDGNBVGY3TQOJQ";

async fn code() -> Result<Secret> {
    Ok("123456".into())
}

/// Builds a client with this secret in one of its settings.
type Build = fn(&str) -> Result<(), Error>;

fn digicert(secret: &str) -> Result<(), Error> {
    digicert::Client::us().api_key(secret).build().map(drop)
}

fn mid() -> midprovider::ClientBuilder {
    midprovider::Client::ssms("https://acme.idp.example", "acme")
}

fn privx() -> privx::ClientBuilder {
    privx::Client::builder("https://privx.example")
}

fn privicore() -> privicore::ClientBuilder {
    privicore::Client::builder("https://engine.example")
}

fn safe() -> storedsafe::ClientBuilder {
    storedsafe::Client::builder("https://vault.example/api/1.0")
}

fn proxy(secret: &str) -> Proxy {
    Proxy::Url(["http://user:pass@proxy.example:3128/", secret].concat().as_str().into())
}

/// Each secret of each builder, and the setting that an error must name.
const SETTINGS: [(&str, Build); 36] = [
    ("api_key", digicert),
    ("proxy", |s| digicert::Client::us().api_key(GOOD).proxy(proxy(s)).build().map(drop)),
    ("client_secret", |s| mid().client_credentials("id", s).build().map(drop)),
    ("client_secret", |s| mid().password("id", Some(s.into()), "admin", GOOD).build().map(drop)),
    ("password", |s| mid().password("id", None, "admin", s).build().map(drop)),
    ("bearer", |s| mid().bearer(s).build().map(drop)),
    ("proxy", |s| mid().bearer(GOOD).proxy(proxy(s)).build().map(drop)),
    ("oauth_client_secret", |s| privx().api_client("id", s, "id", GOOD).build().map(drop)),
    ("api_client_secret", |s| privx().api_client("id", GOOD, "id", s).build().map(drop)),
    ("client_secret", |s| privx().client_credentials("id", s).build().map(drop)),
    ("password", |s| privx().user("alice", s).build().map(drop)),
    ("bearer", |s| privx().bearer(s).build().map(drop)),
    ("proxy", |s| privx().bearer(GOOD).proxy(proxy(s)).build().map(drop)),
    ("password", |s| privicore().login("alice", s).build().map(drop)),
    ("password", |s| privicore().legacy_login("alice", s, &["all"]).build().map(drop)),
    ("token", |s| privicore().token(s).build().map(drop)),
    ("proxy", |s| privicore().token(GOOD).proxy(proxy(s)).build().map(drop)),
    ("passphrase", |s| safe().totp("alice", s, GOOD, code).build().map(drop)),
    ("apikey", |s| safe().totp("alice", GOOD, s, code).build().map(drop)),
    ("passphrase", |s| safe().totp_secret("alice", s, GOOD, GOOD).build().map(drop)),
    ("apikey", |s| safe().totp_secret("alice", GOOD, s, GOOD).build().map(drop)),
    ("base32_secret", |s| safe().totp_secret("alice", GOOD, GOOD, s).build().map(drop)),
    ("passphrase", |s| safe().yubikey_otp("alice", s, GOOD, code).build().map(drop)),
    ("apikey", |s| safe().yubikey_otp("alice", GOOD, s, code).build().map(drop)),
    ("passphrase", |s| safe().yubikey_legacy("alice", s, GOOD, code).build().map(drop)),
    ("apikey", |s| safe().yubikey_legacy("alice", GOOD, s, code).build().map(drop)),
    ("passphrase", |s| safe().smartcard("alice", s, GOOD).build().map(drop)),
    ("apikey", |s| safe().smartcard("alice", GOOD, s).build().map(drop)),
    ("token", |s| safe().token(s).build().map(drop)),
    ("proxy", |s| safe().token(GOOD).proxy(proxy(s)).build().map(drop)),
    // The first wrong one is named, also with another mistake.
    ("token", |s| safe().token(s).anonymous().build().map(drop)),
    ("x-gateway", |s| digicert::Client::us().api_key(GOOD).header("X-Gateway", s).build().map(drop)),
    ("x-gateway", |s| mid().bearer(GOOD).header("X-Gateway", s).build().map(drop)),
    ("x-gateway", |s| privx().bearer(GOOD).header("X-Gateway", s).build().map(drop)),
    ("x-gateway", |s| privicore().token(GOOD).header("X-Gateway", s).build().map(drop)),
    ("x-gateway", |s| safe().token(GOOD).header("X-Gateway", s).build().map(drop)),
];

#[test]
fn a_secret_that_no_server_accepts_is_a_config_error_that_names_its_setting() {
    for (number, (setting, build)) in SETTINGS.into_iter().enumerate() {
        for (text, rule) in WRONG {
            let error = build(text).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::Config, "{number}: {shown}");
            assert!(
                shown.contains(&format!("`{setting}`")) && shown.contains(rule),
                "{number}: {text:?}: {shown}"
            );
            assert!(!shown.contains("hunter"), "{number}: {shown}");
        }
    }
}

#[test]
fn an_empty_secret_is_a_config_error_but_no_token_of_storedsafe_is_none() {
    for (setting, build) in SETTINGS.into_iter().filter(|(setting, _)| *setting != "proxy").take(24) {
        let outcome = build("");
        assert!(
            outcome
                .is_err_and(|error| error.kind() == ErrorKind::Config && error.to_string().contains(setting))
        );
    }
    safe().token("").build().unwrap();
}

#[test]
fn ordinary_secrets_pass() {
    for (_, build) in SETTINGS.into_iter().take(30).filter(|(setting, _)| *setting != "proxy") {
        // A login by certificate lacks its server here.
        if let Err(error) = build(GOOD) {
            assert!(error.to_string().contains("mtls_url"), "{error}");
        }
    }
}
