use crate::{
    ID,
    support::{DONE, exchange, is_refused},
};
use portcullis_testkit::full;
use privx::{
    Client,
    auth::{Device, Devices},
};

const USERS: &str = "/auth/api/v1/users";
const DEVICE: &str = "mobile-sha256-3q2-7w=";
const ENCODED: &str = "mobile-sha256-3q2-7w%3D";

fn devices(client: &Client) -> Devices {
    client.auth().devices()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| devices(c).list_of(&ID.into()).page_size(5).all().await;
    exchange("devices.list_user", format!("GET {USERS}/{ID}/devices"), full(), list).await;
    let list = async |c: &Client| devices(c).list_current().all().await;
    exchange("devices.list_current", format!("GET {USERS}/current/devices"), full(), list).await;
    let never: Device = serde_json::from_str(r#"{"id":"a","lastUsed":""}"#).unwrap();
    assert_eq!(never.last_used.and_then(|time| time.unix_seconds()), None, "a time may be empty");
}

#[tokio::test]
async fn devices_are_unpaired() {
    let unpair = async |c: &Client| devices(c).unpair(&ID.into(), &DEVICE.into()).await;
    let line = format!("DELETE {USERS}/{ID}/devices/{ENCODED}");
    exchange("devices.unpair_user", line, DONE, unpair).await;
    let unpair = async |c: &Client| devices(c).unpair_current(&DEVICE.into()).await;
    let line = format!("DELETE {USERS}/current/devices/{ENCODED}");
    exchange("devices.unpair_current", line, DONE, unpair).await;
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    for id in ["", ".", "..", "current"] {
        is_refused("user_id", async |c| devices(c).list_of(&id.into()).all().await).await;
        is_refused("user_id", async |c| devices(c).unpair(&id.into(), &DEVICE.into()).await).await;
    }
    for id in ["", ".", ".."] {
        is_refused("device_id", async |c| devices(c).unpair(&ID.into(), &id.into()).await).await;
        is_refused("device_id", async |c| devices(c).unpair_current(&id.into()).await).await;
    }
}
