use crate::{KIT, client, error, refused};
use digicert::{
    Client, Cursor, ErrorKind, Flag, OrderId,
    orders::{
        CertificateStatus, CsvPage, DateFilter, OrderInfo, OrderOrigin, OrderSearch, OrderStatus,
        StatusWindow,
    },
};
use portcullis_testkit::{Answer, full, operation};
use serde_json::json;
use std::time::Duration;

fn id() -> OrderId {
    "1001".into()
}

#[tokio::test]
async fn every_field_of_an_order_is_read() {
    let get = async |c: &Client| c.orders().get(&id()).await;
    KIT.exchange("orders.get", "GET /services/v2/order/certificate/1001", full(), get).await;
    let line = "GET /services/v2/order/certificate/1001?include_caa_status=true";
    let get = async |c: &Client| c.orders().get_with_caa_status(&id()).await;
    KIT.exchange("orders.get", line, full(), get).await;
    let list = async |c: &Client| c.orders().list(&OrderSearch::new()).first_page().await;
    KIT.exchange("orders.list", "GET /services/v2/order/certificate", full(), list).await;
    for (operation, segment) in [("orders.list_duplicates", "duplicate"), ("orders.list_reissues", "reissue")]
    {
        for archived in [false, true] {
            let query = if archived { "?show_archived=true" } else { "" };
            let line = format!("GET /services/v2/order/certificate/1001/{segment}{query}");
            let list = async |c: &Client| match segment {
                "duplicate" => c.orders().list_duplicates(&id(), archived).first_page().await,
                _ => c.orders().list_reissues(&id(), archived).first_page().await,
            };
            KIT.exchange(operation, line, full(), list).await;
        }
    }
    let line = "GET /services/v2/order/certificate/status-changes?minutes=5";
    let mut window = StatusWindow::default();
    window.minutes = Some(5);
    let list = async |c: &Client| c.orders().status_changes(&window).first_page().await;
    KIT.exchange("orders.status_changes", line, full(), list).await;
}

#[tokio::test]
async fn the_fields_that_servers_write_in_several_ways() {
    let plain = json!({
        "id": 1001, "status": "canceled", "is_multi_year_plan": "1", "auto_reissue": 1, "price": 12.5,
        "receipt_id": 7, "certificate": {"id": 5, "cert_validity": {"years": 1}, "purchased_dns_names": 3},
        "custom_fields": [{"metadata_id": 12, "value": 7}],
    });
    let odd = json!({
        "id": "1001", "status": "CANCELED", "is_multi_year_plan": true, "auto_reissue": "1", "price": "12.5",
        "receipt_id": "7", "certificate": {"id": "5", "cert_validity": {"years": "1"}, "purchased_dns_names": "3"},
        "custom_fields": [{"metadata_id": "12", "value": 7}], "organization": [], "prices": {}, "approver": null,
    });
    let odd =
        Answer::from((200, odd)).unlike_the_facts("numbers as text, capitals, and empty lists for objects");
    let get = async |c: &Client| c.orders().get(&id()).await;
    let line = "GET /services/v2/order/certificate/1001";
    let order = KIT.exchange("orders.get", line, (200, plain), get).await;
    let same = KIT.exchange("orders.get", line, odd, get).await;
    assert_eq!(format!("{order:?}"), format!("{same:?}"));
    assert_eq!((order.id.as_str(), &order.status), ("1001", &Some(OrderStatus::Canceled)));
    assert_eq!(
        (order.price, order.is_multi_year_plan, order.auto_reissue),
        (Some("12.5".into()), Some(Flag::Set), Some(Flag::Set))
    );
    assert_eq!(order.custom_fields[0].value, Some(json!(7)));
    assert_eq!(order.certificate.unwrap().cert_validity.unwrap().years, Some(1));
    // A word that is not known stays as it is.
    let other = (200, json!({"id": 1001, "status": "On_Hold"}));
    let order = KIT.exchange("orders.get", line, other, get).await;
    assert_eq!(order.status, Some(OrderStatus::Other("On_Hold".into())));
}

