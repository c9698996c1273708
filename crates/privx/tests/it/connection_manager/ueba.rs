use crate::{
    ID, KIT, client,
    support::{DONE, creates, exchange, is_identified, is_limited, keeps_the_rules, may_be_missing, sends},
};
use portcullis_testkit::{Kit, Resource, full, operation, sample, sent};
use privx::{
    Client, Delivery, Retry, Secret,
    connection_manager::{
        AnomalyAction, ExcludeTimeRange, TimeRange, Ueba, UebaAnomalySettings, UebaConfiguration,
        UebaDataset, UebaDatasetOptions, UebaDatasets,
    },
};
use serde_json::json;

const UEBA: &str = "/connection-manager/api/v1/ueba";
const HANDLE: &str = "7c1d0000-0000-4000-8000-000000000009";

/// The samples of the facts are out of the limits.
const UNLIMITED: Kit<Client> = Kit::new(|transport| {
    let builder = Client::builder("https://privx.example").bearer("tok-0123456789").retry(Retry::none());
    builder.check_input(false).transport(transport).build().unwrap()
});

fn ueba(client: &Client) -> Ueba {
    client.connection_manager().ueba()
}

fn datasets(client: &Client) -> UebaDatasets {
    ueba(client).datasets()
}

#[tokio::test]
async fn every_field_is_read() {
    let settings = async |c: &Client| ueba(c).anomaly_settings().await;
    exchange("ueba.anomaly_settings_get", format!("GET {UEBA}/anomaly-settings"), full(), settings).await;
    let configuration = async |c: &Client| ueba(c).configuration().await;
    exchange("ueba.configuration_get", format!("GET {UEBA}/configure"), full(), configuration).await;
    let status = async |c: &Client| ueba(c).status().await;
    exchange("ueba.status", format!("GET {UEBA}/status"), full(), status).await;
    let status = async |c: &Client| ueba(c).status_internal().await;
    exchange("ueba.status_internal", format!("GET {UEBA}/status/internal"), full(), status).await;
    let options = UebaDatasetOptions::new().logs(true).bin_count(10);
    let list = async |c: &Client| datasets(c).list(&options).page_size(5).all().await;
    let line = format!("GET {UEBA}/datasets?logs=true&bin_count=10");
    exchange("ueba.datasets_list", line, full(), list).await;
    let get = async |c: &Client| datasets(c).get(&ID.into(), &options).await;
    let line = format!("GET {UEBA}/datasets/{ID}?logs=true&bin_count=10");
    exchange("ueba.datasets_get", line, full(), get).await;
}

