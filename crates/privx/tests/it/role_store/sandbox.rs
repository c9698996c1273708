//! Operations against the sandbox.

use crate::sandbox::{Result, site};
use privx::{
    Client, Delivery, ErrorKind, RoleId, Secret, UserId,
    local_user_store::LocalUser,
    role_store::{
        AuthorizedKey, AuthorizedKeySearch, AwsTokenOptions, LogCollector, Role, RoleSearch, RoleStore,
        Source, SourceConnection, SourceRule, SourceType, UserSearch, UserSettings,
    },
};

async fn ops(store: &RoleStore) -> Result<RoleId> {
    Ok(store.roles().create(&Role::new("ops", SourceRule::none()).comment("on call")).await?)
}

async fn alice(client: &Client) -> Result<UserId> {
    Ok(client
        .local_user_store()
        .users()
        .create(&LocalUser::new("alice").full_name("Alice Example"))
        .await?
        .as_str()
        .into())
}

#[tokio::test]
async fn roles_from_creation_to_deletion() -> Result {
    let (_sandbox, client) = site().await?;
    let (store, roles) = (client.role_store(), client.role_store().roles());
    let id = ops(&store).await?;
    assert!(
        roles.create(&Role::new("ops", SourceRule::none())).await.is_err_and(|error| error.is_conflict())
    );
    assert!(roles.list().page_size(1).all().await?.iter().any(|role| role.id == id));
    let search = RoleSearch::new(["ops".to_owned()]);
    assert_eq!(roles.search(&search).all().await?.first().map(|role| role.id.clone()), Some(id.clone()));
    assert_eq!(
        roles.resolve(&["ops".to_owned()]).all().await?.first().map(|role| role.id.clone()),
        Some(id.clone())
    );
    let role = roles.get(&id).await?;
    assert!(role.created.is_some() && role.comment.as_deref() == Some("on call"));
    roles.replace(&id, &role.permit_agent(true)).await?;
    let role = roles.get(&id).await?;
    assert!(role.permit_agent == Some(true) && role.comment.as_deref() == Some("on call"));
    roles.evaluate(&role).await?;
    let keys = store.principal_keys();
    let made = keys.generate(&id).await?;
    keys.import(&id, &Secret::from("-----BEGIN")).await?;
    assert_eq!(keys.list(&id).all().await?.len(), 2);
    assert!(keys.get(&id, &made).await?.public_key.is_some());
    keys.delete(&id, &made).await?;
    roles.delete(&id).await?;
    assert!(roles.get(&id).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn a_role_is_granted_shown_and_revoked() -> Result {
    let (sandbox, client) = site().await?;
    let (store, users) = (client.role_store(), client.role_store().users());
    let (role, user) = (ops(&store).await?, alice(&client).await?);
    let found = users.search(&UserSearch::new().keywords("alice")).all().await?;
    assert!(found.iter().any(|found| found.id == user));
    users.set_roles(&user, &[Role::granted(role.clone(), "ops")]).await?;
    let held = users.roles(&user).all().await?;
    assert!(held.iter().any(|held| held.id == role && held.explicit == Some(true)));
    assert!(users.get(&user).await?.roles.is_some_and(|held| held.iter().any(|held| held.id == role)));
    assert_eq!(store.roles().members(&role).all().await?.len(), 1);
    assert_eq!(users.resolve(&user).await?.principal.as_deref(), Some("alice"));
    // What was read is written back without the role.
    users.set_roles(&user, &held.into_iter().filter(|held| held.id != role).collect::<Vec<_>>()).await?;
    assert!(users.roles(&user).all().await?.is_empty());

    let options = AwsTokenOptions::new().ttl(900);
    // A missing permission is no lost session.
    let error = store.roles().aws_token(&role, &options).await.err().ok_or("it is not held")?;
    assert!(error.is_forbidden() && error.kind() == ErrorKind::Api && error.delivery() == Delivery::Rejected);
    let me = UserId::from(sandbox.details().privx.api_client_id.as_str());
    let mut mine = users.roles(&me).all().await?;
    mine.push(Role::granted(role.clone(), "ops"));
    users.set_roles(&me, &mine).await?;
    assert!(store.roles().aws_token(&role, &options).await?.session_token.is_some());
    users.search_external(&UserSearch::new().keywords("alice")).all().await?;
    users.enable_mfa(std::slice::from_ref(&user)).await?;
    users.disable_mfa(std::slice::from_ref(&user)).await?;
    users.reset_mfa(&[user]).await?;
    assert!(
        store.aws_roles().list().all().await?.is_empty()
            && store.current_user().aws_roles().all().await?.is_empty()
    );
    let unknown = "00000000-0000-4000-8000-00000000ffff".into();
    assert!(store.aws_roles().get(&unknown).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn settings_and_keys_belong_to_a_user() -> Result {
    let (sandbox, client) = site().await?;
    let (store, me) = (client.role_store(), client.role_store().current_user());
    assert_eq!(me.get().await?.id.as_str(), sandbox.details().privx.api_client_id);
    assert!(store.status().await?.status.is_some());
    let user = alice(&client).await?;
    let mut settings = UserSettings::new();
    settings.extra.insert("theme", "dark");
    store.users().set_settings(&user, &settings).await?;
    assert_eq!(store.users().settings(&user).await?.extra.get("theme"), Some(&"dark".into()));
    me.set_settings(&settings).await?;
    assert!(me.settings().await?.extra.get("theme").is_some());

    let keys = store.authorized_keys();
    let id = keys.create(&user, &AuthorizedKey::new("laptop", "ssh-ed25519 AAAA")).await?;
    let key = keys.get(&user, &id).await?;
    keys.replace(&user, &id, &key.comment("new")).await?;
    assert_eq!(keys.get(&user, &id).await?.comment.as_deref(), Some("new"));
    assert_eq!(keys.resolve(&AuthorizedKeySearch::new("alice", "ssh-ed25519 AAAA")).await?.id, id);
    assert_eq!((keys.list().all().await?.len(), keys.list_of(&user).all().await?.len()), (1, 1));
    keys.delete(&user, &id).await?;
    let id = me.create_authorized_key(&AuthorizedKey::new("job", "ssh-ed25519 BBBB")).await?;
    let key = me.authorized_key(&id).await?;
    me.replace_authorized_key(&id, &key.comment("new")).await?;
    assert_eq!(me.authorized_keys().all().await?.len(), 1);
    me.delete_authorized_key(&id).await?;
    assert!(me.authorized_key(&id).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn directories_and_collectors_are_kept() -> Result {
    let (_sandbox, client) = site().await?;
    let (store, sources) = (client.role_store(), client.role_store().sources());
    let ldap = SourceConnection::new(SourceType::Ldap).address("ldap.example.org").port(636);
    let id = sources.create(&Source::new("staff", ldap.ldap_bind_password(Secret::from("hunter2")))).await?;
    assert!(sources.list().all().await?.iter().any(|source| source.id == id));
    let source = sources.get(&id).await?;
    sources.replace(&id, &source.enabled(true).drop_masked()).await?;
    assert_eq!(sources.get(&id).await?.enabled, Some(true));
    sources.refresh(std::slice::from_ref(&id)).await?;

    sources.delete(&id).await?;

    let collectors = store.log_collectors();
    let secret = Secret::from("hunter2");
    let made = collectors.create(&LogCollector::new("cloud", "AWS").iam_secret_access_key(secret)).await?;
    let collector = collectors.get(&made).await?;
    collectors.replace(&made, &collector.enabled(true).drop_masked()).await?;
    assert_eq!(collectors.list().all().await?.first().and_then(|collector| collector.enabled), Some(true));
    collectors.delete(&made).await?;
    let gone = collectors.get(&made).await.err().ok_or("it is gone")?;
    assert!(gone.kind() == ErrorKind::Api && gone.is_not_found());
    Ok(())
}
