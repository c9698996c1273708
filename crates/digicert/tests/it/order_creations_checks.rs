//! What is refused before an order is sent: certificate requests, names, validity, references, and what orders share.

use crate::{
    KEY, never_sent,
    order_creations::{CSR, contact, options, organization, shop, tls, verified},
    refused,
};
use digicert::{
    Client, Retry, certificates::SignatureHash, domains::DcvMethod, finance::CreditCard,
    finance::PaymentMethod, orders::*, organizations::ContactType,
};
use portcullis_testkit::wire::{Scripted, reply};
use serde_json::json;
use std::future::ready;

pub(crate) const YEAR: Validity = Validity::Years(1);

/// A client whose server accepts anything.
pub(crate) fn accepting() -> Client {
    let server = Scripted::new(|_, _| ready(reply(201, &json!({"id": 1, "orders": []}))));
    let builder = Client::builder("https://digicert.example").api_key(KEY).retry(Retry::none());
    builder.transport(server).build().unwrap()
}

/// Refused with the field's name before anything is sent; sent if the limits are left to the server.
macro_rules! wrong {
    ($field:expr, $method:ident, $order:expr) => {{
        let order = $order;
        let create = async |c: &digicert::Client| c.orders().$method(&"ref-1".into(), &order).await;
        crate::refused($field, create).await;
    }};
}
pub(crate) use wrong;

/// Sent as it is.
macro_rules! right {
    ($method:ident, $order:expr) => {{
        let order = $order;
        let orders = crate::order_creations_checks::accepting().orders();
        orders.$method(&"ref-1".into(), &order).await.unwrap();
    }};
}
pub(crate) use right;

fn with(edit: impl FnOnce(&mut OvEvOrder)) -> OvEvOrder {
    let mut order = shop();
    edit(&mut order);
    order
}

fn dv(edit: impl FnOnce(&mut DvOrder)) -> DvOrder {
    let mut order = DvOrder::new(DvProduct::RapidSsl, tls(), DcvMethod::Email, YEAR);
    edit(&mut order);
    order
}

fn private(names: &[&str]) -> PrivateSslOrder {
    let certificate = tls().dns_names(names.iter().map(ToString::to_string).collect::<Vec<_>>());
    PrivateSslOrder::new(PrivateSslProduct::Flex, certificate, organization(), YEAR)
}

#[tokio::test]
async fn a_reference_can_be_searched_or_is_never_sent() {
    for text in ["", " ", " a", "a ", ".", "..", "a/b", "a\\b", "a\nb", "a\u{7}"] {
        let reference = &OrderReference::from(text);
        never_sent("reference", async |c| c.orders().create_ov_ev(reference, &shop()).await).await;
        never_sent("reference", async |c| c.orders().find_by_reference(reference).all().await).await;
    }
    for text in ["a", "...", "a b", "ä+%?#:", &"x".repeat(300)] {
        accepting().orders().create_ov_ev(&text.into(), &shop()).await.unwrap();
        accepting().orders().find_by_reference(&text.into()).all().await.unwrap();
    }
}

