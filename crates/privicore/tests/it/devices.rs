use super::{TOKEN, client, playing};
use portcullis_testkit::operation;
use privicore::{
    Call, Client, Command, ConfigurationBundle, Delivery, DeviceId, DeviceMeta, ErrorKind, NewDevice,
};
use serde_json::{Value, json};

fn dev() -> DeviceId {
    "dev 1/ä".into()
}

/// What every operation on a device sends.
const CHOSEN: &str = "deviceIdentifier=dev+1%2F%C3%A4";

/// Plays an operation that takes a device and nothing else, and answers with a command.
pub(super) async fn takes_a_device(
    id: &'static str,
    path: &str,
    call: impl Fn(&Client, &DeviceId) -> Call<Command>,
) {
    for body in [json!("019-a"), json!(["019-a"]), json!({"commandId": "019-a"})] {
        let (contract, client) = playing(operation(id).replies(202, body)).await;
        assert_eq!(call(&client, &dev()).await.unwrap(), Command::new("019-a"));
        contract.request().await.is("POST", path).header("x-dpt-authorization", TOKEN).form(CHOSEN);
    }
    let contract = operation(id).replies(200, json!([])).reply_header("X-DPT-CAB-ID", "019-h").start().await;
    let client = client(&contract.url());
    assert_eq!(call(&client, &dev()).await.unwrap(), Command::new("019-h"));
    let error = call(&client, &"".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.message().contains("deviceIdentifier"), "{error}");
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn request_identifier() {
    let (contract, client) =
        playing(operation("device.request_identifier").replies(202, json!(["019-a"]))).await;
    let command = client.devices().request_identifier(&NewDevice::new("vault 1")).await.unwrap();
    assert_eq!(command.command_id.as_str(), "019-a");
    contract
        .request()
        .await
        .is("POST", "/device/request-unique-identifier")
        .header("x-dpt-authorization", TOKEN)
        .form("deviceName=vault+1");
}

#[tokio::test]
async fn a_device_may_be_registered_with_more() {
    let (contract, client) =
        playing(operation("device.request_identifier").replies(202, json!("019-a"))).await;
    let device = NewDevice::new("d").field("publicKey", "3142&").field("tags[]", json!(["a", 7]));
    client.devices().request_identifier(&device).await.unwrap();
    assert!(!format!("{device:?}").contains("3142"), "{device:?}");
    contract
        .request()
        .await
        .is("POST", "/device/request-unique-identifier")
        .form("deviceName=d&publicKey=3142%26&tags[]=a&tags[]=7");
}

#[tokio::test]
async fn retrieve_identifier() {
    for body in [
        json!({"deviceIdentifier": "dev-1", "deviceId": "other"}),
        json!({"deviceUniqueIdentifier": "dev-1"}),
        json!({"deviceIdentifier": null, "deviceId": "dev-1"}),
        json!("dev-1"),
        json!(["dev-1"]),
    ] {
        let (contract, client) =
            playing(operation("device.retrieve_identifier").replies(200, body.clone())).await;
        let id = client.devices().retrieve_identifier(&Command::new("019-a")).await.unwrap();
        assert_eq!(id.as_str(), "dev-1", "{body}");
        contract
            .request()
            .await
            .is("POST", "/device/retrieve-unique-identifier")
            .header("x-dpt-authorization", TOKEN)
            .form("id=019-a");
    }
}

#[tokio::test]
async fn an_answer_without_an_identifier_is_none() {
    for body in [json!({"message": "not yet"}), json!([]), json!({}), Value::Null] {
        let (_contract, client) = playing(
            operation("device.retrieve_identifier")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body.clone()),
        )
        .await;
        let error = client.devices().retrieve_identifier(&Command::new("019-a")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
}

#[tokio::test]
async fn retrieve_identifier_is_asked_again_and_a_write_is_not() {
    let (contract, client) = playing(operation("device.retrieve_identifier").replies(503, ())).await;
    client.devices().retrieve_identifier(&Command::new("019-a")).await.unwrap_err();
    assert!(contract.count() > 1);
    let (contract, client) = playing(operation("device.download_configuration_post").replies(503, ())).await;
    client.devices().download_configuration_post(&dev()).await.unwrap_err();
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn list() {
    let rows = json!([
        {"deviceIdentifier": "dev-1", "name": "vault", "approved": true},
        {"deviceId": "dev-2", "deviceName": "phone"},
        {},
    ]);
    for body in [rows.clone(), json!({"meta": {"count": 3}, "items": rows})] {
        let (contract, client) = playing(operation("device.list").replies(200, body)).await;
        let devices = client.devices().list().await.unwrap();
        assert_eq!(devices.len(), 3);
        assert_eq!(devices[0].device_identifier, Some("dev-1".into()));
        assert_eq!(devices[0].name.as_deref(), Some("vault"));
        assert_eq!(devices[0].extra.get("approved"), Some(&json!(true)));
        assert_eq!(devices[1].device_identifier, Some("dev-2".into()));
        assert_eq!(devices[1].name.as_deref(), Some("phone"));
        assert_eq!((&devices[2].device_identifier, &devices[2].name), (&None, &None));
        contract
            .request()
            .await
            .is("GET", "/device/retrieve-profile-devices")
            .header("x-dpt-authorization", TOKEN)
            .empty();
    }
}

#[tokio::test]
async fn no_device_is_said_in_several_ways_and_an_unknown_form_is_not_one_of_them() {
    for body in [json!([]), json!({}), json!({"items": []}), json!({"items": null}), json!({"items": {}})] {
        let (_contract, client) = playing(
            operation("device.list")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body.clone()),
        )
        .await;
        assert_eq!(client.devices().list().await.unwrap(), [], "{body}");
    }
    for body in
        [json!({"devices": [{"deviceId": "dev-1"}]}), json!({"items": "none"}), json!("none"), Value::Null]
    {
        let (_contract, client) = playing(
            operation("device.list")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body.clone()),
        )
        .await;
        let error = client.devices().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
    let (_contract, client) = playing(
        operation("device.list").unlike_the_facts("other types and shapes are read too").replies(200, ()),
    )
    .await;
    assert_eq!(client.devices().list().await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn configure_meta() {
    let (contract, client) = playing(operation("device.configure_meta").replies(202, json!(["019-a"]))).await;
    let meta = DeviceMeta::new("dev-1").name("Vault 1").field("displayName", "V").field("active", true);
    let command = client.devices().configure_meta(&meta).await.unwrap();
    assert_eq!(command.command_id.as_str(), "019-a");
    contract
        .request()
        .await
        .is("POST", "/device/configure-meta")
        .header("x-dpt-authorization", TOKEN)
        .form("deviceIdentifier=dev-1&name=Vault+1&active=true&displayName=V");
}

#[tokio::test]
async fn approve() {
    takes_a_device("device.approve", "/device/approve-device", |c, d| c.devices().approve(d)).await;
}

#[tokio::test]
async fn reject() {
    takes_a_device("device.reject", "/device/reject-device", |c, d| c.devices().reject(d)).await;
}

#[tokio::test]
async fn remove() {
    takes_a_device("device.remove", "/device/remove", |c, d| c.devices().delete(d)).await;
}

fn settings() -> Value {
    json!({
        "device-identifier": "dev-1",
        "client-id": "oauth-1",
        "client-secret": "s3cret-one",
        "rabbit-user": "rabbit",
        "rabbit-pass": "s3cret-two",
        "rabbit-host": "mq.example.com",
        "rabbit-port": "5671",
        "rabbit-vhost-key": "s3cret-three",
    })
}

#[tokio::test]
async fn retrieve_configuration() {
    let (contract, client) =
        playing(operation("device.retrieve_configuration").replies(200, settings())).await;
    let found = client.devices().retrieve_configuration(&dev()).await.unwrap();
    assert_eq!(found.device_identifier.as_str(), "dev-1");
    assert_eq!(found.client_id.as_deref(), Some("oauth-1"));
    assert_eq!(found.client_secret.as_ref().unwrap().expose_secret(), "s3cret-one");
    assert_eq!(found.rabbit_user.as_deref(), Some("rabbit"));
    assert_eq!(found.rabbit_password.as_ref().unwrap().expose_secret(), "s3cret-two");
    assert_eq!(found.rabbit_host.as_deref(), Some("mq.example.com"));
    assert_eq!(found.rabbit_port, Some(5671));
    assert_eq!(found.extra.get("rabbit-vhost-key"), Some(&json!("s3cret-three")));
    assert!(!format!("{found:?}").contains("s3cret"), "{found:?}");
    contract
        .request()
        .await
        .is("GET", "/device/retrieve-device-configuration/dev%201%2F%C3%A4")
        .header("x-dpt-authorization", TOKEN)
        .empty();
}

#[tokio::test]
async fn a_configuration_may_be_less() {
    let least = json!({"device-identifier": "dev-1", "client-secret": null, "rabbit-port": 5672});
    let (_contract, client) = playing(operation("device.retrieve_configuration").replies(200, least)).await;
    let found = client.devices().retrieve_configuration(&dev()).await.unwrap();
    assert!(found.client_secret.is_none() && found.rabbit_password.is_none());
    assert_eq!(found.rabbit_port, Some(5672));

    let odd =
        json!({"device-identifier": "dev-1", "client-secret": "s3cret-one", "rabbit-port": "s3cret-port"});
    let (_contract, client) = playing(operation("device.retrieve_configuration").replies(200, odd)).await;
    let error = client.devices().retrieve_configuration(&dev()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
async fn download_configuration_post() {
    let other = json!({"broker": {"credential": "s3cret-one"}});
    for body in [settings(), json!({"file": "czNjcmV0", "name": "device.yaml"}), other] {
        let (contract, client) =
            playing(operation("device.download_configuration_post").replies(200, body.clone())).await;
        let bundle = client.devices().download_configuration_post(&dev()).await.unwrap();
        match &bundle {
            ConfigurationBundle::Settings(found) => {
                assert_eq!(found.client_secret.as_ref().unwrap().expose_secret(), "s3cret-one");
            }
            ConfigurationBundle::File(file) => {
                assert_eq!(file.content().unwrap().expose_secret(), b"s3cret");
            }
            ConfigurationBundle::Other(whole) => {
                assert_eq!(serde_json::from_str::<Value>(whole.expose_secret()).unwrap(), body);
            }
            unknown => panic!("{unknown:?}"),
        }
        let shown = format!("{bundle:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("czNjcmV0"), "{shown}");
        contract
            .request()
            .await
            .is("POST", "/device/download-device-configuration")
            .header("x-dpt-authorization", TOKEN)
            .form(CHOSEN);
    }
}

#[tokio::test]
async fn download_configuration_legacy() {
    let reply = json!({"file": "cmFiYml0OiB4Cg==", "name": "device.yaml"});
    let (contract, client) =
        playing(operation("device.download_configuration_legacy").replies(200, reply)).await;
    let file = client.devices().download_configuration_legacy(&"..dev".into()).await.unwrap();
    assert_eq!(file.file.expose_secret(), "cmFiYml0OiB4Cg==");
    assert_eq!(file.content().unwrap().expose_secret(), b"rabbit: x\n");
    assert_eq!(file.name.as_deref(), Some("device.yaml"));
    assert!(!format!("{file:?}").contains("cmFi"), "{file:?}");
    contract
        .request()
        .await
        .is("GET", "/device/download-device-configuration/..dev")
        .header("x-dpt-authorization", TOKEN)
        .empty();
}

#[tokio::test]
async fn a_refusal_names_its_key() {
    let (_contract, client) =
        playing(operation("device.approve").replies(422, json!({"error": "device.no_public_key"}))).await;
    let error = client.devices().approve(&dev()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!(error.code(), Some("device.no_public_key"));
}

#[tokio::test]
async fn wrong_input_is_never_sent() {
    let (contract, checking) = playing(operation("device.configure_meta").replies(202, json!("019-a"))).await;
    let device = checking.devices();
    for (error, field) in [
        (device.request_identifier(&NewDevice::new("")).await.unwrap_err(), "deviceName"),
        (device.retrieve_identifier(&Command::new("")).await.unwrap_err(), "id"),
        (device.configure_meta(&DeviceMeta::new("")).await.unwrap_err(), "deviceIdentifier"),
        (device.download_configuration_post(&"".into()).await.unwrap_err(), "deviceIdentifier"),
        (device.retrieve_configuration(&"".into()).await.unwrap_err(), "device_identifier"),
        (device.download_configuration_legacy(&"..".into()).await.unwrap_err(), "device_identifier"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains(field), "{error}");
    }
    assert_eq!(contract.count(), 0);

    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.devices().configure_meta(&DeviceMeta::new("")).await.unwrap();
    assert_eq!(contract.count(), 1);
    // A field that comes twice would be wrong on any engine.
    for error in [
        trusting.devices().configure_meta(&DeviceMeta::new("d").field("name", "n")).await.unwrap_err(),
        trusting
            .devices()
            .configure_meta(&DeviceMeta::new("d").field("deviceIdentifier", "e"))
            .await
            .unwrap_err(),
        trusting
            .devices()
            .request_identifier(&NewDevice::new("d").field("deviceName", "e"))
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    }
    assert_eq!(contract.count(), 1);
}
