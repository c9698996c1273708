use crate::{KIT, client, error, refused};
use digicert::{
    Client, ContainerId, Delivery, ErrorKind, UserId,
    organizations::{ContactsUpdate, NewContact, NewOrganization, NewVerifiedUser, OrganizationValidation},
    validations::ValidationType,
};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const CREATE: &str = "POST /services/v2/organization";

fn ada() -> NewContact {
    NewContact::new("Ada", "Byron", "ada@example.com")
}

pub(crate) fn example() -> NewOrganization {
    let new = NewOrganization::new("Example Ltd", ada()).country("GB").address("1 High Street");
    new.city("London").state("London").zip("AB1 2CD").telephone("555 0100")
}

fn eve() -> NewVerifiedUser {
    let eve = NewVerifiedUser::new().first_name("Eve").last_name("Boss").job_title("Head");
    eve.telephone("555 0101").email("eve@example.com")
}

#[tokio::test]
async fn creates_with_everything() {
    let contact = ada().job_title("Analyst").telephone("555 0100").telephone_extension("12").language_id("1");
    let mut new = example();
    new.organization_contact = contact;
    let new = new.assumed_name("Exa").address2("2nd floor").skip_duplicate_org_check(true).container("5");
    let validations = vec![
        OrganizationValidation::new(ValidationType::Ov),
        OrganizationValidation::new(ValidationType::Ev)
            .verified_users(vec![NewVerifiedUser::existing("42"), eve()]),
    ];
    let new = new.validations(validations);
    let body = concat!(
        r#"{"name":"Example Ltd","assumed_name":"Exa","country":"GB","address":"1 High Street","address2":"2nd floor","#,
        r#""city":"London","state":"London","zip":"AB1 2CD","telephone":"555 0100","organization_contact":{"#,
        r#""first_name":"Ada","last_name":"Byron","email":"ada@example.com","job_title":"Analyst","#,
        r#""telephone":"555 0100","telephone_extension":"12","language_id":"1"},"skip_duplicate_org_check":true,"#,
        r#""validations":[{"type":"ov"},{"type":"ev","verified_users":[{"id":42},{"first_name":"Eve","#,
        r#""last_name":"Boss","job_title":"Head","telephone":"555 0101","email":"eve@example.com"}]}],"#,
        r#""container":{"id":5}}"#,
    );
    let create = async |c: &Client| c.organizations().create(&new).await;
    let id = KIT.exchange("organizations.create", sent(CREATE, body), (201, json!({"id": 7})), create).await;
    assert_eq!(id.as_str(), "7");
}

#[tokio::test]
async fn a_match_is_a_success_with_the_id_of_the_one_that_exists() {
    let body = concat!(
        r#"{"name":"Example Ltd","country":"GB","address":"1 High Street","city":"London","state":"London","#,
        r#""zip":"AB1 2CD","telephone":"555 0100","organization_contact":{"first_name":"Ada","last_name":"Byron","#,
        r#""email":"ada@example.com"}}"#,
    );
    let create = async |c: &Client| c.organizations().create(&example()).await;
    KIT.exchange("organizations.create", sent(CREATE, body), full(), create).await;
    let reply = Answer::from((200, json!({"id": "7"}))).unlike_the_facts("status 200, and the id as text");
    let id = KIT.exchange("organizations.create", sent(CREATE, body), reply, create).await;
    assert_eq!(id.as_str(), "7");
}

