use crate::support::{TOKEN, builder, client, failure, success};
use portcullis_testkit::operation;
use serde_json::{Value, json};
use storedsafe::{
    Capabilities, Capability, Delivery, Error, ErrorKind, NewUser, Permission, Secret, UserId, UserUpdate,
    code,
};

fn alice() -> Value {
    json!({
        "id": 179, "username": "alice", "fullname": "Alice Example", "email": "alice@example.com", "status": "140",
        "otpprefix": "cccccccccccc", "fingerprint": "AB12", "tags": ["hr"], "bits": {"2": "Admin"},
        "vaults": [{"id": "31", "status": 4}],
    })
}

fn new_user() -> NewUser {
    NewUser::new("alice", "Alice Example", "alice@example.com", "pass-phrase".into())
}

fn is_input(error: &Error, field: &str) {
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}");
    assert!(error.to_string().contains(&format!("`{field}`")), "{error}");
}

#[tokio::test]
async fn list() {
    let bob = json!({"id": "2", "fullname": "Bob Example", "email": "bob@example.com", "otpprefix": ""});
    let users = json!([alice(), bob]);
    let reply = success(json!({"users": users, "vaults": [{"id": "31", "name": "Lab"}]}));
    let contract = operation("users.list").replies(200, reply).start().await;
    let listing = client(&contract.url()).users().list().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/user").header("x-http-token", TOKEN).empty();
    let [alice, bob] = &listing.users[..] else { panic!("two users") };
    assert_eq!(alice.id, UserId::from("179"));
    assert_eq!(alice.username.as_deref(), Some("alice"));
    assert_eq!(alice.fullname.as_deref(), Some("Alice Example"));
    assert_eq!(alice.email.as_deref(), Some("alice@example.com"));
    let may = [Capability::Admin, Capability::Audit, Capability::Active];
    assert_eq!(alice.capabilities(), Some(Capabilities::from(may)));
    assert_eq!(alice.otpprefix.as_deref(), Some("cccccccccccc"));
    assert_eq!(alice.fingerprint.as_deref(), Some("AB12"));
    assert_eq!(alice.tags, ["hr"]);
    assert_eq!(alice.bits["2"], "Admin");
    assert_eq!((alice.vaults[0].id.as_str(), alice.vaults[0].permission()), ("31", Some(Permission::Admin)));
    assert_eq!((bob.capabilities(), bob.username.as_deref(), bob.otpprefix.as_deref()), (None, None, None));
    assert_eq!(
        (listing.vault_names[0].id.as_str(), listing.vault_names[0].name.as_deref()),
        ("31", Some("Lab"))
    );
}

#[tokio::test]
async fn a_list_has_several_spellings() {
    for (users, count) in [
        (json!([]), 0),
        (json!(null), 0),
        (json!({"179": alice(), "2": {"id": "2", "bits": [], "tags": "", "vaults": []}}), 2),
    ] {
        let contract = operation("users.list")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, success(json!({"users": users})))
            .start()
            .await;
        assert_eq!(client(&contract.url()).users().list().await.unwrap().users.len(), count);
    }
}

#[tokio::test]
async fn a_success_without_users_is_no_empty_list() {
    let contract = operation("users.list").replies(200, success(json!({}))).start().await;
    let error = client(&contract.url()).users().list().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
}

#[tokio::test]
async fn listing_without_permission() {
    let contract = operation("users.list").replies(403, failure("2000", "No permission.")).start().await;
    let error = client(&contract.url()).users().list().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (403, Some(code::GENERIC)));
    assert_eq!(error.message(), "No permission.");
    assert!(error.is_forbidden() && !error.is_unauthorized());
    assert_eq!(contract.count(), 1, "the session is kept");
}

#[tokio::test]
async fn search() {
    let contract = operation("users.search").replies(200, success(json!({"users": [alice()]}))).start().await;
    let found = client(&contract.url()).users().search("å/b?c#d").await.unwrap();
    contract
        .request()
        .await
        .is("GET", "/api/1.0/user/%C3%A5%2Fb%3Fc%23d")
        .header("x-http-token", TOKEN)
        .empty();
    assert_eq!(found.users.len(), 1);
}

