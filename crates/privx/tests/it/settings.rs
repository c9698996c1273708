//! The service `settings`: every operation.

use crate::support::{DONE, exchange, is_limited, is_refused, reads_the_state};
use portcullis_testkit::{full, operation, sent};
use privx::{
    Client,
    settings::{Settings, SettingsScope, SettingsSection},
};
use serde_json::{Value, json};

const SETTINGS: &str = "/settings/api/v1/settings";
const SCHEMA: &str = "/settings/api/v1/schema";
const SCOPE: SettingsScope = SettingsScope::TrailIndex;

fn settings(client: &Client) -> Settings {
    client.settings()
}

fn db() -> SettingsSection {
    "db".into()
}

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| settings(c).status().await;
    reads_the_state("settings.status", "GET /settings/api/v1/status", status).await;
}

#[tokio::test]
async fn settings_are_read_and_written() {
    let all = json!({ "db": { "max_open_conns": 20, "conn_max_idletime": "5m" }, "later": {} });
    let get = async |c: &Client| settings(c).scope(&SCOPE).await;
    let line = format!("GET {SETTINGS}/TRAIL-INDEX");
    assert_eq!(exchange("settings.scope_get", &line, (200, all.clone()), get).await, all);
    let get = async |c: &Client| settings(c).scope_merged(&SCOPE).await;
    let line = format!("{line}?merge=true");
    assert_eq!(exchange("settings.scope_get", line, (200, all.clone()), get).await, all);
    let set = async |c: &Client| settings(c).replace_scope(&SCOPE, &all).await;
    let line = sent(format!("PUT {SETTINGS}/TRAIL-INDEX"), all.to_string());
    exchange("settings.scope_set", line, DONE, set).await;
    let get = async |c: &Client| settings(c).section(&SCOPE, &db()).await;
    let line = format!("{SETTINGS}/TRAIL-INDEX/db");
    let section =
        exchange("settings.section_get", format!("GET {line}"), (200, all["db"].clone()), get).await;
    assert_eq!(section, all["db"]);
    let set = async |c: &Client| settings(c).replace_section(&SCOPE, &db(), &section).await;
    exchange("settings.section_set", sent(format!("PUT {line}"), section.to_string()), DONE, set).await;
}

#[tokio::test]
async fn schemas_are_read() {
    let schema = json!({ "type": "object", "properties": { "db": { "type": "object" } } });
    let get = async |c: &Client| settings(c).scope_schema(&"API-PROXY".into()).await;
    let line = format!("GET {SCHEMA}/API-PROXY");
    assert_eq!(exchange("settings.schema_scope", line, (200, schema.clone()), get).await, schema);
    let get = async |c: &Client| settings(c).section_schema(&SCOPE, &"d b".into()).await;
    let line = format!("GET {SCHEMA}/TRAIL-INDEX/d%20b");
    assert_eq!(exchange("settings.schema_section", line, (200, schema.clone()), get).await, schema);
}

#[tokio::test]
async fn whether_a_restart_is_required_is_read() {
    let change = json!({ "db": { "max_open_conns": 20 } });
    let check = async |c: &Client| settings(c).restart_required(&SCOPE, &change).await;
    let line = || sent("POST /settings/api/v1/restart_required/TRAIL-INDEX", change.to_string());
    exchange("settings.restart_required", line(), full(), check).await;
    let needed = json!({ "restart": true, "settings": { "db": { "max_open_conns": true, "later": false } } });
    let needed = exchange("settings.restart_required", line(), (200, needed), check).await;
    assert!(needed.restart == Some(true) && needed.settings["db"]["max_open_conns"]);
    assert!(!needed.settings["db"]["later"]);
}

#[tokio::test]
async fn only_objects_are_written() {
    for odd in [json!([]), json!("a"), Value::Null] {
        let set = async |c: &Client| settings(c).replace_section(&SCOPE, &db(), &odd).await;
        is_limited(operation("settings.section_set"), "settings", set).await;
    }
    for odd in [json!([]), Value::Null, json!({ "db": {}, "odd": 5 })] {
        let set = async |c: &Client| settings(c).replace_scope(&SCOPE, &odd).await;
        is_limited(operation("settings.scope_set"), "settings", set).await;
        let check = async |c: &Client| settings(c).restart_required(&SCOPE, &odd).await;
        is_limited(operation("settings.restart_required"), "settings", check).await;
    }
}

#[tokio::test]
async fn a_mask_is_never_written() {
    let masked = json!({ "mail": { "hosts": [{ "password": "*****" }] } });
    is_refused("settings", async |c| settings(c).replace_scope(&SCOPE, &masked).await).await;
    is_refused("settings", async |c| settings(c).restart_required(&SCOPE, &masked).await).await;
    let set = async |c: &Client| settings(c).replace_section(&SCOPE, &db(), &masked["mail"]).await;
    is_refused("settings", set).await;
}

#[tokio::test]
async fn a_scope_cannot_become_another_operation() {
    let change = json!({});
    for odd in ["", ".", ".."] {
        is_refused("scope", async |c| settings(c).scope(&odd.into()).await).await;
        is_refused("scope", async |c| settings(c).replace_scope(&odd.into(), &change).await).await;
        is_refused("scope", async |c| settings(c).scope_schema(&odd.into()).await).await;
        is_refused("section", async |c| settings(c).section(&SCOPE, &odd.into()).await).await;
        is_refused("section", async |c| settings(c).replace_section(&SCOPE, &odd.into(), &change).await)
            .await;
        is_refused("section", async |c| settings(c).section_schema(&SCOPE, &odd.into()).await).await;
    }
}

#[test]
fn documented_scopes_are_typed() {
    for scope in [
        "AUTH",
        "AUTHORIZER",
        "CONNECTION-MANAGER",
        "HOST-STORE",
        "TRAIL-INDEX",
        "KEYVAULT",
        "MONITOR-SERVICE",
        "RDP-PROXY",
        "RDP-MITM",
        "SSH-PROXY",
        "SSH-MITM",
        "ROLE-STORE",
        "USER-STORE",
        "WORKFLOW-ENGINE",
        "SETTINGS",
        "SEARCH",
        "VAULT",
        "LICENSE-MANAGER",
        "SECRETS-MANAGER",
        "NETWORK-ACCESS-MANAGER",
        "EXTENDER-SERVICE",
        "DB-PROXY",
        "PRIVX-CARRIER",
        "PRIVX-WEB-PROXY",
        "PRIVX-EXTENDER",
        "GLOBAL",
        "UEBA",
    ] {
        assert!(!matches!(scope.into(), SettingsScope::Other(_)), "{scope}");
    }
}
