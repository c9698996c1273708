use crate::{
    ID, KIT, client,
    support::{DONE, PAGE, exchange, is_identified, is_refused, may_be_missing, paged, sort},
};
use portcullis_testkit::{Answer, full, operation, sent};
use privx::{
    Client, Cursor, Delivery, ErrorKind, SortDirection,
    connection_manager::{
        AuthenticationMethod, ConnectionMode, ConnectionOptions, ConnectionSearch, ConnectionStatus,
        ConnectionType, Connections, TimestampSearch,
    },
    local_user_store::TagSearch,
};
use serde_json::json;

const CONNECTIONS: &str = "/connection-manager/api/v1/connections";
const TERMINATE: &str = "/connection-manager/api/v1/terminate";

fn connections(client: &Client) -> Connections {
    client.connection_manager().connections()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| connections(c).list().all().await;
    exchange("connections.list", format!("GET {CONNECTIONS}?limit=50"), full(), list).await;
    let get = async |c: &Client| connections(c).get(&ID.into()).await;
    exchange("connections.get", format!("GET {CONNECTIONS}/{ID}"), full(), get).await;
    is_identified("connections.get", format!("GET {CONNECTIONS}/{ID}"), get).await;
    let get = async |c: &Client| connections(c).get_verbose(&ID.into(), false).await;
    is_identified("connections.get", format!("GET {CONNECTIONS}/{ID}?verbose=false"), get).await;
    exchange("connections.get", format!("GET {CONNECTIONS}/{ID}?verbose=false"), full(), get).await;
    let search = async |c: &Client| connections(c).search(&ConnectionSearch::new()).all().await;
    let line = sent(format!("POST {CONNECTIONS}/search?limit=50"), "{}");
    exchange("connections.search", line, full(), search).await;
    let roles = async |c: &Client| connections(c).access_roles(&ID.into()).all().await;
    exchange("connections.access_roles", format!("GET {CONNECTIONS}/{ID}/access_roles"), full(), roles).await;
}

#[tokio::test]
async fn every_condition_is_sent() {
    let during = || TimestampSearch::new().start("2026-01-01T00:00:00Z").end("2026-02-01T00:00:00Z");
    let text = |value: &str| [value.to_owned()];
    let options = ConnectionOptions::new().fuzzycount(false).verbose(true).sort(sort());
    let search = ConnectionSearch::new()
        .id([ID.into()])
        .proxy_id(text("p"))
        .kind([ConnectionType::Ssh])
        .mode([ConnectionMode::Ui])
        .user_agent(text("a"))
        .authentication_method([AuthenticationMethod::Cert])
        .user_id([ID.into()])
        .user_display_name(text("Alice"))
        .user_roles(text("ops"))
        .target_host_id([ID.into()])
        .target_host_common_name(text("db1"))
        .target_host_address(text("192.0.2.1"))
        .target_host_account(text("root"))
        .target_host_roles(text("dba"))
        .remote_address(text("192.0.2.2"))
        .connected(during())
        .disconnected(during())
        .status([ConnectionStatus::Connected])
        .last_activity(during())
        .force_disconnect(text("2026-01-01T00:00:00Z"))
        .keywords("a b")
        .access_roles(text("audit"))
        .has_access_roles(true)
        .session_id(ID)
        .tags(text("t"))
        .options(options);
    let contract = operation("connections.search").replies(200, json!({ "count": 0, "items": null }));
    let contract = contract.start().await;
    paged(connections(&client(&contract)).search(&search)).await.unwrap();
    let during = json!({ "Start": "2026-01-01T00:00:00Z", "End": "2026-02-01T00:00:00Z" });
    let target = format!(
        "{CONNECTIONS}/search?sortkey=name&sortdir=DESC&fuzzycount=false&verbose=true&limit=10&offset=20"
    );
    contract.request().await.is("POST", &target).json(json!({
        "id": [ID], "proxy_id": ["p"], "type": ["SSH"], "mode": ["UI"], "user_agent": ["a"],
        "authentication_method": ["CERT"], "user_id": [ID], "user_display_name": ["Alice"], "user_roles": ["ops"],
        "target_host_id": [ID], "target_host_common_name": ["db1"], "target_host_address": ["192.0.2.1"],
        "target_host_account": ["root"], "target_host_roles": ["dba"], "remote_address": ["192.0.2.2"],
        "connected": during, "disconnected": during, "status": ["CONNECTED"], "last_activity": during,
        "force_disconnect": ["2026-01-01T00:00:00Z"], "keywords": "a b", "access_roles": ["audit"],
        "has_access_roles": true, "session_id": ID, "tags": ["t"],
    }));
}

