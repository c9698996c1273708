use crate::{KIT, client, error, refused};
use digicert::{
    Client, Delivery, ErrorKind,
    reports::{ExpiringSearch, ExpiryWindow, OrderData, OrderReport, ReportQuery},
    requests::RequestType,
};
use portcullis_testkit::{Answer, Body, full, operation, sample, sent};
use serde::Deserialize;
use serde_json::json;

const EXPIRING: &str = "GET /services/v2/report/order/expiring";
const QUERY: &str = "POST /services/v2/reports/query";
const ROWS: &str = "\"order_id\",\"csr\"\n\"7\",\"-----BEGIN\nEND-----\"\n";

#[tokio::test]
async fn counts_what_expires() {
    let plain = json!({"expiring_orders": [
        {"days_expiring": 90, "order_count": 4}, {"days_expiring": -7, "order_count": 0}, {"days_expiring": 120},
    ]});
    let expiring = async |c: &Client| c.reports().expiring(&ExpiringSearch::new()).await;
    let counts = KIT.exchange("reports.expiring", EXPIRING, (200, plain), expiring).await;
    let read: Vec<_> = counts
        .expiring_orders
        .iter()
        .map(|count| (count.days_expiring.clone().unwrap(), count.orders()))
        .collect();
    let other = ExpiryWindow::Other("120".into());
    assert_eq!(read, [(ExpiryWindow::Days60To90, Some(4)), (ExpiryWindow::LastWeek, Some(0)), (other, None)]);

    // With certificates the server has another name for the number of orders.
    let search = ExpiringSearch::new().container_id("5").include_expiring_certs(true);
    let line = format!("{EXPIRING}?container_id=5&include_expiring_certs=true");
    let both = json!({
        "expiring_orders": [{"days_expiring": 60, "count": 3}], "expiring_certs": [{"days_expiring": 30, "count": 2}],
    });
    let expiring = async |c: &Client| c.reports().expiring(&search).await;
    let counts = KIT.exchange("reports.expiring", &*line, (200, both), expiring).await;
    assert_eq!(counts.expiring_orders[0].orders(), Some(3));
    assert_eq!(counts.expiring_certs[0].days_expiring, Some(ExpiryWindow::Under30Days));
    KIT.exchange("reports.expiring", &*line, full(), expiring).await;
}

#[tokio::test]
async fn nothing_expires() {
    let expiring = async |c: &Client| c.reports().expiring(&ExpiringSearch::new()).await;
    let counts = KIT.exchange("reports.expiring", EXPIRING, (200, json!({})), expiring).await;
    assert!(counts.expiring_orders.is_empty() && counts.expiring_certs.is_empty());
}

#[tokio::test]
async fn counts_pending_requests() {
    let line = "GET /services/v2/report/request";
    let all = async |c: &Client| c.reports().requests(None).await;
    let body =
        json!({"request": {"total": 3, "types": [{"type": "revoke", "request_count": 2}, {"type": "odd"}]}});
    let summary = KIT.exchange("reports.requests", line, (200, body), all).await;
    assert_eq!((summary.total, summary.types[0].request_count), (Some(3), Some(2)));
    let kinds: Vec<_> = summary.types.iter().map(|one| one.kind.clone().unwrap()).collect();
    assert_eq!(kinds, [RequestType::Revoke, RequestType::Other("odd".into())]);
    let some = async |c: &Client| c.reports().requests(Some(&"5".into())).await;
    KIT.exchange("reports.requests", format!("{line}?container_id=5"), full(), some).await;
}

#[tokio::test]
async fn a_summary_without_its_member_is_no_result() {
    let contract = operation("reports.requests").unlike_the_facts("the result is missing");
    let contract = contract.replies(200, json!({"total": 3})).start().await;
    let error = client(&contract).reports().requests(None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn downloads_orders_as_csv() {
    let reply = || Answer::from((200, Body::Text(ROWS.into(), "text/csv")));
    let report = OrderReport::new();
    let csv = async |c: &Client| c.reports().orders_csv(&report).bytes().await;
    let file = KIT.exchange("reports.orders_csv", "GET /services/v2/report/order", reply(), csv).await;
    assert_eq!(file.expose_secret(), ROWS.as_bytes());

    let report = OrderReport::new().id("7").common_name("a b.example").status("issued");
    let report =
        report.date_created(">2030-01-01").valid_till("2031-01-01...2031-02-01").organization_id("8");
    let report = report.user_id("9").product_name_id("ssl_basic").is_renewed(true).container_id("5");
    let report = report.limit(100_000).offset(50_000);
    let line = "GET /services/v2/report/order?filters%5Bid%5D=7&filters%5Bcommon_name%5D=a%20b.example\
                &filters%5Bstatus%5D=issued&filters%5Bdate_created%5D=%3E2030-01-01\
                &filters%5Bvalid_till%5D=2031-01-01...2031-02-01&filters%5Borganization_id%5D=8\
                &filters%5Buser_id%5D=9&filters%5Bproduct_name_id%5D=ssl_basic&filters%5Bis_renewed%5D=1\
                &filters%5Bcontainer_id%5D=5&limit=100000&offset=50000";
    let csv = async |c: &Client| c.reports().orders_csv(&report).bytes().await;
    KIT.exchange("reports.orders_csv", line, reply(), csv).await;

    let old = OrderReport::new().is_renewed(false).limit(1);
    let line = "GET /services/v2/report/order?filters%5Bis_renewed%5D=0&limit=1";
    let csv = async |c: &Client| c.reports().orders_csv(&old).bytes().await;
    KIT.exchange("reports.orders_csv", line, reply(), csv).await;
}

#[tokio::test]
async fn a_refused_download_has_the_vendors_error() {
    let contract = operation("reports.orders_csv").replies(403, error("access_denied", "No")).start().await;
    let error = client(&contract).reports().orders_csv(&OrderReport::new()).bytes().await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("access_denied"), Delivery::Rejected));
    assert!(error.is_forbidden());
    // Any type of file is accepted, and the content type is sent as with every request.
    contract.request().await.header("accept", "*/*").header("content-type", "application/json").empty();
}

