use crate::{KIT, builder, client, error};
use digicert::{
    Client, Cursor, Retry, code,
    requests::{RequestDecision, RequestSearch, RequestStatus, RequestType},
};
use portcullis_testkit::{full, operation, sent};
use serde_json::json;

#[tokio::test]
async fn lists_and_reads_requests() {
    let list = async |c: &Client| c.requests().list(&RequestSearch::new()).first_page().await;
    KIT.exchange("requests.list", "GET /services/v2/request", full(), list).await;
    let get = async |c: &Client| c.requests().get(&"42".into()).await;
    KIT.exchange("requests.get", "GET /services/v2/request/42", full(), get).await;
    // The order may come without its id.
    let body = json!({
        "id": 42, "date": "2031-05-06T07:08:09+00:00", "type": "reissue", "status": "submitted",
        "order": {"unsubmitted_domains": ["a.example"], "renewal_of_order_valid_till": "2031-05-06"},
    });
    let request = KIT.exchange("requests.get", "GET /services/v2/request/42", (200, body), get).await;
    assert_eq!((request.id.as_str(), &request.kind), ("42", &Some(RequestType::Reissue)));
    assert!(request.status.unwrap().is_waiting());
    let order = request.order.unwrap();
    assert_eq!((order.id.as_str(), order.unsubmitted_domains), ("", vec![json!("a.example")]));
    assert_eq!(order.renewal_of_order_valid_till.as_deref(), Some("2031-05-06"));
    assert!(RequestStatus::Pending.is_waiting());
    assert!(!RequestStatus::Approved.is_waiting() && !RequestStatus::Rejected.is_waiting());
}

#[tokio::test]
async fn filters_requests() {
    let search = RequestSearch::new().kind(RequestType::Revoke).status(RequestStatus::Pending);
    let search = search.container_id("4").custom_field_id("5").custom_field_value("x y");
    let search = search.search("%exam").sort("-date");
    let line = "GET /services/v2/request?filters%5Btype%5D=revoke&filters%5Bstatus%5D=pending\
        &filters%5Bcontainer_id%5D=4&filters%5Bmetadata_id%5D=5&filters%5Bmetadata_value%5D=x%20y\
        &filters%5Bsearch%5D=%25exam&sort=-date&offset=7&limit=50";
    let list = async |c: &Client| {
        c.requests().list(&search).page_size(50).starting_at(Cursor::Offset(7)).all().await
    };
    // `limit` is 0 in some replies.
    let empty = json!({"requests": [], "page": {"total": 0, "limit": 0, "offset": 7}});
    KIT.exchange("requests.list", line, (200, empty), list).await;
}

#[tokio::test]
async fn decides() {
    for (decision, body) in [
        (RequestDecision::approve(), r#"{"status":"approved"}"#),
        (RequestDecision::reject().comment("no"), r#"{"status":"rejected","processor_comment":"no"}"#),
        (RequestDecision::new(RequestStatus::Pending), r#"{"status":"pending"}"#),
    ] {
        let decide = async |c: &Client| c.requests().update_status(&"42".into(), &decision).await;
        let line = sent("PUT /services/v2/request/42/status", body);
        KIT.exchange("requests.update_status", line, (204, ()), decide).await;
    }
}

#[tokio::test]
async fn the_requester_cannot_approve() {
    let refusal = error("access_denied|invalid_approver", "You cannot approve your own request");
    let contract = operation("requests.update_status").replies(403, refusal).start().await;
    let digicert = client(&contract);
    let error =
        digicert.requests().update_status(&"42".into(), &RequestDecision::approve()).await.unwrap_err();
    assert_eq!(error.code(), Some(code::INVALID_APPROVER));
    let contract = operation("requests.update_status").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    digicert.requests().update_status(&"42".into(), &RequestDecision::approve()).await.unwrap_err();
    assert!(contract.count() > 1);
}
