//! `admin_clients`: secrets, scopes, sessions and mappers of a client.

use crate::{
    SHIFT, SSMS, admin,
    admin_clients::{attempts, refuses},
};
use midprovider::{
    Client, ClientUuid, Cursor, MapperId,
    admin::{
        Admin,
        client_scopes::{MapperType, ProtocolMapper},
        clients::Clients,
    },
};
use portcullis_testkit::{Answer, Resource, full, sent};
use serde_json::json;

const ONE: &str = "/auth/admin/realms/acme/clients/k-1";
const MAPPERS: &str = "/auth/admin/realms/acme/clients/k-1/protocol-mappers/models";

fn id() -> ClientUuid {
    "k-1".into()
}

fn clients(client: &Client) -> Clients {
    client.admin().clients()
}

#[tokio::test]
async fn a_secret_is_read_and_replaced_and_never_shown() {
    let get = async |a: &Admin| a.clients().secret_get(&id()).await;
    let line = format!("GET {ONE}/client-secret");
    admin("admin_clients.secret_get", line.clone(), full(), get).await;
    let secret = json!({"type": "secret", "value": "S0me-client-secret"});
    let found = admin("admin_clients.secret_get", line.clone(), (200, secret), get).await;
    assert_eq!(found.value.as_ref().unwrap().expose_secret(), "S0me-client-secret");
    assert!(!format!("{found:?}").contains("S0me"));
    let gone = (404, json!({"error": "Could not find client"}));
    let get = async |a: &Admin| a.clients().secret_get(&id()).optional().await;
    assert!(admin("admin_clients.secret_get", line, gone, get).await.is_none());

    let regenerate = async |a: &Admin| a.clients().secret_regenerate(&id()).await;
    let line = format!("POST {ONE}/client-secret");
    admin("admin_clients.secret_regenerate", line.clone(), full(), regenerate).await;
    let none = (400, json!({"error": "Client does not support client secret"}));
    let again = async |c: &Client| regenerate(&c.admin()).await;
    SHIFT.refusal("admin_clients.secret_regenerate", line, none, again).await;
}

#[tokio::test]
async fn a_service_account_is_a_user() {
    let user = async |a: &Admin| a.clients().service_account_user(&id()).await;
    let line = format!("GET {ONE}/service-account-user");
    admin("admin_clients.service_account_user", line.clone(), full(), user).await;
    let found = json!({"id": "u-1", "username": "service-account-shop"});
    let found = admin("admin_clients.service_account_user", line.clone(), (200, found), user).await;
    assert_eq!(found.id, "u-1".into());
    let off = (400, json!({"error": "Service account not enabled for the client 'shop'"}));
    let user = async |c: &Client| user(&c.admin()).await;
    let error = SHIFT.refusal("admin_clients.service_account_user", line, off, user).await;
    assert!(error.message().contains("not enabled"));
}

#[tokio::test]
async fn default_scopes() {
    let list = async |a: &Admin| a.clients().default_scopes_list(&id()).await;
    let scopes = format!("{ONE}/default-client-scopes");
    admin("admin_clients.default_scopes_list", format!("GET {scopes}"), full(), list).await;
    let add = async |a: &Admin| a.clients().default_scope_add(&id(), &"s-1".into()).await;
    admin("admin_clients.default_scope_add", format!("PUT {scopes}/s-1"), (204, ()), add).await;
    let remove = async |a: &Admin| a.clients().default_scope_remove(&id(), &"s-1".into()).optional().await;
    let line = format!("DELETE {scopes}/s-1");
    assert!(admin("admin_clients.default_scope_remove", line.clone(), (204, ()), remove).await.is_some());
    let gone = (404, json!({"error": "Client scope not found"}));
    assert!(admin("admin_clients.default_scope_remove", line, gone.clone(), remove).await.is_none());
    let add = async |c: &Client| clients(c).default_scope_add(&id(), &"s-1".into()).await;
    let line = format!("PUT {scopes}/s-1");
    assert!(SHIFT.refusal("admin_clients.default_scope_add", line, gone, add).await.is_not_found());
}

