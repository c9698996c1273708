//! The server, by Keycloak's admin API.

use crate::{SHIFT, admin};
use midprovider::admin::{
    Admin,
    server::{Feature, FeatureType},
};
use portcullis_testkit::full;
use serde_json::json;

const LINE: &str = "GET /auth/admin/serverinfo";

#[tokio::test]
async fn the_whole_of_it_is_read() {
    let info = admin("admin_server.info", LINE, full(), async |a: &Admin| a.server().info().await).await;
    assert!(info.version().is_some());
}

#[tokio::test]
async fn what_the_caller_may_not_see_is_absent() {
    let less = (200, json!({"themes": null, "features": [{"name": "X", "type": "NEWER", "enabled": false}]}));
    let less = portcullis_testkit::Answer::from(less);
    let info = admin("admin_server.info", LINE, less, async |a: &Admin| a.server().info().await).await;
    assert_eq!((info.version(), info.themes.len(), info.enums.len()), (None, 0, 0));
    let [Feature { kind: Some(kind), enabled: Some(false), .. }] = &info.features[..] else {
        panic!("{:?}", info.features)
    };
    assert_eq!(*kind, FeatureType::Other("NEWER".into()));
}

#[tokio::test]
async fn a_refused_token_is_an_error() {
    let refused = (401, json!({"error": "HTTP 401 Unauthorized"}));
    let info = async |c: &midprovider::Client| c.admin().server().info().await;
    let error = SHIFT.refusal("admin_server.info", LINE, refused, info).await;
    assert!(error.is_unauthorized());
}
