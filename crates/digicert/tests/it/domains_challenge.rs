//! What is published where, and what a check found.

use crate::{client, error};
use digicert::{
    Client, Delivery, DomainId, Error, ErrorKind, Result,
    code::{ACCESS_DENIED, FILE_RANDOM_VALUE_NOT_FOUND, INVALID_DNS_METHOD, INVALID_DNS_TXT, INVALID_KEY},
    domains::{Challenge, DcvMethod, DcvOutcome, DcvToken, Domain, Proof, ValidationEmails},
};
use portcullis_testkit::operation;
use serde_json::{Value, from_value, json};

fn id() -> DomainId {
    "9".into()
}

fn token(members: &Value) -> DcvToken {
    let mut body = json!({"token": "t0k3nS3CRET", "expiration_date": "2031-05-06T07:08:09+00:00"});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    from_value(body).unwrap()
}

fn published(name: &str, method: &DcvMethod, members: &Value) -> Proof {
    let challenge = Challenge::of_token(name, method, &token(members));
    assert_eq!(challenge.method.as_ref(), Some(method));
    assert_eq!(challenge.expiration_date.as_ref().unwrap().as_str(), "2031-05-06T07:08:09+00:00");
    assert!(!format!("{challenge:?}").contains("t0k3nS3CRET"));
    challenge.proof
}

#[test]
fn a_txt_record_of_the_domain_has_the_token() {
    // The value beside the token is of other methods.
    let members = json!({"verification_value": "dcv.digicert.com", "http_token_url": "http://a.example/f"});
    let proof = published("example.com", &DcvMethod::DnsTxtToken, &members);
    let Proof::DnsTxt { name, value } = proof else { panic!("{proof:?}") };
    assert_eq!((&*name, value.expose_secret()), ("example.com", "t0k3nS3CRET"));
}

#[test]
fn the_name_of_a_cname_record_is_not_guessed() {
    for (members, expected) in
        [(json!({"verification_value": "dcv.digicert.com"}), Some("dcv.digicert.com")), (json!({}), None)]
    {
        let proof = published("example.com", &DcvMethod::DnsCnameToken, &members);
        let Proof::DnsCname { name, target, domain, token } = proof else { panic!("{proof:?}") };
        assert_eq!((name, target.as_deref()), (None, expected));
        assert_eq!((&*domain, token.expose_secret()), ("example.com", "t0k3nS3CRET"));
    }
}

#[test]
fn a_file_is_where_the_service_or_its_pages_have_it() {
    let place = |name: &str, method: &DcvMethod, members: &Value| {
        let proof = published(name, method, members);
        let Proof::HttpFile { url, content } = proof else { panic!("{proof:?}") };
        assert_eq!(content.expose_secret(), "t0k3nS3CRET");
        url
    };
    let own = json!({"http_token_url": "http://www.example.com/.well-known/x.txt"});
    for method in [DcvMethod::HttpToken, DcvMethod::HttpTokenStatic] {
        let url = place("www.example.com", &method, &own);
        assert_eq!(url.as_deref(), Some("http://www.example.com/.well-known/x.txt"));
    }
    for (name, url) in [
        ("www.ex-ample.com", Some("http://www.ex-ample.com/.well-known/pki-validation/fileauth.txt")),
        ("192.0.2.7", Some("http://192.0.2.7/.well-known/pki-validation/fileauth.txt")),
        ("*.example.com", None),
        ("2001:db8::1", None),
        ("a/b", None),
        ("a.example?", None),
        ("", None),
    ] {
        assert_eq!(place(name, &DcvMethod::HttpToken, &json!({})).as_deref(), url, "{name}");
        // The pages name no place for this method.
        assert_eq!(place(name, &DcvMethod::HttpTokenStatic, &json!({})), None, "{name}");
    }
}

#[test]
fn addresses_are_those_that_were_chosen_and_those_that_are_eligible() {
    let emails: ValidationEmails = from_value(json!({
        "base_emails": ["admin@example.com", "hostmaster@example.com"], "whois_emails": ["who@example.com"],
        "dns_txt_emails": ["txt@example.com", "admin@example.com"], "email_array": ["admin@example.com", "x@example.com"],
    }))
    .unwrap();
    let challenge = Challenge::of_emails(&emails);
    assert_eq!((challenge.method, challenge.expiration_date.is_none()), (Some(DcvMethod::Email), true));
    let Proof::Email { sent_to, eligible } = challenge.proof else { panic!("{:?}", challenge.proof) };
    assert_eq!(sent_to, ["admin@example.com", "x@example.com"]);
    assert_eq!(
        eligible,
        [
            "admin@example.com",
            "hostmaster@example.com",
            "who@example.com",
            "txt@example.com",
            "x@example.com"
        ]
    );
}

