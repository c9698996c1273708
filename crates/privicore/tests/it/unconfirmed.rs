//! Every guess is sent as it is documented, and as its caller corrects it.

mod directories;
mod others;

use super::{TOKEN, client, playing};
use portcullis_testkit::operation;
use privicore::{
    Command, ErrorKind, Secret,
    http::Method,
    unconfirmed::{Guess, Unconfirmed},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Why a contract is unlike the facts.
const OWN_PATH: &str = "the caller chooses path and fields";

/// An operation that reads: its path, what fills its placeholder, and its query.
async fn read<T: DeserializeOwned>(
    id: &'static str,
    reply: Value,
    guess: impl Fn(&Unconfirmed) -> Guess<T>,
    (path, filled, query): (&str, &str, &str),
) -> T {
    let (contract, client) = playing(operation(id).replies(200, reply.clone())).await;
    let value = guess(&client.unconfirmed()).await.unwrap();
    contract
        .request()
        .await
        .is("GET", &format!("{path}{filled}{query}"))
        .header("x-dpt-authorization", TOKEN)
        .empty();

    let contract = operation(id).unlike_the_facts(OWN_PATH).replies(200, reply);
    let (contract, client) = playing(contract).await;
    let slot = if filled.is_empty() { "" } else { "/{slot}" };
    guess(&client.unconfirmed()).path_template(format!("/x{slot}/y")).await.unwrap();
    contract.request().await.is("GET", &format!("/x{filled}/y{query}")).empty();
    refuses_other_templates(&guess, &client.unconfirmed(), slot).await;
    assert_eq!(contract.count(), 1);
    value
}

/// An operation that writes: its path and its form.
async fn write(id: &'static str, guess: impl Fn(&Unconfirmed) -> Guess<Command>, (path, form): (&str, &str)) {
    let (contract, client) = playing(operation(id).replies(202, json!(["019-a"]))).await;
    assert_eq!(guess(&client.unconfirmed()).await.unwrap(), Command::new("019-a"));
    contract.request().await.is("POST", path).header("x-dpt-authorization", TOKEN).form(form);

    let contract = operation(id).unlike_the_facts(OWN_PATH).replies(200, json!({"commandId": "019-a"}));
    let (contract, client) = playing(contract).await;
    guess(&client.unconfirmed()).path_template("/x").field("more", 7).await.unwrap();
    contract.request().await.is("POST", "/x").form(format!("{form}&more=7").trim_start_matches('&'));
    refuses_other_templates(&guess, &client.unconfirmed(), "").await;
    assert_eq!(contract.count(), 1);
}

async fn refuses_other_templates<T: DeserializeOwned>(
    guess: &impl Fn(&Unconfirmed) -> Guess<T>,
    unconfirmed: &Unconfirmed,
    slot: &str,
) {
    let wrong = if slot.is_empty() { ["/x/{slot}", "/{a}/{b}"] } else { ["/x", "/x/{a}/{b}"] };
    for template in wrong.into_iter().chain(["x", "/x?a=b", "/../x"]) {
        let error = guess(unconfirmed).path_template(template.to_owned()).call().await;
        assert_eq!(error.map(|_| ()).unwrap_err().kind(), ErrorKind::Input, "{template}");
    }
}

#[tokio::test]
async fn a_field_can_be_named_set_and_added() {
    let contract =
        operation("policy.delete").unlike_the_facts(OWN_PATH).replies(202, json!("019-a")).start().await;
    let guess = client(&contract.url()).unconfirmed().policies().delete(&"p-1".into());
    guess
        .rename("policyId", "id")
        .field("id", "p-2")
        .field("all[]", json!(["a b", 1, true]))
        .secret_field("pin", "4711")
        .await
        .unwrap();
    contract
        .request()
        .await
        .is("POST", "/policy/delete")
        .form("id=p-2&all[]=a+b&all[]=1&all[]=true&pin=4711");
}

#[tokio::test]
async fn fields_of_a_get_go_into_the_query_and_secrets_do_not() {
    let contract =
        operation("policy.list_active").unlike_the_facts(OWN_PATH).replies(200, json!([])).start().await;
    let guess = || client(&contract.url()).unconfirmed().policies().list_active();
    guess().field("page", 2).field("state[]", json!(["a&b", "c"])).field("none", Value::Null).await.unwrap();
    contract
        .request()
        .await
        .is("GET", "/policy/list-active-policies?page=2&state%5B%5D=a%26b&state%5B%5D=c")
        .empty();
    let secret = guess().secret_field("pin", "4711");
    assert!(!format!("{secret:?}").contains("4711"));
    for (error, name) in [
        (secret.await.unwrap_err(), "pin"),
        (guess().field("filter", json!({"a": 1})).await.unwrap_err(), "filter"),
        (guess().rename("page", "p").await.unwrap_err(), "page"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().starts_with(&format!("`{name}`")), "{error}");
    }
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn the_verb_can_be_another() {
    let contract =
        operation("directory.list_users").unlike_the_facts(OWN_PATH).replies(200, json!([])).start().await;
    let directory = client(&contract.url()).unconfirmed().directories();
    directory.list_users(&"d-1".into()).method(Method::POST).await.unwrap();
    contract.request().await.is("POST", "/directory/list-users").form("directoryId=d-1");
}

#[tokio::test]
async fn a_write_is_sent_once_whatever_its_verb_is() {
    for method in [Method::POST, Method::GET, Method::PUT] {
        let contract = operation("voting.cancel_pool")
            .unlike_the_facts(OWN_PATH)
            .replies(503, json!("busy"))
            .start()
            .await;
        let voting = client(&contract.url()).unconfirmed().polls();
        voting.cancel_pool(&"p-1".into()).method(method.clone()).await.unwrap_err();
        assert_eq!(contract.count(), 1, "{method}");
    }
}

#[tokio::test]
async fn a_reply_of_another_form_can_be_had_as_it_stands() {
    let reply = json!({"message": "deleted"});
    let contract = operation("policy.delete")
        .unlike_the_facts(OWN_PATH)
        .replies(200, reply.clone())
        .reply_header("X-DPT-CAB-REQUEST-ID", "r-1")
        .start()
        .await;
    let guess = || client(&contract.url()).unconfirmed().policies().delete(&"p-1".into());
    assert_eq!(guess().await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(guess().raw().await.unwrap(), reply);
    let full = guess().field("force", true).raw().call().full().await.unwrap();
    assert_eq!((full.value, full.status.as_u16()), (reply.clone(), 200));
    assert_eq!(full.headers["x-dpt-cab-request-id"], "r-1");
    let stats = client(&contract.url()).unconfirmed().data_tokens().transaction_stats().await.unwrap();
    assert_eq!(stats, reply);
}

#[tokio::test]
async fn required_values_are_checked_unless_told_otherwise() {
    let contract = operation("directory.register").replies(202, json!("019-a")).start().await;
    let checking = client(&contract.url());
    let (unconfirmed, none) = (checking.unconfirmed(), Secret::from(""));
    let (directory, id) = (unconfirmed.directories(), "d-1".into());
    for (guess, field) in [
        (directory.register(""), "name"),
        (directory.invite_profile(&"".into(), "u"), "directoryId"),
        (directory.update_user(&id, ""), "username"),
        (directory.set_profile_password(&id, "u", &none), "password"),
        (directory.create_profile_device(&id, "u", ""), "deviceName"),
        (directory.add_profile_storage(&id, "u", &"".into()), "deviceIdentifier"),
        (unconfirmed.policies().delete(&"".into()), "policyId"),
        (unconfirmed.polls().cancel_pool(&"".into()), "poolId"),
        (unconfirmed.authenticators().voting_configuration_delete(""), "name"),
    ] {
        let error = guess.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().starts_with(&format!("`{field}`")), "{error}");
    }
    assert_eq!(unconfirmed.oauth().retrieve_scope(&none).await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(directory.get(&"".into()).await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(contract.count(), 0);
    let trusting =
        privicore::Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.unconfirmed().directories().register("").await.unwrap();
    assert_eq!(contract.count(), 1);
}