#[tokio::test]
async fn a_certificate_request_has_its_form() {
    let pem =
        |label: &str, base64: &str| format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n");
    let request = |base64: &str| pem("CERTIFICATE REQUEST", base64);
    let csr = |text: &str| with(|order| order.certificate.csr = Some(text.into()));
    // A SEQUENCE of 3, of 128, of 256 and of 258 bytes.
    let long = |head: &[u8], length: usize| {
        let bytes: Vec<u8> = head.iter().copied().chain(std::iter::repeat_n(0, length)).collect();
        request(&base64(&bytes))
    };
    for text in [
        request("MAMCAQA="),
        pem("NEW CERTIFICATE REQUEST", "MAMCAQA="),
        format!("  {}", request("MAMC\r\nAQA=")),
        "MAMCAQA=".to_owned(),
        long(&[0x30, 0x7f], 127),
        long(&[0x30, 0x81, 0x80], 128),
        long(&[0x30, 0x82, 1, 0], 256),
        long(&[0x30, 0x82, 1, 2], 258),
    ] {
        right!(create_ov_ev, csr(&text));
    }
    for text in [
        String::new(),
        "shop.example".into(),
        request(""),
        request("MAMCAQA"),
        request("MAMCAQA=="),
        request("MAMC=AQA"),
        request("MAMCAQ-="),
        request("MAMCAQAA"),
        request("MAQCAQA="),
        request("MQMCAQA="),
        request("MAA="),
        pem("CERTIFICATE", "MAMCAQA="),
        pem("PUBLIC KEY", "MAMCAQA="),
        request("MAMCAQA=").replace("END CERTIFICATE REQUEST", "END CERTIFICATE"),
        request("MAMCAQA=").replace("-----END", "END"),
        format!("{} more", request("MAMCAQA=")),
        long(&[0x30, 0x80], 128),
        long(&[0x30, 0x81, 0x80], 127),
        long(&[0x30, 0x82, 1, 0], 255),
    ] {
        wrong!("csr", create_ov_ev, csr(&text));
    }
    wrong!("csr", create_ov_ev, with(|order| order.certificate.csr = None));
    wrong!("csr", create_dv, dv(|order| order.certificate.csr = None));
    let mut order = private(&["a.example"]);
    order.certificate.csr = None;
    right!(create_private_ssl, order);
    let key = pem("PUBLIC KEY", "MAMCAQA=");
    right!(
        create_x9_pki,
        X9Order::new(X9Certificate::new("a.example", key, SignatureHash::Sha256), organization(), YEAR)
    );
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"] {
        let order = csr(&pem(label, "MAMCAQA="));
        never_sent("csr", async |c| c.orders().create_ov_ev(&"r".into(), &order).await).await;
    }
}

/// The base64 text of whole triples, and of one byte that is missing in the last.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for triple in bytes.chunks(3) {
        let bits = triple.iter().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte))
            << (8 * (3 - triple.len()));
        for at in 0..4 {
            let is_padding = at > triple.len();
            text.push(if is_padding { '=' } else { char::from(LETTERS[(bits >> (18 - 6 * at)) & 63]) });
        }
    }
    text
}

#[tokio::test]
async fn names_of_hosts() {
    let named = |name: &str| with(|order| order.certificate.common_name = name.into());
    let further = |names: &[&str]| {
        with(|order| order.certificate.dns_names = Some(names.iter().map(ToString::to_string).collect()))
    };
    for name in [
        "",
        "a b",
        "https://a.example",
        "a..example",
        ".example",
        "a.example.",
        "*",
        "*.",
        "a.*.example",
        "**.example",
        "a*.example",
        "intranet",
    ] {
        wrong!("common_name", create_ov_ev, named(name));
        wrong!("dns_names", create_ov_ev, further(&["a.example", name]));
    }
    wrong!("dns_names", create_ov_ev, further(&[]));
    for name in [
        "a.example",
        "*.a.example",
        "a_b.example",
        "xn--a.example",
        "bücher.example",
        "10.0.0.1",
        "2001:db8::1",
    ] {
        right!(create_ov_ev, named(name));
        right!(create_ov_ev, further(&[name]));
    }
    right!(create_private_ssl, private(&["intranet", "10.0.0.1", "*.intranet"]));
    wrong!("dns_names", create_private_ssl, private(&["a b"]));
    for name in ["*.a.example", "intranet"] {
        let certificate = X9Certificate::new(name, CSR, SignatureHash::Sha256);
        wrong!("common_name", create_x9_pki, X9Order::new(certificate, organization(), YEAR));
    }
}

