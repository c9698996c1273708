use crate::{KIT, builder, client, error, never_sent, refused};
use digicert::{
    Client, Cursor, Delivery, DomainId, ErrorKind, Retry, Secret,
    domains::{
        DcvEmailResend, DcvMethod, DcvMethodChange, DomainOptions, DomainSearch, DomainStatus,
        DomainSubmission, NewDomain, ValidationFilter,
    },
    organizations::Address,
    validations::{CheckStatus, ValidationType},
};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const ONE: &str = "/services/v2/domain/9";

fn id() -> DomainId {
    "9".into()
}

fn example() -> NewDomain {
    NewDomain::new("example.com", "7", vec![ValidationType::Ov])
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| c.domains().list(&DomainSearch::new()).first_page().await;
    KIT.exchange("domains.list", "GET /services/v2/domain", full(), list).await;
    let get = async |c: &Client| c.domains().get(&id(), &DomainOptions::new()).await;
    KIT.exchange("domains.get", format!("GET {ONE}"), full(), get).await;
    let validations = async |c: &Client| c.domains().list_validations(&id()).first_page().await;
    KIT.exchange("domains.get_validation", format!("GET {ONE}/validation"), full(), validations).await;
    let types = async |c: &Client| c.domains().list_validation_types().first_page().await;
    KIT.exchange("domains.list_validation_types", "GET /services/v2/domain/validation-type", full(), types)
        .await;
    let count = async |c: &Client| c.domains().expiration_count().await;
    KIT.exchange("domains.expiration_count", "GET /services/v2/domain/expiration-count", full(), count).await;
    let body = r#"{"name":"example.com","organization":{"id":7},"validations":[{"type":"ov"}]}"#;
    let create = async |c: &Client| c.domains().create(&example()).await;
    KIT.exchange("domains.create", sent("POST /services/v2/domain", body), full(), create).await;
    let submission = DomainSubmission::new(vec![ValidationType::Ov]);
    let submit = async |c: &Client| c.domains().submit_validation(&id(), &submission).await;
    let request = sent(format!("POST {ONE}/validation"), r#"{"validations":[{"type":"ov"}]}"#);
    KIT.exchange("domains.submit_validation", request, full(), submit).await;
}

#[tokio::test]
async fn filters_are_query_pairs() {
    let search = DomainSearch::new().include_dcv_expiration_time(true).include_validation(false);
    let search =
        search.container_id("5").status(DomainStatus::Active).validation(ValidationFilter::Completed);
    let search = search.include_validation_reuse_status(true).dcv_method(DcvMethod::HttpTokenStatic);
    let search = search.search("%example").sort("name,-id");
    let target = "GET /services/v2/domain?include_dcv_expiration_time=true&include_validation=false&container_id=5\
                  &filters%5Bstatus%5D=active&filters%5Bvalidation%5D=completed\
                  &filters%5Binclude_validation_reuse_status%5D=true&filters%5Bdcv_method%5D=http-token-static\
                  &filters%5Bsearch%5D=%25example&sort=name%2C-id&offset=2&limit=1";
    let list =
        async |c: &Client| c.domains().list(&search).page_size(1).starting_at(Cursor::Offset(2)).all().await;
    let reply = (200, json!({"domains": [], "page": {"total": 2, "limit": 1, "offset": 2}}));
    assert!(KIT.exchange("domains.list", target, reply, list).await.is_empty());
    let details = DomainOptions::new().include_dcv(true).include_validation(true);
    let details = details.include_validation_reuse_status(false);
    let target =
        format!("GET {ONE}?include_dcv=true&include_validation=true&include_validation_reuse_status=false");
    let get = async |c: &Client| c.domains().get(&id(), &details).await;
    KIT.exchange("domains.get", target, (200, json!({"id": 9, "name": "example.com"})), get).await;
}

#[tokio::test]
async fn each_filter_has_its_word() {
    for word in [
        "pending",
        "completed",
        "ov_expired_in_last_7_days",
        "ov_expiring_within_7_days",
        "ov_expiring_within_30_days",
        "ov_expiring_from_31_to_60_days",
        "ov_expiring_from_61_to_90_days",
        "ev_expired_in_last_7_days",
        "ev_expiring_within_7_days",
        "ev_expiring_within_30_days",
        "ev_expiring_from_31_to_60_days",
        "ev_expiring_from_61_to_90_days",
        "shortened_by_industry_changes",
    ] {
        let filter = ValidationFilter::from(word);
        assert!(!matches!(filter, ValidationFilter::Other(_)), "{word}");
        let search = DomainSearch::new().validation(filter);
        let list = async |c: &Client| c.domains().list(&search).all().await;
        let line = format!("GET /services/v2/domain?filters%5Bvalidation%5D={word}");
        KIT.exchange("domains.list", line, (200, json!({"domains": [], "page": {"total": 0}})), list).await;
    }
}

#[tokio::test]
async fn creates_with_everything() {
    let new = NewDomain::new("www.example.com", "7", vec![ValidationType::Ov, ValidationType::Ev]);
    let new = new.dcv_method(DcvMethod::Email).locale("de").email_array(vec!["admin@example.com".into()]);
    let new = new.keep_www(true);
    let body = concat!(
        r#"{"name":"www.example.com","organization":{"id":7},"validations":[{"type":"ov"},{"type":"ev"}],"#,
        r#""dcv_method":"email","locale":"de","email_array":["admin@example.com"],"keep_www":true}"#,
    );
    let reply = json!({"id": 9, "validation_emails": {"base_emails": ["admin@example.com"]}});
    let create = async |c: &Client| c.domains().create(&new).await;
    let made =
        KIT.exchange("domains.create", sent("POST /services/v2/domain", body), (201, reply), create).await;
    assert_eq!((made.id.as_str(), made.dcv_token.is_none()), ("9", true));
    assert_eq!(made.validation_emails.unwrap().base_emails, ["admin@example.com"]);
}

#[tokio::test]
async fn a_submission_is_answered_with_and_without_a_body() {
    let submission = DomainSubmission::new(vec![ValidationType::Ev]).dcv_method(DcvMethod::DnsTxtToken);
    let submission = submission.email_array(vec!["admin@example.com".into()]);
    let body =
        r#"{"validations":[{"type":"ev"}],"dcv_method":"dns-txt-token","email_array":["admin@example.com"]}"#;
    let request = sent(format!("POST {ONE}/validation"), body);
    let submit = async |c: &Client| c.domains().submit_validation(&id(), &submission).await;
    let id = "domains.submit_validation";
    let reply = (201, json!({"id": 9, "dcv_token": {"token": "t0k3n", "status": "pending"}}));
    let setup = KIT.exchange(id, request.clone(), reply, submit).await.unwrap();
    assert_eq!(setup.dcv_token.unwrap().token.unwrap().expose_secret(), "t0k3n");
    assert!(KIT.exchange(id, request.clone(), (204, ()), submit).await.is_none());
    let empty = Answer::from((200, ())).unlike_the_facts("any 2xx, by the length of the body");
    assert!(KIT.exchange(id, request.clone(), empty, submit).await.is_none());
    let empty = Answer::from((201, json!({})));
    assert!(KIT.exchange(id, request, empty, submit).await.unwrap().id.is_none());
}

#[tokio::test]
async fn other_types_are_read_as_the_same_domain() {
    let plain = json!({
        "id": 9, "name": "example.com", "is_active": true, "is_pending_validation": false,
        "organization": {"id": 7, "is_active": true, "address": "1 High Street"},
        "container": {"id": 5, "parent_id": 0}, "validations": [],
    });
    let odd = json!({
        "id": "9", "name": "example.com", "is_active": "true", "is_pending_validation": 0,
        "organization": {"id": "7", "is_active": "1", "address": "1 High Street"},
        "container": {"id": "5", "parent_id": "0"}, "validations": null,
    });
    let odd = Answer::from((200, odd)).unlike_the_facts("ids as text, flags as number and text, no list");
    let get = async |c: &Client| c.domains().get(&id(), &DomainOptions::new()).await;
    let domain = KIT.exchange("domains.get", format!("GET {ONE}"), (200, plain), get).await;
    let same = KIT.exchange("domains.get", format!("GET {ONE}"), odd, get).await;
    assert_eq!(format!("{domain:?}"), format!("{same:?}"));
    let address = domain.organization.unwrap().address.unwrap();
    assert!(matches!(address, Address::Text(text) if text == "1 High Street"));
}

#[tokio::test]
async fn lists_validations_and_counts_what_ends() {
    let body = json!({"validations": [{"type": "ov", "status": "active", "dcv_status": "complete"},
                                      {"type": "ev", "status": "pending", "dcv_status": "pending"}]});
    let list = async |c: &Client| c.domains().list_validations(&id()).all().await;
    let found =
        KIT.exchange("domains.get_validation", format!("GET {ONE}/validation"), (200, body), list).await;
    let status: Vec<_> = found.iter().map(|of| of.dcv_status.clone().unwrap()).collect();
    assert_eq!(status, [CheckStatus::Complete, CheckStatus::Pending]);
    let line = "GET /services/v2/domain/expiration-count";
    let count = async |c: &Client| c.domains().expiration_count().await;
    let plain = (200, json!({"number_of_expiry_soon_domains": 3}));
    let text = json!({"number_of_expiry_soon_domains": "3"});
    let text = Answer::from((200, text)).unlike_the_facts("a number as text");
    for reply in [Answer::from(plain), text] {
        let found = KIT.exchange("domains.expiration_count", line, reply, count).await;
        assert_eq!(found.number_of_expiry_soon_domains, 3);
    }
    let types = async |c: &Client| c.domains().list_validation_types().page_size(5).all().await;
    let line = "GET /services/v2/domain/validation-type";
    let none = KIT.exchange("domains.list_validation_types", line, (200, json!({})), types).await;
    assert!(none.is_empty());
}

#[tokio::test]
async fn activates_deactivates_and_deletes() {
    let delete = async |c: &Client| c.domains().delete(&id()).await;
    let activate = async |c: &Client| c.domains().activate(&id()).await;
    let deactivate = async |c: &Client| c.domains().deactivate(&id()).await;
    KIT.exchange("domains.delete", format!("DELETE {ONE}"), (204, ()), delete).await;
    KIT.exchange("domains.activate", format!("PUT {ONE}/activate"), (204, ()), activate).await;
    KIT.exchange("domains.deactivate", format!("PUT {ONE}/deactivate"), (204, ()), deactivate).await;
    let lock = async |c: &Client| c.domains().activate_locking(&id()).await;
    let unlock = async |c: &Client| c.domains().deactivate_locking(&id()).await;
    KIT.exchange("domains.activate_locking", format!("PUT {ONE}/activate-domain-locking"), (204, ()), lock)
        .await;
    let line = format!("PUT {ONE}/deactivate-domain-locking");
    KIT.exchange("domains.deactivate_locking", line, (204, ()), unlock).await;
}

#[tokio::test]
async fn an_account_that_cannot_lock_is_refused() {
    use digicert::code::{CANNOT_ACTIVATE_DOMAIN_LOCK, CANNOT_DEACTIVATE_DOMAIN_LOCK};
    let refusal = error(CANNOT_ACTIVATE_DOMAIN_LOCK, "Not enabled");
    let contract = operation("domains.activate_locking").replies(400, refusal).start().await;
    let refused = client(&contract).domains().activate_locking(&id()).await.unwrap_err();
    assert_eq!((refused.code(), refused.delivery()), (Some(CANNOT_ACTIVATE_DOMAIN_LOCK), Delivery::Rejected));
    let refusal = error(CANNOT_DEACTIVATE_DOMAIN_LOCK, "Not enabled");
    let contract = operation("domains.deactivate_locking").replies(400, refusal).start().await;
    let refused = client(&contract).domains().deactivate_locking(&id()).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.delivery()),
        (Some(CANNOT_DEACTIVATE_DOMAIN_LOCK), Delivery::Rejected)
    );
}

