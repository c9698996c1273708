//! The service `monitor-service`: every operation.

mod audit_events;

use crate::support::{DONE, exchange, is_refused, reads_the_state};
use portcullis_testkit::{Answer, full, operation};
use privx::{Client, Confirmed, Delivery};
use serde_json::json;

const MONITOR: &str = "/monitor-service/api/v1";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.monitor().status().await;
    reads_the_state("monitor.status", &format!("GET {MONITOR}/status"), status).await;
}

#[tokio::test]
async fn components_are_read_by_machine() {
    let components = async |c: &Client| c.monitor().components().await;
    let line = format!("GET {MONITOR}/components");
    exchange("monitor.components", &line, full(), components).await;
    let odd = Answer::from((200, json!({ "a": [{ "hostname": "a" }], "b": "later" })));
    let odd = odd.unlike_the_facts("a form that is not known yet");
    let found = exchange("monitor.components", &line, odd, components).await;
    assert_eq!(found.machines["a"][0].hostname.as_deref(), Some("a"));
    assert_eq!((found.machines.len(), found.extra.get("b")), (1, Some(&json!("later"))));
}

#[tokio::test]
async fn what_has_no_known_form_is_read_as_it_comes() {
    for reply in [json!([{ "hostname": "a" }]), json!({ "status": "RUNNING" })] {
        let one = async |c: &Client| c.monitor().component("privx 1").await;
        let line = format!("GET {MONITOR}/components/privx%201");
        assert_eq!(exchange("monitor.component", line, (200, reply.clone()), one).await, reply);
        let status = async |c: &Client| c.monitor().instance_status().await;
        let line = format!("GET {MONITOR}/instance/status");
        assert_eq!(exchange("monitor.instance_status", line, (200, reply.clone()), status).await, reply);
    }
    is_refused("hostname", async |c| c.monitor().component("").await).await;
}

#[tokio::test]
async fn instances_are_terminated_once() {
    let terminate = async |c: &Client| c.monitor().terminate_instances(Confirmed).await;
    let line = format!("POST {MONITOR}/instance/exit");
    exchange("monitor.terminate_instances", line, DONE, terminate).await;
    let contract = operation("monitor.terminate_instances").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = terminate(&client).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn the_time_is_read() {
    let time = async |c: &Client| c.monitor().time().await;
    exchange("monitor.time", format!("GET {MONITOR}/time"), full(), time).await;
}
