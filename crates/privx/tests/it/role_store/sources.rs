use crate::{
    ID,
    support::{DONE, creates, exchange, is_a_conflict, keeps_the_rules, may_be_missing, sends},
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    role_store::{Source, SourceConnection, SourceType, Sources},
};

const SOURCES: &str = "/role-store/api/v1/sources";

fn sources(client: &Client) -> Sources {
    client.role_store().sources()
}

#[tokio::test]
async fn sources_are_listed_and_refreshed() {
    let list = async |c: &Client| sources(c).list().page_size(5).all().await;
    exchange("sources.list", format!("GET {SOURCES}"), full(), list).await;
    let refresh = async |c: &Client| sources(c).refresh(&[ID.into()]).await;
    let line = sent(format!("POST {SOURCES}/refresh"), format!(r#"["{ID}"]"#));
    exchange("sources.refresh", line, DONE, refresh).await;
}

#[tokio::test]
async fn a_source_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/created",
        "/updated",
        "/author",
        "/updatedby",
        "/status_code",
        "/status_text",
        "/connection/openstack_apikey",
        "/connection/openstack_domainid",
    ];
    let source = sample("Source");
    let create = async |c: &Client, source: &Source| sources(c).create(source).await;
    creates("sources.create", &format!("POST {SOURCES}"), source.clone(), SERVER, create).await;
    let line = format!("PUT {SOURCES}/{}", source["id"].as_str().unwrap());
    let replace = async |c: &Client, source: &Source| sources(c).replace(&source.id, source).await;
    sends(operation("sources.update"), &line, source, &[], replace).await;
    let delete = async |c: &Client| sources(c).delete(&ID.into()).await;
    exchange("sources.delete", format!("DELETE {SOURCES}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_source_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| sources(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, source: Source| sources(c).replace(&id.into(), &source).await;
    keeps_the_rules(("sources.get", get), ("sources.update", replace), &["refresh"]).await;
    let get = async |c: &Client| sources(c).get(&ID.into()).optional().await;
    may_be_missing("sources.get", &format!("GET {SOURCES}/{ID}"), get).await;
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let source = Source::new("staff", SourceConnection::new(SourceType::Ldap));
    is_a_conflict(operation("sources.create"), async |c| sources(c).create(&source).await).await;
}
