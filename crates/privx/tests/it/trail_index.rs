//! The service `trail-index`: every operation.

use crate::{
    ID,
    support::{exchange, is_refused, paged, reads_the_state},
};
use portcullis_testkit::{Answer, full, sent};
use privx::{Client, ConnectionId, SortDirection, trail_index::TranscriptSearch};
use serde_json::json;

const INDEX: &str = "/trail-index/api/v1/index";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.trail_index().status().await;
    reads_the_state("trail_index.status", "GET /trail-index/api/v1/status", status).await;
}

#[tokio::test]
async fn places_are_found() {
    let search = TranscriptSearch::new()
        .connection_id(ID)
        .channel_id("1")
        .protocol("SSH")
        .keywords("shutdown now")
        .start_time("2026-01-01T00:00:00Z")
        .end_time("2026-02-01T00:00:00Z")
        .start_position(0)
        .end_position(60_000)
        .sort(SortDirection::Descending);
    let found = async |c: &Client| paged(c.trail_index().search(&search)).await;
    let body = format!(
        r#"{{"connection_id":"{ID}","channel_id":"1","protocol":"SSH","keywords":"shutdown now","start_time":"2026-01-01T00:00:00Z","end_time":"2026-02-01T00:00:00Z","start_position":0,"end_position":60000}}"#
    );
    let line = sent(format!("POST {INDEX}/search?sortdir=DESC&limit=10&offset=20"), body);
    let twice = "the sample has its other spelling, too";
    exchange("trail_index.search", line, full().opaque("items[].connection_id", twice), found).await;
    let all = async |c: &Client| c.trail_index().search(&TranscriptSearch::new()).all().await;
    for spelling in ["connection_id", "connnection_id"] {
        let found = json!({ "count": 1, "items": [{ spelling: ID, "extra": { "dst_port": 22 } }] });
        let line = sent(format!("POST {INDEX}/search?limit=50"), "{}");
        let slices = exchange("trail_index.search", line, (200, found), all).await;
        let [slice] = slices.as_slice() else { panic!("one place") };
        assert_eq!(slice.connection_id.as_ref().map(ConnectionId::as_str), Some(ID));
        let details = slice.details.as_ref().unwrap();
        assert_eq!(details.extra.get("dst_port"), Some(&json!(22)), "what old versions send is kept");
    }
}

#[tokio::test]
async fn indexing_is_begun_and_followed() {
    let body = format!(r#"["{ID}"]"#);
    let start = async |c: &Client| c.trail_index().start(&[ID.into()]).await;
    let line = sent(format!("POST {INDEX}/start"), &body);
    exchange("trail_index.start", line.clone(), full(), start).await;
    let none = Answer::from((200, json!(null))).unlike_the_facts("no list is null");
    assert!(exchange("trail_index.start", line, none, start).await.is_empty());
    let many = async |c: &Client| c.trail_index().indexing_statuses(&[ID.into()]).all().await;
    exchange("trail_index.indexing_statuses", sent(format!("POST {INDEX}/status"), body), full(), many).await;
    let one = async |c: &Client| c.trail_index().indexing_status(&ID.into()).await;
    exchange("trail_index.indexing_status", format!("GET {INDEX}/{ID}/status"), full(), one).await;
    for id in ["", "..", "start", "status", "search"] {
        is_refused("connection_id", async |c| c.trail_index().indexing_status(&id.into()).await).await;
    }
}