#[test]
fn what_the_service_did_not_return_is_unknown() {
    let of = |body: Value| {
        let domain: Domain = from_value(body).unwrap();
        Challenge::of_domain(&domain)
    };
    for method in ["dns-txt-token", "dns-cname-token", "http-token", "http-token-static"] {
        for token in [json!(null), json!({"status": "active"}), json!({"token": ""})] {
            let challenge =
                of(json!({"id": 9, "name": "example.com", "dcv_method": method, "dcv_token": token}));
            assert!(matches!(challenge.proof, Proof::NoToken), "{challenge:?}");
            assert_eq!(challenge.method.unwrap().as_str(), method);
        }
        let nameless = of(json!({"id": 9, "dcv_method": method, "dcv_token": {"token": "t0k3n"}}));
        assert!(matches!(nameless.proof, Proof::Unknown), "{nameless:?}");
    }
    for later in [json!({"token": "t0k3n"}), json!(null)] {
        let of_later =
            of(json!({"id": 9, "name": "a.example", "dcv_method": "http-token-dynamic", "dcv_token": later}));
        assert!(matches!(of_later.proof, Proof::Unknown), "{of_later:?}");
        assert_eq!(of_later.method, Some(DcvMethod::Other("http-token-dynamic".into())));
    }
    let bare = of(json!({"id": 9, "name": "a.example", "dcv_token": {"token": "t0k3n"}}));
    assert!(bare.method.is_none() && matches!(bare.proof, Proof::Unknown), "{bare:?}");
    // A token has no meaning beside an e-mail.
    let token = token(&json!({}));
    let of_email = Challenge::of_token("a.example", &DcvMethod::Email, &token);
    assert!(matches!(of_email.proof, Proof::Unknown), "{of_email:?}");
}

#[test]
fn an_older_reply_has_the_method_and_the_addresses_elsewhere() {
    let of = |body: Value| Challenge::of_domain(&from_value(body).unwrap());
    let invitations =
        json!([{"email": "a@example.com"}, {"email": "b@example.com"}, {"email": "a@example.com"}, {}]);
    let email = of(json!({"id": 9, "dcv": {"method": "email", "dcv_invitations": invitations}}));
    let Proof::Email { sent_to, eligible } = email.proof else { panic!("{:?}", email.proof) };
    assert_eq!((sent_to, eligible.len()), (vec!["a@example.com".to_owned(), "b@example.com".to_owned()], 0));
    let older = json!({"method": "dns-txt-token"});
    let body = json!({"id": 9, "name": "a.example", "dcv": older, "dcv_token": {"token": "t0k3n"}});
    assert!(matches!(of(body.clone()).proof, Proof::DnsTxt { .. }));
    let mut newer = body;
    newer["dcv_method"] = json!("http-token");
    assert!(matches!(of(newer).proof, Proof::HttpFile { .. }));
}

#[tokio::test]
async fn reads_what_to_publish_under_the_name_that_is_stored() {
    let body = json!({"id": 9, "name": "example.com", "dcv_method": "dns-txt-token",
                      "dcv_token": {"token": "t0k3n", "status": "pending"}});
    let contract = operation("domains.get").replies(200, body).start().await;
    let challenge = client(&contract).domains().challenge(&id()).await.unwrap();
    crate::sent(&contract, "GET", "/domain/9?include_dcv=true").await;
    let Proof::DnsTxt { name, value } = challenge.proof else { panic!("{:?}", challenge.proof) };
    assert_eq!((&*name, value.expose_secret()), ("example.com", "t0k3n"));
}

#[tokio::test]
async fn reads_the_addresses_where_emails_prove_control() {
    let domain = json!({"id": 9, "name": "example.com", "dcv_method": "email",
                        "dcv": {"dcv_invitations": [{"email": "admin@example.com"}]}});
    let emails =
        json!({"name_scope": "example.com", "base_emails": ["admin@example.com", "web@example.com"]});
    let get =
        || operation("domains.get").aside("GET", "/services/v2/domain/9/dcv/emails", 200, emails.clone());
    let contract = get().replies(200, domain).start().await;
    let challenge = client(&contract).domains().challenge(&id()).await.unwrap();
    let Proof::Email { sent_to, eligible } = challenge.proof else { panic!("{:?}", challenge.proof) };
    assert_eq!(
        (sent_to, eligible),
        (
            vec!["admin@example.com".to_owned()],
            vec!["admin@example.com".to_owned(), "web@example.com".to_owned()]
        )
    );
}