#[tokio::test]
async fn proofs_of_control_fit_the_names() {
    let proof = |method: DcvMethod, name: &str| {
        dv(|order| (order.dcv_method, order.certificate.common_name) = (method, name.into()))
    };
    for method in [DcvMethod::HttpToken, DcvMethod::HttpTokenStatic] {
        wrong!("dcv_method", create_dv, proof(method.clone(), "*.a.example"));
        right!(create_dv, proof(method, "10.0.0.1"));
    }
    for method in [DcvMethod::Email, DcvMethod::DnsTxtToken, DcvMethod::DnsCnameToken] {
        wrong!("dcv_method", create_dv, proof(method.clone(), "10.0.0.1"));
        right!(create_dv, proof(method, "*.a.example"));
    }
    right!(create_dv, proof("new-method".into(), "10.0.0.1"));
    let order = with(|order| {
        order.dcv_method = Some(DcvMethod::HttpToken);
        order.certificate.dns_names = Some(vec!["*.a.example".into()]);
    });
    wrong!("dcv_method", create_ov_ev, order);
}

#[tokio::test]
async fn how_long_orders_and_certificates_last() {
    let lasts = |order: Validity, certificate: Option<Validity>| {
        with(|new| (new.order_validity, new.certificate.cert_validity) = (order, certificate))
    };
    for date in [
        "",
        "2031-1-01",
        "2031-13-01",
        "2031-00-01",
        "2031-01-32",
        "2031-01-00",
        "31-01-01",
        "0000-01-01",
        "2031-01-01-",
        "2031/01/01",
        "+031-01-01",
    ] {
        wrong!("validity", create_ov_ev, lasts(Validity::Until(date.into()), None));
        wrong!("validity", create_ov_ev, lasts(YEAR, Some(Validity::Until(date.into()))));
    }
    for validity in [Validity::Years(0), Validity::Days(0)] {
        wrong!("validity", create_ov_ev, lasts(validity, None));
    }
    wrong!("order_validity", create_ov_ev, lasts(Validity::Years(4), None));
    wrong!("order_validity", create_dv, dv(|order| order.order_validity = Validity::Years(4)));
    wrong!("cert_validity", create_ov_ev, lasts(YEAR, Some(Validity::Days(200))));
    wrong!("cert_validity", create_ov_ev, lasts(YEAR, Some(Validity::Years(2))));
    wrong!("cert_validity", create_ov_ev, lasts(Validity::Days(90), Some(Validity::Days(91))));
    for (order, certificate) in [
        (Validity::Years(3), Some(Validity::Days(199))),
        (Validity::Days(1), Some(Validity::Days(1))),
        (Validity::Until("2031-12-31".into()), Some(Validity::Days(199))),
        (YEAR, Some(Validity::Until("2031-01-01".into()))),
    ] {
        right!(create_ov_ev, lasts(order, certificate));
    }
    let mut order = private(&["intranet"]);
    (order.order_validity, order.certificate.cert_validity) =
        (Validity::Years(10), Some(Validity::Days(3660)));
    right!(create_private_ssl, order.clone());
    order.certificate.cert_validity = Some(Validity::Years(11));
    wrong!("cert_validity", create_private_ssl, order);
}

#[tokio::test]
async fn a_hint_decides_which_limits_there_are() {
    let hinted = |hint: Option<TypeHint>, organization: Option<OrderOrganization>| {
        let mut order = TypeHintOrder::new(tls(), Validity::Years(4));
        (order.type_hint, order.organization) = (hint, organization);
        order
    };
    for hint in [TypeHint::Ov, TypeHint::Ev, TypeHint::Private] {
        wrong!("organization", create_by_type_hint, hinted(Some(hint), None));
    }
    for (hint, of) in
        [(TypeHint::Dv, None), (TypeHint::Ov, Some(organization())), (TypeHint::Ev, Some(organization()))]
    {
        wrong!("order_validity", create_by_type_hint, hinted(Some(hint), of));
    }
    right!(create_by_type_hint, hinted(Some(TypeHint::Private), Some(organization())));
    right!(create_by_type_hint, hinted(None, None));
    wrong!("dcv_emails", create_by_type_hint, hinted(None, None).dcv_emails([]));
    wrong!("auth_key_id", create_by_type_hint, hinted(None, None).auth_key_id(""));
}