#[tokio::test]
async fn an_estimated_count_does_not_end_a_listing() {
    let options = ConnectionOptions::new().sort(sort()).fuzzycount(true).verbose(false);
    let page = async |c: &Client| paged(connections(c).list_with(&options)).await;
    let line = format!(
        "GET {CONNECTIONS}?sortkey=name&sortdir=DESC&fuzzycount=true&verbose=false&limit=10&offset=20"
    );
    let found = |items| (200, json!({ "count": 1, "items": items }));
    let next = exchange("connections.list", &line, found(json!([{ "id": ID }])), &page).await.next;
    assert_eq!(next, Some(Cursor::Offset(21)), "more may follow");
    for none in [json!([]), json!(null)] {
        let end = exchange("connections.list", &line, found(none), &page).await;
        assert!(end.items.is_empty() && end.next.is_none());
    }
    let end = exchange("connections.list", &line, (200, json!({ "count": 9 })), &page).await;
    assert!(end.items.is_empty() && end.next.is_none());
    let bare = Answer::from((200, json!([]))).unlike_the_facts("a list without an envelope");
    assert!(exchange("connections.list", &line, bare, page).await.items.is_empty());
    let exact =
        async |c: &Client| paged(connections(c).list_with(&ConnectionOptions::new().sort(sort()))).await;
    let line = format!("GET {CONNECTIONS}?{PAGE}");
    let page = exchange("connections.list", line, found(json!([{ "id": ID }])), exact).await;
    assert!(page.next.is_none(), "a count ends a listing");
}

