use crate::{KEY, KIT, client, error, refused};
use digicert::{
    Client, Cursor, Delivery, ErrorKind, REPORT_LIBRARY, Retry, UserId, code,
    report_library::{
        AnyOf, Frequency, HistorySearch, NumberOrText, RepeatDate, RepeatOn, Report, ReportColumn,
        ReportDefinition, ReportDownload, ReportFilter, ReportFormat, ReportMetadata, ReportRecipient,
        ReportSchedule, ReportSources, ReportType, RunStatus,
    },
    transport::{BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use portcullis_testkit::{Answer, Body, full, operation, sent, wire};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const REPORT: &str = "/reports/v1/report/5f0a0000-0000-4000-8000-000000000001";
const ID: &str = "5f0a0000-0000-4000-8000-000000000001";
const RUN: &str = "5f0a0000-0000-4000-8000-000000000002";

fn metadata() -> ReportMetadata {
    ReportMetadata::new().report_type(ReportType::Orders).columns(vec![ReportColumn::new("order_id")])
}

fn small() -> ReportDefinition {
    let schedule = ReportSchedule::new().frequency(Frequency::OnDemand);
    ReportDefinition::new("all_orders", schedule, vec![ReportFormat::Csv], metadata())
}

const SMALL: &str = concat!(
    r#"{"display_name":"all_orders","schedule":{"frequency":"ON_DEMAND"},"format":["CSV"],"#,
    r#""report_metadata":{"report_type":"orders","columns":[{"identifier":"order_id"}]}}"#,
);

const CREATED: &str = "5f0a0000-0000-4000-8000-000000000009";

fn created() -> (u16, Value) {
    (201, json!({"report_identifier": CREATED, "message": "made"}))
}

#[tokio::test]
async fn creates_with_everything() {
    let date = RepeatDate::new().date(15).last_day_of_the_month(false);
    let schedule = ReportSchedule::new()
        .frequency(Frequency::Monthly)
        .weekday_to_run("")
        .weekday_frequency("")
        .run_until("2031-01-01")
        .repeat_every(2)
        .repeat_on(RepeatOn::DateOfTheMonth)
        .repeat_on_date(date);
    let filter = ReportFilter::new().filter_identifier("is").column_identifier("status");
    let sources = ReportSources::new().division_filter_type("ALL").sub_account_filter_type("NONE");
    let metadata = metadata().filters(vec![filter.values(vec![json!("issued"), json!(1)])]).sources(sources);
    let to = ReportRecipient::new("ada@example.com").user_id("42").first_name("Ada").last_name("Byron");
    let formats = vec![ReportFormat::Csv, ReportFormat::Excel];
    let report = ReportDefinition::new("orders_2", schedule, formats, metadata).notification_emails(vec![to]);
    let body = concat!(
        r#"{"display_name":"orders_2","schedule":{"frequency":"MONTHLY","weekday_to_run":"","weekday_frequency":"","#,
        r#""run_until":"2031-01-01","repeat_every":2,"repeat_on":"DATE_OF_THE_MONTH","#,
        r#""repeat_on_date":{"date":15,"last_day_of_the_month":false}},"format":["CSV","EXCEL"],"#,
        r#""notification_emails":[{"user_id":42,"first_name":"Ada","last_name":"Byron","email":"ada@example.com"}],"#,
        r#""report_metadata":{"report_type":"orders","columns":[{"identifier":"order_id"}],"#,
        r#""filters":[{"filter_identifier":"is","column_identifier":"status","values":["issued",1]}],"#,
        r#""sources":{"division_filter_type":"ALL","sub_account_filter_type":"NONE"}}}"#,
    );
    let line = sent("POST /reports/v1/report?language_id=3", body);
    let create = async |c: &Client| c.report_library().create(&report, Some(3)).await;
    let made = KIT.exchange("report_library.create", line, created(), create).await;
    assert_eq!((made.report_identifier.as_str(), made.message.as_deref()), (CREATED, Some("made")));
    let replace = async |c: &Client| c.report_library().replace(&ID.into(), &report).await;
    KIT.exchange("report_library.update", sent(format!("PUT {REPORT}"), body), (204, ()), replace).await;
}

#[tokio::test]
async fn creates_with_little() {
    let create = async |c: &Client| c.report_library().create(&small(), None).await;
    let line = || sent("POST /reports/v1/report", SMALL);
    KIT.exchange("report_library.create", line(), full(), create).await;
    KIT.exchange("report_library.create", line(), created(), create).await;
}

#[tokio::test]
async fn a_lost_creation_is_not_repeated_and_may_be_applied() {
    let contract = operation("report_library.create").replies(503, ()).start().await;
    let digicert = crate::builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.report_library().create(&small(), None).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn lists_runs() {
    let line = "GET /reports/v1/report/history";
    let all = HistorySearch::new();
    let list = async |c: &Client| c.report_library().history(&all).first_page().await;
    KIT.exchange("report_library.history", line, full(), list).await;

    let search = HistorySearch::new().report_type(vec![ReportType::Orders, ReportType::AuditLogs]);
    let search = search.schedule("WEEKLY").report_display_name(vec!["a".to_owned(), "b c".to_owned()]);
    let search = search.status(RunStatus::Ready);
    let target = format!(
        "{line}?report_type=orders%2Caudit-logs&schedule=WEEKLY&report_display_name=a%2Cb%20c&status=READY\
         &offset=100&limit=50"
    );
    let run = json!({
        "report_identifier": ID, "report_run_identifier": RUN, "status": "RUNNING", "split_report_count": 2,
        "created_by_user_id": "42", "schedule": {"frequency": "WEEKLY"}, "format": ["CSV", "PDF"],
        "manually_triggered": true, "report_type": "audit-logs", "created_date": "2031-05-06 07:08:09",
    });
    let reply = (200, json!({"report_history": [run], "page": {"total": 101, "limit": 50, "offset": 100}}));
    let list = async |c: &Client| {
        c.report_library().history(&search).page_size(50).starting_at(Cursor::Offset(100)).all().await
    };
    let runs = KIT.exchange("report_library.history", &*target, reply, list).await;
    assert_eq!(runs[0].report_run_identifier.as_ref().unwrap().as_str(), RUN);
    assert_eq!(runs[0].format, [ReportFormat::Csv, ReportFormat::Other("PDF".into())]);
    assert_eq!(runs[0].status, Some(RunStatus::Other("RUNNING".into())));
    assert_eq!((runs[0].split_report_count, &runs[0].report_type), (Some(2), &Some(ReportType::AuditLogs)));
    assert_eq!(runs[0].created_date.as_ref().unwrap().as_str(), "2031-05-06 07:08:09");
}

#[tokio::test]
async fn no_runs() {
    let search = HistorySearch::new().report_type(vec![ReportType::Users]);
    let line = "GET /reports/v1/report/history?report_type=users";
    let list = async |c: &Client| c.report_library().history(&search).all().await;
    assert!(KIT.exchange("report_library.history", line, (200, json!({})), list).await.is_empty());
}

#[tokio::test]
async fn a_report_is_read_changed_and_written_back() {
    let line = format!("GET {REPORT}");
    let get = async |c: &Client| c.report_library().get(&ID.into()).await;
    KIT.exchange("report_library.get", &*line, full(), get).await;

    // Unused members are empty texts; what this version does not know comes back unchanged.
    let reply = json!({"report": {
        "report_display_name": "all_orders", "report_identifier": ID, "created_by_user_id": 42,
        "created_date": "2031-05-06 07:08:09", "format": ["CSV"],
        "schedule": {"frequency": "WEEKLY", "weekday_to_run": "", "repeat_every": "", "new": {"a": 1}},
        "report_metadata": {"report_type": "orders", "columns": [{"identifier": "order_id", "width": 9}]},
    }});
    let report = KIT.exchange("report_library.get", &*line, (200, reply), get).await;
    assert_eq!(report.created_by_user_id, Some(UserId::from("42")));
    assert_eq!(report.schedule.as_ref().unwrap().repeat_every, Some(NumberOrText::Text(String::new())));
    let to = vec![ReportRecipient::new("ada@example.com")];
    let mut definition = ReportDefinition::from(&report).notification_emails(to);
    definition.schedule.repeat_every = Some(NumberOrText::Number(4));
    let body = concat!(
        r#"{"display_name":"all_orders","schedule":{"frequency":"WEEKLY","weekday_to_run":"","repeat_every":4,"#,
        r#""new":{"a":1}},"format":["CSV"],"notification_emails":[{"email":"ada@example.com"}],"#,
        r#""report_metadata":{"report_type":"orders","columns":[{"identifier":"order_id","width":9}]}}"#,
    );
    for status in [200, 204] {
        let reply = Answer::from((status, ())).unlike_the_facts("members of a newer server");
        let line = sent(format!("PUT {REPORT}"), body);
        let replace = async |c: &Client| c.report_library().replace(&ID.into(), &definition).await;
        KIT.exchange("report_library.update", line, reply, replace).await;
    }
}

#[tokio::test]
async fn a_report_is_replaced_again_after_a_lost_reply() {
    let replace = async |c: &Client| c.report_library().replace(&ID.into(), &small()).await;
    KIT.exchange("report_library.update", sent(format!("PUT {REPORT}"), SMALL), (204, ()), replace).await;
    let contract = operation("report_library.update").replies(503, ()).start().await;
    let digicert = crate::builder(&contract).retry(Retry::default()).build().unwrap();
    replace(&digicert).await.unwrap_err();
    assert!(contract.count() > 1);
}

#[tokio::test]
async fn parts_of_an_unknown_report_are_left_out() {
    let definition = ReportDefinition::from(&Report::default());
    refused("display_name", async |c| c.report_library().replace(&ID.into(), &definition).await).await;
}

#[tokio::test]
async fn deletes_a_report() {
    let delete = async |c: &Client| c.report_library().delete(&ID.into()).await;
    KIT.exchange("report_library.delete", format!("DELETE {REPORT}"), (204, ()), delete).await;
    let contract = operation("report_library.delete").replies(503, ()).start().await;
    let digicert = crate::builder(&contract).retry(Retry::default()).build().unwrap();
    delete(&digicert).await.unwrap_err();
    assert!(contract.count() > 1);
}

#[tokio::test]
async fn downloads_a_file() {
    let get = async |c: &Client| {
        let file = ReportDownload::new(ReportFormat::Csv);
        c.report_library().download(&ID.into(), &RUN.into(), &file).bytes().await
    };
    let line = format!("GET {REPORT}/{RUN}/download?report_format=CSV");
    let reply = (200, Body::Text("\"order_id\"\n\"7\"\n".into(), "application/octet-stream"));
    let file = KIT.exchange("report_library.download", line, reply, get).await;
    assert_eq!(file.expose_secret(), b"\"order_id\"\n\"7\"\n");

    let get = async |c: &Client| {
        let file = ReportDownload::new(ReportFormat::Zip).part(0);
        c.report_library().download(&ID.into(), &RUN.into(), &file).bytes().await
    };
    let line = format!("GET {REPORT}/{RUN}/download?report_format=ZIP&split_report_sequence=0");
    let reply = (200, Body::Text("PK".into(), "application/zip"));
    KIT.exchange("report_library.download", line, reply, get).await;
}

#[tokio::test]
async fn a_format_that_the_report_does_not_have_is_refused() {
    let bare = json!({"code": code::REPORT_FORMAT_INAPPLICABLE, "message": "Not in this format"});
    for body in [bare, error(code::REPORT_FORMAT_INAPPLICABLE, "Not in this format")] {
        let contract = operation("report_library.download").replies(400, body).start().await;
        let file = ReportDownload::new(ReportFormat::Excel);
        let library = client(&contract).report_library();
        let error = library.download(&ID.into(), &RUN.into(), &file).bytes().await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some(code::REPORT_FORMAT_INAPPLICABLE)));
        assert_eq!((error.message(), error.delivery()), ("Not in this format", Delivery::Rejected));
        contract.request().await.header("x-dc-devkey", KEY).header("accept", "*/*").empty();
    }
}

#[tokio::test]
async fn results_of_unknown_form_are_json() {
    let any = json!({"a": [1, {"b": null}]});
    let line = format!("GET {REPORT}/{RUN}/json");
    let get = async |c: &Client| c.report_library().get_json(&ID.into(), &RUN.into()).await;
    assert_eq!(KIT.exchange("report_library.get_json", line, (200, any.clone()), get).await, any);
    let list = json!([{"report_type": "orders", "supported_formats": ["CSV"]}]);
    let types = async |c: &Client| c.report_library().list_types().await;
    let line = "GET /reports/v1/report/types";
    assert_eq!(KIT.exchange("report_library.list_types", line, (200, list.clone()), types).await, list);
    let columns = async |c: &Client| c.report_library().list_columns(&ReportType::AuditLogs).await;
    let line = "GET /reports/v1/report/types/audit-logs/supported-columns";
    assert_eq!(KIT.exchange("report_library.list_columns", line, (200, any.clone()), columns).await, any);
}

#[tokio::test]
async fn limits_of_reports() {
    let named = |name: &str| {
        let mut report = small();
        report.display_name = name.into();
        report
    };
    for name in ["", "all orders", "a-b", "a/b"] {
        refused("display_name", async |c| c.report_library().create(&named(name), None).await).await;
        refused("display_name", async |c| c.report_library().replace(&ID.into(), &named(name)).await).await;
    }
    let contract = operation("report_library.create").replies(201, created().1).start().await;
    client(&contract).report_library().create(&named("Aä_1"), None).await.unwrap();
    let file = ReportDownload::new(ReportFormat::Csv).part(-1);
    let part = async |c: &Client| c.report_library().download(&ID.into(), &RUN.into(), &file).bytes().await;
    refused("part", part).await;
    let mut report = small();
    report.report_metadata.columns = Some(vec![ReportColumn::new("")]);
    refused("identifier", async |c| c.report_library().create(&report, None).await).await;
    let report = small().notification_emails(vec![ReportRecipient::new("ada")]);
    refused("email", async |c| c.report_library().create(&report, None).await).await;
}

#[tokio::test]
async fn limits_of_filters() {
    let list = |texts: &[&str]| AnyOf::from(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    for wrong in [&[][..], &[""], &["a", ""], &["a,b"]] {
        let search = HistorySearch::new().report_display_name(list(wrong));
        refused("report_display_name", async |c| c.report_library().history(&search).all().await).await;
        let search = HistorySearch::new().schedule(list(wrong));
        refused("schedule", async |c| c.report_library().history(&search).all().await).await;
    }
    let search = HistorySearch::new().report_type(Vec::new());
    refused("report_type", async |c| c.report_library().history(&search).all().await).await;
    let search = HistorySearch::new().status(RunStatus::Other("A,B".into()));
    refused("status", async |c| c.report_library().history(&search).all().await).await;
}

#[tokio::test]
async fn words_of_other_paths_are_no_ids() {
    for word in ["history", "types"] {
        refused_id(async |c| c.report_library().get(&word.into()).await.map(drop)).await;
        refused_id(async |c| c.report_library().delete(&word.into()).await).await;
    }
}

async fn refused_id(call: impl AsyncFn(&Client) -> digicert::Result<()>) {
    crate::never_sent("report_identifier", call).await;
}

/// Host, key and a gateway's header of a request.
type Seen = (String, Option<String>, Option<String>);

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Seen>>>);

impl Transport for Recorder {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        let header = |name| wire::header(&request, name).map(str::to_owned);
        let host = request.url.host_str().unwrap().to_owned();
        self.0.lock().unwrap().push((host, header("x-dc-devkey"), header("x-gateway")));
        Box::pin(async {
            wire::reply_with(307, &[("location", "https://other.example/reports/v1/report")], &json!({}))
        })
    }
}

