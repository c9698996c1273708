use digicert::{
    Secret,
    http::{HeaderMap, HeaderValue},
    webhooks::{Event, EventError, EventKind},
};
use portcullis_testkit::sample;
use serde_json::{Value, json};

const SECRET: &str = "0123456789abcdefghijklmnopqrstuv";

fn headers(keys: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    for key in keys {
        headers.append("x-webhook-key", HeaderValue::from_bytes(key.as_bytes()).unwrap());
    }
    headers
}

fn read(body: impl AsRef<[u8]>) -> Result<Event, EventError> {
    Event::read(&headers(&[SECRET]), body.as_ref(), &SECRET.into())
}

fn event(value: &Value) -> Event {
    read(value.to_string()).unwrap()
}

/// The error of a body, which shows nothing of it.
fn wrong(body: impl AsRef<[u8]>) -> EventError {
    let error = read(body).unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(!text.contains("canary") && !text.contains(SECRET), "{text}");
    error
}

#[test]
fn every_event_of_the_facts_is_read() {
    for (name, kind) in [
        ("CertificateIssued", EventKind::CertificateIssued),
        ("CertificateRevoked", EventKind::CertificateRevoked),
        ("OrderRejected", EventKind::OrderRejected),
        ("DomainValidated", EventKind::DomainValidated),
        ("DomainExpired", EventKind::DomainExpired),
        ("DomainRevalidationNotice", EventKind::DomainRevalidationNotice),
        ("OrganizationValidated", EventKind::OrganizationValidated),
        ("OrganizationExpired", EventKind::OrganizationExpired),
        ("OrganizationRevalidationNotice", EventKind::OrganizationRevalidationNotice),
        ("ChallengeWebhookEndpoint", EventKind::Challenge),
        ("TestWebhookEndpoint", EventKind::Test),
    ] {
        let value = sample(&format!("WebhookEvent{name}"));
        assert_eq!(value["event"], kind.as_str());
        let read = event(&value);
        assert_eq!(read.kind(), kind);
        // The variant has the same name.
        let variant =
            if name.ends_with("WebhookEndpoint") { name.replace("WebhookEndpoint", "") } else { name.into() };
        assert!(format!("{read:?}").starts_with(&format!("{variant}(")), "{read:?}");
    }
}

#[test]
fn an_issued_certificate() {
    let chain =
        json!([{"subject_common_name": "a.example", "pem": "-----BEGIN\r\n"}, {"subject_common_name": "CA"}]);
    let data = json!({"order_id": 7, "certificate_id": "8", "certificate_chain": chain, "new": true});
    let Event::CertificateIssued(issued) = event(&json!({"event": "certificate_issued", "data": data}))
    else {
        panic!()
    };
    assert_eq!((issued.order_id.as_str(), issued.certificate_id.unwrap().as_str()), ("7", "8"));
    assert_eq!(issued.certificate_chain[0].pem.as_deref(), Some("-----BEGIN\r\n"));
    assert_eq!(issued.certificate_chain[1].subject_common_name.as_deref(), Some("CA"));
    assert_eq!(issued.extra.get("new"), Some(&json!(true)));
    let small = json!({"data": {"order_id": 7}, "event": "certificate_issued"});
    let Event::CertificateIssued(issued) = event(&small) else { panic!() };
    assert!(issued.certificate_id.is_none() && issued.certificate_chain.is_empty());
}

#[test]
fn a_revoked_certificate_and_a_rejected_order() {
    let body = json!({"event": "certificate_revoked", "data": {"order_id": 7, "certificate_id": 8}});
    let Event::CertificateRevoked(revoked) = event(&body) else { panic!() };
    assert_eq!((revoked.order_id.as_str(), revoked.certificate_id.unwrap().as_str()), ("7", "8"));
    let body = json!({"event": "order_rejected", "data": {"order_id": "7", "reason": "x"}});
    let Event::OrderRejected(rejected) = event(&body) else { panic!() };
    assert_eq!((rejected.order_id.as_str(), rejected.extra.get("reason")), ("7", Some(&json!("x"))));
}

