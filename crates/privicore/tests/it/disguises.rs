//! Successes that the engine did not send, and refusals that come with a success status.

use crate::KIT;
use privicore::{Command, DataTokenFilter};

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_success() {
    let word = "s3cret-word".into();
    KIT.refuses_disguises("register", async |c| c.profile().register("ada", &word).await).await;
    KIT.refuses_disguises("authenticate", async |c| c.profile().authenticate("ada", &word).await).await;
    KIT.refuses_disguises("revoke_token", async |c| c.profile().revoke_token().await).await;
    KIT.refuses_disguises("reauthorize", async |c| c.profile().reauthorize_token(60).await).await;
    KIT.refuses_disguises("retrieve_id", async |c| c.profile().retrieve_id().await).await;
    KIT.refuses_disguises("qr", async |c| c.profile().generate_qr_token().await).await;
    KIT.refuses_disguises("data_tokens.delete", async |c| c.data_tokens().delete(&"dtk-1".into()).await)
        .await;
    KIT.refuses_disguises("data_tokens.list", async |c| {
        c.data_tokens().list(&DataTokenFilter::new()).all().await
    })
    .await;
    KIT.refuses_disguises("devices.list", async |c| c.devices().list().await).await;
    KIT.refuses_disguises("devices.approve", async |c| c.devices().approve(&"dev-1".into()).await).await;
    KIT.refuses_disguises("policies.get", async |c| c.policies().get("p").await).await;
    KIT.refuses_disguises("public_keys.cab", async |c| c.public_keys().get_cab().await).await;
}

#[tokio::test]
async fn a_notice_is_no_state_of_a_command() {
    let texts = [
        r#"{"message":"Service under maintenance"}"#,
        r#"{"status":503,"message":"down"}"#,
        r#""Service under maintenance""#,
        "Service under maintenance",
        r#"["Service under maintenance"]"#,
    ];
    let command = Command::new("c-1");
    KIT.misses("command_status", &texts, async |c| c.utility().command_status(&command).await).await;
    KIT.misses("command_status_post", &texts, async |c| c.utility().command_status_post(&command).await)
        .await;
    KIT.misses("health", &texts, async |c| c.utility().health().await).await;
}

#[tokio::test]
async fn a_refusal_inside_a_success_is_an_error_of_every_operation() {
    let bodies = [
        r#"{"error":"oauth.already_retrieved"}"#,
        r#"{"message":"Parameter Error","errors":{"username":["is required"]}}"#,
        r#"{"commandId":"c-1","id":"p-1","items":[],"profileId":"p-1","errors":["no"]}"#,
    ]
    .map(String::from);
    let word = "s3cret-word".into();
    KIT.finds_failures("register", &bodies, async |c| c.profile().register("ada", &word).await).await;
    KIT.finds_failures("revoke_token", &bodies, async |c| c.profile().revoke_token().await).await;
    KIT.finds_failures("retrieve_id", &bodies, async |c| c.profile().retrieve_id().await).await;
    KIT.finds_failures("devices.list", &bodies, async |c| c.devices().list().await).await;
    KIT.finds_failures("policies.get", &bodies, async |c| c.policies().get("p").await).await;
}

#[tokio::test]
async fn a_listing_needs_its_list_and_an_object_its_id() {
    let lists = [r#"{"meta":{"count":0}}"#, r#"{"devices":[]}"#, "7"];
    KIT.misses("devices.list", &lists, async |c| c.devices().list().await).await;
    KIT.misses("data_tokens.list", &lists, async |c| {
        c.data_tokens().list(&DataTokenFilter::new()).all().await
    })
    .await;
    let objects = ["{}", "null", "[]", r#"{"id":""}"#, r#"{"name":"p"}"#];
    KIT.misses("policies.get", &objects, async |c| c.policies().get("p").await).await;
    KIT.misses("retrieve_id", &["{}", "null", r#"{"profileId":""}"#], async |c| {
        c.profile().retrieve_id().await
    })
    .await;
}

#[tokio::test]
async fn byte_order_marks_and_words_for_no_encoding_change_nothing() {
    KIT.reads_through_encodings("devices.list", (200, r#"[{"id":"d-1"}]"#), async |c| {
        c.devices().list().await
    })
    .await;
    for id in [r#"{"profileId":"p-1"}"#, r#""p-1""#, r#"["p-1"]"#, "p-1"] {
        KIT.reads_through_encodings("retrieve_id", (200, id), async |c| c.profile().retrieve_id().await)
            .await;
    }
    for done in ["", "{}", "[]", "null", "OK", r#"["019-abc"]"#, r#"{"status":"ok","message":"revoked"}"#] {
        KIT.reads_through_encodings("revoke", (200, done), async |c| c.profile().revoke_token().await).await;
    }
}
