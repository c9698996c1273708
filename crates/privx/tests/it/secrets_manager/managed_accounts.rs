use super::{DOMAINS, at};
use crate::{
    ID, sandbox,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_identified, is_limited, is_refused, keeps_the_rules,
        may_be_missing, paged, sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, Secret,
    secrets_manager::{
        AccountState, ManagedAccount, ManagedAccountChangeSet, ManagedAccountCreateData,
        ManagedAccountSearch, ManagedAccounts, PasswordPolicyHandle, RotationOutcome,
        ScannedAccountChangeSet, TargetDomain,
    },
};

fn accounts(client: &Client) -> ManagedAccounts {
    client.secrets_manager().managed_accounts()
}

fn path() -> String {
    format!("{DOMAINS}/{ID}/managedaccounts")
}

#[tokio::test]
async fn every_field_is_read() {
    let line = path();
    let list = async |c: &Client| accounts(c).list(&ID.into()).all().await;
    exchange("managed_accounts.list", format!("GET {line}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(accounts(c).list_sorted(&ID.into(), &sort())).await;
    exchange("managed_accounts.list", format!("GET {line}?{PAGE}"), full(), sorted).await;
    let search = ManagedAccountSearch::new()
        .keywords("a b")
        .enabled(true)
        .created_after(at(1))
        .created_before(at(2))
        .updated_after(at(3))
        .updated_before(at(4))
        .state(AccountState::Managed)
        .rotation_enabled(true)
        .explicit_checkout(false)
        .sort(sort());
    let body = r#"{"keywords":"a b","enabled":true,"created_after":"2031-01-01T00:00:00Z","created_before":"2031-01-02T00:00:00Z","updated_after":"2031-01-03T00:00:00Z","updated_before":"2031-01-04T00:00:00Z","state":"MANAGED","rotation_enabled":true,"explicit_checkout":false}"#;
    let found = async |c: &Client| paged(accounts(c).search(&ID.into(), &search)).await;
    let line = sent(format!("POST {line}/search?{PAGE}"), body);
    exchange("managed_accounts.search", line, full(), found).await;
}

#[tokio::test]
async fn an_account_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/target_domain/deleted",
        "/password_policy/deleted",
        "/state",
        "/locked",
        "/locked_timestamp",
        "/rotation_history",
        "/checkouts",
        "/created",
        "/author",
        "/updated",
        "/updated_by",
    ];
    let line = path();
    let account = sample("ManagedAccount");
    let create = async |c: &Client, one: &ManagedAccount| accounts(c).create(&ID.into(), one).await;
    creates("managed_accounts.create", &format!("POST {line}"), account.clone(), SERVER, create).await;
    let replace =
        async |c: &Client, one: &ManagedAccount| accounts(c).replace(&ID.into(), &one.id, one).await;
    let one = format!("PUT {line}/{}", account["id"].as_str().unwrap());
    sends(operation("managed_accounts.update"), &one, account, &[], replace).await;
    let delete = async |c: &Client| accounts(c).delete(&ID.into(), &ID.into()).await;
    exchange("managed_accounts.delete", format!("DELETE {line}/{ID}"), DONE, delete).await;
    let rotate = async |c: &Client| accounts(c).rotate(&ID.into(), &ID.into()).await;
    exchange("managed_accounts.rotate", format!("POST {line}/{ID}/rotate"), DONE, rotate).await;
    let password = Secret::from("correct horse");
    let set = async |c: &Client| accounts(c).set_password(&ID.into(), &ID.into(), &password).await;
    let set_line = sent(format!("POST {line}/{ID}/password"), r#"{"password":"correct horse"}"#);
    exchange("managed_accounts.set_password", set_line, DONE, set).await;
}

#[tokio::test]
async fn an_account_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| accounts(c).get(&ID.into(), &id.into()).await;
    let replace = async |c: &Client, id: &str, one: ManagedAccount| {
        accounts(c).replace(&ID.into(), &id.into(), &one).await
    };
    let reserved = &["batch", "search"];
    keeps_the_rules(("managed_accounts.get", get), ("managed_accounts.update", replace), reserved).await;
    let get = async |c: &Client| accounts(c).get(&ID.into(), &ID.into()).await;
    is_identified("managed_accounts.get", format!("GET {}/{ID}", path()), get).await;
    let get = async |c: &Client| accounts(c).get(&ID.into(), &ID.into()).optional().await;
    may_be_missing("managed_accounts.get", &format!("GET {}/{ID}", path()), get).await;
}

