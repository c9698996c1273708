use crate::{KIT, builder, client, error};
use digicert::{
    Client, Cursor, Delivery, OrganizationId, Retry,
    organizations::{
        Address, ContactType, ContactsUpdate, NewContact, OrganizationRef, OrganizationSearch,
        OrganizationStatus, ValidationFilter,
    },
    validations::{ValidationStatus, ValidationType},
};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const ONE: &str = "/services/v2/organization/7";

fn id() -> OrganizationId {
    "7".into()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| c.organizations().list(&OrganizationSearch::new()).first_page().await;
    KIT.exchange("organizations.list", "GET /services/v2/organization", full(), list).await;
    let get = async |c: &Client| c.organizations().get(&id()).await;
    KIT.exchange("organizations.get", format!("GET {ONE}"), full(), get).await;
    let validations = async |c: &Client| c.organizations().list_validations(&id()).first_page().await;
    KIT.exchange("organizations.get_validation", format!("GET {ONE}/validation"), full(), validations).await;
    let approvers = async |c: &Client| c.organizations().list_approvers().await;
    let line = "GET /services/v2/organization/potential-approvers";
    KIT.exchange("organizations.list_approvers", line, full(), approvers).await;
}

#[tokio::test]
async fn filters_are_query_pairs() {
    let search = OrganizationSearch::new().include_validation(true).container_id("5");
    let search = search.status(OrganizationStatus::Active).validation(ValidationFilter::NotPending);
    let search = search.container_id_for_organization("6").search("Exa & Co").sort("name,-id");
    let target = "GET /services/v2/organization?include_validation=true&container_id=5&filters%5Bstatus%5D=active\
                  &filters%5Bvalidation%5D=not_pending&filters%5Bcontainer_id_for_organization%5D=6\
                  &filters%5Bsearch%5D=Exa%20%26%20Co&sort=name%2C-id&offset=3&limit=1000";
    let list = async |c: &Client| {
        let list = c.organizations().list(&search);
        list.page_size(1000).starting_at(Cursor::Offset(3)).all().await
    };
    let reply = (200, json!({"organizations": [], "page": {"total": 0, "limit": 1000, "offset": 3}}));
    assert!(KIT.exchange("organizations.list", target, reply, list).await.is_empty());
    for (filter, word) in
        [(ValidationFilter::Pending, "pending"), (ValidationFilter::NotPending, "not_pending")]
    {
        assert_eq!(filter.as_str(), word);
    }
}

#[tokio::test]
async fn other_types_are_read_as_the_same_organization() {
    let plain = json!({
        "id": 7, "name": "Example Ltd", "is_active": true, "container_id_assignments": ["5", "6"],
        "organization_contact": {"id": 3, "language_id": "1", "contact_type": "organization_contact"},
        "verified_contacts": [{"id": 4, "user_id": 42}], "validations": [],
    });
    let odd = json!({
        "id": "7", "name": "Example Ltd", "is_active": "1", "container_id_assignments": [5, 6],
        "organization_contact": {"id": "3", "language_id": 1, "contact_type": "organization_contact"},
        "verified_contacts": [{"id": "4", "user_id": "42"}], "validations": null,
    });
    let odd = Answer::from((200, odd)).unlike_the_facts("numbers as text and texts as number, no list");
    let get = async |c: &Client| c.organizations().get(&id()).await;
    let one = KIT.exchange("organizations.get", format!("GET {ONE}"), (200, plain), get).await;
    let same = KIT.exchange("organizations.get", format!("GET {ONE}"), odd, get).await;
    assert_eq!(format!("{one:?}"), format!("{same:?}"));
    assert_eq!((one.id.as_str(), one.is_active), ("7", Some(true)));
    let contact = one.organization_contact.unwrap();
    assert_eq!((contact.id, contact.contact_type), (Some(3), Some(ContactType::OrganizationContact)));
}

