use super::{TOKEN, client, playing};
use portcullis_testkit::operation;
use privicore::{Client, Delivery, ErrorKind, NewDirectoryUser, code};
use serde_json::{Value, json};

fn ada() -> NewDirectoryUser {
    NewDirectoryUser::new("d-1", "ada@example.com", "p&ss w=rd").family_name("Lovelace").given_name("Ada")
}

#[tokio::test]
async fn create_user() {
    let (contract, client) = playing(operation("directory.create_user").replies(202, json!(["019-a"]))).await;
    let command = client.directories().create_user(&ada()).await.unwrap();
    assert_eq!(command.command_id.as_str(), "019-a");
    contract.request().await.is("POST", "/directory/create-user").header("x-dpt-authorization", TOKEN).form(
        "directoryId=d-1&username=ada%40example.com&password=p%26ss+w%3Drd&familyName=Lovelace&givenName=Ada\
         &confirmPassword=p%26ss+w%3Drd",
    );
}

#[tokio::test]
async fn names_are_optional() {
    let (contract, client) = playing(operation("directory.create_user").replies(202, json!("019-a"))).await;
    client.directories().create_user(&NewDirectoryUser::new("d", "u", "p")).await.unwrap();
    contract
        .request()
        .await
        .is("POST", "/directory/create-user")
        .form("directoryId=d&username=u&password=p&confirmPassword=p");
}

#[tokio::test]
async fn the_id_is_found_wherever_it_is() {
    for (status, header, body, id) in [
        (202, Some("h-1"), Value::Null, "h-1"),
        (202, Some("h-1"), json!(["b-1"]), "h-1"),
        (200, Some("h-1"), json!({"commandId": "b-1"}), "h-1"),
        (202, None, json!({"commandId": "b-1"}), "b-1"),
        (200, None, json!(["b-1"]), "b-1"),
        (202, Some(""), json!("b-1"), "b-1"),
    ] {
        let mut contract = operation("directory.create_user")
            .unlike_the_facts("other types and shapes are read too")
            .replies(status, body);
        if let Some(header) = header {
            contract = contract.reply_header("X-DPT-CAB-ID", header);
        }
        let contract = contract.reply_header("X-DPT-CAB-REQUEST-ID", "r-1").start().await;
        let command = client(&contract.url()).directories().create_user(&ada()).await.unwrap();
        assert_eq!((command.command_id.as_str(), command.request_id.unwrap().as_str()), (id, "r-1"));
    }
}

#[tokio::test]
async fn accepted_without_an_id_cannot_be_followed() {
    for body in
        [Value::Null, json!([]), json!({}), json!(""), json!({"message": "queued"}), json!("it is queued")]
    {
        let (_contract, client) = playing(
            operation("directory.create_user")
                .unlike_the_facts("other types and shapes are read too")
                .replies(202, body.clone()),
        )
        .await;
        let error = client.directories().create_user(&ada()).await.unwrap_err();
        // A firewall sends an empty 202, too.
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown), "{body}");
    }
    let contract = operation("directory.create_user")
        .unlike_the_facts("other types and shapes are read too")
        .replies(202, ())
        .start()
        .await;
    let error = client(&contract.url()).directories().create_user(&ada()).await.unwrap_err();
    assert!(error.message().contains("no command id"), "{error}");
}

#[tokio::test]
async fn a_refusal_names_field_and_key_and_hides_the_password() {
    let reply = json!({"message": "Parameter Error", "errors": {"password": ["p&ss w=rd is too weak"]}});
    let (contract, client) = playing(operation("directory.create_user").replies(422, reply)).await;
    let error = client.directories().create_user(&ada()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert!(error.message().contains("Parameter Error: password"), "{error}");
    assert!(!format!("{error} {error:?}").contains("p&ss"), "{error:?}");
    assert_eq!(contract.count(), 1);

    let (_contract, client) =
        playing(operation("directory.create_user").replies(403, json!([code::NOT_AN_OWNER]))).await;
    let error = client.directories().create_user(&ada()).await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.code(), Some(code::NOT_AN_OWNER));
}

#[tokio::test]
async fn a_wrong_base_url_is_never_a_missing_object() {
    let (_contract, client) =
        playing(operation("directory.create_user").replies(404, json!({"message": "no route found"}))).await;
    let error = client.directories().create_user(&ada()).optional().await.unwrap_err();
    assert!(error.is_route_missing() && !error.is_not_found());
}

#[tokio::test]
async fn required_values_are_checked_unless_told_otherwise() {
    let (contract, checking) = playing(operation("directory.create_user").replies(202, json!("019-a"))).await;
    for (user, field) in [
        (NewDirectoryUser::new("", "u", "p"), "directoryId"),
        (NewDirectoryUser::new("d", "", "p"), "username"),
        (NewDirectoryUser::new("d", "u", ""), "password"),
    ] {
        let error = checking.directories().create_user(&user).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains(field), "{error}");
    }
    assert_eq!(contract.count(), 0);
    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.directories().create_user(&NewDirectoryUser::new("", "", "")).await.unwrap();
    assert_eq!(contract.count(), 1);
}

#[test]
fn the_password_shows_nowhere() {
    assert!(!format!("{:?}", ada()).contains("p&ss"));
}
