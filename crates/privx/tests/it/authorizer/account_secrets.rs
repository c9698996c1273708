use crate::{
    ID, KIT,
    support::{DONE, PAGE, exchange, is_refused, may_be_missing, paged, sort},
};
use portcullis_testkit::{full, sent};
use privx::{
    Client, Delivery, ErrorKind,
    authorizer::{AccountSecretSearch, AccountSecrets, Checkout},
};
use serde_json::{Value, json};

const SECRETS: &str = "/authorizer/api/v1/secrets";
const OTHER: &str = "5f0a0000-0000-4000-8000-000000000002";

fn secrets(client: &Client) -> AccountSecrets {
    client.authorizer().account_secrets()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| secrets(c).list().all().await;
    exchange("account_secrets.list", format!("GET {SECRETS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(secrets(c).list_sorted(&sort())).await;
    exchange("account_secrets.list", format!("GET {SECRETS}?{PAGE}"), full(), sorted).await;
    let search = AccountSecretSearch::new().keywords("db").host_id(ID).username("root").sort(sort());
    let search = async |c: &Client| paged(secrets(c).search(&search)).await;
    let body = format!(r#"{{"keywords":"db","host_id":"{ID}","username":"root"}}"#);
    exchange("account_secrets.search", sent(format!("POST {SECRETS}/search?{PAGE}"), body), full(), search)
        .await;
    let list = async |c: &Client| secrets(c).checkouts().all().await;
    exchange("account_secrets.checkouts_list", format!("GET {SECRETS}/checkouts?limit=50"), full(), list)
        .await;
    let sorted = async |c: &Client| paged(secrets(c).checkouts_sorted(&sort())).await;
    exchange("account_secrets.checkouts_list", format!("GET {SECRETS}/checkouts?{PAGE}"), full(), sorted)
        .await;
    let get = async |c: &Client| secrets(c).checkout(&ID.into()).await;
    exchange("account_secrets.checkout_get", format!("GET {SECRETS}/checkouts/{ID}"), full(), get).await;
    let get = async |c: &Client| secrets(c).checkout(&ID.into()).optional().await;
    may_be_missing("account_secrets.checkout_get", &format!("GET {SECRETS}/checkouts/{ID}"), get).await;
    let check_out = async |c: &Client| secrets(c).check_out(&"hosts/db/root".into()).await;
    exchange("account_secrets.checkout", check_out_line(), full(), check_out).await;
    let release = async |c: &Client| secrets(c).release(&ID.into()).await;
    exchange(
        "account_secrets.checkout_release",
        format!("POST {SECRETS}/checkouts/{ID}/release"),
        DONE,
        release,
    )
    .await;
}

#[tokio::test]
async fn one_object_in_place_of_a_list_is_read() {
    let one = (200, json!({ "count": 1, "items": { "path": "hosts/db/root", "type": "HOST_SECRET" } }));
    let list = async |c: &Client| secrets(c).list().all().await;
    let found = exchange("account_secrets.list", format!("GET {SECRETS}?limit=50"), one, list).await;
    assert_eq!(found[0].path.as_ref().unwrap().as_str(), "hosts/db/root");
    let one = (200, json!({ "count": 1, "items": { "id": ID } }));
    let list = async |c: &Client| secrets(c).checkouts().all().await;
    let line = format!("GET {SECRETS}/checkouts?limit=50");
    assert_eq!(exchange("account_secrets.checkouts_list", line, one, list).await.len(), 1);
}

fn check_out_line() -> portcullis_testkit::Line {
    sent(format!("POST {SECRETS}/checkouts"), r#"{"path":"hosts/db/root"}"#)
}

async fn checked_out(items: Value) -> Result<Checkout, privx::Error> {
    let check_out = async |c: &Client| Ok(secrets(c).check_out(&"hosts/db/root".into()).await);
    let reply = (200, json!({ "count": 1, "items": items }));
    exchange("account_secrets.checkout", check_out_line(), reply, check_out).await
}

#[tokio::test]
async fn the_newest_item_is_the_checkout() {
    let item = |id: &str, created: &str| match created {
        "" => json!({ "id": id }),
        created => json!({ "id": id, "created": created }),
    };
    for (newer, older) in [
        ("2026-01-02T03:04:06Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05.25Z", "2026-01-02T03:04:05.125Z"),
        ("2026-01-02T03:04:05.25Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+01:00"),
        ("2026-01-02T03:04:05Z", ""),
    ] {
        for items in [
            json!([item(ID, newer), item(OTHER, older)]),
            json!([item(OTHER, older), item(ID, newer)]),
            json!([item(ID, newer), item(OTHER, older), item(OTHER, older)]),
        ] {
            assert_eq!(checked_out(items).await.unwrap().id.as_str(), ID, "{newer} {older}");
        }
    }
    for one in [json!({ "id": ID }), json!([{ "id": ID }])] {
        assert_eq!(checked_out(one).await.unwrap().id.as_str(), ID);
    }
}

#[tokio::test]
async fn a_checkout_that_cannot_be_told_was_done_all_the_same() {
    let date = "2026-01-02T03:04:05Z";
    for items in [
        json!([]),
        json!(null),
        json!([{ "id": ID }, { "id": OTHER }]),
        json!([{ "id": ID, "created": date }, { "id": OTHER, "created": date }]),
    ] {
        let error = checked_out(items.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied), "{items}");
    }
    let error = checked_out(json!([{ "path": "hosts/db/root" }])).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown), "no id");
}

#[tokio::test]
async fn the_secret_is_that_of_the_newest_version() {
    let version = |number: u64, secret: &str| json!({ "version": number, "secret": secret });
    let items = json!([{ "id": ID, "secrets": [version(2, "b"), version(3, "c"), version(1, "a")] }]);
    let checkout = checked_out(items).await.unwrap();
    assert_eq!(checkout.secret().unwrap().expose_secret(), "c");
    assert!(!format!("{checkout:?}").contains("\"c\""));
    assert!(checked_out(json!([{ "id": ID }])).await.unwrap().secret().is_none());
}

#[tokio::test]
async fn an_empty_path_and_an_empty_id_are_refused() {
    is_refused("path", async |c| secrets(c).check_out(&"".into()).await).await;
    is_refused("checkout_id", async |c| secrets(c).release(&"".into()).await).await;
}

#[tokio::test]
async fn a_release_that_the_server_does_not_know_is_told() {
    let release = async |c: &Client| secrets(c).release(&ID.into()).await;
    let line = format!("POST {SECRETS}/checkouts/{ID}/release");
    let missing = (404, json!({ "error_code": "OBJECT_NOT_FOUND", "error_message": "no such checkout" }));
    let error = KIT.refusal("account_secrets.checkout_release", line, missing, release).await;
    assert!(error.is_not_found());
}
