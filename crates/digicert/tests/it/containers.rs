use crate::{KIT, attempts, builder, client, error, never_sent, refused};
use digicert::{
    Client, ContainerId, Delivery, ErrorKind, Flag, OrganizationId, Retry,
    certificates::SignatureHash,
    containers::{Assignments, Container, ContainerUpdate, FirstUser, NewContainer, Role},
};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const ROLES: &str = "GET /services/v2/container/12/role";
const CHILDREN: &str = "POST /services/v2/container/12/children";

fn id() -> ContainerId {
    "12".into()
}

fn user() -> FirstUser {
    FirstUser::new("ada", "Ada", "Byron", "ada@example.com", Role::Administrator)
}

#[tokio::test]
async fn lists_roles() {
    let body =
        json!({"access_roles": [{"id": 1, "name": "Administrator"}, {"id": "4"}, {"id": 9, "name": "New"}]});
    let reply = Answer::from((200, body)).unlike_the_facts("an id as text");
    let list = async |c: &Client| c.containers().list_roles(&"12".into()).page_size(7).all().await;
    let roles = KIT.exchange("containers.list_roles", ROLES, reply, list).await;
    let ids: Vec<_> = roles.iter().map(|role| role.id.clone()).collect();
    assert_eq!(ids, [Role::Administrator, Role::Manager, Role::Other("9".into())]);
    assert_eq!(roles[0].name.as_deref(), Some("Administrator"));
}

#[tokio::test]
async fn an_empty_object_is_an_empty_list() {
    let list = async |c: &Client| c.containers().list_roles(&"12".into()).all().await;
    assert!(KIT.exchange("containers.list_roles", ROLES, (200, json!({})), list).await.is_empty());
}

#[tokio::test]
async fn a_missing_container_is_not_found() {
    let body = error("not_found|container", "No such container");
    let contract = operation("containers.list_roles").replies(404, body).start().await;
    let error = client(&contract).containers().list_roles(&"12".into()).all().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (404, Some("not_found|container")));
    assert_eq!((error.message(), error.delivery()), ("No such container", Delivery::Rejected));
    assert!(error.is_not_found());
}

#[tokio::test]
async fn lists_and_returns_containers() {
    let list = async |c: &Client| c.containers().list().page_size(7).all().await;
    KIT.exchange("containers.list", "GET /services/v2/container", full(), list).await;
    let children = async |c: &Client| c.containers().list_children(&id()).all().await;
    let line = "GET /services/v2/container/12/children";
    KIT.exchange("containers.list_children", line, full(), children).await;
    let get = async |c: &Client| c.containers().get(&id()).await;
    KIT.exchange("containers.get", "GET /services/v2/container/12", full(), get).await;
    let parent = async |c: &Client| c.containers().get_parent(&id()).await;
    KIT.exchange("containers.get_parent", "GET /services/v2/container/12/parent", full(), parent).await;
    let organizations =
        json!([{"is_active": "1"}, {"is_active": "0"}, {"is_active": "2"}, {"is_active": null}]);
    let reply = json!({
        "id": 12, "name": "top", "parent_id": 0, "user_id_assignments": ["42", "43"],
        "organization_assignments": organizations,
    });
    let top = KIT.exchange("containers.get", "GET /services/v2/container/12", (200, reply), get).await;
    assert_eq!(
        (&top.parent_id, &top.user_id_assignments),
        (&Some("0".into()), &vec!["42".into(), "43".into()])
    );
    let active = |top: &Container| {
        let organizations = top.organization_assignments.iter();
        organizations.map(|organization| organization.is_active.clone()).collect::<Vec<_>>()
    };
    assert_eq!(active(&top), [Some(Flag::Set), Some(Flag::Unset), Some(Flag::Other("2".into())), None]);
    let body =
        r#"{"id":12,"organization_assignments":[{"is_active":true},{"is_active":false},{"is_active":1}]}"#;
    let top: Container = serde_json::from_str(body).unwrap();
    assert_eq!(active(&top), [Some(Flag::Set), Some(Flag::Unset), Some(Flag::Set)]);
}

