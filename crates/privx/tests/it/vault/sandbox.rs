//! Operations against the sandbox.

use crate::sandbox::{Result, site};
use privx::{
    RoleHandle, Secret, UserId,
    role_store::{Role, SourceRule},
    vault::{SecretData, SecretSearch, VaultSecret},
};

#[tokio::test]
async fn secrets_from_creation_to_deletion() -> Result {
    let (sandbox, client) = site().await?;
    let ops = client.role_store().roles().create(&Role::new("ops", SourceRule::none())).await?;
    let (vault, secrets) = (client.vault(), client.vault().secrets());
    let data = SecretData::from_iter([("password", Secret::from("hunter2"))]);
    let new = VaultSecret::new("db/root", data).read_roles([RoleHandle::new(ops)]);
    let name = secrets.create(&new).await?;
    assert!(secrets.create(&new).await.is_err_and(|error| error.is_conflict()));
    let secret = secrets.get(&name).await?;
    let password = secret.data.as_ref().and_then(|data| data.get("password")).ok_or("it is there")?;
    assert_eq!(password.expose_secret(), "hunter2");
    assert!(secrets.list().all().await?.iter().all(|secret| secret.data.is_none()));
    assert_eq!(secrets.search(&SecretSearch::new().keywords("root")).all().await?.len(), 1);
    let secret = secret.data(SecretData::from_iter([("password", Secret::from("hunter3"))]));
    secrets.replace(&name, &secret).await?;
    let metadata = secrets.metadata(&name).await?;
    assert!(metadata.data.is_none() && metadata.read_roles.is_some_and(|roles| roles.len() == 1));
    let secret = secrets.get(&name).await?.data.ok_or("it is there")?;
    assert_eq!(secret.get("password").ok_or("it is there")?.expose_secret(), "hunter3");
    secrets.delete(&name).await?;
    assert!(secrets.get(&name).optional().await?.is_none());

    let me = UserId::from(sandbox.details().privx.api_client_id.as_str());
    let mine = vault.user_secrets();
    let name = mine.create(&me, &VaultSecret::new("note", SecretData::from_json("{}")?)).await?;
    let secret = mine.get(&me, &name).await?;
    mine.replace(&me, &name, &secret).await?;
    assert_eq!(
        (mine.list(&me).all().await?.len(), mine.metadata(&me, &name).await?.data.is_none()),
        (1, true)
    );
    mine.delete(&me, &name).await?;
    assert!(vault.status().await?.status.is_some());
    Ok(())
}
