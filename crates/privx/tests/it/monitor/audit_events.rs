use crate::{
    ID, client,
    support::{PAGE, exchange, paged, sort},
};
use portcullis_testkit::{Answer, full, operation, sent};
use privx::{
    Client, Cursor,
    monitor::{AuditEventQuery, AuditEventSearch, AuditEvents},
};
use serde_json::{Value, json};

const EVENTS: &str = "/monitor-service/api/v1/auditevents";

fn events(client: &Client) -> AuditEvents {
    client.monitor().audit_events()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| events(c).list().all().await;
    exchange("audit_events.list", format!("GET {EVENTS}?limit=50"), full(), list).await;
    let query = AuditEventQuery::new().fuzzycount(false).query("a b").sort(sort().key("created"));
    let list = async |c: &Client| paged(events(c).list_matching(&query)).await;
    let line =
        format!("GET {EVENTS}?sortkey=created&sortdir=DESC&fuzzycount=false&query=a%20b&limit=10&offset=20");
    exchange("audit_events.list", line, full(), list).await;
    let all = async |c: &Client| events(c).search(&AuditEventSearch::new()).all().await;
    exchange("audit_events.search", sent(format!("POST {EVENTS}/search?limit=50"), "{}"), full(), all).await;
}

#[tokio::test]
async fn events_are_found_by_many_conditions() {
    let search = AuditEventSearch::new()
        .keywords("AUTH,VAULT")
        .user_id(ID)
        .connection_id(ID)
        .host_id(ID)
        .source_id(ID)
        .session_id(ID)
        .access_group_id(ID)
        .start_time("2026-01-01T00:00:00Z")
        .end_time("2026-02-01T00:00:00Z")
        .query(AuditEventQuery::new().fuzzycount(true).query("x").sort(sort().key("created")));
    let body = json!({
        "keywords": "AUTH,VAULT", "user_id": ID, "connection_id": ID, "host_id": ID, "source_id": ID,
        "session_id": ID, "access_group_id": ID, "start_time": "2026-01-01T00:00:00Z",
        "end_time": "2026-02-01T00:00:00Z",
    });
    let contract = operation("audit_events.search").replies(200, json!({ "count": 0, "items": [] }));
    let contract = contract.start().await;
    paged(events(&client(&contract)).search(&search)).await.unwrap();
    let page = PAGE.replace("name", "created").replace("&limit", "&fuzzycount=true&query=x&limit");
    contract.request().await.is("POST", &format!("{EVENTS}/search?{page}")).json(body);
}

#[tokio::test]
async fn an_estimated_count_ends_no_listing() {
    let query = AuditEventQuery::new().fuzzycount(true);
    let first = async |c: &Client| events(c).list_matching(&query).page_size(1).first_page().await;
    let line = format!("GET {EVENTS}?fuzzycount=true&limit=1");
    let page = (200, json!({ "count": 1, "items": [{ "event_id": "1" }] }));
    let page = exchange("audit_events.list", &line, page, first).await;
    assert_eq!((page.items.len(), page.next), (1, Some(Cursor::Offset(1))));
    for last in
        [json!({ "count": 5, "items": [] }), json!({ "count": 0, "items": null }), json!({ "count": 0 })]
    {
        let page = exchange("audit_events.list", &line, (200, last), first).await;
        assert!(page.items.is_empty() && page.next.is_none());
    }
    let first = async |c: &Client| events(c).list().page_size(1).first_page().await;
    let page = (200, json!({ "count": 1, "items": [{ "event_id": "1" }] }));
    let page = exchange("audit_events.list", format!("GET {EVENTS}?limit=1"), page, first).await;
    assert!(page.next.is_none(), "an exact count ends a listing");
}

#[tokio::test]
async fn codes_are_read_in_every_form() {
    let codes = async |c: &Client| events(c).codes().await;
    let line = format!("GET {EVENTS}/codes");
    exchange("audit_events.codes", &line, full(), codes).await;
    let info = |code: Value| json!({ "event_id": code, "event_name": "LOGIN", "event_desc": "Login" });
    for form in [
        json!({ "7": info(json!(7)), "8": info(json!("8")) }),
        json!([{ "key": 7, "value": info(json!("7")) }, { "key": 8, "value": info(json!(8)) }]),
    ] {
        let found = exchange("audit_events.codes", &line, (200, form), codes).await;
        assert_eq!(found.codes.keys().collect::<Vec<_>>(), ["7", "8"]);
        assert_eq!(found.codes["7"].event_id.as_deref(), Some("7"));
        assert_eq!(found.codes["8"].event_desc.as_deref(), Some("Login"));
    }
    let pair = json!({ "key": 7, "value": info(json!(7)) });
    let found = exchange("audit_events.codes", &line, (200, pair), codes).await;
    assert_eq!(found.codes.keys().collect::<Vec<_>>(), ["7"]);
    let none = exchange("audit_events.codes", &line, (200, json!({})), codes).await;
    assert!(none.codes.is_empty());
    for odd in [json!({ "7": 7 }), json!("7")] {
        let odd = Answer::from((200, odd)).unlike_the_facts("no form of codes");
        crate::KIT.refusal("audit_events.codes", &line, odd, codes).await;
    }
}
