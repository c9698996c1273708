//! Chats: messages, files and documents to be signed.

use crate::{AST, SHIFT, URL, both, refused};
use midprovider::{
    Client, ClientBuilder, Delivery, ErrorKind, Result, Retry, Upload, UserName, code,
    mpower::{
        Attachment, Choice, ChoiceColors, ChoiceMessage, ChoiceStyle, MessageType, PdfSignature,
        SignatureArea, SmartScreen, TextMessage,
    },
};
use portcullis_testkit::{
    Answer, full, sent,
    wire::{Scripted, lost, unsent},
};
use serde_json::json;
use std::time::Duration;

const MESSAGE: [&str; 2] = [
    "POST /digitanium/v3/mpower/users/mira/chat/message",
    "POST /auth/realms/acme/mpower/v1/users/mira/message",
];

fn mira() -> UserName {
    "mira".into()
}

fn colors(n: u8) -> ChoiceColors {
    ChoiceColors::new().background_color(format!("b{n}")).text_color(format!("t{n}"))
}

/// A message with buttons that has everything that both flavours have.
fn choice() -> ChoiceMessage {
    let style =
        ChoiceStyle::new().disabled(colors(1)).normal(colors(2)).pressed(colors(3)).selected(colors(4));
    ChoiceMessage::new("shop", "Keep it?", [Choice::new("Keep").style(style), Choice::new("Remove")])
        .alignment("column")
        .instance_id("i-1")
}
const CHOICE: &str = r#"{"serviceUuid":"shop","messageType":"choiceRequest","version":3,"messageContent":{"messageText":"Keep it?","alignment":"column","choices":[{"text":"Keep","style":{"disabled":{"backgroundColor":"b1","textColor":"t1"},"normal":{"backgroundColor":"b2","textColor":"t2"},"pressed":{"backgroundColor":"b3","textColor":"t3"},"selected":{"backgroundColor":"b4","textColor":"t4"}}},{"text":"Remove"}]},"instanceId":"i-1"}"#;

#[tokio::test]
async fn texts_are_sent() {
    let body = r#"{"serviceUuid":"shop","messageType":"processChatMessage","version":3,"messageContent":{"messageText":"Grüezi 🎉"},"instanceId":"i-1"}"#;
    let text = TextMessage::new("shop", "Grüezi 🎉").instance_id("i-1");
    let send = async |c: &Client| c.mpower().send_message(&mira(), &text).await;
    for receipt in both("mpower.send_message", MESSAGE.map(|line| sent(line, body)), full(), send).await {
        assert!(receipt.message_id.is_some() && receipt.instance_id.is_some());
    }
    let body = r#"{"serviceUuid":"shop","messageType":"textEntryRequest","version":3,"messageContent":{"messageText":"Why?"}}"#;
    let request = TextMessage::entry_request("shop", "Why?");
    let send = async |c: &Client| c.mpower().send_message(&mira(), &request).await;
    both("mpower.send_message", MESSAGE.map(|line| sent(line, body)), full(), send).await;
    let body = r#"{"serviceUuid":"shop","messageType":"smartScreenService","version":3,"messageContent":{"messageText":"Look","smartScreenServiceUuid":"map"},"instanceId":"i-1"}"#;
    let screen = SmartScreen::new("shop", "Look", "map").instance_id("i-1");
    let send = async |c: &Client| c.mpower().send_smart_screen(&mira(), &screen).await;
    both("mpower.send_smart_screen", MESSAGE.map(|line| sent(line, body)), full(), send).await;
}

#[tokio::test]
async fn choices_are_sent_and_only_shift_has_categories() {
    let send = async |c: &Client| c.mpower().send_choice(&mira(), &choice()).await;
    both("mpower.send_choice", MESSAGE.map(|line| sent(line, CHOICE)), full(), send).await;
    let send = async |c: &Client| c.mpower().send_choice(&mira(), &choice().category("a b")).await;
    let line = sent(format!("{}?category=a%20b", MESSAGE[1]), CHOICE);
    SHIFT.exchange("mpower.send_choice", line, full(), send).await;
    let ssms = Client::ssms(URL, "acme").bearer("t").check_input(false);
    let error = refused(ssms, send).await;
    assert!(error.message().contains("category") && error.message().contains("SHIFT"), "{error}");
}

