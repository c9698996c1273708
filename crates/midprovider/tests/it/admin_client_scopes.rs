//! `admin_client_scopes`.

use crate::{SHIFT, SSMS, URL, admin, builders, refused, tries};
use midprovider::{
    Client, MapperId, Result,
    admin::{
        Admin,
        client_scopes::{ClientScope, ClientScopes, MapperType, Protocol, ProtocolMapper},
    },
};
use portcullis_testkit::{Answer, Resource, full, sent};
use serde_json::json;
use std::fmt::Debug;

const SCOPES: &str = "/auth/admin/realms/acme/client-scopes";
const ONE: &str = "/auth/admin/realms/acme/client-scopes/s-1";
const MAPPERS: &str = "/auth/admin/realms/acme/client-scopes/s-1/protocol-mappers/models";

fn scopes(client: &Client) -> ClientScopes {
    client.admin().client_scopes()
}

/// Refuses the call in a client of each flavour, and returns the last text.
async fn refuses<T: Debug>(call: impl AsyncFn(&Admin) -> Result<T>) -> String {
    let mut text = String::new();
    for builder in builders(URL) {
        text = refused(builder, async |c| call(&c.admin()).await).await.to_string();
    }
    text
}

/// A reply to a creation; the host may be an internal one.
fn made(path: &str) -> Answer {
    Answer::from((201, ())).header("location", &format!("http://10.0.0.7:8080{path}"))
}

fn mapper() -> ProtocolMapper {
    ProtocolMapper::new("cost centre", MapperType::UserAttribute)
        .protocol(Protocol::OpenIdConnect)
        .with_config("user.attribute", "costCentre")
        .with_config("claim.name", "cost_centre")
        .with_config("access.token.claim", "true")
}
const MAPPER: &str = r#""name":"cost centre","protocol":"openid-connect","protocolMapper":"oidc-usermodel-attribute-mapper","config":{"access.token.claim":"true","claim.name":"cost_centre","user.attribute":"costCentre"}"#;

/// The mapper as it was read.
fn read() -> ProtocolMapper {
    let mut mapper = mapper();
    mapper.id = "m-1".into();
    mapper
}

fn scope() -> ClientScope {
    ClientScope::new("costs")
        .description("Cost centres")
        .protocol(Protocol::OpenIdConnect)
        .with_attribute("include.in.token.scope", "true")
        .protocol_mappers([read()])
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |a: &Admin| a.client_scopes().list().await;
    admin("admin_client_scopes.list", format!("GET {SCOPES}"), full(), list).await;
    let get = async |a: &Admin| a.client_scopes().get(&"s-1".into()).await;
    admin("admin_client_scopes.get", format!("GET {ONE}"), full(), get).await;
    let list = async |a: &Admin| a.client_scopes().mappers_list(&"s-1".into()).await;
    admin("admin_client_scopes.mappers_list", format!("GET {MAPPERS}"), full(), list).await;
    let get = async |a: &Admin| a.client_scopes().mapper_get(&"s-1".into(), &"m-1".into()).await;
    let found = admin("admin_client_scopes.mapper_get", format!("GET {MAPPERS}/m-1"), full(), get).await;
    assert!(found.config_of("nothing").is_none());
}

#[tokio::test]
async fn a_scope_is_created_with_everything_and_without_ids() {
    let line = || {
        let body = format!(
            r#"{{"name":"costs","description":"Cost centres","protocol":"openid-connect","attributes":{{"include.in.token.scope":"true"}},"protocolMappers":[{{{MAPPER}}}]}}"#
        );
        sent(format!("POST {SCOPES}"), body)
    };
    let mut scope = scope();
    // A copy of one that was read.
    scope.id = "s-0".into();
    let create = async |a: &Admin| a.client_scopes().create(&scope).await;
    let id = admin("admin_client_scopes.create", line(), made(ONE), create).await;
    assert_eq!(id, "s-1".into());
    assert_eq!((scope.attribute("include.in.token.scope"), scope.attribute("x")), (Some("true"), None));
    let taken = (409, json!({"errorMessage": "Client Scope costs already exists"}));
    let create = async |c: &Client| scopes(c).create(&scope).await;
    let error = SHIFT.refusal("admin_client_scopes.create", line(), taken, create).await;
    assert!(error.is_conflict() && error.message().contains("costs"));
}