#[tokio::test]
async fn secrets_of_an_order_show_nowhere() {
    let body = json!({
        "id": 1001, "status": "issued", "hardware_init_code": "INIT-7788-AABB",
        "api_key": {"name": "https://acme.example/directory/S3CRET", "key_type": "acme_url"},
    });
    let contract = operation("orders.get").replies(200, body).start().await;
    let order: OrderInfo = client(&contract).orders().get(&id()).await.unwrap();
    let text = format!("{order:?}");
    assert!(!text.contains("INIT-7788") && !text.contains("S3CRET"), "{text}");
    assert_eq!(order.hardware_init_code.unwrap().expose_secret(), "INIT-7788-AABB");
}

#[tokio::test]
async fn an_order_that_does_not_exist_is_none() {
    let refusal = error("not_found|order", "Order not found");
    let contract = operation("orders.get").replies(404, refusal).start().await;
    let orders = client(&contract).orders();
    assert!(orders.get(&id()).optional().await.unwrap().is_none());
    assert!(orders.delete(&id()).optional().await.unwrap().is_none());
    // An order without its id is none.
    let contract = operation("orders.get")
        .unlike_the_facts("the id is missing")
        .replies(200, json!({"status": "issued"}));
    let contract = contract.start().await;
    client(&contract).orders().get(&id()).await.unwrap_err();
}

#[tokio::test]
async fn all_filters_are_sent() {
    let search = OrderSearch::new().id("1").status(OrderStatus::Issued).organization_id("2");
    let search = search.product_name_id("ssl_basic").valid_till(DateFilter::before("2031-01-01"));
    let search = search.date_created(DateFilter::between("2030-01-01", "2030-02-01")).user_id("3");
    let search = search.common_name("a.example").domain_name("b.example").container_id("4");
    let search = search.metadata_id("5").is_renewed(true).disable_renewal_notifications(false);
    let search = search.email("ada@example.com").certificate_id("6").origin(OrderOrigin::Migrated);
    let search = search.serial_number("0A").search("%exam").sort("order_id,-status");
    let query = "filters%5Bid%5D=1&filters%5Bstatus%5D=issued&filters%5Borganization_id%5D=2\
        &filters%5Bproduct_name_id%5D=ssl_basic&filters%5Bvalid_till%5D=%3C2031-01-01\
        &filters%5Bdate_created%5D=2030-01-01...2030-02-01&filters%5Buser_id%5D=3\
        &filters%5Bcommon_name%5D=a.example&filters%5Bdomain_name%5D=b.example&filters%5Bcontainer_id%5D=4\
        &filters%5Bmetadata_id%5D=5&filters%5Bis_renewed%5D=1&filters%5Bdisable_renewal_notifications%5D=0\
        &filters%5Bemail%5D=ada%40example.com&filters%5Bcertificate_id%5D=6&filters%5Borigin%5D=migrated\
        &filters%5Bserial_number%5D=0A&filters%5Bsearch%5D=%25exam&sort=order_id%2C-status";
    let line = format!("GET /services/v2/order/certificate?{query}&offset=7&limit=50");
    let list =
        async |c: &Client| c.orders().list(&search).page_size(50).starting_at(Cursor::Offset(7)).all().await;
    let empty = (200, json!({"orders": [], "page": {"total": 0}}));
    KIT.exchange("orders.list", &*line, empty, list).await;
    let page = CsvPage::new().offset(7_u64).limit(50_u64);
    let csv = async |c: &Client| c.orders().list_csv(&search, &page).bytes().await;
    let reply = Answer::from((200, "a,b\n1,2\n")).header("content-type", "text/csv");
    let bytes = KIT.exchange("orders.list_csv", &*line, reply, csv).await;
    assert_eq!(bytes.expose_secret(), b"a,b\n1,2\n");
    assert_eq!(DateFilter::after("2031-01-01"), DateFilter::from(">2031-01-01".to_owned()));
}

