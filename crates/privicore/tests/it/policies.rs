use super::{TOKEN, client, playing};
use portcullis_testkit::operation;
use privicore::{Client, Command, ErrorKind, NewPolicy};
use serde_json::{Value, json};

#[tokio::test]
async fn list_templates() {
    let reply = json!({
        "12": {
            "name": "Data access",
            "description": "Holds access to data",
            "events": {
                "3": {"data_token.data_exchanged": "Data is exchanged"},
                "4": "data_token.deleted",
                "data_token.requested": 5,
            },
            "configuration": ["classification", "label"],
            "votingAttributes": ["profile"],
            "version": 2,
        },
        "tpl-b": {"name": "Bare", "events": []},
    });
    let (contract, client) = playing(
        operation("policy.list_templates")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply),
    )
    .await;
    let templates = client.policies().list_templates().await.unwrap();
    assert_eq!(templates.by_id.len(), 2);
    let (id, template) = templates.named("Data access").unwrap();
    assert_eq!(id.as_str(), "12");
    assert_eq!(template.description.as_deref(), Some("Holds access to data"));
    assert_eq!(template.events.len(), 3);
    assert_eq!(template.event("data_token.data_exchanged"), Some(&"3".into()));
    assert_eq!(template.event("data_token.deleted"), Some(&"4".into()));
    assert_eq!(template.event("nothing"), None);
    let texts = &template.events[&"3".into()].texts;
    assert_eq!(texts["data_token.data_exchanged"], "Data is exchanged");
    assert_eq!(template.events[&"data_token.requested".into()].lone_text.as_deref(), Some("5"));
    assert_eq!(template.configuration, ["classification", "label"]);
    assert_eq!(template.voting_attributes, ["profile"]);
    assert_eq!(template.extra.get("version"), Some(&json!(2)));
    let bare = &templates.by_id[&"tpl-b".into()];
    assert_eq!((bare.name.as_str(), &bare.description), ("Bare", &None));
    assert!(bare.events.is_empty() && bare.configuration.is_empty() && bare.voting_attributes.is_empty());
    contract
        .request()
        .await
        .is("GET", "/policy/list-policy-templates")
        .header("x-dpt-authorization", TOKEN)
        .empty();
}

#[tokio::test]
async fn no_templates_may_be_an_empty_list_and_other_lists_have_no_ids() {
    for body in [json!([]), json!({})] {
        let (_contract, client) = playing(
            operation("policy.list_templates")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body),
        )
        .await;
        assert!(client.policies().list_templates().await.unwrap().by_id.is_empty());
    }
    for body in [json!([{"name": "a", "events": {}}]), json!({"1": {"name": "no events"}})] {
        let (_contract, client) = playing(
            operation("policy.list_templates")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body.clone()),
        )
        .await;
        let error = client.policies().list_templates().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
}

#[tokio::test]
async fn register() {
    let full = NewPolicy::new("exports", "12", ["3", "4"])
        .parameter("classification", "confidential")
        .parameter("handling", json!({"copies": 1}))
        .voting_configuration_id("board")
        .field("configurationId", "vc-1")
        .field("priority", 3);
    let least = NewPolicy::new("exports", "12", ["3"]).parameter("label", "secret");
    for (status, reply, policy, body) in [
        (
            202,
            json!(["019-a"]),
            full,
            json!({
                "name": "exports", "policyTemplateId": "12", "applyingEventIds": ["3", "4"],
                "configuration": {"classification": "confidential", "handling": {"copies": 1}},
                "votingConfigurationId": "board", "configurationId": "vc-1", "priority": 3,
            }),
        ),
        (
            200,
            json!({"commandId": "019-a"}),
            least,
            json!({
                "name": "exports", "policyTemplateId": "12", "applyingEventIds": ["3"],
                "configuration": {"label": "secret"},
            }),
        ),
    ] {
        let (contract, client) = playing(
            operation("policy.register")
                .unlike_the_facts("unknown members are written back")
                .replies(status, reply),
        )
        .await;
        assert_eq!(client.policies().register(&policy).await.unwrap(), Command::new("019-a"));
        contract
            .request()
            .await
            .is("POST", "/policy/register")
            .header("x-dpt-authorization", TOKEN)
            .json(body);
    }
}