#[tokio::test]
async fn a_search_has_at_most_15_characters() {
    let contract = operation("users.search").replies(200, success(json!({"users": []}))).start().await;
    let client = client(&contract.url());
    for text in ["", "åäöåäöåäöåäöåäö1"] {
        is_input(&client.users().search(text).await.unwrap_err(), "search_string");
    }
    assert_eq!(contract.count(), 0);
    client.users().search("åäöåäöåäöåäöåäö").await.unwrap();
    let unchecked = builder(&contract.url()).token(TOKEN).check_input(false).build().unwrap();
    unchecked.users().search("åäöåäöåäöåäöåäö1").await.unwrap();
    assert_eq!(contract.count(), 2);
}

#[tokio::test]
async fn get() {
    for users in [json!([alice()]), json!({"179": alice()}), alice()] {
        let contract = operation("users.get")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, success(json!({"users": users})))
            .start()
            .await;
        let user = client(&contract.url()).users().get(&"179".into()).await.unwrap().user;
        contract.request().await.is("GET", "/api/1.0/user/179").header("x-http-token", TOKEN).empty();
        assert_eq!(user.username.as_deref(), Some("alice"));
    }
}

#[tokio::test]
async fn a_success_without_a_user_is_not_found() {
    for users in [json!([]), json!({}), json!(null), json!(false)] {
        let contract = operation("users.get")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, success(json!({"users": users})))
            .start()
            .await;
        let users = client(&contract.url()).users();
        let error = users.get(&"179".into()).await.unwrap_err();
        assert!(error.is_not_found());
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert!(users.get(&"179".into()).optional().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn all_else_is_no_proof_that_a_user_is_gone() {
    let html = "<html>404</html>";
    for (status, body) in [
        (404, html.into()),
        (404, ().into()),
        (404, failure("2000", "NO ROUTE").into()),
        (404, json!({"message": "not found"}).into()),
        (403, failure("2000", "NO SUCH USER").into()),
        (200, success(json!({})).into()),
        (200, success(json!({"users": [alice(), alice()]})).into()),
        (200, html.into()),
        (200, json!({}).into()),
    ] {
        let body: portcullis_testkit::Body = body;
        let contract = operation("users.get")
            .unlike_the_facts("an HTML page of a proxy")
            .replies(status, body.clone())
            .start()
            .await;
        let users = client(&contract.url()).users();
        let error = users.get(&"179".into()).optional().await.unwrap_err();
        assert!(!error.is_not_found(), "{status} {body:?}");
        assert_eq!(error.is_route_missing(), status == 404, "{status} {body:?}");
        if status != 200 {
            let error = users.delete(&"179".into()).optional().await.unwrap_err();
            assert!(!error.is_not_found(), "{status} {body:?}");
        }
    }
}

#[tokio::test]
async fn create() {
    let reply = success(json!({
        "calculated_status": 140, "user_created": "Alice Example", "id": "179", "user": [alice()],
        "general": ["BAD_POLICY"],
    }));
    let contract = operation("users.create").replies(201, reply).start().await;
    let user = new_user()
        .capabilities([Capability::Active, Capability::Audit])
        .with(Capability::Admin)
        .yubikey("c".repeat(44))
        .totp(true);
    let created = client(&contract.url()).users().create(&user).await.unwrap();
    contract.request().await.is("POST", "/api/1.0/user").header("x-http-token", TOKEN).json(json!({
        "username": "alice", "fullname": "Alice Example", "email": "alice@example.com", "passphrase": "pass-phrase",
        "status": [2, 3, 7], "yubikey": "c".repeat(44), "totp": true,
    }));
    assert_eq!(created.id, Some("179".into()));
    assert_eq!(created.name.as_deref(), Some("Alice Example"));
    assert!(created.capabilities.unwrap().contains(Capability::Audit));
    assert_eq!(created.user.unwrap().email.as_deref(), Some("alice@example.com"));
    assert_eq!(created.notices, ["BAD_POLICY"]);
}

#[tokio::test]
async fn a_new_id_is_in_one_of_two_places_or_nowhere() {
    for (info, id) in [
        (json!({"id": 7}), Some("7")),
        (json!({"id": "7", "user": [{"id": "8"}]}), Some("7")),
        (json!({"id": "", "user": [{"id": "8"}]}), Some("8")),
        (json!({"id": null, "user": {"id": "8"}}), Some("8")),
        (json!({"user": [{"id": ""}]}), None),
        (json!({"user": []}), None),
        (json!({"calculated_status": "140", "user_created": "alice"}), None),
    ] {
        let contract = operation("users.create")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, success(info))
            .start()
            .await;
        let created = client(&contract.url()).users().create(&new_user()).await.unwrap();
        contract.request().await.json(json!({
            "username": "alice", "fullname": "Alice Example", "email": "alice@example.com",
            "passphrase": "pass-phrase", "status": [7],
        }));
        assert_eq!(created.id.as_ref().map(UserId::as_str), id);
    }
}

#[tokio::test]
async fn a_refused_user_is_not_sent_twice_and_echoes_nothing() {
    for (status, delivery) in [(200, Delivery::Rejected), (403, Delivery::Rejected), (500, Delivery::Unknown)]
    {
        let reply = failure("2000", "Parameter passphrase must not be pass-phrase.");
        let contract = operation("users.create").replies(status, reply).start().await;
        let error = client(&contract.url()).users().create(&new_user()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.delivery(), contract.count()),
            (ErrorKind::Api, delivery, 1),
            "{status}"
        );
        assert_eq!(error.code(), Some(code::GENERIC));
        assert!(!format!("{error} {error:?}").contains("pass-phrase"), "{error}");
    }
}