#[tokio::test]
async fn a_receipt_names_what_was_sent() {
    let send = async |c: &Client| c.mpower().send_message(&mira(), &TextMessage::new("s", "t")).await;
    let body = r#"{"serviceUuid":"s","messageType":"processChatMessage","version":3,"messageContent":{"messageText":"t"}}"#;
    let line = || sent(MESSAGE[1], body);
    let one = SHIFT.exchange("mpower.send_message", line(), (200, json!({"messageId": "m"})), send).await;
    assert_eq!((one.message_id, one.instance_id), (Some("m".into()), None));
    for body in [json!({}), json!({"data": {"messageId": "m"}}), json!({"messageId": "", "instanceId": null})]
    {
        let odd = Answer::from((200, body));
        let error = SHIFT.refusal("mpower.send_message", line(), odd, send).await;
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown));
    }
    let wrong = (400, json!({"subSystem": 5, "status": "BAD_REQUEST", "message": "no"}));
    let error = SHIFT.refusal("mpower.send_message", line(), wrong, send).await;
    assert_eq!((error.code(), error.delivery()), (Some(code::BAD_REQUEST), Delivery::Rejected));
}

fn builders() -> [ClientBuilder; 2] {
    [Client::ssms(URL, "acme").bearer("t"), Client::shift(URL, "acme").bearer("t")]
}

fn file() -> Upload {
    b"content".to_vec().into()
}

fn pdf() -> PdfSignature {
    PdfSignature::new("shop", "a.pdf", SignatureArea::new((10, 11), (40, 20)))
}

/// Sends one of everything to a user.
async fn every_message(c: &Client, name: &UserName) -> Vec<Result<()>> {
    let chats = c.mpower();
    vec![
        chats.send_message(name, &TextMessage::new("s", "t")).await.map(drop),
        chats.send_choice(name, &choice()).await.map(drop),
        chats.send_smart_screen(name, &SmartScreen::new("s", "t", "o")).await.map(drop),
        chats.send_attachment(name, &Attachment::new("s", "t", "a"), file()).await.map(drop),
        chats.initiate_pdf_signature(name, &pdf(), file()).await.map(drop),
    ]
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_always_refused() {
    for (at, builder) in builders().into_iter().enumerate() {
        let every = async |c: &Client| {
            let names = ["", ".", "..", "a/b", "a%2fb", "a\\b", "devices;x"];
            for name in names.iter().chain(["devices", "GetUsers"].iter().filter(|_| at == 1)) {
                for outcome in every_message(c, &UserName::from(*name)).await {
                    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Input, "{name}");
                }
            }
            c.mpower().send_message(&"".into(), &TextMessage::new("s", "t")).await
        };
        refused(builder.check_input(false), every).await;
    }
}

