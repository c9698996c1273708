use crate::{
    ID,
    support::{DONE, creates, exchange, is_limited, is_refused, may_be_missing, paged, sort},
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, RequestId,
    workflow_engine::{
        AccessAction, AccessRequest, AccessRequestSearch, ApproverDecision, Decision, RequestFilter,
        RequestStatus, Requests, UserHandle,
    },
};

const REQUESTS: &str = "/workflow-engine/api/v1/requests";

fn requests(client: &Client) -> Requests {
    client.workflow_engine().requests()
}

#[tokio::test]
async fn every_field_is_read() {
    for (filter, word) in [
        (RequestFilter::Requests, "requests"),
        (RequestFilter::ActiveRequests, "active_requests"),
        (RequestFilter::Approvals, "approvals"),
        (RequestFilter::ActiveApprovals, "active_approvals"),
        (RequestFilter::All, "all"),
    ] {
        let list = async |c: &Client| requests(c).list(&filter).all().await;
        exchange("requests.list", format!("GET {REQUESTS}?filter={word}&limit=50"), full(), list).await;
    }
    let page = async |c: &Client| paged(requests(c).list(&RequestFilter::All)).await;
    exchange("requests.list", format!("GET {REQUESTS}?filter=all&limit=10&offset=20"), full(), page).await;
    let search = AccessRequestSearch::new(RequestFilter::Approvals)
        .keywords("alice,ops")
        .start_time("2031-01-01T00:00:00Z")
        .end_time("2031-02-01T00:00:00Z")
        .sort(sort());
    let found = async |c: &Client| paged(requests(c).search(&search)).await;
    let line = sent(
        format!("POST {REQUESTS}/search?filter=approvals&{}", crate::support::PAGE),
        r#"{"keywords":"alice,ops","start_time":"2031-01-01T00:00:00Z","end_time":"2031-02-01T00:00:00Z","filter":"approvals"}"#,
    );
    exchange("requests.search", line, full(), found).await;
    let get = async |c: &Client| requests(c).get(&ID.into()).await;
    exchange("requests.get", format!("GET {REQUESTS}/{ID}"), full(), get).await;
    let get = async |c: &Client| requests(c).get(&ID.into()).optional().await;
    may_be_missing("requests.get", &format!("GET {REQUESTS}/{ID}"), get).await;
}

#[tokio::test]
async fn a_request_is_sent_without_what_the_server_sets() {
    const SERVER: &[&str] = &[
        "/id",
        "/author",
        "/created",
        "/updated",
        "/updated_by",
        "/requester",
        "/requested_role/deleted",
        "/status",
        "/steps",
        "/approver_can_revoke",
        "/target_role_revoked",
        "/target_role_revocation_time",
        "/target_role_revoked_by",
    ];
    let create = async |c: &Client, request: &AccessRequest| requests(c).create(request).await;
    creates("requests.create", &format!("POST {REQUESTS}"), sample("AccessRequestInput"), SERVER, create)
        .await;
}

#[tokio::test]
async fn a_role_is_requested_in_three_ways() {
    let (start, end) = ("2031-01-01T00:00:00Z", "2031-02-01T00:00:00Z");
    for (request, grant) in [
        (AccessRequest::permanent(ID, ID), r#""grant_type":"PERMANENT""#.to_owned()),
        (AccessRequest::floating(ID, ID, 8), r#""grant_type":"FLOATING","floating_length":8"#.to_owned()),
        (
            AccessRequest::time_restricted(ID, ID, start, end),
            format!(r#""grant_type":"TIME_RESTRICTED","grant_start":"{start}","grant_end":"{end}""#),
        ),
    ] {
        let create = async |c: &Client| requests(c).create(&request).await;
        let body = format!(r#"{{"requested_role":{{"id":"{ID}"}},{grant},"target_user":{{"id":"{ID}"}}}}"#);
        let id = exchange("requests.create", sent(format!("POST {REQUESTS}"), body), full(), create).await;
        assert_ne!(id, RequestId::default());
    }
}

#[tokio::test]
async fn what_a_request_lacks_is_named() {
    let times = AccessRequest::time_restricted(ID, ID, "2031-01-01T00:00:00Z", "2031-02-01T00:00:00Z");
    let (mut no_start, mut no_end, mut no_length) =
        (times.clone(), times, AccessRequest::floating(ID, ID, 8));
    (no_start.grant_start, no_end.grant_end, no_length.floating_length) = (None, None, None);
    let mut no_role = AccessRequest::permanent(ID, ID);
    no_role.requested_role = None;
    for (field, request) in [
        ("requested_role.id", no_role),
        ("requested_role.id", AccessRequest::permanent("", ID)),
        ("target_user.id", AccessRequest::permanent(ID, "")),
        ("target_user.id", AccessRequest::permanent(ID, ID).target_user(UserHandle::default())),
        ("grant_start", no_start),
        ("grant_end", no_end),
        ("floating_length", no_length),
    ] {
        let create = async |c: &Client| requests(c).create(&request).await;
        is_limited(operation("requests.create"), field, create).await;
    }
}

#[tokio::test]
async fn a_step_is_decided_and_a_role_revoked() {
    let decide = async |c: &Client| requests(c).decide(&ID.into(), &Decision::approve(0)).await;
    let line = format!("POST {REQUESTS}/{ID}/decision");
    exchange("requests.decide", sent(&line, r#"{"step":0,"decision":"APPROVED"}"#), DONE, decide).await;
    let decision = Decision::deny(2).comment("not now");
    let decide = async |c: &Client| requests(c).decide(&ID.into(), &decision).await;
    let body = r#"{"step":2,"decision":"DENIED","comment":"not now"}"#;
    exchange("requests.decide", sent(&line, body), DONE, decide).await;
    let revoke = async |c: &Client| requests(c).revoke_role(&ID.into()).await;
    exchange("requests.revoke_role", format!("POST {REQUESTS}/{ID}/role/revoke"), DONE, revoke).await;
    let delete = async |c: &Client| requests(c).delete(&ID.into()).await;
    exchange("requests.delete", format!("DELETE {REQUESTS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_decision_is_to_approve_or_to_deny() {
    for word in [ApproverDecision::Waiting, "MAYBE".into()] {
        let decision = Decision::new(0_u32, word);
        let decide = async |c: &Client| requests(c).decide(&ID.into(), &decision).await;
        is_limited(operation("requests.decide"), "decision", decide).await;
    }
}

#[test]
fn words_are_typed() {
    for word in ["WAITING", "APPROVED", "DENIED"] {
        assert!(!matches!(word.into(), RequestStatus::Other(_)), "{word}");
        assert!(!matches!(word.into(), ApproverDecision::Other(_)), "{word}");
    }
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    for id in ["", ".", "..", "search"] {
        is_refused("request_id", async |c| requests(c).get(&id.into()).await).await;
        is_refused("request_id", async |c| requests(c).delete(&id.into()).await).await;
        is_refused("request_id", async |c| requests(c).decide(&id.into(), &Decision::deny(0)).await).await;
        is_refused("request_id", async |c| requests(c).revoke_role(&id.into()).await).await;
    }
    let bound = std::time::Duration::from_secs(1);
    let remove = AccessRequest::permanent(ID, ID).action(AccessAction::Remove);
    is_refused("action", async |c| requests(c).obtain(&remove, bound).await).await;
    is_refused("request", async |c| requests(c).obtain(&AccessRequest::default(), bound).await).await;
}
