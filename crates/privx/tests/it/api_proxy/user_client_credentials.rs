use crate::{
    ID,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, is_refused, keeps_the_rules,
        may_be_missing, paged, sends, sort,
    },
};
use portcullis_testkit::{Answer, full, operation, sample, sent};
use privx::{
    Client, ErrorKind,
    api_proxy::{ApiTargetHandle, ClientCredential, ClientCredentialType, UserClientCredentials},
};

/// The credentials of the user [`ID`].
const CREDENTIALS: &str = "/api-proxy/api/v1/users/5f0a0000-0000-4000-8000-000000000001/client-credentials";

fn credentials(client: &Client) -> UserClientCredentials {
    client.api_proxy().user_client_credentials()
}

fn credential() -> ClientCredential {
    ClientCredential::new("job", ApiTargetHandle::new(ID))
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| credentials(c).list(&ID.into()).all().await;
    exchange("user_client_credentials.list", format!("GET {CREDENTIALS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(credentials(c).list_sorted(&ID.into(), &sort())).await;
    exchange("user_client_credentials.list", format!("GET {CREDENTIALS}?{PAGE}"), full(), sorted).await;
    let get = async |c: &Client| credentials(c).get(&ID.into(), &ID.into()).await;
    exchange("user_client_credentials.get", format!("GET {CREDENTIALS}/{ID}"), full(), get).await;
    let kubeconfig = async |c: &Client| credentials(c).kubeconfig(&ID.into(), &ID.into()).await;
    let line = format!("GET {CREDENTIALS}/{ID}/secret?format=kubeconfig");
    exchange("user_client_credentials.secret", line, full(), kubeconfig).await;
}

#[tokio::test]
async fn a_credential_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/user_id",
        "/target/deleted",
        "/basic_auth_username",
        "/basic_auth_password",
        "/bearer_token",
        "/certificate",
        "/private_key",
        "/last_used",
        "/created",
        "/author",
        "/updated",
        "/updated_by",
    ];
    let body = sample("ClientCredentialInput");
    let create = async |c: &Client, new: &ClientCredential| credentials(c).create(&ID.into(), new).await;
    creates("user_client_credentials.create", &format!("POST {CREDENTIALS}"), body.clone(), SERVER, create)
        .await;
    let line = format!("PUT {CREDENTIALS}/{}", body["id"].as_str().unwrap());
    let replace =
        async |c: &Client, new: &ClientCredential| credentials(c).replace(&ID.into(), &new.id, new).await;
    sends(operation("user_client_credentials.update"), &line, body, &[], replace).await;
    let delete = async |c: &Client| credentials(c).delete(&ID.into(), &ID.into()).await;
    exchange("user_client_credentials.delete", format!("DELETE {CREDENTIALS}/{ID}"), DONE, delete).await;
    for (kind, word) in [(ClientCredentialType::Token, "token"), (ClientCredentialType::Unset, "")] {
        let new = credential().kind(kind);
        let create = async |c: &Client| credentials(c).create(&ID.into(), &new).await;
        let body = format!(r#"{{"target":{{"id":"{ID}"}},"type":"{word}","name":"job"}}"#);
        let line = sent(format!("POST {CREDENTIALS}"), body);
        exchange("user_client_credentials.create", line, full(), create).await;
    }
}

#[tokio::test]
async fn a_credential_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| credentials(c).get(&ID.into(), &id.into()).await;
    let replace = async |c: &Client, id: &str, new: ClientCredential| {
        credentials(c).replace(&ID.into(), &id.into(), &new).await
    };
    keeps_the_rules(("user_client_credentials.get", get), ("user_client_credentials.update", replace), &[])
        .await;
    let get = async |c: &Client| credentials(c).get(&ID.into(), &ID.into()).optional().await;
    may_be_missing("user_client_credentials.get", &format!("GET {CREDENTIALS}/{ID}"), get).await;
    let create = async |c: &Client| credentials(c).create(&ID.into(), &credential()).await;
    is_a_conflict(operation("user_client_credentials.create"), create).await;
    for id in ["", "current", "mfa", "search"] {
        is_refused("user_id", async |c| credentials(c).list(&id.into()).all().await).await;
        is_refused("user_id", async |c| credentials(c).secret(&id.into(), &ID.into()).await).await;
    }
    for id in ["", ".", ".."] {
        is_refused("credential_id", async |c| credentials(c).secret(&ID.into(), &id.into()).await).await;
        is_refused("credential_id", async |c| credentials(c).delete(&ID.into(), &id.into()).await).await;
    }
}

#[tokio::test]
async fn a_credential_has_a_name_and_a_target() {
    for (field, new) in [
        ("name", credential().name("")),
        ("target.id", credential().target(ApiTargetHandle::default())),
        ("target.id", credential().target(ApiTargetHandle::new(""))),
    ] {
        let create = async |c: &Client| credentials(c).create(&ID.into(), &new).await;
        is_limited(operation("user_client_credentials.create"), field, create).await;
    }
}

#[tokio::test]
async fn a_secret_is_a_text_or_an_object() {
    let secret = async |c: &Client| credentials(c).secret(&ID.into(), &ID.into()).await;
    let line = format!("GET {CREDENTIALS}/{ID}/secret?format=raw");
    for text in ["hunter2-hunter2", "-----BEGIN\nhunter2\n", "\"hunter2\""] {
        let found = exchange("user_client_credentials.secret", line.as_str(), (200, text), secret).await;
        assert_eq!(found.text().expose_secret(), text);
        assert!(found.fields().is_none() && !format!("{found:?}").contains("hunter2"));
    }
    let object = r#"{"basic_auth_username":"asa","basic_auth_password":"hunter2"}"#;
    let found = exchange("user_client_credentials.secret", line.as_str(), (200, object), secret).await;
    let fields = found.fields().unwrap();
    assert_eq!(fields.basic_auth_username.as_deref(), Some("asa"));
    assert_eq!(fields.basic_auth_password.unwrap().expose_secret(), "hunter2");
    for text in ["", "<html><body>Log in</body></html>"] {
        let answer = Answer::from((200, text));
        let error = crate::KIT.refusal("user_client_credentials.secret", line.as_str(), answer, secret).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
    }
}
