//! `admin_group_roles`.

use crate::{URL, admin, builders, refused, tries};
use midprovider::{
    Client, ClientUuid, Delivery, GroupId, Result,
    admin::{Admin, group_roles::GroupRoles, roles::Role, user_roles::EffectiveRoles},
};
use portcullis_testkit::{full, sample, sent};
use serde_json::{Value, json};

const ROLES: &str = "/auth/admin/realms/acme/groups/5f0a0000-0000-4000-8000-000000000001/role-mappings";
const CLIENT: &str = "7d2b6a10-0a2f-4a30-9a0d-0c9ad0a7f3aa";
const AUDITOR: &str = r#"[{"id":"r-1","name":"auditor"},{"id":"r-2","name":"admin"}]"#;

fn engineers() -> GroupId {
    "5f0a0000-0000-4000-8000-000000000001".into()
}

fn client() -> ClientUuid {
    CLIENT.into()
}

fn two() -> Vec<Role> {
    serde_json::from_str(AUDITOR).unwrap()
}

#[tokio::test]
async fn every_field_is_read() {
    let all = async |c: &Admin| c.group_roles().all(&engineers()).await;
    admin("admin_group_roles.all", format!("GET {ROLES}"), full(), all).await;
    let list = async |c: &Admin| c.group_roles().realm_list(&engineers()).await;
    admin("admin_group_roles.realm_list", format!("GET {ROLES}/realm"), full(), list).await;
    let effective =
        async |c: &Admin| c.group_roles().realm_effective(&engineers(), &EffectiveRoles::new()).await;
    admin("admin_group_roles.realm_effective", format!("GET {ROLES}/realm/composite"), full(), effective)
        .await;
    let available = async |c: &Admin| c.group_roles().realm_available(&engineers()).await;
    admin("admin_group_roles.realm_available", format!("GET {ROLES}/realm/available"), full(), available)
        .await;
    let of_client = format!("GET {ROLES}/clients/{CLIENT}");
    let list = async |c: &Admin| c.group_roles().client_list(&engineers(), &client()).await;
    admin("admin_group_roles.client_list", of_client.as_str(), full(), list).await;
    let how = EffectiveRoles::new();
    let effective = async |c: &Admin| c.group_roles().client_effective(&engineers(), &client(), &how).await;
    admin("admin_group_roles.client_effective", format!("{of_client}/composite"), full(), effective).await;
    let available = async |c: &Admin| c.group_roles().client_available(&engineers(), &client()).await;
    admin("admin_group_roles.client_available", format!("{of_client}/available"), full(), available).await;
}

#[tokio::test]
async fn effective_roles_come_with_attributes_on_request() {
    for (brief, text) in [(true, "true"), (false, "false")] {
        let how = EffectiveRoles::new().brief_representation(brief);
        let effective = async |c: &Admin| c.group_roles().realm_effective(&engineers(), &how).await;
        let line = format!("GET {ROLES}/realm/composite?briefRepresentation={text}");
        admin("admin_group_roles.realm_effective", line, full(), effective).await;
        let effective =
            async |c: &Admin| c.group_roles().client_effective(&engineers(), &client(), &how).await;
        let line = format!("GET {ROLES}/clients/{CLIENT}/composite?briefRepresentation={text}");
        admin("admin_group_roles.client_effective", line, full(), effective).await;
    }
}

#[tokio::test]
async fn roles_are_keyed_by_client() {
    let reply = json!({
        "realmMappings": [{"id": "r-1", "name": "auditor"}],
        "clientMappings": {"help-desk": {"id": CLIENT, "client": "help-desk", "mappings": [{"id": "r-3"}]}},
    });
    let all = async |c: &Admin| c.group_roles().all(&engineers()).await;
    let found = admin("admin_group_roles.all", format!("GET {ROLES}"), (200, reply), all).await;
    let desk = &found.clients["help-desk"];
    assert_eq!((found.realm[0].id.as_str(), desk.roles[0].id.as_str()), ("r-1", "r-3"));
    assert_eq!((desk.id.clone(), desk.client.clone()), (Some(client()), Some("help-desk".into())));
    let none = admin("admin_group_roles.all", format!("GET {ROLES}"), (200, json!({})), all).await;
    assert!(none.realm.is_empty() && none.clients.is_empty());
}

#[tokio::test]
async fn roles_are_given_and_taken_as_a_list() {
    let add = async |c: &Admin| c.group_roles().realm_add(&engineers(), &two()).await;
    let line = sent(format!("POST {ROLES}/realm"), AUDITOR);
    admin("admin_group_roles.realm_add", line, (204, ()), add).await;
    let remove = async |c: &Admin| c.group_roles().realm_remove(&engineers(), &two()).await;
    let line = sent(format!("DELETE {ROLES}/realm"), AUDITOR);
    admin("admin_group_roles.realm_remove", line, (204, ()), remove).await;
    let add = async |c: &Admin| c.group_roles().client_add(&engineers(), &client(), &two()).await;
    let line = sent(format!("POST {ROLES}/clients/{CLIENT}"), AUDITOR);
    admin("admin_group_roles.client_add", line, (204, ()), add).await;
    let remove = async |c: &Admin| c.group_roles().client_remove(&engineers(), &client(), &two()).await;
    let line = sent(format!("DELETE {ROLES}/clients/{CLIENT}"), AUDITOR);
    admin("admin_group_roles.client_remove", line, (204, ()), remove).await;
}

