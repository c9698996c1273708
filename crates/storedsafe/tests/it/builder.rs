use crate::support::builder;
use storedsafe::{Client, ClientBuilder, Error, ErrorKind, Result, Secret};

async fn otp() -> Result<Secret> {
    Ok("012345".into())
}

fn config(builder: ClientBuilder) -> Error {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    error
}

const URL: &str = "https://vault.example.com";

#[test]
fn exactly_one_login_is_needed() {
    assert!(config(builder(URL)).to_string().contains("no login is set"));
    let two = builder(URL).totp("alice", "p", "a", otp).token("t");
    assert!(config(two).to_string().contains("more than one login"));
    for good in [
        builder(URL).totp("alice", "p", "a", otp),
        builder(URL).yubikey_otp("alice", "p", "a", otp),
        builder(URL).yubikey_legacy("alice", "p", "a", || async { Ok(Secret::from("x")) }),
        builder(URL).token("t"),
        builder(URL).anonymous(),
    ] {
        good.build().unwrap();
    }
}

#[test]
fn a_login_by_certificate_needs_its_port_and_its_certificate() {
    let smartcard = || builder(URL).smartcard("alice", "p", "a");
    assert!(config(smartcard()).to_string().contains("mtls_url"));
    assert!(
        config(smartcard().mtls_url("https://vault.example.com:8443/api/1.0"))
            .to_string()
            .contains("identity")
    );
}

#[test]
fn only_safe_urls() {
    for url in ["", "http://vault.example.com/api/1.0", "https://u:p@vault.example.com/api/1.0"] {
        config(Client::builder(url).anonymous());
        config(builder(URL).mtls_url(url).anonymous());
    }
}

#[cfg(feature = "totp")]
#[test]
fn a_totp_secret_must_be_base32() {
    builder(URL).totp_secret("alice", "p", "a", "GEZD GNBV").build().unwrap();
    let error = config(builder(URL).totp_secret("alice", "p", "a", "hunter22-!"));
    assert!(!format!("{error:?}").contains("hunter22"));
}
