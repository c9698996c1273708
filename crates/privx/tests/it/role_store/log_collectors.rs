use crate::{
    ID,
    support::{DONE, creates, exchange, keeps_the_rules, may_be_missing, sends},
};
use portcullis_testkit::{full, operation, sample};
use privx::{
    Client,
    role_store::{LogCollector, LogCollectors},
};

const COLLECTORS: &str = "/role-store/api/v1/logconf/collectors";

fn collectors(client: &Client) -> LogCollectors {
    client.role_store().log_collectors()
}

#[tokio::test]
async fn a_collector_is_written_as_a_whole() {
    let list = async |c: &Client| collectors(c).list().page_size(5).all().await;
    exchange("log_collectors.list", format!("GET {COLLECTORS}"), full(), list).await;
    let mut collector = sample("LogCollector");
    for old in ["azure_resource_group_name", "azure_subscription_id"] {
        collector.as_object_mut().unwrap().remove(old);
    }
    let create = async |c: &Client, collector: &LogCollector| collectors(c).create(collector).await;
    let server = &["/id", "/updated", "/status_code", "/status_text"];
    creates("log_collectors.create", &format!("POST {COLLECTORS}"), collector.clone(), server, create).await;
    let line = format!("PUT {COLLECTORS}/{}", collector["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &LogCollector| collectors(c).replace(&one.id, one).await;
    sends(operation("log_collectors.update"), &line, collector, &[], replace).await;
    let delete = async |c: &Client| collectors(c).delete(&ID.into()).await;
    exchange("log_collectors.delete", format!("DELETE {COLLECTORS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_collector_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| collectors(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, one: LogCollector| collectors(c).replace(&id.into(), &one).await;
    keeps_the_rules(("log_collectors.get", get), ("log_collectors.update", replace), &[]).await;
    let get = async |c: &Client| collectors(c).get(&ID.into()).optional().await;
    may_be_missing("log_collectors.get", &format!("GET {COLLECTORS}/{ID}"), get).await;
}