#[tokio::test]
async fn a_refusal_names_the_field() {
    let refusal = error("invalid_value:country", "Not a country");
    let contract = operation("organizations.create").replies(400, refusal).start().await;
    let error = client(&contract).organizations().create(&example()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    let code = digicert::code::split(error.code().unwrap());
    assert_eq!(code, (digicert::code::INVALID_VALUE, Some("country")));
}

type Set = fn(&mut NewOrganization, &str);
type Unset = fn(&mut NewVerifiedUser);

#[tokio::test]
async fn limits_of_a_new_organization() {
    let [s16, s32, s40, s64, s128, s255] = [16, 32, 40, 64, 128, 255].map(|length| "ä".repeat(length));
    let more = |text: &str| format!("x{text}");
    let cases: [(&str, Vec<String>, &str, Set); 15] = [
        ("name", vec![String::new(), more(&s64)], &s64, |new, text| new.name = text.into()),
        (
            "country",
            vec![String::new(), "G".into(), "GBR".into(), "ä".into(), "1b".into()],
            "gB",
            |new, text| {
                new.country = Some(text.into());
            },
        ),
        ("address", vec![String::new(), more(&s64)], &s64, |new, text| new.address = Some(text.into())),
        ("address2", vec![more(&s64)], &s64, |new, text| new.address2 = Some(text.into())),
        ("city", vec![String::new(), more(&s64)], &s64, |new, text| new.city = Some(text.into())),
        ("state", vec![String::new()], &s255, |new, text| new.state = Some(text.into())),
        ("zip", vec![String::new(), more(&s40)], &s40, |new, text| new.zip = Some(text.into())),
        ("telephone", vec![String::new(), more(&s32)], &s32, |new, text| new.telephone = Some(text.into())),
        ("container", vec!["top".into(), String::new()], "5", |new, text| {
            new.container = Some(ContainerId::from(text));
        }),
        ("first_name", vec![String::new(), more(&s128)], &s128, |new, text| {
            new.organization_contact.first_name = text.into();
        }),
        ("last_name", vec![String::new(), more(&s128)], &s128, |new, text| {
            new.organization_contact.last_name = text.into();
        }),
        ("email", vec![String::new(), more(&s255)], &s255, |new, text| {
            new.organization_contact.email = text.into();
        }),
        ("job_title", vec![more(&s64)], &s64, |new, text| {
            new.organization_contact.job_title = Some(text.into());
        }),
        ("telephone", vec![more(&s32)], &s32, |new, text| {
            new.organization_contact.telephone = Some(text.into());
        }),
        ("telephone_extension", vec![more(&s16)], &s16, |new, text| {
            new.organization_contact.telephone_extension = Some(text.into());
        }),
    ];
    let mut longest = example();
    for (field, wrong, right, set) in &cases {
        set(&mut longest, right);
        for text in wrong {
            let mut new = example();
            set(&mut new, text);
            refused(field, async |c| c.organizations().create(&new).await).await;
        }
    }
    let bare = NewOrganization::new("Example Ltd", ada());
    refused("country", async |c| c.organizations().create(&bare).await).await;
    let contract = operation("organizations.create").replies(201, json!({"id": 1})).start().await;
    client(&contract).organizations().create(&longest).await.unwrap();
}

#[tokio::test]
async fn submits_for_validation() {
    let all = [
        OrganizationValidation::new(ValidationType::Ov),
        OrganizationValidation::new(ValidationType::EvCs).verified_users(vec![eve()]),
        OrganizationValidation::new(ValidationType::Ds),
        OrganizationValidation::new(ValidationType::Smime),
    ];
    let body = concat!(
        r#"{"validations":[{"type":"ov"},{"type":"ev_cs","verified_users":[{"first_name":"Eve","last_name":"Boss","#,
        r#""job_title":"Head","telephone":"555 0101","email":"eve@example.com"}]},{"type":"ds"},{"type":"smime"}]}"#,
    );
    let request = sent("POST /services/v2/organization/7/validation", body);
    let submit = async |c: &Client| c.organizations().submit_validation(&"7".into(), &all).await;
    KIT.exchange("organizations.submit_validation", request.clone(), (204, ()), submit).await;
    let created = Answer::from((201, json!({}))).unlike_the_facts("the status is assumed");
    KIT.exchange("organizations.submit_validation", request, created, submit).await;
}

#[tokio::test]
async fn limits_of_a_validation() {
    let submit = async |validation: OrganizationValidation, field: &str| {
        refused(field, async |c| {
            c.organizations().submit_validation(&"7".into(), std::slice::from_ref(&validation)).await
        })
        .await;
    };
    for kind in [ValidationType::Ev, ValidationType::Cs, ValidationType::EvCs] {
        submit(OrganizationValidation::new(kind.clone()), "verified_users").await;
        submit(OrganizationValidation::new(kind).verified_users(vec![]), "verified_users").await;
    }
    let of = |user| OrganizationValidation::new("ov").verified_users(vec![eve(), user]);
    for id in ["", "me"] {
        submit(of(NewVerifiedUser::existing(id)), "verified_users.id").await;
    }
    let unset: [(&str, Unset); 5] = [
        ("verified_users.first_name", |user| user.first_name = None),
        ("verified_users.last_name", |user| user.last_name = Some(String::new())),
        ("verified_users.job_title", |user| user.job_title = None),
        ("verified_users.telephone", |user| user.telephone = None),
        ("verified_users.email", |user| user.email = None),
    ];
    for (field, unset) in unset {
        let mut user = eve();
        unset(&mut user);
        submit(of(user.clone()), field).await;
        // A user of the account needs nothing else.
        user.id = Some(UserId::from("42"));
        let contract = operation("organizations.submit_validation").replies(204, ()).start().await;
        let of = [of(user)];
        client(&contract).organizations().submit_validation(&"7".into(), &of).await.unwrap();
    }
    refused("validations", async |c| c.organizations().submit_validation(&"7".into(), &[]).await).await;
}

#[tokio::test]
async fn limits_of_contacts() {
    let long = "x".repeat(129);
    let named = |name: &str| NewContact::new(name, "Byron", "ada@example.com");
    let update = async |change: ContactsUpdate, field: &str| {
        refused(field, async |c| c.organizations().update_contacts(&"7".into(), &change).await).await;
    };
    update(ContactsUpdate::new(), "contacts").await;
    for name in ["", &long] {
        update(ContactsUpdate::new().organization_contact(named(name)), "first_name").await;
        update(ContactsUpdate::new().technical_contact(named(name)), "first_name").await;
    }
    let read = digicert::organizations::OrganizationContact::default();
    update(ContactsUpdate::new().technical_contact(&read), "first_name").await;
}
