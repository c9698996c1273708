//! Data tokens.

use portcullis_sandbox::privicore::ListShape;
use serde_json::{Value, json};

use super::session::{Session, form, named};

const RESERVE: &str = "/data-token/reserve-token-space";
const LIST: &str = "/data-token/list-data-tokens";
const REQUEST: &str = "/data-token/request-data";

async fn list(session: &Session, query: &[(&str, &str)]) -> Vec<String> {
    let reply = session.get(&format!("{LIST}?{}", form(query))).await;
    assert_eq!(reply.status, 200, "{}", reply.json);
    let items = reply.json["items"].as_array().unwrap();
    items.iter().map(|item| item["token"].as_str().unwrap().to_owned()).collect()
}

async fn record(session: &Session, token: &str) -> Value {
    let query = form(&[("filters[token]", token)]);
    session.get(&format!("{LIST}?{query}")).await.json["items"][0].clone()
}

#[tokio::test]
async fn small_data_is_exchanged_and_comes_back_inside_a_message() {
    let session = Session::start().await;
    let (temporary, _) = session.reserve().await;
    assert_eq!(session.file_meta(&temporary, "note").await.status, 422, "nothing was stored yet");
    session.succeeded(&session.exchange(&temporary, "aGVsbG8=").await).await;
    assert_eq!(session.post(REQUEST, &[("token", &temporary)]).await.status, 404, "still temporary");
    let token = session.keep(&temporary, "note").await;
    assert_ne!(token, temporary);
    assert_eq!(session.file_meta(&temporary, "note").await.status, 404);

    let mut socket = session.socket().await;
    let request = session.request(&token).await;
    assert_eq!(socket.outcome().await["command_status"], 2);
    let message = socket.receive().await;
    assert_eq!(
        message,
        json!({ "data": {
            "type": "X-DPT-CAB-REQUEST-ID",
            "id": request,
            "data_context": "/kept",
            "output_type": 0,
            "body": "aGVsbG8=",
        }})
    );
    assert_eq!(session.post(REQUEST, &[("token", "dtk-unknown")]).await.status, 404);
    session.control().request_id_header(false);
    let reply = session.post(REQUEST, &[("token", &token)]).await;
    assert!(reply.status == 202 && !reply.headers.contains_key("x-dpt-cab-request-id"));
}

#[tokio::test]
async fn any_string_is_taken_and_given_back() {
    let session = Session::start().await;
    let token = session.store("no base64: é").await;
    let mut socket = session.socket().await;
    session.request(&token).await;
    socket.outcome().await;
    assert_eq!(socket.receive().await["data"]["body"], "no base64: é");
}

#[tokio::test]
async fn a_reservation_counts_in_minutes_and_ends() {
    let session = Session::start().await;
    for wrong in ["300", "0", "soon"] {
        assert_eq!(session.refused(RESERVE, &[("context", "c"), ("ttl", wrong)]).await, ["ttl"]);
    }
    assert_eq!(session.refused(RESERVE, &[("ttl", "5")]).await, ["context"]);
    session.control().hold_next();
    let reply = session.post(RESERVE, &[("context", "c"), ("ttl", "5"), ("meta", "free text")]).await;
    let path = format!("/data-token/retrieve-temporary-data-token/{}", super::id_of(&reply));
    assert_eq!(session.get(&path).await.status, 404);
    session.control().release().await;
    let temporary = session.get(&path).await.text("/token");
    assert_eq!(session.get(&path).await.text("/token"), temporary);
    session.control().expire_reservations();
    assert_eq!(session.get(&path).await.status, 404);
    assert_eq!(session.exchange(&temporary, "aGk=").await.status, 404);
}

#[tokio::test]
async fn a_reservation_takes_data_once() {
    let session = Session::start().await;
    let (temporary, stream) = session.reserve().await;
    session.succeeded(&session.exchange(&temporary, "aGk=").await).await;
    let again = session.end(&session.exchange(&temporary, "aGk=").await).await;
    assert_eq!(again, (3, json!("data_token.already_exchanged")));
    let upload = session.upload(&stream, &[], b"hi".to_vec()).await;
    assert_eq!(
        (upload.status.as_u16(), upload.text("/message").as_str()),
        (422, "data_token.already_exchanged")
    );
}

#[tokio::test]
async fn without_a_storage_device_nothing_settles() {
    let session = Session::start().await;
    let storage = session.get("/storage/list-storage-devices").await.text("/0/deviceIdentifier");
    session.done("/storage/remove", &[("deviceIdentifier", &storage)]).await;
    let (temporary, stream) = session.reserve().await;
    let reply = session.exchange(&temporary, "aGk=").await;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert_eq!(session.state(&super::id_of(&reply)).await, (1, Value::Null));
    assert_eq!(session.upload(&stream, &[], b"hi".to_vec()).await.status, 422);
}

