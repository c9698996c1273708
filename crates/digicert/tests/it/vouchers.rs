use crate::{KEY, KIT, builder, client, error, refused};
use digicert::{
    Client, Delivery, Retry,
    finance::{CreditCard, PaymentMethod},
    vouchers::{NewVoucherOrder, VoucherCodeUse, VoucherItem, VoucherOrderStatus, VoucherStatus},
};
use portcullis_testkit::{Answer, Body, full, operation, sent};
use serde_json::json;

const VOUCHERS: &str = "/services/v2/voucher";
const ITEM: &str = r#"{"product_name_id":"ssl_basic","validity_years":1,"quantity":1}"#;

pub(crate) fn item() -> VoucherItem {
    VoucherItem::new("ssl_basic", 1u32).validity_years(1u32)
}

fn card() -> CreditCard {
    CreditCard::new("4111111111111111", "12")
}

fn by_balance(item: VoucherItem) -> NewVoucherOrder {
    NewVoucherOrder::new(vec![item], PaymentMethod::Balance)
}

fn order_sample() -> Answer {
    full().opaque("Page.total", "the page block of an order holds zeros: it counts nothing")
}

#[tokio::test]
async fn lists_and_returns_orders() {
    let list = async |c: &Client| c.vouchers().list_orders().first_page().await;
    KIT.exchange("vouchers.list_orders", format!("GET {VOUCHERS}"), order_sample(), list).await;
    let get = async |c: &Client| c.vouchers().get_order(&"9".into()).await;
    KIT.exchange("vouchers.get_order", format!("GET {VOUCHERS}/9"), order_sample(), get).await;
    let codes = json!([{"id": "1", "value": "C0DE-1", "status": "used"}, {"id": 2, "value": "C0DE-2"}]);
    let reply = json!({"id": 9, "status": "completed", "cost": 1200.5, "codes": codes});
    let order = KIT.exchange("vouchers.get_order", format!("GET {VOUCHERS}/9"), (200, reply), get).await;
    assert_eq!(
        (order.status, order.cost.unwrap().minor_units(2)),
        (Some(VoucherOrderStatus::Completed), Some(120_050))
    );
    let ids: Vec<_> = order.codes.iter().map(|code| code.id.as_deref()).collect();
    assert_eq!((ids, &order.codes[0].status), (vec![Some("1"), Some("2")], &Some(VoucherStatus::Used)));
}

