use crate::{KIT, attempts, client, error, refused};
use digicert::{
    Client, Error, ErrorKind, Flag,
    account::{
        AccountDetails, AccountEmails, AccountSetting, LimitType, PricingModel, Recipient, SettingName,
        SettingValue, SettingsStatus,
    },
    finance::Amount,
};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const ACCOUNT: &str = "/services/v2/account";

#[tokio::test]
async fn returns_every_field() {
    let get = async |c: &Client| c.account().get().await;
    KIT.exchange("account.get", format!("GET {ACCOUNT}"), full(), get).await;
    let contract = async |c: &Client| c.account().get_contract().await;
    KIT.exchange("account.get_contract", format!("GET {ACCOUNT}/contract"), full(), contract).await;
    let guests = async |c: &Client| c.account().get_guest_access().await;
    KIT.exchange("account.get_guest_access", format!("GET {ACCOUNT}/guest-access"), full(), guests).await;
}

#[tokio::test]
async fn a_recorded_account_lacks_what_the_page_lists() {
    let body = json!({
        "id": 7, "primary_organization_id": 9, "primary_organization_country": "us", "language_id": "1",
        "ent_support_plan": "0", "balance_negative_limit": 1000.5, "pricing_model": "percert",
    });
    let get = async |c: &Client| c.account().get().await;
    let account = KIT.exchange("account.get", format!("GET {ACCOUNT}"), (200, body), get).await;
    assert_eq!((account.id.as_str(), account.language_id), ("7", Some(1)));
    assert_eq!(
        (account.ent_support_plan, account.balance_negative_limit),
        (Some(Flag::Unset), Some("1000.5".into()))
    );
    assert_eq!(account.pricing_model, Some(PricingModel::PerCertificate));
    assert_eq!(account.admin_email, None);
}

#[tokio::test]
async fn an_amount_is_a_number_in_any_form() {
    let get = async |c: &Client| c.account().get().await;
    for (limit, amount) in [(json!("1000.50"), Some("1000.50")), (json!(-20), Some("-20")), (json!(""), None)]
    {
        let body = Answer::from((200, json!({"id": 7, "balance_negative_limit": limit})));
        let body = body.unlike_the_facts("an amount as text");
        let account = KIT.exchange("account.get", format!("GET {ACCOUNT}"), body, get).await;
        assert_eq!(account.balance_negative_limit, amount.map(Amount::from));
    }
}

#[tokio::test]
async fn a_flag_is_read_in_any_form() {
    let get = async |c: &Client| c.account().get().await;
    for (written, read) in [
        (json!("1"), Some(Flag::Set)),
        (json!(1), Some(Flag::Set)),
        (json!(true), Some(Flag::Set)),
        (json!(0), Some(Flag::Unset)),
        (json!(false), Some(Flag::Unset)),
        (json!("gold"), Some(Flag::from("gold"))),
        (json!(""), None),
        (json!(null), None),
    ] {
        let body = Answer::from((200, json!({"id": 7, "ent_support_plan": written})));
        let body = body.unlike_the_facts("a flag in another type");
        let account = KIT.exchange("account.get", format!("GET {ACCOUNT}"), body, get).await;
        assert_eq!(account.ent_support_plan, read);
    }
    let read = [Flag::from(true), Flag::from(false), Flag::from("gold")].map(|flag| flag.is_set());
    assert_eq!(read, [true, false, false]);
}

#[tokio::test]
async fn a_contract_has_limits_by_product() {
    let body = json!({
        "start_date": "2031-05-06", "end_date": "2032-05-05", "auto_renewal": "1", "limit_type": "year",
        "allowed_lifetime": "3", "product_limits": {"ssl_basic": {"product_name_id": "ssl_basic", "limit": 5}},
    });
    let get = async |c: &Client| c.account().get_contract().await;
    let line = format!("GET {ACCOUNT}/contract");
    let contract = KIT.exchange("account.get_contract", &line, (200, body), get).await;
    assert_eq!((contract.auto_renewal, contract.allowed_lifetime.as_deref()), (Some(Flag::Set), Some("3")));
    assert_eq!(
        (contract.limit_type, contract.product_limits["ssl_basic"].limit),
        (Some(LimitType::Year), Some(5))
    );
    assert_eq!(contract.end_date.unwrap().as_str(), "2032-05-05");
    let none = json!({"start_date": "2031-05-06", "end_date": "2032-05-05", "product_limits": []});
    let none = Answer::from((200, none)).unlike_the_facts("`[]` for an empty object");
    let contract = KIT.exchange("account.get_contract", line, none, get).await;
    assert!(contract.product_limits.is_empty());
}

