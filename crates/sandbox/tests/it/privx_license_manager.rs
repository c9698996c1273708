//! The license of PrivX, and its registration at the mobile gateway.

use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const LICENSE: &str = "/license-manager/api/v1/license";

#[tokio::test]
async fn a_license_is_valid_until_it_is_deactivated() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    assert_eq!(api.call("GET", LICENSE, Value::Null).await?.text("/license_status"), "INVALID");
    assert_eq!(api.call("POST", LICENSE, json!("")).await?.status, 400);
    let set = api.call("POST", LICENSE, json!("AAAA-BBBB")).await?;
    assert_eq!((set.status.as_u16(), set.text("/license_status").as_str()), (200, "VALID"));
    api.users("POST", "", json!({ "username": "ada" })).await?;
    assert_eq!(api.call("GET", LICENSE, Value::Null).await?.json["users_in_use"], 2);
    let refreshed = api.call("POST", &format!("{LICENSE}/refresh"), Value::Null).await?.json;
    assert!(refreshed["last_refreshed_date"].is_string() && refreshed["license_status"] == "VALID");
    for send in [true, false] {
        let optin = api.call("POST", &format!("{LICENSE}/optin"), json!({ "optin": send })).await?;
        assert_eq!(optin.status, 200);
        assert_eq!(api.call("GET", LICENSE, Value::Null).await?.json["analytics_enabled"], send);
    }
    assert_eq!(api.call("POST", &format!("{LICENSE}/deactivate"), Value::Null).await?.status, 200);
    assert_eq!(api.call("GET", LICENSE, Value::Null).await?.text("/license_status"), "INVALID");
    let script = api.call("GET", &format!("{LICENSE}.js"), Value::Null).await?;
    assert_eq!((script.status.as_u16(), &script.headers["content-type"]), (200, &"text/javascript".parse()?));
    Ok(())
}

#[tokio::test]
async fn a_deployment_is_registered_until_it_is_unregistered() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let gateway = "/license-manager/api/v1/mobilegw";
    let mut states = Vec::new();
    for action in ["register", "unregister"] {
        states.push(api.call("GET", &format!("{gateway}/status"), Value::Null).await?.text("/status"));
        assert_eq!(api.call("POST", &format!("{gateway}/{action}"), Value::Null).await?.status, 200);
    }
    states.push(api.call("GET", &format!("{gateway}/status"), Value::Null).await?.text("/status"));
    assert_eq!(states, ["UNREGISTERED", "REGISTERED", "UNREGISTERED"]);
    Ok(())
}
