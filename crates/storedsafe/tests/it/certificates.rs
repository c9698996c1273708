use crate::support::{TOKEN, builder, client, failure, success};
use portcullis_testkit::{Server, Step, operation};
use serde_json::{Value, json};
use std::time::Duration;
use storedsafe::{Delivery, ErrorKind, Retry, UserCertificate, code};

const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

fn certificate() -> Value {
    json!({
        "subject": {"CN": "Alice Example", "O": "Example", "OU": ["HR", "Staff"], "serialNumber": 7},
        "validFrom": "2021-02-03T04:05:06Z", "validTo": "2031-02-03T04:05:06Z",
        "issuer": {"CN": "Example CA"},
    })
}

fn is_alices(read: &UserCertificate) {
    assert_eq!(read.common_name(), Some("Alice Example"));
    assert_eq!(read.subject["O"], ["Example"]);
    assert_eq!(read.subject["OU"], ["HR", "Staff"]);
    assert_eq!(read.subject["serialNumber"], ["7"]);
    assert_eq!(read.subject.len(), 4);
    assert_eq!(read.valid_from.as_deref(), Some("2021-02-03T04:05:06Z"));
    assert_eq!(read.valid_to.as_deref(), Some("2031-02-03T04:05:06Z"));
    assert_eq!(read.extra.get("issuer"), Some(&json!({"CN": "Example CA"})));
    assert_eq!(read.extra.iter().count(), 1);
}

#[tokio::test]
async fn get_own() {
    let reply = success(json!({"certificate": certificate()}));
    let contract = operation("user_certificates.get_own")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, reply)
        .start()
        .await;
    let read = client(&contract.url()).user_certificates().get_own().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/usercert").header("x-http-token", TOKEN).empty();
    is_alices(&read);
}

#[tokio::test]
async fn get() {
    let reply = success(json!({"certificate": certificate()}));
    let contract = operation("user_certificates.get")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, reply)
        .start()
        .await;
    let read = client(&contract.url()).user_certificates().get(&"179".into()).await.unwrap();
    contract.request().await.is("GET", "/api/1.0/usercert/179").header("x-http-token", TOKEN).empty();
    is_alices(&read);
}

#[tokio::test]
async fn a_certificate_may_have_few_members() {
    for little in [
        json!({"subject": [], "validFrom": null, "validTo": false, "x": 1}),
        json!({"subject": {}, "x": 1}),
        json!({"subject": {"CN": {"deep": {}}}, "x": 1}),
    ] {
        let reply = success(json!({"certificate": little}));
        let contract = operation("user_certificates.get_own")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply)
            .start()
            .await;
        let read = client(&contract.url()).user_certificates().get_own().await.unwrap();
        assert_eq!((read.common_name(), &read.valid_from, &read.valid_to), (None, &None, &None));
        assert_eq!(read.extra.get("x"), Some(&json!(1)));
    }
}

#[tokio::test]
async fn a_success_with_nothing_in_its_place_is_not_found() {
    for nothing in [json!([]), json!({}), json!(null), json!(false), json!("")] {
        let reply = success(json!({"certificate": nothing}));
        let contract = operation("user_certificates.get")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply)
            .start()
            .await;
        let certificates = client(&contract.url()).user_certificates();
        let error = certificates.get(&"179".into()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert!(error.is_not_found());
        assert!(certificates.get_own().optional().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn all_else_is_no_proof_that_there_is_none() {
    for (status, body) in [
        (404, failure("2000", "NO ROUTE")),
        (403, failure("2000", "No certificate.")),
        (200, failure("2000", "No certificate.")),
        (200, success(json!({}))),
        (200, success(json!({"certificate": "odd"}))),
        (200, success(json!({"certificate": 7}))),
    ] {
        let contract = operation("user_certificates.get")
            .unlike_the_facts("other types and shapes are read too")
            .replies(status, body.clone())
            .start()
            .await;
        let certificates = client(&contract.url()).user_certificates();
        let error = certificates.get(&"179".into()).optional().await.unwrap_err();
        assert!(!error.is_not_found(), "{status} {body}");
    }
}

#[tokio::test]
async fn reading_without_permission() {
    let contract =
        operation("user_certificates.get").replies(403, failure("2000", "No permission.")).start().await;
    let error = client(&contract.url()).user_certificates().get(&"179".into()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.code(), error.message()), (Some(code::GENERIC), "No permission."));
}

// Operation `user_certificates.add`.
#[tokio::test]
async fn add() {
    let server = Server::start(|_, _| Step::json(200, &success(json!({}))));
    client(&server.url).user_certificates().add(&"179".into(), PEM.as_bytes().to_vec()).await.unwrap();
    let requests = server.requests();
    let [request] = &requests[..] else { panic!("one request") };
    assert_eq!(request.line(), "POST /api/1.0/usercert/179");
    assert_eq!(request.headers["x-http-token"], TOKEN);
    let kind = request.headers["content-type"].to_str().unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"user_cert\"; filename=\"certificate.pem\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{PEM}\r\n--{boundary}--\r\n"
    );
    assert_eq!(request.text(), body);
    assert_eq!(request.headers["content-length"], body.len().to_string());
}

#[tokio::test]
async fn a_certificate_is_sent_once_and_its_removal_repeated() {
    let contract = operation("user_certificates.add").replies(503, failure("2000", "Busy.")).start().await;
    let retry = Retry::default().attempts(2).base(Duration::from_millis(1));
    let client = builder(&contract.url()).token(TOKEN).retry(retry).build().unwrap();
    let certificates = client.user_certificates();
    let error = certificates.add(&"179".into(), PEM.as_bytes().to_vec()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Unknown));
    assert_eq!(contract.count(), 1);
    certificates.delete(&"179".into()).await.unwrap_err();
    assert_eq!(contract.count(), 3);
}

#[tokio::test]
async fn a_refused_removal_is_an_error() {
    let contract =
        operation("user_certificates.delete").replies(403, failure("2000", "No permission.")).start().await;
    let call = client(&contract.url()).user_certificates().delete(&"179".into());
    assert!(!call.optional().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_id_must_not_be_empty() {
    let contract = operation("user_certificates.get").replies(200, success(json!({}))).start().await;
    let certificates = client(&contract.url()).user_certificates();
    for error in [
        certificates.get(&"".into()).await.unwrap_err(),
        certificates.add(&"".into(), PEM.as_bytes().to_vec()).await.unwrap_err(),
        certificates.delete(&"".into()).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent));
    }
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn a_certificate_to_be_sent_does_not_show() {
    let certificates = client("https://vault.example.com").user_certificates();
    let call = certificates.add(&"179".into(), PEM.as_bytes().to_vec());
    assert!(!format!("{call:?}").contains("MIIB"));
}
