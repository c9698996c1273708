use crate::{
    ID,
    support::{DONE, exchange, may_be_missing, sends},
};
use portcullis_testkit::{full, operation, sample};
use privx::{
    Client,
    role_store::{AwsRoles, LinkedRole},
};
use serde_json::json;

const ROLES: &str = "/role-store/api/v1/awsroles";

fn roles(client: &Client) -> AwsRoles {
    client.role_store().aws_roles()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| roles(c).list().page_size(5).all().await;
    exchange("aws_roles.list", format!("GET {ROLES}"), full(), list).await;
    let list = async |c: &Client| roles(c).list_refreshed().all().await;
    exchange("aws_roles.list", format!("GET {ROLES}?refresh=true"), full(), list).await;
    let get = async |c: &Client| roles(c).get(&ID.into()).await;
    exchange("aws_roles.get", format!("GET {ROLES}/{ID}"), full(), get).await;
    let get = async |c: &Client| roles(c).get(&ID.into()).optional().await;
    may_be_missing("aws_roles.get", &format!("GET {ROLES}/{ID}"), get).await;
    let linked = async |c: &Client| roles(c).linked_roles(&ID.into()).all().await;
    exchange("aws_roles.linked_roles", format!("GET {ROLES}/{ID}/roles"), full(), linked).await;
}

#[tokio::test]
async fn links_are_written_as_they_were_read() {
    let set =
        async |c: &Client, linked: &Vec<LinkedRole>| roles(c).set_linked_roles(&ID.into(), linked).await;
    let line = format!("PUT {ROLES}/{ID}/roles");
    sends(operation("aws_roles.set_linked_roles"), &line, json!([sample("LinkedRole")]), &[], set).await;
    let delete = async |c: &Client| roles(c).delete(&ID.into()).await;
    exchange("aws_roles.delete", format!("DELETE {ROLES}/{ID}"), DONE, delete).await;
}
