use crate::{ID, sandbox};
use privx::{
    Confirmed, Secret,
    host_store::{
        Disabled, Host, HostAddress, HostPrincipal, HostSearch, HostService, HostServiceType, ShellVariant,
        Whitelist, WhitelistEvaluate, WhitelistSearch,
    },
    monitor::AuditEventSearch,
    network_access_manager::{NetworkDestination, NetworkTarget, NetworkTargetQuery},
};
use serde_json::json;

#[tokio::test]
async fn a_host_is_created_changed_and_deleted_and_its_passphrase_is_masked() -> sandbox::Result {
    let (_sandbox, client) = sandbox::site().await?;
    let hosts = client.host_store().hosts();
    let account = HostPrincipal::new("root").passphrase(Secret::from("hunter2-hunter2"));
    let new = Host::new("db1", ["10.0.0.5"]).services([HostService::ssh("10.0.0.5")]).principals([account]);
    let id = hosts.create(&new.tags(["prod".to_owned()])).await?;
    let host = hosts.get(&id).await?;
    assert!(hosts.replace(&id, &host).await.is_err(), "the mask is refused");
    hosts.replace(&id, &host.drop_masked().comment("moved")).await?;
    hosts.set_disabled(&id, true).await?;
    let found = hosts.search(&HostSearch::new().keywords("db1")).all().await?;
    assert_eq!((found.len(), found[0].disabled.as_ref()), (1, Some(&Disabled::ByAdmin)));
    assert_eq!(found[0].comment.as_deref(), Some("moved"));
    let address = HostAddress::new(HostServiceType::Ssh, "10.0.0.5", 22);
    assert_eq!(hosts.resolve(&address).await?.id, id);
    assert_eq!(hosts.tags().all().await?, ["prod"]);
    let script = Host::new("db2", ["10.0.0.6"]).external_id("e-1").deployable(true);
    let deployed = hosts.deploy(&script.clone().services([]).principals([])).await?;
    assert_eq!(hosts.deploy(&script.services([]).principals([])).await?.id, deployed.id);
    hosts.set_deployable(&deployed.id, false).await?;
    assert_eq!(hosts.list().all().await?.len(), 2);
    hosts.delete(&id).await?;
    assert!(hosts.get(&id).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn certificates_and_options_are_those_of_the_site() -> sandbox::Result {
    let (sandbox, client) = sandbox::site().await?;
    let store = client.host_store();
    let host = store.hosts().create(&Host::new("rds", ["a"]).services([]).principals([])).await?;
    let one = sandbox.privx().add_session_host_certificate(host.as_str(), "rds-1");
    let _ = sandbox.privx().add_session_host_certificate(host.as_str(), "rds-2");
    let certificates = store.session_host_certificates();
    certificates.delete(&host, &one.into()).await?;
    assert_eq!(certificates.list(&host).all().await?[0].hostname.as_deref(), Some("rds-2"));
    certificates.delete_all(&host).await?;
    assert!(certificates.list(&host).all().await?.is_empty());
    sandbox.privx().set_default_service_options(json!({ "ssh": { "shell": true } }));
    assert_eq!(store.default_service_options().await?.ssh.and_then(|ssh| ssh.shell), Some(true));
    Ok(())
}

#[tokio::test]
async fn a_whitelist_is_evaluated_and_stored() -> sandbox::Result {
    let (_sandbox, client) = sandbox::site().await?;
    let whitelists = client.host_store().whitelists();
    let list = Whitelist::glob("backup", ["df *"]);
    let test =
        WhitelistEvaluate::new(list.clone(), ShellVariant::Bash, ["df -h".to_owned(), "rm".to_owned()]);
    let found = whitelists.evaluate(&test).await?.command_results;
    assert_eq!((found[0].allowed, found[1].allowed), (Some(true), Some(false)));
    let id = whitelists.create(&list).await?;
    assert!(whitelists.create(&list).await.is_err_and(|error| error.is_conflict()));
    let list = whitelists.get(&id).await?;
    whitelists.replace(&id, &list.comment("nightly")).await?;
    let found = whitelists.search(&WhitelistSearch::new().keywords("nightly")).all().await?;
    assert_eq!(found.len(), 1);
    whitelists.delete(&id).await?;
    Ok(())
}

#[tokio::test]
async fn a_network_target_is_stored_and_instances_restart() -> sandbox::Result {
    let (sandbox, client) = sandbox::site().await?;
    let targets = client.network_access_manager().network_targets();
    let target = NetworkTarget::new("printers", [NetworkDestination::to("10.0.9.1", "10.0.9.9")], []);
    let id = targets.create(&target).await?;
    targets.set_disabled(&id, true).await?;
    let found = targets.list_matching(&NetworkTargetQuery::new().name("printers")).all().await?;
    assert_eq!(found[0].disabled, Some(Disabled::ByAdmin));
    targets.replace(&id, &targets.get(&id).await?.comment("second floor")).await?;
    assert!(targets.get(&ID.into()).optional().await?.is_none());
    let monitor = client.monitor();
    let before = monitor.status().await?.app_id;
    monitor.terminate_instances(Confirmed).await?;
    assert_ne!(monitor.status().await?.app_id, before);
    let components = monitor.components().await?;
    assert!(components.machines["sandbox"].iter().all(|one| one.status.is_some()));
    sandbox.privx().add_audit_event("AUTH", "7", "LOGIN");
    let event = monitor.audit_events().list().all().await?.pop().ok_or("an event")?;
    let codes = monitor.audit_events().codes().await?.codes;
    assert_eq!(codes[&event.event_id.unwrap()].event_name.as_deref(), Some("LOGIN"));
    let search = AuditEventSearch::new().keywords("network_targets.create");
    let found = monitor.audit_events().search(&search).all().await?;
    let ids = found.first().and_then(|event| event.message.clone()).ok_or("an event")?;
    assert!(ids.values().any(|value| *value == *id.as_str()));
    Ok(())
}