#[tokio::test]
async fn optional_scopes() {
    let list = async |a: &Admin| a.clients().optional_scopes_list(&id()).await;
    let scopes = format!("{ONE}/optional-client-scopes");
    admin("admin_clients.optional_scopes_list", format!("GET {scopes}"), full(), list).await;
    let add = async |a: &Admin| a.clients().optional_scope_add(&id(), &"s-1".into()).await;
    admin("admin_clients.optional_scope_add", format!("PUT {scopes}/s-1"), (204, ()), add).await;
    let remove = async |a: &Admin| a.clients().optional_scope_remove(&id(), &"s-1".into()).optional().await;
    let line = format!("DELETE {scopes}/s-1");
    assert!(admin("admin_clients.optional_scope_remove", line.clone(), (204, ()), remove).await.is_some());
    let gone = (404, json!({"error": "Client scope not found"}));
    assert!(admin("admin_clients.optional_scope_remove", line, gone, remove).await.is_none());
}

#[tokio::test]
async fn sessions_are_paged() {
    let line = format!("GET {ONE}/user-sessions?first=0&max=100");
    let list = async |a: &Admin| a.clients().user_sessions(&id()).all().await;
    admin("admin_clients.user_sessions", line, full(), list).await;
    let line = format!("GET {ONE}/user-sessions?first=2&max=1");
    let list = async |a: &Admin| {
        a.clients().user_sessions(&id()).page_size(1).starting_at(Cursor::Offset(2)).first_page().await
    };
    let page = admin("admin_clients.user_sessions", line, (200, json!([{"id": "x"}])), list).await;
    assert_eq!(page.next, Some(Cursor::Offset(3)));
    let line = format!("GET {ONE}/offline-sessions?first=0&max=100");
    let list = async |a: &Admin| a.clients().offline_sessions(&id()).all().await;
    admin("admin_clients.offline_sessions", line, full(), list).await;
    let line = format!("GET {ONE}/offline-sessions?first=2&max=1");
    let list = async |a: &Admin| {
        a.clients().offline_sessions(&id()).page_size(1).starting_at(Cursor::Offset(2)).first_page().await
    };
    let page = admin("admin_clients.offline_sessions", line, (200, json!([])), list).await;
    assert_eq!(page.next, None);
}

/// A mapper as it was read.
fn mapper() -> ProtocolMapper {
    let mut mapper = ProtocolMapper::new("cost centre", MapperType::UserAttribute)
        .with_config("claim.name", "cost_centre");
    mapper.id = "m-1".into();
    mapper
}
const MAPPER: &str = r#""name":"cost centre","protocolMapper":"oidc-usermodel-attribute-mapper","config":{"claim.name":"cost_centre"}"#;

