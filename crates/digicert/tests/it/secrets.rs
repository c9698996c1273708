use crate::{KEY, builder, client, error};
use digicert::{Client, users::NewServiceUser};
use portcullis_testkit::operation;
use serde_json::json;

#[tokio::test]
async fn the_key_shows_nowhere() {
    let contract = operation("users.me")
        .replies(403, error("access_denied", &format!("Key {KEY} is unknown")))
        .start()
        .await;
    let builder = builder(&contract);
    assert!(!format!("{builder:?} {builder:#?}").contains(KEY));
    let digicert = builder.build().unwrap();
    let error = digicert.users().me().await.unwrap_err();
    let texts = [
        format!("{digicert:?} {digicert:#?} {:?}", digicert.users()),
        format!("{:?} {:?}", digicert.containers(), digicert.authorizations()),
        format!("{:?}", digicert.users().me()),
        format!("{error} {error:?} {error:#?}"),
    ];
    for text in texts {
        assert!(!text.contains(KEY), "{text}");
    }
    let error = Client::us().api_key("bad key").build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("bad key"));
}

#[tokio::test]
async fn a_new_key_shows_nowhere() {
    let new = "S3CRETAPIKEYOFTHEBOT";
    let reply = json!({"id": 1, "api_key": new});
    let contract = operation("users.create_service").replies(201, reply).start().await;
    let bot = NewServiceUser::new("bot", "bot@example.com");
    let full = client(&contract).users().create_service(&bot).full().await.unwrap();
    assert_eq!(full.value.api_key.expose_secret(), new);
    assert!(!format!("{full:?} {:?}", full.value).contains(new));
    // The error about a reply of another shape names the place and not the value.
    let contract = operation("users.create_service")
        .unlike_the_facts("the id is a list")
        .replies(201, json!({"id": [new], "api_key": new}))
        .start()
        .await;
    let error = client(&contract).users().create_service(&bot).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(new), "{error:?}");
}

#[tokio::test]
async fn debug_shows_the_name_of_an_unknown_member_alone() {
    let body = json!({"id": 42, "theme": {"hidden": "hunter2"}});
    let contract = operation("users.get").replies(200, body).start().await;
    let user = client(&contract).users().get(&"42".into()).await.unwrap();
    let text = format!("{user:?}");
    assert!(text.contains("theme") && !text.contains("hunter2"), "{text}");
}