impl Recorder {
    async fn calls(&self, builder: digicert::ClientBuilder) -> Vec<Seen> {
        let digicert = builder.api_key(KEY).retry(Retry::none()).transport(self.clone()).build().unwrap();
        let library = digicert.report_library();
        digicert.users().me().await.unwrap_err();
        let file = ReportDownload::new(ReportFormat::Csv);
        let calls = [
            library.list_types().await.map(drop),
            library.create(&small(), None).await.map(drop),
            library.history(&HistorySearch::new()).all().await.map(drop),
            library.download(&ID.into(), &RUN.into(), &file).bytes().await.map(drop),
        ];
        for call in calls {
            let text = format!("{:?}", call.unwrap_err());
            assert!(!text.contains(KEY), "{text}");
        }
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// A redirect would be the way to a third server.
#[tokio::test]
async fn the_key_goes_to_the_configured_servers_only() {
    let key = || Some(KEY.to_owned());
    let library = REPORT_LIBRARY.split('/').nth(2).unwrap();
    let to = |main: &str, library: &str| {
        let mut all = vec![(main.to_owned(), key(), None)];
        all.extend(vec![(library.to_owned(), key(), None); 4]);
        all
    };
    let recorder = Recorder::default();
    assert_eq!(recorder.calls(Client::us()).await, to("www.digicert.com", library));
    let own = Client::eu().report_library_url("https://reports.example/reports/v1");
    assert_eq!(recorder.calls(own).await, to("certcentral.digicert.eu", "reports.example"));
    // A header for a gateway is for the first server.
    let own = Client::us().report_library_url("https://reports.example").header("x-gateway", "open");
    let mut expected = to("www.digicert.com", "reports.example");
    expected[0].2 = Some("open".into());
    assert_eq!(recorder.calls(own).await, expected);
}

#[tokio::test]
async fn a_client_of_another_instance_has_no_report_library() {
    let recorder = Recorder::default();
    for builder in [Client::eu(), Client::builder("https://proxy.example/services/v2")] {
        let digicert = builder.api_key(KEY).transport(recorder.clone()).build().unwrap();
        let error = digicert.report_library().list_types().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Config, Delivery::NotSent), "{error}");
    }
    assert!(recorder.0.lock().unwrap().is_empty());
    for url in ["http://reports.example", "reports.example", ""] {
        let error = Client::us().api_key(KEY).report_library_url(url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{url}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_an_auth_error_of_the_library_too() {
    let contract = operation("report_library.list_types").replies(403, error(code::INVALID_KEY, KEY)).start();
    let contract = contract.await;
    let digicert = client(&contract);
    let error = digicert.report_library().list_types().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some(code::INVALID_KEY)));
    assert!(!format!("{error} {error:?} {digicert:?} {:?}", digicert.report_library()).contains(KEY));
}
