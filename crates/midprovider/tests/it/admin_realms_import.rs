//! `admin_realms.partial_import`, and the parts of a realm.

use crate::{SHIFT, SSMS, URL, admin, builders, refused};
use midprovider::{
    Client, Result, Retry,
    admin::{
        Admin,
        clients::RegisteredClient,
        groups::Group,
        realms::{
            AuthenticationExecution, AuthenticationFlow, AuthenticatorConfig, ClientPolicies, ClientPolicy,
            ClientPolicyCondition, ClientPolicyExecutor, ClientProfile, ClientProfiles, Component,
            IdentityProvider, IdentityProviderMapper, ImportAction, MembershipType, Organization,
            OrganizationDomain, OrganizationMember, PartialImport, Realm, RealmRoles, ResourceExists,
            ScopeMapping, UserFederationMapper, UserFederationProvider,
        },
        roles::Role,
        users::{Credential, User},
    },
};
use portcullis_testkit::{
    sent,
    wire::{Scripted, lost, reply},
};
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};

const IMPORT: &str = "POST /auth/admin/realms/acme/partialImport";

/// One of each kind.
fn everything() -> PartialImport {
    let roles = RealmRoles::new()
        .realm(vec![Role::default().name("auditor")])
        .client(BTreeMap::from([("shop".to_owned(), vec![Role::default().name("clerk")])]));
    let provider = IdentityProvider::new("partner", "oidc")
        .config(BTreeMap::from([("clientSecret".to_owned(), "idp-s3cret".into())]));
    let mapper = IdentityProviderMapper::new("mail", "partner").identity_provider_mapper("attribute");
    PartialImport::new(ResourceExists::Skip)
        .users(vec![User::new("mira").credentials(vec![Credential::password("pw-1")])])
        .groups(vec![Group::new("engineers")])
        .roles(roles)
        .clients(vec![RegisteredClient::default().client_id("shop").secret("cl-s3cret")])
        .identity_providers(vec![provider])
        .identity_provider_mappers(vec![mapper])
}
const EVERYTHING: &str = r#"{"ifResourceExists":"SKIP","users":[{"username":"mira","credentials":[{"type":"password","value":"pw-1","temporary":false}]}],"groups":[{"name":"engineers"}],"roles":{"realm":[{"name":"auditor"}],"client":{"shop":[{"name":"clerk"}]}},"clients":[{"clientId":"shop","secret":"cl-s3cret"}],"identityProviders":[{"alias":"partner","providerId":"oidc","config":{"clientSecret":"idp-s3cret"}}],"identityProviderMappers":[{"name":"mail","identityProviderAlias":"partner","identityProviderMapper":"attribute"}]}"#;

#[tokio::test]
async fn everything_is_imported_in_one_call() {
    let import = async |c: &Admin| c.realms().partial_import(&everything()).await;
    let shown = format!("{:?}", everything());
    assert!(["pw-1", "cl-s3cret", "idp-s3cret"].iter().all(|secret| !shown.contains(secret)), "{shown}");

    let done = json!({"overwritten": 1, "added": 2, "skipped": 3, "results": [
        {"action": "OVERWRITTEN", "resourceType": "USER", "resourceName": "mira", "id": "u-1"}],
        "errorMessage": null});
    let results = admin("admin_realms.partial_import", sent(IMPORT, EVERYTHING), (200, done), import).await;
    assert_eq!((results.overwritten, results.added, results.skipped), (Some(1), Some(2), Some(3)));
    let [mira] = results.results.as_slice() else { panic!("{results:?}") };
    assert_eq!(mira.action, Some(ImportAction::Overwritten));
    let texts = [&mira.resource_type, &mira.resource_name, &mira.id].map(Option::as_deref);
    assert_eq!(texts, [Some("USER"), Some("mira"), Some("u-1")]);
}

#[tokio::test]
async fn an_import_that_fails_is_a_conflict() {
    let import = async |c: &Client| c.admin().realms().partial_import(&everything()).await;
    let exists = json!({"errorMessage": "User with user name mira already exists."});
    let line = || sent(IMPORT, EVERYTHING);
    let error = SSMS.refusal("admin_realms.partial_import", line(), (409, exists.clone()), import).await;
    assert!(error.is_conflict(), "{error}");
    // A failure that comes with the status of a success is one all the same.
    let error = SHIFT.refusal("admin_realms.partial_import", line(), (200, exists), import).await;
    assert!(error.to_string().contains("already exists"), "{error}");
}

#[tokio::test]
async fn a_copy_is_imported_without_the_ids_of_the_original() {
    let read: PartialImport = serde_json::from_value(json!({
        "ifResourceExists": "OVERWRITE",
        "users": [{"id": "u-1", "username": "mira", "createdTimestamp": 1}],
        "groups": [{"id": "g-1", "name": "engineers", "path": "/engineers"}],
        "identityProviders": [{"alias": "partner", "internalId": "i-1"}],
    }))
    .unwrap();
    let body = r#"{"ifResourceExists":"OVERWRITE","users":[{"username":"mira"}],"groups":[{"name":"engineers"}],"identityProviders":[{"alias":"partner"}]}"#;
    let import = async |c: &Admin| c.realms().partial_import(&read).await;
    let done = (200, json!({"added": 3}));
    let results = admin("admin_realms.partial_import", sent(IMPORT, body), done, import).await;
    assert!(results.results.is_empty());
}

