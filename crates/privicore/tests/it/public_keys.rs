use super::{TOKEN, client, playing};
use portcullis_testkit::operation;
use privicore::{ErrorKind, PublicKey};
use serde_json::json;

const PRIVATE: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
pub(crate) const PUBLIC: &str = "314205008f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f\
                      3ee22823182575b376868bce28090ee0959b39aa09638c9a022b7bd742b166966de5f8544d559cb6cb477689e8c1\
                      f3ab9a91b9df46285d075fdae8ea336a39a7";

fn key() -> PublicKey {
    PUBLIC.parse().unwrap()
}

#[tokio::test]
async fn generate() {
    let reply = json!({"private": PRIVATE, "public": PUBLIC, "pin": "4711"});
    let (contract, client) = playing(operation("public_key.generate").replies(200, reply)).await;
    let pair = client.public_keys().generate().await.unwrap();
    assert_eq!((pair.private.expose_secret(), &pair.public), (PRIVATE, &key()));
    assert_eq!(pair.extra.get("pin"), Some(&json!("4711")));
    let shown = format!("{pair:?}");
    assert!(!shown.contains("0001020304") && !shown.contains("4711"), "{shown}");
    contract.request().await.is("GET", "/generate-keys").no_header("x-dpt-authorization").empty();
}

#[tokio::test]
async fn a_pair_is_asked_for_once() {
    let contract = operation("public_key.generate").replies(503, json!("busy")).start().await;
    client(&contract.url()).public_keys().generate().await.unwrap_err();
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn register() {
    for (status, reply) in [(202, json!(["019-a"])), (200, json!({"commandId": "019-a"}))] {
        let (contract, client) = playing(operation("public_key.register").replies(status, reply)).await;
        let command = client.public_keys().register(&key()).await.unwrap();
        assert_eq!(command.command_id.as_str(), "019-a");
        contract
            .request()
            .await
            .is("POST", "/public-key/register-public-key")
            .header("x-dpt-authorization", TOKEN)
            .form(&format!("publicKey={PUBLIC}"));
    }
}

#[tokio::test]
async fn retrieve() {
    for reply in [json!({"publicKey": PUBLIC}), json!(PUBLIC), json!([PUBLIC])] {
        let (contract, client) = playing(operation("public_key.retrieve").replies(200, reply)).await;
        assert_eq!(client.public_keys().get().await.unwrap(), key());
        contract
            .request()
            .await
            .is("GET", "/public-key/retrieve-public-key")
            .header("x-dpt-authorization", TOKEN)
            .empty();
    }
}

#[tokio::test]
async fn retrieve_cab() {
    for reply in [json!({"publicKey": PUBLIC.to_uppercase()}), json!(PUBLIC), json!([PUBLIC])] {
        let (contract, client) = playing(
            operation("public_key.retrieve_cab")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, reply),
        )
        .await;
        assert_eq!(client.public_keys().get_cab().await.unwrap(), key());
        contract.request().await.is("GET", "/dptcab/public-key").header("x-dpt-authorization", TOKEN).empty();
    }
}

#[tokio::test]
async fn what_is_no_key_is_no_reply() {
    for reply in [json!({"publicKey": &PUBLIC[2..]}), json!("hunter2"), json!({}), json!({"publicKey": 7})] {
        let (_contract, client) = playing(
            operation("public_key.retrieve")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, reply),
        )
        .await;
        let error = client.public_keys().get().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn a_key_is_text_and_bytes() {
    let key = key();
    assert_eq!(key.tag(), [0x31, 0x42, 5, 0]);
    assert_eq!((key.curve25519()[0], key.curve25519()[31]), (0x8f, 0x5f));
    assert_eq!((key.as_bytes().len(), key.to_string().as_str()), (100, PUBLIC));
    assert_eq!(serde_json::to_value(&key).unwrap(), json!(PUBLIC));
    assert_eq!(serde_json::from_value::<PublicKey>(json!(PUBLIC)).unwrap(), key);
    let other = PUBLIC.replacen("31420500", "31400500", 1).parse::<PublicKey>().unwrap();
    assert_eq!(other.tag(), [0x31, 0x40, 5, 0]);
    for bad in ["", "31420500", &format!("{PUBLIC}00"), &PUBLIC.replacen('3', "g", 1)] {
        assert_eq!(bad.parse::<PublicKey>().unwrap_err().kind(), ErrorKind::Input);
    }
}

#[cfg(feature = "keys")]
mod keys {
    use super::*;
    use privicore::{Client, KeyPair, Secret};

    #[test]
    fn the_check_vector_holds() {
        let pair = KeyPair::from_private(&PRIVATE.to_uppercase().into()).unwrap();
        assert_eq!((pair.public.to_string().as_str(), pair.private.expose_secret()), (PUBLIC, PRIVATE));
        assert!(pair.extra.is_empty());
        assert_eq!(PublicKey::from_curve25519(key().curve25519()), key());
        for bad in ["", &PRIVATE[1..], &format!("{PRIVATE}00"), &PRIVATE.replace('f', "g"), PUBLIC] {
            let error = KeyPair::from_private(&Secret::from(bad)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input);
            assert!(bad.is_empty() || !error.to_string().contains(bad), "{error}");
        }
    }

    #[test]
    fn each_pair_is_another_and_whole() {
        let (one, two) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        assert!(one.public != two.public && !one.private.ct_eq(&two.private));
        assert_eq!(KeyPair::from_private(&one.private).unwrap().public, one.public);
        one.public.verify().unwrap();
        let shown = format!("{one:?}");
        assert!(!shown.contains(one.private.expose_secret()), "{shown}");
    }

    #[test]
    fn every_garbled_digit_is_found() {
        key().verify().unwrap();
        for at in 0..PUBLIC.len() {
            let mut text = PUBLIC.to_owned();
            text.replace_range(at..=at, if &PUBLIC[at..=at] == "0" { "1" } else { "0" });
            let error = text.parse::<PublicKey>().unwrap().verify().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input, "{at}");
        }
    }

    #[tokio::test]
    async fn a_garbled_key_is_not_registered_unless_told_otherwise() {
        let contract = operation("public_key.register").replies(202, json!("019-a")).start().await;
        let garbled: PublicKey = PUBLIC.replacen('8', "9", 1).parse().unwrap();
        let error = client(&contract.url()).public_keys().register(&garbled).await.unwrap_err();
        assert_eq!((error.kind(), contract.count()), (ErrorKind::Input, 0));
        let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
        trusting.public_keys().register(&garbled).await.unwrap();
        assert_eq!(contract.count(), 1);
    }
}
