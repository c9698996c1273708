use crate::{
    ID, KIT, client,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, is_refused, may_be_missing, needs_an_id,
        paged, reads_tags, sends, sort,
    },
};
use portcullis_testkit::{Resource, full, operation, sample, sent};
use privx::{
    Client, RoleHandle,
    local_user_store::TagSearch,
    network_access_manager::{
        Disabled, NatParameters, NetworkDestination, NetworkProtocol, NetworkTarget, NetworkTargetQuery,
        NetworkTargetSearch, NetworkTargets,
    },
};
use serde_json::{Value, json};

const TARGETS: &str = "/network-access-manager/api/v1/nwtargets";
const SERVER: &[&str] = &["/id", "/created", "/author", "/updated", "/updated_by", "/roles/0/deleted"];
const ALONE: &str = "one destination outside a list is written as a list";

fn targets(client: &Client) -> NetworkTargets {
    client.network_access_manager().network_targets()
}

fn whole() -> Value {
    let mut target = sample("NetworkTargetInput");
    target["dst"][0]["selector"]["port"] = json!({ "start": 1, "end": 65_535 });
    target
}

fn printers() -> NetworkTarget {
    let printers = NetworkDestination::to("10.0.9.1", "10.0.9.254").ports(NetworkProtocol::Tcp, 631, 631);
    NetworkTarget::new("printers", [printers], [RoleHandle::new(ID)])
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| targets(c).list().all().await;
    exchange("network_targets.list", format!("GET {TARGETS}?limit=50"), full(), list).await;
    let query = NetworkTargetQuery::new().name("a b").id(ID).sort(sort());
    let list = async |c: &Client| paged(targets(c).list_matching(&query)).await;
    let line = format!("GET {TARGETS}?sortkey=name&sortdir=DESC&name=a%20b&id={ID}&limit=10&offset=20");
    exchange("network_targets.list", line, full(), list).await;
    let search = NetworkTargetSearch::new().keywords("a").tags(["t".to_owned()]).filter("f").sort(sort());
    let search = async |c: &Client| paged(targets(c).search(&search)).await;
    let page = PAGE.replace("&limit", "&filter=f&limit");
    let line = sent(format!("POST {TARGETS}/search?{page}"), r#"{"keywords":"a","tags":["t"],"filter":"f"}"#);
    exchange("network_targets.search", line, full(), search).await;
    let all = async |c: &Client| targets(c).search(&NetworkTargetSearch::new()).all().await;
    let line = sent(format!("POST {TARGETS}/search?limit=50"), "{}");
    exchange("network_targets.search", line, full(), all).await;
    let get = async |c: &Client| targets(c).get(&ID.into()).await;
    exchange("network_targets.get", format!("GET {TARGETS}/{ID}"), full(), get).await;
    needs_an_id("network_targets.get", format!("GET {TARGETS}/{ID}"), get).await;
}

#[tokio::test]
async fn a_target_is_written_as_a_whole() {
    let create = async |c: &Client, target: &NetworkTarget| targets(c).create(target).await;
    creates("network_targets.create", &format!("POST {TARGETS}"), whole(), SERVER, create).await;
    let line = format!("PUT {TARGETS}/{}", whole()["id"].as_str().unwrap());
    let replace = async |c: &Client, target: &NetworkTarget| targets(c).replace(&target.id, target).await;
    sends(operation("network_targets.update"), &line, whole(), &[], replace).await;
    let create = async |c: &Client| targets(c).create(&printers()).await;
    let body = r#"{"name":"printers","dst":[{"selector":{"ip":{"start":"10.0.9.1","end":"10.0.9.254"},"proto":"tcp","port":{"start":631,"end":631}}}],"roles":[{"id":"5f0a0000-0000-4000-8000-000000000001"}]}"#;
    exchange("network_targets.create", sent(format!("POST {TARGETS}"), body), full(), create).await;
    let delete = async |c: &Client| targets(c).delete(&ID.into()).await;
    exchange("network_targets.delete", format!("DELETE {TARGETS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_target_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| targets(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, target: NetworkTarget| targets(c).replace(&id.into(), &target).await;
    let resource = Resource {
        kit: KIT,
        get: ("network_targets.get", get),
        replace: ("network_targets.update", replace),
        reserved: &["search", "tags"],
        except: &[
            ("dst.selector.ip.start", ALONE),
            ("dst.selector.ip.end", ALONE),
            ("dst.selector.proto", ALONE),
            ("dst.selector.port.start", ALONE),
            ("dst.selector.port.end", ALONE),
            ("dst.nat.addr", ALONE),
            ("dst.nat.port", ALONE),
        ],
    };
    resource.keeps_the_rules().await;
    let get = async |c: &Client| targets(c).get(&ID.into()).optional().await;
    may_be_missing("network_targets.get", &format!("GET {TARGETS}/{ID}"), get).await;
    for id in ["search", "tags", ""] {
        is_refused("network_target_id", async |c| targets(c).set_disabled(&id.into(), true).await).await;
    }
}

#[tokio::test]
async fn destinations_come_as_a_list_or_alone() {
    let one = json!({ "selector": { "ip": { "start": "10.0.9.1", "end": "10.0.9.2" } } });
    for dst in [one.clone(), json!([one])] {
        let read = json!({ "id": ID, "name": "a", "dst": dst, "roles": [], "disabled": "BY_ADMIN" });
        let contract = operation("network_targets.get").replies(200, read).start().await;
        let target = targets(&client(&contract)).get(&ID.into()).await.unwrap();
        assert_eq!((target.dst.as_ref().unwrap().len(), &target.disabled), (1, &Some(Disabled::ByAdmin)));
        let contract = operation("network_targets.update").start().await;
        targets(&client(&contract)).replace(&ID.into(), &target).await.unwrap();
        let body = json!({ "id": ID, "name": "a", "dst": [one], "roles": [], "disabled": "BY_ADMIN" });
        contract.request().await.is("PUT", &format!("{TARGETS}/{ID}")).json(body);
    }
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    is_a_conflict(operation("network_targets.create"), async |c| targets(c).create(&printers()).await).await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    let with = |destination: NetworkDestination| printers().dst([destination]);
    let to = || NetworkDestination::to("10.0.9.1", "10.0.9.2");
    let (mut no_dst, mut no_roles) = (printers(), printers());
    no_dst.dst = None;
    no_roles.roles = None;
    let nat = |port: i64| to().nat(NatParameters::new("10.0.0.1").port(port));
    for (field, odd) in [
        ("name", printers().name("")),
        ("name", NetworkTarget::default()),
        ("dst", no_dst),
        ("roles", no_roles),
        ("dst.selector", with(NetworkDestination::default())),
        ("port.start", with(to().ports(NetworkProtocol::Tcp, 0, 1))),
        ("port.end", with(to().ports(NetworkProtocol::Udp, 1, 65_536))),
        ("nat.port", with(nat(-1))),
    ] {
        is_limited(operation("network_targets.create"), field, async |c| targets(c).create(&odd).await).await;
        let replace = async |c: &Client| targets(c).replace(&ID.into(), &odd).await;
        is_limited(operation("network_targets.update"), field, replace).await;
    }
    let edges = printers().dst([to().ports(NetworkProtocol::Any, 1, 65_535), nat(0)]);
    let contract = operation("network_targets.create").replies(201, json!({ "id": ID })).start().await;
    targets(&client(&contract)).create(&edges).await.unwrap();
}

#[tokio::test]
async fn a_target_is_disabled_and_enabled() {
    for flag in [true, false] {
        let set = async |c: &Client| targets(c).set_disabled(&ID.into(), flag).await;
        let line = sent(format!("PUT {TARGETS}/{ID}/disabled"), format!(r#"{{"disabled":{flag}}}"#));
        exchange("network_targets.set_disabled", line, DONE, set).await;
    }
}

#[tokio::test]
async fn tags_are_listed_in_either_form() {
    let all = |c: &Client| targets(c).tags();
    let search = |c: &Client, search: &TagSearch| targets(c).search_tags(search);
    reads_tags("network_targets.tags", &format!("{TARGETS}/tags"), all, search).await;
}
