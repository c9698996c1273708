//! `admin_clients`: clients themselves.

use crate::{SHIFT, SSMS, URL, admin, builders, refused, tries};
use midprovider::{
    Client, Cursor, Result,
    admin::{
        Admin,
        client_scopes::{MapperType, Protocol, ProtocolMapper},
        clients::{
            AuthorizationSchema, ClientSearch, Clients, DecisionStrategy, Logic, Policy,
            PolicyEnforcementMode, RegisteredClient, Resource, ResourceOwner, ResourceServer, ResourceType,
            Scope,
        },
    },
};
use portcullis_testkit::{Answer, Resource as Object, full, sent};
use serde_json::json;
use std::{collections::BTreeMap, fmt::Debug};

const CLIENTS: &str = "/auth/admin/realms/acme/clients";
const ID: &str = "9a340c9a-4a30-4f0e-8c11-6a100a2f7d2b";

fn one() -> String {
    format!("{CLIENTS}/{ID}")
}

fn clients(client: &Client) -> Clients {
    client.admin().clients()
}

/// Refuses the call in a client of each flavour, and returns the last text.
pub(crate) async fn refuses<T: Debug>(call: impl AsyncFn(&Admin) -> Result<T>) -> String {
    let mut text = String::new();
    for builder in builders(URL) {
        text = refused(builder, async |c| call(&c.admin()).await).await.to_string();
    }
    text
}

/// How many requests a call sends if the reply to the first is lost.
pub(crate) async fn attempts<T>(call: impl AsyncFn(&Clients) -> Result<T>) -> usize {
    let [_, shift] = builders(URL);
    tries(shift, async |mid: &Client| call(&clients(mid)).await).await
}

#[tokio::test]
async fn list_takes_every_filter() {
    let search = ClientSearch::new().client_id("sh op").q("tier:1 site:b").search(true).viewable_only(true);
    let line = format!(
        "GET {CLIENTS}?clientId=sh%20op&q=tier%3A1%20site%3Ab&search=true&viewableOnly=true&first=0&max=100"
    );
    admin("admin_clients.list", line, full(), async |a| a.clients().search(&search).first_page().await).await;
    let one = ClientSearch::new().client_id("https://shop.example/saml");
    let line = format!("GET {CLIENTS}?clientId=https%3A%2F%2Fshop.example%2Fsaml&first=0&max=100");
    let found = json!([{"id": ID, "clientId": "https://shop.example/saml"}]);
    let search = async |a: &Admin| a.clients().search(&one).all().await;
    let found = admin("admin_clients.list", line, (200, found), search).await;
    assert_eq!((found.len(), found[0].id.as_str()), (1, ID));
    let list =
        async |a: &Admin| a.clients().list().page_size(2).starting_at(Cursor::Offset(4)).first_page().await;
    let line = format!("GET {CLIENTS}?first=4&max=2");
    let page = admin("admin_clients.list", line, (200, json!([{"id": "1"}, {"id": "2"}])), list).await;
    assert_eq!((page.items.len(), page.next), (2, Some(Cursor::Offset(6))));
}

#[tokio::test]
async fn an_empty_client_id_finds_nothing_instead_of_everything() {
    let empty = ClientSearch::new().client_id("");
    for builder in builders(URL) {
        let search = async |c: &Client| clients(c).search(&empty).all().await;
        assert!(refused(builder.check_input(false), search).await.to_string().contains("client_id"));
    }
}

