//! Public keys.

use serde_json::json;

use super::session::Session;

const KEY: &str = "314205008f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f\
    3ee22823182575b376868bce28090ee0959b39aa09638c9a022b7bd742b166966de5f8544d559cb6cb477689e8c1f3ab\
    9a91b9df46285d075fdae8ea336a39a7";

#[tokio::test]
async fn a_key_is_registered_with_its_checksum_only() {
    let session = Session::start().await;
    let path = "/public-key/register-public-key";
    for wrong in [&KEY.replace("39a7", "39a8"), &KEY.to_uppercase(), &KEY[2..]] {
        assert_eq!(session.refused(path, &[("publicKey", wrong)]).await, ["publicKey"]);
    }
    session.done(path, &[("publicKey", KEY)]).await;
    let own = session.get("/public-key/retrieve-public-key").await;
    assert_eq!(own.json, json!({ "publicKey": KEY }));
}

#[tokio::test]
async fn keys_that_the_engine_has_or_makes_can_be_registered() {
    let session = Session::start().await;
    let engine = session.get("/dptcab/public-key").await.text("/publicKey");
    assert_eq!(session.get("/dptcab/public-key").await.text("/publicKey"), engine);
    let own = session.get("/public-key/retrieve-public-key").await.text("/publicKey");
    let made = super::get(&session.sandbox, "/generate-keys", None).await;
    assert_eq!(made.text("/private").len(), 64);
    let again = super::get(&session.sandbox, "/generate-keys", None).await;
    assert_ne!(made.text("/private"), again.text("/private"));
    for key in [engine, own, made.text("/public")] {
        session.done("/public-key/register-public-key", &[("publicKey", &key)]).await;
    }
    let reply = super::get(&session.sandbox, "/dptcab/public-key", None).await;
    assert_eq!(reply.status, 401);
}
