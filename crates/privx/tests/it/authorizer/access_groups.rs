use crate::support::is_identified;
use crate::{
    ID,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, keeps_the_rules, may_be_missing, paged,
        sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    authorizer::{AccessGroup, AccessGroupSearch, AccessGroups},
};
use serde_json::json;

const GROUPS: &str = "/authorizer/api/v1/accessgroups";

fn groups(client: &Client) -> AccessGroups {
    client.authorizer().access_groups()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| groups(c).list().all().await;
    exchange("access_groups.list", format!("GET {GROUPS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(groups(c).list_sorted(&sort())).await;
    exchange("access_groups.list", format!("GET {GROUPS}?{PAGE}"), full(), sorted).await;
    let search = AccessGroupSearch::new().keywords("plant").sort(sort());
    let search = async |c: &Client| paged(groups(c).search(&search)).await;
    let line = sent(format!("POST {GROUPS}/search?{PAGE}"), r#"{"keywords":"plant"}"#);
    exchange("access_groups.search", line, full(), search).await;
}

#[tokio::test]
async fn a_group_is_written_as_a_whole() {
    const SERVER: &[&str] =
        &["/id", "/ca_id", "/primary_ca_id", "/author", "/created", "/updated", "/updated_by", "/default"];
    let group = sample("AccessGroup");
    let create = async |c: &Client, group: &AccessGroup| groups(c).create(group).await;
    creates("access_groups.create", &format!("POST {GROUPS}"), group.clone(), SERVER, create).await;
    let line = format!("PUT {GROUPS}/{}", group["id"].as_str().unwrap());
    let replace = async |c: &Client, group: &AccessGroup| groups(c).replace(&group.id, group).await;
    sends(operation("access_groups.update"), &line, group, &[], replace).await;
    let delete = async |c: &Client| groups(c).delete(&ID.into()).await;
    exchange("access_groups.delete", format!("DELETE {GROUPS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_group_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| groups(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, group: AccessGroup| groups(c).replace(&id.into(), &group).await;
    keeps_the_rules(("access_groups.get", get), ("access_groups.update", replace), &["search"]).await;
    let get = async |c: &Client| groups(c).get(&ID.into()).await;
    is_identified("access_groups.get", &format!("GET {GROUPS}/{ID}"), get).await;
    let get = async |c: &Client| groups(c).get(&ID.into()).optional().await;
    may_be_missing("access_groups.get", &format!("GET {GROUPS}/{ID}"), get).await;
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let group = AccessGroup::new("plant 4");
    is_a_conflict(operation("access_groups.create"), async |c| groups(c).create(&group).await).await;
}

#[tokio::test]
async fn a_name_is_required() {
    for group in [AccessGroup::new(""), AccessGroup::default().comment("plant 4")] {
        let create = async |c: &Client| groups(c).create(&group).await;
        is_limited(operation("access_groups.create"), "name", create).await;
        let replace = async |c: &Client| groups(c).replace(&ID.into(), &group).await;
        is_limited(operation("access_groups.update"), "name", replace).await;
    }
}

#[tokio::test]
async fn keys_are_renewed_and_revoked() {
    let line = format!("POST {GROUPS}/{ID}/cas");
    let renew = async |c: &Client| groups(c).renew_ca(&ID.into()).await;
    let id = exchange("access_groups.renew_ca", &line, (200, json!(ID)), renew).await;
    assert_eq!(id.as_str(), ID, "a bare text");
    exchange("access_groups.renew_ca", &line, full(), renew).await;
    let renew = async |c: &Client| groups(c).renew_ca_as(&ID.into(), "EC-256").await;
    exchange("access_groups.renew_ca", sent(line, r#"{"key_type":"EC-256"}"#), full(), renew).await;
    let renew = async |c: &Client| groups(c).renew_ca_as(&ID.into(), "").await;
    is_limited(operation("access_groups.renew_ca").replies(200, json!(ID)), "key_type", renew).await;
    let revoke = async |c: &Client| groups(c).revoke_ca(&ID.into(), &ID.into()).await;
    exchange("access_groups.revoke_ca", format!("DELETE {GROUPS}/{ID}/cas/{ID}"), DONE, revoke).await;
}
