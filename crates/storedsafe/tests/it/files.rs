//! Files, whole and in pieces of every length.

use crate::support::{TOKEN, client, failure, reply, success};
use base64::{Engine as _, engine::general_purpose};
use portcullis_core::{bytes::Bytes, transport::Incoming};
use portcullis_testkit::{
    operation,
    wire::{Scripted, body_in},
};
use serde_json::json;
use storedsafe::{
    Client, DecryptedDetails, Delivery, Download, ErrorKind, NewObject, Result, TemplateId, Upload,
    http::{HeaderMap, StatusCode},
};

#[tokio::test]
async fn upload() {
    let reply_body = success(json!({"objectid": "90", "message": "CREATED"}));
    let contract = operation("files.upload").replies(200, reply_body).start().await;
    let object =
        NewObject::new(TemplateId::file(), "31", "notes").field("info", "mine").secret("pin", "4711-x");
    let upload = Upload::from(b"content".to_vec());
    let saved = client(&contract.url()).files().upload(&object, "no\"tes.txt", upload).await.unwrap();
    assert_eq!(saved.id, Some("90".into()));
    let sent = contract.request().await.is("POST", "/api/1.0/object").header("x-http-token", TOKEN);
    sent.form_data(&[
        ("\"templateid\"", "3"),
        ("\"groupid\"", "31"),
        ("\"parentid\"", "0"),
        ("\"objectname\"", "notes"),
        ("\"info\"", "mine"),
        ("\"pin\"", "4711-x"),
        ("\"file1\"", "no\"tes.txt"),
        ("\"upload\"; filename=\"no%22tes.txt\"", "content"),
    ]);
}

#[tokio::test]
async fn an_upload_is_refused_without_a_name_and_sent_once() {
    let contract = operation("files.upload").replies(503, failure("2000", "Busy.")).start().await;
    let files = client(&contract.url()).files();
    let object = NewObject::new(TemplateId::file(), "31", "notes");
    let error = files.upload(&object, "", b"x".to_vec()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery(), contract.count()), (ErrorKind::Input, Delivery::NotSent, 0));
    let error = files.upload(&object, "a", b"x".to_vec()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn identify_template() {
    let mut reply_body = success(json!({}));
    reply_body["DATA"] = json!({
        "token": TOKEN, "templateid": 11, "file1": "a.pem", "cn": "example.com", "issuer": "CA", "keylength": 2048,
    });
    let contract = operation("files.identify_template").replies(200, reply_body).start().await;
    let files = client(&contract.url()).files();
    let proposal = files.identify_template("a.pem", b"-----BEGIN".to_vec()).await.unwrap();
    let sent = contract.request().await.is("POST", "/api/1.0/filecollect").header("x-http-token", TOKEN);
    sent.form_data(&[("\"file1\"", "a.pem"), ("\"upload\"; filename=\"a.pem\"", "-----BEGIN")]);
    assert_eq!(proposal.template, Some("11".into()));
    let field = |name: &str| proposal.fields.get(name).map(String::as_str);
    assert_eq!(
        (field("cn"), field("keylength"), field("file1")),
        (Some("example.com"), Some("2048"), Some("a.pem"))
    );
    assert_eq!(field("token"), None);
}

#[tokio::test]
async fn download() {
    let content: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    let object = json!({"id": "90", "filename": "a.bin", "crypted": {"pin": "4711-x"}});
    let mut reply_body = reply(json!({"OBJECT": [object]}));
    reply_body["FILEDATA"] = json!(general_purpose::STANDARD.encode(&content));
    let contract = operation("files.download").replies(200, reply_body).start().await;
    let mut download = client(&contract.url()).files().download(&"90".into());
    let mut got = Vec::new();
    while let Some(bytes) = download.try_next().await.unwrap() {
        got.extend_from_slice(&bytes);
    }
    assert!(got == content);
    let about = download.finish().await.unwrap().object;
    assert_eq!(about.file_name.as_deref(), Some("a.bin"));
    assert_eq!(about.crypted().get("pin").unwrap().expose_secret(), "4711-x");
    let sent = contract.request().await.is("GET", "/api/1.0/object/90?filedata=true&decrypt=true");
    sent.header("x-http-token", TOKEN).empty();
}

/// A download whose reply arrives in pieces of random length.
fn download_of(body: String, longest: usize) -> Download<DecryptedDetails> {
    let wire = Scripted::new(move |_, _| {
        let mut rest = Bytes::from(body.clone());
        let pieces = std::iter::from_fn(move || {
            let length = fastrand::usize(1..=longest).min(rest.len());
            (length > 0).then(|| Ok(rest.split_to(length)))
        });
        async move { Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), body_in(pieces))) }
    });
    let builder = Client::builder("https://vault.example/api/1.0").token(TOKEN).transport(wire);
    builder.build().unwrap().files().download(&"90".into())
}

async fn whole(mut download: Download<DecryptedDetails>) -> Result<(Vec<u8>, DecryptedDetails)> {
    let mut got = Vec::new();
    while let Some(bytes) = download.try_next().await? {
        got.extend_from_slice(&bytes);
    }
    Ok((got, download.finish().await?))
}