#[tokio::test]
async fn an_account_without_a_contract_is_none() {
    let refusal = error("not_found|contract", "No contract");
    let contract = operation("account.get_contract").replies(404, refusal).start().await;
    assert!(client(&contract).account().get_contract().optional().await.unwrap().is_none());
}

#[tokio::test]
async fn the_url_for_guests_is_a_secret() {
    let url = "https://www.digicert.com/secure/guest/S3CRETGUESTS";
    let body = json!({"enabled": true, "guest_access_url": url});
    let get = async |c: &Client| c.account().get_guest_access().await;
    let line = format!("GET {ACCOUNT}/guest-access");
    let access = KIT.exchange("account.get_guest_access", &line, (200, body), get).await;
    assert!(!format!("{access:?}").contains("S3CRETGUESTS"));
    assert_eq!((access.enabled, access.guest_access_url.unwrap().expose_secret()), (true, url));
    let access = KIT.exchange("account.get_guest_access", line, (200, json!({"enabled": false})), get).await;
    assert!(!access.enabled && access.guest_access_url.is_none());
}

#[tokio::test]
async fn sends_the_lists_that_are_set() {
    let both = AccountEmails::new().admin_email("ada@example.com,bot@example.com").emergency_emails("");
    let emergency = AccountEmails::new().emergency_emails("ada@example.com, bot@example.com");
    let body = r#"{"admin_email":"ada@example.com,bot@example.com","emergency_emails":""}"#;
    let of_emergency = r#"{"emergency_emails":"ada@example.com, bot@example.com"}"#;
    for (emails, body) in [(both, body), (emergency, of_emergency)] {
        let update = async |c: &Client| c.account().update_emails(&emails).await;
        KIT.exchange("account.update_emails", sent(format!("PUT {ACCOUNT}"), body), (204, ()), update).await;
    }
}