#[tokio::test]
async fn limits_of_reports() {
    for limit in [0, 100_001] {
        let report = OrderReport::new().limit(limit);
        refused("limit", async |c| c.reports().orders_csv(&report).bytes().await).await;
    }
    let report = OrderReport::new().offset(-1);
    refused("offset", async |c| c.reports().orders_csv(&report).bytes().await).await;
    let empty = ReportQuery::new("");
    refused("query", async |c| c.reports().query::<OrderData>(&empty).await).await;
    for variables in [json!([]), json!("x"), json!(null)] {
        let query = ReportQuery::new("{ order_details { id } }").variables(variables);
        refused("variables", async |c| c.reports().query::<OrderData>(&query).await).await;
    }
}

#[tokio::test]
async fn queries_orders() {
    let query =
        ReportQuery::new("query ($n: Int) { order_details(status: \"issued\", limit: $n) { id status } }");
    let body =
        r#"{"query":"query ($n: Int) { order_details(status: \"issued\", limit: $n) { id status } }"}"#;
    let reply =
        (200, json!({"data": {"order_details": [{"id": "7", "status": "issued"}], "more": {"id": "8"}}}));
    let ask = async |c: &Client| c.reports().query::<OrderData>(&query).await;
    let data = KIT.exchange("reports.query", sent(QUERY, body), reply, ask).await;
    assert_eq!(data.order_details[0].id.as_ref().unwrap().as_str(), "7");
    assert_eq!(data.order_details[0].extra.get("status"), Some(&json!("issued")));
    assert_eq!(data.extra.get("more"), Some(&json!({"id": "8"})));

    let query = ReportQuery::new("{ a }").variables(json!({"n": 5, "of": ["x"]}));
    let body = r#"{"query":"{ a }","variables":{"n":5,"of":["x"]}}"#;
    let ask = async |c: &Client| c.reports().query::<OrderData>(&query).await;
    // Not `full()`, which has errors, too.
    let reply = (200, json!({"data": sample("GraphQlData")}));
    let data = KIT.exchange("reports.query", sent(QUERY, body), reply, ask).await;
    let sample = sample("GraphQlData");
    assert_eq!(data.order_details[0].id.as_ref().unwrap().as_str(), sample["order_details"][0]["id"]);
    assert_eq!(data.order_details_by_id, Some(sample["order_details_by_id"].clone()));
}

#[tokio::test]
async fn a_query_is_read_into_a_type_of_the_callers() {
    #[derive(Debug, Deserialize)]
    struct Row {
        status: String,
    }
    #[derive(Debug, Deserialize)]
    struct Rows {
        late: Vec<Row>,
    }
    let query = ReportQuery::new("{ late: order_details { status } }");
    let body = r#"{"query":"{ late: order_details { status } }"}"#;
    let reply = (200, json!({"data": {"late": [{"status": "expired"}]}}));
    let ask = async |c: &Client| c.reports().query::<Rows>(&query).await;
    let rows = KIT.exchange("reports.query", sent(QUERY, body), reply, ask).await;
    assert_eq!(rows.late[0].status, "expired");
}

/// GraphQL has the status 200 for errors, too.
#[tokio::test]
async fn errors_of_a_query_are_errors_also_beside_data() {
    let wrong = json!([
        {"message": "Cannot query field \"a\"", "locations": [{"line": 1, "column": 3}]}, {"message": "Late"},
    ]);
    let query = ReportQuery::new("{ a }");
    for body in [
        json!({"errors": wrong}),
        json!({"data": null, "errors": wrong}),
        json!({"data": {"order_details": [{"id": "7"}]}, "errors": wrong}),
    ] {
        let ask = async |c: &Client| c.reports().query::<OrderData>(&query).await;
        let line = sent(QUERY, r#"{"query":"{ a }"}"#);
        let error = KIT.refusal("reports.query", line, (200, body), ask).await;
        assert_eq!((error.kind(), error.code()), (ErrorKind::Api, None));
        assert_eq!(error.message(), "Cannot query field \"a\"; Late");
    }
}

#[tokio::test]
async fn a_query_without_errors_and_data_is_no_result() {
    let contract = operation("reports.query").replies(200, json!({})).start().await;
    let query = ReportQuery::new("{ a }");
    let error = client(&contract).reports().query::<OrderData>(&query).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_query_is_sent_again() {
    let contract = operation("reports.query").replies(503, ()).start().await;
    let digicert = crate::builder(&contract).retry(digicert::Retry::default()).build().unwrap();
    let error = digicert.reports().query::<OrderData>(&ReportQuery::new("{ a }")).await.unwrap_err();
    assert!(contract.count() > 1);
    // It changes nothing: what was not answered was not done.
    assert_ne!(error.delivery(), Delivery::Unknown);
}
