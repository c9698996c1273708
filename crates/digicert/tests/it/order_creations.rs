//! Orders of certificates of servers, and what all creations have.

use crate::{KIT, builder, client, error};
use digicert::{
    Client, Delivery, ErrorKind, Retry,
    certificates::SignatureHash,
    domains::DcvMethod,
    finance::BillingAddress,
    finance::CreditCard,
    finance::PaymentMethod,
    orders::*,
    organizations::{ContactType, NewContact},
    products::ServerPlatformId,
};
use portcullis_testkit::{full, operation, sent};
use serde_json::json;

pub(crate) const CSR: &str = "-----BEGIN CERTIFICATE REQUEST-----MAMCAQA=-----END CERTIFICATE REQUEST-----";

/// What `options()` writes.
pub(crate) const OPTIONS: &str = concat!(
    r#""container":{"id":12},"payment_method":"profile","credit_card":{"number":"4111","expiration_month":"7"},"#,
    r#""payment_profile":{"id":31},"billing_address":{"address":"1 Way","city":"Lund","state":"M","zip":"22100","country":"SE"},"#,
    r#""skip_approval":true,"auto_renew":2,"auto_reissue":1,"renewal_of_order_id":700,"disable_renewal_notifications":true,"#,
    r#""custom_renewal_message":"soon","additional_emails":["ops@example.com"],"user_id_assignments":[5,6],"#,
    r#""custom_fields":[{"metadata_id":9,"value":"shop"}],"comments":"please","disable_issuance_email":true,"#,
    r#""is_out_of_contract":0,"locale":"en""#,
);

pub(crate) fn options() -> OrderOptions {
    let address = BillingAddress::new().address("1 Way").city("Lund").state("M").zip("22100").country("SE");
    let options = OrderOptions::new().container("12").payment_method(PaymentMethod::Profile);
    let options =
        options.credit_card(CreditCard::new("4111", "7")).payment_profile("31").billing_address(address);
    let options = options.skip_approval(true).auto_renew(2_u64).auto_reissue(true).renewal_of_order_id("700");
    let options = options.disable_renewal_notifications(true).custom_renewal_message("soon");
    let options = options.additional_emails(["ops@example.com".to_owned()]);
    let options = options.user_id_assignments(["5".into(), "6".into()]);
    let options = options.custom_fields([CustomFieldValue::new("9", "shop")]).comments("please");
    options.disable_issuance_email(true).is_out_of_contract(false).locale("en")
}

/// What `organization()` writes.
pub(crate) const ORGANIZATION: &str = concat!(
    r#"{"id":600,"contacts":[{"contact_type":"verified_contact","user_id":41,"id":43,"type":"existing_contact","#,
    r#""first_name":"Ada","last_name":"Byron","job_title":"Analyst","telephone":"555 0100","email":"ada@example.com"}],"#,
    r#""name":"Example","assumed_name":"Ex","address":"1 Way","address2":"B","city":"Lund","state":"M","zip":"22100","#,
    r#""country":"SE","telephone":"555 0101"}"#,
);

pub(crate) fn verified() -> OrderContact {
    let contact =
        OrderContact::user(ContactType::VerifiedContact, "41").id(43).origin(ContactOrigin::Existing);
    let contact = contact.first_name("Ada").last_name("Byron").job_title("Analyst").telephone("555 0100");
    contact.email("ada@example.com")
}

pub(crate) fn organization() -> OrderOrganization {
    let organization =
        OrderOrganization::existing("600").contacts([verified()]).name("Example").assumed_name("Ex");
    let organization = organization.address("1 Way").address2("B").city("Lund").state("M").zip("22100");
    organization.country("SE").telephone("555 0101")
}

/// What `contact()` writes.
pub(crate) const CONTACT: &str = concat!(
    r#"{"first_name":"Ada","last_name":"Byron","email":"ada@example.com","job_title":"Analyst","telephone":"555 0100","#,
    r#""telephone_extension":"7","language_id":"1"}"#,
);

pub(crate) fn contact() -> NewContact {
    let contact = NewContact::new("Ada", "Byron", "ada@example.com").job_title("Analyst");
    contact.telephone("555 0100").telephone_extension("7").language_id("1")
}

