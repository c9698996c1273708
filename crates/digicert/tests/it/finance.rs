use crate::{
    KEY, KIT, attempts, builder, client, error, never_sent, refused,
    vouchers::{item, wrong_items},
};
use digicert::{
    Client, Cursor, Delivery, Retry,
    finance::{
        Amount, BalanceSearch, BillingAddress, OrderPricing, PaymentMethod, PriceEstimate, PurchaseSearch,
        TransactionType, Transfer, VoucherPricing,
    },
    orders::Validity,
    transport::Pool,
    units::{NewUnitOrder, NewUnits},
    vouchers::NewVoucherOrder,
};
use portcullis_testkit::{Answer, full, operation, sent, wire};
use serde_json::json;
use std::future::ready;

const TRANSFER: &str = "POST /services/v2/finance/transfer";
const PRICING: &str = "POST /services/v2/finance/order-pricing";
const VOUCHER_PRICING: &str = "POST /services/v2/finance/voucher-pricing";
const ADDRESS: &str = r#"{"address":"1 Main St","city":"Lehi","state":"Utah","zip":"84043","country":"us"}"#;

fn address() -> BillingAddress {
    BillingAddress::new().address("1 Main St").city("Lehi").state("Utah").zip("84043").country("us")
}

fn transfer(amount: &str) -> Transfer {
    Transfer::new(amount).from_container_id("5").to_container_id("6")
}

fn pricing() -> OrderPricing {
    OrderPricing::new("ssl_basic", vec!["www.example.com".into()])
}

#[test]
fn an_amount_becomes_a_whole_number_of_cents_exactly() {
    let largest = "1".repeat(36);
    for (text, decimals, units) in [
        ("1234.56", 2, Some(123_456)),
        ("1234.5", 2, Some(123_450)),
        ("1234", 2, Some(123_400)),
        ("-0.07", 2, Some(-7)),
        ("0", 2, Some(0)),
        ("0.10", 1, Some(1)),
        ("12.30", 0, None),
        ("12.00", 0, Some(12)),
        ("0.005", 2, None),
        (&largest, 2, Some(111_111_111_111_111_111_111_111_111_111_111_111 * 100)),
        (&largest, 4, None),
        ("1", u32::MAX, None),
        ("1,234.56", 2, None),
        ("1.5e3", 2, None),
        ("+1", 2, None),
        ("--1", 2, None),
        ("1.2.3", 2, None),
        ("1.", 2, None),
        (".5", 2, None),
        ("", 2, None),
        ("-", 2, None),
        ("N/A", 2, None),
    ] {
        let amount = Amount::from(text);
        assert_eq!((amount.minor_units(decimals), amount.as_str()), (units, text));
        assert_eq!(amount.to_string(), text);
    }
}

