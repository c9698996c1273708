//! Clients with one fault each: the test kit finds it. They play two areas of PrivX.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

use portcullis_core::{
    ApiError, Client, ClientBuilder, Dialect, Error, Extra, Refusal, Reply, Retry, Secret, Timestamp,
    auth::header::Header,
};
use portcullis_macros::Record;
use portcullis_testkit::{
    Kit, Resource, crate_under_test, full,
    wire::{Plain, Scripted},
};
use std::{fmt::Debug, sync::Arc};

const TEMPLATES: &str = "/secrets-manager/api/v1/script-template/{template_id}";

portcullis_core::id! {
    /// The id of a script template.
    TemplateId, reserved: ["search"]
}

portcullis_core::id! {
    /// The same without the reserved word.
    AnyId
}

/// As [`Plain`], and a success with a `code` is a failure.
struct Careful;

impl Dialect for Careful {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        Plain.reply(reply)?;
        if reply.member("code").is_some() { Err(Refusal::Unreadable("a failure")) } else { Ok(()) }
    }
}

/// A 404 is always taken as a missing object.
struct Credulous;

impl Dialect for Credulous {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if reply.status() == 404 { Err(Refusal::missing("missing")) } else { Careful.reply(reply) }
    }
}

/// No reply proves that an object is missing.
struct Skeptical;

impl Dialect for Skeptical {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if reply.is_success() { Careful.reply(reply) } else { Err(ApiError::default().into()) }
    }
}

fn client(transport: Scripted, dialect: impl Dialect) -> Client {
    let auth = Header::bearer(&Secret::from("tok-0123456789"));
    let builder = ClientBuilder::new("https://privx.example").transport(transport).retry(Retry::none());
    builder.build(dialect, Some(Arc::new(auth))).unwrap()
}