#[test]
fn an_address_is_a_text_or_its_parts() {
    let read = |address: serde_json::Value| {
        serde_json::from_value::<OrganizationRef>(json!({"id": "7", "is_active": "0", "address": address}))
    };
    let text = read(json!("1 High Street")).unwrap();
    assert!(matches!(&text.address, Some(Address::Text(text)) if text == "1 High Street"));
    assert_eq!(text.is_active, Some(false));
    let parts = json!({"street_address": "1 High Street", "locality": "London", "state": "London",
                       "postal_code": "AB1 2CD", "country": "gb"});
    let read_parts = read(parts.clone()).unwrap();
    let Some(Address::Parts(of)) = &read_parts.address else { panic!("{read_parts:?}") };
    assert_eq!((of.locality.as_deref(), of.postal_code.as_deref()), (Some("London"), Some("AB1 2CD")));
    for (organization, address) in [(&text, json!("1 High Street")), (&read_parts, parts)] {
        assert_eq!(serde_json::to_value(organization).unwrap()["address"], address);
    }
    for none in [json!(null), json!([]), json!(false)] {
        assert!(read(none).unwrap().address.is_none());
    }
    let error = read(json!(["hunter2"])).unwrap_err().to_string();
    assert!(error.contains("address") && !error.contains("hunter2"), "{error}");
    let error = read(json!({"locality": ["hunter2"]})).unwrap_err().to_string();
    assert!(error.contains("address") && !error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_pending_validation_has_no_dates() {
    let body = json!({"validations": [
        {"type": "ov", "status": "pending", "verified_users": [{"id": 42, "first_name": "Ada"}]},
        {"type": "later", "status": "on_hold", "validated_until": "2031-05-06T07:08:09+00:00"},
    ]});
    let list = async |c: &Client| c.organizations().list_validations(&id()).page_size(5).all().await;
    let line = format!("GET {ONE}/validation");
    let found = KIT.exchange("organizations.get_validation", &line, (200, body), list).await;
    assert_eq!(
        (&found[0].kind, &found[0].status),
        (&Some(ValidationType::Ov), &Some(ValidationStatus::Pending))
    );
    assert!(found[0].date_created.is_none() && found[0].validated_until.is_none());
    assert_eq!(found[1].kind, Some(ValidationType::Other("later".into())));
    assert_eq!(found[1].status, Some(ValidationStatus::Other("on_hold".into())));
    assert_eq!(found[1].validated_until.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    let none = KIT.exchange("organizations.get_validation", line, (200, json!({})), list).await;
    assert!(none.is_empty());
}

#[tokio::test]
async fn activates_deactivates_and_deletes() {
    let delete = async |c: &Client| c.organizations().delete(&id()).await;
    let activate = async |c: &Client| c.organizations().activate(&id()).await;
    let deactivate = async |c: &Client| c.organizations().deactivate(&id()).await;
    KIT.exchange("organizations.delete", format!("DELETE {ONE}"), (204, ()), delete).await;
    KIT.exchange("organizations.activate", format!("PUT {ONE}/activate"), (204, ()), activate).await;
    KIT.exchange("organizations.deactivate", format!("PUT {ONE}/deactivate"), (204, ()), deactivate).await;
}

#[tokio::test]
async fn what_is_idempotent_is_repeated() {
    let change = ContactsUpdate::new().remove_technical_contact();
    for (operation_id, expected) in [
        ("organizations.delete", 3),
        ("organizations.activate", 3),
        ("organizations.deactivate", 3),
        ("organizations.update_contacts", 3),
        ("organizations.submit_validation", 1),
        ("organizations.create", 1),
    ] {
        let contract =
            operation(operation_id).unlike_the_facts("a contact of its type alone").replies(503, ());
        let contract = contract.start().await;
        let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
        let of = digicert.organizations();
        let error = match operation_id {
            "organizations.delete" => of.delete(&id()).await.unwrap_err(),
            "organizations.activate" => of.activate(&id()).await.unwrap_err(),
            "organizations.deactivate" => of.deactivate(&id()).await.unwrap_err(),
            "organizations.update_contacts" => of.update_contacts(&id(), &change).await.unwrap_err(),
            "organizations.create" => {
                of.create(&crate::organizations_input::example()).await.map(drop).unwrap_err()
            }
            _ => {
                let ov = [digicert::organizations::OrganizationValidation::new("ov")];
                of.submit_validation(&id(), &ov).await.unwrap_err()
            }
        };
        assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, expected), "{operation_id}");
    }
}

#[tokio::test]
async fn an_organization_that_does_not_exist_is_none() {
    let refusal = error("not_found|organization", "No such organization");
    let contract = operation("organizations.get").replies(404, refusal).start().await;
    let organizations = client(&contract).organizations();
    assert!(organizations.get(&id()).optional().await.unwrap().is_none());
    let error = organizations.get(&id()).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("not_found|organization"), Delivery::Rejected));
}

