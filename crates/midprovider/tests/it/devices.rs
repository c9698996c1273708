//! Second-factor devices.

use crate::{SSMS, URL, refused, tries};
use midprovider::{
    Client, Delivery, DeviceId, ErrorKind, Result, Timestamp, code,
    devices::{Device, DeviceState, DeviceType, DeviceTypeName},
    http::{HeaderMap, StatusCode},
    transport::Incoming,
};
use portcullis_testkit::{
    full,
    wire::{Scripted, body_of, reply},
};
use serde_json::json;

const DEVICE: &str = "/digitanium/v4/devices/d-1";

fn id() -> DeviceId {
    "d-1".into()
}

#[tokio::test]
async fn get_reads_an_object_or_a_list_of_one() {
    let line = format!("GET {DEVICE}");
    let get = async |c: &Client| c.devices().get(&id()).await;
    SSMS.exchange("devices.get", line.as_str(), full(), get).await;
    let device = json!({"deviceId": "d-1", "deviceState": "OFFLINE", "deviceType": "SOFTWARE",
        "deviceTypeName": "VIRTUAL_DEVICE", "certificateSerialNumber": 12, "lastLoginTime": "1700000000"});
    for data in [device.clone(), json!([device])] {
        let reply = (200, json!({"subSystem": 6, "status": "OK", "data": data}));
        let device: Device = SSMS.exchange("devices.get", line.as_str(), reply, get).await;
        assert_eq!(device.device_id, id());
        assert_eq!(device.device_state, Some(DeviceState::Offline));
        assert_eq!(device.device_type, Some(DeviceType::Software));
        assert_eq!(device.device_type_name, Some(DeviceTypeName::VirtualDevice));
        assert_eq!(device.certificate_serial_number.as_deref(), Some("12"));
        assert_eq!(device.last_login_time.unwrap().unix_seconds(), Some(1_700_000_000));
    }
}

#[tokio::test]
async fn the_writes_send_their_path_and_no_more() {
    for (data, flag) in [(json!(true), Some(true)), (json!(null), None)] {
        let reply = (200, json!({"subSystem": 6, "status": "OK", "data": data}));
        let lock = async |c: &Client| c.devices().lock(&id()).await;
        assert_eq!(
            SSMS.exchange("devices.lock", format!("POST {DEVICE}/lock").as_str(), reply.clone(), lock).await,
            flag
        );
        let unlock = async |c: &Client| c.devices().unlock(&id()).await;
        assert_eq!(
            SSMS.exchange("devices.unlock", format!("POST {DEVICE}/unlock").as_str(), reply, unlock).await,
            flag
        );
    }
    let ok = (200, json!({"subSystem": 6, "status": "OK"}));
    let logoff = async |c: &Client| c.devices().logoff(&id()).await;
    SSMS.exchange("devices.logoff", format!("POST {DEVICE}/logoff").as_str(), ok.clone(), logoff).await;
    let delete = async |c: &Client| c.devices().delete(&id()).await;
    SSMS.exchange("devices.delete", format!("DELETE {DEVICE}").as_str(), ok, delete).await;
}

#[tokio::test]
async fn a_device_that_is_missing_has_two_codes() {
    let gone = |code: &str| (404, json!({"subSystem": 6, "status": code, "message": "none"}));
    let get = async |c: &Client| c.devices().get(&id()).optional().await;
    let line = format!("GET {DEVICE}");
    assert!(SSMS.exchange("devices.get", line.as_str(), gone(code::DEVICE_NOT_FOUND), get).await.is_none());
    let logoff = async |c: &Client| c.devices().logoff(&id()).optional().await;
    let line = format!("POST {DEVICE}/logoff");
    assert!(
        SSMS.exchange("devices.logoff", line.as_str(), gone(code::DEVICE_NOT_FOUND), logoff).await.is_none()
    );
    let delete = async |c: &Client| c.devices().delete(&id()).optional().await;
    let line = format!("DELETE {DEVICE}");
    assert!(
        SSMS.exchange("devices.delete", line.as_str(), gone(code::DEVICEID_NOT_FOUND), delete)
            .await
            .is_none()
    );
}

