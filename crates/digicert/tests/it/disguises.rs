//! Successes that CertCentral did not send, and refusals that come with a success status.

use crate::KIT;
use digicert::{
    Client,
    users::{NewServiceUser, UserSearch},
};

async fn list(c: &Client) -> digicert::Result<Vec<digicert::users::User>> {
    c.users().list(&UserSearch::new()).all().await
}

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_success() {
    KIT.refuses_disguises("delete", async |c| c.users().delete(&"42".into()).await).await;
    KIT.refuses_disguises("update_service", async |c| {
        c.users().update_service(&"42".into(), "a@example.com").await
    })
    .await;
    KIT.refuses_disguises("resend", async |c| c.users().resend_create_email(&"42".into()).await).await;
    KIT.refuses_disguises("create_service", async |c| {
        c.users().create_service(&NewServiceUser::new("bot", "bot@example.com")).await
    })
    .await;
    KIT.refuses_disguises("list", list).await;
    KIT.refuses_disguises("get", async |c| c.users().get(&"42".into()).await).await;
    KIT.refuses_disguises("me", async |c| c.users().me().await).await;
    KIT.refuses_disguises("check_username", async |c| c.users().check_username("ada").await).await;
    KIT.refuses_disguises("list_roles", async |c| c.containers().list_roles(&"5".into()).all().await).await;
}

#[tokio::test]
async fn a_refusal_inside_a_success_is_an_error_of_every_operation() {
    let bodies = [
        r#"{"errors":[{"code":"x","message":"no"}]}"#,
        r#"{"id":42,"users":[],"page":{"total":0},"errors":[{"code":"x","message":"no"}]}"#,
        r#"{"id":42,"available":true,"errors":{"code":"x","message":"no"}}"#,
        r#"{"users":[],"errors":["a text"]}"#,
        r#"{"id":42,"error":{"code":"x","message":"no"}}"#,
        r#"{"error":"a text"}"#,
    ]
    .map(String::from);
    let long = format!(
        r#"{{"users":[{}],"errors":[{{"code":"x","message":"no"}}],"access_roles":[]}}"#,
        [r#"{"id":5,"username":"ada"}"#; 900].join(",")
    );
    let bodies = [bodies.as_slice(), &[long]].concat();
    KIT.finds_failures("delete", &bodies, async |c| c.users().delete(&"42".into()).await).await;
    KIT.finds_failures("list", &bodies, list).await;
    KIT.finds_failures("get", &bodies, async |c| c.users().get(&"42".into()).await).await;
    KIT.finds_failures("check_username", &bodies, async |c| c.users().check_username("ada").await).await;
    KIT.finds_failures("roles", &bodies, async |c| c.containers().list_roles(&"5".into()).all().await).await;
}

#[tokio::test]
async fn a_listing_needs_its_list_and_an_object_its_id() {
    let lists = [
        r#"{"page":{"total":3,"limit":0,"offset":0}}"#,
        r#"{"page":{}}"#,
        r#"{"items":[]}"#,
        r#"{"total":0}"#,
        "7",
    ];
    KIT.misses("list", &lists, list).await;
    KIT.misses("roles", &lists, async |c| c.containers().list_roles(&"5".into()).all().await).await;
    let objects =
        ["{}", "null", "[]", r#"{"id":""}"#, r#"{"id":null,"username":"a"}"#, r#"{"username":"ada"}"#];
    KIT.misses("get", &objects, async |c| c.users().get(&"42".into()).await).await;
    KIT.misses("me", &objects, async |c| c.users().me().await).await;
    // By the facts the service drops an empty list.
    for none in
        ["{}", r#"{"page":{"total":0,"limit":1000,"offset":0}}"#, r#"{"users":[]}"#, r#"{"users":null}"#]
    {
        KIT.reads_through_encodings("list", (200, none), list).await;
    }
}

#[tokio::test]
async fn byte_order_marks_and_words_for_no_encoding_change_nothing() {
    let users = r#"{"users":[{"id":1},{"id":2},{"id":3}],"page":{"total":3,"limit":0,"offset":0}}"#;
    KIT.reads_through_encodings("list", (200, users), list).await;
    let user = r#"{"id":42,"username":"ada"}"#;
    KIT.reads_through_encodings("get", (200, user), async |c| c.users().get(&"42".into()).await).await;
    for empty in ["", "{}", "null"] {
        KIT.reads_through_encodings("delete", (204, empty), async |c| c.users().delete(&"42".into()).await)
            .await;
    }
}