#[test]
fn a_challenge_keeps_its_token_secret() {
    let body =
        json!({"event": "challenge_webhook_endpoint", "data": {"token": "t0ken\u{e9}\"", "webhook_id": 7}});
    let read = event(&body);
    assert!(!format!("{read:?} {read:#?}").contains("t0ken"));
    let Event::Challenge(challenge) = read else { panic!() };
    assert_eq!(challenge.token.expose_secret(), "t0ken\u{e9}\"");
    assert_eq!(challenge.webhook_id.unwrap().as_str(), "7");
    let body = json!({"event": "challenge_webhook_endpoint", "data": {"token": "t0ken"}});
    let Event::Challenge(challenge) = event(&body) else { panic!() };
    assert!(challenge.webhook_id.is_none());
}

#[test]
fn data_of_unknown_form_are_kept_and_may_be_missing() {
    let body = json!({"event": "domain_expired", "data": {"domain_id": 5, "name": "canary"}});
    let read = event(&body);
    assert!(!format!("{read:?}").contains("canary"));
    let Event::DomainExpired(expired) = read else { panic!() };
    assert_eq!(expired.extra.get("domain_id"), Some(&json!(5)));
    for kind in ["domain_validated", "organization_expired", "test_webhook_endpoint"] {
        for body in [
            json!({"event": kind}),
            json!({"event": kind, "data": null}),
            json!({"event": kind, "data": {}}),
            json!({"event": kind, "data": []}),
            json!({"event": kind, "data": ""}),
        ] {
            assert_eq!(event(&body).kind().as_str(), kind);
        }
        assert_eq!(
            wrong(json!({"event": kind, "data": "canary"}).to_string()),
            EventError::WrongMember("data")
        );
    }
}

