mod keys;

use crate::support::{TOKEN, builder, client, failure, success};
use portcullis_testkit::operation;
use serde_json::json;
use std::time::Duration;
use storedsafe::{
    Ciphertext, DataKeySize, Delivery, Error, ErrorKind, KeyType, KeyVersion, NewDataKey, NewEncryption,
    NewKey, ObjectId, Retry, Rewrap, SecretBytes, Transparent, VaultId,
};

const SEALED: &str = "storedsafe:v3:c2VhbGVk";
/// Bytes that are no text, in base64 `+/+/aHVudGVyMjI=`.
const BYTES: &[u8] = b"\xfb\xff\xbfhunter22";
const BASE64: &str = "+/+/aHVudGVyMjI=";

fn vault() -> VaultId {
    "31".into()
}

fn same(version: Option<&KeyVersion>, object: Option<&ObjectId>) {
    assert_eq!((version.map(KeyVersion::as_str), object.map(ObjectId::as_str)), (Some("3"), Some("77")));
}

fn is_input(error: &Error, field: &str) {
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}");
    assert!(error.to_string().contains(&format!("`{field}`")), "{error}");
}

#[tokio::test]
async fn encrypt() {
    let new = || NewEncryption::new(BYTES);
    for (encryption, body) in [
        (new(), json!({"plaintext": BASE64})),
        (
            new().key_version("2").key_type(KeyType::from("chacha")),
            json!({"plaintext": BASE64, "key_version": "2", "type": "chacha"}),
        ),
        (NewEncryption::new(Vec::new()), json!({"plaintext": ""})),
    ] {
        let reply = success(json!({"key_version": 3, "ciphertext": SEALED}));
        let contract = operation("transparent.encrypt").replies(200, reply).start().await;
        let sealed =
            client(&contract.url()).transparent().encrypt(&vault(), "invoices", &encryption).await.unwrap();
        let request = contract.request().await;
        request
            .is("POST", "/api/1.0/transparent/31/encrypt/invoices")
            .header("x-http-token", TOKEN)
            .json(body);
        assert_eq!(sealed.ciphertext, Ciphertext::from(SEALED));
        assert_eq!(sealed.key_version, sealed.ciphertext.key_version());
    }
}

#[tokio::test]
async fn a_refused_encryption_quotes_neither_bytes_nor_base64() {
    let plain = SecretBytes::from(&b"hunter22"[..]);
    for quoted in ["hunter22", "aHVudGVyMjI="] {
        let reply = failure("2000", &format!("Cannot encrypt {quoted}."));
        let contract = operation("transparent.encrypt").replies(403, reply).start().await;
        let transparent = client(&contract.url()).transparent();
        let encryption = NewEncryption::new(plain.clone());
        let error = transparent.encrypt(&vault(), "invoices", &encryption).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert!(error.message().starts_with("Cannot encrypt"));
        assert!(!format!("{error} {error:?}").contains(quoted.trim_end_matches('=')), "{error}");
    }
}

#[tokio::test]
async fn decrypt() {
    for base64 in [BASE64, BASE64.trim_end_matches('=')] {
        let reply = success(json!({"key_version": "3", "plaintext": base64, "name": "invoices"}));
        let contract = operation("transparent.decrypt").replies(201, reply).start().await;
        let opened = client(&contract.url())
            .transparent()
            .decrypt(&vault(), "invoices", &SEALED.into())
            .await
            .unwrap();
        let request = contract.request().await;
        request
            .is("POST", "/api/1.0/transparent/31/decrypt/invoices")
            .header("x-http-token", TOKEN)
            .json(json!({"ciphertext": SEALED}));
        assert_eq!(opened.plaintext.expose_secret(), BYTES);
        assert_eq!((opened.key_version, opened.name.as_deref()), (Some("3".into()), Some("invoices")));
    }
}

#[tokio::test]
async fn what_is_no_base64_is_no_plaintext_and_is_not_quoted() {
    for odd in [json!("hunter22!"), json!(["hunter22"]), json!(null)] {
        let contract = operation("transparent.decrypt")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, success(json!({"plaintext": odd})))
            .start()
            .await;
        let call = client(&contract.url()).transparent().decrypt(&vault(), "invoices", &SEALED.into());
        let error = call.await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
        assert!(!format!("{error} {error:?}").contains("hunter22"), "{error}");
    }
}

#[tokio::test]
async fn rewrap() {
    let reply = success(json!({"key_version": 3, "ciphertext": SEALED, "objectid": "77"}));
    let contract = operation("transparent.rewrap").replies(200, reply).start().await;
    let rewrap = Rewrap::new("storedsafe:v1:b2xk", "3");
    let wrapped = client(&contract.url()).transparent().rewrap(&vault(), "invoices", &rewrap).await.unwrap();
    let request = contract.request().await;
    request
        .is("POST", "/api/1.0/transparent/rewrap/31/invoices")
        .header("x-http-token", TOKEN)
        .json(json!({"ciphertext": "storedsafe:v1:b2xk", "to_version": "3"}));
    assert_eq!(wrapped.ciphertext.as_str(), SEALED);
    same(wrapped.key_version.as_ref(), wrapped.object_id.as_ref());
}