#[tokio::test]
async fn a_role_is_sent_as_it_was_read() {
    let value = sample("RoleRepresentation");
    let roles: Vec<Role> = serde_json::from_value(json!([value])).unwrap();
    let body = serde_json::to_string(&roles).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), json!([value]), "nothing is lost");
    let realm = format!("{ROLES}/realm");
    let of_client = format!("{ROLES}/clients/{CLIENT}");
    let add = async |c: &Admin| c.group_roles().realm_add(&engineers(), &roles).await;
    admin("admin_group_roles.realm_add", sent(format!("POST {realm}"), &*body), (204, ()), add).await;
    let remove = async |c: &Admin| c.group_roles().realm_remove(&engineers(), &roles).await;
    admin("admin_group_roles.realm_remove", sent(format!("DELETE {realm}"), &*body), (204, ()), remove).await;
    let add = async |c: &Admin| c.group_roles().client_add(&engineers(), &client(), &roles).await;
    admin("admin_group_roles.client_add", sent(format!("POST {of_client}"), &*body), (204, ()), add).await;
    let remove = async |c: &Admin| c.group_roles().client_remove(&engineers(), &client(), &roles).await;
    admin("admin_group_roles.client_remove", sent(format!("DELETE {of_client}"), &*body), (204, ()), remove)
        .await;
}

#[tokio::test]
async fn an_empty_list_never_takes_all_roles() {
    for checked in [true, false] {
        for builder in builders(URL) {
            let call = async |c: &Client| c.admin().group_roles().realm_remove(&engineers(), &[]).await;
            let error = refused(builder.check_input(checked), call).await;
            assert!(error.to_string().contains("`roles` must not be empty"), "{error}");
        }
        for builder in builders(URL) {
            let call =
                async |c: &Client| c.admin().group_roles().client_remove(&engineers(), &client(), &[]).await;
            refused(builder.check_input(checked), call).await;
        }
    }
    // To give none is harmless.
    let add = async |c: &Admin| c.group_roles().realm_add(&engineers(), &[]).await;
    admin("admin_group_roles.realm_add", sent(format!("POST {ROLES}/realm"), "[]"), (204, ()), add).await;
}

#[tokio::test]
async fn a_role_without_id_or_name_is_refused() {
    for (role, field) in [
        (json!({"name": "auditor"}), "`id`"),
        (json!({"id": "r-1"}), "`name`"),
        (json!({"id": "r-1", "name": ""}), "`name`"),
    ] {
        let mut roles = two();
        roles.push(serde_json::from_value(role).unwrap());
        let handle = |c: &Client| c.admin().group_roles();
        let refuses = async |call: &dyn Fn(GroupRoles) -> midprovider::Call<()>| {
            for builder in builders(URL) {
                let error = refused(builder.check_input(false), async |c| call(handle(c)).await).await;
                assert!(error.to_string().contains(field), "{error}");
            }
        };
        refuses(&|r| r.realm_add(&engineers(), &roles)).await;
        refuses(&|r| r.realm_remove(&engineers(), &roles)).await;
        refuses(&|r| r.client_add(&engineers(), &client(), &roles)).await;
        refuses(&|r| r.client_remove(&engineers(), &client(), &roles)).await;
    }
}

#[tokio::test]
async fn what_does_not_exist_is_none() {
    let gone = || (404, json!({"error": "Group not found"}));
    let list = async |c: &Admin| c.group_roles().realm_list(&engineers()).optional().await;
    let line = format!("GET {ROLES}/realm");
    assert!(admin("admin_group_roles.realm_list", line, gone(), list).await.is_none());
    let add = async |c: &Client| c.admin().group_roles().realm_add(&engineers(), &two()).await;
    let line = sent(format!("POST {ROLES}/realm"), AUDITOR);
    let gone = (404, json!({"error": "Role not found"}));
    let error = crate::SSMS.refusal("admin_group_roles.realm_add", line, gone, add).await;
    assert_eq!((error.is_not_found(), error.delivery()), (true, Delivery::Rejected));
}

/// How many requests a call sends if the reply to the first is lost.
async fn attempts(call: impl AsyncFn(&GroupRoles) -> Result<()>) -> usize {
    let [_, shift] = builders(URL);
    tries(shift, async |mid: &Client| call(&mid.admin().group_roles()).await).await
}

#[tokio::test]
async fn a_removal_is_retried_and_a_grant_is_not() {
    assert_eq!(attempts(async |r| r.realm_remove(&engineers(), &two()).await).await, 2);
    assert_eq!(attempts(async |r| r.client_remove(&engineers(), &client(), &two()).await).await, 2);
    assert_eq!(attempts(async |r| r.realm_add(&engineers(), &two()).await).await, 1);
    assert_eq!(attempts(async |r| r.client_add(&engineers(), &client(), &two()).await).await, 1);
}