#[test]
fn an_unknown_event_is_kept_whole() {
    for data in [json!({"a": ["canary", {"b": 1.5}]}), json!(["canary"]), json!("canary"), json!(7)] {
        let read = event(&json!({"event": "voucher_used", "data": data, "more": 1}));
        assert_eq!(format!("{read:?}"), r#"Other(OtherEvent { kind: "voucher_used", .. })"#);
        assert_eq!(read.kind(), EventKind::Other("voucher_used".into()));
        let Event::Other(other) = read else { panic!() };
        assert_eq!((other.kind.as_str(), &other.data), ("voucher_used", &data));
    }
    let Event::Other(other) = event(&json!({"event": "Certificate_Issued"})) else { panic!() };
    assert_eq!((other.kind.as_str(), other.data), ("Certificate_Issued", Value::Null));
}

#[test]
fn missing_members_are_named() {
    for body in
        [json!({}), json!([]), json!({"event": null}), json!({"event": ""}), json!({"data": {"order_id": 7}})]
    {
        assert_eq!(wrong(body.to_string()), EventError::MissingMember("event"), "{body}");
    }
    for (kind, name) in [
        ("certificate_issued", "data.order_id"),
        ("certificate_revoked", "data.order_id"),
        ("order_rejected", "data.order_id"),
        ("challenge_webhook_endpoint", "data.token"),
    ] {
        let member = name.strip_prefix("data.").unwrap();
        for data in [
            json!(null),
            json!({}),
            json!([]),
            json!({"certificate_id": 8}),
            json!({member: null}),
            json!({member: ""}),
        ] {
            let body = json!({"event": kind, "data": data});
            assert_eq!(wrong(body.to_string()), EventError::MissingMember(name), "{body}");
        }
        assert_eq!(wrong(json!({"event": kind}).to_string()), EventError::MissingMember(name));
        for data in [json!("canary"), json!({member: ["canary"]}), json!({member: {"canary": 1}})] {
            let body = json!({"event": kind, "data": data});
            assert_eq!(wrong(body.to_string()), EventError::WrongMember("data"), "{body}");
        }
    }
    for kind in [json!(["canary"]), json!({"canary": 1}), json!(7), json!(true)] {
        assert_eq!(wrong(json!({"event": kind}).to_string()), EventError::WrongMember("event"), "{kind}");
    }
}

/// To take one of two would be a guess.
#[test]
fn a_member_that_comes_twice_is_refused() {
    let twice = r#"{"event":"order_rejected","event":"canary","data":{"order_id":7}}"#;
    assert_eq!(wrong(twice), EventError::WrongMember("event"));
    let twice = r#"{"event":"order_rejected","data":{"order_id":7},"data":{"order_id":8}}"#;
    assert_eq!(wrong(twice), EventError::WrongMember("data"));
    let twice = r#"{"event":"order_rejected","data":{"order_id":7,"order_id":8}}"#;
    assert_eq!(wrong(twice), EventError::WrongMember("data.order_id"));
}

#[test]
fn what_is_no_object_is_refused() {
    let cut = r#"{"event":"order_rejected","data":{"order_id":7}"#;
    for body in ["", " ", "canary", "\"canary\"", "7", "null", "<html>canary</html>", "event=canary", cut] {
        assert_eq!(wrong(body), EventError::NoObject, "{body:.40}");
    }
    assert_eq!(wrong(b"{\"event\":\"\xff\xfecanary\"}"), EventError::NoObject);
    assert_eq!(wrong(b"\x00\x9f\x92\x96"), EventError::NoObject);
    assert_eq!(wrong(r#"{"event":"a"} {"canary":1}"#), EventError::NoObject);
    let deep = ["[".repeat(5000), "]".repeat(5000)].concat();
    assert_eq!(wrong(format!(r#"{{"event":"canary","data":{deep}}}"#)), EventError::WrongMember("data"));
    assert_eq!(wrong(format!(r#"{{"event":{deep}}}"#)), EventError::WrongMember("event"));
}

#[test]
fn a_huge_body_is_refused_unread() {
    let body = |length: usize| {
        let frame = r#"{"event":"voucher_used","data":""}"#.len();
        format!(r#"{{"event":"voucher_used","data":"{}"}}"#, "x".repeat(length - frame))
    };
    let longest = 1024 * 1024;
    assert_eq!(body(longest).len(), longest);
    assert!(matches!(read(body(longest)), Ok(Event::Other(_))));
    assert_eq!(wrong(body(longest + 1)), EventError::TooLong);
    assert_eq!(wrong(vec![b'['; 64 << 20]), EventError::TooLong);
    // The secret comes first: without it not even a body of the right length is parsed.
    let stranger = Event::read(&headers(&["other"]), body(longest + 1).as_bytes(), &SECRET.into());
    assert_eq!(stranger.unwrap_err(), EventError::WrongKey);
}

#[test]
fn only_the_secret_opens() {
    let body = json!({"event": "order_rejected", "data": {"order_id": 7}}).to_string();
    let verify = |keys: &[&str], secret: &str| {
        let error = Event::read(&headers(keys), body.as_bytes(), &Secret::from(secret)).err();
        if let Some(error) = error {
            let text = format!("{error} {error:?}");
            assert!(
                keys.iter().all(|key| key.is_empty() || !text.contains(key)) && !text.contains(SECRET),
                "{text}"
            );
        }
        error
    };
    assert_eq!(verify(&[SECRET], SECRET), None);
    assert_eq!(verify(&["sécret-0123456789"], "sécret-0123456789"), None);
    assert_eq!(verify(&[], SECRET), Some(EventError::MissingKey));
    let (first, last) = (&SECRET[..31], &SECRET[1..]);
    let (longer, upper) = (format!("{SECRET}0"), SECRET.to_uppercase());
    let changed = SECRET.replace('v', "w");
    for key in ["", "wrong", first, last, &longer, &upper, &changed, "0"] {
        assert_eq!(verify(&[key], SECRET), Some(EventError::WrongKey), "{key}");
    }
    // Also if both are the secret: one of two may come from a client before a proxy.
    for keys in [[SECRET, SECRET], [SECRET, "wrong"], ["wrong", SECRET], [SECRET, ""]] {
        assert_eq!(verify(&keys, SECRET), Some(EventError::RepeatedKey));
    }
    // Without a secret nothing can be verified, least of all an empty header.
    for keys in [&[][..], &[""], &[SECRET], &["", ""]] {
        assert_eq!(verify(keys, ""), Some(EventError::NoSecret));
    }
}

#[test]
fn a_header_that_is_no_text_is_another_secret() {
    let mut headers = HeaderMap::new();
    headers.insert("X-Webhook-Key", HeaderValue::from_bytes(b"\xff\xfe").unwrap());
    let error = Event::read(&headers, b"{}", &SECRET.into()).unwrap_err();
    assert_eq!(error, EventError::WrongKey);
    let texts: Vec<String> = [
        EventError::NoSecret,
        EventError::MissingKey,
        EventError::RepeatedKey,
        EventError::WrongKey,
        EventError::TooLong,
        EventError::NoObject,
        EventError::MissingMember("event"),
        EventError::WrongMember("data"),
    ]
    .iter()
    .map(ToString::to_string)
    .collect();
    assert_eq!(texts.iter().collect::<std::collections::HashSet<_>>().len(), texts.len());
}
