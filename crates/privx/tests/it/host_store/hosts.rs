use crate::{
    ID,
    support::{
        DONE, PAGE, creates, exchange, is_limited, is_refused, keeps_the_rules, may_be_missing, needs_an_id,
        paged, reads_tags, sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    AccessGroupId, Client, RoleHandle, Secret,
    host_store::{
        CloudProvider, DbProtocol, Disabled, Host, HostAddress, HostCommandRestrictions, HostFilter,
        HostPrincipal, HostSearch, HostService, HostServiceType, HostType, Hosts, ShellVariant,
    },
    local_user_store::TagSearch,
};
use serde_json::{Value, json};

const HOSTS: &str = "/host-store/api/v1/hosts";

/// What PrivX sets on a host.
const SERVER: &[&str] = &[
    "/id",
    "/host_certificate",
    "/status",
    "/created",
    "/updated",
    "/updated_by",
    "/deleted",
    "/services/0/status",
    "/services/0/status_updated",
    "/services/0/created",
    "/services/0/updated",
    "/services/0/latency_in_microseconds",
    "/principals/0/target_domain/deleted",
    "/principals/0/roles/0/deleted",
    "/principals/0/command_restrictions/default_whitelist/deleted",
    "/principals/0/command_restrictions/whitelists/0/whitelist/deleted",
    "/principals/0/command_restrictions/whitelists/0/roles/0/deleted",
    "/password_rotation/rotation_status",
    "/password_rotation/created",
    "/password_rotation/updated",
    "/password_rotation/created_by",
    "/password_rotation/updated_by",
];

fn hosts(client: &Client) -> Hosts {
    client.host_store().hosts()
}

/// A host of which every member is set; its passphrase is no mask.
fn whole() -> Value {
    let mut host = sample("HostInput");
    host["principals"][0]["passphrase"] = "new-pass-1".into();
    host
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| hosts(c).list().all().await;
    exchange("hosts.list", format!("GET {HOSTS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(hosts(c).list_sorted(&sort())).await;
    exchange("hosts.list", format!("GET {HOSTS}?{PAGE}"), full(), sorted).await;
    let view = async |c: &Client| hosts(c).list_filtered(&HostFilter::Accessible, &sort()).all().await;
    let line = format!("GET {HOSTS}?sortkey=name&sortdir=DESC&filter=accessible&limit=50");
    exchange("hosts.list", line, full(), view).await;
    let address = HostAddress::new(HostServiceType::Ssh, "10.0.0.5", 22);
    let resolve = async |c: &Client| hosts(c).resolve(&address).await;
    let line = sent(format!("POST {HOSTS}/resolve"), r#"{"service":"SSH","address":"10.0.0.5","port":22}"#);
    exchange("hosts.resolve", line.clone(), full(), resolve).await;
    needs_an_id("hosts.resolve", line, resolve).await;
    let get = async |c: &Client| hosts(c).get(&ID.into()).await;
    needs_an_id("hosts.get", format!("GET {HOSTS}/{ID}"), get).await;
}

#[tokio::test]
async fn hosts_are_found_by_many_conditions() {
    let all = async |c: &Client| hosts(c).search(&HostSearch::new()).all().await;
    exchange("hosts.search", sent(format!("POST {HOSTS}/search?limit=50"), "{}"), full(), all).await;
    let texts = |text: &str| [text.to_owned()];
    let search = HostSearch::new()
        .id(ID)
        .keywords("db ops")
        .distinguished_name(texts("cn=db1"))
        .external_id("e")
        .instance_id("i-1")
        .source_id(ID)
        .common_name(texts("db1"))
        .organization(texts("o"))
        .organizational_unit(texts("ou"))
        .address(texts("10.0.0.5"))
        .service([HostServiceType::Ssh])
        .port([22])
        .zone(texts("z"))
        .host_type([HostType::AwsEc2])
        .host_classification(texts("server"))
        .role([ID.into()])
        .scope(texts("s"))
        .ignore_disabled_sources(true)
        .tags(texts("t"))
        .access_group_ids([AccessGroupId::from(ID)])
        .cloud_providers([CloudProvider::Aws])
        .cloud_provider_regions(texts("eu-north-1"))
        .deployable(true)
        .statuses(texts("OK"))
        .disabled(Disabled::ByAdmin)
        .filter(HostFilter::Configured)
        .sort(sort());
    let body = json!({
        "id": ID, "keywords": "db ops", "distinguished_name": ["cn=db1"], "external_id": "e", "instance_id": "i-1",
        "source_id": ID, "common_name": ["db1"], "organization": ["o"], "organizational_unit": ["ou"],
        "address": ["10.0.0.5"], "service": ["SSH"], "port": [22], "zone": ["z"], "host_type": ["aws-ec2"],
        "host_classification": ["server"], "role": [ID], "scope": ["s"], "ignore_disabled_sources": true,
        "tags": ["t"], "access_group_ids": [ID], "cloud_providers": ["AWS"],
        "cloud_provider_regions": ["eu-north-1"], "deployable": true, "statuses": ["OK"], "disabled": "BY_ADMIN",
        "filter": "configured",
    });
    let contract = operation("hosts.search").replies(200, json!({ "count": 0, "items": null })).start().await;
    let found = paged(hosts(&crate::client(&contract)).search(&search)).await.unwrap();
    assert!(found.items.is_empty());
    let line = format!("{HOSTS}/search?sortkey=name&sortdir=DESC&filter=configured&limit=10&offset=20");
    contract.request().await.is("POST", &line).json(body);
}

#[tokio::test]
async fn a_host_is_written_as_a_whole() {
    let create = async |c: &Client, host: &Host| hosts(c).create(host).await;
    creates("hosts.create", &format!("POST {HOSTS}"), whole(), SERVER, create).await;
    let replace = async |c: &Client, host: &Host| hosts(c).replace(&host.id, host).await;
    let line = format!("PUT {HOSTS}/{}", whole()["id"].as_str().unwrap());
    sends(operation("hosts.update"), &line, whole(), &[], replace).await;
    let deploy = async |c: &Client, host: &Host| hosts(c).deploy(host).await;
    let contract = operation("hosts.deploy").replies(200, json!({ "id": ID }));
    sends(contract, &format!("POST {HOSTS}/deploy"), whole(), SERVER, deploy).await;
    let host = Host::new("db1", ["10.0.0.5"]).external_id("e");
    let deploy = async |c: &Client| hosts(c).deploy(&host).await;
    let body = r#"{"external_id":"e","common_name":"db1","addresses":["10.0.0.5"]}"#;
    exchange("hosts.deploy", sent(format!("POST {HOSTS}/deploy"), body), full(), deploy).await;
    let delete = async |c: &Client| hosts(c).delete(&ID.into()).await;
    exchange("hosts.delete", format!("DELETE {HOSTS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_host_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| hosts(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, host: Host| hosts(c).replace(&id.into(), &host).await;
    let reserved = &["deploy", "resolve", "search", "tags"];
    keeps_the_rules(("hosts.get", get), ("hosts.update", replace), reserved).await;
    let get = async |c: &Client| hosts(c).get(&ID.into()).optional().await;
    may_be_missing("hosts.get", &format!("GET {HOSTS}/{ID}"), get).await;
    for id in reserved {
        is_refused("host_id", async |c| hosts(c).set_disabled(&(*id).into(), true).await).await;
        is_refused("host_id", async |c| hosts(c).set_deployable(&(*id).into(), true).await).await;
    }
}

#[tokio::test]
async fn a_masked_passphrase_is_dropped_or_replaced() {
    let read = json!({ "id": ID, "principals": [{ "principal": "root", "passphrase": "********" }] });
    let host: Host = serde_json::from_value(read).unwrap();
    for write in ["create", "deploy", "replace"] {
        is_refused("principals", async |c| match write {
            "create" => hosts(c).create(&host).await.map(drop),
            "deploy" => hosts(c).deploy(&host).await.map(drop),
            _ => hosts(c).replace(&ID.into(), &host).await,
        })
        .await;
    }
    let replace = async |c: &Client| hosts(c).replace(&ID.into(), &host.clone().drop_masked()).await;
    let line = |body: String| sent(format!("PUT {HOSTS}/{ID}"), body);
    let body = format!(r#"{{"id":"{ID}","principals":[{{"principal":"root"}}]}}"#);
    exchange("hosts.update", line(body), DONE, replace).await;
    let account = HostPrincipal::new("root").passphrase(Secret::from("new-pass-1"));
    let new = host.clone().principals([account]);
    assert!(!format!("{new:?}").contains("new-pass-1"));
    assert!(serde_json::to_string(&new).is_err(), "a call alone writes it");
    let replace = async |c: &Client| hosts(c).replace(&ID.into(), &new).await;
    let body = format!(r#"{{"id":"{ID}","principals":[{{"principal":"root","passphrase":"new-pass-1"}}]}}"#);
    exchange("hosts.update", line(body), DONE, replace).await;
}

#[tokio::test]
async fn services_and_accounts_are_made_in_a_line() {
    let host = Host::new("db1", ["10.0.0.5"])
        .services([
            HostService::ssh("a"),
            HostService::rdp("a"),
            HostService::vnc("a"),
            HostService::web("a", "https://a/login"),
            HostService::database("a", 5432, DbProtocol::Postgres),
        ])
        .principals([
            HostPrincipal::new("root").granted_to([ID]),
            HostPrincipal::own_account().roles([RoleHandle::new(ID)]),
            HostPrincipal::from_attribute("unix_account"),
        ]);
    let create = async |c: &Client| hosts(c).create(&host).await;
    let body = [
        r#"{"services":[{"service":"SSH","address":"a","port":22},{"service":"RDP","address":"a","port":3389},"#,
        r#"{"service":"VNC","address":"a","port":5900},"#,
        r#"{"service":"WEB","address":"a","port":443,"login_page_url":"https://a/login"},"#,
        r#"{"service":"DB","address":"a","port":5432,"db":{"protocol":"postgres"}}],"#,
        r#""principals":[{"principal":"root","roles":[{"id":"5f0a0000-0000-4000-8000-000000000001"}]},"#,
        r#"{"use_user_account":true,"roles":[{"id":"5f0a0000-0000-4000-8000-000000000001"}]},"#,
        r#"{"username_attribute":"unix_account"}],"common_name":"db1","addresses":["10.0.0.5"]}"#,
    ];
    exchange("hosts.create", sent(format!("POST {HOSTS}"), body.concat()), full(), create).await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    let restricted = |rules: HostCommandRestrictions| {
        Host::new("a", ["a"]).principals([HostPrincipal::new("root").command_restrictions(rules)])
    };
    let whole = HostCommandRestrictions::new(ShellVariant::Bash, ID);
    let (mut no_shell, mut no_list) = (whole.clone(), whole.clone());
    no_shell.rshell_variant = None;
    no_list.default_whitelist = None;
    let lower = Host::new("a", ["a"]).services([HostService::new("ssh", "a", 22)]);
    for (field, odd) in [
        ("rshell_variant", restricted(no_shell.clone())),
        ("default_whitelist", restricted(no_list)),
        ("service", lower),
    ] {
        is_limited(operation("hosts.create"), field, async |c| hosts(c).create(&odd).await).await;
        is_limited(operation("hosts.deploy"), field, async |c| hosts(c).deploy(&odd).await).await;
        is_limited(operation("hosts.update"), field, async |c| hosts(c).replace(&ID.into(), &odd).await)
            .await;
    }
    // Where they do not apply nothing is needed.
    let off = restricted(no_shell.enabled(false));
    let create = async |c: &Client| hosts(c).create(&off).await;
    let contract = operation("hosts.create").replies(201, json!({ "id": ID })).start().await;
    create(&crate::client(&contract)).await.unwrap();
    for (field, address) in [
        ("address", HostAddress::new(HostServiceType::Ssh, "", 22)),
        ("service", HostAddress::new("ssh", "a", 22)),
    ] {
        is_limited(operation("hosts.resolve"), field, async |c| hosts(c).resolve(&address).await).await;
    }
}

#[tokio::test]
async fn a_host_is_disabled_and_made_deployable() {
    for flag in [true, false] {
        let set = async |c: &Client| hosts(c).set_disabled(&ID.into(), flag).await;
        let line = sent(format!("PUT {HOSTS}/{ID}/disabled"), format!(r#"{{"disabled":{flag}}}"#));
        exchange("hosts.set_disabled", line, DONE, set).await;
        let set = async |c: &Client| hosts(c).set_deployable(&ID.into(), flag).await;
        let line = sent(format!("PUT {HOSTS}/{ID}/deployable"), format!(r#"{{"deployable":{flag}}}"#));
        exchange("hosts.set_deployable", line, DONE, set).await;
    }
}

#[tokio::test]
async fn tags_are_listed_in_either_form() {
    let all = |c: &Client| hosts(c).tags();
    let search = |c: &Client, search: &TagSearch| hosts(c).search_tags(search);
    reads_tags("hosts.tags", &format!("{HOSTS}/tags"), all, search).await;
}