#[tokio::test]
async fn options_and_parts_of_any_order() {
    let none = OrderOptions::new;
    for (field, options) in [
        ("container", none().container("")),
        ("credit_card", none().payment_method(PaymentMethod::Card)),
        ("payment_profile", none().payment_method(PaymentMethod::Profile)),
        ("payment_profile", none().payment_profile("")),
        ("number", none().credit_card(CreditCard::new("", "7"))),
        ("expiration_month", none().credit_card(CreditCard::new("4111", ""))),
        ("renewal_of_order_id", none().renewal_of_order_id("old")),
        ("additional_emails", none().additional_emails([])),
        ("additional_emails", none().additional_emails(["ops".to_owned()])),
        ("user_id_assignments", none().user_id_assignments([])),
        ("user_id_assignments", none().user_id_assignments(["ada".into()])),
        ("custom_fields", none().custom_fields([])),
        ("metadata_id", none().custom_fields([CustomFieldValue::new("name", "a")])),
        ("value", none().custom_fields([CustomFieldValue::new("9", "")])),
        ("custom_renewal_message", none().custom_renewal_message("")),
        ("locale", none().locale("")),
    ] {
        wrong!(field, create_ov_ev, shop().options(options));
    }
    right!(create_ov_ev, shop().options(options()));
    let of = OrderOrganization::new;
    let contacts = |contact: OrderContact| OrderOrganization::existing("600").contacts([contact]);
    for (field, organization) in [
        ("organization", of()),
        ("organization.id", of().id("")),
        ("organization.name", of().name("")),
        ("contacts", OrderOrganization::existing("600").contacts([])),
        ("user_id", contacts(OrderContact::user(ContactType::TechnicalContact, ""))),
        ("first_name", contacts(verified().first_name(""))),
        ("last_name", contacts(verified().last_name(""))),
        ("email", contacts(verified().email("ada"))),
    ] {
        wrong!(field, create_ov_ev, with(|order| order.organization = organization));
    }
    right!(
        create_ov_ev,
        with(|order| order.organization = OrderOrganization::from(digicert::OrganizationId::from("6")))
    );
    wrong!(
        "first_name",
        create_ov_ev,
        shop().organization_contact({
            let mut contact = contact();
            contact.first_name = String::new();
            contact
        })
    );
    for (field, email) in
        [("dns_name", DcvEmail::new("", "a@b.example")), ("email", DcvEmail::new("b.example", "a"))]
    {
        wrong!(field, create_dv, dv(|order| order.dcv_emails = Some(vec![email])));
    }
    wrong!("dcv_emails", create_dv, dv(|order| order.dcv_emails = Some(vec![])));
    wrong!("auth_key_id", create_dv, dv(|order| order.auth_key_id = Some("".into())));
    wrong!("ca_cert_id", create_dv, dv(|order| order.certificate.ca_cert_id = Some(String::new())));
    wrong!("organization_units", create_dv, dv(|order| order.certificate.organization_units = Some(vec![])));
}

#[tokio::test]
async fn a_product_with_an_operation_of_its_own_is_no_word_of_a_family() {
    for word in
        ["", "..", "ssl", "vmc_basic", "x9_pki", "eu_qwac", "pkio_burger", "swiss_regulated_individual"]
    {
        let order = with(|order| order.product = word.into());
        let create = async |c: &Client| c.orders().create_ov_ev(&"r".into(), &order).await;
        let client = accepting();
        let error = create(&client).await.unwrap_err();
        assert_eq!(error.kind(), digicert::ErrorKind::Input, "{word}");
    }
    right!(create_ov_ev, with(|order| order.product = "ssl_new".into()));
    // A limit that is left to the server.
    let order = with(|order| order.order_validity = Validity::Years(4));
    refused("order_validity", async |c| c.orders().create_ov_ev(&"r".into(), &order).await).await;
}