#[tokio::test]
async fn documented_limits_are_checked_unless_left_to_the_server() {
    async fn is_checked(field: &str, call: impl AsyncFn(&Client) -> Result<()>) {
        for builder in builders() {
            let error = refused(builder, &call).await;
            assert!(error.message().contains(field), "{field}: {error}");
        }
        // Nothing but the network keeps it from being sent.
        for builder in builders() {
            let wire = Scripted::new(|_, _| async { unsent() });
            let lax = builder.check_input(false).retry(Retry::none()).transport(wire.clone());
            assert_eq!(call(&lax.build().unwrap()).await.unwrap_err().kind(), ErrorKind::Connect);
            assert_eq!(wire.count(), 1, "{field}");
        }
    }
    for (field, service, text) in [("service_uuid", "", "t"), ("text", "s", "")] {
        is_checked(field, async |c| {
            c.mpower().send_message(&mira(), &TextMessage::new(service, text)).await.map(drop)
        })
        .await;
        is_checked(field, async |c| {
            c.mpower()
                .send_choice(&mira(), &ChoiceMessage::new(service, text, [Choice::new("a")]))
                .await
                .map(drop)
        })
        .await;
        is_checked(field, async |c| {
            c.mpower().send_smart_screen(&mira(), &SmartScreen::new(service, text, "o")).await.map(drop)
        })
        .await;
        is_checked(field, async |c| {
            c.mpower().send_attachment(&mira(), &Attachment::new(service, text, "a"), file()).await.map(drop)
        })
        .await;
    }
    is_checked("smart_screen_service_uuid", async |c| {
        c.mpower().send_smart_screen(&mira(), &SmartScreen::new("s", "t", "")).await.map(drop)
    })
    .await;
    for (field, choices) in [("choices", vec![]), ("choices.text", vec![Choice::new("a"), Choice::new("")])] {
        let choice = ChoiceMessage::new("s", "t", choices);
        is_checked(field, async |c| c.mpower().send_choice(&mira(), &choice).await.map(drop)).await;
    }
    is_checked("file_name", async |c| {
        c.mpower().send_attachment(&mira(), &Attachment::new("s", "t", ""), file()).await.map(drop)
    })
    .await;
    let (mut nameless, mut of_nobody) = (pdf(), pdf());
    nameless.file_name = String::new();
    of_nobody.service_uuid = "".into();
    for (field, pdf) in
        [("file_name", nameless), ("service_uuid", of_nobody), ("page_number", pdf().page_number(0))]
    {
        is_checked(field, async |c| c.mpower().initiate_pdf_signature(&mira(), &pdf, file()).await.map(drop))
            .await;
    }
}

#[tokio::test]
async fn a_text_of_another_type_is_always_refused() {
    let mut text = TextMessage::new("s", "t");
    text.message_type = MessageType::Other("choiceRequest".into());
    for builder in builders() {
        let send = async |c: &Client| c.mpower().send_message(&mira(), &text).await;
        let error = refused(builder.check_input(false), send).await;
        assert!(error.message().contains("message_type"), "{error}");
    }
}

#[tokio::test]
async fn no_message_is_sent_twice() {
    for builder in builders() {
        let wire = Scripted::new(|_, _| async { lost() });
        let retry = Retry::default().base(Duration::from_millis(1));
        let client = builder.transport(wire.clone()).retry(retry).build().unwrap();
        for outcome in every_message(&client, &mira()).await {
            assert_eq!(outcome.unwrap_err().delivery(), Delivery::Unknown);
        }
        assert_eq!(wire.count(), 5);
    }
}

#[tokio::test]
async fn a_download_is_a_stream() {
    let line = "GET /v1/mpower/tenants/acme/media/m%201/download";
    let download = async |c: &Client| c.mpower().download_media(&"m 1".into()).bytes().await;
    let file = Answer::from((200, "bytes of it")).header("content-type", "application/octet-stream");
    let bytes = AST.exchange("mpower.download_media", line, file, download).await;
    assert_eq!(bytes.expose_secret(), b"bytes of it");
    let gone = (404, json!({"status": "NOT_FOUND", "message": "none"}));
    let error = AST.refusal("mpower.download_media", line, gone, download).await;
    assert_eq!((error.status().unwrap().as_u16(), error.message()), (404, "none"));
    let ssms = Client::ssms(URL, "acme").bearer("t").media_url("https://pay.example");
    let error = refused(ssms, download).await;
    assert!(error.message().contains("SSMS"), "{error}");
    for id in ["", ".", ".."] {
        let shift = Client::shift(URL, "acme").bearer("t").media_url("https://pay.example");
        refused(shift, async |c| c.mpower().download_media(&id.into()).bytes().await).await;
    }
}
