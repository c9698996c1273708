//! Policies, and commands that wait for votes.

use std::time::Duration;

use serde_json::{Value, json};

use super::id_of;
use super::session::{Session, named};

const REGISTER: &str = "/policy/register";

fn policy(name: &str, events: &[&str]) -> Value {
    let configuration = json!({ "classification": "secret" });
    json!({
        "name": name, "policyTemplateId": "1", "applyingEventIds": events, "configuration": configuration,
    })
}

async fn read(session: &Session, name: &str) -> Value {
    for _ in 0..200 {
        let reply = session.get(&format!("/policy/retrieve-policy/{name}")).await;
        if reply.status == 200 {
            return reply.json;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never visible")
}

/// Registers and activates a policy, and returns its id.
async fn enforce(session: &Session, policy: &Value) -> String {
    session.control().set_visibility_delay(Duration::ZERO);
    session.succeeded(&session.json(REGISTER, policy).await).await;
    let known = read(session, policy["name"].as_str().unwrap()).await;
    let id = known["id"].as_str().unwrap().to_owned();
    session.done("/policy/activate", &[("policyId", &id)]).await;
    id
}

async fn is_pending(session: &Session, id: &str) -> bool {
    tokio::time::sleep(Duration::from_millis(60)).await;
    session.state(id).await.0 == 1
}

#[tokio::test]
async fn templates_are_keyed_by_their_ids() {
    let session = Session::start().await;
    let templates = session.get("/policy/list-policy-templates").await.json;
    let events = templates["1"]["events"].as_object().unwrap();
    assert!(events.values().any(|event| event["data_token.data_exchanged"].is_string()));
    assert_eq!(templates["1"]["configuration"], json!(["classification", "label", "handling"]));
    assert!(templates["2"]["name"].is_string() && templates["1"]["votingAttributes"].is_array());
}

#[tokio::test]
async fn a_policy_is_read_some_time_after_its_command_succeeded() {
    let session = Session::start().await;
    session.control().set_visibility_delay(Duration::from_secs(3600));
    session.succeeded(&session.json(REGISTER, &policy("late", &["11"])).await).await;
    assert_eq!(session.get("/policy/retrieve-policy/late").await.status, 404);
    session.control().set_visibility_delay(Duration::from_millis(30));
    session.succeeded(&session.json(REGISTER, &policy("a/b c", &["11"])).await).await;
    let known = read(&session, "a%2Fb%20c").await;
    assert_eq!((&known["name"], &known["active"]), (&json!("a/b c"), &json!(false)));

    let id = known["id"].as_str().unwrap();
    for (path, active) in [("/policy/activate", true), ("/policy/deactivate", false)] {
        assert_eq!(session.post(path, &[("policyId", "a/b c")]).await.status, 404, "the id, not the name");
        session.done(path, &[("policyId", id)]).await;
        assert_eq!(read(&session, "a%2Fb%20c").await["active"], active);
    }
    let taken = session.end(&session.json(REGISTER, &policy("a/b c", &["11"])).await).await;
    assert_eq!(taken, (3, json!("policy.name_taken")));
}

#[tokio::test]
async fn policies_follow_their_template() {
    let session = Session::start().await;
    for (field, value) in [
        ("policyTemplateId", json!("9")),
        ("applyingEventIds", json!(["21"])),
        ("applyingEventIds", json!([])),
        ("applyingEventIds", json!("11,12")),
        ("configuration", json!({})),
        ("configuration", json!({ "colour": "red" })),
    ] {
        let mut wrong = policy("p", &["11"]);
        wrong[field] = value;
        assert_eq!(named(&session.json(REGISTER, &wrong).await), [field], "{wrong}");
    }
    assert_eq!(session.refused(REGISTER, &[("name", "p"), ("policyTemplateId", "1")]).await, ["body"]);
    let mut wrong = policy("p", &["11"]);
    wrong["configurationId"] = json!("nobody");
    let end = session.end(&session.json(REGISTER, &wrong).await).await;
    assert_eq!(end, (3, json!("voting.configuration_not_found")));
}

#[tokio::test]
async fn an_exchange_waits_for_votes() {
    let session = Session::start().await;
    let (first, second) = (session.authenticator("one").await, session.authenticator("two").await);
    session
        .done(
            "/verified-authenticator/set-quorum-strategy",
            &[("strategy", "unanimous"), ("strategy_params", "100")],
        )
        .await;
    let id = enforce(&session, &policy("guard", &["11"])).await;
    let (temporary, _) = session.reserve().await;
    let mut socket = session.socket().await;
    let reply = session.exchange(&temporary, "aGk=").await;
    assert!(is_pending(&session, &id_of(&reply)).await);
    assert_eq!(session.control().vote(&first, true).await, 1);
    assert_eq!(session.control().vote(&first, true).await, 0, "nobody votes twice");
    assert!(is_pending(&session, &id_of(&reply)).await);
    assert_eq!(session.control().vote(&second, true).await, 1);
    assert_eq!(socket.outcome().await["command_status"], 2);
    assert!(session.control().open_polls().is_empty());

    // A request is another event, and an inactive policy holds nothing.
    let token = session.keep(&temporary, "kept").await;
    session.done("/data-token/request-data", &[("token", &token)]).await;
    session.done("/policy/deactivate", &[("policyId", &id)]).await;
    session.store("aGk=").await;
}

#[tokio::test]
async fn a_request_is_rejected_by_votes_or_for_the_want_of_them() {
    let session = Session::start().await;
    session.authenticator("one").await;
    let token = session.store("aGk=").await;
    enforce(&session, &policy("guard", &["12"])).await;
    let mut socket = session.socket().await;
    for (timed_out, reason) in [(false, "voting.rejected"), (true, "voting.timed_out")] {
        session.request(&token).await;
        if timed_out {
            session.control().time_out_polls().await;
        } else {
            assert_eq!(session.control().vote_all(false).await, 1);
        }
        let outcome = socket.outcome().await;
        assert_eq!((&outcome["command_status"], &outcome["body"]), (&json!(3), &json!(reason)));
        assert!(socket.is_quiet().await, "no data without a yes");
    }
}

#[tokio::test]
async fn polls_are_repeated_and_end_by_themselves() {
    let session = Session::start().await;
    session.authenticator("one").await;
    session.done("/verified-authenticator/set-maximum-voting-attempts", &[("numberOfAttempts", "3")]).await;
    session.done("/verified-authenticator/set-voting-time-limit", &[("timeLimit", "1")]).await;
    let token = session.store("aGk=").await;
    enforce(&session, &policy("guard", &["12"])).await;
    let reply = session.post("/data-token/request-data", &[("token", &token)]).await;
    // The first attempt fails here, and each of the others by its time alone.
    assert_eq!(session.control().vote_all(false).await, 1);
    let poll = session.control().open_polls().remove(0);
    let path = format!("/voting/check-pool-status/{poll}");
    assert!(session.get(&path).await.json["attempt"].as_u64().unwrap() > 1);
    assert_eq!(session.state(&id_of(&reply)).await.0, 1);
    assert_eq!(session.end(&reply).await, (3, json!("voting.timed_out")));
    let shown = session.get(&path).await.json;
    assert_eq!((&shown["attempt"], &shown["reason"]), (&json!(3), &json!("voting.timed_out")));
}

#[tokio::test]
async fn a_directory_user_waits_for_the_devices_of_a_configuration() {
    let session = Session::start().await;
    let (asked, other) = (session.authenticator("asked").await, session.authenticator("other").await);
    let configuration = json!({
        "name": "chief", "timeLimit": 60, "strategy": "affirmative", "deviceIdentifiers": [asked],
    });
    let path = "/verified-authenticator/voting-configuration/register";
    session.succeeded(&session.json(path, &configuration).await).await;
    let directory = session.sandbox.details().privicore.directory_id.clone();
    let mut policy = json!({
        "name": "users", "policyTemplateId": "2", "applyingEventIds": ["21"],
        "configuration": { "directoryId": "elsewhere" }, "votingConfigurationId": "chief",
    });
    enforce(&session, &policy).await;
    let create = |name: &'static str| super::create(&session.sandbox, &session.token, name);
    session.succeeded(&create("free").await).await;

    policy["name"] = json!("here");
    policy["configuration"]["directoryId"] = json!(directory);
    enforce(&session, &policy).await;
    let reply = create("mira").await;
    assert_eq!(session.control().vote(&other, true).await, 0);
    assert!(is_pending(&session, &id_of(&reply)).await);
    assert!(!session.control().has_profile("mira"));
    assert_eq!(session.control().vote(&asked, true).await, 1);
    session.succeeded(&reply).await;
    assert!(session.control().has_profile("mira"));
}

#[tokio::test]
async fn a_policy_concerns_what_its_configuration_names() {
    let session = Session::start().await;
    session.authenticator("one").await;
    let (open, secret) = (session.store("aGk=").await, session.store("aGk=").await);
    let path = "/data-token/configure-information-security-risk-meta";
    for (token, classification) in [(&open, "public"), (&secret, "secret")] {
        let risk =
            [("token", &**token), ("classification", classification), ("label", "l"), ("handling", "h")];
        session.done(path, &risk).await;
    }
    enforce(&session, &policy("guard", &["12"])).await;
    session.done("/data-token/request-data", &[("token", &open)]).await;
    let reply = session.post("/data-token/request-data", &[("token", &secret)]).await;
    assert!(is_pending(&session, &id_of(&reply)).await);
    // Two policies ask twice, and one no is enough.
    enforce(&session, &policy("second", &["12"])).await;
    session.control().vote_all(true).await;
    session.succeeded(&reply).await;
    let reply = session.post("/data-token/request-data", &[("token", &secret)]).await;
    assert_eq!(session.control().open_polls().len(), 2);
    session.control().vote_all(true).await;
    session.succeeded(&reply).await;
}
