use crate::{
    ID, client,
    support::{DONE, creates, exchange, keeps_the_rules, may_be_missing, sends},
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, Delivery,
    auth::{IdpClient, IdpClients, IdpType, OidcAuthMethod, OidcScope},
};

const CLIENTS: &str = "/auth/api/v1/idp/clients";

fn clients(client: &Client) -> IdpClients {
    client.auth().idp_clients()
}

#[tokio::test]
async fn a_client_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/created",
        "/updated",
        "/oidc_issuer",
        "/oidc_client_id",
        "/oidc_client_secret",
        "/oidc_response_types_supported",
        "/oidc_grant_types_supported",
    ];
    let body = sample("IdpClient");
    let create = async |c: &Client, one: &IdpClient| clients(c).create(one).await;
    creates("idp_clients.create", &format!("POST {CLIENTS}"), body.clone(), SERVER, create).await;
    let line = format!("PUT {CLIENTS}/{}", body["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &IdpClient| clients(c).replace(&one.id, one).await;
    sends(operation("idp_clients.update"), &line, body, &[], replace).await;
    let delete = async |c: &Client| clients(c).delete(&ID.into()).await;
    exchange("idp_clients.delete", format!("DELETE {CLIENTS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn words_of_openid_connect_are_typed() {
    let one = IdpClient::new("wiki")
        .idp_type(IdpType::Oidc)
        .oidc_scopes_enabled([OidcScope::Openid, OidcScope::OfflineAccess])
        .oidc_auth_method_enabled(OidcAuthMethod::PrivateKeyJwt);
    let body = r#"{"name":"wiki","idp_type":"oidc","oidc_scopes_enabled":["openid","offline_access"],"oidc_auth_method_enabled":"private_key_jwt"}"#;
    let create = async |c: &Client| clients(c).create(&one).await;
    exchange("idp_clients.create", sent(format!("POST {CLIENTS}"), body), full(), create).await;
}

#[test]
fn documented_words_are_typed() {
    for word in ["oidc", "saml"] {
        assert!(!matches!(word.into(), IdpType::Other(_)), "{word}");
    }
    for word in ["openid", "profile", "email", "phone", "address", "offline_access", "privx_roles"] {
        assert!(!matches!(word.into(), OidcScope::Other(_)), "{word}");
    }
    for word in ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"] {
        assert!(!matches!(word.into(), OidcAuthMethod::Other(_)), "{word}");
    }
}

#[tokio::test]
async fn a_client_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| clients(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, one: IdpClient| clients(c).replace(&id.into(), &one).await;
    keeps_the_rules(("idp_clients.get", get), ("idp_clients.update", replace), &[]).await;
    let get = async |c: &Client| clients(c).get(&ID.into()).optional().await;
    may_be_missing("idp_clients.get", &format!("GET {CLIENTS}/{ID}"), get).await;
    let delete = async |c: &Client| clients(c).delete(&ID.into()).optional().await;
    may_be_missing("idp_clients.delete", &format!("DELETE {CLIENTS}/{ID}"), delete).await;
}

#[tokio::test]
async fn a_new_pair_is_requested_once() {
    let regenerate = async |c: &Client| clients(c).regenerate(&ID.into()).await;
    let line = format!("POST {CLIENTS}/{ID}/regenerate");
    exchange("idp_clients.regenerate", line, full(), regenerate).await;
    let contract = operation("idp_clients.regenerate").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = regenerate(&client).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1), "the pair may be another now");
}

#[tokio::test]
async fn the_secret_is_not_shown() {
    let contract = operation("idp_clients.get").replies(200, sample("IdpClient")).start().await;
    let one = clients(&client(&contract)).get(&ID.into()).await.unwrap();
    let secret = one.oidc_client_secret.clone().unwrap();
    assert!(!format!("{one:?}").contains(secret.expose_secret()));
}
