use crate::{KIT, builder, client, error, never_sent, refused, twice};
use digicert::{Client, Delivery, Secret};
use portcullis_testkit::{operation, sent};

const TOKEN: &str = "T0KEN/OF-THE-EMAIL";

fn token() -> Secret {
    TOKEN.into()
}

#[tokio::test]
async fn confirms_an_address() {
    let line =
        sent("PUT /services/v2/email-validation/T0KEN%2FOF-THE-EMAIL", r#"{"email":"ada@example.com"}"#);
    let verify = async |c: &Client| c.email_validations().verify(&token(), "ada@example.com").await;
    KIT.exchange("email_validations.verify", line, (204, ()), verify).await;
}

#[tokio::test]
async fn limits_of_a_confirmation() {
    for email in ["", "ada", "ada@example"] {
        refused("email", async |c| c.email_validations().verify(&token(), email).await).await;
    }
    for word in ["", ".", ".."] {
        let verify = async |c: &Client| c.email_validations().verify(&word.into(), "a@example.com").await;
        never_sent("token", verify).await;
    }
}

#[tokio::test]
async fn a_lost_confirmation_is_repeated() {
    let contract = operation("email_validations.verify").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(twice()).build().unwrap();
    let error = digicert.email_validations().verify(&token(), "ada@example.com").await.unwrap_err();
    assert!(contract.count() == 2 && error.delivery() == Delivery::Unknown, "{error}");
}

#[tokio::test]
async fn the_token_shows_nowhere() {
    let refusal = error("not_found|token", &format!("{TOKEN} is unknown"));
    let contract = operation("email_validations.verify").replies(404, refusal).start().await;
    let validations = client(&contract).email_validations();
    let call = validations.verify(&token(), "ada@example.com");
    assert!(!format!("{call:?}").contains("T0KEN"));
    let error = call.await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("T0KEN"), "{error:?}");
    assert!(error.is_not_found());
}