#[tokio::test]
async fn a_word_of_another_route_is_no_id() {
    crate::never_sent("organization_id", async |c| {
        c.organizations().get(&"potential-approvers".into()).await
    })
    .await;
}

const ADA: &str = r#""first_name":"Ada","last_name":"Byron","email":"ada@example.com""#;

#[tokio::test]
async fn a_contact_that_was_read_is_replaced_with_all_that_its_absence_would_remove() {
    let body = json!({"id": 7, "name": "Example Ltd", "technical_contact": {
        "id": 3, "first_name": "Ada", "last_name": "Byron", "email": "ada@example.com", "job_title": "Analyst",
        "telephone": "555 0100", "telephone_extension": "12", "language_id": "1",
    }});
    let get = async |c: &Client| c.organizations().get(&id()).await;
    let read = KIT.exchange("organizations.get", format!("GET {ONE}"), (200, body), get).await;
    let contact = read.technical_contact.as_ref().unwrap();
    let boss = NewContact::new("Eve", "Boss", "eve@example.com");
    let line = format!("PUT {ONE}/contact");
    let technical = format!(
        r#"{{"contact_type":"technical_contact",{ADA},"job_title":"Analyst","telephone":"555 0100","telephone_extension":"12","language_id":"1"}}"#
    );
    let organization = r#"{"contact_type":"organization_contact","first_name":"Eve","last_name":"Boss","email":"eve@example.com"}"#;
    for (change, contacts) in [
        (ContactsUpdate::new().technical_contact(contact), technical.clone()),
        (ContactsUpdate::new().organization_contact(boss.clone()), organization.to_owned()),
        (
            ContactsUpdate::new().technical_contact(contact).organization_contact(boss),
            format!("{organization},{technical}"),
        ),
    ] {
        let request = sent(&line, format!(r#"{{"contacts":[{contacts}]}}"#));
        let update = async |c: &Client| c.organizations().update_contacts(&id(), &change).await;
        KIT.exchange("organizations.update_contacts", request, (204, ()), update).await;
    }
}

#[tokio::test]
async fn a_technical_contact_is_removed_by_its_type_alone() {
    let change = ContactsUpdate::new().remove_technical_contact();
    let request =
        sent(format!("PUT {ONE}/contact"), r#"{"contacts":[{"contact_type":"technical_contact"}]}"#);
    let update = async |c: &Client| c.organizations().update_contacts(&id(), &change).await;
    let done =
        Answer::from((204, ())).unlike_the_facts("the schema requires names; the page has this removal");
    KIT.exchange("organizations.update_contacts", request, done, update).await;
}

#[tokio::test]
async fn two_contacts_of_one_type_are_refused_by_the_server() {
    let refusal = error(digicert::code::CONTACT_TYPE_DUPLICATE, "Twice");
    let contract = operation("organizations.update_contacts").replies(400, refusal).start().await;
    let change = ContactsUpdate::new().organization_contact(NewContact::new("A", "B", "a@b.example"));
    let error = client(&contract).organizations().update_contacts(&id(), &change).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("contact_type_duplicate"), Delivery::Rejected));
    assert!(!error.is_conflict());
}