#[test]
fn an_amount_is_read_from_texts_and_numbers_without_loss() {
    let read = |json: &str| {
        let json = format!(r#"{{"total_price":{json}}}"#);
        serde_json::from_str::<PriceEstimate>(&json).unwrap().total_price.map(|amount| amount.to_string())
    };
    for (json, text) in [
        (r#""1234.50""#, "1234.50"),
        (r#"" 7.00 ""#, "7.00"),
        ("1234.50", "1234.50"),
        ("12345678901234567890.12", "12345678901234567890.12"),
        ("-3", "-3"),
        ("0", "0"),
        ("0.1", "0.1"),
    ] {
        assert_eq!(read(json).as_deref(), Some(text), "{json}");
    }
    for nothing in ["null", r#""""#, r#"" ""#, "[]", "false"] {
        assert_eq!(read(nothing), None, "{nothing}");
    }
    for wrong in [r#"{"hunter2":1}"#, r#"["hunter2"]"#, "true", r#""\ud800""#] {
        let error =
            serde_json::from_str::<PriceEstimate>(&format!(r#"{{"total_price":{wrong}}}"#)).unwrap_err();
        assert!(
            error.to_string().starts_with("expected an amount") && !error.to_string().contains("hunter2")
        );
    }
    assert_eq!(serde_json::from_value::<Amount>(json!("1.50")).unwrap(), Amount::from("1.50"));
    assert!(serde_json::from_str::<Amount>("null").is_err());
    assert_eq!(serde_json::to_string(&Amount::from("1.50")).unwrap(), r#""1.50""#);
}

#[tokio::test]
async fn returns_the_balance() {
    let container = "5".into();
    for (container, query) in [(None, ""), (Some(&container), "?container_id=5")] {
        let line = format!("GET /services/v2/finance/balance{query}");
        let balance = async |c: &Client| c.finance().balance(container).await;
        KIT.exchange("finance.balance", line, full(), balance).await;
    }
    let reply = json!({
        "balance": "-12.50", "currency": "USD", "unpaid_invoice_balance": "0.00",
        "used_credit_from_other_containers": "0.00", "unlimited_negative_balance": true,
    });
    let balance = async |c: &Client| c.finance().balance(None).await;
    let balance =
        KIT.exchange("finance.balance", "GET /services/v2/finance/balance", (200, reply), balance).await;
    assert_eq!(balance.balance.unwrap().minor_units(2), Some(-1250));
    assert!(balance.total_available_funds.is_none() && balance.unlimited_negative_balance == Some(true));
}

#[tokio::test]
async fn lists_changes_of_the_balance() {
    let all = BalanceSearch::new();
    let some = BalanceSearch::new()
        .container_id("5")
        .changed_container_id("6")
        .adjust_type("charge")
        .transaction_date(">2031-01-01")
        .expiration_date("2031-01-01...2031-12-31")
        .sort("-transaction_date,id");
    let query = concat!(
        "?container_id=5&filters%5Bcontainer_id%5D=6&filters%5Badjust_type%5D=charge",
        "&filters%5Btransaction_date%5D=%3E2031-01-01&filters%5Bexpiration_date%5D=2031-01-01...2031-12-31",
        "&sort=-transaction_date%2Cid",
    );
    for (search, query) in [(&all, ""), (&some, query)] {
        let line = format!("GET /services/v2/finance/balance-history{query}");
        let list = async |c: &Client| c.finance().balance_history(search).first_page().await;
        KIT.exchange("finance.balance_history", line, full(), list).await;
    }
    let change = json!({
        "id": "1", "debit": "12.00", "transaction_type": "Charge", "receipt_id": "0",
        "transaction_date": "2031-05-06 07:08:09", "order_id": 7,
    });
    let reply = (200, json!({"adjustments": [change], "page": {"total": 101, "limit": 50, "offset": 100}}));
    let list = async |c: &Client| {
        c.finance().balance_history(&all).page_size(50).starting_at(Cursor::Offset(100)).all().await
    };
    let line = "GET /services/v2/finance/balance-history?offset=100&limit=50";
    let changes = KIT.exchange("finance.balance_history", line, reply, list).await;
    assert_eq!(
        (changes[0].transaction_type.clone(), &changes[0].receipt_id),
        (Some(TransactionType::Charge), &None)
    );
    assert_eq!(changes[0].order_id, Some("7".into()));
}

#[tokio::test]
async fn lists_purchases() {
    let all = PurchaseSearch::new();
    let some =
        PurchaseSearch::new().container_id("5").filter("order_id", "7").filter("a b", "c&d").sort("-id");
    let query = "?container_id=5&filters%5Ba%20b%5D=c%26d&filters%5Border_id%5D=7&sort=-id";
    for (search, query) in [(&all, ""), (&some, query)] {
        let line = format!("GET /services/v2/finance/purchase-history{query}");
        let list = async |c: &Client| c.finance().purchase_history(search).first_page().await;
        KIT.exchange("finance.purchase_history", line, full(), list).await;
    }
    let purchase = json!({
        "id": "1", "amount": "12.00", "receipt_id": "0", "acct_adjust_id": "0", "payment_type": "card",
        "transaction_type": "purchase",
    });
    let reply = (200, json!({"order_transactions": [purchase]}));
    let list = async |c: &Client| {
        c.finance().purchase_history(&all).page_size(1000).starting_at(Cursor::Offset(1000)).all().await
    };
    let line = "GET /services/v2/finance/purchase-history?offset=1000&limit=1000";
    let purchases = KIT.exchange("finance.purchase_history", line, reply, list).await;
    assert!(purchases[0].receipt_id.is_none() && purchases[0].acct_adjust_id.is_none());
    assert_eq!(purchases[0].payment_type, Some(PaymentMethod::Card));
    assert_eq!(purchases[0].transaction_type, Some(TransactionType::Purchase));
}

#[tokio::test]
async fn moves_money_once() {
    for status in [200, 204] {
        let body = r#"{"amount":"99.95","from_container_id":"5","to_container_id":"6"}"#;
        let answer = Answer::from((status, ()));
        let answer = if status == 200 { answer.unlike_the_facts("another 2xx") } else { answer };
        let call = async |c: &Client| c.finance().transfer(&transfer("99.95")).await;
        KIT.exchange("finance.transfer", sent(TRANSFER, body), answer, call).await;
    }
    let contract = operation("finance.transfer").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.finance().transfer(&transfer("1")).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

/// A negative amount, or a lost direction, would move money the wrong way.
#[tokio::test]
async fn a_transfer_that_is_not_clear_is_never_sent() {
    for amount in ["", "0", "0.00", "-1", "1,000", "1e3", " 1", "one"] {
        never_sent("amount", async |c| c.finance().transfer(&transfer(amount)).await).await;
    }
    for (field, transfer) in [
        ("from_container_id", Transfer::new("1").to_container_id("6")),
        ("to_container_id", Transfer::new("1").from_container_id("5")),
        ("from_container_id", transfer("1").from_container_id("")),
        ("to_container_id", transfer("1").to_container_id("5")),
    ] {
        never_sent(field, async |c| c.finance().transfer(&transfer).await).await;
    }
    let least = transfer("0.01");
    let body = r#"{"amount":"0.01","from_container_id":"5","to_container_id":"6"}"#;
    let call = async |c: &Client| c.finance().transfer(&least).await;
    KIT.exchange("finance.transfer", sent(TRANSFER, body), (204, ()), call).await;
}

#[tokio::test]
async fn estimates_the_price_of_an_order() {
    let years = pricing().order_validity(Validity::Years(2));
    let until = pricing().order_validity(Validity::Until("2031-01-31".into()));
    let all = pricing()
        .order_validity(Validity::Days(90))
        .validity_years(1u32)
        .is_out_of_contract(true)
        .billing_address(address())
        .renewal_of_order_valid_till("2031-01-31");
    let inside = pricing().is_out_of_contract(false);
    let start = r#"{"certificate":{"dns_names":["www.example.com"]},"product_name_id":"ssl_basic""#;
    for (pricing, rest) in [
        (pricing(), String::new()),
        (inside, r#","is_out_of_contract":0"#.into()),
        (years, r#","order_validity":{"years":2}"#.into()),
        (until, r#","order_validity":{"custom_expiration_date":"2031-01-31"}"#.into()),
        (
            all,
            format!(
                r#","order_validity":{{"days":90}},"validity_years":1,"is_out_of_contract":1,"billing_address":{ADDRESS},"renewal_of_order_valid_till":"2031-01-31""#
            ),
        ),
    ] {
        let estimate = async |c: &Client| c.finance().price_estimate(&pricing).await;
        let line = sent(PRICING, format!("{start}{rest}}}"));
        KIT.exchange("finance.price_estimate", line, full(), estimate).await;
    }
    for (field, pricing) in [
        ("product_name_id", OrderPricing::new("", vec![])),
        ("renewal_of_order_valid_till", pricing().renewal_of_order_valid_till("2031-1-31")),
        ("renewal_of_order_valid_till", pricing().renewal_of_order_valid_till("2031-01-31T00:00:00Z")),
    ] {
        refused(field, async |c| c.finance().price_estimate(&pricing).await).await;
    }
}

#[tokio::test]
async fn estimates_the_price_of_vouchers() {
    let item_body = r#"{"product_name_id":"ssl_basic","validity_years":1,"quantity":1}"#;
    let everything = item()
        .no_of_fqdns(4u32)
        .no_of_wildcards(2u32)
        .shipping_method("STANDARD")
        .validity_days(90u32)
        .use_san_package(false);
    let all = VoucherPricing::new(vec![everything, item()]).billing_address(address());
    for (pricing, body) in [
        (VoucherPricing::new(vec![item()]), format!(r#"{{"vouchers":[{item_body}]}}"#)),
        (
            all,
            format!(
                r#"{{"vouchers":[{{"product_name_id":"ssl_basic","no_of_fqdns":4,"no_of_wildcards":2,"shipping_method":"STANDARD","validity_years":1,"validity_days":90,"quantity":1,"use_san_package":false}},{item_body}],"billing_address":{ADDRESS}}}"#
            ),
        ),
    ] {
        let estimate = async |c: &Client| c.finance().voucher_price_estimate(&pricing).await;
        KIT.exchange("finance.voucher_price_estimate", sent(VOUCHER_PRICING, body), full(), estimate).await;
    }
    let wrong = wrong_items().into_iter().map(|(field, item)| (field, VoucherPricing::new(vec![item])));
    for (field, pricing) in wrong.chain([("vouchers", VoucherPricing::new(vec![]))]) {
        let estimate = async |c: &Client| c.finance().voucher_price_estimate(&pricing).await;
        refused(field, estimate).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_estimate_is_repeated() {
    assert_eq!(attempts(async |c| c.finance().price_estimate(&pricing()).await).await, 3);
    let vouchers = VoucherPricing::new(vec![item()]);
    assert_eq!(attempts(async |c| c.finance().voucher_price_estimate(&vouchers).await).await, 3);
    let contract = operation("finance.price_estimate").replies(503, ()).start().await;
    let error = client(&contract).finance().price_estimate(&pricing()).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NoEffect);
}

#[tokio::test]
async fn a_price_of_zero_is_read() {
    let reply = json!({"base_price": 0, "total_price": 0, "currency": "USD"});
    let contract = operation("finance.price_estimate").replies(200, reply).start().await;
    let price = client(&contract).finance().price_estimate(&pricing()).await.unwrap();
    assert_eq!(price.total_price.unwrap().minor_units(2), Some(0));
}

#[tokio::test]
async fn returns_receipts_and_stored_cards() {
    let get = async |c: &Client| c.finance().get_receipt(&"9".into()).await;
    KIT.exchange("finance.get_receipt", "GET /services/v2/finance/receipt/9", full(), get).await;
    let contract =
        operation("finance.get_receipt").replies(404, error("not_found|receipt", "No such receipt"));
    let contract = contract.start().await;
    assert!(client(&contract).finance().get_receipt(&"9".into()).optional().await.unwrap().is_none());
    let list = async |c: &Client| c.finance().list_payment_profiles().first_page().await;
    let line = "GET /services/v2/finance/payment-profile";
    KIT.exchange("finance.list_payment_profiles", line, full(), list).await;
    let list = async |c: &Client| {
        let list = c.finance().list_payment_profiles().page_size(2);
        list.starting_at(Cursor::Offset(2)).first_page().await
    };
    let reply = (200, json!({"profiles": [{"id": 3}], "page": {"total": 3, "limit": 2, "offset": 2}}));
    let line = "GET /services/v2/finance/payment-profile?offset=2&limit=2";
    let page = KIT.exchange("finance.list_payment_profiles", line, reply, list).await;
    assert!(page.items[0].id.as_str() == "3" && page.next.is_none());
    for (address, city) in [(json!([]), None), (json!(null), None), (json!({"city": "Lund"}), Some("Lund"))] {
        let reply = json!({"profiles": [{"id": 3, "billing_address": address}]});
        let reply = Answer::from((200, reply)).unlike_the_facts("an empty list, or nothing, for an object");
        let page = KIT.exchange("finance.list_payment_profiles", line, reply, list).await;
        let read = page.items[0].billing_address.as_ref();
        assert_eq!(read.and_then(|address| address.city.as_deref()), city);
    }
}

/// A connection from a pool may be closed just when an order goes out: then it is unknown whether the order arrived.
#[tokio::test]
async fn what_costs_money_has_a_connection_of_its_own_and_is_no_disguise() {
    let order = NewUnitOrder::new("320", vec![NewUnits::new("ssl_basic", 1u32)]);
    let vouchers = NewVoucherOrder::new(vec![item()], PaymentMethod::Balance);
    let units = async |c: &Client| c.units().create_order(&order).await.map(drop);
    let vouchers = async |c: &Client| c.vouchers().create_order(&vouchers).await.map(drop);
    let money = async |c: &Client| c.finance().transfer(&transfer("1")).await;
    KIT.refuses_disguises("units", units).await;
    KIT.refuses_disguises("vouchers", vouchers).await;
    KIT.refuses_disguises("transfer", money).await;
    for retry in [Retry::none(), Retry::default()] {
        let server = wire::Scripted::new(|request, _| {
            assert_eq!(request.pool, Pool::Fresh);
            ready(wire::reply(503, &json!({})))
        });
        let builder = Client::builder("https://digicert.example").api_key(KEY).retry(retry);
        let digicert = builder.transport(server.clone()).build().unwrap();
        for (n, result) in [units(&digicert).await, vouchers(&digicert).await, money(&digicert).await]
            .into_iter()
            .enumerate()
        {
            assert_eq!(result.unwrap_err().delivery(), Delivery::Unknown, "{n}");
        }
        assert_eq!(server.count(), 3);
    }
}
