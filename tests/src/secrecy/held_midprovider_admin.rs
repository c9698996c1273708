//! The types of mID Provider's tenants and of Keycloak's admin API that hold a secret, built from canaries.

use super::scan::{REST, SECRET, Shown, read, sent};
use midprovider::{
    admin::{
        clients::RegisteredClient,
        realms::{
            AuthenticatorConfig, ClientTemplate, Component, IdentityProvider, Organization,
            OrganizationMember, PartialImport, Realm, UserFederationProvider,
        },
    },
    tenants::{NewTenant, TenantUpdate},
};
use serde_json::json;

pub(super) fn all() -> Vec<Shown> {
    let kept = json!({"a": REST});
    let config = json!({"config": {"clientSecret": SECRET}, "later": kept});
    let member = json!({"username": "asa", "credentials": [{"value": SECRET}], "later": kept});
    let client = json!({
        "clientId": "portal", "secret": SECRET, "registrationAccessToken": SECRET, "attributes": {"key": SECRET},
        "later": kept,
    });
    let component = json!({"config": {"bindCredential": [SECRET]}, "later": kept});
    let organization = json!({"identityProviders": [config], "members": [member], "later": kept});
    let realm = json!({
        "realm": "acme", "smtpServer": {"password": SECRET}, "privateKey": SECRET, "codeSecret": SECRET,
        "identityProviders": [config], "clients": [client], "users": [member], "later": kept,
    });
    let import =
        json!({"users": [member], "clients": [client], "identityProviders": [config], "later": kept});
    vec![
        sent("midprovider::tenants::NewTenant", &NewTenant::new("acme").admin_password(SECRET)),
        sent("midprovider::tenants::TenantUpdate", &TenantUpdate::new().admin_password(SECRET)),
        read::<RegisteredClient>("midprovider::admin::clients::RegisteredClient", &client),
        read::<Realm>("midprovider::admin::realms::Realm", &realm),
        read::<PartialImport>("midprovider::admin::realms::PartialImport", &import),
        read::<IdentityProvider>("midprovider::admin::realms::IdentityProvider", &config),
        read::<AuthenticatorConfig>("midprovider::admin::realms::AuthenticatorConfig", &config),
        read::<UserFederationProvider>("midprovider::admin::realms::UserFederationProvider", &config),
        read::<Component>("midprovider::admin::realms::Component", &component),
        read::<ClientTemplate>(
            "midprovider::admin::realms::ClientTemplate",
            &json!({"attributes": {"key": SECRET}, "later": kept}),
        ),
        read::<Organization>("midprovider::admin::realms::Organization", &organization),
        read::<OrganizationMember>("midprovider::admin::realms::OrganizationMember", &member),
    ]
}