#[tokio::test]
async fn many_accounts_are_changed_at_once() {
    let line = |action: &str, body: &str| sent(format!("POST {}/batch/{action}", path()), body);
    let policy = || PasswordPolicyHandle::new(ID).name("monthly");
    let shared = format!(r#""password_policy":{{"id":"{ID}","name":"monthly"}},"comment":"a service""#);
    let data = ManagedAccountCreateData::new()
        .enabled(true)
        .rotation_enabled(true)
        .rotate(false)
        .explicit_checkout(true)
        .disable_rdp_cert_auth(false)
        .password_policy(policy())
        .comment("a service");
    let body = format!(
        r#"{{"ids":["{ID}"],"data":{{"enabled":true,"rotation_enabled":true,"rotate":false,"explicit_checkout":true,"disable_rdp_cert_auth":false,{shared}}}}}"#
    );
    let create = async |c: &Client| accounts(c).batch_create(&ID.into(), &[ID.into()], &data).await;
    exchange("managed_accounts.batch_create", line("create", &body), full(), create).await;
    let changes = ManagedAccountChangeSet::new()
        .enabled(false)
        .rotation_enabled(true)
        .explicit_checkout(true)
        .disable_rdp_cert_auth(false)
        .password_policy(policy())
        .comment("a service");
    let all = format!(
        r#"{{"enabled":false,"rotation_enabled":true,"explicit_checkout":true,"disable_rdp_cert_auth":false,{shared}}}"#
    );
    for (changes, body) in [
        (changes, all.as_str()),
        (ManagedAccountChangeSet::new().enabled(false), r#"{"enabled":false}"#),
        (ManagedAccountChangeSet::new(), "{}"),
    ] {
        let update = async |c: &Client| accounts(c).batch_update(&ID.into(), &[ID.into()], &changes).await;
        let body = format!(r#"{{"ids":["{ID}"],"changes":{body}}}"#);
        exchange("managed_accounts.batch_edit", line("edit", &body), DONE, update).await;
    }
    let body = format!(r#"{{"ids":["{ID}"]}}"#);
    let delete = async |c: &Client| accounts(c).batch_delete(&ID.into(), &[ID.into()]).await;
    exchange("managed_accounts.batch_delete", line("delete", &body), DONE, delete).await;
    let rotate = async |c: &Client| accounts(c).batch_rotate(&ID.into(), &[ID.into()]).await;
    exchange("managed_accounts.batch_rotate", line("rotate", &body), DONE, rotate).await;
}

#[tokio::test]
async fn a_batch_without_ids_is_refused() {
    let domain = ID.into();
    let data = ManagedAccountCreateData::new();
    for none in [&[][..], &["".into()][..], &[ID.into(), "".into()][..]] {
        is_refused("ids", async |c| accounts(c).batch_create(&domain, none, &data).await).await;
    }
    let changes = ManagedAccountChangeSet::new().enabled(false);
    for none in [&[][..], &["".into()][..], &[ID.into(), "".into()][..]] {
        is_refused("ids", async |c| accounts(c).batch_delete(&domain, none).await).await;
        is_refused("ids", async |c| accounts(c).batch_rotate(&domain, none).await).await;
        is_refused("ids", async |c| accounts(c).batch_update(&domain, none, &changes).await).await;
    }
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    let password = Secret::from("correct horse");
    for id in ["", ".", "batch", "search"] {
        let (domain, id) = (ID.into(), id.into());
        is_refused("managed_account_id", async |c| accounts(c).delete(&domain, &id).await).await;
        is_refused("managed_account_id", async |c| accounts(c).rotate(&domain, &id).await).await;
        let set = async |c: &Client| accounts(c).set_password(&domain, &id, &password).await;
        is_refused("managed_account_id", set).await;
    }
    is_refused("target_domain_id", async |c| accounts(c).list(&"resolve".into()).all().await).await;
}

#[tokio::test]
async fn what_is_required_is_checked() {
    let create = async |c: &Client| accounts(c).create(&ID.into(), &ManagedAccount::new("")).await;
    is_limited(operation("managed_accounts.create"), "username", create).await;
    let none = Secret::from("");
    let set = async |c: &Client| accounts(c).set_password(&ID.into(), &ID.into(), &none).await;
    is_limited(operation("managed_accounts.set_password"), "password", set).await;
}

#[tokio::test]
async fn a_taken_user_name_is_a_conflict() {
    let account = ManagedAccount::new("svc-backup");
    let create = async |c: &Client| accounts(c).create(&ID.into(), &account).await;
    is_a_conflict(operation("managed_accounts.create"), create).await;
}

#[tokio::test]
async fn the_sandbox_rotates_an_account_that_a_scan_found() -> sandbox::Result {
    let (sandbox, client) = sandbox::site().await?;
    let secrets = client.secrets_manager();
    let domain = secrets.target_domains().create(&TargetDomain::new("staff")).await?;
    let scanned = sandbox.privx().add_scanned_account(domain.as_str(), "svc").as_str().into();
    secrets.target_domains().refresh(&domain).await?;
    let note = ScannedAccountChangeSet::new().comment("a service");
    secrets.target_domain_accounts().update(&domain, &scanned, &note).await?;
    let data = ManagedAccountCreateData::new().rotation_enabled(true);
    let made = secrets.managed_accounts().batch_create(&domain, &[scanned], &data).await?;
    let id = made.first().ok_or("no account")?;
    let bound = std::time::Duration::from_secs(60);
    let outcome = secrets.managed_accounts().rotate_and_wait(&domain, id, bound).await?;
    assert!(matches!(outcome, RotationOutcome::Rotated { version: Some(1), .. }), "{outcome:?}");
    let account = secrets.managed_accounts().get(&domain, id).await?;
    assert_eq!((account.comment.as_deref(), account.rotation_history.len()), (Some("a service"), 1));
    Ok(())
}
