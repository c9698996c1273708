//! Chat messages, files and documents to sign.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{USERS, base, call, create, send, text, token};
use crate::https::Reply;

const SSMS: &str = "/digitanium/v3/mpower/users/mira";
const SHIFT: &str = "/auth/realms/sandbox/mpower/v1/users/mira";

async fn with_user() -> (Sandbox, String) {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    create(&sandbox, &token, json!({ "username": "mira" })).await;
    (sandbox, token)
}

fn message(kind: &str, content: &Value) -> Value {
    json!({ "serviceUuid": "service", "messageType": kind, "version": 3, "messageContent": content })
}

async fn form(sandbox: &Sandbox, token: &str, path: &str, parts: [&str; 2], json: &Value) -> Reply {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{json}\r\n--b\r\n\
         Content-Disposition: form-data; name=\"{}\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n\
         %PDF-1.7\r\n--b--\r\n",
        parts[0], parts[1]
    );
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=b")];
    send(sandbox, "POST", &format!("{}{path}", base(sandbox, path)), &headers, &body).await
}

#[tokio::test]
async fn messages_reach_the_user() {
    let (sandbox, token) = with_user().await;
    let paths = [format!("{SSMS}/chat/message"), format!("{SHIFT}/message")];
    let mut wanted = Vec::new();
    for path in &paths {
        for (kind, content, operation) in [
            ("processChatMessage", json!({ "messageText": "Hello" }), "mpower.send_message"),
            ("textEntryRequest", json!({ "messageText": "Name?" }), "mpower.send_message"),
            (
                "choiceRequest",
                json!({ "messageText": "Which?", "choices": [{ "text": "A" }] }),
                "mpower.send_choice",
            ),
            (
                "smartScreenService",
                json!({ "messageText": "Open", "smartScreenServiceUuid": "screen" }),
                "mpower.send_smart_screen",
            ),
        ] {
            let body = message(kind, &content);
            let reply = call(&sandbox, &token, "POST", path, Some(body.clone())).await;
            assert!(reply.status == 200 && reply.json["messageId"].is_string(), "{}", reply.json);
            assert!(reply.json.get("status").is_none());
            wanted.push((operation.to_owned(), body));
        }
        let mut body = message("processChatMessage", &json!({ "messageText": "More" }));
        body["instanceId"] = json!("process-1");
        let reply = call(&sandbox, &token, "POST", path, Some(body.clone())).await;
        assert_eq!(reply.json["instanceId"], "process-1");
        wanted.push(("mpower.send_message".to_owned(), body));
    }
    let mut nameless = message("processChatMessage", &json!({ "messageText": "Hello" }));
    nameless["serviceUuid"] = json!("");
    let mut old = message("processChatMessage", &json!({ "messageText": "Hello" }));
    old["version"] = json!(2);
    for body in [
        nameless,
        old,
        message("processChatMessage", &json!({})),
        message("other", &json!({ "messageText": "Hello" })),
        message("choiceRequest", &json!({ "messageText": "Which?", "choices": [] })),
        message("choiceRequest", &json!({ "messageText": "Which?", "choices": [{}] })),
        message("smartScreenService", &json!({ "messageText": "Open" })),
        json!({}),
    ] {
        let reply = call(&sandbox, &token, "POST", &paths[0], Some(body)).await;
        assert!(reply.status == 400 && reply.json["status"] == "BAD_REQUEST", "{}", reply.json);
    }
    let right = message("processChatMessage", &json!({ "messageText": "Hello" }));
    let unknown = paths[1].replace("mira", "nils");
    assert_eq!(call(&sandbox, &token, "POST", &unknown, Some(right.clone())).await.status, 400);
    assert_eq!(call(&sandbox, "nonsense", "POST", &paths[1], Some(right)).await.status, 401);
    let control = sandbox.midprovider();
    let sent = control.sent_messages("mira").into_iter().map(|sent| (sent.operation, sent.body));
    assert_eq!(sent.collect::<Vec<_>>(), wanted);
    call(&sandbox, &token, "DELETE", &format!("{USERS}/mira"), None).await;
    create(&sandbox, &token, json!({ "username": "mira" })).await;
    assert!(control.sent_messages("mira").is_empty());
}

#[tokio::test]
async fn files_are_sent_and_fetched() {
    let (sandbox, token) = with_user().await;
    let control = sandbox.midprovider();
    let attached = message("attachmentMessage", &json!({ "messageText": "Read" }));
    let signed = json!({
        "serviceUuid": "service", "pageNumber": 1, "bottomLeftXCoordinate": 1, "bottomLeftYCoordinate": 2,
        "topRightXCoordinate": 30, "topRightYCoordinate": 40,
    });
    let (file, document) = (["message", "attachment"], ["signatureData", "signatureFile"]);
    for path in [format!("{SSMS}/chat/attachment"), format!("{SHIFT}/media"), format!("{SHIFT}/mediaChat")] {
        let reply = form(&sandbox, &token, &path, file, &attached).await;
        assert!(reply.status == 200 && reply.json["instanceId"].is_string(), "{}", reply.json);
        assert_eq!(form(&sandbox, &token, &path, document, &attached).await.status, 400);
        assert_eq!(form(&sandbox, &token, &path, ["message", "other"], &attached).await.status, 400);
        let other = message("processChatMessage", &json!({ "messageText": "Read" }));
        assert_eq!(form(&sandbox, &token, &path, file, &other).await.status, 400);
        assert_eq!(call(&sandbox, &token, "POST", &path, Some(attached.clone())).await.status, 415);
    }
    for path in [format!("{SSMS}/signature"), format!("{SHIFT}/signature")] {
        let reply = form(&sandbox, &token, &path, document, &signed).await;
        assert_eq!(reply.status, 200, "{}", reply.json);
        for name in ["serviceUuid", "pageNumber", "topRightYCoordinate"] {
            let mut wrong = signed.clone();
            wrong[name] = json!(null);
            assert_eq!(form(&sandbox, &token, &path, document, &wrong).await.status, 400);
        }
    }
    let sent = control.sent_messages("mira");
    assert_eq!(sent.len(), 5);
    let content = Some(("a.pdf".to_owned(), b"%PDF-1.7".to_vec()));
    assert!(sent.iter().all(|sent| sent.file == content));
    assert!(sent[0].body == attached && sent[4].body == signed);

    let media = format!("/v1/mpower/tenants/sandbox/media/{}/download", control.add_media(b"photo"));
    for method in ["GET", "POST"] {
        let reply = call(&sandbox, &token, method, &media, None).await;
        assert!(reply.status == 200 && &reply.bytes[..] == b"photo");
        assert_eq!(reply.headers["content-type"], "application/octet-stream");
    }
    let unknown = call(&sandbox, &token, "GET", "/v1/mpower/tenants/sandbox/media/a/download", None).await;
    assert_eq!(
        (unknown.status.as_u16(), text(&unknown.json, "error")),
        (404, "HTTP 404 Not Found".to_owned())
    );
}
