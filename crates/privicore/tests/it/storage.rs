use super::{TOKEN, devices::takes_a_device, playing};
use portcullis_testkit::operation;
use serde_json::json;

#[tokio::test]
async fn register() {
    takes_a_device("storage.register", "/storage/register", |c, d| c.storage().register(d)).await;
}

#[tokio::test]
async fn list() {
    for body in [json!([{"deviceIdentifier": "dev-1"}]), json!({"items": [{"identifier": "dev-1"}]})] {
        let (contract, client) = playing(operation("storage.list").replies(200, body)).await;
        let devices = client.storage().list().await.unwrap();
        assert_eq!(devices.len(), 1);
        assert_eq!(devices[0].device_identifier, Some("dev-1".into()));
        contract
            .request()
            .await
            .is("GET", "/storage/list-storage-devices")
            .header("x-dpt-authorization", TOKEN)
            .empty();
    }
}

#[tokio::test]
async fn synchronize() {
    takes_a_device("storage.synchronize", "/storage/sync-device", |c, d| c.storage().synchronize(d)).await;
}

#[tokio::test]
async fn remove() {
    takes_a_device("storage.remove", "/storage/remove", |c, d| c.storage().remove(d)).await;
}
