use crate::{
    ID,
    support::{
        DONE, creates, exchange, is_a_conflict, is_limited, keeps_the_rules, may_be_missing, paged, sends,
        sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, Cursor, RoleHandle, RoleId, Secret, SortDirection,
    api_proxy::{
        ApiTarget, ApiTargetDisabled, ApiTargetEndpoint, ApiTargetSearch, ApiTargets, EndpointMethod,
        EndpointProtocol, TargetCredential, TargetCredentialType,
    },
};
use serde_json::json;

const TARGETS: &str = "/api-proxy/api/v1/api-targets";

fn targets(client: &Client) -> ApiTargets {
    client.api_proxy().targets()
}

fn endpoint() -> ApiTargetEndpoint {
    ApiTargetEndpoint::new("api.example.org", [EndpointProtocol::Https], [EndpointMethod::Get], ["/v1/**"])
}

fn target() -> ApiTarget {
    ApiTarget::new("billing", ID, [RoleHandle::new(RoleId::from(ID))], [endpoint()])
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| targets(c).list().all().await;
    exchange("api_targets.list", format!("GET {TARGETS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(targets(c).list_sorted(&sort(), Some("mine"))).await;
    let line = format!("GET {TARGETS}?sortkey=name&sortdir=DESC&filter=mine&limit=10&offset=20");
    exchange("api_targets.list", line, full(), sorted).await;
    let search = ApiTargetSearch::new()
        .keywords("billing,ops")
        .name("billing")
        .access_group_id(ID)
        .tags(["a".to_owned()])
        .filter("mine")
        .sort(sort());
    let found = async |c: &Client| paged(targets(c).search(&search)).await;
    let body =
        format!(r#"{{"keywords":"billing,ops","name":"billing","access_group_id":"{ID}","tags":["a"]}}"#);
    let line = format!("POST {TARGETS}/search?sortkey=name&sortdir=DESC&filter=mine&limit=10&offset=20");
    exchange("api_targets.search", sent(line, body), full(), found).await;
    let all = async |c: &Client| targets(c).search(&ApiTargetSearch::new()).first_page().await;
    let line = sent(format!("POST {TARGETS}/search?limit=50"), "{}");
    exchange("api_targets.search", line, full(), all).await;
    let get = async |c: &Client| targets(c).get(&ID.into()).await;
    exchange("api_targets.get", format!("GET {TARGETS}/{ID}"), full(), get).await;
    let get = async |c: &Client| targets(c).get(&ID.into()).optional().await;
    may_be_missing("api_targets.get", &format!("GET {TARGETS}/{ID}"), get).await;
}

#[tokio::test]
async fn tags_are_a_bare_list_or_one_with_a_count() {
    let tags = async |c: &Client| targets(c).tags().first_page().await;
    for (body, next) in
        [(json!(["a", "b"]), Some(Cursor::Offset(2))), (json!({ "count": 2, "items": ["a", "b"] }), None)]
    {
        let page =
            exchange("api_targets.tags", format!("GET {TARGETS}/tags?limit=50"), (200, body), tags).await;
        assert_eq!((page.items, page.next), (vec!["a".to_owned(), "b".to_owned()], next));
    }
    let sorted = async |c: &Client| paged(targets(c).tags_sorted(&SortDirection::Descending)).await;
    let line = format!("GET {TARGETS}/tags?sortdir=DESC&limit=10&offset=20");
    exchange("api_targets.tags", line, full(), sorted).await;
}

#[tokio::test]
async fn a_target_is_written_as_a_whole() {
    const SERVER: &[&str] = &["/id", "/created", "/author", "/updated", "/updated_by", "/roles/0/deleted"];
    let target = sample("ApiTargetInput");
    let create = async |c: &Client, target: &ApiTarget| targets(c).create(target).await;
    creates("api_targets.create", &format!("POST {TARGETS}"), target.clone(), SERVER, create).await;
    let line = format!("PUT {TARGETS}/{}", target["id"].as_str().unwrap());
    let replace = async |c: &Client, target: &ApiTarget| targets(c).replace(&target.id, target).await;
    sends(operation("api_targets.update"), &line, target, &[], replace).await;
    let delete = async |c: &Client| targets(c).delete(&ID.into()).await;
    exchange("api_targets.delete", format!("DELETE {TARGETS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_target_is_made_of_endpoints_and_a_credential() {
    let target = target().target_credential(TargetCredential::basic("asa", Secret::from("hunter2")));
    let create = async |c: &Client| targets(c).create(&target).await;
    let endpoint = r#"{"host":"api.example.org","protocols":["https"],"methods":["GET"],"paths":["/v1/**"],"allow_unauthenticated":false}"#;
    let body = format!(
        r#"{{"name":"billing","access_group_id":"{ID}","roles":[{{"id":"{ID}"}}],"authorized_endpoints":[{endpoint}],"unauthorized_endpoints":[],"target_credential":{{"type":"basicauth","basic_auth_username":"asa","basic_auth_password":"hunter2"}}}}"#
    );
    exchange("api_targets.create", sent(format!("POST {TARGETS}"), body), full(), create).await;
    let token = TargetCredential::token(Secret::from("hunter2"));
    let replace = async |c: &Client| {
        targets(c).replace(&ID.into(), &self::target().target_credential(token.clone())).await
    };
    let body = format!(
        r#"{{"name":"billing","access_group_id":"{ID}","roles":[{{"id":"{ID}"}}],"authorized_endpoints":[{endpoint}],"unauthorized_endpoints":[],"target_credential":{{"type":"token","bearer_token":"hunter2"}}}}"#
    );
    exchange("api_targets.update", sent(format!("PUT {TARGETS}/{ID}"), body), DONE, replace).await;
}

#[tokio::test]
async fn a_target_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| targets(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, target: ApiTarget| targets(c).replace(&id.into(), &target).await;
    keeps_the_rules(("api_targets.get", get), ("api_targets.update", replace), &["search", "tags"]).await;
    is_a_conflict(operation("api_targets.create"), async |c| targets(c).create(&target()).await).await;
}

#[tokio::test]
async fn what_a_target_lacks_is_named() {
    let without = |field: &str| {
        let mut target = target();
        match field {
            "roles" => target.roles = None,
            "access_group_id" => target.access_group_id = None,
            "authorized_endpoints" => target.authorized_endpoints = None,
            "unauthorized_endpoints" => target.unauthorized_endpoints = None,
            _ => {
                let mut pattern = endpoint();
                match field {
                    "host" => pattern.host = None,
                    "protocols" => pattern.protocols = None,
                    "methods" => pattern.methods = None,
                    "paths" => pattern.paths = None,
                    _ => pattern.allow_unauthenticated = None,
                }
                target.authorized_endpoints = Some(vec![pattern]);
            }
        }
        target
    };
    let fields = ["roles", "access_group_id", "authorized_endpoints", "unauthorized_endpoints"];
    let more = ["host", "protocols", "methods", "paths", "allow_unauthenticated"];
    let lacking = fields.into_iter().chain(more).map(|field| (field, without(field)));
    let named = |name: &str| ("name", target().name(name));
    let odd = [
        named(""),
        named(" billing"),
        named("billing "),
        ("tags", target().tags(["a".to_owned(), " ".to_owned()])),
        ("target_credential.type", target().target_credential(TargetCredential::default())),
    ];
    for (field, target) in lacking.chain(odd) {
        let create = async |c: &Client| targets(c).create(&target).await;
        is_limited(operation("api_targets.create"), field, create).await;
    }
}

#[test]
fn words_are_typed() {
    for word in ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "*"] {
        assert!(!matches!(word.into(), EndpointMethod::Other(_)), "{word}");
    }
    for word in ["http", "https", "*"] {
        assert!(!matches!(word.into(), EndpointProtocol::Other(_)), "{word}");
    }
    for word in ["basicauth", "token", "certificate", "ephemeral-certificate"] {
        assert!(!matches!(word.into(), TargetCredentialType::Other(_)), "{word}");
    }
    for word in ["NOT_DISABLED", "FALSE", "BY_ADMIN", "BY_LICENSE"] {
        assert!(!matches!(word.into(), ApiTargetDisabled::Other(_)), "{word}");
    }
}
