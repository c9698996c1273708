//! The service `workflow-engine`: every operation, and the rules of its objects.

mod requests;
mod sandbox;
mod waiting;
mod workflows;

use crate::{
    ID,
    support::{exchange, is_identified, reads_the_state, sends},
};
use portcullis_testkit::{Resource, full, operation, sample};
use privx::{Client, ErrorKind, Secret, workflow_engine::WorkflowSettings};
use serde_json::json;

const SETTINGS: &str = "/workflow-engine/api/v1/settings";
const ENGINE: &str = "/workflow-engine/api/v1";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.workflow_engine().status().await;
    reads_the_state("workflow_engine.status", "GET /workflow-engine/api/v1/status", status).await;
}

#[tokio::test]
async fn settings_are_read_replaced_and_tested() {
    let get = async |c: &Client| c.workflow_engine().settings().await;
    exchange("workflow_engine.settings_get", format!("GET {SETTINGS}"), full(), get).await;
    let settings = sample("WorkflowSettings");
    let set =
        async |c: &Client, settings: &WorkflowSettings| c.workflow_engine().set_settings(settings).await;
    let line = format!("PUT {SETTINGS}");
    sends(operation("workflow_engine.settings_set"), &line, settings.clone(), &[], set).await;
    let line = "POST /workflow-engine/api/v1/testsmtp";
    let test = async |c: &Client, settings: &WorkflowSettings| c.workflow_engine().test_smtp(settings).await;
    let contract = operation("workflow_engine.test_smtp").replies(200, json!({ "status": "OK" }));
    let tested = sends(contract, line, settings.clone(), &[], test).await;
    let line = portcullis_testkit::sent(line, String::from_utf8(tested.body().to_owned()).unwrap());
    let settings: WorkflowSettings = serde_json::from_value(settings).unwrap();
    let test = async |c: &Client| c.workflow_engine().test_smtp(&settings).await;
    exchange("workflow_engine.test_smtp", line, full(), test).await;
}

#[tokio::test]
async fn settings_are_written_back_as_they_were_read() {
    let get = async |c: &Client, _: &str| c.workflow_engine().settings().await;
    let set = async |c: &Client, _: &str, settings: WorkflowSettings| {
        c.workflow_engine().set_settings(&settings).await
    };
    let (get, replace) = (("workflow_engine.settings_get", get), ("workflow_engine.settings_set", set));
    Resource { kit: crate::KIT, get, replace, reserved: &[], except: &[] }.written_back().await;
}

#[tokio::test]
async fn a_masked_password_is_not_written_back() {
    let settings = WorkflowSettings::new().smtp_server_password(Secret::from("****"));
    let client = Client::builder("https://privx.example").bearer("tok-0123456789").build().unwrap();
    let error = client.workflow_engine().set_settings(&settings).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Input && error.message().contains("`smtp_server_password`"));
    assert!(client.workflow_engine().test_smtp(&settings).await.is_err());
}

#[tokio::test]
async fn an_object_without_an_id_is_refused() {
    let get = async |c: &Client| c.workflow_engine().workflows().get(&ID.into()).await;
    is_identified("workflows.get", format!("GET {ENGINE}/workflows/{ID}"), get).await;
    let get = async |c: &Client| c.workflow_engine().requests().get(&ID.into()).await;
    is_identified("requests.get", format!("GET {ENGINE}/requests/{ID}"), get).await;
}
