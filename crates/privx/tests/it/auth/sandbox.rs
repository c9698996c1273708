//! Operations against the sandbox.

use crate::sandbox::{Result, site};
use portcullis_sandbox::Sandbox;
use privx::{
    Client, RoleHandle, Secret, Trust, UserId,
    auth::{IdpClient, PasswordChange, SessionSearch, SessionsEnd},
    local_user_store::{ApiClient, ApiClientSearch, LocalUser, TrustedClient, TrustedClientType},
    settings::SettingsScope,
};
use serde_json::json;
use std::time::Duration;

const BOUND: Duration = Duration::from_secs(20);

/// A client of a user or an API client, by the password grant.
fn logged_in(sandbox: &Sandbox, name: &str, secret: impl Into<Secret>) -> Result<Client> {
    let at = &sandbox.details().privx;
    let client = Client::builder(&at.base_url).trust(Trust::only_pem(sandbox.ca_pem())?);
    Ok(client.api_client(&at.oauth_client_id, at.oauth_client_secret.as_str(), name, secret).build()?)
}

async fn alice(client: &Client) -> Result<UserId> {
    let user = LocalUser::new("alice").password(Secret::from("Correct-horse-1"));
    Ok(client.local_user_store().users().create(&user).await?.as_str().into())
}

#[tokio::test]
async fn the_sessions_of_a_user_are_ended() -> Result {
    let (sandbox, client) = site().await?;
    let user = alice(&client).await?;
    let phone = logged_in(&sandbox, "alice", "Correct-horse-1")?;
    let laptop = logged_in(&sandbox, "alice", "Correct-horse-1")?;
    assert_eq!(laptop.auth().sessions().list_current().all().await?.len(), 1);
    let own = phone.auth().sessions().list_current().page_size(1).all().await?;
    assert_eq!(own.iter().filter(|session| session.current == Some(true)).count(), 1);
    let sessions = client.auth().sessions();
    let found = sessions.search(&SessionSearch::new().user_id(&user).kind("login")).all().await?;
    assert_eq!(found.len(), 2);
    sessions.terminate(&found[0].id).await?;
    assert_eq!(sessions.list_of(&user).all().await?.len(), 1);
    assert!(matches!(sessions.end_all(&user, BOUND).await?, SessionsEnd::Ended));
    assert!(sessions.list_of(&user).all().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_client_that_logged_out_logs_in_again() -> Result {
    let (sandbox, client) = site().await?;
    client.auth().sessions().list_current().all().await?;
    client.auth().logout().await?;
    assert_eq!(sandbox.privx().live_tokens(), 0);
    assert_eq!(client.auth().sessions().list_current().all().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_user_changes_password_and_phone() -> Result {
    let (sandbox, client) = site().await?;
    let user = alice(&client).await?;
    let me = logged_in(&sandbox, "alice", "Correct-horse-1")?;
    me.auth().change_password(&PasswordChange::new("Correct-horse-1", "Correct-horse-2")).await?;
    let me = logged_in(&sandbox, "alice", "Correct-horse-2")?;
    for name in ["phone", "old phone"] {
        assert!(!sandbox.privx().pair_device(user.as_str(), name, "iOS").is_empty());
    }
    let devices = client.auth().devices().list_of(&user).all().await?;
    client.auth().devices().unpair(&user, &devices[0].id).await?;
    let left = me.auth().devices().list_current().all().await?;
    assert_eq!(left.iter().map(|device| device.name.as_deref()).collect::<Vec<_>>(), [Some("old phone")]);
    me.auth().devices().unpair_current(&left[0].id).await?;
    assert!(me.auth().devices().unpair_current(&left[0].id).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn an_api_client_is_made_and_logs_in() -> Result {
    let (sandbox, client) = site().await?;
    let role = client.role_store().roles().list().all().await?.into_iter().next().unwrap().id;
    let clients = client.local_user_store().api_clients();
    let id = clients.create(&ApiClient::new("backup", [RoleHandle::new(role)])).await?;
    let made = clients.get(&id).await?;
    let backup = logged_in(&sandbox, id.as_str(), made.secret.clone().unwrap())?;
    assert_eq!(backup.role_store().current_user().get().await?.principal.as_deref(), Some("backup"));
    clients.replace(&id, &made.name("backups")).await?;
    let search = ApiClientSearch::new().keywords("backups");
    assert_eq!(clients.search(&search).all().await?.len(), 1);
    assert_eq!(clients.list().page_size(1).all().await?.len(), 2);
    clients.delete(&id).await?;
    assert!(clients.get(&id).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn trusted_clients_and_clients_of_openid_connect_are_kept() -> Result {
    let (_sandbox, client) = site().await?;
    let clients = client.local_user_store().trusted_clients();
    let new = TrustedClient::new(TrustedClientType::Extender, "site-a").routing_prefix("a");
    let id = clients.create(&new).await?;
    let made = clients.get(&id).await?;
    clients.replace(&id, &made.enabled(true)).await?;
    assert_eq!(clients.list().all().await?.first().and_then(|one| one.enabled), Some(true));
    let extenders = client.local_user_store().extender_clients().all().await?;
    assert_eq!(extenders.first().and_then(|one| one.routing_prefix.as_deref()), Some("a"));
    clients.delete(&id).await?;

    let clients = client.auth().idp_clients();
    let id = clients.create(&IdpClient::new("wiki")).await?;
    let made = clients.get(&id).await?;
    let pair = clients.regenerate(&id).await?;
    let now = clients.get(&id).await?;
    assert!(pair.client_id.is_some() && now.oidc_client_id == pair.client_id);
    assert!(made.oidc_client_id != now.oidc_client_id);
    clients.replace(&id, &now.enabled(true)).await?;
    clients.delete(&id).await?;
    assert!(clients.get(&id).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn settings_are_changed() -> Result {
    let (_sandbox, client) = site().await?;
    let (settings, scope, db) = (client.settings(), SettingsScope::TrailIndex, "db".into());
    let all = json!({ "db": { "max_open_conns": 20 } });
    assert_eq!(settings.restart_required(&scope, &all).await?.restart, Some(true));
    settings.replace_scope(&scope, &all).await?;
    assert_eq!(settings.restart_required(&scope, &all).await?.restart, Some(false));
    let mut section = settings.section(&scope, &db).await?;
    section["max_open_conns"] = 30.into();
    settings.replace_section(&scope, &db, &section).await?;
    assert_eq!(settings.scope(&scope).await?["db"]["max_open_conns"], 30);
    assert_eq!(settings.scope_merged(&scope).await?["db"]["max_open_conns"], 30);
    assert_eq!(settings.section_schema(&scope, &db).await?["type"], "object");
    assert_eq!(settings.scope_schema(&scope).await?["type"], "object");
    Ok(())
}
