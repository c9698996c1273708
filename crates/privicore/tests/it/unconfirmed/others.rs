use super::{OWN_PATH, TOKEN, client, operation, playing, read, write};
use privicore::{
    ErrorKind, NewVotingConfiguration, PolicyId, VotingStrategy, http::Method, unconfirmed::Unconfirmed,
};
use serde_json::{Value, json};

#[tokio::test]
async fn transaction_stats() {
    let sent = ("/data-token/transaction-count-statistics", "", "");
    let stats = |guess: &Unconfirmed| guess.data_tokens().transaction_stats();
    let found = read("data_token.transaction_stats", json!({"count": 7}), stats, sent).await;
    assert_eq!(found, json!({"count": 7}));
}

#[tokio::test]
async fn retrieve_scope() {
    let reply = json!({"scope": ["all"]});
    for (path, method) in [(None, Method::GET), (Some("/x"), Method::POST)] {
        let (contract, client) =
            playing(operation("oauth.retrieve_scope").unlike_the_facts(OWN_PATH).replies(200, reply.clone()))
                .await;
        let mut guess =
            client.unconfirmed().oauth().retrieve_scope(&"T-access_-=".into()).method(method.clone());
        if let Some(path) = path {
            guess = guess.path_template(path);
        }
        assert_eq!(guess.await.unwrap(), reply);
        let sent = contract
            .request()
            .await
            .is(method.as_str(), path.unwrap_or("/oauth-application/retrieve-oauth-application-scope"))
            .header("authorization", "Basic T-access_-=")
            .no_header("x-dpt-authorization");
        if method == Method::GET {
            sent.empty()
        } else {
            sent.form("")
        };
    }
}

#[tokio::test]
async fn a_refused_access_token_is_in_no_error() {
    let reply = json!("T-access_-= is refused");
    let contract = operation("oauth.retrieve_scope").replies(401, reply).start().await;
    let guess = client(&contract.url()).unconfirmed().oauth().retrieve_scope(&"T-access_-=".into());
    assert!(!format!("{guess:?}").contains("T-access"));
    let error = guess.path_template("/{a}").await.unwrap_err();
    assert_eq!((error.kind(), contract.count()), (ErrorKind::Input, 0));
    let guess = client(&contract.url()).unconfirmed().oauth().retrieve_scope(&"T-access_-=".into());
    let error = guess.await.unwrap_err();
    assert_eq!((error.kind(), contract.count()), (ErrorKind::Auth, 1));
    assert!(!format!("{error} {error:?}").contains("T-access"), "{error:?}");
}

#[tokio::test]
async fn cancel_pool() {
    let sent = ("/voting/cancel-pool", "poolId=p%26-1");
    write("voting.cancel_pool", |guess| guess.polls().cancel_pool(&"p&-1".into()), sent).await;
}

#[tokio::test]
async fn delete_policy() {
    let sent = ("/policy/delete", "policyId=p%26-1");
    write("policy.delete", |guess| guess.policies().delete(&"p&-1".into()), sent).await;
}

fn policies() -> Value {
    json!([{"id": "7", "name": "exports", "state": "on"}])
}

#[tokio::test]
async fn list_active() {
    let sent = ("/policy/list-active-policies", "", "");
    let found = read("policy.list_active", policies(), |guess| guess.policies().list_active(), sent).await;
    let [policy] = found.items.as_slice() else { panic!("{found:?}") };
    assert_eq!((&policy.id, policy.name.as_deref()), (&PolicyId::from("7"), Some("exports")));
}

#[tokio::test]
async fn list_inactive() {
    let sent = ("/policy/list-inactive-policies", "", "");
    let found =
        read("policy.list_inactive", policies(), |guess| guess.policies().list_inactive(), sent).await;
    let [policy] = found.items.as_slice() else { panic!("{found:?}") };
    assert_eq!((&policy.id, policy.name.as_deref()), (&PolicyId::from("7"), Some("exports")));
}

#[tokio::test]
async fn list_registered() {
    let sent = ("/policy/list-registered-policies", "", "");
    let found =
        read("policy.list_registered", policies(), |guess| guess.policies().list_registered(), sent).await;
    let [policy] = found.items.as_slice() else { panic!("{found:?}") };
    assert_eq!((&policy.id, policy.name.as_deref()), (&PolicyId::from("7"), Some("exports")));
}

