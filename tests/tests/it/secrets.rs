//! Request types that hold a password: never printed, and serialized only by core's encoder.

use portcullis::{Secret, digicert, midprovider, privicore, privx, storedsafe};
use serde::Serialize;
use std::fmt::Debug;

const CANARY: &str = "canary-5f0a-canary";

fn keeps<T: Debug + Serialize>(request: &T) {
    for text in [format!("{request:?}"), format!("{request:#?}")] {
        assert!(!text.contains(CANARY), "{text}");
    }
    let error = serde_json::to_string(request).unwrap_err().to_string();
    assert!(!error.contains(CANARY), "{error}");
    assert!(serde_json::to_value(request).is_err());
    assert!(serde_json::to_vec(request).is_err());
}

fn hides<T: Debug>(value: &T) {
    assert!(!format!("{value:?} {value:#?}").contains(CANARY));
}

#[test]
fn requests_with_passwords_serialize_nowhere_else() {
    let secret = || Secret::from(CANARY);
    keeps(&storedsafe::NewUser::new("asa.oberg", "Åsa Öberg", "asa@example.com", secret()));
    let password = privx::local_user_store::LocalUserPassword::new(secret());
    keeps(&password);
    keeps(&privx::local_user_store::LocalUser::new("asa").password(password));
    hides(
        &midprovider::users::NewUser::new("asa")
            .password(midprovider::users::InitialPassword::temporary(secret())),
    );
    hides(&storedsafe::Login::new("asa", secret(), secret()));
    hides(&digicert::Client::us().api_key(secret()));
    hides(&privx::Client::builder("https://privx.example").api_client("a", secret(), "b", secret()));
    hides(&privicore::Client::builder("https://privicore.example").login("asa", secret()));
    hides(&midprovider::Client::shift("https://idp.example", "t").client_credentials("a", secret()));
}

#[test]
fn the_sandbox_does_not_print_its_secrets() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = runtime.block_on(portcullis_sandbox::Sandbox::start()).unwrap();
    let text = format!("{sandbox:?} {:?}", sandbox.details());
    let details = sandbox.details();
    for secret in [
        &details.privicore.password,
        &details.storedsafe.passphrase,
        &details.storedsafe.totp_secret,
        &details.digicert.api_key,
        &details.privx.api_client_secret,
        &details.midprovider.client_secret,
    ] {
        assert!(!text.contains(secret.as_str()));
    }
}