#[tokio::test]
async fn mappers() {
    let list = async |a: &Admin| a.clients().mappers_list(&id()).await;
    admin("admin_clients.mappers_list", format!("GET {MAPPERS}"), full(), list).await;
    let get = async |a: &Admin| a.clients().mapper_get(&id(), &"m-1".into()).await;
    admin("admin_clients.mapper_get", format!("GET {MAPPERS}/m-1"), full(), get).await;
    let line = || sent(format!("POST {MAPPERS}"), format!("{{{MAPPER}}}"));
    let made = Answer::from((201, ())).header("location", &format!("http://10.0.0.7:8080{MAPPERS}/m-2"));
    // A copy of one that was read.
    let create = async |a: &Admin| a.clients().mapper_create(&id(), &mapper()).await;
    let new = admin("admin_clients.mapper_create", line(), made, create).await;
    assert_eq!(new, MapperId::from("m-2"));
    let taken = (409, json!({"errorMessage": "Protocol mapper exists with same name"}));
    let again = async |c: &Client| create(&c.admin()).await;
    assert!(SHIFT.refusal("admin_clients.mapper_create", line(), taken, again).await.is_conflict());
    let line = sent(format!("PUT {MAPPERS}/m-1"), format!(r#"{{"id":"m-1",{MAPPER}}}"#));
    let update = async |a: &Admin| a.clients().mapper_update(&id(), &"m-1".into(), &mapper()).await;
    admin("admin_clients.mapper_update", line, (204, ()), update).await;
    let delete = async |a: &Admin| a.clients().mapper_delete(&id(), &"m-1".into()).optional().await;
    let line = format!("DELETE {MAPPERS}/m-1");
    assert!(admin("admin_clients.mapper_delete", line.clone(), (204, ()), delete).await.is_some());
    let gone = (404, json!({"error": "Model not found"}));
    assert!(admin("admin_clients.mapper_delete", line, gone, delete).await.is_none());
}

#[tokio::test]
async fn a_mapper_is_written_back_as_it_was_read() {
    for kit in [SSMS, SHIFT] {
        Resource {
            kit: kit.missing(404, r#"{"error":"Model not found"}"#),
            get: ("admin_clients.mapper_get", async |c: &Client, mapper: &str| {
                clients(c).mapper_get(&id(), &mapper.into()).await
            }),
            replace: ("admin_clients.mapper_update", async |c: &Client, mapper: &str, m: ProtocolMapper| {
                clients(c).mapper_update(&id(), &mapper.into(), &m).await
            }),
            reserved: &["", ".", ".."],
            except: &[],
        }
        .keeps_the_rules()
        .await;
    }
}

#[tokio::test]
async fn mappers_without_a_name_or_an_id_are_refused() {
    for mapper in [ProtocolMapper::default(), ProtocolMapper::new("", "x")] {
        let create = async |a: &Admin| a.clients().mapper_create(&id(), &mapper).await;
        assert!(refuses(create).await.contains("`name`"));
    }
    let new = ProtocolMapper::new("a", "x");
    let update = async |a: &Admin| a.clients().mapper_update(&id(), &"m-1".into(), &new).await;
    assert!(refuses(update).await.contains("`id`"));
    let update = async |a: &Admin| a.clients().mapper_update(&id(), &"m-2".into(), &mapper()).await;
    assert!(refuses(update).await.contains("mapper_id"));
}

#[tokio::test]
async fn an_empty_id_is_refused() {
    let none = ClientUuid::from("");
    refuses(async |a| a.clients().secret_regenerate(&none).await).await;
    refuses(async |a| a.clients().default_scope_remove(&id(), &"".into()).await).await;
    refuses(async |a| a.clients().optional_scope_remove(&id(), &"..".into()).await).await;
    refuses(async |a| a.clients().mapper_delete(&id(), &"".into()).await).await;
}

#[tokio::test]
async fn what_may_be_done_twice_is_retried_and_a_new_secret_is_not() {
    assert_eq!(attempts(async |c| c.secret_regenerate(&id()).await).await, 1);
    assert_eq!(attempts(async |c| c.mapper_create(&id(), &mapper()).await).await, 1);
    assert_eq!(attempts(async |c| c.mapper_update(&id(), &"m-1".into(), &mapper()).await).await, 2);
    assert_eq!(attempts(async |c| c.mapper_delete(&id(), &"m-1".into()).await).await, 2);
    assert_eq!(attempts(async |c| c.default_scope_add(&id(), &"s-1".into()).await).await, 2);
    assert_eq!(attempts(async |c| c.default_scope_remove(&id(), &"s-1".into()).await).await, 2);
    assert_eq!(attempts(async |c| c.optional_scope_add(&id(), &"s-1".into()).await).await, 2);
    assert_eq!(attempts(async |c| c.optional_scope_remove(&id(), &"s-1".into()).await).await, 2);
}
