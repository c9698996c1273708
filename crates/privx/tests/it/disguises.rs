//! Successes that PrivX did not send, and refusals that come with a success status.

use crate::{ID, KIT};
use privx::local_user_store::LocalUser;

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_success() {
    let word = "s3cret-word".into();
    KIT.refuses_disguises("set_password", async |c| {
        c.local_user_store().users().set_password(&ID.into(), &word).await
    })
    .await;
    KIT.refuses_disguises("local_users.delete", async |c| {
        c.local_user_store().users().delete(&ID.into()).await
    })
    .await;
    KIT.refuses_disguises("create", async |c| {
        c.local_user_store().users().create(&LocalUser::new("ada")).await
    })
    .await;
    KIT.refuses_disguises("local_users.list", async |c| c.local_user_store().users().list().all().await)
        .await;
    KIT.refuses_disguises("local_users.get", async |c| c.local_user_store().users().get(&ID.into()).await)
        .await;
    KIT.refuses_disguises("roles.delete", async |c| c.role_store().roles().delete(&ID.into()).await).await;
    KIT.refuses_disguises("roles.list", async |c| c.role_store().roles().list().all().await).await;
    KIT.refuses_disguises("enable_mfa", async |c| c.role_store().users().enable_mfa(&[ID.into()]).await)
        .await;
    KIT.refuses_disguises("users.set_roles", async |c| {
        c.role_store().users().set_roles(&ID.into(), &[]).await
    })
    .await;
}

#[tokio::test]
async fn a_refusal_inside_a_success_is_an_error_of_every_operation() {
    let bodies = [
        r#"{"error_code":"PERMISSION_DENIED","error_message":"no"}"#,
        r#"{"error_message":"no","property":"","error_code":"GENERAL_ERROR"}"#,
        r#"{"id":"5","username":"ada","count":0,"items":[],"details":null,"error_code":"BAD_REQUEST"}"#,
        r#"{"error":"invalid_grant","error_description":"no"}"#,
        r#"{"id":"5","items":[],"error":"unknown"}"#,
    ]
    .map(String::from);
    // Behind a long list, too.
    let long = format!(
        r#"{{"count":900,"items":[{}],"id":"5","error_code":"DATABASE_ERROR"}}"#,
        [r#"{"id":"5","username":"ada"}"#; 900].join(",")
    );
    let bodies = [bodies.as_slice(), &[long]].concat();
    KIT.finds_failures("local_users.delete", &bodies, async |c| {
        c.local_user_store().users().delete(&ID.into()).await
    })
    .await;
    KIT.finds_failures("local_users.list", &bodies, async |c| {
        c.local_user_store().users().list().all().await
    })
    .await;
    KIT.finds_failures("local_users.get", &bodies, async |c| {
        c.local_user_store().users().get(&ID.into()).await
    })
    .await;
    KIT.finds_failures("create", &bodies, async |c| {
        c.local_user_store().users().create(&LocalUser::new("ada")).await
    })
    .await;
    KIT.finds_failures("refresh", &bodies, async |c| c.role_store().sources().refresh(&[ID.into()]).await)
        .await;
    KIT.finds_failures("tags", &bodies, async |c| c.local_user_store().users().tags().all().await).await;
}

#[tokio::test]
async fn a_listing_needs_its_list_and_an_object_its_id() {
    let lists = [
        r#"{"count":2}"#,
        r#"{"total":0}"#,
        r#"{"count":"many","Items":[]}"#,
        r#"{"users":[]}"#,
        "7",
        "false",
    ];
    KIT.misses("local_users.list", &lists, async |c| c.local_user_store().users().list().all().await).await;
    KIT.misses("roles.list", &lists, async |c| c.role_store().roles().list().all().await).await;
    let objects = ["{}", "null", "[]", r#"{"id":""}"#, r#"{"id":null,"name":"a"}"#, r#"{"username":"ada"}"#];
    KIT.misses("local_users.get", &objects, async |c| c.local_user_store().users().get(&ID.into()).await)
        .await;
    KIT.misses("roles.get", &objects, async |c| c.role_store().roles().get(&ID.into()).await).await;
    KIT.misses("users.get", &objects, async |c| c.role_store().users().get(&ID.into()).await).await;
    KIT.misses("sources.get", &objects, async |c| c.role_store().sources().get(&ID.into()).await).await;
    KIT.misses("current_user.get", &objects, async |c| c.role_store().current_user().get().await).await;
    // By the facts the list may be missing when there is nothing in it.
    for none in
        [r#"{"count":0}"#, r#"{"items":null,"count":0}"#, "{}", "null", "[]", r#"{"count":0,"items":[]}"#]
    {
        let list = async |c: &privx::Client| c.local_user_store().users().list().all().await;
        KIT.reads_through_encodings("local_users.list", (200, none), list).await;
    }
}

#[tokio::test]
async fn byte_order_marks_and_words_for_no_encoding_change_nothing() {
    let list = r#"{"count":2,"items":[{"id":"1","username":"ada"},{"id":"2","username":"bob"}]}"#;
    KIT.reads_through_encodings("list", (200, list), async |c| {
        c.local_user_store().users().list().all().await
    })
    .await;
    let user = r#"{"id":"1","username":"ada"}"#;
    KIT.reads_through_encodings("get", (200, user), async |c| {
        c.local_user_store().users().get(&ID.into()).await
    })
    .await;
    for empty in ["", "{}", "null", " [] ", r#"{"id":"1"}"#] {
        let delete = async |c: &privx::Client| c.local_user_store().users().delete(&ID.into()).await;
        KIT.reads_through_encodings("delete", (200, empty), delete).await;
    }
}