/// Compares the body of a creation, beside reference and options, with this text; the reply is read whole.
macro_rules! creates {
    ($method:ident, $product:literal, $order:expr, $body:expr) => {{
        use crate::order_creations::{OPTIONS, options};
        let order = $order.options(options());
        let body = format!(r#"{{"alternative_order_id":"ref-1",{},{OPTIONS}}}"#, $body);
        let line = concat!("POST /services/v2/order/certificate/", $product);
        let create = async |c: &digicert::Client| c.orders().$method(&"ref-1".into(), &order).await;
        let id = concat!("orders.", stringify!($method));
        crate::KIT
            .exchange(id, portcullis_testkit::sent(line, body), portcullis_testkit::full(), create)
            .await
    }};
}
pub(crate) use creates;

/// Each form of a validity, and what it writes.
pub(crate) fn validities() -> [(Validity, &'static str); 3] {
    [
        (Validity::Years(1), r#"{"years":1}"#),
        (Validity::Days(199), r#"{"days":199}"#),
        (Validity::Until("2031-06-30".into()), r#"{"custom_expiration_date":"2031-06-30"}"#),
    ]
}

pub(crate) fn tls() -> TlsCertificate {
    TlsCertificate::new("shop.example", CSR, SignatureHash::Sha256)
}

fn whole(validity: Validity) -> TlsCertificate {
    let certificate =
        tls().dns_names(["*.shop.example".to_owned()]).server_platform(ServerPlatformId::Unspecified);
    let certificate = certificate.cert_validity(validity).ca_cert_id("CA1");
    certificate.organization_units(["IT".to_owned()]).profile_option(TlsProfile::ServerAuthOnly)
}

fn whole_text(validity: &str) -> String {
    format!(
        concat!(
            r#""certificate":{{"common_name":"shop.example","dns_names":["*.shop.example"],"csr":"{}","#,
            r#""signature_hash":"sha256","server_platform":{{"id":-1}},"cert_validity":{},"ca_cert_id":"CA1","#,
            r#""organization_units":["IT"],"profile_option":"server_auth_only_eku"}}"#,
        ),
        CSR, validity
    )
}

#[tokio::test]
async fn creates_certificates_of_servers_with_an_organization() {
    for (validity, text) in validities() {
        let certificate = whole_text(text);
        let body = format!(
            concat!(
                r#"{},"organization":{},"order_validity":{},"organization_contact":{},"dcv_method":"dns-txt-token","#,
                r#""certificate_dcv_scope":"base_domain","disable_ct":true,"renewed_thumbprint":"AB12""#,
            ),
            certificate, ORGANIZATION, text, CONTACT
        );
        let order =
            OvEvOrder::new(OvEvProduct::Basic, whole(validity.clone()), organization(), validity.clone());
        let order = order.organization_contact(contact()).dcv_method(DcvMethod::DnsTxtToken);
        let order =
            order.certificate_dcv_scope(DcvScope::BaseDomain).disable_ct(true).renewed_thumbprint("AB12");
        let made = creates!(create_ov_ev, "ssl_basic", order, body);
        assert!(!made.id.as_str().is_empty() && made.certificate_chain.len() == 1 && made.domains.len() == 1);
        let private = PrivateSslProduct::Flex;
        let order = PrivateSslOrder::new(private, whole(validity.clone()), organization(), validity.clone());
        let order = order.organization_contact(contact()).dcv_method(DcvMethod::DnsTxtToken);
        let order =
            order.certificate_dcv_scope(DcvScope::BaseDomain).disable_ct(true).renewed_thumbprint("AB12");
        creates!(create_private_ssl, "private_ssl_flex", order, body);
    }
}

#[tokio::test]
async fn creates_dv_certificates_and_those_of_a_product_that_the_service_chooses() {
    let email = DcvEmail::new("shop.example", "a@shop.example").email_domain("example");
    for (validity, text) in validities() {
        let dv = concat!(
            r#""dcv_emails":[{"dns_name":"shop.example","email_domain":"example","email":"a@shop.example"}],"#,
            r#""use_auth_key":false,"auth_key_id":"K1""#,
        );
        let rest = r#""certificate_dcv_scope":"fqdn","disable_ct":false,"renewed_thumbprint":"AB12""#;
        let certificate = whole_text(text);
        let body = format!(
            r#"{certificate},"dcv_method":"email",{dv},"technical_contact":{CONTACT},{rest},"order_validity":{text}"#,
        );
        let order = DvOrder::new(
            DvProduct::GeoTrustFlex,
            whole(validity.clone()),
            DcvMethod::Email,
            validity.clone(),
        );
        let order = order.dcv_emails([email.clone()]).use_auth_key(false).auth_key_id("K1");
        let order =
            order.technical_contact(contact()).certificate_dcv_scope(DcvScope::Fqdn).disable_ct(false);
        let made = creates!(create_dv, "ssl_dv_geotrust_flex", order.renewed_thumbprint("AB12"), body);
        assert!(made.dcv_random_value.is_some());
        let body = format!(
            concat!(
                r#"{},"product":{{"type_hint":"ov"}},"organization":{},"organization_contact":{},"dcv_method":"email",{},"#,
                r#""technical_contact":{},{},"order_validity":{}"#,
            ),
            certificate, ORGANIZATION, CONTACT, rest, CONTACT, dv, text
        );
        let order = TypeHintOrder::new(whole(validity.clone()), validity.clone()).type_hint(TypeHint::Ov);
        let order = order.organization(organization()).organization_contact(contact());
        let order =
            order.dcv_method(DcvMethod::Email).certificate_dcv_scope(DcvScope::Fqdn).disable_ct(false);
        let order = order.renewed_thumbprint("AB12").technical_contact(contact()).dcv_emails([email.clone()]);
        creates!(create_by_type_hint, "ssl", order.use_auth_key(false).auth_key_id("K1"), body);
    }
}

#[tokio::test]
async fn creates_x9_certificates_with_a_request_of_one_line() {
    let pem = "-----BEGIN CERTIFICATE REQUEST-----\r\nMAMC\nAQA=\n-----END CERTIFICATE REQUEST-----\n";
    for (validity, text) in validities() {
        let certificate = X9Certificate::new("shop.example", pem, SignatureHash::Sha384);
        let certificate =
            certificate.dns_names(["10.0.0.1".to_owned()]).server_platform(ServerPlatformId::Apache);
        let certificate = certificate.key_usages([X9KeyUsage::KeyAgreementEncipherment]);
        let certificate = certificate.extended_key_usages([X9ExtendedKeyUsage::ServerAuthentication]);
        let order = X9Order::new(certificate, organization(), validity).organization_contact(contact());
        let order = order.dcv_method(DcvMethod::HttpToken).certificate_dcv_scope(DcvScope::Fqdn);
        let body = format!(
            concat!(
                r#""certificate":{{"common_name":"shop.example","dns_names":["10.0.0.1"],"csr":"{}","signature_hash":"sha384","#,
                r#""server_platform":{{"id":2}},"key_usages":["key_agreement_encipherment"],"#,
                r#""extended_key_usages":["server_authentication"]}},"organization":{},"order_validity":{},"#,
                r#""organization_contact":{},"dcv_method":"http-token","certificate_dcv_scope":"fqdn""#,
            ),
            CSR, ORGANIZATION, text, CONTACT
        );
        creates!(create_x9_pki, "x9_pki", order, body);
    }
}

pub(crate) fn shop() -> OvEvOrder {
    OvEvOrder::new(OvEvProduct::Basic, tls(), OrderOrganization::existing("600"), Validity::Years(1))
}

#[tokio::test]
async fn the_least_order_and_a_new_organization() {
    let pem = "-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQA=\n-----END CERTIFICATE REQUEST-----\n";
    let mut order = shop();
    order.organization = OrderOrganization::new().name("Example");
    order.certificate.csr = Some(pem.into());
    let body = concat!(
        r#"{"alternative_order_id":"ref-1","certificate":{"common_name":"shop.example","#,
        r#""csr":"-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQA=\n-----END CERTIFICATE REQUEST-----\n","#,
        r#""signature_hash":"sha256"},"organization":{"name":"Example"},"order_validity":{"years":1}}"#,
    );
    let create = async |c: &Client| c.orders().create_ov_ev(&"ref-1".into(), &order).await;
    let line = sent("POST /services/v2/order/certificate/ssl_basic", body);
    let made = KIT.exchange("orders.create_ov_ev", line, (201, json!({"id": 700})), create).await;
    assert_eq!((made.id.as_str(), made.requests.len(), made.certificate_id), ("700", 0, None));
}

#[tokio::test]
async fn an_order_of_unknown_outcome_is_not_repeated() {
    let contract = operation("orders.create_ov_ev").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.orders().create_ov_ev(&"ref-1".into(), &shop()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn refusals_of_an_order_have_their_codes() {
    for code in [
        "csr_invalid_cannot_parse",
        "required_param:certificate.signature_hash",
        "caa_check_failed|a.example",
    ] {
        let contract = operation("orders.create_ov_ev").replies(400, error(code, "no")).start().await;
        let error = client(&contract).orders().create_ov_ev(&"ref-1".into(), &shop()).await.unwrap_err();
        assert_eq!(
            (error.code(), error.kind(), error.delivery()),
            (Some(code), ErrorKind::Api, Delivery::Rejected)
        );
    }
}

#[tokio::test]
async fn finds_orders_by_reference() {
    let find = async |c: &Client| c.orders().find_by_reference(&"shop 1+%?#ä".into()).all().await;
    let line = "GET /services/v2/order/alternate/shop%201%2B%25%3F%23%C3%A4";
    let found = KIT.exchange("orders.find_by_alternative_id", line, full(), find).await;
    assert_eq!(found.len(), 1);
    let empty = (200, json!({"orders": [], "page": {"total": 0, "limit": 1000, "offset": 0}}));
    assert!(KIT.exchange("orders.find_by_alternative_id", line, empty, find).await.is_empty());
    let none = (404, error("not_found|order", "none"));
    assert!(KIT.exchange("orders.find_by_alternative_id", line, none, find).await.is_empty());
    let route = (404, error("not_found|route", "none"));
    let error = KIT.refusal("orders.find_by_alternative_id", line, route, find).await;
    assert!(error.is_route_missing());
    let pages = async |c: &Client| {
        let list = c.orders().find_by_reference(&"r".into()).page_size(5);
        list.starting_at(digicert::Cursor::Offset(5)).all().await
    };
    let line = "GET /services/v2/order/alternate/r?offset=5&limit=5";
    let page = (
        200,
        json!({"orders": [{"order_id": 700, "certificate_id": null, "status": "NEW"}, {"order_id": 8, "status": "ISSUED"}], "page": {"total": 7}}),
    );
    let found = KIT.exchange("orders.find_by_alternative_id", line, page, pages).await;
    assert_eq!(found[0].status, Some(OrderStatus::Other("NEW".into())));
    assert_eq!(found[1].status, Some(OrderStatus::Issued));
}
