use crate::{
    ID, sandbox,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, keeps_the_rules, may_be_missing, paged,
        sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    role_store::{
        IdentityProvider, IdentityProviderSearch, IdentityProviders, Source, SourceConnection, SourceType,
        SubjectType, TokenType,
    },
};

const PROVIDERS: &str = "/role-store/api/v1/identity-providers";

fn providers(client: &Client) -> IdentityProviders {
    client.role_store().identity_providers()
}

fn provider() -> IdentityProvider {
    IdentityProvider::new("issuer", TokenType::Jwt, "https://issuer.example", SubjectType::Plain, ID)
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| providers(c).list().all().await;
    exchange("identity_providers.list", format!("GET {PROVIDERS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(providers(c).list_sorted(&sort())).await;
    exchange("identity_providers.list", format!("GET {PROVIDERS}?{PAGE}"), full(), sorted).await;
    let search = IdentityProviderSearch::new().keywords("a b").sort(sort());
    let search = async |c: &Client| paged(providers(c).search(&search)).await;
    let line = sent(format!("POST {PROVIDERS}/search?{PAGE}"), r#"{"keywords":"a b"}"#);
    exchange("identity_providers.search", line, full(), search).await;
}

#[tokio::test]
async fn a_provider_is_written_as_a_whole() {
    const SERVER: &[&str] = &["/id", "/author", "/created", "/updated", "/updated_by"];
    let create = async |c: &Client, one: &IdentityProvider| providers(c).create(one).await;
    let body = sample("IdentityProviderInput");
    creates("identity_providers.create", &format!("POST {PROVIDERS}"), body, SERVER, create).await;
    let body = sample("IdentityProviderUpdate");
    let line = format!("PUT {PROVIDERS}/{}", body["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &IdentityProvider| providers(c).replace(&one.id, one).await;
    sends(operation("identity_providers.update"), &line, body, &[], replace).await;
    let delete = async |c: &Client| providers(c).delete(&ID.into()).await;
    exchange("identity_providers.delete", format!("DELETE {PROVIDERS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_provider_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| providers(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, one: IdentityProvider| providers(c).replace(&id.into(), &one).await;
    keeps_the_rules(("identity_providers.get", get), ("identity_providers.update", replace), &["search"])
        .await;
    let get = async |c: &Client| providers(c).get(&ID.into()).optional().await;
    may_be_missing("identity_providers.get", &format!("GET {PROVIDERS}/{ID}"), get).await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    let long = "x".repeat(2043);
    let named = |name: &str| provider().name(name);
    for (field, odd) in [
        ("name", named("")),
        ("name", named("x")),
        ("name", named(&long)),
        ("jwt_issuer", provider().jwt_issuer(&*long)),
        ("jwt_audience", provider().jwt_audience(&*long)),
    ] {
        let create = async |c: &Client| providers(c).create(&odd).await.map(drop);
        is_limited(operation("identity_providers.create"), field, create).await;
        let replace = async |c: &Client| providers(c).replace(&ID.into(), &odd).await;
        is_limited(operation("identity_providers.update"), field, replace).await;
    }
    let longest = "x".repeat(2042);
    for fits in [named("xx"), named(&longest).jwt_issuer(&*longest).jwt_audience(&*longest)] {
        let line = sent(format!("PUT {PROVIDERS}/{ID}"), serde_json::to_string(&fits).unwrap());
        let replace = async |c: &Client| providers(c).replace(&ID.into(), &fits).await;
        exchange("identity_providers.update", line, DONE, replace).await;
    }
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    is_a_conflict(operation("identity_providers.create"), async |c| providers(c).create(&provider()).await)
        .await;
}

#[tokio::test]
async fn the_sandbox_keeps_providers() -> sandbox::Result {
    let (_sandbox, client) = sandbox::site().await?;
    let ldap = Source::new("staff", SourceConnection::new(SourceType::Ldap));
    let directory = client.role_store().sources().create(&ldap).await?;
    let new = provider().users_directory(directory);
    let providers = client.role_store().identity_providers();
    let made = providers.create(&new).await?;
    let search = IdentityProviderSearch::new().keywords("issuer");
    assert_eq!(providers.search(&search).all().await?.len(), 1);
    let provider = providers.get(&made).await?;
    providers.replace(&made, &provider.enabled(true)).await?;
    assert_eq!(providers.list().all().await?.first().and_then(|provider| provider.enabled), Some(true));
    providers.delete(&made).await?;
    Ok(())
}