#[tokio::test]
async fn buys_vouchers_once() {
    let everything = VoucherItem::new("ssl_basic", 3u32)
        .no_of_fqdns(4u32)
        .no_of_wildcards(2u32)
        .shipping_method("STANDARD")
        .validity_years(1u32)
        .validity_days(90u32)
        .use_san_package(true);
    let by_card = NewVoucherOrder::new(vec![everything, item()], PaymentMethod::Card).credit_card(card());
    for (order, body) in [
        (by_balance(item()), format!(r#"{{"vouchers":[{ITEM}],"payment_method":"balance"}}"#)),
        (
            by_card,
            format!(
                r#"{{"vouchers":[{{"product_name_id":"ssl_basic","no_of_fqdns":4,"no_of_wildcards":2,"shipping_method":"STANDARD","validity_years":1,"validity_days":90,"quantity":3,"use_san_package":true}},{ITEM}],"payment_method":"card","credit_card":{{"number":"4111111111111111","expiration_month":"12"}}}}"#
            ),
        ),
    ] {
        let create = async |c: &Client| c.vouchers().create_order(&order).await;
        let line = sent(format!("POST {VOUCHERS}"), body);
        let made = KIT.exchange("vouchers.create_order", line, order_sample(), create).await;
        assert!(
            !format!("{made:?} {order:?}").contains(made.codes[0].value.as_ref().unwrap().expose_secret())
        );
        assert!(!format!("{order:?}").contains("4111"));
    }
    let contract = operation("vouchers.create_order").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.vouchers().create_order(&by_balance(item())).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn a_date_that_is_not_known_is_none() {
    let line = format!("GET {VOUCHERS}/9/download");
    let list = async |c: &Client| c.vouchers().list_codes(&"9".into()).page_size(7).all().await;
    KIT.exchange("vouchers.list_codes", &*line, full(), list).await;
    let code = json!({
        "id": 1, "value": "C0DE-1", "created_date": "2031-05-06 07:08:09", "shipping_method": "N/A",
        "cert_request_date": " ", "cert_validity_start_date": " ", "cert_validity_end_date": " ",
        "voucher_validity_end_date": "", "order_valid_from": " ", "order_valid_till": " ",
    });
    let codes = KIT.exchange("vouchers.list_codes", line, (200, json!({"codes": [code]})), list).await;
    let VoucherCodeUse { created_date, cert_request_date, order_valid_from, .. } = &codes[0];
    assert_eq!(created_date.as_ref().unwrap().as_str(), "2031-05-06 07:08:09");
    assert!(cert_request_date.is_none() && order_valid_from.is_none());
    assert!(codes[0].cert_validity_start_date.is_none() && codes[0].cert_validity_end_date.is_none());
    assert!(codes[0].voucher_validity_end_date.is_none() && codes[0].order_valid_till.is_none());
    assert_eq!(
        (codes[0].value.as_ref().unwrap().expose_secret(), codes[0].shipping_method.as_deref()),
        ("C0DE-1", Some("N/A"))
    );
}

#[tokio::test]
async fn codes_come_as_a_file_too() {
    let file = "id,code\n1,C0DE-1\n";
    let contract =
        operation("vouchers.list_codes").replies(200, Body::Text(file.into(), "text/csv")).start().await;
    let bytes = client(&contract).vouchers().list_codes_csv(&"9".into()).bytes().await.unwrap();
    assert_eq!(bytes.expose_secret(), file.as_bytes());
    assert!(!format!("{bytes:?}").contains("C0DE"));
    let request = contract.request().await.is("GET", &format!("{VOUCHERS}/9/download"));
    request.header("accept", "text/csv").header("x-dc-devkey", KEY);
    let contract = operation("vouchers.list_codes").replies(404, error("not_found|voucher", "No such order"));
    let contract = contract.start().await;
    let error = client(&contract).vouchers().list_codes_csv(&"9".into()).bytes().await.unwrap_err();
    assert!(error.is_not_found() && error.code() == Some("not_found|voucher"), "{error:?}");
}

#[tokio::test]
async fn limits_of_an_order() {
    for (field, item) in wrong_items() {
        refused(field, async |c| c.vouchers().create_order(&by_balance(item.clone())).await).await;
    }
    let none = NewVoucherOrder::new(vec![], PaymentMethod::Balance);
    let no_card = NewVoucherOrder::new(vec![item()], PaymentMethod::Card);
    for (field, order) in [("vouchers", none), ("credit_card", no_card)] {
        refused(field, async |c| c.vouchers().create_order(&order).await).await;
    }
    for (item, body) in [
        (
            VoucherItem::new("ssl_basic", 1000u32).no_of_fqdns(250u32).validity_days(1u32),
            r#"{"product_name_id":"ssl_basic","no_of_fqdns":250,"validity_days":1,"quantity":1000}"#,
        ),
        (
            item().no_of_fqdns(100u32).no_of_wildcards(150u32),
            r#"{"product_name_id":"ssl_basic","no_of_fqdns":100,"no_of_wildcards":150,"validity_years":1,"quantity":1}"#,
        ),
        (
            item().no_of_wildcards(250u32),
            r#"{"product_name_id":"ssl_basic","no_of_wildcards":250,"validity_years":1,"quantity":1}"#,
        ),
    ] {
        let order = by_balance(item);
        let create = async |c: &Client| c.vouchers().create_order(&order).await;
        let body = format!(r#"{{"vouchers":[{body}],"payment_method":"balance"}}"#);
        KIT.exchange("vouchers.create_order", sent(format!("POST {VOUCHERS}"), body), order_sample(), create)
            .await;
    }
}

/// A field and an item that is refused because of it.
pub(crate) fn wrong_items() -> Vec<(&'static str, VoucherItem)> {
    vec![
        ("product_name_id", VoucherItem::new("", 1u32).validity_years(1u32)),
        ("no_of_fqdns", item().no_of_fqdns(251u32)),
        ("no_of_wildcards", item().no_of_wildcards(251u32)),
        ("no_of_fqdns", item().no_of_fqdns(101u32).no_of_wildcards(150u32)),
        ("no_of_wildcards", item().no_of_fqdns(1u32).no_of_wildcards(u32::MAX)),
        ("quantity", VoucherItem::new("ssl_basic", 0u32).validity_years(1u32)),
        ("quantity", VoucherItem::new("ssl_basic", 1001u32).validity_years(1u32)),
        ("validity_years", VoucherItem::new("ssl_basic", 1u32)),
    ]
}
