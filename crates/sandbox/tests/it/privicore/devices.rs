//! Devices, storages and authenticators.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::session::Session;

const LIST: &str = "/device/retrieve-profile-devices";

async fn pending(session: &Session, name: &str) -> String {
    let id = session.done("/device/request-unique-identifier", &[("deviceName", name)]).await;
    session.post("/device/retrieve-unique-identifier", &[("id", &id)]).await.text("/deviceIdentifier")
}

async fn found(session: &Session, device: &str) -> Option<serde_json::Value> {
    let listed = session.get(LIST).await.json;
    listed.as_array().unwrap().iter().find(|known| known["deviceIdentifier"] == device).cloned()
}

#[tokio::test]
async fn a_device_is_requested_named_approved_and_removed() {
    let session = Session::start().await;
    session.control().hold_next();
    let reply = session.post("/device/request-unique-identifier", &[("deviceName", "phone")]).await;
    let fields = [("id", &*super::id_of(&reply))];
    let path = "/device/retrieve-unique-identifier";
    assert_eq!(session.post(path, &fields).await.status, 404);
    session.control().release().await;
    let device = session.post(path, &fields).await.text("/deviceIdentifier");
    let own = [("deviceIdentifier", device.as_str())];
    assert_eq!(found(&session, &device).await.unwrap()["state"], "pending");

    let named = [own[0], ("name", "Mira's phone")];
    session.done("/device/configure-meta", &named).await;
    session.done("/device/configure-meta", &own).await;
    session.done("/device/approve-device", &own).await;
    let known = found(&session, &device).await.unwrap();
    assert_eq!((&known["state"], &known["name"]), (&json!("approved"), &json!("Mira's phone")));
    for path in ["/device/approve-device", "/device/reject-device"] {
        assert_eq!(session.rejected(path, &own).await, "device.not_pending");
    }
    session.done("/device/remove", &own).await;
    assert_eq!(found(&session, &device).await, None);
    assert_eq!(session.post("/device/remove", &own).await.status, 404);
    assert_eq!(session.refused("/device/remove", &[("deviceId", &device)]).await, ["deviceIdentifier"]);
}

#[tokio::test]
async fn a_rejected_device_is_gone() {
    let session = Session::start().await;
    let device = pending(&session, "phone").await;
    session.done("/device/reject-device", &[("deviceIdentifier", &device)]).await;
    assert_eq!(found(&session, &device).await, None);
}

#[tokio::test]
async fn a_configuration_has_three_forms() {
    let session = Session::start().await;
    let device = session.device("rack").await;
    let first = session.get(&format!("/device/retrieve-device-configuration/{device}")).await;
    assert_eq!(
        (first.text("/device-identifier"), &first.json["rabbit-port"]),
        (device.clone(), &json!(5672))
    );
    let own = [("deviceIdentifier", device.as_str())];
    let second = session.post("/device/download-device-configuration", &own).await;
    assert_eq!(second.json["rabbit-port"], "5672");
    assert_eq!(second.text("/client-secret"), first.text("/client-secret"));
    let third = session.get(&format!("/device/download-device-configuration/{device}")).await;
    let yaml = String::from_utf8(BASE64_STANDARD.decode(third.text("/file")).unwrap()).unwrap();
    assert!(yaml.contains(&format!("rabbit-pass: {}\n", second.json["rabbit-pass"])), "{yaml}");
    assert_eq!(third.text("/name"), format!("{device}.yaml"));
    assert_eq!(session.get("/device/retrieve-device-configuration/dev-unknown").await.status, 404);
}

#[tokio::test]
async fn devices_of_others_are_unknown() {
    let session = Session::start().await;
    let device = session.device("rack").await;
    session.done("/profile/register-profile", &[("username", "eve"), ("password", "evil-enough")]).await;
    let login = [("username", "eve"), ("password", "evil-enough")];
    let token = session.post("/profile/authenticate", &login).await.text("/authorizationToken");
    let eve = Session { sandbox: session.sandbox, token };
    assert_eq!(eve.get(LIST).await.json, json!([]));
    assert_eq!(eve.post("/device/remove", &[("deviceIdentifier", &device)]).await.status, 404);
}

#[tokio::test]
async fn an_approved_device_takes_and_leaves_the_role_of_a_storage() {
    let session = Session::start().await;
    let listed =
        || async { session.get("/storage/list-storage-devices").await.json.as_array().unwrap().len() };
    assert_eq!(listed().await, 1, "the seeded one");
    let device = pending(&session, "disk").await;
    let own = [("deviceIdentifier", device.as_str())];
    assert_eq!(session.rejected("/storage/register", &own).await, "device.not_approved");
    session.done("/device/approve-device", &own).await;
    assert_eq!(session.rejected("/storage/sync-device", &own).await, "storage.not_registered");
    session.done("/storage/register", &own).await;
    assert_eq!(session.rejected("/storage/register", &own).await, "storage.already_registered");
    assert_eq!(listed().await, 2);
    session.done("/storage/sync-device", &own).await;
    session.done("/storage/remove", &own).await;
    assert_eq!(listed().await, 1);
    assert_eq!(session.rejected("/storage/remove", &own).await, "storage.not_registered");
    session.done("/storage/register", &own).await;
}

#[tokio::test]
async fn a_device_may_store_and_vote() {
    let session = Session::start().await;
    let device = session.device("both").await;
    let own = [("deviceIdentifier", device.as_str())];
    session.done("/storage/register", &own).await;
    session.done("/verified-authenticator/register", &own).await;
    assert_eq!(found(&session, &device).await.unwrap()["type"], "storage,authenticator");
    let again = session.rejected("/verified-authenticator/register", &own).await;
    assert_eq!(again, "authenticator.already_registered");
    session.done("/verified-authenticator/remove", &own).await;
    let again = session.rejected("/verified-authenticator/remove", &own).await;
    assert_eq!(again, "authenticator.not_registered");
}