#[tokio::test]
async fn limits_of_new_users() {
    let contract = operation("users.create")
        .unlike_the_facts("limits are left to the server")
        .replies(201, success(json!({})))
        .start()
        .await;
    let checked = client(&contract.url());
    let unchecked = builder(&contract.url()).token(TOKEN).check_input(false).build().unwrap();
    let user =
        |name: &str, full: &str, mail: &str| NewUser::new(name, full, mail, Secret::from("pass-phrase"));
    let long = |n| "å".repeat(n);
    let bad = [
        (user("abcd", "Alice", "a@b.c"), "username"),
        (user(&long(33), "Alice", "a@b.c"), "username"),
        (user("alice", "Anna", "a@b.c"), "fullname"),
        (user("alice", &long(65), "a@b.c"), "fullname"),
        (user("alice", "Alice", "a@bc"), "email"),
        (user("alice", "Alice", &long(129)), "email"),
        (NewUser::new("alice", "Alice", "a@b.c", "".into()), "passphrase"),
        (user("alice", "Alice", "a@b.c").yubikey("c".repeat(43)), "yubikey"),
        (user("alice", "Alice", "a@b.c").yubikey("c".repeat(45)), "yubikey"),
    ];
    for (user, field) in &bad {
        is_input(&checked.users().create(user).await.unwrap_err(), field);
    }
    assert_eq!(contract.count(), 0);
    for (user, _) in &bad {
        unchecked.users().create(user).await.unwrap();
    }
    assert_eq!(contract.count(), bad.len());
    for good in
        [user("alice", "Alice", "a@b.c"), user(&long(32), &long(64), &long(128)).yubikey("c".repeat(44))]
    {
        checked.users().create(&good).await.unwrap();
    }
}

#[tokio::test]
async fn update() {
    let reply = success(json!({"calculated_status": "128", "user_created": "alice"}));
    let contract = operation("users.update").replies(201, reply).start().await;
    let update = UserUpdate::new()
        .username("alice2")
        .fullname("Alice Exemplar")
        .email("alice@example.org")
        .capabilities([Capability::Active])
        .otpprefix("cccccccccccc");
    let updated = client(&contract.url()).users().update(&"179".into(), &update).await.unwrap();
    contract.request().await.is("PUT", "/api/1.0/user/179").header("x-http-token", TOKEN).json(json!({
        "username": "alice2", "fullname": "Alice Exemplar", "email": "alice@example.org", "status": [7],
        "otpprefix": "cccccccccccc",
    }));
    assert_eq!(updated.name.as_deref(), Some("alice"));
    assert_eq!(updated.capabilities, Some(Capabilities::from([Capability::Active])));
}

#[tokio::test]
async fn an_update_is_repeated_unless_it_adds_a_key() {
    let plain = UserUpdate::new().email("alice@example.org");
    for (update, sent) in [(plain.clone(), 2), (plain.otpprefix("cccccccccccc"), 1)] {
        let contract = operation("users.update").replies(503, failure("2000", "Busy.")).start().await;
        let client = builder(&contract.url())
            .token(TOKEN)
            .retry(storedsafe::Retry::default().attempts(2).base(std::time::Duration::from_millis(1)))
            .build()
            .unwrap();
        let error = client.users().update(&"179".into(), &update).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Unknown));
        assert_eq!(contract.count(), sent);
    }
}

