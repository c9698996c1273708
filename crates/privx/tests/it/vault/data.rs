//! The content of a secret is read and written in a type of the program's own, and is never shown.

use crate::{client, support::exchange};
use portcullis_testkit::{full, operation, sent};
use privx::{
    Client, Delivery, ErrorKind, Secret,
    vault::{SecretData, VaultSecret},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Login {
    username: String,
    password: Secret,
}

fn text(data: &SecretData) -> &str {
    data.json().expose_secret()
}

#[test]
fn content_is_read_into_a_type_of_the_program() {
    let json = r#"{"name":"db1","data":{"username":"asa","password":"a\/\u00fc\"x"}}"#;
    let secret: VaultSecret = serde_json::from_str(json).unwrap();
    let data = secret.data.unwrap();
    let login: Login = data.parse().unwrap();
    assert_eq!((login.username.as_str(), login.password.expose_secret()), ("asa", "a/ü\"x"));
    assert_eq!(data.get("password").unwrap().expose_secret(), "a/ü\"x");
    assert!(data.get("later").is_none());
    assert_eq!(data.names(), ["username", "password"]);
    let error = data.parse::<Vec<u8>>().unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
    let error = data.parse::<std::collections::BTreeMap<String, u8>>().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("asa"));
}

#[test]
fn every_reader_yields_the_same_content() {
    let json = r#"{"data":{"a":{"b":[1,-2,1.5,true,null,"\u00fc\""],"c\u00fc":{}},"d":[]}}"#;
    let value: Value = serde_json::from_str(json).unwrap();
    let read: [VaultSecret; 4] = [
        serde_json::from_str(json).unwrap(),
        serde_json::from_reader(json.as_bytes()).unwrap(),
        serde_json::from_value(value.clone()).unwrap(),
        VaultSecret::deserialize(&value).unwrap(),
    ];
    for secret in read {
        assert!(secret.extra.is_empty());
        assert_eq!(secret.data.unwrap().parse::<Value>().unwrap(), value["data"]);
    }
    let data: SecretData = serde_json::from_str(r#"{"b":1,"a":2,"b":3}"#).unwrap();
    assert_eq!(text(&data), r#"{"b":1,"a":2,"b":3}"#, "as it stands in the reply");
    assert!(data.get("b").is_none(), "an ambiguous name has no text");
}

/// What does not fit would be kept where nothing wipes it.
#[test]
fn content_of_any_form_is_kept_as_a_secret() {
    for (json, shown) in [
        (r#""hunter2""#, r#""hunter2""#),
        (r#"["hunter2",1]"#, r#"["hunter2",1]"#),
        ("7", "7"),
        ("-1.5", "-1.5"),
        ("true", "true"),
    ] {
        let secret: VaultSecret = serde_json::from_str(&format!(r#"{{"data":{json}}}"#)).unwrap();
        assert!(secret.extra.is_empty(), "{json}");
        assert_eq!(text(&secret.data.unwrap()), shown);
    }
    let secret: VaultSecret = serde_json::from_str(r#"{"data":null}"#).unwrap();
    assert!(secret.data.is_none());
}

#[test]
fn content_is_made_of_texts_of_a_type_or_of_json() {
    #[derive(Serialize)]
    struct Port {
        port: u16,
    }
    let texts = SecretData::from_iter([("user", "asa".into()), ("a\"b", Secret::from("x\"ü"))]);
    assert_eq!(text(&texts), r#"{"user":"asa","a\"b":"x\"ü"}"#);
    assert_eq!(text(&SecretData::from_iter(Vec::<(String, Secret)>::new())), "{}");
    assert_eq!(text(&SecretData::of(&Port { port: 22 }).unwrap()), r#"{"port":22}"#);
    assert_eq!(text(&SecretData::from_json(r#" {"a":[1]} "#).unwrap()), r#" {"a":[1]} "#);
    for error in [
        SecretData::of("hunter2").unwrap_err(),
        SecretData::of(&[1]).unwrap_err(),
        SecretData::from_json("[1]").unwrap_err(),
        SecretData::from_json(r#"{"a":hunter2}"#).unwrap_err(),
        SecretData::from_json(r#"{"a":1} {"#).unwrap_err(),
    ] {
        assert!(error.kind() == ErrorKind::Input && error.message().contains("`data`"), "{error}");
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn content_is_never_shown_and_serialized_only_by_a_call() {
    let data = SecretData::from_iter([("password", Secret::from("hunter2-hunter2"))]);
    let secret = VaultSecret::new("db1", data.clone());
    assert_eq!(format!("{data:?}"), "SecretData(..)");
    assert!(!format!("{secret:?}").contains("hunter2"));
    let numbers = VaultSecret::new("db1", SecretData::from_json(r#"{"pin":1234}"#).unwrap());
    for secret in [&secret, &numbers] {
        let error = serde_json::to_string(secret).unwrap_err().to_string();
        assert!(!error.contains("hunter2") && !error.contains("1234"), "{error}");
        assert!(serde_json::to_value(secret).is_err());
    }
}

#[tokio::test]
async fn a_server_that_repeats_a_part_of_the_content_is_not_quoted() {
    let contract = operation("vault_secrets.create").replies(
        400,
        json!({ "error_code": "BAD_REQUEST", "error_message": "no such thing: hunter2-hunter2" }),
    );
    let contract = contract.start().await;
    let data = SecretData::from_json(r#"{"a":[{"b":"hunter2-hunter2"}]}"#).unwrap();
    let create = client(&contract).vault().secrets().create(&VaultSecret::new("db1", data)).await;
    let error = create.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    contract.request().await.json(json!({ "name": "db1", "data": { "a": [{ "b": "hunter2-hunter2" }] } }));
}

#[tokio::test]
async fn content_that_is_nested_too_deeply_is_not_sent() {
    let client = Client::builder("https://privx.example").bearer("tok-0123456789").build().unwrap();
    let json = format!("{}1{}", r#"{"a":["#.repeat(50), "]}".repeat(50));
    for data in [SecretData::from_json(json).unwrap(), nested(65), nested(100_000)] {
        let error = client.vault().secrets().create(&VaultSecret::new("db1", data)).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent));
    }
    let deepest = VaultSecret::new("db1", nested(64));
    let create = async |c: &Client| c.vault().secrets().create(&deepest).await;
    let body = format!(r#"{{"name":"db1","data":{}}}"#, text(&nested(64)));
    exchange("vault_secrets.create", sent("POST /vault/api/v1/secrets", body), full(), create).await;
}

/// A number in this many objects and lists.
fn nested(levels: usize) -> SecretData {
    let lists = levels - 1;
    SecretData::from_json(format!(r#"{{"a":{}1{}}}"#, "[".repeat(lists), "]".repeat(lists))).unwrap()
}