#[tokio::test]
async fn a_lock_is_found_in_the_caa_record_or_not_yet() {
    let token = Secret::from("l0ck");
    let check = async |c: &Client| c.domains().check_caa(&id(), &token).await;
    let request = || sent(format!("PUT {ONE}/caa"), r#"{"account_token":"l0ck"}"#);
    KIT.exchange("domains.check_caa", request(), full(), check).await;
    for (status, found) in [
        (json!("1"), true),
        (json!("0"), false),
        (json!(1), true),
        (json!(0), false),
        (json!(true), true),
        (json!(false), false),
        (json!("2"), false),
        (json!("true"), true),
    ] {
        let reply = Answer::from((200, json!({"status": status})));
        let reply = if status.is_string() { reply } else { reply.unlike_the_facts("a flag that is no text") };
        let check = KIT.exchange("domains.check_caa", request(), reply, check).await;
        assert_eq!(check.is_found(), found, "{status}");
    }
    let none = Answer::from((200, json!({}))).unlike_the_facts("the status is missing");
    let error = KIT.refusal("domains.check_caa", request(), none, check).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    never_sent("account_token", async |c| c.domains().check_caa(&id(), &"".into()).await).await;
}

#[tokio::test]
async fn what_is_not_idempotent_is_sent_once() {
    let attempts = async |operation_id: &'static str| {
        let contract = operation(operation_id).replies(503, ()).start().await;
        let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
        let (domains, id, token) = (digicert.domains(), id(), Secret::from("t0k3n"));
        let error = match operation_id {
            "domains.create" => domains.create(&example()).await.unwrap_err(),
            "domains.submit_validation" => {
                let submission = DomainSubmission::new(vec![ValidationType::Ov]);
                domains.submit_validation(&id, &submission).await.unwrap_err()
            }
            "domains.change_dcv_method" => {
                domains.change_dcv_method(&id, &DcvMethodChange::new("email")).await.unwrap_err()
            }
            "domains.generate_dcv_token" => domains.generate_dcv_token(&id).await.unwrap_err(),
            "domains.resend_dcv_emails" => {
                domains.resend_dcv_emails(&id, &DcvEmailResend::new()).await.unwrap_err()
            }
            "domains.delete" => domains.delete(&id).await.unwrap_err(),
            "domains.activate" => domains.activate(&id).await.unwrap_err(),
            "domains.deactivate" => domains.deactivate(&id).await.unwrap_err(),
            "domains.activate_locking" => domains.activate_locking(&id).await.unwrap_err(),
            "domains.deactivate_locking" => domains.deactivate_locking(&id).await.unwrap_err(),
            "domains.check_caa" => domains.check_caa(&id, &token).await.unwrap_err(),
            "domains.check_dcv" => domains.check_dcv(&id).await.unwrap_err(),
            "domains.approve_dns" => {
                domains.approve_dns(&id, &DcvMethod::DnsCnameToken, &token).await.unwrap_err()
            }
            _ => domains.approve_by_email_token(&token).await.unwrap_err(),
        };
        assert_eq!(error.delivery(), Delivery::Unknown, "{operation_id}");
        contract.count()
    };
    for once in [
        "domains.create",
        "domains.submit_validation",
        "domains.change_dcv_method",
        "domains.generate_dcv_token",
        "domains.resend_dcv_emails",
    ] {
        assert_eq!(attempts(once).await, 1, "{once}");
    }
    for often in [
        "domains.delete",
        "domains.activate",
        "domains.deactivate",
        "domains.activate_locking",
        "domains.deactivate_locking",
        "domains.check_caa",
        "domains.check_dcv",
        "domains.approve_dns",
        "domains.approve_by_email_token",
    ] {
        assert_eq!(attempts(often).await, 3, "{often}");
    }
}