fn authorization() -> ResourceServer {
    let resource = || {
        let mut owner = ResourceOwner::default().name("shop");
        owner = owner.id("o-1");
        Resource::default()
            .id("r-1")
            .name("orders")
            .uris(["/orders/*".to_owned()])
            .kind("urn:shop:orders")
            .scopes([Scope::default().name("view")])
            .icon_uri("https://shop.example/o.png")
            .owner(owner)
            .owner_managed_access(false)
            .display_name("Orders")
            .attributes(BTreeMap::from([("tier".to_owned(), vec!["1".to_owned()])]))
            .scopes_uma([Scope::default().name("view")])
    };
    let policy = Policy::default()
        .id("p-1")
        .name("desk only")
        .description("The desk")
        .kind("role")
        .policies(["p-2".to_owned()])
        .resources(["r-1".to_owned()])
        .scopes(["view".to_owned()])
        .logic(Logic::Negative)
        .decision_strategy(DecisionStrategy::Affirmative)
        .owner("o-1")
        .resource_type("urn:shop:orders")
        .resources_data([Resource::default().name("orders")])
        .scopes_data([Scope::default().name("view")])
        .config(BTreeMap::from([("roles".to_owned(), "[]".to_owned())]));
    let scope = Scope::default()
        .id("s-1")
        .name("view")
        .icon_uri("https://shop.example/v.png")
        .policies([Policy::default().name("desk only")])
        .resources([Resource::default().name("orders")])
        .display_name("View");
    let of = ResourceType::default()
        .kind("orders")
        .scopes(["view".to_owned()])
        .scope_aliases(BTreeMap::from([("view".to_owned(), vec!["see".to_owned()])]))
        .group_type("g");
    let types = BTreeMap::from([("orders".to_owned(), of)]);
    ResourceServer::default()
        .id("rs-1")
        .client_id("shop")
        .name("shop")
        .allow_remote_resource_management(true)
        .policy_enforcement_mode(PolicyEnforcementMode::Enforcing)
        .resources([resource()])
        .policies([policy])
        .scopes([scope])
        .decision_strategy(DecisionStrategy::Unanimous)
        .authorization_schema(AuthorizationSchema::default().resource_types(types))
}
const AUTHORIZATION: &str = r#"{"id":"rs-1","clientId":"shop","name":"shop","allowRemoteResourceManagement":true,"policyEnforcementMode":"ENFORCING","resources":[{"_id":"r-1","name":"orders","uris":["/orders/*"],"type":"urn:shop:orders","scopes":[{"name":"view"}],"icon_uri":"https://shop.example/o.png","owner":{"id":"o-1","name":"shop"},"ownerManagedAccess":false,"displayName":"Orders","attributes":{"tier":["1"]},"scopesUma":[{"name":"view"}]}],"policies":[{"id":"p-1","name":"desk only","description":"The desk","type":"role","policies":["p-2"],"resources":["r-1"],"scopes":["view"],"logic":"NEGATIVE","decisionStrategy":"AFFIRMATIVE","owner":"o-1","resourceType":"urn:shop:orders","resourcesData":[{"name":"orders"}],"scopesData":[{"name":"view"}],"config":{"roles":"[]"}}],"scopes":[{"id":"s-1","name":"view","iconUri":"https://shop.example/v.png","policies":[{"name":"desk only"}],"resources":[{"name":"orders"}],"displayName":"View"}],"decisionStrategy":"UNANIMOUS","authorizationSchema":{"resourceTypes":{"orders":{"type":"orders","scopes":["view"],"scopeAliases":{"view":["see"]},"groupType":"g"}}}}"#;

fn everything() -> RegisteredClient {
    RegisteredClient::new("shop")
        .name("Shop")
        .description("Where staff order")
        .kind("t")
        .root_url("https://shop.example")
        .admin_url("https://shop.example/admin")
        .base_url("/start")
        .surrogate_auth_required(false)
        .enabled(true)
        .always_display_in_console(true)
        .client_authenticator_type("client-secret")
        .secret("S0me-client-secret")
        .registration_access_token("S0me-registration-token")
        .redirect_uris(["https://shop.example/*".to_owned()])
        .web_origins(["https://shop.example".to_owned()])
        .not_before(5)
        .bearer_only(false)
        .consent_required(true)
        .standard_flow_enabled(true)
        .implicit_flow_enabled(false)
        .direct_access_grants_enabled(false)
        .service_accounts_enabled(true)
        .authorization_services_enabled(true)
        .public_client(false)
        .frontchannel_logout(true)
        .protocol(Protocol::OpenIdConnect)
        .with_attribute("saml.signing.private.key", "S0me-private-key")
        .authentication_flow_binding_overrides(BTreeMap::from([("browser".to_owned(), "f-1".to_owned())]))
        .full_scope_allowed(false)
        .node_re_registration_timeout(-1)
        .registered_nodes(BTreeMap::from([("node-1".to_owned(), 7)]))
        .protocol_mappers([ProtocolMapper::new("cost centre", MapperType::UserAttribute)])
        .default_client_scopes(["email".to_owned()])
        .optional_client_scopes(["phone".to_owned()])
        .authorization_settings(authorization())
}

