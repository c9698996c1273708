use crate::support::{TOKEN, client, failure, reply, success};
use portcullis_testkit::operation;
use serde_json::{Value, json};
use storedsafe::{Delivery, Error, ErrorKind, NewObject, ObjectUpdate, Template};

fn db1() -> Value {
    json!({
        "id": 77, "parentid": "76", "templateid": "4", "groupid": "31", "status": "1152", "objectname": "db1",
        "filename": "", "children": "2", "notes": false, "tags": "prod", "alarmed": "true",
        "public": {"host": "db1", "username": "svc", "port": 5432},
    })
}

fn login() -> Value {
    json!({
        "id": "4", "info": {"id": "4", "name": "Login"},
        "structure": [
            {"fieldname": "host", "type": "text"},
            {"fieldname": "username", "type": "text", "opt": true},
            {"fieldname": "password", "type": "text-passwdgen", "encrypted": true, "policy": true},
        ],
    })
}

fn crumb() -> Value {
    json!({"objectid": 76, "objectname": "Databases", "icon": "ico_folder"})
}

fn is_input(error: &Error, field: &str) {
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}");
    assert!(error.to_string().contains(&format!("`{field}`")), "{error}");
}

#[tokio::test]
async fn get() {
    let reply_body = reply(json!({"OBJECT": [db1()], "TEMPLATES": [login()], "BREADCRUMB": [crumb()]}));
    let contract = operation("objects.get").replies(200, reply_body).start().await;
    let found = client(&contract.url()).objects().get(&"77".into()).await.unwrap();
    contract
        .request()
        .await
        .is("GET", "/api/1.0/object/77?children=false")
        .header("x-http-token", TOKEN)
        .empty();
    let object = &found.object;
    assert_eq!((object.id.as_str(), object.name.as_deref()), ("77", Some("db1")));
    assert_eq!(object.parent, Some("76".into()));
    assert_eq!((&object.template, &object.vault), (&Some("4".into()), &Some("31".into())));
    assert_eq!(
        (object.is_active(), object.breaks_policy(), object.is_mail()),
        (Some(true), Some(true), Some(false))
    );
    assert_eq!((object.status_mask(), object.children), (Some(1152), Some(2)));
    assert_eq!((object.file_name.as_deref(), object.tags.as_deref()), (None, Some("prod")));
    assert!(object.alarmed && object.notes.is_none() && object.file.is_none());
    let field = |name: &str| object.public.get(name).map(String::as_str);
    assert_eq!((field("host"), field("port"), field("none")), (Some("db1"), Some("5432"), None));
    assert_eq!(found.templates[0].fields.len(), 3);
    let crumb = &found.breadcrumb[0];
    assert_eq!((crumb.object.as_str(), crumb.name.as_deref()), ("76", Some("Databases")));
    assert_eq!(crumb.icon.as_deref(), Some("ico_folder"));
}

#[tokio::test]
async fn a_file_has_its_properties() {
    let mut object = db1();
    object["filename"] = json!("a.txt");
    object["notes"] = json!("call Bob");
    object["fileinfo"] = json!({
        "objectid": "77", "name": "a.txt", "size": "12", "type": "text/plain", "filepath": "/x", "created": "today",
        "ext": "txt", "iconpath": "/i",
    });
    let contract = operation("objects.get").replies(200, reply(json!({"OBJECT": [object]}))).start().await;
    let object = client(&contract.url()).objects().get(&"77".into()).await.unwrap().object;
    assert_eq!(object.file_name.as_deref(), Some("a.txt"));
    assert_eq!(object.notes.as_ref().unwrap().expose_secret(), "call Bob");
    let file = object.file.unwrap();
    assert_eq!((file.object, file.name.as_deref()), (Some("77".into()), Some("a.txt")));
    assert_eq!((file.size, file.media_type.as_deref()), (Some(12), Some("text/plain")));
    assert_eq!((file.path.as_deref(), file.created.as_deref()), (Some("/x"), Some("today")));
    assert_eq!((file.extension.as_deref(), file.icon.as_deref()), (Some("txt"), Some("/i")));
}

