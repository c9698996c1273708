//! Keys: their properties and their material.

use super::{BASE64, same, vault};
use crate::support::{TOKEN, client, failure, success};
use portcullis_testkit::operation;
use serde_json::{Value, json};
use storedsafe::{Delivery, ErrorKind, KeyType, NewKey, TransparentKey, code};

fn key() -> Value {
    json!({
        "name": "invoices", "key_version": 3, "type": "aes256-ofb", "info": "of 2031", "allow_backup": "True",
        "allow_export": false, "allow_delete": "0", "supports_signing": "1",
    })
}

fn keys(keys: Value) -> Value {
    let mut reply = success(json!({"version": "3", "objectid": 77}));
    reply["KEYS"] = keys;
    reply
}

fn is_invoices(key: &TransparentKey) {
    assert_eq!((key.name.as_deref(), key.info.as_deref()), (Some("invoices"), Some("of 2031")));
    assert_eq!((&key.key_version, &key.key_type), (&Some("3".into()), &Some(KeyType::Aes256Ofb)));
    assert_eq!(
        [key.allow_backup, key.allow_export, key.allow_delete, key.supports_signing],
        [Some(true), Some(false), Some(false), Some(true)]
    );
}

#[tokio::test]
async fn list_keys() {
    let contract = operation("transparent.list_keys").replies(201, keys(json!([key(), {}]))).start().await;
    let listing = client(&contract.url()).transparent().list_keys(&vault()).await.unwrap();
    let request = contract.request().await;
    request.is("LIST", "/api/1.0/transparent/31/keys").header("x-http-token", TOKEN).empty();
    let [invoices, other] = &listing.keys[..] else { panic!("two keys") };
    is_invoices(invoices);
    assert_eq!((&other.name, &other.key_type, other.allow_delete), (&None, &None, None));
    assert_eq!((listing.version.as_deref(), listing.object_id), (Some("3"), Some("77".into())));
}

#[tokio::test]
async fn a_list_of_keys_has_several_spellings() {
    for (spelling, count) in
        [(json!([]), 0), (json!(null), 0), (json!({"a": key(), "b": key()}), 2), (key(), 1)]
    {
        let contract = operation("transparent.list_keys")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, keys(spelling))
            .start()
            .await;
        let listing = client(&contract.url()).transparent().list_keys(&vault()).await.unwrap();
        assert_eq!(listing.keys.len(), count);
    }
    let contract = operation("transparent.list_keys")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, success(json!({})))
        .start()
        .await;
    let error = client(&contract.url()).transparent().list_keys(&vault()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "no list is no empty list");
}