#[tokio::test]
async fn creates_a_container_and_its_first_user() {
    let with_user = NewContainer::new("Laboratory", "7").description("of May").user(user());
    for (new, body) in [
        (NewContainer::new("Laboratory", "7"), r#"{"name":"Laboratory","template_id":7}"#),
        (
            with_user,
            concat!(
                r#"{"name":"Laboratory","template_id":7,"description":"of May","user":{"username":"ada","#,
                r#""first_name":"Ada","last_name":"Byron","email":"ada@example.com","access_roles":[{"id":1}]}}"#,
            ),
        ),
    ] {
        let create = async |c: &Client| c.containers().create_child(&id(), &new).await;
        let made =
            KIT.exchange("containers.create_child", sent(CHILDREN, body), (201, json!({"id": 13})), create);
        assert_eq!(made.await.as_str(), "13");
    }
    let new = NewContainer::new("Laboratory", "7");
    let create = async |c: &Client| c.containers().create_child(&id(), &new).await;
    KIT.exchange(
        "containers.create_child",
        sent(CHILDREN, r#"{"name":"Laboratory","template_id":7}"#),
        full(),
        create,
    )
    .await;
    let contract = operation("containers.create_child").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let new = NewContainer::new("Laboratory", "7");
    let error = digicert.containers().create_child(&id(), &new).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
    let with = |edit: fn(&mut FirstUser)| {
        let mut user = user();
        edit(&mut user);
        NewContainer::new("Laboratory", "7").user(user)
    };
    for (field, new) in [
        ("name", NewContainer::new("", "7")),
        ("template_id", NewContainer::new("Laboratory", "none")),
        ("username", with(|user| user.username.clear())),
        ("email", with(|user| user.email = "ada".into())),
        ("role", with(|user| user.role = "boss".into())),
    ] {
        refused(field, async |c| c.containers().create_child(&id(), &new).await).await;
    }
}

#[tokio::test]
async fn an_update_contains_what_its_absence_might_remove() {
    let read = json!({"id": 12, "name": "old", "description": "of May", "ekey": "e1"});
    let read: Container = serde_json::from_value(read).unwrap();
    let mut copied = ContainerUpdate::from(&read);
    copied.name = "new".into();
    let changed = ContainerUpdate::new("new").description("of June").ekey("e2");
    for (update, body) in [
        (copied, r#"{"name":"new","description":"of May","ekey":"e1"}"#),
        (changed, r#"{"name":"new","description":"of June","ekey":"e2"}"#),
        (ContainerUpdate::new("new"), r#"{"name":"new"}"#),
    ] {
        let call = async |c: &Client| c.containers().update(&id(), &update).await;
        KIT.exchange("containers.update", sent("PUT /services/v2/container/12", body), (204, ()), call).await;
    }
    let nameless = ContainerUpdate::from(&Container::default());
    refused("name", async |c| c.containers().update(&id(), &nameless).await).await;
}

#[tokio::test]
async fn a_container_becomes_active_and_inactive() {
    let line = "PUT /services/v2/container/12/activate";
    let activate = async |c: &Client| c.containers().activate(&id()).await;
    KIT.exchange("containers.activate", line, (204, ()), activate).await;
    let line = "PUT /services/v2/container/12/deactivate";
    let deactivate = async |c: &Client| c.containers().deactivate(&id()).await;
    KIT.exchange("containers.deactivate", line, (204, ()), deactivate).await;
    // Where the path ends in another way, the container is not missing.
    let contract = operation("containers.activate").replies(404, error("not_found|route", "No such route"));
    let contract = contract.start().await;
    let error = client(&contract).containers().activate(&id()).optional().await.unwrap_err();
    assert!(error.is_route_missing() && !error.is_not_found());
}

#[tokio::test]
async fn lists_and_returns_templates() {
    let list = async |c: &Client| c.containers().list_templates(&id()).page_size(7).all().await;
    let line = "GET /services/v2/container/12/template";
    KIT.exchange("containers.list_templates", line, full(), list).await;
    let get = async |c: &Client| c.containers().get_template(&id(), &"7".into()).await;
    let line = "GET /services/v2/container/12/template/7";
    KIT.exchange("containers.get_template", line, full(), get).await;
}

#[tokio::test]
async fn lists_organizations_for_orders() {
    let list = async |c: &Client| c.containers().list_organizations(&id()).page_size(7).all().await;
    let line = "GET /services/v2/container/12/order/organization";
    KIT.exchange("containers.list_organizations", line, full(), list).await;
}

#[tokio::test]
async fn replaces_sets() {
    let put = |rest: &str, body: &str| sent(format!("PUT /services/v2/container/12/{rest}"), body);
    let two = || Assignments::Only(vec!["5".into(), "6".into()]);
    for (set, list) in [(two(), r#"["5","6"]"#), (Assignments::Clear, "[]")] {
        let line = put("user-assignments", &format!(r#"{{"user_id_assignments":{list}}}"#));
        let update = async |c: &Client| c.containers().update_user_assignments(&id(), &set).await;
        KIT.exchange("containers.update_user_assignments", line, (204, ()), update).await;
    }
    let two = || Assignments::from(vec!["5".into(), "6".into()]);
    for (set, list) in [(two(), "[5,6]"), (Assignments::Clear, "[]")] {
        let line = put("organization-assignments", &format!(r#"{{"organization_id_assignments":{list}}}"#));
        let update = async |c: &Client| c.containers().update_organization_assignments(&id(), &set).await;
        KIT.exchange("containers.update_organization_assignments", line, (204, ()), update).await;
    }
    let names = || Assignments::Only(vec!["example.com".into()]);
    for (set, list) in [(names(), r#"["example.com"]"#), (Assignments::Clear, "[]")] {
        let line = put("allowed-domain-names", &format!(r#"{{"allowed_domain_names":{list}}}"#));
        let update = async |c: &Client| c.containers().update_allowed_domains(&id(), &set).await;
        KIT.exchange("containers.update_allowed_domains", line, (204, ()), update).await;
    }
}

#[tokio::test]
async fn a_set_that_is_empty_by_mistake_is_never_sent() {
    for empty in [vec![], vec!["5", ""]] {
        let users = Assignments::Only(empty.iter().map(|id| (*id).into()).collect());
        let call = async |c: &Client| c.containers().update_user_assignments(&id(), &users).await;
        never_sent("users", call).await;
        let organizations = Assignments::Only(empty.iter().map(|id| (*id).into()).collect());
        let call =
            async |c: &Client| c.containers().update_organization_assignments(&id(), &organizations).await;
        never_sent("organizations", call).await;
        let domains = Assignments::Only(empty.iter().map(|name| (*name).to_owned()).collect());
        never_sent("domains", async |c| c.containers().update_allowed_domains(&id(), &domains).await).await;
    }
    let word = Assignments::Only(vec![OrganizationId::from("acme")]);
    let call = async |c: &Client| c.containers().update_organization_assignments(&id(), &word).await;
    refused("organizations", call).await;
}

#[tokio::test]
async fn returns_limits_of_products() {
    let line = "GET /services/v2/container/12/product-limits";
    let limits = async |c: &Client| c.containers().product_limits(&id()).await;
    KIT.exchange("containers.product_limits", line, full(), limits).await;
    let none =
        KIT.exchange("containers.product_limits", line, (200, json!({"is_limited": false})), limits).await;
    assert!(!none.is_limited && none.product_limits.is_empty());
    for wildcards in [json!(false), json!("none")] {
        let limit = json!({
            "container_id": 12, "role_id": 0, "product_name_id": "ssl_basic", "allowed_hashes": ["sha384"],
            "allowed_wildcards": wildcards,
        });
        let reply = (200, json!({"is_limited": true, "product_limits": [limit]}));
        let all = KIT.exchange("containers.product_limits", line, reply, limits).await;
        let limit = &all.product_limits[0];
        assert_eq!(
            (&limit.role, &limit.allowed_wildcards),
            (&Some(Role::Other("0".into())), &Some(wildcards))
        );
        assert_eq!(limit.allowed_hashes, [SignatureHash::Sha384]);
    }
    let contract = operation("containers.product_limits").unlike_the_facts("nothing").replies(200, json!({}));
    let contract = contract.start().await;
    let error = client(&contract).containers().product_limits(&id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test(start_paused = true)]
async fn changes_of_a_container_are_repeated() {
    assert_eq!(attempts(async |c| c.containers().update(&id(), &ContainerUpdate::new("new")).await).await, 3);
    assert_eq!(attempts(async |c| c.containers().activate(&id()).await).await, 3);
    assert_eq!(attempts(async |c| c.containers().deactivate(&id()).await).await, 3);
    let users = Assignments::Clear;
    assert_eq!(attempts(async |c| c.containers().update_user_assignments(&id(), &users).await).await, 3);
    let organizations = Assignments::Clear;
    let call = async |c: &Client| c.containers().update_organization_assignments(&id(), &organizations).await;
    assert_eq!(attempts(call).await, 3);
    let domains = Assignments::Clear;
    assert_eq!(attempts(async |c| c.containers().update_allowed_domains(&id(), &domains).await).await, 3);
}
