//! Successes that StoredSafe did not send, and refusals that come with a success status.

use crate::support::{TOKEN, builder};
use portcullis_testkit::Kit;
use storedsafe::{Client, NewUser, NewVault, Permission, Retry};

/// Clients whose session no repetition probes.
const KIT: Kit<Client> = Kit::new(|transport| {
    let builder = builder("https://storedsafe.example").token(TOKEN).retry(Retry::none());
    builder.transport(transport).build().unwrap()
});

fn envelope(status: &str, info: &str, beside: &str) -> String {
    format!(
        r#"{{"CALLINFO":{{"status":"{status}","token":"{TOKEN}"{info}}}{beside},"DATA":{{}},"PARAMS":[]}}"#
    )
}

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_success() {
    KIT.refuses_disguises("users.delete", async |c| c.users().delete(&"179".into()).await).await;
    KIT.refuses_disguises("vaults.delete", async |c| c.vaults().delete(&"31".into()).await).await;
    KIT.refuses_disguises("members.add", async |c| {
        c.vault_members().add(&"31".into(), &"179".into(), Permission::Read).await
    })
    .await;
    let user = NewUser::new("alice", "Alice", "a@example.com", "pass-phrase".into());
    KIT.refuses_disguises("users.create", async |c| c.users().create(&user).await).await;
    KIT.refuses_disguises("vaults.create", async |c| c.vaults().create(&NewVault::new("Lab")).await).await;
    KIT.refuses_disguises("users.list", async |c| c.users().list().await).await;
    KIT.refuses_disguises("users.get", async |c| c.users().get(&"179".into()).await).await;
    KIT.refuses_disguises("vaults.list", async |c| c.vaults().list().await).await;
    KIT.refuses_disguises("files.download", async |c| c.files().download(&"90".into()).bytes().await).await;
    KIT.refuses_disguises("auth_info", async |c| c.auth_info().login_types().await).await;
}

#[tokio::test]
async fn a_refusal_inside_a_success_is_an_error_of_every_operation() {
    let all = r#","users":[{"id":"179"}],"userid":"180""#;
    let bodies = [
        envelope("FAIL", "", r#","ERRORS":["no"]"#),
        envelope("FAIL", all, ""),
        envelope("SUCCESS", all, r#","ERRORS":["no"],"VAULTS":[],"VAULT":[{"id":"31"}]"#),
        envelope("ERROR", all, r#","VAULTS":[],"VAULT":[{"id":"31"}]"#),
    ];
    KIT.finds_failures("users.delete", &bodies, async |c| c.users().delete(&"179".into()).await).await;
    KIT.finds_failures("vaults.delete", &bodies, async |c| c.vaults().delete(&"31".into()).await).await;
    KIT.finds_failures("users.list", &bodies, async |c| c.users().list().await).await;
    KIT.finds_failures("vaults.list", &bodies, async |c| c.vaults().list().await).await;
    KIT.finds_failures("vaults.create", &bodies, async |c| c.vaults().create(&NewVault::new("Lab")).await)
        .await;
}

#[tokio::test]
async fn a_listing_needs_its_list_and_an_object_its_id() {
    let success = |info: &str, beside: &str| envelope("SUCCESS", info, beside);
    let none = success("", "");
    KIT.misses("users.list", &[&none], async |c| c.users().list().await).await;
    KIT.misses("vaults.list", &[&none], async |c| c.vaults().list().await).await;
    KIT.misses("members.list", &[&none], async |c| c.vault_members().list(&"31".into()).await).await;
    KIT.misses("templates.list", &[&none], async |c| c.templates().list().await).await;
    KIT.misses("users.search", &[&none], async |c| c.users().search("ada").await).await;
    KIT.misses("find", &[&none, &success("", r#","TEMPLATES":[]"#)], async |c| c.objects().find("db").await)
        .await;
    KIT.misses("list_keys", &[&none], async |c| c.transparent().list_keys(&"31".into()).await).await;
    KIT.misses("password_policies", &[&none], async |c| c.utils().password_policies().await).await;
    KIT.misses("status_values", &[&none], async |c| c.utils().status_values().await).await;
    let users = [
        none.clone(),
        success(r#","users":[{"username":"ada"}]"#, ""),
        success(r#","users":[{"id":"","username":"ada"}]"#, ""),
        success(r#","users":[{"id":null}]"#, ""),
    ];
    KIT.misses("users.get", &users, async |c| c.users().get(&"179".into()).await).await;
    let vaults = [
        none.clone(),
        success("", r#","VAULT":[{"groupname":"Lab"}],"OBJECTS":[]"#),
        success("", r#","VAULT":[{"id":""}],"OBJECTS":[]"#),
        success("", r#","VAULT":[{"id":"31"}],"TEMPLATES":[]"#),
    ];
    KIT.misses("vaults.get", &vaults, async |c| c.vaults().get(&"31".into()).await).await;
    let objects = [
        none.clone(),
        success("", r#","OBJECT":[{"objectname":"a"}]"#),
        success("", r#","OBJECT":[{"id":""}]"#),
    ];
    KIT.misses("objects.get", &objects, async |c| c.objects().get(&"179".into()).await).await;
    let templates = [
        none,
        success("", r#","TEMPLATE":[{"info":{"name":"a"}}]"#),
        success("", r#","TEMPLATE":{"id":""}"#),
    ];
    KIT.misses("templates.get", &templates, async |c| c.templates().get(&"20".into()).await).await;
}

#[tokio::test]
async fn byte_order_marks_and_words_for_no_encoding_change_nothing() {
    let body = envelope("SUCCESS", r#","users":[{"id":"179","username":"ada"}]"#, "");
    KIT.reads_through_encodings("users.list", (200, &body), async |c| c.users().list().await).await;
    KIT.reads_through_encodings("users.get", (200, &body), async |c| c.users().get(&"179".into()).await)
        .await;
    KIT.reads_through_encodings("vaults.delete", (200, &body), async |c| {
        c.vaults().delete(&"31".into()).await
    })
    .await;
}