const fn kit(client: fn(Scripted) -> Client) -> Kit<Client> {
    Kit::new(client)
        .missing(404, r#"{"code":"missing","message":"no such template"}"#)
        .failure(r#"{"code":"locked","id":"t-1","name":"a"}"#)
}

const KIT: Kit<Client> = kit(|transport| client(transport, Careful));

/// All of a script template.
#[derive(Debug, Default, Record)]
struct Template {
    #[record(id)]
    id: TemplateId,
    #[record(server)]
    created: Option<Timestamp>,
    #[record(server)]
    created_by: Option<String>,
    #[record(server)]
    updated: Option<Timestamp>,
    #[record(server)]
    updated_by: Option<String>,
    name: Option<String>,
    operating_system: Option<String>,
    script: Option<String>,
    extra: Extra,
}

/// Without `script`, which is kept among the unknown members.
#[derive(Debug, Default, Record)]
struct WithoutScript {
    #[record(id)]
    id: TemplateId,
    #[record(server)]
    created: Option<Timestamp>,
    #[record(server)]
    created_by: Option<String>,
    #[record(server)]
    updated: Option<Timestamp>,
    #[record(server)]
    updated_by: Option<String>,
    name: Option<String>,
    operating_system: Option<String>,
    extra: Extra,
}

async fn get(client: &Client, id: &str) -> Result<Template, Error> {
    client.get(TEMPLATES).path(TemplateId::from(id)).call().await
}

async fn replace(client: &Client, id: &str, template: Template) -> Result<(), Error> {
    client.put(TEMPLATES).idempotent().replace(TemplateId::from(id), &template).done().await
}

/// Checks the rules for this client.
async fn check<T: Debug>(
    kit: Kit<Client>,
    get: impl AsyncFn(&Client, &str) -> Result<T, Error>,
    replace: impl AsyncFn(&Client, &str, T) -> Result<(), Error>,
) {
    crate_under_test("privx");
    let resource = Resource {
        kit,
        get: ("script_templates.get", get),
        replace: ("script_templates.update", replace),
        reserved: &["search"],
        except: &[],
    };
    resource.keeps_the_rules().await;
}

#[tokio::test]
async fn a_client_without_a_fault_keeps_the_rules() {
    check(KIT, get, replace).await;
}

#[tokio::test]
#[should_panic(expected = "is only kept among the unknown members")]
async fn a_field_that_is_not_read_is_found() {
    let get = async |client: &Client, id: &str| -> Result<WithoutScript, Error> {
        client.get(TEMPLATES).path(TemplateId::from(id)).call().await
    };
    let replace = async |client: &Client, id: &str, template: WithoutScript| {
        client.put(TEMPLATES).idempotent().replace(TemplateId::from(id), &template).done().await
    };
    check(KIT, get, replace).await;
}

#[tokio::test]
#[should_panic(expected = "not written back: [\"operating_system\"]")]
async fn a_field_that_is_not_written_back_is_found() {
    let forgetful = async |client: &Client, id: &str, mut template: Template| {
        template.operating_system = None;
        replace(client, id, template).await
    };
    check(KIT, get, forgetful).await;
}

#[tokio::test]
#[should_panic(expected = "an unknown member is lost")]
async fn an_unknown_member_that_is_not_written_back_is_found() {
    let forgetful = async |client: &Client, id: &str, mut template: Template| {
        template.extra = Extra::default();
        replace(client, id, template).await
    };
    check(KIT, get, forgetful).await;
}

#[tokio::test]
#[should_panic(expected = "another object is written")]
async fn a_foreign_object_that_is_written_is_found() {
    let careless = async |client: &Client, id: &str, template: Template| {
        client.put(TEMPLATES).idempotent().path(TemplateId::from(id)).json(&template).done().await
    };
    check(KIT, get, careless).await;
}

#[tokio::test]
#[should_panic(expected = "\"search\" is taken as an id")]
async fn a_reserved_word_that_is_taken_as_an_id_is_found() {
    let get = async |client: &Client, id: &str| -> Result<Template, Error> {
        client.get(TEMPLATES).path(AnyId::from(id)).call().await
    };
    check(KIT, get, replace).await;
}

#[tokio::test]
#[should_panic(expected = "a failure inside a 200 is read as an object")]
async fn a_failure_that_is_read_as_an_object_is_found() {
    check(kit(|transport| client(transport, Plain)), get, replace).await;
}

#[tokio::test]
#[should_panic(expected = "a wrong base URL is taken as a missing object")]
async fn a_wrong_base_url_that_is_taken_as_a_missing_object_is_found() {
    check(kit(|transport| client(transport, Credulous)), get, replace).await;
}

#[tokio::test]
#[should_panic(expected = "the reply for a missing object is not `None`")]
async fn a_missing_object_that_is_not_none_is_found() {
    check(kit(|transport| client(transport, Skeptical)), get, replace).await;
}

const REGENERATE: &str = "/auth/api/v1/idp/clients/{idp_id}/regenerate";

async fn regenerated<T: Debug + serde::de::DeserializeOwned>() {
    crate_under_test("privx");
    let id = "5f0a0000-0000-4000-8000-000000000001";
    let line = format!("POST /auth/api/v1/idp/clients/{id}/regenerate");
    let call = async |client: &Client| client.post(REGENERATE).path(AnyId::from(id)).call::<T>().await;
    KIT.exchange("idp_clients.regenerate", line, full(), call).await;
}

#[tokio::test]
async fn a_secret_typed_as_one_has_no_complaint() {
    #[derive(Debug, serde::Deserialize)]
    struct Regenerated {
        #[expect(dead_code, reason = "shown by `Debug`")]
        client_id: String,
        #[expect(dead_code, reason = "shown by `Debug`")]
        client_secret: Secret,
    }
    regenerated::<Regenerated>().await;
}

#[tokio::test]
#[should_panic(expected = "is a secret, and `Debug` shows it")]
async fn a_secret_typed_as_text_is_found() {
    #[derive(Debug, serde::Deserialize)]
    struct Regenerated {
        #[expect(dead_code, reason = "shown by `Debug`")]
        client_id: String,
        #[expect(dead_code, reason = "shown by `Debug`")]
        client_secret: String,
    }
    regenerated::<Regenerated>().await;
}
