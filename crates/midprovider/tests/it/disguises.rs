//! Successes that mID Provider did not send, and refusals that come with a success status.

use crate::{SHIFT, SSMS};
use midprovider::{
    Client,
    auth::OidcClient,
    users::{NewUser, ProfileUpdate},
};

fn oidc() -> OidcClient {
    OidcClient::confidential("app", "s3cret-oauth")
}

#[tokio::test(start_paused = true)]
async fn what_the_vendor_did_not_send_is_no_success() {
    for kit in [SSMS, SHIFT] {
        kit.refuses_disguises("delete", async |c| c.users().delete(&"mira".into()).await).await;
        kit.refuses_disguises("enable", async |c| c.users().enable(&"mira".into()).await).await;
        kit.refuses_disguises("update_profile", async |c| {
            c.users().update_profile(&"mira".into(), &ProfileUpdate::new()).await
        })
        .await;
        let user = NewUser::new("mira");
        kit.refuses_disguises("create", async |c| c.users().create(&user).await).await;
        kit.refuses_disguises("list", async |c| c.users().list().all().await).await;
        kit.refuses_disguises("get", async |c| c.users().get(&"mira".into()).await).await;
        kit.refuses_disguises("userinfo", async |c| c.auth().userinfo().await).await;
        kit.refuses_disguises("certs", async |c| c.auth().certs().await).await;
        kit.refuses_disguises("logout", async |c| c.auth().logout(&oidc(), &"s3cret-token".into()).await)
            .await;
        kit.refuses_disguises("ssms_logout", async |c| c.users().ssms_logout(&"mira".into()).await).await;
    }
    SHIFT.refuses_disguises("disable", async |c| c.users().disable(&"mira".into()).await).await;
    SHIFT.refuses_disguises("find", async |c| c.users().find("mira", 5).await).await;
    SSMS.refuses_disguises("list_devices", async |c| c.users().list_devices(&"mira".into()).await).await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_inside_a_success_is_an_error_of_every_operation() {
    let bodies = [
        r#"{"error":"unknown_error"}"#,
        r#"{"error":"invalid_request","error_description":"HTTP 401 Unauthorized"}"#,
        r#"{"errorMessage":"User exists with same username"}"#,
        r#"{"errors":[{"field":"email","errorMessage":"error-invalid-email","params":[]}]}"#,
        r#"{"subSystem":5,"status":"OK","message":"","data":{"userList":[],"username":"mira"},"error":"late"}"#,
    ]
    .map(String::from);
    for kit in [SSMS, SHIFT] {
        kit.finds_failures("delete", &bodies, async |c| c.users().delete(&"mira".into()).await).await;
        kit.finds_failures("enable", &bodies, async |c| c.users().enable(&"mira".into()).await).await;
        kit.finds_failures("list", &bodies, async |c| c.users().list().all().await).await;
        kit.finds_failures("get", &bodies, async |c| c.users().get(&"mira".into()).await).await;
        kit.finds_failures("userinfo", &bodies, async |c| c.auth().userinfo().await).await;
        kit.finds_failures("logout", &bodies, async |c| c.auth().logout(&oidc(), &"t".into()).await).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_needs_its_list_and_an_object_its_name() {
    let lists = [
        r#"{"subSystem":5,"status":"Success","message":null}"#,
        r#"{"subSystem":5,"status":"Success","data":{"page":{"number":1}}}"#,
        r#"{"status":"Success","data":{"users":[]}}"#,
        r#"{"page":{}}"#,
        "7",
    ];
    let devices = [r#"{"subSystem":5,"status":"Success","message":null}"#, r#"{"status":"OK"}"#];
    let objects = [
        "{}",
        "null",
        r#"{"subSystem":5,"status":"Success"}"#,
        r#"{"subSystem":5,"status":"Success","data":{}}"#,
        r#"{"subSystem":5,"status":"Success","data":{"username":""}}"#,
        r#"{"subSystem":5,"status":"Success","data":[{"username":null,"enabled":true}]}"#,
        r#"{"enabled":true}"#,
    ];
    for kit in [SSMS, SHIFT] {
        kit.misses("list", &lists, async |c| c.users().list().all().await).await;
        kit.misses("get", &objects, async |c| c.users().get(&"mira".into()).await).await;
        kit.misses("userinfo", &["{}", r#"{"sub":""}"#], async |c| c.auth().userinfo().await).await;
    }
    SSMS.misses("list_devices", &devices, async |c| c.users().list_devices(&"mira".into()).await).await;
}

#[tokio::test(start_paused = true)]
async fn byte_order_marks_and_words_for_no_encoding_change_nothing() {
    let list =
        r#"{"subSystem":5,"status":"Success","data":{"userList":[{"username":"mira"},{"username":"nora"}]}}"#;
    let none = r#"{"subSystem":5,"status":"Success","data":{"userList":null}}"#;
    let user = r#"{"subSystem":5,"status":"Success","data":[{"username":"mira"}]}"#;
    for kit in [SSMS, SHIFT] {
        kit.reads_through_encodings("list", (200, list), async |c| c.users().list().all().await).await;
        kit.reads_through_encodings("list", (200, none), async |c| c.users().list().all().await).await;
        let get = async |c: &Client| c.users().get(&"mira".into()).await;
        kit.reads_through_encodings("get", (200, user), get).await;
        for done in [
            "",
            "{}",
            r#"{"subSystem":5,"status":"OK","message":"done"}"#,
            r#"{"subSystem":"5","status":"Deleted"}"#,
            r#"{"status":"Success","message":null}"#,
            r#"{"status":"OK","data":null}"#,
        ] {
            let delete = async |c: &Client| c.users().delete(&"mira".into()).await;
            kit.reads_through_encodings("delete", (200, done), delete).await;
        }
    }
}
