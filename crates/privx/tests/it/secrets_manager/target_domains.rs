use super::DOMAINS;
use crate::{
    ID,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_identified, is_refused, keeps_the_rules,
        may_be_missing, paged, sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    secrets_manager::{TargetDomain, TargetDomainSearch, TargetDomains},
};

fn domains(client: &Client) -> TargetDomains {
    client.secrets_manager().target_domains()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| domains(c).list().all().await;
    exchange("target_domains.list", format!("GET {DOMAINS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(domains(c).list_sorted(&sort())).await;
    exchange("target_domains.list", format!("GET {DOMAINS}?{PAGE}"), full(), sorted).await;
    let search = TargetDomainSearch::new()
        .keywords("a b")
        .enabled(true)
        .periodic_scan(false)
        .auto_onboarding(false)
        .sort(sort());
    let search = async |c: &Client| paged(domains(c).search(&search)).await;
    let body = r#"{"keywords":"a b","enabled":true,"periodic_scan":false,"auto_onboarding":false}"#;
    let line = sent(format!("POST {DOMAINS}/search?{PAGE}"), body);
    exchange("target_domains.search", line, full(), search).await;
    let resolve = async |c: &Client| domains(c).resolve(&["staff".to_owned()]).all().await;
    let line = sent(format!("POST {DOMAINS}/resolve"), r#"["staff"]"#);
    exchange("target_domains.resolve", line, full(), resolve).await;
}

#[tokio::test]
async fn a_domain_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/scan_status",
        "/scan_message",
        "/last_scanned",
        "/auto_onboarding_policy/deleted",
        "/created",
        "/author",
        "/updated",
        "/updated_by",
    ];
    let domain = sample("TargetDomain");
    let create = async |c: &Client, one: &TargetDomain| domains(c).create(one).await;
    creates("target_domains.create", &format!("POST {DOMAINS}"), domain.clone(), SERVER, create).await;
    let line = format!("PUT {DOMAINS}/{}", domain["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &TargetDomain| domains(c).replace(&one.id, one).await;
    sends(operation("target_domains.update"), &line, domain, &[], replace).await;
    let delete = async |c: &Client| domains(c).delete(&ID.into()).await;
    exchange("target_domains.delete", format!("DELETE {DOMAINS}/{ID}"), DONE, delete).await;
    let refresh = async |c: &Client| domains(c).refresh(&ID.into()).await;
    exchange("target_domains.refresh", format!("POST {DOMAINS}/{ID}/refresh"), DONE, refresh).await;
}

#[tokio::test]
async fn a_domain_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| domains(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, one: TargetDomain| domains(c).replace(&id.into(), &one).await;
    let reserved = &["resolve", "search"];
    keeps_the_rules(("target_domains.get", get), ("target_domains.update", replace), reserved).await;
    let get = async |c: &Client| domains(c).get(&ID.into()).await;
    is_identified("target_domains.get", format!("GET {DOMAINS}/{ID}"), get).await;
    let get = async |c: &Client| domains(c).get(&ID.into()).optional().await;
    may_be_missing("target_domains.get", &format!("GET {DOMAINS}/{ID}"), get).await;
    for id in ["", ".", "resolve"] {
        is_refused("target_domain_id", async |c| domains(c).refresh(&id.into()).await).await;
    }
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let domain = TargetDomain::new("staff");
    is_a_conflict(operation("target_domains.create"), async |c| domains(c).create(&domain).await).await;
}
