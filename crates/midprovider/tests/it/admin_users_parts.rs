//! What belongs to a user: credentials, groups, sessions, consents, linked accounts, mails, the user profile.

use crate::{SHIFT, URL, admin, refused, shift};
use midprovider::{
    Client, CredentialId, Result, UserId,
    admin::{
        Admin,
        users::{
            After, AttributePermissions, AttributeRequired, AttributeSelector, Credential, CredentialType,
            FederatedIdentity, GrantKey, MailLink, MembershipSearch, ProfileAttribute, ProfileConfig,
            ProfileGroup, UnmanagedAttributePolicy, UserConsent,
        },
    },
    users::RequiredAction,
};
use portcullis_testkit::{Answer, Resource, full, operation, sent};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const USERS: &str = "/auth/admin/realms/acme/users";
const ONE: &str = "/auth/admin/realms/acme/users/u-1";

fn id() -> UserId {
    "u-1".into()
}

fn otp() -> CredentialId {
    "c-1".into()
}

async fn refuses<T: std::fmt::Debug>(call: impl AsyncFn(&Admin) -> Result<T>) -> String {
    refused(Client::shift(URL, "acme").bearer("t"), async |c| call(&c.admin()).await).await.to_string()
}

#[tokio::test]
async fn a_password_is_set_for_good_or_until_the_next_login() {
    let line = |body: &str| sent(format!("PUT {ONE}/reset-password"), body);
    let permanent = Credential::password("S0me-long-phrase");
    let body = r#"{"type":"password","value":"S0me-long-phrase","temporary":false}"#;
    let reset = async |a: &Admin| a.users().reset_password(&id(), &permanent).await;
    admin("admin_users.reset_password", line(body), (204, ()), reset).await;
    let mut everything = Credential::temporary_password("S0me-long-phrase")
        .user_label("mine")
        .created_date(1)
        .secret_data("{}")
        .credential_data("{}")
        .priority(1)
        .federation_link("f-1");
    everything.id = otp();
    let body = r#"{"id":"c-1","type":"password","userLabel":"mine","createdDate":1,"secretData":"{}","credentialData":"{}","priority":1,"value":"S0me-long-phrase","temporary":true,"federationLink":"f-1"}"#;
    let reset = async |a: &Admin| a.users().reset_password(&id(), &everything).await;
    admin("admin_users.reset_password", line(body), (204, ()), reset).await;
}