#[tokio::test]
async fn an_update_sends_the_whole_scope_with_the_ids_of_its_mappers() {
    let body = format!(
        r#"{{"name":"costs","description":"Cost centres","protocol":"openid-connect","attributes":{{"include.in.token.scope":"true"}},"protocolMappers":[{{"id":"m-1",{MAPPER}}}]}}"#
    );
    let scope = scope();
    let line = || sent(format!("PUT {ONE}"), body.clone());
    let update = async |a: &Admin| a.client_scopes().update(&"s-1".into(), &scope).await;
    admin("admin_client_scopes.update", line(), (204, ()), update).await;
    let taken = (409, json!({"errorMessage": "Client Scope costs already exists"}));
    let update = async |c: &Client| scopes(c).update(&"s-1".into(), &scope).await;
    assert!(SSMS.refusal("admin_client_scopes.update", line(), taken, update).await.is_conflict());
    let nameless = ClientScope::default().description("New");
    let update = async |a: &Admin| a.client_scopes().update(&"s-1".into(), &nameless).await;
    let line = sent(format!("PUT {ONE}"), r#"{"description":"New"}"#);
    admin("admin_client_scopes.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn a_scope_is_written_back_as_it_was_read() {
    for kit in [SSMS, SHIFT] {
        Resource {
            kit: kit.missing(404, r#"{"error":"Could not find client scope"}"#),
            get: ("admin_client_scopes.get", async |c: &Client, id: &str| scopes(c).get(&id.into()).await),
            replace: ("admin_client_scopes.update", async |c: &Client, id: &str, scope: ClientScope| {
                scopes(c).update(&id.into(), &scope).await
            }),
            reserved: &["", ".", ".."],
            except: &[],
        }
        .keeps_the_rules()
        .await;
    }
}

#[tokio::test]
async fn a_mapper_is_written_back_as_it_was_read() {
    for kit in [SSMS, SHIFT] {
        Resource {
            kit: kit.missing(404, r#"{"error":"Model not found"}"#),
            get: ("admin_client_scopes.mapper_get", async |c: &Client, id: &str| {
                scopes(c).mapper_get(&"s-1".into(), &id.into()).await
            }),
            replace: (
                "admin_client_scopes.mapper_update",
                async |c: &Client, id: &str, m: ProtocolMapper| {
                    scopes(c).mapper_update(&"s-1".into(), &id.into(), &m).await
                },
            ),
            reserved: &["", ".", ".."],
            except: &[],
        }
        .keeps_the_rules()
        .await;
    }
}

#[tokio::test]
async fn mappers() {
    let line = || sent(format!("POST {MAPPERS}"), format!("{{{MAPPER}}}"));
    // A copy of one that was read.
    let create = async |a: &Admin| a.client_scopes().mapper_create(&"s-1".into(), &read()).await;
    let id =
        admin("admin_client_scopes.mapper_create", line(), made(&format!("{MAPPERS}/m-1")), create).await;
    assert_eq!(id, MapperId::from("m-1"));
    let taken = (409, json!({"errorMessage": "Protocol mapper exists with same name"}));
    let again = async |c: &Client| create(&c.admin()).await;
    assert!(SHIFT.refusal("admin_client_scopes.mapper_create", line(), taken, again).await.is_conflict());
    let line = sent(format!("PUT {MAPPERS}/m-1"), format!(r#"{{"id":"m-1",{MAPPER}}}"#));
    let update =
        async |a: &Admin| a.client_scopes().mapper_update(&"s-1".into(), &"m-1".into(), &read()).await;
    admin("admin_client_scopes.mapper_update", line, (204, ()), update).await;
    let delete =
        async |a: &Admin| a.client_scopes().mapper_delete(&"s-1".into(), &"m-1".into()).optional().await;
    let line = format!("DELETE {MAPPERS}/m-1");
    assert!(admin("admin_client_scopes.mapper_delete", line.clone(), (204, ()), delete).await.is_some());
    let gone = (404, json!({"error": "Model not found"}));
    assert!(admin("admin_client_scopes.mapper_delete", line, gone, delete).await.is_none());
}

#[tokio::test]
async fn a_scope_is_deleted_or_the_server_refuses_it() {
    let delete = async |a: &Admin| a.client_scopes().delete(&"s-1".into()).optional().await;
    let line = format!("DELETE {ONE}");
    assert!(admin("admin_client_scopes.delete", line.clone(), (204, ()), delete).await.is_some());
    let gone = (404, json!({"error": "Could not find client scope"}));
    assert!(admin("admin_client_scopes.delete", line.clone(), gone, delete).await.is_none());
    let used = (400, json!({"errorMessage": "Cannot remove client scope, it is currently in use"}));
    let delete = async |c: &Client| scopes(c).delete(&"s-1".into()).await;
    let error = SHIFT.refusal("admin_client_scopes.delete", line, used, delete).await;
    assert!(error.message().contains("in use"));
}

#[tokio::test]
async fn what_has_no_name_is_not_created() {
    let id = || "s-1".into();
    for scope in [ClientScope::default(), ClientScope::new("")] {
        assert!(refuses(async |a| a.client_scopes().create(&scope).await).await.contains("`name`"));
    }
    for mapper in [ProtocolMapper::default(), ProtocolMapper::new("", "x")] {
        let create = async |a: &Admin| a.client_scopes().mapper_create(&id(), &mapper).await;
        assert!(refuses(create).await.contains("`name`"));
    }
    refuses(async |a| a.client_scopes().update(&id(), &ClientScope::new("")).await).await;
    let mut nameless = ProtocolMapper::new("", "x");
    nameless.id = "m-1".into();
    refuses(async |a| a.client_scopes().mapper_update(&id(), &"m-1".into(), &nameless).await).await;
}

#[tokio::test]
async fn an_update_of_a_mapper_repeats_the_id() {
    let update =
        async |a: &Admin| a.client_scopes().mapper_update(&"s-1".into(), &"m-1".into(), &mapper()).await;
    assert!(refuses(update).await.contains("`id`"));
    let update =
        async |a: &Admin| a.client_scopes().mapper_update(&"s-1".into(), &"m-2".into(), &read()).await;
    assert!(refuses(update).await.contains("mapper_id"));
}

#[tokio::test]
async fn settings_of_an_unknown_form_are_not_replaced() {
    let unread: ProtocolMapper =
        serde_json::from_value(json!({"id": "m-1", "config": {"claim.name": ["a", "b"]}})).unwrap();
    let changed = unread.with_config("claim.name", "c");
    let scope: ClientScope = serde_json::from_value(json!({"id": "s-1", "attributes": [{"a": 1}]})).unwrap();
    let scope = scope.with_attribute("a", "2");
    for builder in builders(URL) {
        let update = async |c: &Client| scopes(c).mapper_update(&"s-1".into(), &"m-1".into(), &changed).await;
        assert!(refused(builder.check_input(false), update).await.to_string().contains("`config`"));
    }
    for builder in builders(URL) {
        let update = async |c: &Client| scopes(c).update(&"s-1".into(), &scope).await;
        assert!(refused(builder.check_input(false), update).await.to_string().contains("`attributes`"));
    }
}

/// How many requests a call sends if the reply to the first is lost.
async fn attempts<T>(call: impl AsyncFn(&ClientScopes) -> Result<T>) -> usize {
    let [_, shift] = builders(URL);
    tries(shift, async |mid: &Client| call(&scopes(mid)).await).await
}

#[tokio::test]
async fn what_may_be_done_twice_is_retried_and_a_creation_is_not() {
    let id = || "s-1".into();
    assert_eq!(attempts(async |s| s.create(&scope()).await).await, 1);
    assert_eq!(attempts(async |s| s.mapper_create(&id(), &mapper()).await).await, 1);
    assert_eq!(attempts(async |s| s.update(&id(), &scope()).await).await, 2);
    assert_eq!(attempts(async |s| s.delete(&id()).await).await, 2);
    assert_eq!(attempts(async |s| s.mapper_update(&id(), &"m-1".into(), &read()).await).await, 2);
    assert_eq!(attempts(async |s| s.mapper_delete(&id(), &"m-1".into()).await).await, 2);
}
