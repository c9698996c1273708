use crate::{KIT, attempts, never_sent, refused};
use digicert::{
    Client, CustomFieldId,
    custom_fields::{DataType, NewCustomField},
};
use portcullis_testkit::{full, sent};
use serde_json::json;

const ALL: &str = "/services/v2/account/metadata";

fn cost_center() -> NewCustomField {
    NewCustomField::new("Cost center")
        .is_required(true)
        .is_active(true)
        .data_type(DataType::Int)
        .show_in_receipt(false)
}

const COST_CENTER: &str = r#"{"label":"Cost center","is_required":true,"is_active":true,"data_type":"int","show_in_receipt":false}"#;

#[tokio::test]
async fn lists_fields() {
    let list = async |c: &Client| c.custom_fields().list().page_size(7).first_page().await;
    KIT.exchange("custom_fields.list", format!("GET {ALL}"), full(), list).await;
    let body =
        json!({"metadata": [{"id": 5, "label": "Team"}, {"id": 6, "label": "Since", "data_type": "date"}]});
    let list = async |c: &Client| c.custom_fields().list().all().await;
    let fields = KIT.exchange("custom_fields.list", format!("GET {ALL}"), (200, body), list).await;
    assert_eq!(
        (fields[0].id.as_str(), fields[0].label.as_deref(), &fields[0].data_type),
        ("5", Some("Team"), &None)
    );
    assert_eq!(fields[1].data_type, Some(DataType::Other("date".into())));
}

#[tokio::test]
async fn an_account_without_fields_sends_an_empty_object() {
    let list = async |c: &Client| c.custom_fields().list().all().await;
    assert!(
        KIT.exchange("custom_fields.list", format!("GET {ALL}"), (200, json!({})), list).await.is_empty()
    );
}

#[tokio::test]
async fn a_creation_has_no_result_with_any_success() {
    for status in [200, 201, 204] {
        let create = async |c: &Client| c.custom_fields().create(&cost_center()).await;
        let line = sent(format!("POST {ALL}"), COST_CENTER);
        KIT.exchange("custom_fields.create", line, (status, ()), create).await;
        let fields = [cost_center(), NewCustomField::new("Team").data_type(DataType::EmailList)];
        let create = async |c: &Client| c.custom_fields().create_bulk(&fields).await;
        let body = format!(r#"{{"metadata":[{COST_CENTER},{{"label":"Team","data_type":"email_list"}}]}}"#);
        KIT.exchange(
            "custom_fields.create_bulk",
            sent(format!("POST {ALL}/bulk"), body),
            (status, ()),
            create,
        )
        .await;
    }
}

#[tokio::test]
async fn a_definition_is_made_from_the_field_that_was_read() {
    let body = format!(
        r#"{{"metadata":[{}]}}"#,
        COST_CENTER.replacen('{', r#"{"id":5,"description":"For bills","#, 1)
    );
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let list = async |c: &Client| c.custom_fields().list().all().await;
    let fields = KIT.exchange("custom_fields.list", format!("GET {ALL}"), (200, body), list).await;
    for (label, is_active) in [("Cost center", true), ("Old", false)] {
        let new = NewCustomField::from(&fields[0]).label(label).is_active(is_active);
        let replace = async |c: &Client| c.custom_fields().replace(&fields[0].id, &new).await;
        let body = COST_CENTER.replace("Cost center", label);
        let body = body.replace(r#""is_active":true"#, &format!(r#""is_active":{is_active}"#));
        KIT.exchange("custom_fields.update", sent(format!("PUT {ALL}/5"), body), (204, ()), replace).await;
    }
}

#[tokio::test]
async fn deletes_a_field() {
    let delete = async |c: &Client| c.custom_fields().delete(&"5".into()).await;
    KIT.exchange("custom_fields.delete", format!("DELETE {ALL}/5"), (204, ()), delete).await;
}

#[tokio::test]
async fn a_field_needs_a_label() {
    let nameless = &NewCustomField::new("");
    refused("label", async |c| c.custom_fields().create(nameless).await).await;
    refused("label", async |c| c.custom_fields().replace(&"5".into(), nameless).await).await;
    let second = [cost_center(), nameless.clone()];
    refused("label", async |c| c.custom_fields().create_bulk(&second).await).await;
    refused("fields", async |c| c.custom_fields().create_bulk(&[]).await).await;
}

#[tokio::test]
async fn the_word_of_the_other_route_is_no_id() {
    for word in ["bulk", "", ".", ".."] {
        let id = &CustomFieldId::from(word);
        never_sent("metadata_id", async |c| c.custom_fields().replace(id, &cost_center()).await).await;
        never_sent("metadata_id", async |c| c.custom_fields().delete(id).await).await;
    }
}

#[tokio::test]
async fn a_lost_creation_is_not_repeated_and_a_lost_change_is() {
    assert_eq!(attempts(async |c| c.custom_fields().create(&cost_center()).await).await, 1);
    assert_eq!(attempts(async |c| c.custom_fields().create_bulk(&[cost_center()]).await).await, 1);
    assert_eq!(attempts(async |c| c.custom_fields().replace(&"5".into(), &cost_center()).await).await, 3);
    assert_eq!(attempts(async |c| c.custom_fields().delete(&"5".into()).await).await, 3);
}
