//! Privicore's types that only exist with features.

use super::{
    held_privicore::client,
    scan::{KEY, REST, SECRET, Shown, read, shown},
};
use portcullis_core::SecretBytes;
use serde_json::json;

pub(super) fn all() -> Vec<Shown> {
    [cipher(), keys(), unconfirmed()].into_iter().flatten().collect()
}

fn cipher() -> Vec<Shown> {
    use privicore::{Aes256Gcm, PayloadKey};
    let bytes = SECRET.as_bytes().iter().copied().cycle().take(32).collect::<Vec<u8>>();
    let key = PayloadKey::new(SecretBytes::from(bytes)).unwrap();
    vec![
        shown("privicore::Payloads", &client().payloads(Aes256Gcm::new(key.clone()))),
        shown("privicore::Aes256Gcm", &Aes256Gcm::new(key.clone())),
        shown("privicore::PayloadKey", &key),
    ]
}

fn keys() -> Vec<Shown> {
    use privicore::KeyPair;
    let hex = b"Kn4rrSecretKn4rrSecretKn4rrSecre".map(|byte| format!("{byte:02x}")).concat();
    vec![shown("privicore::KeyPair", &KeyPair::from_private(&hex.as_str().into()).unwrap())]
}

fn unconfirmed() -> Vec<Shown> {
    use privicore::{Device, unconfirmed::Listing};
    let client = client();
    let guesses = client.unconfirmed();
    let secret = guesses.directories().list_invites().secret_field("password", SECRET).field("later", REST);
    vec![
        shown("privicore::unconfirmed::Unconfirmed", &guesses),
        shown("privicore::unconfirmed::Authenticators", &guesses.authenticators()),
        shown("privicore::unconfirmed::DataTokens", &guesses.data_tokens()),
        shown("privicore::unconfirmed::Directories", &guesses.directories()),
        shown("privicore::unconfirmed::OAuth", &guesses.oauth()),
        shown("privicore::unconfirmed::Policies", &guesses.policies()),
        shown("privicore::unconfirmed::Polls", &guesses.polls()),
        shown("privicore::unconfirmed::Guess", &guesses.oauth().retrieve_scope(&KEY.into())),
        shown("privicore::unconfirmed::Guess", &secret),
        read::<Listing<Device>>(
            "privicore::unconfirmed::Listing",
            &json!([{"deviceIdentifier": "dev", "later": REST}]),
        ),
    ]
}