#[tokio::test]
async fn what_is_no_password_is_not_set() {
    for (wrong, field) in [
        (Credential::password(""), "value"),
        (Credential::default().kind(CredentialType::Password), "value"),
        (Credential::default().value("x"), "type"),
        (Credential::password("x").kind(CredentialType::ActivationCode), "type"),
        (Credential::password("***"), "value"),
    ] {
        let text = refuses(async |a| a.users().reset_password(&id(), &wrong).await).await;
        assert!(text.contains(field), "{text}");
    }
    let policy = (400, json!({"error": "invalidPasswordMinLengthMessage", "error_description": "too short"}));
    let reset = async |c: &Client| c.admin().users().reset_password(&id(), &Credential::password("x")).await;
    let line =
        sent(format!("PUT {ONE}/reset-password"), r#"{"type":"password","value":"x","temporary":false}"#);
    let error = SHIFT.refusal("admin_users.reset_password", line, policy, reset).await;
    assert!(error.message().contains("too short"), "{error}");
}

#[tokio::test]
async fn credentials() {
    let list = async |a: &Admin| a.users().credentials_list(&id()).await;
    let line = format!("GET {ONE}/credentials");
    admin("admin_users.credentials_list", line.clone(), full(), list).await;
    let code = json!([{"id": "c-1", "type": "ACTIVATION_CODE", "createdDate": 1_700_000_000_123_i64,
        "credentialData": "{\"period\":\"30d\"}"}]);
    let found = admin("admin_users.credentials_list", line, (200, code), list).await;
    assert_eq!(found[0].kind, Some(CredentialType::ActivationCode));
    assert_eq!(found[0].created().unwrap().unix_seconds(), Some(1_700_000_000));
    assert!(!format!("{found:?}").contains("30d"));

    let one = format!("{ONE}/credentials/c-1");
    let delete = async |a: &Admin| a.users().credential_delete(&id(), &otp()).await;
    admin("admin_users.credential_delete", format!("DELETE {one}"), (204, ()), delete).await;
    let first = async |a: &Admin| a.users().credential_move_first(&id(), &otp()).await;
    let line = format!("POST {one}/moveToFirst");
    admin("admin_users.credential_move_first", line, (204, ()), first).await;
    let after =
        async |a: &Admin| a.users().credential_move_after(&id(), &otp(), After::new(&"c-2".into())).await;
    admin("admin_users.credential_move_after", format!("POST {one}/moveAfter/c-2"), (204, ()), after).await;
    refuses(async |a| a.users().credential_delete(&id(), &"".into()).await).await;
}

#[tokio::test]
async fn a_label_is_plain_text() {
    let contract = operation("admin_users.credential_set_label").replies(204, ()).start().await;
    let client = shift(&contract);
    client.admin().users().credential_set_label(&id(), &otp(), "Mira's phone ☎").await.unwrap();
    let label = "Mira's phone ☎".as_bytes();
    let request = contract.request().await.is("PUT", &format!("{ONE}/credentials/c-1/userLabel"));
    request.bytes("text/plain", label);
}

#[tokio::test]
async fn types_of_credentials() {
    let line = format!("GET {ONE}/configured-user-storage-credential-types");
    let types = async |a: &Admin| a.users().storage_credential_types(&id()).await;
    admin("admin_users.storage_credential_types", line.clone(), full(), types).await;
    let found = admin("admin_users.storage_credential_types", line, (200, json!(["password"])), types).await;
    assert_eq!(found, [CredentialType::Password]);
    let line = sent(format!("PUT {ONE}/disable-credential-types"), r#"["otp","password"]"#);
    let both = [CredentialType::Otp, CredentialType::Password];
    let disable = async |a: &Admin| a.users().disable_credential_types(&id(), &both).await;
    admin("admin_users.disable_credential_types", line, (204, ()), disable).await;
    let text = refuses(async |a| a.users().disable_credential_types(&id(), &[]).await).await;
    assert!(text.contains("types"));
}

#[tokio::test]
async fn groups() {
    let search = MembershipSearch::new().search("*desk*").brief(false);
    let line = format!("GET {ONE}/groups?search=%2Adesk%2A&briefRepresentation=false&first=0&max=100");
    let list = async |a: &Admin| a.users().groups_list(&id(), &search).first_page().await;
    admin("admin_users.groups_list", line, full(), list).await;
    let all = MembershipSearch::new();
    let line = format!("GET {ONE}/groups?first=0&max=100");
    let list = async |a: &Admin| a.users().groups_list(&id(), &all).all().await;
    assert!(admin("admin_users.groups_list", line, (200, json!([])), list).await.is_empty());
    let line = format!("GET {ONE}/groups/count?search=%2Adesk%2A");
    let count = async |a: &Admin| a.users().groups_count(&id(), &search).await;
    admin("admin_users.groups_count", line.clone(), full(), count).await;
    assert_eq!(admin("admin_users.groups_count", line, (200, json!({"count": 3})), count).await, 3);
    let join = async |a: &Admin| a.users().group_join(&id(), &"g-1".into()).await;
    admin("admin_users.group_join", format!("PUT {ONE}/groups/g-1"), (204, ()), join).await;
    let leave = async |a: &Admin| a.users().group_leave(&id(), &"g-1".into()).await;
    admin("admin_users.group_leave", format!("DELETE {ONE}/groups/g-1"), (204, ()), leave).await;
    refuses(async |a| a.users().group_leave(&id(), &"count".into()).await).await;
}

#[tokio::test]
async fn sessions() {
    let line = format!("GET {ONE}/sessions");
    let list = async |a: &Admin| a.users().sessions(&id()).await;
    admin("admin_users.sessions", line.clone(), full(), list).await;
    let times = json!([{"start": 1_700_000_000_123_i64, "lastAccess": 1_700_000_001_000_i64}]);
    let found = admin("admin_users.sessions", line, (200, times), list).await;
    assert_eq!(found[0].started().unwrap().unix_seconds(), Some(1_700_000_000));
    assert_eq!(found[0].last_accessed().unwrap().unix_seconds(), Some(1_700_000_001));
    let offline = async |a: &Admin| a.users().offline_sessions(&id(), &"k-1".into()).await;
    admin("admin_users.offline_sessions", format!("GET {ONE}/offline-sessions/k-1"), full(), offline).await;
    let logout = async |a: &Admin| a.users().logout(&id()).await;
    admin("admin_users.logout", format!("POST {ONE}/logout"), (204, ()), logout).await;
    let impersonate = async |a: &Admin| a.users().impersonate(&id()).await;
    admin("admin_users.impersonate", format!("POST {ONE}/impersonation"), full(), impersonate).await;
}

#[tokio::test]
async fn consents() {
    let line = format!("GET {ONE}/consents");
    let list = async |a: &Admin| a.users().consents_list(&id()).await;
    admin("admin_users.consents_list", line.clone(), full(), list).await;
    let offline = json!([{"clientId": "portal", "createdDate": null, "lastUpdatedDate": 1_700_000_000_123_i64,
        "additionalGrants": [{"client": "k-1", "key": "Offline Token"}]}]);
    let [consent]: [UserConsent; 1] =
        admin("admin_users.consents_list", line, (200, offline), list).await.try_into().unwrap();
    assert!(consent.created().is_none() && consent.granted_client_scopes.is_empty());
    assert_eq!(consent.last_updated().unwrap().unix_seconds(), Some(1_700_000_000));
    assert_eq!(consent.additional_grants[0].key, Some(GrantKey::OfflineToken));
    // A client id may be a URL.
    let revoke = async |a: &Admin| a.users().consent_revoke(&id(), &"https://p.example/x".into()).await;
    let line = format!("DELETE {ONE}/consents/https%3A%2F%2Fp.example%2Fx");
    admin("admin_users.consent_revoke", line, (204, ()), revoke).await;
}

#[tokio::test]
async fn linked_accounts() {
    let list = async |a: &Admin| a.users().federated_list(&id()).await;
    admin("admin_users.federated_list", format!("GET {ONE}/federated-identity"), full(), list).await;
    let identity = FederatedIdentity::new("u-9", "mira.o").identity_provider("adfs");
    let body = r#"{"identityProvider":"adfs","userId":"u-9","userName":"mira.o"}"#;
    let line = || sent(format!("POST {ONE}/federated-identity/adfs"), body);
    let connect = async |a: &Admin| a.users().federated_link(&id(), &"adfs".into(), &identity).await;
    admin("admin_users.federated_link", line(), (204, ()), connect).await;
    let linked = (409, json!({"errorMessage": "User is already linked with provider"}));
    let again = async |c: &Client| connect(&c.admin()).await;
    assert!(SHIFT.refusal("admin_users.federated_link", line(), linked, again).await.is_conflict());
    let other = async |a: &Admin| a.users().federated_link(&id(), &"other".into(), &identity).await;
    assert!(refuses(other).await.contains("identity_provider"));
    let unset = FederatedIdentity::new("u-9", "mira.o");
    let line = sent(format!("POST {ONE}/federated-identity/adfs"), r#"{"userId":"u-9","userName":"mira.o"}"#);
    let connect = async |a: &Admin| a.users().federated_link(&id(), &"adfs".into(), &unset).await;
    admin("admin_users.federated_link", line, (204, ()), connect).await;
    let unlink = async |a: &Admin| a.users().federated_unlink(&id(), &"adfs".into()).await;
    let line = format!("DELETE {ONE}/federated-identity/adfs");
    admin("admin_users.federated_unlink", line, (204, ()), unlink).await;
}

#[tokio::test]
async fn mails() {
    let mail = MailLink::new().client_id("portal").lifespan(3600_u64).redirect_uri("https://p.example/a?b");
    let query = "client_id=portal&lifespan=3600&redirect_uri=https%3A%2F%2Fp.example%2Fa%3Fb";
    let verify = async |a: &Admin| a.users().send_verify_email(&id(), &mail).await;
    let line = format!("PUT {ONE}/send-verify-email?{query}");
    admin("admin_users.send_verify_email", line, (204, ()), verify).await;
    let plain = MailLink::new();
    let verify = async |a: &Admin| a.users().send_verify_email(&id(), &plain).await;
    admin("admin_users.send_verify_email", format!("PUT {ONE}/send-verify-email"), (204, ()), verify).await;
    let actions = [RequiredAction::UpdatePassword, RequiredAction::KobilSecondFactor];
    let execute = async |a: &Admin| a.users().execute_actions_email(&id(), &actions, &mail).await;
    let body = r#"["UPDATE_PASSWORD","kobil-2fa-required-action"]"#;
    let line = sent(format!("PUT {ONE}/execute-actions-email?{query}"), body);
    admin("admin_users.execute_actions_email", line, (204, ()), execute).await;
    let none = async |a: &Admin| a.users().execute_actions_email(&id(), &[], &mail).await;
    assert!(refuses(none).await.contains("actions"));
    let wrong = MailLink::new().redirect_uri("https://p.example");
    assert!(refuses(async |a| a.users().send_verify_email(&id(), &wrong).await).await.contains("client_id"));
    refuses(async |a| a.users().execute_actions_email(&id(), &actions, &wrong).await).await;
    let failed = (400, json!({"errorMessage": "User email missing"}));
    let verify = async |c: &Client| c.admin().users().send_verify_email(&id(), &plain).await;
    let line = format!("PUT {ONE}/send-verify-email");
    let error = SHIFT.refusal("admin_users.send_verify_email", line, failed, verify).await;
    assert!(error.message().contains("email missing"));
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn hints() -> BTreeMap<String, Value> {
    BTreeMap::from([("inputType".to_owned(), json!("text"))])
}

#[tokio::test]
async fn the_user_profile_is_replaced_as_a_whole() {
    let get = async |a: &Admin| a.users().profile_config_get().await;
    admin("admin_users.profile_config_get", format!("GET {USERS}/profile"), full(), get).await;
    let attribute = ProfileAttribute::new("costCentre")
        .display_name("Cost centre")
        .validations(BTreeMap::from([("length".to_owned(), BTreeMap::from([("max".to_owned(), json!(9))]))]))
        .annotations(hints())
        .required(AttributeRequired::new().roles(names(&["user"])).scopes(names(&["email"])))
        .permissions(AttributePermissions::new().view(names(&["admin"])).edit(names(&["admin"])))
        .selector(AttributeSelector::new().scopes(names(&["email"])))
        .group("work")
        .multivalued(false)
        .default_value("0");
    let group = ProfileGroup::new("work").display_header("Work").display_description("At the firm");
    let config = ProfileConfig::new(vec![attribute])
        .groups(vec![group.annotations(hints())])
        .unmanaged_attribute_policy(UnmanagedAttributePolicy::AdminEdit);
    let body = r#"{"attributes":[{"name":"costCentre","displayName":"Cost centre","validations":{"length":{"max":9}},"annotations":{"inputType":"text"},"required":{"roles":["user"],"scopes":["email"]},"permissions":{"view":["admin"],"edit":["admin"]},"selector":{"scopes":["email"]},"group":"work","multivalued":false,"defaultValue":"0"}],"groups":[{"name":"work","displayHeader":"Work","displayDescription":"At the firm","annotations":{"inputType":"text"}}],"unmanagedAttributePolicy":"ADMIN_EDIT"}"#;
    let line = sent(format!("PUT {USERS}/profile"), body);
    let update = async |a: &Admin| a.users().profile_config_update(&config).await;
    admin("admin_users.profile_config_update", line, full(), update).await;
    let unset = ProfileConfig::default().unmanaged_attribute_policy(UnmanagedAttributePolicy::Enabled);
    let unchecked = Client::shift(URL, "acme").bearer("t").check_input(false);
    refused(unchecked, async |c| c.admin().users().profile_config_update(&unset).await).await;
}

#[tokio::test]
async fn the_user_profile_is_written_back_as_it_was_read() {
    Resource {
        kit: SHIFT,
        get: ("admin_users.profile_config_get", async |c: &Client, _: &str| {
            c.admin().users().profile_config_get().await
        }),
        replace: ("admin_users.profile_config_update", async |c: &Client, _: &str, config: ProfileConfig| {
            c.admin().users().profile_config_update(&config).await
        }),
        reserved: &[],
        except: &[],
    }
    .keeps_the_rules()
    .await;
}

#[tokio::test]
async fn what_forms_need_and_what_the_profile_does_not_declare() {
    let metadata = async |a: &Admin| a.users().profile_metadata().await;
    admin("admin_users.profile_metadata", format!("GET {USERS}/profile/metadata"), full(), metadata).await;
    let line = format!("GET {ONE}/unmanagedAttributes");
    let unmanaged = async |a: &Admin| a.users().unmanaged_attributes(&id()).await;
    admin("admin_users.unmanaged_attributes", line.clone(), full(), unmanaged).await;
    let found = Answer::from((200, json!({"site": ["a", null], "none": []})));
    let found = found.unlike_the_facts("an item may be null, as among the attributes of a user");
    let found = admin("admin_users.unmanaged_attributes", line, found, unmanaged).await;
    assert_eq!((found["site"].first(), found["none"].first()), (Some("a"), None));
}
