use crate::{KIT, client, error, never_sent};
use digicert::{
    Client, Delivery, DomainId, Secret,
    domains::{
        DcvEmailResend, DcvEmailSearch, DcvMethod, DcvMethodChange, DomainLockingStatus, DomainStatus,
        TokenStatus,
    },
    organizations::{ContactType, OrganizationStatus},
    validations::{CheckStatus, ValidationStatus, ValidationType},
};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const ONE: &str = "/services/v2/domain/9";

fn id() -> DomainId {
    "9".into()
}

#[tokio::test]
async fn every_field_is_read() {
    let methods = async |c: &Client| c.domains().list_dcv_methods().first_page().await;
    KIT.exchange("domains.list_dcv_methods", "GET /services/v2/domain/dcv/method", full(), methods).await;
    let change = DcvMethodChange::new(DcvMethod::Email);
    let request = sent(format!("PUT {ONE}/dcv/method"), r#"{"dcv_method":"email"}"#);
    let call = async |c: &Client| c.domains().change_dcv_method(&id(), &change).await;
    KIT.exchange("domains.change_dcv_method", request, full(), call).await;
    let generate = async |c: &Client| c.domains().generate_dcv_token(&id()).await;
    KIT.exchange("domains.generate_dcv_token", format!("POST {ONE}/dcv/token"), full(), generate).await;
    let check = async |c: &Client| c.domains().check_dcv(&id()).await;
    KIT.exchange("domains.check_dcv", format!("PUT {ONE}/dcv/validate-token"), full(), check).await;
    let emails = async |c: &Client| c.domains().list_dcv_emails(&id(), &DcvEmailSearch::new()).await;
    KIT.exchange("domains.list_dcv_emails", format!("GET {ONE}/dcv/emails"), full(), emails).await;
    let token = Secret::from("t0k3n");
    let approve = async |c: &Client| c.domains().approve_dns(&id(), &DcvMethod::DnsCnameToken, &token).await;
    let request = sent(format!("POST {ONE}/dcv/cname"), r#"{"method":"dns-cname-token","token":"t0k3n"}"#);
    KIT.exchange("domains.approve_dns", request, full(), approve).await;
    let accept = async |c: &Client| c.domains().approve_by_email_token(&token).await;
    let line = "PUT /services/v2/domain/dcv/email/token/t0k3n";
    KIT.exchange("domains.approve_by_email_token", line, full(), accept).await;
}

#[tokio::test]
async fn lists_the_methods_of_the_account() {
    let body = json!({"methods": [{"name": "dns-txt-token", "default": true}, {"name": "acme"}]});
    let list = async |c: &Client| c.domains().list_dcv_methods().all().await;
    let line = "GET /services/v2/domain/dcv/method";
    let found = KIT.exchange("domains.list_dcv_methods", line, (200, body), list).await;
    assert_eq!((&found[0].name, found[0].is_default), (&Some(DcvMethod::DnsTxtToken), Some(true)));
    assert_eq!((&found[1].name, found[1].is_default), (&Some(DcvMethod::Other("acme".into())), None));
}

#[tokio::test]
async fn a_new_method_is_answered_with_a_token_with_nothing_and_without_a_body() {
    let change = DcvMethodChange::new(DcvMethod::HttpToken).locale("de").send_dcv_email_flag(false);
    let change = change.email_array(vec!["admin@example.com".into()]);
    let body = concat!(
        r#"{"dcv_method":"http-token","locale":"de","send_dcv_email_flag":false,"#,
        r#""email_array":["admin@example.com"]}"#,
    );
    let request = sent(format!("PUT {ONE}/dcv/method"), body);
    let call = async |c: &Client| c.domains().change_dcv_method(&id(), &change).await;
    let id = "domains.change_dcv_method";
    let reply = (200, json!({"dcv_token": {"token": "t0k3n", "status": "active"}}));
    let token = KIT.exchange(id, request.clone(), reply, call).await.unwrap().dcv_token.unwrap();
    assert_eq!((token.token.unwrap().expose_secret(), token.status), ("t0k3n", Some(TokenStatus::Active)));
    let same = KIT.exchange(id, request.clone(), (200, json!({})), call).await.unwrap();
    assert!(same.id.is_none() && same.dcv_token.is_none() && same.validation_emails.is_none());
    let empty = Answer::from((200, ())).unlike_the_facts("any 2xx, by the length of the body");
    assert!(KIT.exchange(id, request, empty, call).await.is_none());
}

#[tokio::test]
async fn a_new_token_is_required_and_a_secret() {
    let reply =
        json!({"token": "t0k3nS3CRET", "status": "pending", "expiration_date": "2031-05-06T07:08:09+00:00"});
    let generate = async |c: &Client| c.domains().generate_dcv_token(&id()).await;
    let line = format!("POST {ONE}/dcv/token");
    for status in [200, 201] {
        let token =
            KIT.exchange("domains.generate_dcv_token", &line, (status, reply.clone()), generate).await;
        assert_eq!(token.expiration_date.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
        assert!(!format!("{token:?}").contains("t0k3nS3CRET"));
    }
    let bare = Answer::from((201, json!({"status": "pending"}))).unlike_the_facts("the token is missing");
    let error = KIT.refusal("domains.generate_dcv_token", line, bare, generate).await;
    assert_eq!(error.kind(), digicert::ErrorKind::Decode);
}

#[tokio::test]
async fn the_token_that_a_check_found_may_come_as_a_number() {
    let check = async |c: &Client| c.domains().check_dcv(&id()).await;
    let line = format!("PUT {ONE}/dcv/validate-token");
    let number =
        Answer::from((200, json!({"token": 12, "status": "valid"}))).unlike_the_facts("as one page has it");
    let found = KIT.exchange("domains.check_dcv", line, number, check).await;
    assert_eq!((found.token.unwrap().expose_secret(), found.status.as_deref()), ("12", Some("valid")));
}

#[tokio::test]
async fn lists_the_addresses_of_a_domain_by_its_name() {
    let search = DcvEmailSearch::new().consider_dcv_email_preferences(true);
    let line = "GET /services/v2/domain/www.example.com/dcv/emails?consider_dcv_email_preferences=true";
    let list = async |c: &Client| c.domains().list_dcv_emails(&"www.example.com".into(), &search).await;
    let body = json!({"name_scope": "example.com", "base_emails": ["admin@example.com"], "whois_emails": []});
    let found = KIT.exchange("domains.list_dcv_emails", line, (200, body), list).await;
    assert_eq!((found.name_scope.as_deref(), found.base_emails.len()), (Some("example.com"), 1));
    assert!(found.whois_emails.is_empty() && found.dns_txt_emails.is_empty());
}

#[tokio::test]
async fn sends_emails_again() {
    let some = DcvEmailResend::new().name_scope("www.example.com").locale("de");
    let some = some.email_array(vec!["admin@example.com".into()]);
    let body = r#"{"name_scope":"www.example.com","locale":"de","email_array":["admin@example.com"]}"#;
    for (resend, body) in [(some, body), (DcvEmailResend::new(), "{}")] {
        let request = sent(format!("PUT {ONE}/dcv/emails"), body);
        let call = async |c: &Client| c.domains().resend_dcv_emails(&id(), &resend).await;
        KIT.exchange("domains.resend_dcv_emails", request, (204, ()), call).await;
    }
}

#[tokio::test]
async fn the_token_of_an_email_is_one_segment_and_shows_in_no_error() {
    let token = Secret::from("t0k3n/S3CRET");
    let refusal = error("not_found|token", "No token t0k3n/S3CRET");
    let contract = operation("domains.approve_by_email_token").replies(404, refusal).start().await;
    let error = client(&contract).domains().approve_by_email_token(&token).await.unwrap_err();
    contract.request().await.is("PUT", "/services/v2/domain/dcv/email/token/t0k3n%2FS3CRET");
    assert_eq!((error.code(), error.delivery()), (Some("not_found|token"), Delivery::Rejected));
    assert!(!format!("{error} {error:?} {}", error.message()).contains("S3CRET"), "{error:?}");
    never_sent("token", async |c| c.domains().approve_by_email_token(&"".into()).await).await;
    never_sent("token", async |c| c.domains().approve_dns(&id(), &DcvMethod::DnsTxtToken, &"".into()).await)
        .await;
    never_sent("method", async |c| c.domains().approve_dns(&id(), &"".into(), &token).await).await;
}

#[test]
fn every_word_of_the_facts_is_known() {
    macro_rules! each {
        ($($words:ident: [$($word:literal),+];)+) => {$($(
            let read = $words::from($word);
            assert!(!matches!(read, $words::Other(_)) && read.as_str() == $word, $word);
        )+)+};
    }
    each! {
        DcvMethod: ["email", "dns-txt-token", "dns-cname-token", "http-token", "http-token-static"];
        TokenStatus: ["pending", "active"];
        DomainStatus: ["active", "inactive"];
        DomainLockingStatus: ["pending", "enabled"];
        ValidationType: ["ov", "ev", "cs", "ev_cs", "ds", "smime", "private_ssl"];
        ValidationStatus: ["pending", "active", "complete", "expired"];
        CheckStatus: ["complete", "pending"];
        OrganizationStatus: ["active", "inactive", "approved"];
        ContactType: ["organization_contact", "technical_contact", "verified_contact", "ev_approver"];
    }
}