/// `FILEDATA` as this JSON, among members that look like it.
fn reply_with(data: &str, last: bool) -> String {
    let decoy = r#""X":{"FILEDATA":"bm8=","a":["FILEDATA","\"FILEDATA\":"]},"Y":"FILEDATA","Z":"\\""#;
    let object = r#""OBJECT":[{"id":"90"}]"#;
    let info = r#""CALLINFO":{"status":"SUCCESS","token":"t0ken","FILEDATA":"bm8="}"#;
    let file = format!(r#""FILEDATA" : {data}"#);
    if last {
        format!("{{{info},{decoy},{object},{file}}}")
    } else {
        format!("{{{file},{decoy},{object},{info}}}")
    }
}

#[tokio::test]
async fn every_form_of_a_file_is_read_in_pieces_of_any_length() {
    fastrand::seed(7);
    for round in 0..400 {
        // An empty list is no file; an empty text is one, below.
        let content: Vec<u8> = (0..fastrand::usize(1..200)).map(|_| fastrand::u8(..)).collect();
        let text = match round % 4 {
            0 => general_purpose::STANDARD.encode(&content),
            1 => general_purpose::STANDARD_NO_PAD.encode(&content),
            2 => general_purpose::URL_SAFE.encode(&content),
            _ => general_purpose::URL_SAFE_NO_PAD.encode(&content),
        };
        let data = match round % 5 {
            0 => format!("\"{}\"", text.replace('/', "\\/")),
            1 => {
                let lines: Vec<_> =
                    text.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
                format!("\"{}\"", lines.join("\\r\\n"))
            }
            2 => {
                let parts =
                    text.as_bytes().chunks(7).map(|l| format!("{:?}", std::str::from_utf8(l).unwrap()));
                format!("[{}]", parts.collect::<Vec<_>>().join(" , "))
            }
            _ => format!("\"{text}\""),
        };
        let mark = if round % 3 == 0 { "\u{feff}" } else { "" };
        let body = [mark, &reply_with(&data, round % 2 == 0)].concat();
        let (got, about) = whole(download_of(body.clone(), 1 + round % 40)).await.unwrap();
        assert_eq!((got, about.object.id.as_str()), (content, "90"), "{body}");
    }
}

#[tokio::test]
async fn an_object_without_a_file_is_an_error_and_not_an_empty_file() {
    for body in [
        r#"{"CALLINFO":{"status":"SUCCESS"},"OBJECT":[{"id":"90"}]}"#.to_owned(),
        reply_with("null", true),
        reply_with("false", false),
    ] {
        let error = whole(download_of(body.clone(), 9)).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect), "{body}");
        assert!(error.message().contains("no file"), "{error}");
    }
    let (got, _) = whole(download_of(reply_with(r#""""#, true), 9)).await.unwrap();
    assert!(got.is_empty(), "a file may be empty");
}

#[tokio::test]
async fn a_failure_at_the_end_of_the_reply_is_an_error() {
    let fail = r#"{"FILEDATA":"aGFsZg==","CALLINFO":{"status":"FAIL"},"ERRORS":["Disk broke."]}"#;
    let mut download = download_of(fail.to_owned(), 10_000);
    assert_eq!(download.try_next().await.unwrap().unwrap(), "half");
    let error = download.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Api, "Disk broke."));
    let refused = r#"{"CALLINFO":{"status":"FAIL"},"ERRORS":["No permission."]}"#;
    let error = whole(download_of(refused.to_owned(), 10_000)).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Api, "No permission."));
}

#[tokio::test]
async fn what_is_no_base64_ends_the_download() {
    let lists = [r#"["aGFs",["Zg=="]]"#, r#"["aGFs",{"a":"Zg=="}]"#, r#"["aGFs", 7]"#, r#"["aGFs",null]"#];
    for data in [r#""aGFs!g==""#, r#""aGFs\u0041""#, r#""aGFsZ""#].into_iter().chain(lists) {
        let error = whole(download_of(reply_with(data, true), 10_000)).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect), "{data}");
        assert!(error.message().contains("base64"), "{error}");
    }
}

#[tokio::test]
async fn two_files_in_one_reply_are_an_error_and_not_one_of_them() {
    for (first, second) in
        [("\"YQ==\"", "\"Yg==\""), ("\"YQ==\"", "\"YQ==\""), ("null", "\"YQ==\""), ("\"YQ==\"", "null")]
    {
        let both = format!(
            r#"{{"CALLINFO":{{"status":"SUCCESS"}},"FILEDATA":{first},"OBJECT":[{{"id":"90"}}],"FILEDATA":{second}}}"#
        );
        let next = both.replace(r#""OBJECT":[{"id":"90"}],"#, "");
        for body in [both, next] {
            let error = whole(download_of(body.clone(), 7)).await.expect_err(&body);
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect), "{body}");
            assert!(error.message().contains("two files"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_reply_cut_at_any_byte_is_never_a_whole_file() {
    let body = reply_with(r#""aGFsZiBhIGZpbGU=""#, true);
    for end in 0..body.len() {
        let outcome = whole(download_of(body[..end].to_owned(), 5)).await;
        assert!(outcome.is_err(), "cut at {end}: {:?}", outcome.map(|found| found.0));
    }
    assert_eq!(whole(download_of(body, 5)).await.unwrap().0, b"half a file");
}
