use crate::{
    ID,
    support::{
        DONE, creates, exchange, is_a_conflict, is_identified, is_limited, keeps_the_rules, may_be_missing,
        sends,
    },
};
use portcullis_testkit::{full, operation, sample};
use privx::{
    Client,
    secrets_manager::{PasswordPolicies, PasswordPolicy},
};
use serde_json::json;

const POLICIES: &str = "/secrets-manager/api/v1/password-policies";
const POLICY: &str = "/secrets-manager/api/v1/password-policy";

fn policies(client: &Client) -> PasswordPolicies {
    client.secrets_manager().password_policies()
}

#[tokio::test]
async fn policies_are_listed_without_pages() {
    let list = async |c: &Client| policies(c).list().page_size(5).all().await;
    exchange("password_policies.list", format!("GET {POLICIES}"), full(), list).await;
    let none = (200, json!({ "count": 0, "items": null }));
    assert!(exchange("password_policies.list", format!("GET {POLICIES}"), none, list).await.is_empty());
}

#[tokio::test]
async fn a_policy_is_written_as_a_whole() {
    let policy = sample("PasswordPolicyInput");
    let server = &["/id", "/created", "/created_by", "/updated", "/updated_by"];
    let create = async |c: &Client, one: &PasswordPolicy| policies(c).create(one).await;
    creates("password_policies.create", &format!("POST {POLICY}"), policy.clone(), server, create).await;
    let line = format!("PUT {POLICY}/{}", policy["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &PasswordPolicy| policies(c).replace(&one.id, one).await;
    sends(operation("password_policies.update"), &line, policy, &[], replace).await;
    let delete = async |c: &Client| policies(c).delete(&ID.into()).await;
    exchange("password_policies.delete", format!("DELETE {POLICY}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_policy_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| policies(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, one: PasswordPolicy| policies(c).replace(&id.into(), &one).await;
    keeps_the_rules(("password_policies.get", get), ("password_policies.update", replace), &[]).await;
    let get = async |c: &Client| policies(c).get(&ID.into()).await;
    is_identified("password_policies.get", format!("GET {POLICY}/{ID}"), get).await;
    let get = async |c: &Client| policies(c).get(&ID.into()).optional().await;
    may_be_missing("password_policies.get", &format!("GET {POLICY}/{ID}"), get).await;
    let delete = async |c: &Client| policies(c).delete(&ID.into()).optional().await;
    may_be_missing("password_policies.delete", &format!("DELETE {POLICY}/{ID}"), delete).await;
}

#[tokio::test]
async fn what_is_required_is_checked() {
    let unlimited: PasswordPolicy = serde_json::from_value(json!({ "name": "monthly" })).unwrap();
    for (field, odd) in [("name", PasswordPolicy::new("", 5)), ("max_versions", unlimited)] {
        let create = async |c: &Client| policies(c).create(&odd).await.map(drop);
        is_limited(operation("password_policies.create"), field, create).await;
        let replace = async |c: &Client| policies(c).replace(&ID.into(), &odd).await;
        is_limited(operation("password_policies.update"), field, replace).await;
    }
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let policy = PasswordPolicy::new("monthly", 5);
    is_a_conflict(operation("password_policies.create"), async |c| policies(c).create(&policy).await).await;
    let replace = async |c: &Client| policies(c).replace(&ID.into(), &policy).await;
    is_a_conflict(operation("password_policies.update"), replace).await;
}