#[tokio::test]
async fn generate_data_key() {
    let new = NewDataKey::new;
    for (key, body) in [
        (new(), json!({})),
        (new().size(DataKeySize::Bits512).key_version("2"), json!({"bits": 512, "key_version": "2"})),
        (new().size(DataKeySize::Bits128), json!({"bits": 128})),
        (new().size(DataKeySize::Bits256), json!({"bits": 256})),
    ] {
        let reply = success(json!({"key_version": "3", "ciphertext": SEALED, "objectid": 77}));
        let contract = operation("transparent.generate_data_key").replies(200, reply).start().await;
        let made = client(&contract.url())
            .transparent()
            .generate_data_key(&vault(), "invoices", &key)
            .await
            .unwrap();
        let request = contract.request().await;
        request
            .is("POST", "/api/1.0/transparent/31/datakey/wrapped/invoices")
            .header("x-http-token", TOKEN)
            .json(body);
        assert_eq!(made.ciphertext.as_str(), SEALED);
        same(made.key_version.as_ref(), made.object_id.as_ref());
    }
}

#[tokio::test]
async fn generate_plaintext_data_key() {
    let info = json!({"key_version": "3", "ciphertext": SEALED, "plaintext": BASE64, "objectid": 77});
    let contract = operation("transparent.generate_data_key").replies(200, success(info)).start().await;
    let transparent = client(&contract.url()).transparent();
    let size = NewDataKey::new().size(DataKeySize::Bits128);
    let made = transparent.generate_plaintext_data_key(&vault(), "invoices", &size).await.unwrap();
    let request = contract.request().await;
    request
        .is("POST", "/api/1.0/transparent/31/datakey/plaintext/invoices")
        .header("x-http-token", TOKEN)
        .json(json!({"bits": 128}));
    assert_eq!((made.plaintext.expose_secret(), made.ciphertext.as_str()), (BYTES, SEALED));
    same(made.key_version.as_ref(), made.object_id.as_ref());
    assert!(!format!("{made:?}").contains("hunter22"));
}

#[tokio::test]
async fn a_data_key_that_lacks_a_part_is_none() {
    for info in [json!({"ciphertext": SEALED}), json!({"plaintext": BASE64})] {
        let contract = operation("transparent.generate_data_key").replies(200, success(info)).start().await;
        let transparent = client(&contract.url()).transparent();
        let call = transparent.generate_plaintext_data_key(&vault(), "invoices", &NewDataKey::new());
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Decode);
    }
}

#[tokio::test]
async fn what_is_required_is_checked_before_anything_is_sent() {
    let contract = operation("transparent.decrypt").replies(200, success(json!({}))).start().await;
    let at = client(&contract.url()).transparent();
    let (vault, new) = (vault(), NewDataKey::new());
    is_input(&at.decrypt(&vault, "a", &"".into()).await.unwrap_err(), "ciphertext");
    is_input(&at.rewrap(&vault, "a", &Rewrap::new("", "3")).await.unwrap_err(), "ciphertext");
    is_input(&at.rewrap(&vault, "a", &Rewrap::new(SEALED, "")).await.unwrap_err(), "to_version");
    is_input(&at.restore_key(&vault, "a", &"".into()).await.unwrap_err(), "backup");
    is_input(&at.encrypt(&vault, "", &NewEncryption::new(BYTES)).await.unwrap_err(), "name");
    is_input(&at.generate_data_key(&"".into(), "a", &new).await.unwrap_err(), "vault_id");
    is_input(&at.export_key_version(&vault, "a", &"".into()).await.unwrap_err(), "key_version");
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn only_what_the_facts_call_repeatable_is_repeated() {
    async fn sent(call: impl AsyncFnOnce(&Transparent) -> Error) -> usize {
        let contract =
            operation("transparent.list_keys").replies(503, failure("2000", "Busy.")).start().await;
        let retry = Retry::default().attempts(2).base(Duration::from_millis(1));
        let client = builder(&contract.url()).token(TOKEN).retry(retry).build().unwrap();
        assert_eq!(call(&client.transparent()).await.kind(), ErrorKind::Api);
        contract.count()
    }
    let (vault, backup) = (vault(), BASE64.into());
    let (key, data, plain) = (NewKey::new(), NewDataKey::new(), NewEncryption::new(BYTES));
    let (sealed, rewrap) = (Ciphertext::from(SEALED), Rewrap::new(SEALED, "3"));
    for twice in [
        sent(async |at| at.list_keys(&vault).await.unwrap_err()).await,
        sent(async |at| at.read_key(&vault, "a").await.unwrap_err()).await,
        sent(async |at| at.delete_key(&vault, "a").await.unwrap_err()).await,
        sent(async |at| at.decrypt(&vault, "a", &sealed).await.unwrap_err()).await,
        sent(async |at| at.rewrap(&vault, "a", &rewrap).await.unwrap_err()).await,
    ] {
        assert_eq!(twice, 2);
    }
    for once in [
        sent(async |at| at.create_key(&vault, "a", &key).await.unwrap_err()).await,
        sent(async |at| at.rotate_key(&vault, "a").await.unwrap_err()).await,
        sent(async |at| at.encrypt(&vault, "a", &plain).await.unwrap_err()).await,
        sent(async |at| at.generate_data_key(&vault, "a", &data).await.unwrap_err()).await,
        sent(async |at| at.generate_plaintext_data_key(&vault, "a", &data).await.unwrap_err()).await,
        sent(async |at| at.restore_key(&vault, "a", &backup).await.unwrap_err()).await,
    ] {
        assert_eq!(once, 1);
    }
}

#[tokio::test]
async fn what_is_encrypted_or_restored_does_not_show() {
    let at = client("https://vault.example.com").transparent();
    let plain = NewEncryption::new(&b"hunter22"[..]);
    for shown in [
        format!("{plain:?} {:?}", at.encrypt(&vault(), "a", &plain)),
        format!("{:?}", at.restore_key(&vault(), "a", &"hunter22".into())),
    ] {
        assert!(!shown.contains("hunter22") && !shown.contains("aHVudGVy"), "{shown}");
    }
}