#[tokio::test]
async fn a_server_without_encryption_has_no_such_route() {
    let contract = operation("transparent.list_keys").replies(404, failure("2000", "NO ROUTE")).start().await;
    let error = client(&contract.url()).transparent().list_keys(&vault()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert!(error.is_route_missing() && !error.is_not_found());
    assert_eq!((error.code(), error.message()), (Some(code::GENERIC), "NO ROUTE"));
}

#[tokio::test]
async fn create_key() {
    let new = NewKey::new;
    for (key, body) in [
        (new(), json!({})),
        (
            new()
                .key_type(KeyType::Aes128Ofb)
                .allow_export(false)
                .allow_backup(false)
                .allow_delete(true)
                .info("x"),
            json!({
                "type": "aes128-ofb", "allow_export": false, "allow_backup": false, "allow_delete": true, "info": "x",
            }),
        ),
    ] {
        let reply = success(json!({"key_version": "3", "objectid": 77}));
        let contract = operation("transparent.create_key").replies(201, reply).start().await;
        let saved = client(&contract.url()).transparent().create_key(&vault(), "a/b", &key).await.unwrap();
        let request = contract.request().await;
        request.is("POST", "/api/1.0/transparent/31/keys/a%2Fb").header("x-http-token", TOKEN).json(body);
        same(saved.key_version.as_ref(), saved.object_id.as_ref());
    }
}

#[tokio::test]
async fn a_created_key_may_have_no_members() {
    let contract = operation("transparent.create_key").replies(200, success(json!({}))).start().await;
    let call = client(&contract.url()).transparent().create_key(&vault(), "invoices", &NewKey::new());
    let saved = call.await.unwrap();
    assert_eq!((saved.key_version, saved.object_id), (None, None));
}

#[tokio::test]
async fn read_key() {
    let contract = operation("transparent.read_key").replies(201, keys(json!([key()]))).start().await;
    let read = client(&contract.url()).transparent().read_key(&vault(), "invoices").await.unwrap();
    let request = contract.request().await;
    request.is("GET", "/api/1.0/transparent/31/keys/invoices").header("x-http-token", TOKEN).empty();
    is_invoices(&read.key);
    assert_eq!((read.version.as_deref(), read.object_id), (Some("3"), Some("77".into())));
}

#[tokio::test]
async fn a_success_without_the_key_is_not_found_and_two_are_none() {
    for (reply, missing) in [
        (keys(json!([])), true),
        (keys(json!(null)), true),
        (keys(json!([key(), key()])), false),
        (success(json!({})), false),
        (failure("2000", "NO SUCH KEY"), false),
    ] {
        let contract = operation("transparent.read_key").replies(200, reply).start().await;
        let error = client(&contract.url()).transparent().read_key(&vault(), "invoices").await.unwrap_err();
        assert_eq!(error.is_not_found(), missing);
    }
}

#[tokio::test]
async fn rotate_key() {
    let reply = success(json!({"key_version": 3, "objectid": "77"}));
    let contract = operation("transparent.rotate_key").replies(200, reply).start().await;
    let saved = client(&contract.url()).transparent().rotate_key(&vault(), "invoices").await.unwrap();
    let request = contract.request().await;
    request.is("POST", "/api/1.0/transparent/31/keys/invoices/rotate").header("x-http-token", TOKEN).empty();
    same(saved.key_version.as_ref(), saved.object_id.as_ref());
}

#[tokio::test]
async fn export_key() {
    let contract = operation("transparent.export_key")
        .replies(200, keys(json!([{"name": "invoices", "1": {"material": "hunter22"}}])))
        .start()
        .await;
    let exported = client(&contract.url()).transparent().export_key(&vault(), "invoices").await.unwrap();
    let request = contract.request().await;
    request.is("GET", "/api/1.0/transparent/export/31/invoices").header("x-http-token", TOKEN).empty();
    assert_eq!(exported.expose_secret()["KEYS"][0]["1"]["material"], "hunter22");
    assert_eq!(exported.expose_secret()["CALLINFO"]["objectid"], 77);
    let text = exported.expose_secret().to_string();
    assert!(!text.contains(TOKEN) && !text.contains("echoed-passphrase"), "no echo");
    assert_eq!(format!("{exported:?}"), "ExportedKeys(..)");
}

#[tokio::test]
async fn export_key_version() {
    let contract =
        operation("transparent.export_key_version").replies(200, keys(json!("hunter22"))).start().await;
    let transparent = client(&contract.url()).transparent();
    let exported = transparent.export_key_version(&vault(), "invoices", &"3".into()).await.unwrap();
    let request = contract.request().await;
    request.is("GET", "/api/1.0/transparent/export/31/invoices/3").header("x-http-token", TOKEN).empty();
    assert_eq!(exported.expose_secret()["KEYS"], "hunter22");
}

#[tokio::test]
async fn backup_key() {
    let mut entry = key();
    entry["backup"] = json!(BASE64);
    for spelling in [json!([entry]), entry.clone(), json!({"invoices": entry})] {
        let contract = operation("transparent.backup_key")
            .unlike_the_facts("other types and shapes are read too")
            .replies(201, keys(spelling))
            .start()
            .await;
        let read = client(&contract.url()).transparent().backup_key(&vault(), "invoices").await.unwrap();
        let request = contract.request().await;
        request.is("GET", "/api/1.0/transparent/backup/31/invoices").header("x-http-token", TOKEN).empty();
        let [one] = &read.backups[..] else { panic!("one backup") };
        assert_eq!(one.backup.expose_secret(), BASE64);
        is_invoices(&one.key);
        assert_eq!((read.version.as_deref(), read.object_id.as_ref()), (Some("3"), Some(&"77".into())));
        assert!(!format!("{read:?}").contains(BASE64));
    }
}

#[tokio::test]
async fn a_success_without_a_backup_is_none() {
    let entry = json!({"name": "invoices", "backup": BASE64});
    for spelling in [json!([]), json!(null), json!([key()]), json!([{"backup": ""}]), json!([entry, key()])] {
        let contract = operation("transparent.backup_key").replies(200, keys(spelling)).start().await;
        let error = client(&contract.url()).transparent().backup_key(&vault(), "invoices").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
