use crate::{KIT, attempts, builder, client, error, refused};
use digicert::{Client, Delivery, ErrorKind, IpRuleId, Retry, ip_restrictions::NewIpRule};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const RULES: &str = "/services/v2/container/5/ip/rules";

fn rule() -> NewIpRule {
    NewIpRule::new("192.0.2.10", "192.0.2.20")
}

#[tokio::test]
async fn lists_rules() {
    let list = async |c: &Client| c.ip_restrictions().list(&"5".into()).page_size(7).all().await;
    KIT.exchange("ip_restrictions.list", format!("GET {RULES}"), full(), list).await;
    let rule = |user: i64, key: i64| json!({"id": 1, "ip_address": "192.0.2.1", "ip_address_end": "192.0.2.1", "user_id": user, "api_key_id": key});
    let reply = json!({"ip_rules": [rule(0, 0), rule(42, 0), rule(0, 77)]});
    let rules = KIT.exchange("ip_restrictions.list", format!("GET {RULES}"), (200, reply), list).await;
    let of: Vec<_> = rules.into_iter().map(|rule| (rule.user_id, rule.api_key_id)).collect();
    assert_eq!(of, [(None, None), (Some("42".into()), None), (None, Some("77".into()))]);
}

#[tokio::test]
async fn creates_rules_of_each_kind() {
    for (rule, body) in [
        (rule(), r#"{"ip_address":"192.0.2.10","ip_address_end":"192.0.2.20"}"#),
        (
            rule().description("office").user_id("42"),
            r#"{"ip_address":"192.0.2.10","ip_address_end":"192.0.2.20","description":"office","user_id":42}"#,
        ),
        (
            NewIpRule::new("192.0.2.10", "192.0.2.10").api_key_id("77"),
            r#"{"ip_address":"192.0.2.10","ip_address_end":"192.0.2.10","api_key_id":77}"#,
        ),
    ] {
        let create = async |c: &Client| c.ip_restrictions().create(&"5".into(), &rule).await;
        for status in [200, 201] {
            let reply = (status, json!({"id": 31}));
            let line = sent(format!("POST {RULES}"), body);
            let id = KIT.exchange("ip_restrictions.create", line, reply, create).await;
            assert_eq!(id, Some(IpRuleId::from("31")));
        }
        let line = sent(format!("POST {RULES}"), body);
        assert_eq!(KIT.exchange("ip_restrictions.create", line, (204, ()), create).await, None);
    }
    let create = async |c: &Client| c.ip_restrictions().create(&"5".into(), &rule()).await;
    let line =
        || sent(format!("POST {RULES}"), r#"{"ip_address":"192.0.2.10","ip_address_end":"192.0.2.20"}"#);
    KIT.exchange("ip_restrictions.create", line(), full(), create).await;
    let empty = Answer::from((200, json!({}))).unlike_the_facts("an empty object in place of no body");
    assert_eq!(KIT.exchange("ip_restrictions.create", line(), empty, create).await, None);
}

/// A page of a proxy must not look like a rule without an id.
#[tokio::test]
async fn a_reply_of_another_server_is_no_success() {
    for body in ["<html>Blocked</html>", "OK", "[]", "7", r#"{"message":"later"}"#] {
        let contract = operation("ip_restrictions.create").unlike_the_facts("the reply of a proxy");
        let contract = contract.replies(200, body).start().await;
        let error = client(&contract).ip_restrictions().create(&"5".into(), &rule()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::Decode, Delivery::Unknown),
            "{body}: {error}"
        );
    }
}

#[tokio::test]
async fn a_lost_creation_is_not_repeated() {
    let contract = operation("ip_restrictions.create").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.ip_restrictions().create(&"5".into(), &rule()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn deletes_a_rule() {
    let delete = async |c: &Client| c.ip_restrictions().delete(&"5".into(), &"31".into()).await;
    let line = "DELETE /services/v2/container/5/ip/rule/31";
    KIT.exchange("ip_restrictions.delete", line, (204, ()), delete).await;
    let contract = operation("ip_restrictions.delete").replies(404, error("not_found|rule", "No such rule"));
    let contract = contract.start().await;
    let rules = client(&contract).ip_restrictions();
    assert!(rules.delete(&"5".into(), &"31".into()).optional().await.unwrap().is_none());
}

#[tokio::test]
async fn limits_of_a_rule() {
    for (field, rule) in [
        ("ip_address", NewIpRule::new("", "192.0.2.20")),
        ("ip_address", NewIpRule::new("2001:db8::1", "192.0.2.20")),
        ("ip_address_end", NewIpRule::new("192.0.2.10", "192.0.2.256")),
        // Before the first as a number, not as a text.
        ("ip_address_end", NewIpRule::new("192.0.2.10", "192.0.2.9")),
        ("api_key_id", rule().user_id("42").api_key_id("77")),
        ("user_id", rule().user_id("ada")),
        ("api_key_id", rule().api_key_id("bot")),
    ] {
        refused(field, async |c| c.ip_restrictions().create(&"5".into(), &rule).await).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_deletion_is_repeated() {
    assert_eq!(attempts(async |c| c.ip_restrictions().delete(&"5".into(), &"31".into()).await).await, 3);
}
