use crate::support::{TOKEN, client, failure, reply, success};
use portcullis_testkit::operation;
use serde_json::{Value, json};
use storedsafe::{Capability, Delivery, ErrorKind, NewVault, Permission, VaultUpdate};

fn lab() -> Value {
    json!({
        "id": 31, "groupname": "Lab", "policy": "7", "description": "for tests", "status": "4", "statustext": "Admin",
    })
}

#[tokio::test]
async fn list() {
    for vaults in [json!({"VAULTS": [lab()]}), json!({"GROUP": {"31": lab()}}), json!({"VAULTS": lab()})] {
        let contract = operation("vaults.list")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply(vaults))
            .start()
            .await;
        let vaults = client(&contract.url()).vaults().list().await.unwrap();
        contract.request().await.is("GET", "/api/1.0/vault").header("x-http-token", TOKEN).empty();
        let [vault] = &vaults[..] else { panic!("one vault") };
        assert_eq!((vault.id.as_str(), vault.name.as_deref()), ("31", Some("Lab")));
        assert_eq!(vault.policy, Some("7".into()));
        assert_eq!(vault.description.as_deref(), Some("for tests"));
        assert_eq!(vault.permission(), Some(Permission::Admin));
        assert_eq!(vault.permission_text.as_deref(), Some("Admin"));
    }
}

#[tokio::test]
async fn no_vaults_are_no_error_and_a_missing_list_is_one() {
    for nothing in [json!([]), json!(null), json!({})] {
        let contract = operation("vaults.list").replies(200, reply(json!({"VAULTS": nothing}))).start().await;
        assert!(client(&contract.url()).vaults().list().await.unwrap().is_empty());
    }
    let contract = operation("vaults.list").replies(200, reply(json!({}))).start().await;
    let error = client(&contract.url()).vaults().list().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
}

#[tokio::test]
async fn get() {
    let object =
        json!({"id": "77", "parentid": "0", "templateid": "4", "groupid": "31", "objectname": "db1"});
    let template = json!({"id": "4", "info": {"name": "Login"}, "structure": [{"fieldname": "host"}]});
    let old_template = json!({"INFO": {"id": "4", "name": "Login"}, "STRUCTURE": {"host": {}}});
    for content in [
        json!({"VAULT": [lab()], "OBJECTS": [object], "TEMPLATES": [template]}),
        json!({"GROUP": lab(), "OBJECT": {"77": object}, "TEMPLATESINFO": {"4": old_template}}),
    ] {
        let contract = operation("vaults.get").replies(200, reply(content)).start().await;
        let content = client(&contract.url()).vaults().get(&"31".into()).await.unwrap();
        contract.request().await.is("GET", "/api/1.0/vault/31").header("x-http-token", TOKEN).empty();
        assert_eq!(content.vault.name.as_deref(), Some("Lab"));
        assert_eq!(content.objects[0].name.as_deref(), Some("db1"));
        assert_eq!(
            (content.templates[0].id.as_str(), content.templates[0].fields[0].name.as_str()),
            ("4", "host")
        );
    }
    let empty = reply(json!({"VAULT": [lab()], "OBJECTS": [], "TEMPLATES": []}));
    let contract = operation("vaults.get").replies(200, empty).start().await;
    assert!(client(&contract.url()).vaults().get(&"31".into()).await.unwrap().objects.is_empty());
}

#[tokio::test]
async fn create() {
    let contract = operation("vaults.create").replies(200, reply(json!({"VAULT": [lab()]}))).start().await;
    let vaults = client(&contract.url()).vaults();
    let vault = vaults.create(&NewVault::new("Lab").policy("7").description("for tests")).await.unwrap();
    contract.request().await.is("POST", "/api/1.0/vault").header("x-http-token", TOKEN).json(json!({
        "groupname": "Lab", "policy": "7", "description": "for tests",
    }));
    assert_eq!(vault.id.as_str(), "31");
    let error = vaults.create(&NewVault::new("")).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent));
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn creating_without_the_capability_is_refused_and_not_repeated() {
    let refusal = failure("2000", "You may not create vaults.");
    let contract = operation("vaults.create").replies(403, refusal).start().await;
    let error = client(&contract.url()).vaults().create(&NewVault::new("Lab")).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert!(error.is_forbidden());
    assert_eq!((error.message(), contract.count()), ("You may not create vaults.", 1));
}

#[tokio::test]
async fn update() {
    let contract = operation("vaults.update")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, reply(json!({"VAULT": lab()})))
        .start()
        .await;
    let update = VaultUpdate::new().name("Lab").policy("7").description("for tests");
    let vault = client(&contract.url()).vaults().update(&"31".into(), &update).await.unwrap();
    contract.request().await.is("PUT", "/api/1.0/vault/31").header("x-http-token", TOKEN).json(json!({
        "groupname": "Lab", "policy": "7", "description": "for tests",
    }));
    assert_eq!(vault.name.as_deref(), Some("Lab"));
}

#[tokio::test]
async fn delete() {
    // The vendor's sample lacks half of the envelope.
    let bare = json!({"CALLINFO": {"status": "SUCCESS", "message": "deleted"}, "DATA": []});
    let contract = operation("vaults.delete").replies(200, bare).start().await;
    client(&contract.url()).vaults().delete(&"31".into()).await.unwrap();
    contract.request().await.is("DELETE", "/api/1.0/vault/31").header("x-http-token", TOKEN).empty();

    let refusal = failure("2000", "The vault is not empty.");
    let contract = operation("vaults.delete").replies(403, refusal).start().await;
    let error = client(&contract.url()).vaults().delete(&"31".into()).await.unwrap_err();
    assert_eq!(error.message(), "The vault is not empty.");
}

#[tokio::test]
async fn list_members() {
    let member = json!({
        "id": "179", "username": "alice", "fullname": "Alice Example", "email": "alice@example.com", "status": "140",
        "groupstatus": 2,
    });
    let reply_body = success(json!({"vaultmembers": [member]}));
    let contract = operation("vault_members.list").replies(200, reply_body).start().await;
    let members = client(&contract.url()).vault_members().list(&"31".into()).await.unwrap();
    contract.request().await.is("GET", "/api/1.0/vault/31/members").header("x-http-token", TOKEN).empty();
    let [member] = &members[..] else { panic!("one member") };
    assert_eq!((member.id.as_str(), member.username.as_deref()), ("179", Some("alice")));
    assert_eq!(member.fullname.as_deref(), Some("Alice Example"));
    assert_eq!(member.email.as_deref(), Some("alice@example.com"));
    assert!(member.capabilities().unwrap().contains(Capability::Admin));
    assert_eq!(member.permission(), Some(Permission::Write));
}

#[tokio::test]
async fn managing_members_needs_the_permission() {
    let refusal = failure("2000", "You may not share this vault.");
    let contract = operation("vault_members.add").replies(403, refusal).start().await;
    let members = client(&contract.url()).vault_members();
    let error = members.add(&"31".into(), &"179".into(), Permission::Read).await.unwrap_err();
    assert!(error.is_forbidden() && !error.is_unauthorized());
}
