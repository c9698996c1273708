use crate::{KIT, builder, client, refused};
use digicert::{
    Client, Delivery, OrderId, Retry,
    certificates::{Revocation, RevocationReason},
    orders::{DcvEmails, DomainApprovalEmail, NewDnsNames, NewOrderStatus, StatusUpdate},
};
use portcullis_testkit::{Answer, Line, full, operation, sent};
use serde_json::json;

fn id() -> OrderId {
    "1001".into()
}

fn put(rest: &str, body: &str) -> Line {
    sent(format!("PUT /services/v2/order/certificate/1001/{rest}"), body)
}

#[tokio::test]
async fn changes_the_status() {
    let mut all = StatusUpdate::cancel("wrong name").send_emails(false);
    all.status = NewOrderStatus::Canceled;
    for (update, body) in [
        (all, r#"{"status":"canceled","note":"wrong name","send_emails":false}"#),
        (StatusUpdate::new(NewOrderStatus::Renewed), r#"{"status":"renewed"}"#),
        (StatusUpdate::new(NewOrderStatus::NotRenewed), r#"{"status":"not_renewed"}"#),
    ] {
        let update = async |c: &Client| c.orders().update_status(&id(), &update).await;
        KIT.exchange("orders.update_status", put("status", body), (204, ()), update).await;
    }
    for update in [StatusUpdate::new(NewOrderStatus::Canceled), StatusUpdate::cancel("")] {
        refused("note", async |c| c.orders().update_status(&id(), &update).await).await;
    }
}

#[tokio::test]
async fn deletes_with_and_without_a_revocation() {
    let delete = async |c: &Client| c.orders().delete(&id()).await;
    KIT.exchange("orders.delete", "DELETE /services/v2/order/certificate/1001", (204, ()), delete).await;
    let delete = async |c: &Client| c.orders().revoke_and_delete(&id()).await;
    let line = "DELETE /services/v2/order/certificate/1001?revoke=true";
    KIT.exchange("orders.delete", line, (204, ()), delete).await;
}

#[tokio::test]
async fn a_revocation_makes_a_request_unless_the_approval_is_skipped() {
    let revocation = Revocation::new().reason(RevocationReason::KeyCompromise).comments("lost");
    let body = r#"{"revocation_reason":"keyCompromise","comments":"lost"}"#;
    let revoke = async |c: &Client| c.orders().revoke(&id(), &revocation).await;
    let request = KIT.exchange("orders.revoke", put("revoke", body), full(), revoke).await;
    assert!(!request.unwrap().id.as_str().is_empty());
    let revocation = Revocation::new().skip_approval(true);
    for status in [200, 204] {
        let reply = Answer::from((status, ()));
        let reply = if status == 200 { reply.unlike_the_facts("200 without a body") } else { reply };
        let revoke = async |c: &Client| c.orders().revoke(&id(), &revocation).await;
        let request =
            KIT.exchange("orders.revoke", put("revoke", r#"{"skip_approval":true}"#), reply, revoke).await;
        assert!(request.is_none());
    }
    let revoke = async |c: &Client| c.orders().revoke(&id(), &Revocation::new()).await;
    KIT.exchange("orders.revoke", put("revoke", "{}"), (204, ()), revoke).await;
}

#[tokio::test]
async fn new_names_begin_validations_or_none() {
    let mut names = NewDnsNames::new("a.example");
    let edit = async |c: &Client| c.orders().edit_dns_names(&id(), &names).await;
    let line = put("dns-names", r#"{"certificate":{"common_name":"a.example"}}"#);
    let domains = KIT.exchange("orders.edit_dns_names", line.clone(), full(), edit).await;
    assert_eq!(domains.len(), 1);
    for (status, body) in [(204, None), (200, Some(json!({}))), (200, Some(json!({"domains": []})))] {
        let reply =
            body.map_or_else(|| (status, portcullis_testkit::Body::Empty), |body| (status, body.into()));
        assert!(KIT.exchange("orders.edit_dns_names", line.clone(), reply, edit).await.is_empty());
    }
    let other = Answer::from((200, json!("done"))).unlike_the_facts("a text");
    KIT.refusal("orders.edit_dns_names", line, other, edit).await;
    names.dns_names = Some(vec!["b.example".into(), "*.c.example".into()]);
    let body = r#"{"certificate":{"common_name":"a.example","dns_names":["b.example","*.c.example"]}}"#;
    let edit = async |c: &Client| c.orders().edit_dns_names(&id(), &names).await;
    KIT.exchange("orders.edit_dns_names", put("dns-names", body), (204, ()), edit).await;
    refused("common_name", async |c| c.orders().edit_dns_names(&id(), &NewDnsNames::new("")).await).await;
    let empty = NewDnsNames::new("a.example").dns_names(vec![String::new()]);
    refused("dns_names", async |c| c.orders().edit_dns_names(&id(), &empty).await).await;
}

#[tokio::test]
async fn sends_emails_again_once() {
    let ada = DomainApprovalEmail::new("a.example", "admin@example.com").email_domain("example.com");
    let emails = DcvEmails::new().domain_approval_emails(vec![ada]).locale("en");
    let body = r#"{"domain_approval_emails":[{"domain":"a.example","email":"admin@example.com","email_domain":"example.com"}],"locale":"en"}"#;
    for (emails, body) in [(&emails, body), (&DcvEmails::new(), "{}")] {
        let resend = async |c: &Client| c.orders().resend_dcv_emails(&id(), emails).await;
        KIT.exchange("orders.resend_dcv_emails", put("resend-emails", body), (204, ()), resend).await;
    }
    let line = put("order-approval/resend-emails", r#"{"emails":["ada@example.com"]}"#);
    let ada = ["ada@example.com".to_owned()];
    let resend = async |c: &Client| c.orders().resend_approval_emails(&id(), &ada).await;
    KIT.exchange("orders.resend_approval_emails", line, (204, ()), resend).await;
    let contract = operation("orders.resend_dcv_emails").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.orders().resend_dcv_emails(&id(), &emails).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
    let contract = operation("orders.resend_approval_emails").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    digicert.orders().resend_approval_emails(&id(), &ada).await.unwrap_err();
    assert_eq!(contract.count(), 1);
    refused("emails", async |c| c.orders().resend_approval_emails(&id(), &[]).await).await;
    refused("emails", async |c| c.orders().resend_approval_emails(&id(), &["ada".into()]).await).await;
    for (field, email) in [
        ("domain", DomainApprovalEmail::new("", "admin@example.com")),
        ("email", DomainApprovalEmail::new("a.example", "admin")),
    ] {
        let emails = DcvEmails::new().domain_approval_emails(vec![email]);
        refused(field, async |c| c.orders().resend_dcv_emails(&id(), &emails).await).await;
    }
}

#[tokio::test]
async fn switches_settings() {
    for (on, number) in [(true, 1), (false, 0)] {
        let line = put("auto-reissue", &format!(r#"{{"auto_reissue":{number}}}"#));
        let update = async |c: &Client| c.orders().update_auto_reissue(&id(), on).await;
        KIT.exchange("orders.update_auto_reissue", line, (204, ()), update).await;
        let line = put("guest-access", &format!(r#"{{"enable_guest_access":{number}}}"#));
        let update = async |c: &Client| c.orders().update_guest_access(&id(), on).await;
        KIT.exchange("orders.update_guest_access", line, (204, ()), update).await;
        let line = put("ct-status", &format!(r#"{{"disable_ct":{on}}}"#));
        let update = async |c: &Client| c.orders().update_ct_status(&id(), on).await;
        KIT.exchange("orders.update_ct_status", line, (204, ()), update).await;
    }
    let line = "PUT /services/v2/order/certificate/1001/renewal-emails/enable%20it";
    let update = async |c: &Client| c.orders().update_renewal_notifications(&id(), "enable it").await;
    KIT.exchange("orders.update_renewal_notifications", line, (204, ()), update).await;
    crate::never_sent("status", async |c| c.orders().update_renewal_notifications(&id(), "").await).await;
}

#[tokio::test]
async fn replaces_the_users_of_an_order() {
    for status in [200, 204] {
        let line = put("user-access", r#"{"user_id_assignments":["3","4"]}"#);
        let update = async |c: &Client| c.orders().update_user_access(&id(), &["3".into(), "4".into()]).await;
        KIT.exchange("orders.update_user_access", line, (status, ()), update).await;
    }
    let line = put("user-access", r#"{"user_id_assignments":[]}"#);
    let update = async |c: &Client| c.orders().update_user_access(&id(), &[]).await;
    KIT.exchange("orders.update_user_access", line, (204, ()), update).await;
    refused("user_id_assignments", async |c| c.orders().update_user_access(&id(), &["ada".into()]).await)
        .await;
}

#[tokio::test]
async fn a_change_whose_reply_is_lost_is_repeated() {
    let contract = operation("orders.revoke").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    digicert.orders().revoke(&id(), &Revocation::new()).await.unwrap_err();
    assert!(contract.count() > 1);
    let contract = operation("orders.update_status").replies(204, ()).start().await;
    let update = StatusUpdate::cancel("wrong name");
    client(&contract).orders().update_status(&id(), &update).await.unwrap();
}