#[tokio::test]
async fn tags_are_listed_and_replaced() {
    let line = format!("GET {CONNECTIONS}/tags?limit=50");
    let tags = async |c: &Client| connections(c).tags().first_page().await.map(|page| page.items);
    exchange("connections.tags", &line, full(), tags).await;
    for body in [json!(["a", "b"]), json!({ "count": 2, "items": ["a", "b"] })] {
        assert_eq!(exchange("connections.tags", &line, (200, body), tags).await, ["a", "b"]);
    }
    let search = TagSearch::new().query("o p").sort(SortDirection::Descending);
    let found = async |c: &Client| paged(connections(c).search_tags(&search)).await;
    let line = format!("GET {CONNECTIONS}/tags?sortdir=DESC&query=o%20p&limit=10&offset=20");
    exchange("connections.tags", line, (200, json!([])), found).await;
    let set = async |c: &Client| connections(c).set_tags(&ID.into(), &["a".to_owned()]).await;
    let line = sent(format!("PUT {CONNECTIONS}/{ID}/tags"), r#"["a"]"#);
    exchange("connections.set_tags", line, DONE, set).await;
}

#[tokio::test]
async fn the_right_to_view_is_granted_and_revoked() {
    let line = |verb: &str| format!("{verb} {CONNECTIONS}/{ID}/access_roles/{ID}");
    let grant = async |c: &Client| connections(c).grant_access_role(&ID.into(), &ID.into()).await;
    exchange("connections.grant_access_role", line("POST"), DONE, grant).await;
    let revoke = async |c: &Client| connections(c).revoke_access_role(&ID.into(), &ID.into()).await;
    exchange("connections.revoke_access_role", line("DELETE"), DONE, revoke).await;
    let revoke = async |c: &Client| connections(c).revoke_access_role_everywhere(&ID.into()).await;
    let line = format!("DELETE {CONNECTIONS}/access_roles/{ID}");
    exchange("connections.revoke_access_role_everywhere", line, DONE, revoke).await;
    let roles = async |c: &Client| connections(c).access_roles(&ID.into()).all().await;
    let line = format!("GET {CONNECTIONS}/{ID}/access_roles");
    let wrapped = Answer::from((200, json!({ "count": 1, "items": [{ "id": ID, "name": "ops" }] })));
    let wrapped = wrapped.unlike_the_facts("a list with an envelope");
    assert_eq!(exchange("connections.access_roles", line, wrapped, roles).await.len(), 1);
}

#[tokio::test]
async fn an_end_is_requested_once_with_a_reason() {
    let one = async |c: &Client| connections(c).terminate(&ID.into(), "upgrade \"now\"").await;
    let line = sent(format!("POST {TERMINATE}/connection/{ID}"), r#""upgrade \"now\"""#);
    exchange("connections.terminate", line, DONE, one).await;
    let host = async |c: &Client| connections(c).terminate_host(&ID.into(), "").await;
    exchange("connections.terminate_host", sent(format!("POST {TERMINATE}/host/{ID}"), r#""""#), DONE, host)
        .await;
    let user = async |c: &Client| connections(c).terminate_user(&ID.into(), "left").await;
    let line = sent(format!("POST {TERMINATE}/user/{ID}"), r#""left""#);
    exchange("connections.terminate_user", line, DONE, user).await;
    let contract = operation("connections.terminate_user").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = connections(&client).terminate_user(&ID.into(), "").await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn a_connection_may_be_missing() {
    let line = format!("GET {CONNECTIONS}/{ID}");
    let get = async |c: &Client| connections(c).get(&ID.into()).optional().await;
    may_be_missing("connections.get", &line, get).await;
    for code in ["BAD_REQUEST", "NOT_FOUND", "CONNECTION_NOT_FOUND"] {
        let missing = json!({ "error_code": code, "error_message": "odd" });
        assert!(exchange("connections.get", &line, (400, missing), get).await.is_none(), "{code}");
    }
    let verbose = async |c: &Client| connections(c).get_verbose(&ID.into(), true).optional().await;
    may_be_missing("connections.get", &format!("{line}?verbose=true"), verbose).await;
    let missing = json!({ "error_code": "BAD_REQUEST", "error_message": "odd" });
    let found = exchange("connections.get", format!("{line}?verbose=true"), (400, missing), verbose).await;
    assert!(found.is_none());
    // The code proves nothing of any other operation.
    let malformed = json!({ "error_code": "BAD_REQUEST", "error_message": "odd" });
    let line = sent(format!("PUT {CONNECTIONS}/{ID}/tags"), "[]");
    let set = async |c: &Client| connections(c).set_tags(&ID.into(), &[]).await;
    let error = KIT.refusal("connections.set_tags", line, (400, malformed), set).await;
    assert!(error.kind() == ErrorKind::Api && !error.is_not_found());
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    for id in ["", ".", "..", "access_roles", "search", "tags"] {
        is_refused("connection_id", async |c| connections(c).get(&id.into()).await).await;
        is_refused("connection_id", async |c| connections(c).terminate(&id.into(), "").await).await;
        is_refused("connection_id", async |c| connections(c).access_roles(&id.into()).all().await).await;
        is_refused("connection_id", async |c| {
            connections(c).revoke_access_role(&id.into(), &ID.into()).await
        })
        .await;
    }
    is_refused("role_id", async |c| connections(c).grant_access_role(&ID.into(), &"".into()).await).await;
    is_refused("role_id", async |c| connections(c).revoke_access_role_everywhere(&"".into()).await).await;
    is_refused("host_id", async |c| connections(c).terminate_host(&"".into(), "").await).await;
    is_refused("user_id", async |c| connections(c).terminate_user(&"".into(), "").await).await;
}