#[tokio::test]
async fn metadata_is_set_changed_and_shown() {
    let session = Session::start().await;
    let token = session.store("aGVsbG8=").await;
    let shown = record(&session, &token).await;
    assert_eq!((&shown["fileName"], &shown["size"]), (&json!("note"), &json!(5)));
    // PHP's empty objects.
    assert_eq!(
        (&shown["meta"]["data"], &shown["meta"]["information_security_risk"]),
        (&json!([]), &json!([]))
    );

    let risk = [("token", &*token), ("classification", "secret"), ("label", "hr"), ("handling", "burn")];
    let path = "/data-token/configure-information-security-risk-meta";
    session.done(path, &risk).await;
    assert_eq!(session.refused(path, &risk[..3]).await, ["handling"]);
    let path = "/data-token/update-data-token";
    session.done(path, &[("token", &token), ("extension", "md"), ("context", "/new")]).await;
    let shown = record(&session, &token).await;
    assert_eq!((&shown["fileName"], &shown["extension"]), (&json!("note"), &json!("md")));
    assert_eq!(shown["context"], "/new");
    assert_eq!(shown["meta"]["information_security_risk"]["label"], "hr");
}

#[tokio::test]
async fn an_update_replaces_data_and_the_parts_that_it_names() {
    let session = Session::start().await;
    let token = session.store("aGVsbG8=").await;
    let path = "/data-token/update-data";
    let body = json!({ "dataToken": token, "data": "d29ybGQ=", "meta": { "data": { "type": "note" } } });
    session.succeeded(&session.json(path, &body).await).await;
    let shown = record(&session, &token).await;
    assert_eq!((&shown["meta"]["data"]["type"], &shown["fileName"]), (&json!("note"), &json!("note")));
    let mut socket = session.socket().await;
    session.request(&token).await;
    socket.outcome().await;
    assert_eq!(socket.receive().await["data"]["body"], "d29ybGQ=");

    let wrong = json!({ "dataToken": token, "data": "d29ybGQ=", "meta": { "colour": {} } });
    assert_eq!(named(&session.json(path, &wrong).await), ["meta"]);
    assert_eq!(named(&session.json(path, &json!({ "dataToken": token })).await), ["data"]);
    assert_eq!(session.refused(path, &[("dataToken", &token), ("data", "aGk=")]).await, ["body"]);
    let unknown = json!({ "dataToken": "dtk-unknown", "data": "aGk=" });
    assert_eq!(session.json(path, &unknown).await.status, 404);
}

#[tokio::test]
async fn a_deleted_token_is_unknown() {
    let session = Session::start().await;
    let token = session.store("aGVsbG8=").await;
    session.done("/data-token/delete-data", &[("token", &token)]).await;
    for path in ["/data-token/delete-data", REQUEST] {
        assert_eq!(session.post(path, &[("token", &token)]).await.status, 404);
    }
    assert!(list(&session, &[]).await.is_empty());
}

#[tokio::test]
async fn lists_have_pages_and_filters() {
    let session = Session::start().await;
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(session.store("aGk=").await);
    }
    session.reserve().await;
    assert_eq!(list(&session, &[]).await, tokens);
    assert_eq!(list(&session, &[("page", "2"), ("perPage", "2")]).await, tokens[2..]);
    assert!(list(&session, &[("page", "3"), ("perPage", "2")]).await.is_empty());
    let path = "/data-token/update-data-token";
    session.done(path, &[("token", &tokens[1]), ("fileName", "other"), ("context", "/b")]).await;
    for filter in [("filters[meta.file.fileName]", "other"), ("filters[context]", "/b")] {
        assert_eq!(list(&session, &[filter]).await, tokens[1..2]);
    }
    let both = [("filters[context]", "/b"), ("filters[token]", tokens[0].as_str())];
    assert!(list(&session, &both).await.is_empty());
    assert!(list(&session, &[("filters[meta.data.type]", "x")]).await.is_empty());
    assert_eq!(list(&session, &[("filters[meta.file.extension]", "txt")]).await.len(), 3);

    for query in ["page=0", "perPage=x", "filters%5Bsize%5D=1"] {
        assert_eq!(named(&session.get(&format!("{LIST}?{query}")).await).len(), 1, "{query}");
    }
    let meta = |shape| {
        session.control().list_shape(shape);
        async { session.get(&format!("{LIST}?perPage=2")).await.json }
    };
    assert_eq!(meta(ListShape::Mixed).await["meta"], json!({ "count": 3, "page": 1, "perPage": 2 }));
    assert_eq!(meta(ListShape::ItemsOfPage).await["meta"]["count"], 2);
    assert_eq!(meta(ListShape::Array).await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn data_of_others_is_unknown() {
    let session = Session::start().await;
    let token = session.store("aGk=").await;
    let login = [("username", "eve"), ("password", "evil-enough")];
    session.done("/profile/register-profile", &login).await;
    let theirs = session.post("/profile/authenticate", &login).await.text("/authorizationToken");
    let eve = Session { sandbox: session.sandbox, token: theirs };
    assert_eq!(eve.post(REQUEST, &[("token", &token)]).await.status, 404);
    assert!(list(&eve, &[]).await.is_empty());
}
