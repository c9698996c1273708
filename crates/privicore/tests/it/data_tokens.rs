mod added;
mod streams;

use super::{TOKEN, client, playing};
use portcullis_testkit::operation;
use privicore::{
    Command, ContentKind, Cursor, DataToken, DataTokenFilter, DataTokenMeta, DataTokenRecord, DataUpdate,
    Delivery, ErrorKind, FileDetails, FileMeta, MetadataUpdate, NewReservation, RiskMeta, TemporaryToken,
};
use serde_json::{Value, json};

fn token() -> DataToken {
    "dtk-1 &".into()
}

fn temporary() -> TemporaryToken {
    "tmp-1 &".into()
}

#[tokio::test]
async fn reserve_space() {
    let (contract, client) =
        playing(operation("data_token.reserve_space").replies(202, json!(["019-a"]))).await;
    let reservation = NewReservation::new("in/voices").ttl(5_u32).meta("{}");
    let command = client.data_tokens().reserve_space(&reservation).await.unwrap();
    assert_eq!(command.command_id.as_str(), "019-a");
    contract
        .request()
        .await
        .is("POST", "/data-token/reserve-token-space")
        .header("x-dpt-authorization", TOKEN)
        .form("context=in%2Fvoices&ttl=5&meta=%7B%7D");
}

#[tokio::test]
async fn a_reservation_needs_no_time_to_live_and_is_made_once() {
    let (contract, client) = playing(operation("data_token.reserve_space").replies(503, json!("busy"))).await;
    let error = client.data_tokens().reserve_space(&NewReservation::new("c")).await.unwrap_err();
    assert_eq!((error.delivery(), error.attempts()), (Delivery::Unknown, 1));
    contract.request().await.is("POST", "/data-token/reserve-token-space").form("context=c");
}

#[tokio::test]
async fn a_time_to_live_that_is_too_long_is_the_engines_to_refuse() {
    let (_contract, client) = playing(
        operation("data_token.reserve_space").replies(422, json!({"errors": {"ttl": ["is too long"]}})),
    )
    .await;
    let error = client.data_tokens().reserve_space(&NewReservation::new("c").ttl(300_u32)).await.unwrap_err();
    assert_eq!((error.delivery(), error.message()), (Delivery::Rejected, "ttl is too long"));
}

#[tokio::test]
async fn retrieve_temporary() {
    let reply = json!({"token": "tmp-1", "stream": "https://up.example/?auth=s3cret", "server": "s-9"});
    let (contract, client) = playing(operation("data_token.retrieve_temporary").replies(200, reply)).await;
    let temporary = client.data_tokens().retrieve_temporary(&Command::new("019/a")).await.unwrap();
    assert_eq!(temporary.token.as_str(), "tmp-1");
    assert_eq!(temporary.extra.get("server"), Some(&json!("s-9")));
    let shown = format!("{temporary:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("s-9"), "{shown}");
    let stream = temporary.stream.unwrap();
    assert_eq!((stream.is_url(), stream.expose_secret()), (true, "https://up.example/?auth=s3cret"));
    contract
        .request()
        .await
        .is("GET", "/data-token/retrieve-temporary-data-token/019%2Fa")
        .header("x-dpt-authorization", TOKEN)
        .empty();
}

#[tokio::test]
async fn a_temporary_token_may_come_alone() {
    for body in
        [json!("tmp-1"), json!(["tmp-1"]), json!({"token": "tmp-1"}), json!({"token": "tmp-1", "stream": ""})]
    {
        let (_contract, client) =
            playing(operation("data_token.retrieve_temporary").replies(200, body.clone())).await;
        let temporary = client.data_tokens().retrieve_temporary(&Command::new("019-a")).await.unwrap();
        assert!((temporary.token.as_str(), temporary.stream.is_none()) == ("tmp-1", true), "{body}");
    }
}

#[tokio::test]
async fn an_unsettled_reservation_is_not_found() {
    let (contract, client) =
        playing(operation("data_token.retrieve_temporary").replies(404, json!("record not found"))).await;
    let error = client.data_tokens().retrieve_temporary(&Command::new("019-a")).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 404));
    assert_eq!(error.message(), "record not found");
    assert_eq!(contract.count(), 1, "only the command says whether it will be there");
}

#[tokio::test]
async fn exchanged_data_comes_back_in_no_error() {
    let (_contract, client) =
        playing(operation("data_token.exchange").replies(422, json!("cannot store s3cret-data"))).await;
    let error = client.data_tokens().exchange(&temporary(), &"s3cret-data".into()).await.unwrap_err();
    assert_eq!(error.message(), "cannot store ***");
}