#[tokio::test]
async fn limits_of_requests() {
    for (field, new) in [
        ("name", NewDomain::new("", "7", vec![ValidationType::Ov])),
        ("organization", NewDomain::new("example.com", "Example", vec![ValidationType::Ov])),
        ("organization", NewDomain::new("example.com", "", vec![ValidationType::Ov])),
        ("validations", NewDomain::new("example.com", "7", vec![])),
    ] {
        refused(field, async |c| c.domains().create(&new).await).await;
    }
    let submission = DomainSubmission::new(vec![]);
    refused("validations", async |c| c.domains().submit_validation(&id(), &submission).await).await;
    let change = DcvMethodChange::new("");
    refused("dcv_method", async |c| c.domains().change_dcv_method(&id(), &change).await).await;
    for word in ["dcv", "expiration-count", "validation-type", ""] {
        never_sent("domain_id", async |c| c.domains().get(&word.into(), &DomainOptions::new()).await).await;
    }
}

#[tokio::test]
async fn a_domain_that_does_not_exist_is_none() {
    let refusal = error("not_found|domain", "No such domain");
    let contract = operation("domains.get").replies(404, refusal).start().await;
    let domains = client(&contract).domains();
    assert!(domains.get(&id(), &DomainOptions::new()).optional().await.unwrap().is_none());
}