#[tokio::test]
async fn settings_are_written_as_they_were_read() {
    let get = async |c: &Client, _: &str| ueba(c).anomaly_settings().await;
    let set = async |c: &Client, _: &str, settings| ueba(c).set_anomaly_settings(&settings).await;
    let (get, replace) = (("ueba.anomaly_settings_get", get), ("ueba.anomaly_settings_set", set));
    Resource { kit: UNLIMITED, get, replace, reserved: &[], except: &[] }.keeps_the_rules().await;
    let get = async |c: &Client, _: &str| ueba(c).configuration().await;
    let set = async |c: &Client, _: &str, configuration| ueba(c).set_configuration(&configuration).await;
    keeps_the_rules(("ueba.configuration_get", get), ("ueba.configuration_set", set), &[]).await;
    let settings = UebaAnomalySettings::new(AnomalyAction::Block, 0.25);
    let set = async |c: &Client| ueba(c).set_anomaly_settings(&settings).await;
    let line = sent(format!("POST {UEBA}/anomaly-settings"), r#"{"action":"BLOCK","threshold":0.25}"#);
    exchange("ueba.anomaly_settings_set", line, DONE, set).await;
    let set = async |c: &Client, one: &UebaConfiguration| ueba(c).set_configuration(one).await;
    let line = format!("POST {UEBA}/configure");
    sends(operation("ueba.configuration_set"), &line, sample("UebaConfigurationInput"), &[], set).await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    for threshold in [-0.1, 1.1, f64::INFINITY, f64::NAN] {
        let settings = UebaAnomalySettings::new(AnomalyAction::Audit, threshold);
        let set = async |c: &Client| ueba(c).set_anomaly_settings(&settings).await;
        is_limited(operation("ueba.anomaly_settings_set"), "threshold", set).await;
    }
    for (threshold, text) in [(0.0, "0"), (1.0, "1")] {
        let settings = UebaAnomalySettings::new(AnomalyAction::Audit, threshold);
        let set = async |c: &Client| ueba(c).set_anomaly_settings(&settings).await;
        let body = format!(r#"{{"action":"AUDIT","threshold":{text}}}"#);
        exchange("ueba.anomaly_settings_set", sent(format!("POST {UEBA}/anomaly-settings"), body), DONE, set)
            .await;
    }
    let settings = UebaAnomalySettings::default().threshold(1.0);
    let set = async |c: &Client| ueba(c).set_anomaly_settings(&settings).await;
    is_limited(operation("ueba.anomaly_settings_set"), "action", set).await;
    let set = async |c: &Client| ueba(c).set_configuration(&UebaConfiguration::new("")).await;
    is_limited(operation("ueba.configuration_set"), "address", set).await;
    let create = async |c: &Client| datasets(c).create(&UebaDataset::default().comment("a")).await;
    is_limited(operation("ueba.datasets_create"), "time_range_settings", create).await;
}

#[tokio::test]
async fn a_dataset_is_written_as_a_whole() {
    const SERVER: &[&str] =
        &["/id", "/last_training", "/training_results", "/created", "/created_by", "/updated", "/updated_by"];
    let dataset = sample("UebaDatasetInput");
    let create = async |c: &Client, one: &UebaDataset| datasets(c).create(one).await;
    creates("ueba.datasets_create", &format!("POST {UEBA}/datasets"), dataset.clone(), SERVER, create).await;
    let line = format!("PUT {UEBA}/datasets/{}", dataset["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &UebaDataset| datasets(c).replace(&one.id, one).await;
    sends(operation("ueba.datasets_update"), &line, dataset, &[], replace).await;
    let delete = async |c: &Client| datasets(c).delete(&ID.into()).await;
    exchange("ueba.datasets_delete", format!("DELETE {UEBA}/datasets/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_dataset_keeps_the_rules_of_a_resource() {
    let options = UebaDatasetOptions::new();
    let get = async |c: &Client, id: &str| datasets(c).get(&id.into(), &options).await;
    let replace = async |c: &Client, id: &str, one: UebaDataset| datasets(c).replace(&id.into(), &one).await;
    keeps_the_rules(("ueba.datasets_get", get), ("ueba.datasets_update", replace), &[]).await;
    let get = async |c: &Client| datasets(c).get(&ID.into(), &options).await;
    is_identified("ueba.datasets_get", format!("GET {UEBA}/datasets/{ID}"), get).await;
    let get = async |c: &Client| datasets(c).get(&ID.into(), &options).optional().await;
    may_be_missing("ueba.datasets_get", &format!("GET {UEBA}/datasets/{ID}"), get).await;
}

#[tokio::test]
async fn connections_are_counted_in_a_range_with_gaps() {
    let gap = ExcludeTimeRange::new("2026-01-10T00:00:00Z", "2026-01-11T00:00:00Z");
    let range = TimeRange::default().start("2026-01-01T00:00:00Z").end("2026-02-01T00:00:00Z").exclude([gap]);
    let count = async |c: &Client| ueba(c).connection_count(&range).await;
    let body = r#"{"start":"2026-01-01T00:00:00Z","end":"2026-02-01T00:00:00Z","exclude":[{"start":"2026-01-10T00:00:00Z","end":"2026-01-11T00:00:00Z"}]}"#;
    let line = sent(format!("POST {UEBA}/query-connection-count"), body);
    exchange("ueba.connection_count", line.clone(), full(), &count).await;
    assert_eq!(exchange("ueba.connection_count", line, (200, json!({ "count": 7 })), count).await, 7);
}

#[tokio::test]
async fn a_training_is_begun_once_and_counts_its_connections() {
    let train = async |c: &Client| datasets(c).train(&ID.into(), true).await;
    let line = format!("POST {UEBA}/train/{ID}?set_active_after_training=true");
    exchange("ueba.train", line, full(), train).await;
    let start = async |c: &Client| ueba(c).start_analyzing(&ID.into()).await;
    exchange("ueba.start_analyzing", format!("POST {UEBA}/start-analyzing/{ID}"), DONE, start).await;
    let stop = async |c: &Client| ueba(c).stop_analyzing().await;
    exchange("ueba.stop_analyzing", format!("POST {UEBA}/stop-analyzing"), DONE, stop).await;
    // A second training is not begun because the reply to the first one is lost.
    let contract = operation("ueba.train").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = datasets(&client).train(&ID.into(), false).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn the_setup_script_is_downloaded_by_a_handle() {
    let reason = "a handle is a secret wherever it is sent";
    let handle = async |c: &Client| ueba(c).setup_script_handle().await;
    let line = format!("POST {UEBA}/setup-script");
    exchange("ueba.setup_script_handle", &line, full().opaque("id", reason), handle).await;
    let script = async |c: &Client| ueba(c).setup_script_download(&Secret::from(HANDLE)).bytes().await;
    let line = format!("GET {UEBA}/setup-script/{HANDLE}");
    let bytes = exchange("ueba.setup_script_download", &line, (200, "#!/bin/sh"), script).await;
    assert_eq!(bytes.expose_secret(), b"#!/bin/sh");
    let refused = json!({ "error_code": "PERMISSION_DENIED", "error_message": format!("no {HANDLE}") });
    let error = KIT.refusal("ueba.setup_script_download", &line, (403, refused), script).await;
    assert!(error.is_forbidden() && !format!("{error} {error:?}").contains(HANDLE), "{error:?}");
    let contract = operation("ueba.setup_script_download").replies(200, "#!/bin/sh");
    let contract = contract.aside("POST", &format!("{UEBA}/setup-script"), 200, json!({ "id": HANDLE }));
    let contract = contract.start().await;
    let script = ueba(&client(&contract)).setup_script().await.unwrap().bytes().await.unwrap();
    assert_eq!(script.expose_secret(), b"#!/bin/sh");
    contract.request().await.is("GET", &format!("{UEBA}/setup-script/{HANDLE}"));
}
