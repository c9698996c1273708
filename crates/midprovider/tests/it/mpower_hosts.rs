//! The servers for chats and for their files, and the forms that files are sent in.

use crate::{URL, builders, shift, ssms};
use midprovider::{
    Client, ErrorKind, Upload, UserName,
    mpower::{Attachment, PdfSignature, SignatureArea, TextMessage},
};
use portcullis_testkit::{
    operation,
    wire::{Scripted, header, reply},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

fn mira() -> UserName {
    "mira".into()
}

fn receipt() -> Value {
    json!({"messageId": "m-1", "instanceId": "i-1"})
}

#[tokio::test]
async fn an_attachment_is_a_form_whose_json_is_ascii() {
    let json = r#"{"serviceUuid":"shop","messageType":"attachmentMessage","version":3,"messageContent":{"messageText":"Gr\u00fcezi \"\ud83c\udf89\"\n\u2028"},"instanceId":"i-\u00e9"}"#;
    let paths =
        ["/digitanium/v3/mpower/users/mira/chat/attachment", "/auth/realms/acme/mpower/v1/users/mira/media"];
    for (path, client) in paths.into_iter().zip([ssms, shift]) {
        let contract = operation("mpower.send_attachment").replies(200, receipt()).start().await;
        let attachment = Attachment::new("shop", "Grüezi \"🎉\"\n\u{2028}", "rü\"les.txt").instance_id("i-é");
        let upload = Upload::from(b"content".to_vec());
        let sent = client(&contract).mpower().send_attachment(&mira(), &attachment, upload).await.unwrap();
        assert_eq!((sent.message_id, sent.instance_id), (Some("m-1".into()), Some("i-1".into())));
        let request = contract.request().await.is("POST", path).header("authorization", "Bearer tok-1");
        request.form_data(&[("\"message\"", json), ("\"attachment\"; filename=\"rü%22les.txt\"", "content")]);
    }
}

#[tokio::test]
async fn a_document_to_be_signed_is_a_form() {
    let json = r#"{"serviceUuid":"shop","version":3,"pageNumber":2,"bottomLeftXCoordinate":10,"bottomLeftYCoordinate":11,"topRightXCoordinate":40,"topRightYCoordinate":20,"messageText":"Unterschrift f\u00fcr","callbackUrl":"https://shop.example/s","instanceId":"i-1"}"#;
    let least = r#"{"serviceUuid":"shop","version":3,"pageNumber":1,"bottomLeftXCoordinate":10,"bottomLeftYCoordinate":11,"topRightXCoordinate":40,"topRightYCoordinate":20}"#;
    let area = SignatureArea::new((10, 11), (40, 20));
    let pdf = PdfSignature::new("shop", "a.pdf", area);
    let whole = pdf.clone().page_number(2).text("Unterschrift für").callback_url("https://shop.example/s");
    let paths =
        ["/digitanium/v3/mpower/users/mira/signature", "/auth/realms/acme/mpower/v1/users/mira/signature"];
    for (pdf, json) in [(whole.instance_id("i-1"), json), (pdf, least)] {
        for (path, client) in paths.into_iter().zip([ssms, shift]) {
            let contract = operation("mpower.initiate_pdf_signature").replies(200, receipt()).start().await;
            let document = Upload::from(b"%PDF-1.7".to_vec());
            let sent =
                client(&contract).mpower().initiate_pdf_signature(&mira(), &pdf, document).await.unwrap();
            assert_eq!(sent.message_id, Some("m-1".into()));
            let request = contract.request().await.is("POST", path);
            request.form_data(&[
                ("\"signatureData\"", json),
                ("\"signatureFile\"; filename=\"a.pdf\"", "%PDF-1.7"),
            ]);
        }
    }
}

type Seen = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// A transport that notes the host and the credential of each request.
fn noting() -> (Scripted, Seen) {
    let seen = Seen::default();
    let noted = seen.clone();
    let wire = Scripted::new(move |out, _| {
        let host = out.url.host_str().unwrap_or_default().to_owned();
        noted.lock().unwrap().push((host, header(&out, "authorization").map(str::to_owned)));
        async { reply(200, &json!({"messageId": "m", "data": {"username": "mira"}})) }
    });
    (wire, seen)
}

/// Sends a message, reads a user, and fetches a file if the flavour has it; the hosts that this goes to.
async fn hosts(client: Client, seen: Seen) -> Vec<String> {
    client.mpower().send_message(&mira(), &TextMessage::new("s", "t")).await.unwrap();
    client.users().get(&mira()).await.unwrap();
    let _ = client.mpower().download_media(&"m".into()).bytes().await;
    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(|(_, token)| token.as_deref() == Some("Bearer tok-1")), "{seen:?}");
    seen.iter().map(|(host, _)| host.clone()).collect()
}

#[tokio::test]
async fn each_server_gets_the_token_with_its_own_operations() {
    let (main, chats, files) = ("idp.example", "mercury.example", "pay.example");
    for (at, builder) in builders(URL).into_iter().enumerate() {
        let (wire, seen) = noting();
        let builder = builder.mpower_url("https://mercury.example").media_url("https://pay.example");
        let hosts = hosts(builder.transport(wire).build().unwrap(), seen).await;
        assert_eq!(hosts, if at == 1 { vec![chats, main, files] } else { vec![chats, main] });
    }
    // Chats are at the client's own server unless set, files are not.
    for builder in builders(URL) {
        let (wire, seen) = noting();
        assert_eq!(hosts(builder.transport(wire).build().unwrap(), seen).await, [main, main]);
    }
}

#[tokio::test]
async fn without_its_server_a_file_is_refused_by_the_name_of_the_option() {
    let [_, shift] = builders(URL);
    let (wire, seen) = noting();
    let client = shift.mpower_url("https://mercury.example").transport(wire).build().unwrap();
    let error = client.mpower().download_media(&"m".into()).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert!(error.message().contains("media_url"), "{error}");
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn the_urls_are_checked() {
    for url in ["", "pay.example", "http://pay.example", "https://u:p@pay.example", "ftp://pay.example"] {
        for builder in builders(URL) {
            assert_eq!(builder.media_url(url).build().unwrap_err().kind(), ErrorKind::Config, "{url}");
        }
        for builder in builders(URL) {
            assert_eq!(builder.mpower_url(url).build().unwrap_err().kind(), ErrorKind::Config, "{url}");
        }
    }
}
