//! Operations against the sandbox.

use crate::sandbox::{Result, site, trusting};
use privx::{
    Delivery, Secret, Trust,
    authorizer::{
        AccessGroup, AccessGroupSearch, AccountSecretSearch, CaFilter, CaQuery, Component, ComponentCaConfig,
        LoanEnd, PrincipalKeyImport, PrincipalQuery, SigningRequest,
    },
};

#[tokio::test]
async fn a_secret_is_borrowed_by_two() -> Result {
    let (sandbox, client) = site().await?;
    sandbox.privx().add_account_secret("hosts/db/root", "root", "hunter2");
    let secrets = client.authorizer().account_secrets();
    let search = AccountSecretSearch::new().username("root");
    let found = secrets.search(&search).all().await?;
    let path = found.first().and_then(|secret| secret.path.clone()).ok_or("no secret")?;
    let (mut first, mut second) = (secrets.borrow(&path), secrets.borrow(&path));
    let one = first.open().await?.id.clone();
    let other = second.open().await?;
    assert!(other.id != one && other.secret().is_some_and(|secret| secret.expose_secret() == "hunter2"));
    assert_eq!(first.close().await?, LoanEnd::Released);
    assert!(secrets.checkout(&one).optional().await?.is_none());
    assert_eq!(secrets.checkouts().all().await?.len(), 1);
    let id = second.open().await?.id.clone();
    secrets.release(&id).await?;
    assert_eq!(second.close().await?, LoanEnd::Gone);
    Ok(())
}

#[tokio::test]
async fn a_group_renews_its_key() -> Result {
    let (_sandbox, client) = site().await?;
    let (groups, cas) = (client.authorizer().access_groups(), client.authorizer().cas());
    let id = groups.create(&AccessGroup::new("plant 4").comment("hosts")).await?;
    let group = groups.get(&id).await?;
    let old = group.ca_id.clone().ok_or("no key")?;
    groups.replace(&id, &group.comment("hosts of plant 4")).await?;
    let found = groups.search(&AccessGroupSearch::new().keywords("plant")).all().await?;
    assert_eq!(found.first().and_then(|group| group.comment.as_deref()), Some("hosts of plant 4"));
    let new = groups.renew_ca(&id).await?;
    groups.revoke_ca(&id, &old).await?;
    let query = CaQuery::new().access_group_id(&id);
    let valid = cas.search(&query).all().await?;
    assert_eq!(valid.iter().filter_map(|ca| ca.id.clone()).collect::<Vec<_>>(), [new]);
    assert_eq!(cas.search(&query.filter(CaFilter::All)).all().await?.len(), 2);
    groups.delete(&id).await?;
    assert!(groups.get(&id).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn a_group_signs() -> Result {
    let (_sandbox, client) = site().await?;
    let principals = client.authorizer().principals();
    let group = client.authorizer().access_groups().create(&AccessGroup::new("plant 4")).await?;
    let key = principals.create(&group).await?.id.ok_or("no key")?;
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    principals.import(&group, &PrincipalKeyImport::new("ed25519", Secret::from(pem))).await?;
    assert_eq!(principals.list().all().await?.len(), 2);
    assert_eq!(principals.find(&group, &PrincipalQuery::new().key_id(&key)).await?.id, Some(key.clone()));
    assert!(principals.sign(&group, &SigningRequest::new("data").key_id(&key)).await?.signature.is_some());
    principals.delete_key(&group, &key).await?;
    assert!(principals.get(&group).await?.id.is_some_and(|id| id != key));
    principals.delete(&group).await?;
    assert!(principals.get(&group).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn certificates_and_revocation_lists_are_downloaded() -> Result {
    let (_sandbox, client) = site().await?;
    let authorizer = client.authorizer();
    authorizer.access_groups().create(&AccessGroup::new("plant 4")).await?;
    let found = authorizer.cas().list().all().await?;
    let ca = found.first().ok_or("no authority")?;
    let id = ca.id.as_ref().ok_or("no id")?;
    assert!(ca.not_after.is_some() && ca.subject.is_some() && ca.subject == ca.issuer);
    Trust::only_pem(authorizer.cas().download(id).bytes().await?.expose_secret())?;
    assert!(authorizer.cas().crl(id).bytes().await?.expose_secret().starts_with(b"\x30"));

    let components = authorizer.component_cas();
    for kind in [Component::Extender, Component::WebProxy, Component::DbProxy] {
        let found = components.list(&kind).all().await?;
        let ca = found.first().ok_or("no authority")?;
        let id = ca.id.as_ref().ok_or("no id")?;
        assert!(components.crl(&kind, id).bytes().await?.expose_secret().starts_with(b"\x30"));
        if kind == Component::WebProxy {
            assert_eq!(components.get(&kind, id).await?.x509_certificate, ca.x509_certificate);
        } else {
            Trust::only_pem(components.download(&kind, id).bytes().await?.expose_secret())?;
        }
    }
    let conf = client.db_proxy().conf().await?;
    let of_proxies = components.list(&Component::DbProxy).all().await?;
    let listed = of_proxies.first().and_then(|ca| ca.fingerprint_sha256.as_ref());
    assert!(listed.is_some());
    assert_eq!(conf.ca_certificate.and_then(|ca| ca.fingerprint_sha256).as_ref(), listed);
    Ok(())
}

#[tokio::test]
async fn the_trust_anchor_is_all_that_another_client_needs() -> Result {
    let (sandbox, client) = site().await?;
    let anchor = client.authorizer().ssl_trust_anchor().await?;
    let extenders = client.authorizer().extender_trust_anchor().await?;
    assert!(anchor.trust_anchor_sha256.is_some());
    assert_eq!(anchor.trust_anchor_sha256, extenders.trust_anchor_sha256);
    let pem = anchor.trust_anchor.ok_or("no anchor")?;
    let second = trusting(&sandbox, Some(Trust::only_pem(&pem)?))?;
    assert!(second.authorizer().cas().list().all().await?.is_empty());
    let other = client.db_proxy().conf().await?.ca_certificate_chain.ok_or("no chain")?;
    for trust in [None, Some(Trust::only_pem(&other)?)] {
        let refused = trusting(&sandbox, trust)?.authorizer().cas().list().all().await;
        assert!(refused.is_err_and(|error| error.delivery() == Delivery::NotSent));
    }
    Ok(())
}

#[tokio::test]
async fn settings_of_components_and_the_state_are_read() -> Result {
    let (_sandbox, client) = site().await?;
    let cas = client.authorizer().component_cas();
    let first = cas.list(&Component::Extender).all().await?.pop().and_then(|ca| ca.id);
    assert_eq!(cas.config(&Component::Extender).await?.primary_ca_id, first);
    let id = "5f0a0000-0000-4000-8000-000000000001";
    cas.set_config(&Component::Extender, &ComponentCaConfig::new(id)).await?;
    let config = cas.config(&Component::Extender).await?;
    assert_eq!(config.primary_ca_id, Some(id.into()));
    assert!(cas.config(&Component::WebProxy).await?.primary_ca_id.is_some_and(|other| other != id.into()));
    assert_eq!(client.authorizer().status().await?.status.as_deref(), Some("OK"));
    Ok(())
}
