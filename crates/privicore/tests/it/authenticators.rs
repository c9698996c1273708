use super::{TOKEN, devices::takes_a_device, playing};
use portcullis_testkit::operation;
use privicore::{Client, Delivery, ErrorKind, NewVotingConfiguration, VotingStrategy};
use serde_json::json;

fn other(word: &str, percentage: Option<u8>) -> VotingStrategy {
    VotingStrategy::Other { word: word.into(), percentage }
}

#[tokio::test]
async fn register() {
    let path = "/verified-authenticator/register";
    takes_a_device("authenticator.register", path, |c, d| c.authenticators().register(d)).await;
}

#[tokio::test]
async fn remove() {
    let path = "/verified-authenticator/remove";
    takes_a_device("authenticator.remove", path, |c, d| c.authenticators().remove(d)).await;
}

#[tokio::test]
async fn set_quorum_strategy() {
    for (strategy, form) in [
        (VotingStrategy::Unanimous, "strategy=unanimous&strategy_params=100"),
        (VotingStrategy::Consensus, "strategy=consensus&strategy_params=51"),
        (VotingStrategy::Affirmative, "strategy=affirmative&strategy_params=1"),
        (VotingStrategy::MinimumPercentage(0), "strategy=minimum_percentage&strategy_params=0"),
        (VotingStrategy::MinimumPercentage(100), "strategy=minimum_percentage&strategy_params=100"),
        (other("weighted", Some(7)), "strategy=weighted&strategy_params=7"),
        (other("by lot", None), "strategy=by+lot"),
    ] {
        let (contract, client) = playing(
            operation("authenticator.set_quorum_strategy")
                .unlike_the_facts("limits are left to the server")
                .replies(202, json!(["019-a"])),
        )
        .await;
        let command = client.authenticators().set_quorum_strategy(&strategy).await.unwrap();
        assert_eq!(command.command_id.as_str(), "019-a");
        contract
            .request()
            .await
            .is("POST", "/verified-authenticator/set-quorum-strategy")
            .header("x-dpt-authorization", TOKEN)
            .form(form);
    }
}

#[tokio::test]
async fn voting_configuration_register() {
    for (new, body) in [
        (
            NewVotingConfiguration::new("board", 300, VotingStrategy::MinimumPercentage(66))
                .devices(["dev-1", "dev-2"]),
            json!({"name": "board", "timeLimit": 300, "strategy": "minimum_percentage",
                   "percentageRequired": 66, "deviceIdentifiers": ["dev-1", "dev-2"]}),
        ),
        (
            NewVotingConfiguration::new("all", 60, VotingStrategy::Unanimous),
            json!({"name": "all", "timeLimit": 60, "strategy": "unanimous", "deviceIdentifiers": []}),
        ),
        (
            NewVotingConfiguration::new("odd", 60, other("by lot", None)),
            json!({"name": "odd", "timeLimit": 60, "strategy": "by lot", "deviceIdentifiers": []}),
        ),
    ] {
        let (contract, client) =
            playing(operation("authenticator.voting_configuration_register").replies(202, json!(["019-a"])))
                .await;
        let command = client.authenticators().voting_configuration_register(&new).await.unwrap();
        assert_eq!(command.command_id.as_str(), "019-a");
        contract
            .request()
            .await
            .is("POST", "/verified-authenticator/voting-configuration/register")
            .header("x-dpt-authorization", TOKEN)
            .json(body);
    }
}

#[tokio::test]
async fn a_notice_in_place_of_a_command_may_be_of_a_proxy() {
    let (_contract, client) =
        playing(operation("authenticator.set_voting_time_limit").replies(200, json!({"message": "set"})))
            .await;
    let error = client.authenticators().set_voting_time_limit(60).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown));
}

#[tokio::test]
async fn a_strategy_cannot_be_set_wrongly() {
    let (contract, checking) = playing(
        operation("authenticator.set_quorum_strategy")
            .unlike_the_facts("limits are left to the server")
            .replies(202, json!("019-a")),
    )
    .await;
    let authenticator = checking.authenticators();
    let configuration = |name, strategy| NewVotingConfiguration::new(name, 60, strategy);
    let registered = |new| authenticator.voting_configuration_register(new);
    let percent = VotingStrategy::MinimumPercentage(101);
    for (error, field) in [
        (authenticator.set_quorum_strategy(&percent).await.unwrap_err(), "strategy_params"),
        (authenticator.set_quorum_strategy(&other("w", Some(255))).await.unwrap_err(), "strategy_params"),
        (authenticator.set_quorum_strategy(&other("", None)).await.unwrap_err(), "strategy"),
        (authenticator.set_max_voting_attempts(0).await.unwrap_err(), "numberOfAttempts"),
        (registered(&configuration("a", percent.clone())).await.unwrap_err(), "percentageRequired"),
        (registered(&configuration("", VotingStrategy::Consensus)).await.unwrap_err(), "name"),
        (
            registered(&configuration("a", VotingStrategy::Consensus).devices([""])).await.unwrap_err(),
            "deviceIdentifiers",
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains(field), "{error}");
    }
    assert_eq!(contract.count(), 0);
    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.authenticators().set_quorum_strategy(&percent).await.unwrap();
    contract
        .request()
        .await
        .is("POST", "/verified-authenticator/set-quorum-strategy")
        .form("strategy=minimum_percentage&strategy_params=101");
}
