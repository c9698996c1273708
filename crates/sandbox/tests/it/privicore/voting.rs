//! Voting rules, voting configurations and polls by hand.

use serde_json::{Value, json};

use super::session::{Session, named};

const CONFIGURE: &str = "/verified-authenticator/voting-configuration/register";

fn configuration(name: &str) -> Value {
    json!({
        "name": name,
        "timeLimit": 60,
        "strategy": "minimum_percentage",
        "percentageRequired": 60,
        "deviceIdentifiers": [],
    })
}

fn question(skip: &[&str]) -> Value {
    json!({
        "votingConfigurationId": "house", "question": "Open?", "title": "Gate", "nonce": "n-7",
        "skipAuthenticatorDevices": skip,
    })
}

async fn open(session: &Session, question: &Value) -> String {
    session.succeeded(&session.json("/voting/create", question).await).await
}

async fn status(session: &Session, poll: &str) -> Value {
    let reply = session.get(&format!("/voting/check-pool-status/{poll}")).await;
    assert_eq!(reply.status, 200);
    reply.json
}

#[tokio::test]
async fn a_poll_is_opened_by_hand_and_decided_by_votes() {
    let session = Session::start().await;
    let mut voters = Vec::new();
    for name in ["one", "two", "three", "four"] {
        voters.push(session.authenticator(name).await);
    }
    session.succeeded(&session.json(CONFIGURE, &configuration("house")).await).await;
    let poll = open(&session, &question(&[])).await;
    let shown = status(&session, &poll).await;
    assert_eq!(
        (&shown["state"], &shown["title"], &shown["nonce"]),
        (&json!("open"), &json!("Gate"), &json!("n-7"))
    );
    for (voter, yes) in [(0, true), (1, false), (2, true)] {
        assert_eq!(session.control().vote(&voters[voter], yes).await, 1);
    }
    let shown = status(&session, &poll).await;
    assert_eq!(shown["ballots"], json!({ "yes": 2, "no": 1, "outstanding": 1 }));
    assert_eq!(shown["state"], "open", "two of four are less than 60 percent");
    session.control().vote(&voters[3], true).await;
    assert_eq!(status(&session, &poll).await["state"], "accepted");

    let poll = open(&session, &question(&[&voters[0], &voters[1]])).await;
    assert_eq!(session.control().vote(&voters[0], true).await, 0, "left out");
    assert_eq!(session.control().vote(&voters[2], false).await, 1);
    let shown = status(&session, &poll).await;
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("rejected"), &json!("voting.rejected")));
    assert_eq!(session.get("/voting/check-pool-status/unknown").await.status, 404);
}

#[tokio::test]
async fn a_voter_that_loses_its_role_may_finish_its_poll() {
    let session = Session::start().await;
    let voter = session.authenticator("one").await;
    session.succeeded(&session.json(CONFIGURE, &configuration("house")).await).await;
    let poll = open(&session, &question(&[])).await;
    session.done("/verified-authenticator/remove", &[("deviceIdentifier", &voter)]).await;
    let late = open(&session, &question(&[])).await;
    assert_eq!(session.control().vote(&voter, true).await, 1);
    assert_eq!(status(&session, &poll).await["state"], "accepted");
    assert_eq!(status(&session, &late).await["state"], "open");
}

#[tokio::test]
async fn polls_need_what_the_vendor_names() {
    let session = Session::start().await;
    let unknown = session.end(&session.json("/voting/create", &question(&[])).await).await;
    assert_eq!(unknown, (3, json!("voting.configuration_not_found")));
    for field in ["votingConfigurationId", "question", "title"] {
        let mut wrong = question(&[]);
        wrong[field] = Value::Null;
        assert_eq!(named(&session.json("/voting/create", &wrong).await), [field]);
    }
}

#[tokio::test]
async fn configurations_are_checked() {
    let session = Session::start().await;
    for (field, value) in [
        ("name", json!("")),
        ("timeLimit", json!(0)),
        ("timeLimit", json!("60")),
        ("strategy", json!("dice")),
        ("percentageRequired", json!(101)),
        ("percentageRequired", Value::Null),
        ("deviceIdentifiers", Value::Null),
    ] {
        let mut wrong = configuration("house");
        wrong[field] = value;
        assert_eq!(named(&session.json(CONFIGURE, &wrong).await), [field], "{wrong}");
    }
    let mut strange = configuration("house");
    strange["deviceIdentifiers"] = json!(["dev-unknown"]);
    let end = session.end(&session.json(CONFIGURE, &strange).await).await;
    assert_eq!(end, (3, json!("authenticator.not_registered")));
    session.succeeded(&session.json(CONFIGURE, &configuration("house")).await).await;
    let end = session.end(&session.json(CONFIGURE, &configuration("house")).await).await;
    assert_eq!(end, (3, json!("voting.configuration_name_taken")));
}

#[tokio::test]
async fn rules_of_a_profile_are_checked() {
    let session = Session::start().await;
    let path = "/verified-authenticator/set-quorum-strategy";
    session.done(path, &[("strategy", "consensus"), ("strategy_params", "51")]).await;
    let wrong = [("strategy", "dice"), ("strategy_params", "51")];
    assert_eq!(session.refused(path, &wrong).await, ["strategy"]);
    let wrong = [("strategy", "consensus"), ("strategy_params", "101")];
    assert_eq!(session.refused(path, &wrong).await, ["strategy_params"]);
    let limit = "/verified-authenticator/set-voting-time-limit";
    assert_eq!(session.refused(limit, &[("timeLimit", "0")]).await, ["timeLimit"]);
    let attempts = "/verified-authenticator/set-maximum-voting-attempts";
    assert_eq!(session.refused(attempts, &[("numberOfAttempts", "0")]).await, ["numberOfAttempts"]);
}
