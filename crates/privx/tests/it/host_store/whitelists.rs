use crate::{
    ID,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, keeps_the_rules, may_be_missing,
        needs_an_id, paged, sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    host_store::{
        PatternStatus, ShellVariant, Whitelist, WhitelistEvaluate, WhitelistSearch, WhitelistType, Whitelists,
    },
};
use serde_json::json;

const WHITELISTS: &str = "/host-store/api/v1/whitelists";
const SERVER: &[&str] = &["/id", "/author", "/created", "/updated_by", "/updated"];

fn whitelists(client: &Client) -> Whitelists {
    client.host_store().whitelists()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| whitelists(c).list().all().await;
    exchange("whitelists.list", format!("GET {WHITELISTS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(whitelists(c).list_sorted(&sort())).await;
    exchange("whitelists.list", format!("GET {WHITELISTS}?{PAGE}"), full(), sorted).await;
    let matching = async |c: &Client| whitelists(c).list_matching("a b", &sort()).all().await;
    let line = format!("GET {WHITELISTS}?sortkey=name&sortdir=DESC&query=a%20b&limit=50");
    exchange("whitelists.list", line, full(), matching).await;
    let search = WhitelistSearch::new().keywords("backup").sort(sort());
    let search = async |c: &Client| paged(whitelists(c).search(&search)).await;
    let line = sent(format!("POST {WHITELISTS}/search?{PAGE}"), r#"{"keywords":"backup"}"#);
    exchange("whitelists.search", line, full(), search).await;
    let all = async |c: &Client| whitelists(c).search(&WhitelistSearch::new()).all().await;
    exchange("whitelists.search", sent(format!("POST {WHITELISTS}/search?limit=50"), "{}"), full(), all)
        .await;
    let get = async |c: &Client| whitelists(c).get(&ID.into()).await;
    needs_an_id("whitelists.get", format!("GET {WHITELISTS}/{ID}"), get).await;
}

#[tokio::test]
async fn a_whitelist_is_written_as_a_whole() {
    let mut whitelist = sample("WhitelistInput");
    whitelist["type"] = "regex".into();
    whitelist["whitelist_patterns"] = json!(["^df -h$"]);
    let create = async |c: &Client, whitelist: &Whitelist| whitelists(c).create(whitelist).await;
    creates("whitelists.create", &format!("POST {WHITELISTS}"), whitelist.clone(), SERVER, create).await;
    let line = format!("PUT {WHITELISTS}/{}", whitelist["id"].as_str().unwrap());
    let replace =
        async |c: &Client, whitelist: &Whitelist| whitelists(c).replace(&whitelist.id, whitelist).await;
    sends(operation("whitelists.update"), &line, whitelist, &[], replace).await;
    let delete = async |c: &Client| whitelists(c).delete(&ID.into()).await;
    exchange("whitelists.delete", format!("DELETE {WHITELISTS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_whitelist_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| whitelists(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, list: Whitelist| whitelists(c).replace(&id.into(), &list).await;
    keeps_the_rules(("whitelists.get", get), ("whitelists.update", replace), &["evaluate", "search"]).await;
    let get = async |c: &Client| whitelists(c).get(&ID.into()).optional().await;
    may_be_missing("whitelists.get", &format!("GET {WHITELISTS}/{ID}"), get).await;
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let whitelist = Whitelist::glob("backup", ["df"]);
    is_a_conflict(operation("whitelists.create"), async |c| whitelists(c).create(&whitelist).await).await;
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_sent() {
    for (field, odd) in [
        ("name", Whitelist::glob("", ["df"])),
        ("name", Whitelist::default()),
        ("type", Whitelist::default().name("backup")),
        ("whitelist_patterns", Whitelist::default().name("backup").kind(WhitelistType::Glob)),
        ("whitelist_patterns", Whitelist::regex("backup", ["^df", "df"])),
    ] {
        let create = async |c: &Client| whitelists(c).create(&odd).await;
        is_limited(operation("whitelists.create"), field, create).await;
        let replace = async |c: &Client| whitelists(c).replace(&ID.into(), &odd).await;
        is_limited(operation("whitelists.update"), field, replace).await;
    }
}

#[tokio::test]
async fn commands_are_tested_also_against_what_cannot_be_stored() {
    let invalid = Whitelist::regex("backup", ["df"]);
    let test = WhitelistEvaluate::new(invalid, ShellVariant::Posix, ["df".to_owned(), "rm".to_owned()]);
    let evaluate = async |c: &Client| whitelists(c).evaluate(&test).await;
    let line = sent(
        format!("POST {WHITELISTS}/evaluate"),
        r#"{"whitelist":{"name":"backup","type":"regex","whitelist_patterns":["df"]},"rshell_variant":"posix","commands":["df","rm"]}"#,
    );
    exchange("whitelists.evaluate", line.clone(), full(), evaluate).await;
    let found = json!({
        "whitelist_pattern_results": [{ "whitelist_pattern": "df", "status": ["INVALID_REGEX_PATTERN"] }],
        "command_results": [{ "command": "df", "allowed": false }],
    });
    let found = exchange("whitelists.evaluate", line, (200, found), evaluate).await;
    assert_eq!(found.pattern_results[0].status, [PatternStatus::InvalidRegex]);
    assert_eq!(found.command_results[0].allowed, Some(false));
    let whole: Whitelist = serde_json::from_value(sample("Whitelist")).unwrap();
    let body = serde_json::to_value(&whole).unwrap();
    let test = WhitelistEvaluate::new(whole, ShellVariant::Bash, []);
    let contract = operation("whitelists.evaluate").replies(200, json!({})).start().await;
    whitelists(&crate::client(&contract)).evaluate(&test).await.unwrap();
    let body = json!({ "whitelist": body, "rshell_variant": "bash", "commands": [] });
    contract.request().await.is("POST", &format!("{WHITELISTS}/evaluate")).json(body);
}