#[tokio::test]
async fn what_is_dangerous_in_a_part_is_refused() {
    let masked = IdentityProvider::new("partner", "oidc")
        .config(BTreeMap::from([("clientSecret".to_owned(), "**********".into())]));
    let deleting = User::new("mira").with_attribute("digitaniumUserIdDelete", "u-1");
    for import in [
        PartialImport::new(ResourceExists::Fail).identity_providers(vec![masked]),
        PartialImport::new(ResourceExists::Fail).users(vec![deleting.clone()]),
    ] {
        for builder in builders(URL) {
            let unchecked = builder.check_input(false);
            refused(unchecked, async |c| c.admin().realms().partial_import(&import).await).await;
        }
    }
    let realm = Realm::new("acme").users(vec![deleting]);
    for builder in builders(URL) {
        let unchecked = builder.check_input(false);
        refused(unchecked, async |c| c.admin().realms().update(&realm).await).await;
    }
}

#[tokio::test]
async fn an_import_is_sent_once() {
    let wire = Scripted::new(|_, n| async move { if n == 0 { lost() } else { reply(200, &json!({})) } });
    let [builder, _] = builders(URL);
    let retry = Retry::default().base(Duration::from_millis(1));
    let client = builder.transport(wire.clone()).retry(retry).build().unwrap();
    let result: Result<_> = client.admin().realms().partial_import(&everything()).await;
    assert_eq!((result.is_err(), wire.count()), (true, 1));
}

/// Updates the realm with parts that are built by hand, and expects this body.
async fn updates(realm: Realm, body: &str) {
    let update = async |c: &Admin| c.realms().update(&realm).await;
    let line = sent("PUT /auth/admin/realms/acme", body);
    admin("admin_realms.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn flows_and_policies_are_built_by_hand() {
    let step = AuthenticationExecution::new().authenticator("otp-form").requirement("REQUIRED").priority(10);
    let key = BTreeMap::from([("key".to_owned(), "k-1".into())]);
    let realm = Realm::default()
        .authentication_flows(vec![AuthenticationFlow::new("strong").authentication_executions(vec![step])])
        .authenticator_config(vec![AuthenticatorConfig::new("captcha").config(key)]);
    let body = r#"{"authenticationFlows":[{"alias":"strong","authenticationExecutions":[{"authenticator":"otp-form","requirement":"REQUIRED","priority":10}]}],"authenticatorConfig":[{"alias":"captcha","config":{"key":"k-1"}}]}"#;
    updates(realm, body).await;

    let executor = ClientPolicyExecutor::new("pkce").configuration(json!({"auto": true}));
    let profile = ClientProfile::new("strict").executors(vec![executor]);
    let condition = ClientPolicyCondition::new("any-client").configuration(json!({}));
    let policy = ClientPolicy::new("all").conditions(vec![condition]).profiles(vec!["strict".to_owned()]);
    let realm = Realm::default()
        .client_profiles(ClientProfiles::new().profiles(vec![profile]))
        .client_policies(ClientPolicies::new().policies(vec![policy]));
    let body = r#"{"clientProfiles":{"profiles":[{"name":"strict","executors":[{"executor":"pkce","configuration":{"auto":true}}]}]},"clientPolicies":{"policies":[{"name":"all","conditions":[{"condition":"any-client","configuration":{}}],"profiles":["strict"]}]}}"#;
    updates(realm, body).await;
}

#[tokio::test]
async fn stores_and_organizations_are_built_by_hand() {
    let bind = || BTreeMap::from([("bindCredential".to_owned(), vec!["dir-pw".into()])]);
    let store = Component::new("directory", "ldap").config(bind());
    let old = UserFederationProvider::new("ldap")
        .config(BTreeMap::from([("bindCredential".to_owned(), "dir-pw".into())]));
    let realm = Realm::default()
        .scope_mappings(vec![ScopeMapping::new(vec!["auditor".into()]).client("shop")])
        .user_federation_providers(vec![old])
        .user_federation_mappers(vec![UserFederationMapper::new("mail")])
        .components(BTreeMap::from([("stores".to_owned(), vec![store])]));
    let body = r#"{"scopeMappings":[{"client":"shop","roles":["auditor"]}],"userFederationProviders":[{"providerName":"ldap","config":{"bindCredential":"dir-pw"}}],"userFederationMappers":[{"name":"mail"}],"components":{"stores":[{"name":"directory","providerId":"ldap","config":{"bindCredential":["dir-pw"]}}]}}"#;
    assert!(!format!("{realm:?}").contains("dir-pw"));
    updates(realm, body).await;

    let organization = Organization::new("Globex")
        .domains(vec![OrganizationDomain::new("globex.example").verified(true)])
        .members(vec![OrganizationMember::new("mira").membership_type(MembershipType::Managed)]);
    let body = r#"{"organizations":[{"name":"Globex","domains":[{"name":"globex.example","verified":true}],"members":[{"username":"mira","membershipType":"MANAGED"}]}]}"#;
    updates(Realm::default().organizations(vec![organization]), body).await;
}
