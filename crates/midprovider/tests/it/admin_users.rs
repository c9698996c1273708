//! Users of the realm, by Keycloak's admin API.

use crate::{SHIFT, URL, admin, builders, refused, tries};
use midprovider::{
    Client, Cursor, Result,
    admin::{
        Admin,
        users::{AttributeValues, ConsentRecord, Credential, FederatedIdentity, MailLink, User, UserSearch},
    },
    users::RequiredAction,
};
use portcullis_testkit::{Answer, Resource, full, sent};
use serde_json::json;
use std::collections::BTreeMap;

const USERS: &str = "/auth/admin/realms/acme/users";
const ID: &str = "5f0a0000-0000-4000-8000-000000000001";

fn one() -> String {
    format!("{USERS}/{ID}")
}

/// Refuses the call in a client of either flavour, and returns the text.
async fn refuses<T: std::fmt::Debug>(call: impl AsyncFn(&Admin) -> Result<T>) -> String {
    refused(Client::shift(URL, "acme").bearer("t"), async |c| call(&c.admin()).await).await.to_string()
}

#[tokio::test]
async fn list_and_count_take_every_filter() {
    let names = UserSearch::new()
        .username("mira")
        .email("a+b@c.example")
        .first_name("Mira")
        .last_name("O l")
        .exact(true)
        .email_verified(true)
        .enabled(false)
        .idp_alias("adfs")
        .idp_user_id("S-1-5")
        .q("costCentre:4711 site:b")
        .created_after("2026-01-31")
        .created_before("1790000000000")
        .brief(true);
    let filters = "username=mira&email=a%2Bb%40c.example&firstName=Mira&lastName=O%20l&exact=true&emailVerified=true\
                   &enabled=false&idpAlias=adfs&idpUserId=S-1-5&q=costCentre%3A4711%20site%3Ab\
                   &createdAfter=2026-01-31&createdBefore=1790000000000";
    let line = format!("GET {USERS}?{filters}&briefRepresentation=true&first=0&max=100");
    admin("admin_users.list", line, full(), async |a| a.users().search(&names).first_page().await).await;
    let line = format!("GET {USERS}/count?{filters}");
    let count = admin("admin_users.count", line, (200, json!(7)), async |a| a.users().count(&names).await);
    assert_eq!(count.await, 7);
    let text = UserSearch::new().search("*ira*");
    let line = format!("GET {USERS}?search=%2Aira%2A&first=200&max=50");
    let nothing = admin("admin_users.list", line, (200, json!([])), async |a| {
        a.users().search(&text).page_size(50).starting_at(Cursor::Offset(200)).all().await
    });
    assert!(nothing.await.is_empty());
    let line = format!("GET {USERS}/count?search=%2Aira%2A");
    admin("admin_users.count", line, full(), async |a| a.users().count(&text).await).await;
}

#[tokio::test]
async fn a_list_of_all_has_no_filter() {
    let line = format!("GET {USERS}?first=0&max=2");
    let page = admin("admin_users.list", line, (200, json!([{"id": "1"}, {"id": "2"}])), async |a| {
        a.users().list().page_size(2).first_page().await
    })
    .await;
    assert_eq!((page.items.len(), page.next), (2, Some(Cursor::Offset(2))));
}

#[tokio::test]
async fn a_search_that_the_server_would_widen_is_refused() {
    let search = || UserSearch::new().search("mira");
    for beside in
        [search().username("a"), search().email("a"), search().first_name("a"), search().last_name("a")]
    {
        assert!(refuses(async |a| a.users().search(&beside).all().await).await.contains("search"));
        refuses(async |a| a.users().count(&beside).await).await;
    }
    let line = format!("GET {USERS}/count?search=mira&enabled=true");
    let allowed = search().enabled(true);
    admin("admin_users.count", line, (200, json!(1)), async |a| a.users().count(&allowed).await).await;
}

fn everything() -> User {
    let consent = ConsentRecord::new("portal", vec!["email".to_owned()]);
    User::new("mira")
        .first_name("Mira")
        .last_name("Olsen")
        .email("mira@firm.example")
        .email_verified(true)
        .with_attribute("site", ["a", "b"].into_iter().collect::<AttributeValues>())
        .with_attribute("note", vec![None])
        .enabled(true)
        .federation_link("f-1")
        .credentials([
            Credential::temporary_password("S0me-long-phrase"),
            Credential::default()
                .kind("otp")
                .user_label("phone")
                .created_date(1)
                .secret_data("{\"value\":\"x\"}")
                .credential_data("{}")
                .priority(10)
                .federation_link("f-1"),
        ])
        .required_actions([RequiredAction::UpdatePassword])
        .federated_identities([FederatedIdentity::new("u-9", "mira.o").identity_provider("adfs")])
        .realm_roles(["digitanium_user".to_owned()])
        .client_roles(BTreeMap::from([("portal".to_owned(), vec!["agent".to_owned()])]))
        .client_consents([consent.created_date(1).last_updated_date(2)])
        .not_before(3)
        .groups(["/staff/desk".to_owned()])
}

