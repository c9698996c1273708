use crate::{KIT, attempts, builder, client, error, refused};
use digicert::{
    Client, Delivery, Retry, UnitOrderId,
    units::{NewUnitOrder, NewUnits, UnitOrderSearch, UnitOrderStatus},
};
use portcullis_testkit::{full, operation, sent};
use serde_json::json;

const ORDERS: &str = "/services/v2/units/order";

fn order() -> NewUnitOrder {
    NewUnitOrder::new("320", vec![NewUnits::new("ssl_basic", 10u32)])
}

#[tokio::test]
async fn lists_and_returns_orders() {
    let all = UnitOrderSearch::new();
    let some = UnitOrderSearch::new().unit_account_id("320").status(UnitOrderStatus::Completed).sort("-cost");
    let query = "?filters%5Bunit_account_id%5D=320&filters%5Bstatus%5D=completed&sort=-cost";
    for (search, query) in [(&all, ""), (&some, query)] {
        let list = async |c: &Client| c.units().list_orders(search).first_page().await;
        // Two fields come with the details only; they are read here if they come.
        KIT.exchange("units.list_orders", format!("GET {ORDERS}{query}"), full(), list).await;
    }
    let page = async |c: &Client| {
        c.units()
            .list_orders(&all)
            .page_size(1000)
            .starting_at(digicert::Cursor::Offset(1000))
            .first_page()
            .await
    };
    let reply = (200, json!({"orders": [], "page": {"total": 1000, "limit": 1000, "offset": 1000}}));
    let line = format!("GET {ORDERS}?offset=1000&limit=1000");
    let page = KIT.exchange("units.list_orders", line, reply, page).await;
    assert!(page.items.is_empty() && page.next.is_none());
    let get = async |c: &Client| c.units().get_order(&"9".into()).await;
    KIT.exchange("units.get_order", format!("GET {ORDERS}/9"), full(), get).await;
}

#[tokio::test]
async fn amounts_keep_their_digits() {
    let body = r#"{"id":9,"unit_account_id":320,"cost":12345678901234567.10,"status":"completed","bundle":[{"units":3,"cost":0.10}]}"#;
    let order: digicert::units::UnitOrder = serde_json::from_str(body).unwrap();
    let cost = order.cost.unwrap();
    assert_eq!(
        (cost.as_str(), cost.minor_units(2)),
        ("12345678901234567.10", Some(1_234_567_890_123_456_710))
    );
    assert_eq!(order.bundle[0].cost.as_ref().unwrap().as_str(), "0.10");
}

#[tokio::test]
async fn orders_units_once() {
    let two = vec![NewUnits::new("ssl_basic", 1u32), NewUnits::new("ssl_ev_basic", 25u32)];
    let noted = NewUnitOrder::new("320", two).notes("for May");
    for (order, body, status) in [
        (order(), r#"{"unit_account_id":320,"bundle":[{"product_name_id":"ssl_basic","units":10}]}"#, 200),
        (
            noted,
            r#"{"unit_account_id":320,"bundle":[{"product_name_id":"ssl_basic","units":1},{"product_name_id":"ssl_ev_basic","units":25}],"notes":"for May"}"#,
            201,
        ),
    ] {
        let create = async |c: &Client| c.units().create_order(&order).await;
        let line = sent(format!("POST {ORDERS}"), body);
        let id = KIT.exchange("units.create_order", line, (status, json!({"id": 9})), create).await;
        assert_eq!(id, UnitOrderId::from("9"));
    }
    let order = order();
    let create = async |c: &Client| c.units().create_order(&order).await;
    let body = r#"{"unit_account_id":320,"bundle":[{"product_name_id":"ssl_basic","units":10}]}"#;
    KIT.exchange("units.create_order", sent(format!("POST {ORDERS}"), body), full(), create).await;
    let contract = operation("units.create_order").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.units().create_order(&order).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn cancels_an_order() {
    for status in [200, 204] {
        let cancel = async |c: &Client| c.units().cancel_order(&"9".into()).await;
        let answer = portcullis_testkit::Answer::from((status, ()));
        let answer = if status == 200 { answer.unlike_the_facts("another 2xx") } else { answer };
        KIT.exchange("units.cancel_order", format!("PUT {ORDERS}/9/cancel"), answer, cancel).await;
    }
    let contract = operation("units.cancel_order").replies(404, error("not_found|order", "No such order"));
    let contract = contract.start().await;
    let units = client(&contract).units();
    let error = units.cancel_order(&"9".into()).await.unwrap_err();
    assert!(error.is_not_found() && error.code() == Some("not_found|order"));
    assert!(units.cancel_order(&"9".into()).optional().await.unwrap().is_none());
}

#[tokio::test]
async fn limits_of_an_order() {
    let units = |id: &str, count: u32| NewUnitOrder::new("320", vec![NewUnits::new(id, count)]);
    for (field, order) in [
        ("unit_account_id", NewUnitOrder::new("lab", order().bundle)),
        ("bundle", NewUnitOrder::new("320", vec![])),
        ("product_name_id", units("", 1)),
        ("units", units("ssl_basic", 0)),
        ("notes", order().notes("ä".repeat(513))),
    ] {
        refused(field, async |c| c.units().create_order(&order).await).await;
    }
    let note = "ä".repeat(512);
    let body = format!(
        r#"{{"unit_account_id":320,"bundle":[{{"product_name_id":"ssl_basic","units":10}}],"notes":"{note}"}}"#
    );
    let longest = order().notes(note);
    let create = async |c: &Client| c.units().create_order(&longest).await;
    let line = sent(format!("POST {ORDERS}"), body);
    KIT.exchange("units.create_order", line, (201, json!({"id": 9})), create).await;
}

#[tokio::test(start_paused = true)]
async fn a_cancellation_is_repeated() {
    assert_eq!(attempts(async |c| c.units().cancel_order(&"9".into()).await).await, 3);
}
