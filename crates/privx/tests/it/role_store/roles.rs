use crate::{
    ID, client,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, keeps_the_rules, may_be_missing, paged,
        sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, Delivery, Secret,
    role_store::{AwsTokenOptions, Role, RoleMatches, RoleSearch, Roles, RuleMatch, SourceRule},
};
use serde_json::json;

const ROLES: &str = "/role-store/api/v1/roles";

fn roles(client: &Client) -> Roles {
    client.role_store().roles()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| roles(c).list().all().await;
    exchange("roles.list", format!("GET {ROLES}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(roles(c).list_sorted(&sort())).await;
    exchange("roles.list", format!("GET {ROLES}?{PAGE}"), full(), sorted).await;
    let search = RoleSearch::new(["ops".to_owned()]).sort(sort());
    let search = async |c: &Client| paged(roles(c).search(&search)).await;
    let line = sent(format!("POST {ROLES}/search?{PAGE}"), r#"{"name":["ops"]}"#);
    exchange("roles.search", line, full(), search).await;
    let resolve = async |c: &Client| roles(c).resolve(&["ops".to_owned()]).all().await;
    let line = sent(format!("POST {ROLES}/resolve"), r#"["ops"]"#);
    exchange("roles.resolve", line, full(), resolve).await;
    let role = Role::new("ops", SourceRule::none());
    let evaluate = async |c: &Client| roles(c).evaluate(&role).await;
    let body = r#"{"name":"ops","source_rules":{"type":"GROUP","match":"ANY","rules":[]}}"#;
    exchange("roles.evaluate", sent(format!("POST {ROLES}/evaluate"), body), full(), evaluate).await;
    let members = async |c: &Client| roles(c).members(&ID.into()).all().await;
    exchange("roles.members", format!("GET {ROLES}/{ID}/members?limit=50"), full(), members).await;
    let sorted = async |c: &Client| paged(roles(c).members_sorted(&ID.into(), &sort())).await;
    exchange("roles.members", format!("GET {ROLES}/{ID}/members?{PAGE}"), full(), sorted).await;
    let options = AwsTokenOptions::new().ttl(900).tokencode(Secret::from("123456"));
    let token = async |c: &Client| roles(c).aws_token(&ID.into(), &options).await;
    let line = format!("GET {ROLES}/{ID}/awstoken?ttl=900&tokencode=123456");
    exchange("roles.aws_token", line, full(), token).await;
}

#[tokio::test]
async fn a_role_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/created",
        "/updated",
        "/author",
        "/updatedby",
        "/system",
        "/member_count",
        "/explicit_count",
    ];
    let role = sample("RoleInput");
    let create = async |c: &Client, role: &Role| roles(c).create(role).await;
    creates("roles.create", &format!("POST {ROLES}"), role.clone(), SERVER, create).await;
    let evaluate = async |c: &Client, role: &Role| roles(c).evaluate(role).await;
    let contract = operation("roles.evaluate").replies(200, json!({ "count": 0, "items": null }));
    sends(contract, &format!("POST {ROLES}/evaluate"), role.clone(), SERVER, evaluate).await;
    let line = format!("PUT {ROLES}/{}", role["id"].as_str().unwrap());
    let replace = async |c: &Client, role: &Role| roles(c).replace(&role.id, role).await;
    sends(operation("roles.update"), &line, role, &[], replace).await;
    let delete = async |c: &Client| roles(c).delete(&ID.into()).await;
    exchange("roles.delete", format!("DELETE {ROLES}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_role_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| roles(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, role: Role| roles(c).replace(&id.into(), &role).await;
    keeps_the_rules(("roles.get", get), ("roles.update", replace), &["evaluate", "resolve", "search"]).await;
    let get = async |c: &Client| roles(c).get(&ID.into()).optional().await;
    may_be_missing("roles.get", &format!("GET {ROLES}/{ID}"), get).await;
    let delete = async |c: &Client| roles(c).delete(&ID.into()).optional().await;
    may_be_missing("roles.delete", &format!("DELETE {ROLES}/{ID}"), delete).await;
}

#[tokio::test]
async fn rules_are_nested() {
    let rules =
        SourceRule::group(RuleMatch::All, [SourceRule::find(ID, "(principal=alice)"), SourceRule::none()]);
    let create = async |c: &Client| roles(c).create(&Role::new("ops", rules.clone())).await;
    let body = format!(
        r#"{{"name":"ops","source_rules":{{"type":"GROUP","match":"ALL","rules":[{{"type":"RULE","source":"{ID}","search_string":"(principal=alice)"}},{{"type":"GROUP","match":"ANY","rules":[]}}]}}}}"#
    );
    exchange("roles.create", sent(format!("POST {ROLES}"), body), full(), create).await;
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let role = Role::new("ops", SourceRule::none());
    is_a_conflict(operation("roles.create"), async |c| roles(c).create(&role).await).await;
    is_a_conflict(operation("roles.update"), async |c| roles(c).replace(&ID.into(), &role).await).await;
}

#[tokio::test]
async fn too_many_matches_are_counted_and_not_listed() {
    let role = Role::new("ops", SourceRule::none());
    let contract = operation("roles.evaluate").replies(200, json!({ "count": 5000 })).start().await;
    let RoleMatches { count, items, .. } = roles(&client(&contract)).evaluate(&role).await.unwrap();
    assert!(count == Some(5000) && items.is_none());
}

#[tokio::test]
async fn the_lifetime_of_an_aws_token_is_limited() {
    for ttl in [0, 899, 129_601] {
        let options = AwsTokenOptions::new().ttl(ttl);
        let token = async |c: &Client| roles(c).aws_token(&ID.into(), &options).await;
        is_limited(operation("roles.aws_token"), "ttl", token).await;
    }
    for ttl in [900, 129_600] {
        let options = AwsTokenOptions::new().ttl(ttl);
        let token = async |c: &Client| roles(c).aws_token(&ID.into(), &options).await;
        exchange("roles.aws_token", format!("GET {ROLES}/{ID}/awstoken?ttl={ttl}"), full(), token).await;
    }
    let contract = operation("roles.aws_token").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = roles(&client).aws_token(&ID.into(), &AwsTokenOptions::new()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1), "a code works once");
}