#[tokio::test]
async fn request_data() {
    let contract = operation("data_token.request_data")
        .replies(202, json!({}))
        .reply_header("X-DPT-CAB-ID", "019-a")
        .reply_header("X-DPT-CAB-REQUEST-ID", "r-1")
        .start()
        .await;
    let command = client(&contract.url()).data_tokens().request_data(&token()).await.unwrap();
    assert_eq!((command.command_id.as_str(), command.request_id.unwrap().as_str()), ("019-a", "r-1"));
    contract
        .request()
        .await
        .is("POST", "/data-token/request-data")
        .header("x-dpt-authorization", TOKEN)
        .form("token=dtk-1+%26");
}

#[tokio::test]
async fn a_request_without_a_request_id_can_never_be_answered() {
    let (contract, client) =
        playing(operation("data_token.request_data").replies(202, json!(["019-a"]))).await;
    let error = client.data_tokens().request_data(&token()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
    assert!(error.message().contains("no request id"), "{error}");
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn configure_risk_meta() {
    let (contract, client) =
        playing(operation("data_token.configure_risk_meta").replies(202, json!(["019-a"]))).await;
    let mut risk = RiskMeta::new("confidential", "hr", "need to know");
    let call = client.data_tokens().configure_risk_meta(&token(), &risk);
    assert_eq!(call.await.unwrap().command_id.as_str(), "019-a");
    contract
        .request()
        .await
        .is("POST", "/data-token/configure-information-security-risk-meta")
        .header("x-dpt-authorization", TOKEN)
        .form("token=dtk-1+%26&classification=confidential&label=hr&handling=need+to+know");

    risk.extra.insert("retention", "10y");
    let (contract, client) =
        playing(operation("data_token.configure_risk_meta").replies(202, json!(["019-a"]))).await;
    client.data_tokens().configure_risk_meta(&token(), &risk).await.unwrap();
    contract
        .request()
        .await
        .form("token=dtk-1+%26&classification=confidential&label=hr&handling=need+to+know&retention=10y");
}

#[tokio::test]
async fn configure_file_meta() {
    let (contract, client) =
        playing(operation("data_token.configure_file_meta").replies(200, json!({"token": "dtk-1"}))).await;
    let meta = FileMeta::new("in/voices", "a b.tar.gz", 7);
    let answer = client.data_tokens().configure_file_meta(&temporary(), &meta).await.unwrap();
    assert_eq!((answer.token.unwrap().as_str(), answer.command), ("dtk-1", None));
    contract
        .request()
        .await
        .is("POST", "/data-token/configure-file-meta")
        .header("x-dpt-authorization", TOKEN)
        .form("token=tmp-1+%26&fileName=a+b.tar.gz&extension=gz&context=in%2Fvoices&size=7&path=%2F");

    let (contract, client) =
        playing(operation("data_token.configure_file_meta").replies(200, json!("dtk-1"))).await;
    let meta = meta.extension("tgz").path("/x");
    client.data_tokens().configure_file_meta(&temporary(), &meta).await.unwrap();
    contract
        .request()
        .await
        .form("token=tmp-1+%26&fileName=a+b.tar.gz&extension=tgz&context=in%2Fvoices&size=7&path=%2Fx");
}

#[tokio::test]
async fn a_permanent_token_is_told_from_a_command_by_content() {
    for (status, header, body, token, command) in [
        (200, None, json!("dtk-1"), Some("dtk-1"), None),
        (201, None, json!(["dtk-1"]), Some("dtk-1"), None),
        (200, None, json!({"token": "dtk-1"}), Some("dtk-1"), None),
        (202, None, json!({"token": "dtk-1"}), Some("dtk-1"), None),
        (200, Some("c-1"), json!({"token": "dtk-1"}), Some("dtk-1"), Some("c-1")),
        (200, Some("c-1"), json!("dtk-1"), Some("dtk-1"), Some("c-1")),
        (200, Some("c-1"), Value::Null, None, Some("c-1")),
        (202, Some("c-1"), json!(["c-1"]), None, Some("c-1")),
        (202, None, json!(["c-1"]), None, Some("c-1")),
        (202, None, json!("c-1"), None, Some("c-1")),
        (202, None, json!({"commandId": "c-1"}), None, Some("c-1")),
        (200, None, json!({}), None, None),
        (200, None, Value::Null, None, None),
        (204, None, Value::Null, None, None),
    ] {
        let mut contract = operation("data_token.configure_file_meta")
            .unlike_the_facts("other types and shapes are read too")
            .replies(status, body.clone());
        if let Some(id) = header {
            contract = contract.reply_header("X-DPT-CAB-ID", id);
        }
        let (_contract, client) = playing(contract).await;
        let meta = FileMeta::new("c", "a.txt", 0);
        let answer = client.data_tokens().configure_file_meta(&temporary(), &meta).await.unwrap();
        let got =
            (answer.token.as_ref().map(DataToken::as_str), answer.command.map(|c| c.command_id.to_string()));
        assert_eq!(got, (token, command.map(str::to_owned)), "{status} {header:?} {body}");
    }
}

fn record(token: &str) -> Value {
    json!({
        "token": token, "context": "in/voices", "fileName": "a.pdf", "extension": "pdf", "size": "4096",
        "createdAt": "2031-05-06T07:08:09Z", "owner": "prf-1",
        "meta": {
            "information_security_risk": {"classification": "c", "label": "l", "handling": null, "x": 1},
            "file": {"fileName": "a.pdf", "extension": "pdf", "size": 4096, "path": "/"},
            "data": {"type": "invoice"},
        },
    })
}

#[tokio::test]
async fn list() {
    let reply = json!({"items": [record("dtk-1")], "meta": {"count": 1, "page": 1, "perPage": 25}});
    let (contract, client) = playing(operation("data_token.list").replies(200, reply)).await;
    let filter = DataTokenFilter::new()
        .file_name("a b.pdf")
        .extension("pdf")
        .data_type("invoice")
        .context("in/voices")
        .token("dtk-1");
    let records = client.data_tokens().list(&filter).first_page().await.unwrap().items;
    let [DataTokenRecord { token, context, file_name, extension, size, created_at, meta, extra, .. }] =
        &records[..]
    else {
        panic!("{records:?}")
    };
    assert_eq!((token.as_str(), context.as_deref(), *size), ("dtk-1", Some("in/voices"), Some(4096)));
    assert_eq!((file_name.as_deref(), extension.as_deref()), (Some("a.pdf"), Some("pdf")));
    assert_eq!(created_at.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    assert_eq!(extra.get("owner"), Some(&json!("prf-1")));
    let meta = meta.as_ref().unwrap();
    let risk = meta.information_security_risk.as_ref().unwrap();
    assert_eq!((risk.classification.as_deref(), risk.label.as_deref()), (Some("c"), Some("l")));
    assert_eq!((&risk.handling, risk.extra.get("handling")), (&None, Some(&Value::Null)));
    assert_eq!(risk.extra.get("x"), Some(&json!(1)));
    let file = meta.file.as_ref().unwrap();
    assert_eq!((file.size, file.path.as_deref()), (Some(4096), Some("/")));
    assert_eq!(meta.data.as_ref().unwrap().kind.as_deref(), Some("invoice"));
    contract
        .request()
        .await
        .is(
            "GET",
            "/data-token/list-data-tokens?filters%5Bmeta.file.fileName%5D=a%20b.pdf\
             &filters%5Bmeta.file.extension%5D=pdf&filters%5Bmeta.data.type%5D=invoice\
             &filters%5Bcontext%5D=in%2Fvoices&filters%5Btoken%5D=dtk-1&page=1&perPage=25",
        )
        .header("x-dpt-authorization", TOKEN)
        .empty();
}

#[tokio::test]
async fn a_listing_may_be_bare_or_empty_in_phps_way() {
    for (body, count) in [
        (json!([record("dtk-1"), {"token": "dtk-2", "meta": []}]), 2),
        (json!({"items": []}), 0),
        (json!({"items": {}}), 0),
        (json!([]), 0),
        (json!({"items": [{"token": 7, "createdAt": {"date": "x"}, "meta": {"file": [], "data": null}}]}), 1),
    ] {
        let (contract, client) = playing(
            operation("data_token.list")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body.clone()),
        )
        .await;
        let list = client.data_tokens().list(&DataTokenFilter::new());
        let records = list.first_page().await.unwrap().items;
        assert_eq!(records.len(), count, "{body}");
        contract.request().await.is("GET", "/data-token/list-data-tokens?page=1&perPage=25");
    }
}

#[tokio::test]
async fn a_listing_goes_on_where_it_ended() {
    let reply = json!({"items": [record("dtk-1"), record("dtk-2")], "meta": {"page": 3, "perPage": 2}});
    let (contract, client) = playing(operation("data_token.list").replies(200, reply)).await;
    let list = client.data_tokens().list(&DataTokenFilter::new()).page_size(2).starting_at(Cursor::Page(3));
    let page = list.first_page().await.unwrap();
    assert_eq!((page.items.len(), page.next), (2, Some(Cursor::Page(4))));
    contract.request().await.is("GET", "/data-token/list-data-tokens?page=3&perPage=2");

    for wrong in [Cursor::Page(0), Cursor::Offset(25), Cursor::Token("x".into())] {
        let list = client.data_tokens().list(&DataTokenFilter::new()).starting_at(wrong);
        assert_eq!(list.all().await.unwrap_err().kind(), ErrorKind::Input);
    }
    let error = client.data_tokens().list(&DataTokenFilter::new()).page_size(0).all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn update() {
    let (contract, client) = playing(operation("data_token.update").replies(202, json!(["019-a"]))).await;
    let meta = DataTokenMeta::new()
        .information_security_risk(RiskMeta::new("c", "l", "h"))
        .file(FileDetails::new().file_name("a.pdf").extension("pdf").size(7).path("/"))
        .data(ContentKind::new().kind("invoice"));
    let update = DataUpdate::new("dtk-1", "QEE=").meta(meta);
    assert_eq!(client.data_tokens().update(&update).await.unwrap().command_id.as_str(), "019-a");
    contract.request().await.is("POST", "/data-token/update-data").header("x-dpt-authorization", TOKEN).json(
        json!({
            "dataToken": "dtk-1",
            "data": "QEE=",
            "meta": {
                "information_security_risk": {"classification": "c", "label": "l", "handling": "h"},
                "file": {"fileName": "a.pdf", "extension": "pdf", "size": 7, "path": "/"},
                "data": {"type": "invoice"},
            },
        }),
    );
    let (contract, client) = playing(operation("data_token.update").replies(202, json!("019-a"))).await;
    client.data_tokens().update(&DataUpdate::new("dtk-1", "QEE=")).await.unwrap();
    contract.request().await.json(json!({"dataToken": "dtk-1", "data": "QEE="}));
}

#[tokio::test]
async fn what_is_required_is_checked_before_anything_is_sent() {
    let (contract, client) = playing(operation("data_token.delete").replies(202, json!("019-a"))).await;
    let (tokens, none) = (client.data_tokens(), TemporaryToken::default());
    let meta = FileMeta::new("c", "a.txt", 0);
    let risk = RiskMeta::new("c", "l", "h");
    let failures = [
        (tokens.reserve_space(&NewReservation::new("")).await.err(), "context"),
        (tokens.exchange(&none, &"d".into()).await.err(), "temporaryTokenSpace"),
        (tokens.exchange(&temporary(), &"".into()).await.err(), "data"),
        (tokens.request_data(&"".into()).await.err(), "token"),
        (tokens.configure_risk_meta(&"".into(), &risk).await.err(), "token"),
        (tokens.configure_risk_meta(&token(), &RiskMeta::new("", "l", "h")).await.err(), "classification"),
        (tokens.configure_risk_meta(&token(), &RiskMeta::new("c", "", "h")).await.err(), "label"),
        (tokens.configure_risk_meta(&token(), &RiskMeta::new("c", "l", "")).await.err(), "handling"),
        (tokens.configure_file_meta(&none, &meta).await.err(), "token"),
        (tokens.configure_file_meta(&temporary(), &FileMeta::new("", "a.b", 0)).await.err(), "context"),
        (tokens.configure_file_meta(&temporary(), &FileMeta::new("c", "", 0)).await.err(), "fileName"),
        (tokens.configure_file_meta(&temporary(), &FileMeta::new("c", "README", 0)).await.err(), "extension"),
        (tokens.update(&DataUpdate::new("", "d")).await.err(), "dataToken"),
        (tokens.update(&DataUpdate::new("t", "")).await.err(), "data"),
        (tokens.update_metadata(&MetadataUpdate::new("")).await.err(), "token"),
        (tokens.delete(&"".into()).await.err(), "token"),
        (tokens.retrieve_temporary(&Command::new("")).await.err(), "reservation_command_id"),
    ];
    for (error, field) in failures {
        let error = error.unwrap();
        assert_eq!((error.kind(), error.message().contains(field)), (ErrorKind::Input, true), "{error}");
    }
    assert_eq!(contract.count(), 0);
}

#[test]
fn data_shows_nowhere() {
    let update = DataUpdate::new("dtk-1", "s3cret");
    assert!(!format!("{update:?}").contains("s3cret"));
    assert!(serde_json::to_string(&update).is_err());
}
