use crate::{KIT, builder, client, error, refused};
use digicert::{
    Client, OrderId, Retry, code,
    orders::{ContactUpdate, MarkTypeData, MarkUpdate},
    organizations::ContactType,
};
use portcullis_testkit::{Line, full, operation, sent};
use serde_json::json;

fn id() -> OrderId {
    "1001".into()
}

fn line(verb: &str, rest: &str, body: &str) -> Line {
    sent(format!("{verb} /services/v2/order/certificate/1001/{rest}"), body)
}

fn ada() -> ContactUpdate {
    ContactUpdate::new(ContactType::TechnicalContact, "Ada", "Byron", "ada@example.com")
}

#[tokio::test]
async fn notes() {
    let add = async |c: &Client| c.orders().add_note(&id(), "Called back.").await;
    KIT.exchange("orders.add_note", line("POST", "note", r#"{"text":"Called back."}"#), full(), add).await;
    let list = async |c: &Client| c.orders().list_notes(&id()).first_page().await;
    KIT.exchange("orders.list_notes", "GET /services/v2/order/certificate/1001/note", full(), list).await;
    let get = async |c: &Client| c.orders().get_note(&id(), &"7".into()).await;
    KIT.exchange("orders.get_note", "GET /services/v2/order/certificate/1001/note/7", full(), get).await;
    refused("text", async |c| c.orders().add_note(&id(), "").await).await;
    let contract = operation("orders.add_note").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    digicert.orders().add_note(&id(), "Called back.").await.unwrap_err();
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn contacts() {
    let all = ada().job_title("Analyst").telephone("555 0100").language_id("1");
    let bob = ContactUpdate::new(ContactType::OrganizationContact, "Bob", "Ross", "bob@example.com");
    let body = concat!(
        r#"{"contacts":[{"contact_type":"technical_contact","first_name":"Ada","last_name":"Byron","email":"ada@example.com","#,
        r#""job_title":"Analyst","telephone":"555 0100","language_id":"1"},"#,
        r#"{"contact_type":"organization_contact","first_name":"Bob","last_name":"Ross","email":"bob@example.com"}]}"#,
    );
    let both = [all, bob];
    let update = async |c: &Client| c.orders().update_contacts(&id(), &both).await;
    KIT.exchange("orders.update_contacts", line("PUT", "contact", body), (204, ()), update).await;
    let change = |change: fn(&mut ContactUpdate)| {
        let mut contact = ada();
        change(&mut contact);
        vec![contact]
    };
    let contract = operation("orders.update_contacts").replies(204, ()).start().await;
    let longest = change(|contact| {
        (contact.first_name, contact.last_name) = ("ä".repeat(128), "x".repeat(128));
    });
    client(&contract).orders().update_contacts(&id(), &longest).await.unwrap();
    for (field, contacts) in [
        ("contacts", vec![]),
        ("contacts", vec![ada(), ada()]),
        ("contact_type", change(|contact| contact.contact_type = ContactType::VerifiedContact)),
        ("first_name", change(|contact| contact.first_name.clear())),
        ("first_name", change(|contact| contact.first_name = "ä".repeat(129))),
        ("last_name", change(|contact| contact.last_name.clear())),
        ("last_name", change(|contact| contact.last_name = "x".repeat(129))),
        ("email", change(|contact| contact.email = "ada".into())),
        ("language_id", change(|contact| contact.language_id = Some("en".into()))),
    ] {
        refused(field, async |c| c.orders().update_contacts(&id(), &contacts).await).await;
    }
}

#[tokio::test]
async fn custom_fields() {
    let body = r#"{"metadata_id":12,"value":"4711"}"#;
    let set = async |c: &Client| c.orders().set_custom_field(&id(), &"12".into(), "4711").await;
    KIT.exchange("orders.set_custom_field", line("POST", "custom-field", body), (204, ()), set).await;
    let delete = async |c: &Client| c.orders().delete_custom_field(&id(), &"12".into()).await;
    let target = "DELETE /services/v2/order/certificate/1001/custom-field/12";
    KIT.exchange("orders.delete_custom_field", target, (204, ()), delete).await;
    refused("value", async |c| c.orders().set_custom_field(&id(), &"12".into(), "").await).await;
    refused("metadata_id", async |c| c.orders().set_custom_field(&id(), &"cost".into(), "1").await).await;
    let refusal = error("invalid_custom_field_value", "Not a number");
    let contract = operation("orders.set_custom_field").replies(400, refusal).start().await;
    let error = client(&contract).orders().set_custom_field(&id(), &"12".into(), "x").await.unwrap_err();
    assert_eq!(error.code(), Some(code::INVALID_CUSTOM_FIELD_VALUE));
}

#[tokio::test]
async fn a_certificate_request_comes_later() {
    let csr = "-----BEGIN CERTIFICATE REQUEST-----\nMII\n-----END CERTIFICATE REQUEST-----";
    let body = json!({ "csr": csr }).to_string();
    for status in [200, 201, 204] {
        let add = async |c: &Client| c.orders().add_csr(&id(), csr).await;
        KIT.exchange("orders.add_csr", line("POST", "csr", &body), (status, ()), add).await;
    }
    refused("csr", async |c| c.orders().add_csr(&id(), "").await).await;
    let contract = operation("orders.add_csr").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    digicert.orders().add_csr(&id(), csr).await.unwrap_err();
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn marks() {
    let data = MarkTypeData::new().country_code("us").state_province("Utah").locality("Lehi");
    let update = MarkUpdate::new().enable_hosting(true);
    let update = update.mark_type_data(data.citation("Act 7").registration_number("123"));
    let body = concat!(
        r#"{"enable_hosting":true,"mark_type_data":{"country_code":"us","state_province":"Utah","locality":"Lehi","#,
        r#""citation":"Act 7","registration_number":"123"}}"#,
    );
    let change = async |c: &Client| c.orders().update_vmc(&id(), &update).await;
    KIT.exchange("orders.update_vmc", line("PUT", "vmc", body), (204, ()), change).await;
    let bare = MarkUpdate::new().mark_type_data(MarkTypeData::new().citation("Act 7"));
    refused("country_code", async |c| c.orders().update_vmc(&id(), &bare).await).await;
}

#[tokio::test]
async fn a_logo_is_uploaded_in_two_forms() {
    let bare = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let declared = format!("<?xml version=\"1.0\"?>{bare}");
    let marked = format!("\u{feff}{declared}");
    for (svg, kind) in [(bare, "image/svg"), (&*declared, "image/svg+xml"), (&*marked, "image/svg+xml")] {
        let reply = json!({"id": 7, "organization_id": 8});
        let contract = operation("orders.upload_vmc_logo_svg").replies(201, reply).start().await;
        let logo = client(&contract).orders().upload_vmc_logo_svg(&id(), svg).await.unwrap();
        assert_eq!((logo.id, logo.organization_id.unwrap().as_str()), (Some(7), "8"));
        let sent = contract.request().await.is("POST", "/services/v2/order/certificate/1001/vmc/logo");
        assert_eq!(sent.header("content-type", kind).body(), svg.as_bytes());
    }
    let encode = async |c: &Client| c.orders().upload_vmc_logo_encoded(&id(), "H4sIAAAA").await;
    let target = line("POST", "vmc/encoded-logo", r#"{"logo":"H4sIAAAA"}"#);
    KIT.exchange("orders.upload_vmc_logo_encoded", target, full(), encode).await;
    refused("svg", async |c| c.orders().upload_vmc_logo_svg(&id(), "").await).await;
    refused("logo", async |c| c.orders().upload_vmc_logo_encoded(&id(), "").await).await;
}

#[tokio::test]
async fn addresses_and_texts_of_emails() {
    let two = ["ada@example.com".to_owned(), "bob@example.com".to_owned()];
    let list = r#"{"additional_emails":["ada@example.com","bob@example.com"]}"#;
    for (emails, body) in [(&two[..], list), (&[], r#"{"additional_emails":[]}"#)] {
        let update = async |c: &Client| c.orders().update_additional_emails(&id(), emails).await;
        let target = line("PUT", "additional-emails", body);
        KIT.exchange("orders.update_additional_emails", target, (204, ()), update).await;
    }
    let wrong = ["ada@example.com".to_owned(), String::new()];
    let update = async |c: &Client| c.orders().update_additional_emails(&id(), &wrong).await;
    refused("additional_emails", update).await;
    let target = line("PUT", "custom-renewal-message", r#"{"custom_renewal_message":"Renew me"}"#);
    let update = async |c: &Client| c.orders().update_renewal_message(&id(), "Renew me").await;
    KIT.exchange("orders.update_renewal_message", target, (204, ()), update).await;
    let target = "DELETE /services/v2/order/certificate/1001/custom-renewal-message";
    let delete = async |c: &Client| c.orders().delete_renewal_message(&id()).await;
    KIT.exchange("orders.delete_renewal_message", target, (204, ()), delete).await;
    let update = async |c: &Client| c.orders().update_renewal_message(&id(), "").await;
    refused("custom_renewal_message", update).await;
}