const EVERYTHING: &str = r#"{"username":"mira","firstName":"Mira","lastName":"Olsen","email":"mira@firm.example","emailVerified":true,"attributes":{"note":[null],"site":["a","b"]},"enabled":true,"federationLink":"f-1","credentials":[{"type":"password","value":"S0me-long-phrase","temporary":true},{"type":"otp","userLabel":"phone","createdDate":1,"secretData":"{\"value\":\"x\"}","credentialData":"{}","priority":10,"federationLink":"f-1"}],"requiredActions":["UPDATE_PASSWORD"],"federatedIdentities":[{"identityProvider":"adfs","userId":"u-9","userName":"mira.o"}],"realmRoles":["digitanium_user"],"clientRoles":{"portal":["agent"]},"clientConsents":[{"clientId":"portal","grantedClientScopes":["email"],"createdDate":1,"lastUpdatedDate":2}],"notBefore":3,"groups":["/staff/desk"]}"#;

#[tokio::test]
async fn create_and_update_send_everything_and_create_returns_the_id() {
    // The host may be an internal one.
    let location = format!("http://10.0.0.7:8080{}", one());
    let created = Answer::from((201, ())).header("location", &location);
    let user = everything();
    let line = sent(format!("POST {USERS}"), EVERYTHING);
    let id = admin("admin_users.create", line, created, async |a| a.users().create(&user).await).await;
    assert_eq!(id, ID.into());
    assert!(!format!("{user:?}").contains("S0me-long-phrase"));
    let update = async |a: &Admin| a.users().update(&ID.into(), &user).await;
    let line = sent(format!("PUT {}", one()), EVERYTHING);
    admin("admin_users.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn an_update_names_the_credential_that_it_is_about() {
    let mut otp = Credential::default().kind("otp").user_label("new phone");
    otp.id = "c-1".into();
    let user = User::default().credentials([otp]);
    let body = r#"{"credentials":[{"id":"c-1","type":"otp","userLabel":"new phone"}]}"#;
    let update = async |a: &Admin| a.users().update(&ID.into(), &user).await;
    admin("admin_users.update", sent(format!("PUT {}", one()), body), (204, ()), update).await;
}

#[tokio::test]
async fn create_leaves_out_what_the_server_sets() {
    let mut user: User = serde_json::from_value(json!({"id": ID, "username": "mira", "createdTimestamp": 5,
        "credentials": [{"id": "c-1", "type": "otp"}], "access": {"manage": true}, "totp": true, "self": "x"}))
    .unwrap();
    user.extra.insert("newer", "kept");
    let line =
        sent(format!("POST {USERS}"), r#"{"username":"mira","credentials":[{"type":"otp"}],"newer":"kept"}"#);
    let created = Answer::from((201, ())).header("location", &one()).unlike_the_facts("an unknown member");
    SHIFT
        .exchange("admin_users.create", line, created, async |c| c.admin().users().create(&user).await)
        .await;
}

#[tokio::test]
async fn create_and_update_are_refused_by_the_server() {
    let user = User::new("mira");
    let line = || sent(format!("POST {USERS}"), r#"{"username":"mira"}"#);
    let taken = (409, json!({"errorMessage": "User exists with same username"}));
    let create = async |c: &Client| c.admin().users().create(&user).await;
    let error = SHIFT.refusal("admin_users.create", line(), taken, create).await;
    assert!(error.is_conflict() && error.message().contains("same username"));
    let required = (
        400,
        json!({"errorMessage": "error-user-attribute-required", "field": "email", "params": ["email"]}),
    );
    let update = async |c: &Client| c.admin().users().update(&ID.into(), &user).await;
    let line = sent(format!("PUT {}", one()), r#"{"username":"mira"}"#);
    let error = SHIFT.refusal("admin_users.update", line, required, update).await;
    assert_eq!(error.code(), Some("error-user-attribute-required"));
    assert!(error.message().contains("email"), "{error}");
}

#[tokio::test]
async fn a_user_without_a_name_is_not_created() {
    for user in [User::default(), User::new("")] {
        assert!(refuses(async |a| a.users().create(&user).await).await.contains("username"));
    }
    refuses(async |a| a.users().update(&ID.into(), &User::new("")).await).await;
    // What is not set is kept.
    let line = sent(format!("PUT {}", one()), r#"{"enabled":false}"#);
    let leaver = User::default().enabled(false);
    let update = async |a: &Admin| a.users().update(&ID.into(), &leaver).await;
    admin("admin_users.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn the_attribute_that_deletes_a_user_is_never_sent() {
    for name in ["digitaniumUserIdDelete", "DIGITANIUMUSERIDDELETE"] {
        let user = User::new("mira").with_attribute(name, "true");
        assert!(refuses(async |a| a.users().create(&user).await).await.contains("digitaniumUserIdDelete"));
        let unchecked = Client::shift(URL, "acme").bearer("t").check_input(false);
        refused(unchecked, async |c| c.admin().users().update(&ID.into(), &user).await).await;
    }
}

async fn read(answer: impl Into<Answer>) -> User {
    let get = async |c: &Client| c.admin().users().get(&ID.into()).await;
    SHIFT.exchange("admin_users.get", format!("GET {}", one()), answer, get).await
}

#[tokio::test]
async fn attributes_keep_what_is_null_and_count_a_scalar_as_a_list() {
    let attributes = json!({"site": ["a", "b"], "note": [null], "mixed": [null, "x"], "none": [], "level": "3",
        "vip": true});
    let user =
        read((200, json!({"id": ID, "createdTimestamp": 1_700_000_000_123_i64, "attributes": attributes})))
            .await;
    assert_eq!((user.attribute("site"), user.attribute("note")), (Some("a"), None));
    assert_eq!(
        (user.attribute("level"), user.attribute("vip"), user.attribute("x")),
        (Some("3"), Some("true"), None)
    );
    assert_eq!(user.attributes.as_ref().unwrap()["mixed"].as_slice(), [None, Some("x".to_owned())]);
    assert_eq!(user.created().unwrap().unix_seconds(), Some(1_700_000_000));
    let body = format!(
        r#"{{"id":"{ID}","attributes":{{"level":["3"],"mixed":[null,"x"],"none":[],"note":[null],"site":["c"],"vip":["true"]}},"createdTimestamp":1700000000123}}"#
    );
    let user = user.with_attribute("site", "c".to_owned());
    let update = async |a: &Admin| a.users().update(&ID.into(), &user).await;
    admin("admin_users.update", sent(format!("PUT {}", one()), body), (204, ()), update).await;
}

#[tokio::test]
async fn attributes_of_an_unknown_form_are_written_back_or_the_update_is_refused() {
    let odd = json!({"id": ID, "attributes": {"site": ["a"], "deep": [{"x": 1}]}});
    let answer = Answer::from((200, odd)).unlike_the_facts("values of an unknown form are kept");
    let user = read(answer).await;
    assert!(user.attributes.is_none());
    let answer = Answer::from((204, ())).unlike_the_facts("values of an unknown form go back");
    // The order of members that could not be read is that of their names.
    let line = sent(
        format!("PUT {}", one()),
        format!(r#"{{"id":"{ID}","attributes":{{"deep":[{{"x":1}}],"site":["a"]}}}}"#),
    );
    SHIFT
        .exchange("admin_users.update", line, answer, async |c| {
            c.admin().users().update(&ID.into(), &user).await
        })
        .await;
    let changed = user.with_attribute("site", "b");
    assert!(refuses(async |a| a.users().update(&ID.into(), &changed).await).await.contains("attributes"));
    let null = read((200, json!({"id": ID, "attributes": null}))).await.with_attribute("site", "b");
    let line = sent(format!("PUT {}", one()), format!(r#"{{"id":"{ID}","attributes":{{"site":["b"]}}}}"#));
    admin("admin_users.update", line, (204, ()), async |a| a.users().update(&ID.into(), &null).await).await;
}

#[tokio::test]
async fn a_user_is_written_back_as_it_was_read() {
    Resource {
        kit: SHIFT,
        get: ("admin_users.get", async |c: &Client, id: &str| c.admin().users().get(&id.into()).await),
        replace: ("admin_users.update", async |c: &Client, id: &str, user: User| {
            c.admin().users().update(&id.into(), &user).await
        }),
        reserved: &["count", "profile"],
        except: &[],
    }
    .keeps_the_rules()
    .await;
    let get = async |a: &Admin| a.users().get(&ID.into()).await;
    admin("admin_users.get", format!("GET {}", one()), full(), get).await;
}

#[tokio::test]
async fn a_mask_is_never_written() {
    for masked in [
        Credential::password("***"),
        Credential::default().secret_data("**********"),
        Credential::default().credential_data("***"),
    ] {
        let user = User::new("mira").credentials([masked]);
        refuses(async |a| a.users().create(&user).await).await;
        refuses(async |a| a.users().update(&ID.into(), &user).await).await;
    }
}

#[tokio::test]
async fn get_returns_everything_and_what_a_form_needs() {
    let get = async |a: &Admin| a.users().get_with_metadata(&ID.into()).await;
    admin("admin_users.get", format!("GET {}?userProfileMetadata=true", one()), full(), get).await;
    let gone = (404, json!({"error": "User not found"}));
    let optional = async |a: &Admin| a.users().get(&ID.into()).optional().await;
    assert!(admin("admin_users.get", format!("GET {}", one()), gone.clone(), optional).await.is_none());
    let delete = async |a: &Admin| a.users().delete(&ID.into()).optional().await;
    let line = format!("DELETE {}", one());
    assert!(admin("admin_users.delete", line.clone(), gone, delete).await.is_none());
    assert!(admin("admin_users.delete", line, (204, ()), delete).await.is_some());
}

#[tokio::test]
async fn ids_that_lead_elsewhere_are_refused() {
    for id in ["", ".", "..", "count", "profile"] {
        refuses(async |a| a.users().delete(&id.into()).await).await;
        refuses(async |a| a.users().get(&id.into()).await).await;
        refuses(async |a| a.users().logout(&id.into()).await).await;
    }
    assert!(
        refuses(async |a| {
            let mut user = User::new("mira");
            user.id = "another".into();
            a.users().update(&ID.into(), &user).await
        })
        .await
        .contains("user_id")
    );
}

/// How many requests a call sends if the reply to the first is lost.
async fn attempts<T>(call: impl AsyncFn(&Admin) -> Result<T>) -> usize {
    let [_, shift] = builders(URL);
    tries(shift, async |mid: &Client| call(&mid.admin()).await).await
}

#[tokio::test]
async fn what_may_be_done_twice_is_retried_and_a_creation_is_not() {
    let user = User::new("mira");
    assert_eq!(attempts(async |a| a.users().create(&user).await).await, 1);
    assert_eq!(attempts(async |a| a.users().logout(&ID.into()).await).await, 1);
    assert_eq!(attempts(async |a| a.users().update(&ID.into(), &user).await).await, 2);
    assert_eq!(attempts(async |a| a.users().delete(&ID.into()).await).await, 2);
    assert_eq!(attempts(async |a| a.users().group_join(&ID.into(), &"g-1".into()).await).await, 2);
    assert_eq!(attempts(async |a| a.users().group_leave(&ID.into(), &"g-1".into()).await).await, 2);
    assert_eq!(attempts(async |a| a.users().consent_revoke(&ID.into(), &"p".into()).await).await, 2);
    assert_eq!(attempts(async |a| a.users().federated_unlink(&ID.into(), &"p".into()).await).await, 2);
    let identity = FederatedIdentity::new("u", "n");
    assert_eq!(
        attempts(async |a| a.users().federated_link(&ID.into(), &"p".into(), &identity).await).await,
        1
    );
    // A second request would be a second mail.
    let (link, actions) = (MailLink::new(), [RequiredAction::UpdatePassword]);
    assert_eq!(attempts(async |a| a.users().send_verify_email(&ID.into(), &link).await).await, 1);
    let execute = async |a: &Admin| a.users().execute_actions_email(&ID.into(), &actions, &link).await;
    assert_eq!(attempts(execute).await, 1);
    let password = Credential::password("x");
    assert_eq!(attempts(async |a| a.users().reset_password(&ID.into(), &password).await).await, 2);
    assert_eq!(attempts(async |a| a.users().credential_delete(&ID.into(), &"c".into()).await).await, 2);
    assert_eq!(attempts(async |a| a.users().credential_move_first(&ID.into(), &"c".into()).await).await, 2);
    assert_eq!(attempts(async |a| a.brute_force().clear(&ID.into()).await).await, 2);
    assert_eq!(attempts(async |a| a.brute_force().clear_all().await).await, 2);
    assert_eq!(attempts(async |a| a.sessions().delete(&"s".into()).await).await, 2);
    assert_eq!(attempts(async |a| a.sessions().delete_offline(&"s".into()).await).await, 2);
}