#[tokio::test]
async fn addresses_have_limits() {
    let [longest, long] = [63, 64]
        .map(|length| format!("{},{}@example.com", ["a@example.com"; 13].join(","), "x".repeat(length - 2)));
    assert_eq!((longest.len(), long.len()), (255, 256));
    let update =
        async |c: &Client| c.account().update_emails(&AccountEmails::new().admin_email(&*longest)).await;
    let body = format!(r#"{{"admin_email":"{longest}"}}"#);
    KIT.exchange("account.update_emails", sent(format!("PUT {ACCOUNT}"), body), (204, ()), update).await;
    for text in [long.as_str(), "ada", "ada@example.com,", "ada@example.com bot@example.com"] {
        let emails = AccountEmails::new().admin_email(text);
        refused("admin_email", async |c| c.account().update_emails(&emails).await).await;
    }
    let emails = AccountEmails::new().emergency_emails("ada@example.com;bot@example.com");
    refused("emergency_emails", async |c| c.account().update_emails(&emails).await).await;
}

#[tokio::test]
async fn values_of_settings_are_json_in_a_text_or_a_number() {
    use SettingName as Name;
    let all = vec![
        Recipient::OrderUsers,
        Recipient::OrganizationContact,
        Recipient::TechnicalContact,
        Recipient::Administrator,
    ];
    let preference = SettingValue::Preference([("org-approval".to_owned(), vec!["all".to_owned()])].into());
    let settings = [
        AccountSetting::new(Name::ConfirmationEmailRecipients, all),
        AccountSetting::new(Name::RejectionEmailRecipients, vec![]),
        AccountSetting::new(Name::ApprovalEmailRecipients, vec![Recipient::from("board")]),
        AccountSetting::new(Name::RenewalEmailRecipients, vec![Recipient::Administrator]),
        AccountSetting::new(Name::EmailPreference, preference),
        AccountSetting::new(Name::AccountFundExpiryNotices, true),
        AccountSetting::new(Name::AccountFundAdjustmentNotices, false),
        AccountSetting::new(Name::NoTopLevelContainerInEmail, true),
        AccountSetting::new("color", SettingValue::Text("red".into())),
        AccountSetting::new("size", SettingValue::Number(7)),
    ];
    let body = concat!(
        r#"{"account_settings":["#,
        r#"{"name":"confirmation_email_recipients","value":"[\"order-users\",\"org-contact\",\"tech-contact\",\"admin\"]"},"#,
        r#"{"name":"rejection_email_recipients","value":"[]"},"#,
        r#"{"name":"approval_email_recipients","value":"[\"board\"]"},"#,
        r#"{"name":"renewal_email_recipients","value":"[\"admin\"]"},"#,
        r#"{"name":"email_preference","value":"{\"org-approval\":[\"all\"]}"},"#,
        r#"{"name":"account_fund_expiry_notices","value":1},"#,
        r#"{"name":"account_fund_adjustment_notices","value":0},"#,
        r#"{"name":"no_top_level_container_in_email","value":1},"#,
        r#"{"name":"color","value":"red"},{"name":"size","value":7}]}"#,
    );
    let update = async |c: &Client| c.account().update_settings(&settings).await;
    let line = sent(format!("PUT {ACCOUNT}/settings"), body);
    KIT.exchange("account.update_settings", line.clone(), full(), update).await;
    assert!(KIT.exchange("account.update_settings", line.clone(), (204, ()), update).await.is_none());
    let reply = (200, json!({"status": "success", "message": "Saved"}));
    let done = KIT.exchange("account.update_settings", line, reply, update).await.unwrap();
    assert_eq!((done.status, done.message.as_deref()), (Some(SettingsStatus::Success), Some("Saved")));
}

#[tokio::test]
async fn a_value_must_fit_its_setting() {
    for (name, value) in [
        (SettingName::ConfirmationEmailRecipients, SettingValue::On(true)),
        (SettingName::RejectionEmailRecipients, SettingValue::Text("admin".into())),
        (SettingName::ApprovalEmailRecipients, SettingValue::Number(1)),
        (SettingName::RenewalEmailRecipients, SettingValue::Preference([].into())),
        (SettingName::EmailPreference, SettingValue::Recipients(vec![])),
        (SettingName::AccountFundExpiryNotices, SettingValue::Number(1)),
        (SettingName::AccountFundAdjustmentNotices, SettingValue::Text("1".into())),
        (SettingName::NoTopLevelContainerInEmail, SettingValue::Recipients(vec![])),
    ] {
        let settings = [AccountSetting::new(name, value)];
        refused("value", async |c| c.account().update_settings(&settings).await.map(drop)).await;
    }
    refused("settings", async |c| c.account().update_settings(&[]).await).await;
}

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_success() {
    let emails = AccountEmails::new().admin_email("ada@example.com");
    KIT.refuses_disguises("account.get", async |c| c.account().get().await).await;
    KIT.refuses_disguises("account.get_contract", async |c| c.account().get_contract().await).await;
    KIT.refuses_disguises("account.get_guest_access", async |c| c.account().get_guest_access().await).await;
    KIT.refuses_disguises("account.update_emails", async |c| c.account().update_emails(&emails).await).await;
    let settings = [AccountSetting::new(SettingName::AccountFundExpiryNotices, true)];
    KIT.refuses_disguises("account.update_settings", async |c| c.account().update_settings(&settings).await)
        .await;
}

#[tokio::test]
async fn a_lost_change_is_repeated() {
    let emails = AccountEmails::new().admin_email("ada@example.com");
    assert_eq!(attempts(async |c| c.account().update_emails(&emails).await).await, 3);
    let settings = [AccountSetting::new(SettingName::AccountFundExpiryNotices, true)];
    assert_eq!(attempts(async |c| c.account().update_settings(&settings).await).await, 3);
}

#[tokio::test]
async fn another_reply_is_no_account() {
    let contract =
        operation("account.get").unlike_the_facts("the id is missing").replies(200, json!({"name": "x"}));
    let contract = contract.start().await;
    let result: Result<AccountDetails, Error> = client(&contract).account().get().await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Decode);
}