#[tokio::test]
async fn an_empty_reply_proves_that_an_object_is_missing_and_a_refusal_does_not() {
    for nothing in [json!([]), json!({}), json!(null), json!(false)] {
        let contract = operation("objects.get")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply(json!({"OBJECT": nothing})))
            .start()
            .await;
        let objects = client(&contract.url()).objects();
        assert!(objects.get(&"77".into()).optional().await.unwrap().is_none());
        assert!(objects.decrypt(&"77".into()).await.unwrap_err().is_not_found());
    }
    for (status, body) in [(403, failure("2000", "No.")), (404, failure("2000", "No."))] {
        let contract = operation("objects.get")
            .unlike_the_facts("other types and shapes are read too")
            .replies(status, body)
            .start()
            .await;
        assert!(!client(&contract.url()).objects().get(&"77".into()).await.unwrap_err().is_not_found());
    }
    let contract = operation("objects.get")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, reply(json!({})))
        .start()
        .await;
    let error = client(&contract.url()).objects().get(&"77".into()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
}

#[tokio::test]
async fn get_with_children() {
    let child = |id: &str| json!({"id": id, "parentid": "77", "objectname": "child"});
    for objects in
        [json!([db1(), child("78"), child("79")]), json!({"78": child("78"), "77": db1(), "79": child("79")})]
    {
        let reply_body = reply(json!({"OBJECT": objects, "TEMPLATESINFO": {"4": login()}}));
        let contract = operation("objects.get_with_children").replies(200, reply_body).start().await;
        let family = client(&contract.url()).objects().get_with_children(&"77".into()).await.unwrap();
        let sent = contract.request().await.is("GET", "/api/1.0/object/77?children=true");
        sent.header("x-http-token", TOKEN).empty();
        assert_eq!(family.object.id.as_str(), "77");
        let children: Vec<_> = family.children.iter().map(|child| child.id.as_str()).collect();
        assert_eq!((children, family.templates.len()), (vec!["78", "79"], 1));
    }
    let alone = reply(json!({"OBJECT": [db1()]}));
    let contract = operation("objects.get_with_children").replies(200, alone).start().await;
    let family = client(&contract.url()).objects().get_with_children(&"77".into()).await.unwrap();
    assert!(family.children.is_empty());
}