#[tokio::test]
async fn a_challenge_of_a_domain_that_does_not_exist_is_an_error() {
    let refusal = error("not_found|domain", "No such domain");
    let contract = operation("domains.get").replies(404, refusal).start().await;
    let error = client(&contract).domains().challenge(&id()).await.unwrap_err();
    assert!(error.is_not_found() && contract.count() == 1);
}

/// The outcome of a check whose reply is this.
async fn checked(status: u16, body: Value, why: Option<&'static str>) -> Result<DcvOutcome<String>> {
    let contract = operation("domains.check_dcv").replies(status, body);
    let contract = match why {
        Some(why) => contract.unlike_the_facts(why),
        None => contract,
    };
    let contract = contract.start().await;
    let digicert: Client = client(&contract);
    let outcome = digicert.domains().check(&id()).await;
    crate::sent(&contract, "PUT", "/domain/9/dcv/validate-token").await.empty();
    Ok(match outcome? {
        DcvOutcome::Found(found) => DcvOutcome::Found(found.token.unwrap().expose_secret().to_owned()),
        DcvOutcome::NotYet(error) => DcvOutcome::NotYet(error),
        other => panic!("{other:?}"),
    })
}

#[tokio::test]
async fn a_token_is_found() {
    let outcome = checked(200, json!({"token": "t0k3n", "status": "valid"}), None).await.unwrap();
    assert!(outcome.is_found() && matches!(&outcome, DcvOutcome::Found(token) if token == "t0k3n"));
    // A success of another server proves nothing.
    for body in [json!({}), json!({"message": "later"})] {
        let error = checked(200, body, Some("the reply of a proxy")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

#[tokio::test]
async fn not_there_yet_is_no_error() {
    let details = [format!("{INVALID_DNS_TXT}|example.com"), format!("{FILE_RANDOM_VALUE_NOT_FOUND}:token")];
    for code in [INVALID_DNS_TXT, FILE_RANDOM_VALUE_NOT_FOUND] {
        let outcome = checked(400, error(code, "Nothing found"), None).await.unwrap();
        let DcvOutcome::NotYet(reason) = &outcome else { panic!("{outcome:?}") };
        assert_eq!((reason.code(), reason.message()), (Some(code), "Nothing found"));
        assert!(!outcome.is_found());
    }
    for code in details {
        let outcome = checked(400, error(&code, ""), None).await.unwrap();
        assert!(matches!(&outcome, DcvOutcome::NotYet(reason) if reason.code() == Some(&*code)));
    }
    let several =
        json!({"errors": [{"code": INVALID_DNS_TXT, "message": "1"}, {"code": "other", "message": "2"}]});
    let outcome = checked(400, several, None).await.unwrap();
    assert!(matches!(outcome, DcvOutcome::NotYet(_)));
}

#[tokio::test]
async fn every_other_error_stays_one() {
    for (status, code) in [
        (400, INVALID_DNS_METHOD),
        (400, "required_param:token"),
        (400, "invalid_value:domain_id"),
        (400, "bad_request_format"),
        (400, "invalid_dns_txt_record"),
        (400, "file_random_value"),
        (403, ACCESS_DENIED),
        (403, INVALID_KEY),
        (403, INVALID_DNS_TXT),
        (404, "not_found|domain"),
        (429, "request_limit_exceeded"),
        (500, FILE_RANDOM_VALUE_NOT_FOUND),
    ] {
        let error = checked(status, error(code, "No"), None).await.unwrap_err();
        assert_eq!((error.code(), error.status().unwrap().as_u16()), (Some(code), status));
    }
    let several = json!({"errors": [{"code": ACCESS_DENIED, "message": "1"}, {"code": INVALID_DNS_TXT, "message": "2"}]});
    let error = checked(400, several, None).await.unwrap_err();
    assert_eq!(error.code(), Some(ACCESS_DENIED));
    let error = checked(400, json!({}), None).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, None));
}

#[test]
fn the_outcome_of_an_order_is_judged_the_same_way() {
    let lost = Error::new(ErrorKind::Timeout, "late").with_delivery(Delivery::Unknown);
    let error = DcvOutcome::<()>::of(Err(lost)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(DcvOutcome::of(Ok(7)).unwrap().is_found());
}
