//! The jobs of several calls of mID Provider, against the sandbox's own state, in both flavours.

use crate::clients;
use portcullis::midprovider::{
    Client, Secret, UserId,
    admin::{
        groups::Group,
        jobs::{AfterLeaving, Ensured, Remains, RoleKey, Step},
        roles::Role,
        user_roles::EffectiveRoles,
        users::{Credential, User},
    },
    auth::{OidcClient, PasswordGrant},
    oidc::Refusal,
};
use portcullis_sandbox::Sandbox;

const PASSWORD: &str = "S0me-long-phrase";

fn both(sandbox: &Sandbox) -> [Client; 2] {
    [clients::ssms(sandbox), clients::shift(sandbox)]
}

fn wanted(name: &str) -> User {
    User::new(name).enabled(true).email(format!("{name}@firm.example")).with_attribute("costCentre", "4711")
}

/// A user with a role of the realm, a membership and a password.
async fn joined(mid: &Client, name: &str) -> UserId {
    let (admin, users) = (mid.admin(), mid.admin().users());
    if admin.roles().get(&"auditor".into()).optional().await.unwrap().is_none() {
        admin.roles().create(&Role::new("auditor")).await.unwrap();
        let staff = admin.groups().create(&Group::new("staff")).await.unwrap();
        admin.groups().create_child(&staff, &Group::new("audit")).await.unwrap();
    }
    let id = users.ensure(&wanted(name)).await.unwrap().id().clone();
    let changes = users.grant(&id, &["auditor".into()]).await.unwrap();
    assert_eq!(changes.made, [RoleKey::from("auditor")]);
    assert!(users.join_path(&id, "/staff/audit").await.unwrap().is_in_force());
    users.reset_password(&id, &Credential::password(PASSWORD)).await.unwrap();
    id
}

fn own_client(sandbox: &Sandbox) -> OidcClient {
    let at = &sandbox.details().midprovider;
    OidcClient::confidential(&at.client_id, at.client_secret.as_str())
}

async fn access_token(sandbox: &Sandbox, mid: &Client, name: &str) -> Secret {
    let grant = PasswordGrant::new(name, PASSWORD);
    mid.auth().token_password(&own_client(sandbox), &grant).await.unwrap().access_token
}

#[tokio::test]
async fn a_user_is_made_as_wanted_once() {
    let sandbox = Sandbox::start().await.unwrap();
    for (mid, name) in both(&sandbox).iter().zip(["mira", "asa"]) {
        let users = mid.admin().users();
        let Ensured::Created(id) = users.ensure(&wanted(name)).await.unwrap() else { panic!("created") };
        assert_eq!(users.ensure(&wanted(name)).await.unwrap(), Ensured::Unchanged(id.clone()));
        let renamed = wanted(name).first_name("Mira").with_attribute("floor", "2");
        assert_eq!(users.ensure(&renamed).await.unwrap(), Ensured::Updated(id.clone()));
        let found =
            users.find_by_email(&format!("{}@FIRM.example", name.to_uppercase())).await.unwrap().unwrap();
        assert_eq!((&found.id, found.attribute("costCentre")), (&id, Some("4711")));
    }
}

#[tokio::test]
async fn a_leaver_is_proved_to_be_out() {
    let sandbox = Sandbox::start().await.unwrap();
    for (mid, name) in both(&sandbox).iter().zip(["mira", "asa"]) {
        let users = mid.admin().users();
        let id = joined(mid, name).await;
        let offline = PasswordGrant::new(name, PASSWORD).scope("offline_access");
        let offline = mid.auth().token_password(&own_client(&sandbox), &offline).await.unwrap();
        let _ = access_token(&sandbox, mid, name).await;
        let before = users.remains(&id).await.unwrap();
        assert!(!before.is_out() && !before.sessions.is_empty() && !before.consents.is_empty(), "{before:?}");

        let leaver = users.leave(&id, AfterLeaving::Keep).await;
        assert!(leaver.is_out(), "{leaver:?}");
        assert!(leaver.steps().iter().all(|(_, step)| step.error().is_none()), "{leaver:?}");
        assert!(matches!(leaver.deleted, Step::NotNeeded));
        // What the sandbox has.
        assert_eq!(sandbox.midprovider().user(name).unwrap()["enabled"], false);
        let again = PasswordGrant::new(name, PASSWORD);
        assert!(mid.auth().token_password(&own_client(&sandbox), &again).await.is_err());
        let refresh = offline.refresh_token.unwrap();
        assert!(mid.auth().token_refresh(&own_client(&sandbox), &refresh).await.is_err());

        let second = users.leave(&id, AfterLeaving::Delete).await;
        assert!(second.is_out() && matches!(second.deleted, Step::Done), "{second:?}");
        assert_eq!(second.remains.unwrap(), Remains::default());
        assert!(sandbox.midprovider().user(name).is_none());
        assert!(users.leave(&id, AfterLeaving::Delete).await.is_out());
    }
}

#[tokio::test]
async fn two_exports_of_one_state_are_the_same_bytes() {
    let sandbox = Sandbox::start().await.unwrap();
    let mid = clients::shift(&sandbox);
    let (admin, users) = (mid.admin(), mid.admin().users());
    let id = joined(&mid, "mira").await;
    admin.roles().create(&Role::new("reader")).await.unwrap();
    admin.roles().create(&Role::new("writer")).await.unwrap();
    let reader = admin.roles().get(&"reader".into()).await.unwrap();
    admin.roles().composites_add(&"auditor".into(), &[reader]).await.unwrap();
    let staff = admin.groups().get_by_path("/staff").await.unwrap();
    let writer = admin.roles().get(&"writer".into()).await.unwrap();
    admin.group_roles().realm_add(&staff.id, &[writer]).await.unwrap();

    let export = users.access_export().await.unwrap();
    let csv = export.to_csv();
    let of_mira: Vec<&str> = csv.lines().filter(|line| line.starts_with("mira,")).collect();
    let row = |rest: &str| format!("mira,{id},true,,{rest}");
    for wanted in [row("auditor,direct,"), row("reader,composite,auditor"), row("writer,group,/staff")] {
        assert!(of_mira.contains(&wanted.as_str()), "{wanted}: {of_mira:?}");
    }
    assert_eq!(users.access_export().await.unwrap().to_csv(), csv);
    // What the server finds effective is what the export has.
    let effective = admin.user_roles().realm_effective(&id, &EffectiveRoles::default()).await.unwrap();
    for role in effective {
        let name = role.name.unwrap();
        assert!(export.rows.iter().any(|row| row.user_id == id && row.role == name), "{name}");
    }
}

#[tokio::test]
async fn tokens_of_the_realm_are_verified_through_a_change_of_keys() {
    let sandbox = Sandbox::start().await.unwrap();
    for (mid, name) in both(&sandbox).iter().zip(["mira", "asa"]) {
        joined(mid, name).await;
        let verifier = mid.verifier("account").unwrap();
        let token = access_token(&sandbox, mid, name).await;
        let claims = verifier.verify(token.expose_secret()).await.unwrap();
        assert!(claims.has_realm_role("auditor") && claims.preferred_username.unwrap().as_str() == name);
        assert!(sandbox.midprovider().rotate_key(mid.tenant()));
        let newer = access_token(&sandbox, mid, name).await;
        verifier.verify(newer.expose_secret()).await.unwrap();
        verifier.verify(token.expose_secret()).await.unwrap();
        let other = mid.verifier("reports-api").unwrap().verify(newer.expose_secret()).await.unwrap_err();
        assert_eq!(other.refusal(), Some(Refusal::Audience));
    }
}