#[tokio::test]
async fn decrypt() {
    let mut object = db1();
    object["crypted"] = json!({"password": "hunter2\u{fc}\"", "pin": 4711});
    let reply_body = reply(json!({"OBJECT": [object], "TEMPLATES": [login()]}));
    let contract = operation("objects.decrypt").replies(200, reply_body).start().await;
    let found = client(&contract.url()).objects().decrypt(&"77".into()).await.unwrap();
    contract
        .request()
        .await
        .is("GET", "/api/1.0/object/77?decrypt=true")
        .header("x-http-token", TOKEN)
        .empty();
    let login = &found.object;
    assert_eq!(login.crypted().get("password").unwrap().expose_secret(), "hunter2\u{fc}\"");
    assert_eq!(login.crypted().get("pin").unwrap().expose_secret(), "4711");
    assert_eq!(login.public.get("username").map(String::as_str), Some("svc"));
    assert!(!format!("{found:?}").contains("hunter2"));
    for nothing in [json!([]), json!(null)] {
        let mut object = db1();
        object["crypted"] = nothing;
        let contract =
            operation("objects.decrypt").replies(200, reply(json!({"OBJECT": [object]}))).start().await;
        assert!(
            client(&contract.url())
                .objects()
                .decrypt(&"77".into())
                .await
                .unwrap()
                .object
                .crypted()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_refusal_with_status_200_is_a_refusal() {
    let contract = operation("objects.decrypt").replies(200, failure("2000", "Not both.")).start().await;
    let error = client(&contract.url()).objects().decrypt(&"77".into()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
}

#[tokio::test]
async fn create() {
    let reply_body = success(json!({"objectid": 78, "message": "CREATED", "general": ["BAD_POLICY"]}));
    let contract = operation("objects.create").replies(200, reply_body).start().await;
    let object =
        NewObject::new("4", "31", "db1").parent("76").field("host", "db1").secret("password", "hunter2");
    let saved = client(&contract.url()).objects().create(&object).await.unwrap();
    contract.request().await.is("POST", "/api/1.0/object").header("x-http-token", TOKEN).json(json!({
        "templateid": "4", "groupid": "31", "parentid": "76", "objectname": "db1", "host": "db1", "password": "hunter2",
    }));
    assert_eq!((saved.id.clone(), saved.message.as_deref()), (Some("78".into()), Some("CREATED")));
    assert!(saved.breaks_policy() && saved.notices == ["BAD_POLICY"]);
    assert!(!format!("{object:?}").contains("hunter2"));
    assert!(serde_json::to_string(&object).is_err(), "a secret goes nowhere but into a request");
}

#[tokio::test]
async fn a_folder_is_at_the_root_by_default() {
    let contract = operation("objects.create").replies(200, success(json!({"objectid": "80"}))).start().await;
    client(&contract.url()).objects().create(&NewObject::folder("31", "Databases")).await.unwrap();
    contract.request().await.is("POST", "/api/1.0/object").json(json!({
        "templateid": "2", "groupid": "31", "parentid": "0", "objectname": "Databases", "name": "Databases",
    }));
}

#[tokio::test]
async fn what_the_template_demands_is_checked_before_anything_is_sent() {
    let template: Template = serde_json::from_value(login()).unwrap();
    let contract = operation("objects.create").replies(200, success(json!({"objectid": "80"}))).start().await;
    let objects = client(&contract.url()).objects();
    let new = || NewObject::of(&template, "31", "db1");
    is_input(&objects.create(&new().field("host", "db1")).await.unwrap_err(), "password");
    is_input(&objects.create(&new().secret("password", "x")).await.unwrap_err(), "host");
    let bare = new().field("host", "db1").field("password", "x");
    is_input(&objects.create(&bare).await.unwrap_err(), "password");
    assert_eq!(contract.count(), 0);
    objects.create(&new().field("host", "db1").secret("password", "x")).await.unwrap();
}

#[tokio::test]
async fn names_that_the_api_keeps_for_itself_are_never_sent_as_fields() {
    let contract = operation("objects.create").replies(200, success(json!({"objectid": "80"}))).start().await;
    let unchecked = crate::support::builder(&contract.url()).token(TOKEN).check_input(false).build().unwrap();
    for name in ["token", "templateid", "groupid", "parentid", "objectname"] {
        let object = NewObject::new("4", "31", "db1").field(name, "x");
        is_input(&unchecked.objects().create(&object).await.unwrap_err(), name);
        let update = ObjectUpdate::new().secret(name, "x");
        is_input(&unchecked.objects().update(&"77".into(), &update).await.unwrap_err(), name);
    }
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn an_unknown_template_is_refused_with_the_servers_text() {
    let contract =
        operation("objects.create").replies(403, failure("2000", "NO SUCH TEMPLATE")).start().await;
    let error = client(&contract.url()).objects().create(&NewObject::new("9", "31", "x")).await.unwrap_err();
    assert_eq!(
        (error.message(), error.delivery(), contract.count()),
        ("NO SUCH TEMPLATE", Delivery::Rejected, 1)
    );
}

#[tokio::test]
async fn update() {
    let contract =
        operation("objects.update").replies(200, success(json!({"message": "UPDATED"}))).start().await;
    let objects = client(&contract.url()).objects();
    let update = ObjectUpdate::new().secret("password", "hunter3").field("host", "db2");
    let saved = objects.update(&"77".into(), &update).await.unwrap();
    contract.request().await.is("PUT", "/api/1.0/object/77").header("x-http-token", TOKEN).json(json!({
        "password": "hunter3", "host": "db2",
    }));
    assert_eq!((saved.id.clone(), saved.breaks_policy()), (None, false));
}

#[tokio::test]
async fn an_object_may_get_another_place() {
    let contract = operation("objects.update").replies(200, success(json!({"objectid": 77}))).start().await;
    let update = ObjectUpdate::new().name("db2").parent("5").vault("32").template("20");
    let saved = client(&contract.url()).objects().update(&"77".into(), &update).await.unwrap();
    contract.request().await.is("PUT", "/api/1.0/object/77").json(json!({
        "objectname": "db2", "parentid": "5", "groupid": "32", "templateid": "20",
    }));
    assert_eq!(saved.id, Some("77".into()));
}

#[tokio::test]
async fn find() {
    let reply_body = reply(json!({"OBJECT": [db1()], "TEMPLATES": [login()]}));
    let contract = operation("objects.find").replies(200, reply_body).start().await;
    let found = client(&contract.url()).objects().find("d b&1#å").await.unwrap();
    contract
        .request()
        .await
        .is("GET", "/api/1.0/find?needle=d%20b%261%23%C3%A5")
        .header("x-http-token", TOKEN)
        .empty();
    assert_eq!((found.objects.len(), found.templates.len()), (1, 1));
    let contract =
        operation("objects.find").replies(200, reply(json!({"OBJECT": [], "TEMPLATES": []}))).start().await;
    let objects = client(&contract.url()).objects();
    assert!(objects.find("nothing").await.unwrap().objects.is_empty());
    is_input(&objects.find("").await.unwrap_err(), "needle");
}