#[tokio::test]
async fn a_refusal_has_its_code() {
    let lock = async |c: &Client| c.devices().lock(&id()).await;
    let line = format!("POST {DEVICE}/lock");
    let locked = (409, json!({"subSystem": 6, "status": "CONFLICT", "message": "locked"}));
    let error = SSMS.refusal("devices.lock", line.as_str(), locked, lock).await;
    assert_eq!((error.is_conflict(), error.code()), (true, Some(code::CONFLICT)));
    assert_eq!(error.delivery(), Delivery::Rejected);
    let delete = async |c: &Client| c.devices().delete(&id()).await;
    let wrong = (400, json!({"subSystem": 6, "status": "DEVICE_PARAMETER_INVALID"}));
    let error = SSMS.refusal("devices.delete", format!("DELETE {DEVICE}").as_str(), wrong, delete).await;
    assert_eq!(error.code(), Some(code::DEVICE_PARAMETER_INVALID));
}

#[tokio::test]
async fn nothing_is_sent_on_shift_or_without_an_id() {
    async fn each(mid: &Client, id: &DeviceId) -> Vec<Result<()>> {
        let devices = mid.devices();
        vec![
            devices.get(id).await.map(drop),
            devices.lock(id).await.map(drop),
            devices.unlock(id).await.map(drop),
            devices.logoff(id).await,
            devices.delete(id).await,
        ]
    }
    let shift = Client::shift(URL, "acme").bearer("t").build().unwrap();
    for result in each(&shift, &id()).await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains("use `ast_clients`"), "{error}");
    }
    for empty in ["", ".", ".."] {
        refused(Client::ssms(URL, "acme").bearer("t"), async |c| c.devices().delete(&empty.into()).await)
            .await;
    }
}

#[tokio::test]
async fn numbers_keep_their_digits_and_empty_times_are_none() {
    let get = async |c: &Client| c.devices().get(&id()).await;
    for (time, seconds) in
        [(json!(1_700_000_000), Some(1_700_000_000)), (json!(""), None), (json!(null), None)]
    {
        let long = "123456789012345678901234567890";
        let text = format!(
            r#"{{"status":"OK","data":{{"deviceid":"d-1","locked":true,"certificateSerialNumber":{long},"lastLoginTime":{time}}}}}"#
        );
        let wire = Scripted::new(move |_, _| {
            let text = text.clone();
            async move { Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), body_of(text))) }
        });
        let device =
            get(&Client::ssms(URL, "acme").bearer("t").transport(wire).build().unwrap()).await.unwrap();
        assert_eq!((device.device_id, device.locked), (id(), Some(true)));
        assert_eq!(device.certificate_serial_number.as_deref(), Some(long));
        assert_eq!(device.last_login_time.as_ref().and_then(Timestamp::unix_seconds), seconds);
    }
    for data in [json!({"appName": "a"}), json!({"deviceId": ""}), json!([])] {
        let wire = Scripted::new(move |_, _| {
            let body = json!({"status": "OK", "data": data});
            async move { reply(200, &body) }
        });
        let error = get(&Client::ssms(URL, "acme").bearer("t").transport(wire).build().unwrap()).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Decode, "another object");
    }
}

#[tokio::test]
async fn only_what_may_be_done_twice_is_retried() {
    let ssms = || Client::ssms(URL, "acme").bearer("t");
    assert_eq!(tries(ssms(), async |c| c.devices().get(&id()).await).await, 2);
    assert_eq!(tries(ssms(), async |c| c.devices().delete(&id()).await).await, 2);
    assert_eq!(tries(ssms(), async |c| c.devices().lock(&id()).await).await, 1);
    assert_eq!(tries(ssms(), async |c| c.devices().unlock(&id()).await).await, 1);
    assert_eq!(tries(ssms(), async |c| c.devices().logoff(&id()).await).await, 1);
}
