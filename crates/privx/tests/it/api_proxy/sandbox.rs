//! Operations against the sandbox.

use crate::sandbox::{Result, site};
use privx::{
    RoleHandle, Secret, Trust, UserId,
    api_proxy::{
        ApiTarget, ApiTargetEndpoint, ApiTargetHandle, ApiTargetSearch, ClientCredential, EndpointMethod,
        EndpointProtocol, TargetCredential,
    },
    http::Method,
    role_store::{Role, SourceRule},
};
use serde_json::json;

#[tokio::test]
async fn targets_and_credentials_from_creation_to_deletion() -> Result {
    let (sandbox, client) = site().await?;
    let ops = client.role_store().roles().create(&Role::new("ops", SourceRule::none())).await?;
    let targets = client.api_proxy().targets();
    let reads = ApiTargetEndpoint::new("a.example", [EndpointProtocol::Any], [EndpointMethod::Get], ["/**"]);
    let new = json!({ "name": "apis" });
    let made = client.request(Method::POST, "/authorizer/api/v1/accessgroups").json(&new).pick("id").call();
    let group: String = made.await?;
    let mut target = ApiTarget::new("billing", group, [RoleHandle::new(ops)], [reads]);
    target.tags = Some(vec!["money".to_owned()]);
    let target = target.target_credential(TargetCredential::token(Secret::from("hunter2")));
    let id = targets.create(&target).await?;
    assert!(targets.create(&target).await.is_err_and(|error| error.is_conflict()));
    let read = targets.get(&id).await?;
    assert!(targets.replace(&id, &read.clone()).await.is_err(), "its token is masked");
    let token = TargetCredential::token(Secret::from("hunter3"));
    targets.replace(&id, &read.comment("new").target_credential(token)).await?;
    assert_eq!(targets.get(&id).await?.comment.as_deref(), Some("new"));
    assert_eq!(targets.search(&ApiTargetSearch::new().keywords("billing")).all().await?.len(), 1);
    assert_eq!(
        (targets.list().all().await?.len(), targets.tags().all().await?),
        (1, vec!["money".to_owned()])
    );

    let mine = client.api_proxy().client_credentials();
    let new = ClientCredential::new("job", ApiTargetHandle::new(id.clone()));
    let credential = mine.create(&new).await?;
    let read = mine.get(&credential).await?;
    mine.replace(&credential, &read.enabled(false)).await?;
    assert_eq!(mine.list().all().await?.first().and_then(|found| found.enabled), Some(false));
    assert!(!mine.secret(&credential).await?.text().is_empty());
    let me = UserId::from(sandbox.details().privx.api_client_id.as_str());
    let of_user = client.api_proxy().user_client_credentials();
    assert_eq!(of_user.list(&me).all().await?.len(), 1);
    of_user.delete(&me, &credential).await?;
    assert!(mine.get(&credential).optional().await?.is_none());
    targets.delete(&id).await?;
    assert!(client.api_proxy().status().await?.status.is_some());
    let conf = client.api_proxy().conf().await?;
    assert!(conf.addresses.is_empty() && conf.ca_certificate.is_some_and(|ca| ca.serial.is_some()));
    Trust::only_pem(conf.ca_certificate_chain.ok_or("no chain")?)?;
    Ok(())
}