#[tokio::test]
async fn retrieve() {
    let reply = json!({"id": 17, "name": "exports / may", "active": false});
    let (contract, client) = playing(
        operation("policy.retrieve")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply),
    )
    .await;
    let policy = client.policies().get("exports / may").await.unwrap();
    assert_eq!((policy.id.as_str(), policy.name.as_deref()), ("17", Some("exports / may")));
    assert_eq!(policy.extra.get("active"), Some(&json!(false)));
    contract
        .request()
        .await
        .is("GET", "/policy/retrieve-policy/exports%20%2F%20may")
        .header("x-dpt-authorization", TOKEN)
        .empty();
}

#[tokio::test]
async fn a_policy_without_an_id_is_none_and_an_unknown_one_is_a_404() {
    for body in [json!({"name": "exports"}), json!([]), json!({"id": ""}), Value::Null] {
        let (_contract, client) = playing(
            operation("policy.retrieve")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body.clone()),
        )
        .await;
        let error = client.policies().get("exports").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
    let (_contract, client) = playing(
        operation("policy.retrieve")
            .unlike_the_facts("other types and shapes are read too")
            .replies(404, json!("record not found")),
    )
    .await;
    let error = client.policies().get("exports").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(error.message(), "record not found");
}

#[tokio::test]
async fn activate() {
    let (contract, client) = playing(operation("policy.activate").replies(202, json!("019-a"))).await;
    assert_eq!(client.policies().activate(&"p&1".into()).await.unwrap(), Command::new("019-a"));
    contract
        .request()
        .await
        .is("POST", "/policy/activate")
        .header("x-dpt-authorization", TOKEN)
        .form("policyId=p%261");
}

#[tokio::test]
async fn deactivate() {
    let contract = operation("policy.deactivate")
        .replies(200, json!({"id": "17", "active": false}))
        .reply_header("x-dpt-cab-id", "019-a")
        .start()
        .await;
    let client = client(&contract.url());
    assert_eq!(client.policies().deactivate(&"17".into()).await.unwrap(), Command::new("019-a"));
    contract
        .request()
        .await
        .is("POST", "/policy/deactivate")
        .header("x-dpt-authorization", TOKEN)
        .form("policyId=17");
}

#[tokio::test]
async fn wrong_input_is_never_sent() {
    let (contract, checking) = playing(operation("policy.register").replies(202, json!("019-a"))).await;
    let policy = checking.policies();
    let none: [&str; 0] = [];
    for (new, field) in [
        (NewPolicy::new("", "12", ["3"]), "name"),
        (NewPolicy::new("n", "", ["3"]), "policyTemplateId"),
        (NewPolicy::new("n", "12", none), "applyingEventIds"),
        (NewPolicy::new("n", "12", [""]), "applyingEventIds"),
        (NewPolicy::new("n", "12", ["3"]), "configuration"),
        (NewPolicy::new("n", "12", ["3"]).voting_configuration_id("board"), "configuration"),
        (
            NewPolicy::new("n", "12", ["3"]).parameter("label", "x").voting_configuration_id(""),
            "votingConfigurationId",
        ),
    ] {
        let error = policy.register(&new).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains(field), "{error}");
    }
    assert_eq!(policy.activate(&"".into()).await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(policy.deactivate(&"".into()).await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(policy.get("").await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(contract.count(), 0);

    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.policies().register(&NewPolicy::new("", "12", none)).await.unwrap();
    assert_eq!(contract.count(), 1);
    for name in ["name", "policyTemplateId", "applyingEventIds", "configuration", "votingConfigurationId"] {
        let twice = NewPolicy::new("n", "12", ["3"]).field(name, "x");
        let error = trusting.policies().register(&twice).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{name}");
    }
    assert_eq!(contract.count(), 1);
}

#[test]
fn parameters_and_added_fields_show_by_name_only() {
    let policy = NewPolicy::new("n", "12", ["3"]).parameter("label", "hidden-1").field("key", "hidden-2");
    let shown = format!("{policy:?}");
    assert!(shown.contains("label") && !shown.contains("hidden"), "{shown}");
}
