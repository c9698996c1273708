//! DigiCert's types that hold or carry a secret, built from canaries.

use super::{
    held_core::Keeper,
    held_vendors::{BASE, proxy},
    scan::{KEY, REST, SECRET, Shown, failed, read, sent, shown},
};
use digicert::{
    Client, Secret,
    certificates::SignatureHash,
    domains::{Challenge, DcvMethod, DcvOutcome, DcvToken, Proof},
    finance::{self, CreditCard, PaymentMethod},
    http::{HeaderMap, HeaderValue},
    orders::{
        DvOrder, DvProduct, OrderOptions, OrderOrganization, OvEvOrder, OvEvProduct, TlsCertificate,
        Validity, VmcOrder,
    },
    users::{CreatedServiceUser, UserDetail},
    vouchers::{NewVoucherOrder, VoucherItem},
    webhooks::{self, Event, NewWebhook, SecretChange, TestEndpoint, WebhookUpdate},
};
use serde_json::{Value, json};

pub(super) fn all() -> Vec<Shown> {
    [accounts(), orders(), domains(), endpoints()].into_iter().flatten().collect()
}

fn client() -> Client {
    Client::builder(BASE).transport(Keeper::default()).api_key(KEY).build().unwrap()
}

fn accounts() -> Vec<Shown> {
    let builder = || Client::builder(BASE).transport(Keeper::default()).proxy(proxy()).api_key(KEY);
    let client = builder().build().unwrap();
    vec![
        shown("digicert::ClientBuilder", &builder()),
        shown("digicert::Client", &client),
        shown("digicert::users::Users", &client.users()),
        shown("digicert::containers::Containers", &client.containers()),
        shown("digicert::authorizations::Authorizations", &client.authorizations()),
        read::<CreatedServiceUser>("digicert::users::CreatedServiceUser", &json!({"id": 7, "api_key": KEY})),
        read::<UserDetail>("digicert::users::UserDetail", &json!({"id": 7, "later": {"a": REST}})),
    ]
}

fn card() -> CreditCard {
    CreditCard::new(SECRET, KEY)
}

fn orders() -> Vec<Shown> {
    let client = client();
    let options = || OrderOptions::new().payment_method(PaymentMethod::Card).credit_card(card());
    let certificate = || TlsCertificate::new("shop.example", "csr", SignatureHash::Sha256);
    let (of, year) = (OrderOrganization::existing("600"), Validity::Years(1));
    let ov = OvEvOrder::new(OvEvProduct::Basic, certificate(), of.clone(), year.clone()).options(options());
    let dv = DvOrder::new(DvProduct::GeoTrustFlex, certificate(), DcvMethod::Email, year.clone())
        .options(options());
    let vmc = VmcOrder::new(of, year).options(options());
    let vouchers =
        NewVoucherOrder::new(vec![VoucherItem::new("ssl_basic", 1u32)], finance::PaymentMethod::Card);
    let vouchers = vouchers.credit_card(card());
    vec![
        sent("digicert::orders::CreditCard", &card()),
        sent("digicert::orders::OrderOptions", &options()),
        sent("digicert::orders::OvEvOrder", &ov),
        sent("digicert::orders::DvOrder", &dv),
        sent("digicert::orders::VmcOrder", &vmc),
        shown("digicert::orders::Orders", &client.orders()),
        shown("digicert::orders::Orders", &client.orders().create_ov_ev(&"ref-1".into(), &ov)),
        sent("digicert::vouchers::NewVoucherOrder", &vouchers),
        shown("digicert::vouchers::Vouchers", &client.vouchers().create_order(&vouchers)),
    ]
}

fn domains() -> Vec<Shown> {
    let token: DcvToken = serde_json::from_value(json!({"token": SECRET})).unwrap();
    let refused = || digicert::Error::new(digicert::ErrorKind::Api, "no");
    let mut all = vec![
        read::<DcvToken>("digicert::domains::DcvToken", &json!({"token": SECRET, "later": REST})),
        shown("digicert::domains::DcvOutcome", &DcvOutcome::Found(token.clone())),
        shown("digicert::domains::DcvOutcome", &DcvOutcome::<DcvToken>::NotYet(refused())),
        shown("digicert::domains::Domains", &client().domains().approve_by_email_token(&SECRET.into())),
    ];
    for method in [DcvMethod::DnsTxtToken, DcvMethod::DnsCnameToken, DcvMethod::HttpToken] {
        let challenge = Challenge::of_token("example.com", &method, &token);
        all.push(shown::<Proof>("digicert::domains::Proof", &challenge.proof));
        all.push(shown("digicert::domains::Challenge", &challenge));
    }
    all
}

fn endpoints() -> Vec<Shown> {
    let url = "https://hooks.example/dc";
    let (new, test) = (NewWebhook::new(url).secret(SECRET), TestEndpoint::new(url).secret(SECRET));
    let change = || SecretChange::Set(Secret::from(SECRET));
    let update = WebhookUpdate::new(url).secret(change());
    let webhooks = client().webhooks();
    let mut headers = HeaderMap::new();
    headers.insert("x-webhook-key", HeaderValue::from_static(KEY));
    let event =
        |value: &Value, secret: &str| Event::read(&headers, value.to_string().as_bytes(), &secret.into());
    let challenge = json!({"event": "challenge_webhook_endpoint", "data": {"token": SECRET, "later": REST}});
    let other = json!({"event": "later", "data": {"later": REST}, "later": {"a": REST}});
    let wrong = json!({"event": "order_rejected", "data": {"order_id": [SECRET]}});
    let Ok(Event::Challenge(read)) = event(&challenge, KEY) else { panic!("no challenge") };
    let Ok(Event::Other(unknown)) = event(&other, KEY) else { panic!("a known event") };
    vec![
        sent("digicert::webhooks::NewWebhook", &new),
        sent("digicert::webhooks::WebhookUpdate", &update),
        shown("digicert::webhooks::SecretChange", &change()),
        sent("digicert::webhooks::TestEndpoint", &test),
        shown("digicert::webhooks::Webhooks", &webhooks.create(&new)),
        shown::<webhooks::Challenge>("digicert::webhooks::Challenge", &read),
        shown("digicert::webhooks::Event", &event(&challenge, KEY).unwrap()),
        shown("digicert::webhooks::OtherEvent", &unknown),
        shown("digicert::webhooks::Event", &event(&other, KEY).unwrap()),
        failed("digicert::webhooks::EventError", &event(&challenge, SECRET).unwrap_err()),
        failed("digicert::webhooks::EventError", &event(&wrong, KEY).unwrap_err()),
    ]
}
