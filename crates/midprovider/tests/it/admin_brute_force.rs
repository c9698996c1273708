//! The lock after wrong passwords.

use crate::{URL, admin, refused};
use midprovider::{Client, admin::brute_force::BruteForceStatus};
use portcullis_testkit::full;
use serde_json::json;

const ALL: &str = "/auth/admin/realms/acme/attack-detection/brute-force/users";
const ID: &str = "5f0a0000-0000-4000-8000-000000000001";

#[tokio::test]
async fn every_operation_sends_what_the_facts_describe() {
    let one = format!("{ALL}/{ID}");
    let get = async |a: &midprovider::admin::Admin| a.brute_force().get(&ID.into()).await;
    admin("admin_brute_force.get", format!("GET {one}"), full(), get).await;
    let clear = async |a: &midprovider::admin::Admin| a.brute_force().clear(&ID.into()).await;
    admin("admin_brute_force.clear", format!("DELETE {one}"), (204, ()), clear).await;
    let clear_all = async |a: &midprovider::admin::Admin| a.brute_force().clear_all().await;
    admin("admin_brute_force.clear_all", format!("DELETE {ALL}"), (204, ()), clear_all).await;
}

#[tokio::test]
async fn an_older_server_leaves_out_what_is_newer() {
    let body = json!({"numFailures": 3, "disabled": true, "lastIPFailure": "n/a", "lastFailure": 1_700_000_000_123_i64});
    let status = admin("admin_brute_force.get", format!("GET {ALL}/{ID}"), (200, body), async |a| {
        a.brute_force().get(&ID.into()).await
    })
    .await;
    assert_eq!((status.failures, status.disabled, &*status.last_failure_ip), (3, true, "n/a"));
    assert_eq!(status.last_failure().and_then(|time| time.unix_seconds()), Some(1_700_000_000));
    assert!(status.temporary_lockouts.is_none() && BruteForceStatus::default().last_failure().is_none());
}

#[tokio::test]
async fn an_empty_id_does_not_unlock_everybody() {
    for id in ["", ".", ".."] {
        refused(Client::shift(URL, "acme").bearer("t"), async |c| {
            c.admin().brute_force().clear(&id.into()).await
        })
        .await;
    }
}