fn body() -> String {
    format!(
        r#"{{"clientId":"shop","name":"Shop","description":"Where staff order","type":"t","rootUrl":"https://shop.example","adminUrl":"https://shop.example/admin","baseUrl":"/start","surrogateAuthRequired":false,"enabled":true,"alwaysDisplayInConsole":true,"clientAuthenticatorType":"client-secret","secret":"S0me-client-secret","registrationAccessToken":"S0me-registration-token","redirectUris":["https://shop.example/*"],"webOrigins":["https://shop.example"],"notBefore":5,"bearerOnly":false,"consentRequired":true,"standardFlowEnabled":true,"implicitFlowEnabled":false,"directAccessGrantsEnabled":false,"serviceAccountsEnabled":true,"authorizationServicesEnabled":true,"publicClient":false,"frontchannelLogout":true,"protocol":"openid-connect","attributes":{{"saml.signing.private.key":"S0me-private-key"}},"authenticationFlowBindingOverrides":{{"browser":"f-1"}},"fullScopeAllowed":false,"nodeReRegistrationTimeout":-1,"registeredNodes":{{"node-1":7}},"protocolMappers":[{{"name":"cost centre","protocolMapper":"oidc-usermodel-attribute-mapper"}}],"defaultClientScopes":["email"],"optionalClientScopes":["phone"],"authorizationSettings":{AUTHORIZATION}}}"#
    )
}