#[tokio::test]
async fn the_form_of_the_list_is_requested() {
    let contract =
        operation("orders.list_csv").replies(200, "a,b\n1,2\n").reply_header("content-type", "text/csv");
    let contract = contract.start().await;
    let orders = client(&contract).orders();
    orders.list_csv(&OrderSearch::new(), &CsvPage::new()).bytes().await.unwrap();
    contract.request().await.is("GET", "/services/v2/order/certificate").header("accept", "text/csv").empty();
    for limit in [0_u64, 1001] {
        let page = CsvPage::new().limit(limit);
        refused("limit", async |c| c.orders().list_csv(&OrderSearch::new(), &page).bytes().await).await;
    }
    let most = CsvPage::new().limit(1000_u64);
    orders.list_csv(&OrderSearch::new(), &most).bytes().await.unwrap();
}

#[tokio::test]
async fn a_certificate_is_archived_in_two_types() {
    for archived in [json!("1"), json!(1)] {
        let body = json!({"certificates": [
            {"id": 5, "status": "approved", "archived": archived, "firstname": "Ada", "lastname": "Byron"},
        ]});
        let list = async |c: &Client| c.orders().list_reissues(&id(), true).all().await;
        let line = "GET /services/v2/order/certificate/1001/reissue?show_archived=true";
        let items = KIT.exchange("orders.list_reissues", line, (200, body), list).await;
        assert_eq!(
            (items[0].archived.clone(), &items[0].status),
            (Some(Flag::Set), &Some(CertificateStatus::Approved))
        );
        assert_eq!(items[0].first_name.as_deref(), Some("Ada"));
    }
}

#[tokio::test]
async fn a_window_without_changes_is_an_empty_object() {
    let line = "GET /services/v2/order/certificate/status-changes?seconds=91&filters%5Bcontainer_id%5D=4";
    let window = StatusWindow::last(Duration::from_millis(90_001)).container_id("4");
    let list = async |c: &Client| c.orders().status_changes(&window).all().await;
    assert!(KIT.exchange("orders.status_changes", line, (200, json!({})), list).await.is_empty());
    let line = "GET /services/v2/order/certificate/status-changes?filters%5Bstatus_last_updated%5D=\
        2031-01-01...2031-01-02%2012%3A30%3A00";
    let window = StatusWindow::between("2031-01-01", "2031-01-02 12:30:00");
    let list = async |c: &Client| c.orders().status_changes(&window).all().await;
    let reply = (200, json!({"orders": [{"order_id": 7, "certificate_id": 8, "status": "issued"}]}));
    let changes = KIT.exchange("orders.status_changes", line, reply, list).await;
    assert_eq!((changes[0].order_id.as_str(), &changes[0].status), ("7", &Some(OrderStatus::Issued)));
}

#[tokio::test]
async fn limits_of_a_window() {
    let window = |minutes: Option<u64>, seconds: Option<u64>| {
        let mut window = StatusWindow::default();
        (window.minutes, window.seconds) = (minutes, seconds);
        window
    };
    let contract = operation("orders.status_changes").replies(200, json!({})).start().await;
    for (minutes, seconds, field) in [
        (None, None, Some("seconds")),
        (Some(10_081), None, Some("minutes")),
        (Some(10_080), None, None),
        (None, Some(604_801), Some("seconds")),
        (None, Some(604_800), None),
        (Some(10_079), Some(61), Some("seconds")),
        (Some(10_079), Some(60), None),
    ] {
        let window = window(minutes, seconds);
        match field {
            // The reply to what is sent is one of another operation.
            Some(field) => {
                refused(field, async |c| match c.orders().status_changes(&window).all().await {
                    Err(error) if error.kind() == ErrorKind::Decode => Ok(Vec::new()),
                    result => result,
                })
                .await;
            }
            None => drop(client(&contract).orders().status_changes(&window).all().await.unwrap()),
        }
    }
}