#[tokio::test]
async fn limits_of_updates() {
    let contract = operation("users.update")
        .unlike_the_facts("limits are left to the server")
        .replies(200, success(json!({})))
        .start()
        .await;
    let checked = client(&contract.url());
    let unchecked = builder(&contract.url()).token(TOKEN).check_input(false).build().unwrap();
    let new = UserUpdate::new;
    let bad = [
        (new().username("abcd"), "username"),
        (new().username("a".repeat(33)), "username"),
        (new().fullname("Anna"), "fullname"),
        (new().fullname("a".repeat(65)), "fullname"),
        (new().email("a@bc"), "email"),
        (new().email("a".repeat(129)), "email"),
        (new().otpprefix("c".repeat(11)), "otpprefix"),
        (new().otpprefix("c".repeat(13)), "otpprefix"),
    ];
    for (update, field) in &bad {
        is_input(&checked.users().update(&"179".into(), update).await.unwrap_err(), field);
    }
    assert_eq!(contract.count(), 0);
    for (update, _) in &bad {
        unchecked.users().update(&"179".into(), update).await.unwrap();
    }
    assert_eq!(contract.count(), bad.len());
}

#[tokio::test]
async fn delete() {
    let reply = success(json!({"calculated_status": 12, "statusbits": {"2": "Admin"}}));
    let contract = operation("users.delete").replies(200, reply).start().await;
    let deleted = client(&contract.url()).users().delete(&"179".into()).await.unwrap();
    contract.request().await.is("DELETE", "/api/1.0/user/179").header("x-http-token", TOKEN).empty();
    assert_eq!(deleted.capabilities, Some(Capabilities::from([Capability::Admin, Capability::Audit])));
    assert_eq!(deleted.status_bits, Some(json!({"2": "Admin"})));
}

#[tokio::test]
async fn a_deletion_succeeds_whatever_the_status_is() {
    for status in [json!(null), json!("none"), json!([]), json!({"2": "Admin"})] {
        let contract = operation("users.delete")
            .unlike_the_facts("no server of the vendor's sends it")
            .replies(200, success(json!({"calculated_status": status})))
            .start()
            .await;
        let deleted = client(&contract.url()).users().delete(&"179".into()).await.unwrap();
        assert_eq!((deleted.capabilities, deleted.status_bits), (None, None));
    }
}

#[tokio::test]
async fn a_user_comes_with_the_names_of_the_vaults() {
    let reply = success(json!({
        "users": [alice()], "vaults": [{"id": "31", "name": "Lab"}], "bits_tests": {"7": "Active"},
    }));
    let contract = operation("users.get").replies(200, reply).start().await;
    let details = client(&contract.url()).users().get(&"179".into()).await.unwrap();
    assert_eq!(details.vault_names[0].id, details.user.vaults[0].id);
    assert_eq!(details.vault_names[0].name.as_deref(), Some("Lab"));
    assert_eq!(details.bits_tests, ["Active"]);
}

#[tokio::test]
async fn a_refused_delete_is_an_error() {
    for status in [200, 403] {
        let contract =
            operation("users.delete").replies(status, failure("2000", "NO SUCH USER")).start().await;
        let error = client(&contract.url()).users().delete(&"179".into()).optional().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert_eq!((error.code(), error.message()), (Some("2000"), "NO SUCH USER"));
        assert!(!error.is_not_found());
    }
}

#[tokio::test]
async fn an_id_is_one_segment() {
    let contract = operation("users.get").replies(200, success(json!({"users": [alice()]}))).start().await;
    let users = client(&contract.url()).users();
    users.get(&"1/../../auth/logout?x=1#y".into()).await.unwrap();
    contract.request().await.is("GET", "/api/1.0/user/1%2F..%2F..%2Fauth%2Flogout%3Fx%3D1%23y");
    for id in ["", ".", ".."] {
        assert_eq!(users.get(&id.into()).await.unwrap_err().kind(), ErrorKind::Input);
    }
}