#[tokio::test]
async fn create_and_update_send_everything_and_create_returns_the_id() {
    // The host may be an internal one.
    let created = Answer::from((201, ())).header("location", &format!("http://10.0.0.7:8080{}", one()));
    let client = everything();
    let create = async |a: &Admin| a.clients().create(&client).await;
    let id = admin("admin_clients.create", sent(format!("POST {CLIENTS}"), body()), created, create).await;
    assert_eq!(id, ID.into());
    let update = async |a: &Admin| a.clients().update(&ID.into(), &client).await;
    let line = sent(format!("PUT {}", one()), body());
    admin("admin_clients.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn a_copy_has_no_ids_and_nothing_that_the_server_sets() {
    let mut copy: RegisteredClient = serde_json::from_value(json!({"id": ID, "clientId": "shop",
        "protocolMappers": [{"id": "m-1", "name": "cost centre"}], "access": {"view": true}, "origin": "x"}))
    .unwrap();
    copy.extra.insert("newer", "kept");
    let copy = copy.client_id("shop-2");
    let body = r#"{"clientId":"shop-2","protocolMappers":[{"name":"cost centre"}],"newer":"kept"}"#;
    let created =
        Answer::from((201, ())).header("location", &one()).unlike_the_facts("an unknown member is kept");
    let create = async |a: &Admin| a.clients().create(&copy).await;
    admin("admin_clients.create", sent(format!("POST {CLIENTS}"), body), created, create).await;
}

#[tokio::test]
async fn a_client_id_is_taken() {
    let client = RegisteredClient::new("shop");
    let body = r#"{"clientId":"shop"}"#;
    let taken = || (409, json!({"errorMessage": "Client shop already exists"}));
    let create = async |c: &Client| clients(c).create(&client).await;
    let line = sent(format!("POST {CLIENTS}"), body);
    let error = SHIFT.refusal("admin_clients.create", line, taken(), create).await;
    assert!(error.is_conflict() && error.message().contains("already exists"));
    let update = async |c: &Client| clients(c).update(&ID.into(), &client).await;
    let line = sent(format!("PUT {}", one()), body);
    assert!(SSMS.refusal("admin_clients.update", line, taken(), update).await.is_conflict());
}

#[tokio::test]
async fn a_client_is_read_deleted_or_gone() {
    let get = async |a: &Admin| a.clients().get(&ID.into()).await;
    admin("admin_clients.get", format!("GET {}", one()), full(), get).await;
    let gone = || (404, json!({"error": "Could not find client"}));
    let get = async |a: &Admin| a.clients().get(&ID.into()).optional().await;
    assert!(admin("admin_clients.get", format!("GET {}", one()), gone(), get).await.is_none());
    let delete = async |a: &Admin| a.clients().delete(&ID.into()).optional().await;
    let line = format!("DELETE {}", one());
    assert!(admin("admin_clients.delete", line.clone(), (204, ()), delete).await.is_some());
    assert!(admin("admin_clients.delete", line, gone(), delete).await.is_none());
}

#[tokio::test]
async fn a_client_is_written_back_as_it_was_read() {
    for kit in [SSMS, SHIFT] {
        Object {
            kit: kit.missing(404, r#"{"error":"Could not find client"}"#),
            get: ("admin_clients.get", async |c: &Client, id: &str| clients(c).get(&id.into()).await),
            replace: ("admin_clients.update", async |c: &Client, id: &str, client: RegisteredClient| {
                clients(c).update(&id.into(), &client).await
            }),
            reserved: &["", ".", ".."],
            except: &[],
        }
        .keeps_the_rules()
        .await;
    }
}

#[tokio::test]
async fn a_mover_changes_one_member_and_leaves_the_rest() {
    let update =
        async |a: &Admin| a.clients().update(&ID.into(), &RegisteredClient::default().enabled(false)).await;
    let line = sent(format!("PUT {}", one()), r#"{"enabled":false}"#);
    admin("admin_clients.update", line, (204, ()), update).await;
    let read: RegisteredClient =
        serde_json::from_value(json!({"id": ID, "attributes": {"a": "1", "b": "true"}})).unwrap();
    assert_eq!(read.attribute("b").unwrap().expose_secret(), "true");
    assert!(read.attribute("c").is_none());
    let changed = read.with_attribute("a", "2");
    let update = async |a: &Admin| a.clients().update(&ID.into(), &changed).await;
    let body = format!(r#"{{"id":"{ID}","attributes":{{"a":"2","b":"true"}}}}"#);
    admin("admin_clients.update", sent(format!("PUT {}", one()), body), (204, ()), update).await;
}

#[tokio::test]
async fn a_client_without_a_client_id_is_not_created() {
    for client in [RegisteredClient::default(), RegisteredClient::new("")] {
        assert!(refuses(async |a| a.clients().create(&client).await).await.contains("client_id"));
    }
    refuses(async |a| a.clients().update(&ID.into(), &RegisteredClient::new("")).await).await;
    for id in ["", ".", ".."] {
        refuses(async |a| a.clients().delete(&id.into()).await).await;
    }
}

#[tokio::test]
async fn a_mask_is_never_written() {
    let client = || RegisteredClient::new("shop");
    for masked in [
        client().secret("**********"),
        client().registration_access_token("***"),
        client().with_attribute("client.secret.rotated", "**********"),
    ] {
        for builder in builders(URL) {
            refused(builder, async |c| clients(c).create(&masked).await).await;
        }
        assert!(refuses(async |a| a.clients().update(&ID.into(), &masked).await).await.contains("masked"));
    }
    let known =
        client().with_attribute("client.secret.rotated", "***").with_attribute("a", "1").drop_masked();
    assert_eq!(known.attributes.unwrap().into_keys().collect::<Vec<_>>(), ["a"]);
}

#[tokio::test]
async fn attributes_of_an_unknown_form_are_written_back_or_the_update_is_refused() {
    let read = || -> RegisteredClient {
        serde_json::from_value(json!({"id": ID, "attributes": {"key": ["S0me-private-key"]}})).unwrap()
    };
    assert!(!format!("{:?}", read()).contains("S0me"));
    // Beside readable secrets it would be kept in the open.
    let mixed = serde_json::from_value::<RegisteredClient>(json!({"attributes": {"key": "S0me", "odd": []}}));
    assert!(!mixed.unwrap_err().to_string().contains("S0me"));
    let answer = Answer::from((204, ())).unlike_the_facts("values of an unknown form go back");
    let body = format!(r#"{{"id":"{ID}","attributes":{{"key":["S0me-private-key"]}}}}"#);
    let update = async |a: &Admin| a.clients().update(&ID.into(), &read()).await;
    admin("admin_clients.update", sent(format!("PUT {}", one()), body), answer, update).await;
    for builder in builders(URL) {
        let changed = read().with_attribute("a", "1");
        let update = async |c: &Client| clients(c).update(&ID.into(), &changed).await;
        assert!(refused(builder.check_input(false), update).await.to_string().contains("attributes"));
    }
}

#[tokio::test]
async fn no_secret_of_a_client_is_shown() {
    let client = everything();
    let [_, shift] = builders(URL);
    let call = clients(&shift.build().unwrap()).create(&client);
    for shown in [format!("{client:?}"), format!("{call:?}")] {
        for secret in ["S0me-client-secret", "S0me-registration-token", "S0me-private-key"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    assert!(serde_json::to_string(&client).is_err(), "secrets cannot be logged as JSON");
    let echo = (400, json!({"errorMessage": "bad key S0me-private-key of S0me-client-secret"}));
    let update = async |c: &Client| clients(c).update(&ID.into(), &client).await;
    let line = sent(format!("PUT {}", one()), body());
    let error = SHIFT.refusal("admin_clients.update", line, echo, update).await;
    assert_eq!(error.message(), "bad key *** of ***");
}

#[tokio::test]
async fn what_may_be_done_twice_is_retried_and_a_creation_is_not() {
    let client = RegisteredClient::new("shop");
    assert_eq!(attempts(async |c| c.create(&client).await).await, 1);
    assert_eq!(attempts(async |c| c.update(&ID.into(), &client).await).await, 2);
    assert_eq!(attempts(async |c| c.delete(&ID.into()).await).await, 2);
}