#[tokio::test]
async fn list_authenticators() {
    let reply = json!({"dev-1": {"deviceIdentifier": "dev-1", "name": "pc"}});
    let sent = ("/verified-authenticator/list", "", "");
    let found = read("authenticator.list", reply, |guess| guess.authenticators().list(), sent).await;
    assert_eq!(found.items[0].device_identifier, Some("dev-1".into()));
}

#[tokio::test]
async fn retrieve_voting_strategy() {
    let sent = ("/verified-authenticator/retrieve-strategy", "", "");
    let strategy = |guess: &Unconfirmed| guess.authenticators().retrieve_voting_strategy();
    let found = read("authenticator.retrieve_voting_strategy", json!(["consensus"]), strategy, sent).await;
    assert_eq!(found, json!(["consensus"]));
}

#[tokio::test]
async fn set_quorum_size() {
    let sent = ("/verified-authenticator/set-quorum-size", "quorumSize=3");
    write("authenticator.set_quorum_size", |guess| guess.authenticators().set_quorum_size(3), sent).await;
}

#[tokio::test]
async fn voting_configuration_update() {
    const PATH: &str = "/verified-authenticator/voting-configuration/update";
    let id = "authenticator.voting_configuration_update";
    let board =
        NewVotingConfiguration::new("board", 300, VotingStrategy::MinimumPercentage(66)).devices(["dev-1"]);
    let mut body = json!({
        "name": "board", "timeLimit": 300, "strategy": "minimum_percentage", "percentageRequired": 66,
        "deviceIdentifiers": ["dev-1"],
    });
    let (contract, client) = playing(operation(id).replies(202, json!(["019-a"]))).await;
    let guess = client.unconfirmed().authenticators().voting_configuration_update(&board);
    assert_eq!(guess.await.unwrap().command_id.as_str(), "019-a");
    contract.request().await.is("POST", PATH).header("x-dpt-authorization", TOKEN).json(body.clone());

    let contract = operation(id).unlike_the_facts(OWN_PATH).replies(202, json!(["019-a"]));
    let (contract, client) = playing(contract).await;
    let authenticator = client.unconfirmed().authenticators();
    let guess = || authenticator.voting_configuration_update(&board);
    guess().path_template("/x").rename("timeLimit", "seconds").field("id", json!({"a": 1})).await.unwrap();
    let members = body.as_object_mut().unwrap();
    members.remove("timeLimit");
    members.extend([("seconds".to_owned(), json!(300)), ("id".to_owned(), json!({"a": 1}))]);
    contract.request().await.is("POST", "/x").json(body);

    let unfit = NewVotingConfiguration::new("board", 300, VotingStrategy::MinimumPercentage(101));
    for guess in [guess().path_template("/x/{a}"), authenticator.voting_configuration_update(&unfit)] {
        assert_eq!(guess.await.unwrap_err().kind(), ErrorKind::Input);
    }
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn voting_configuration_list() {
    let reply = json!([{"name": "board", "timeLimit": 300, "strategy": "unanimous"}]);
    let sent = ("/verified-authenticator/voting-configuration/list", "", "");
    let list = |guess: &Unconfirmed| guess.authenticators().voting_configuration_list();
    let found = read("authenticator.voting_configuration_list", reply, list, sent).await;
    assert_eq!(found.items[0].strategy, Some(VotingStrategy::Unanimous));
}

#[tokio::test]
async fn voting_configuration_retrieve() {
    let reply = json!({"name": "board a", "timeLimit": 300});
    let sent = ("/verified-authenticator/voting-configuration/retrieve", "/board%20a", "");
    let one = |guess: &Unconfirmed| guess.authenticators().voting_configuration_retrieve("board a");
    let found = read("authenticator.voting_configuration_retrieve", reply, one, sent).await;
    assert_eq!((found.name.as_deref(), found.time_limit_seconds), (Some("board a"), Some(300)));
}

#[tokio::test]
async fn voting_configuration_delete() {
    let sent = ("/verified-authenticator/voting-configuration/delete", "name=board+a");
    let delete = |guess: &Unconfirmed| guess.authenticators().voting_configuration_delete("board a");
    write("authenticator.voting_configuration_delete", delete, sent).await;
}
