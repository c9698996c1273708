use crate::{KIT, builder, refused};
use digicert::{
    Client, OrderId, Retry,
    orders::{SealNumber, SealSettings, SealSize},
};
use portcullis_testkit::{full, operation, sent};
use serde_json::json;

fn id() -> OrderId {
    "1001".into()
}

fn all() -> SealSettings {
    let settings = SealSettings::new().seal_size(SealSize::Large).seal_number(SealNumber::SmartSeal);
    let settings = settings.seal_hover(true).seal_autoplay(false).seal_use_logo(true);
    let settings = settings.display_malware_scan(true).display_ct_log(false).display_pci_scan(true);
    settings.display_blocklist_check(false).display_verified_customer(true)
}

const ALL: &str = concat!(
    r#""seal_size":"l","seal_number":18,"seal_hover":true,"seal_autoplay":false,"seal_use_logo":true,"#,
    r#""display_malware_scan":true,"display_ct_log":false,"display_pci_scan":true,"display_blocklist_check":false,"#,
    r#""display_verified_customer":true}"#,
);

#[tokio::test]
async fn a_site_seal_is_read_changed_and_sent() {
    let target = "/services/v2/order/certificate/1001/site-seal";
    let get = async |c: &Client| c.orders().get_site_seal(&id()).await;
    KIT.exchange("orders.get_site_seal", format!("GET {target}"), full(), get).await;
    let reply = json!({"order_id": 1001, "seal_size": "s", "seal_number": 18});
    let seal = KIT.exchange("orders.get_site_seal", format!("GET {target}"), (200, reply), get).await;
    assert_eq!((seal.seal_size, seal.seal_number), (Some(SealSize::Small), Some(SealNumber::SmartSeal)));
    for status in [200, 204] {
        let line = sent(format!("PUT {target}"), format!("{{{ALL}"));
        let update = async |c: &Client| c.orders().update_site_seal(&id(), &all()).await;
        KIT.exchange("orders.update_site_seal", line, (status, ()), update).await;
    }
    let bare = SealSettings::new();
    for (recipient, settings, body) in [
        (Some("ada@example.com"), all(), format!(r#"{{"recipient_email":"ada@example.com",{ALL}"#)),
        (None, bare.clone(), "{}".to_owned()),
    ] {
        let line = sent(format!("POST {target}/email-seal"), body);
        let email = async |c: &Client| c.orders().email_site_seal(&id(), recipient, &settings).await;
        KIT.exchange("orders.email_site_seal", line, (204, ()), email).await;
    }
    let other = SealSettings::new().seal_number("gold");
    refused("seal_number", async |c| c.orders().update_site_seal(&id(), &other).await).await;
    refused("seal_number", async |c| c.orders().email_site_seal(&id(), None, &other).await).await;
    let email = async |c: &Client| c.orders().email_site_seal(&id(), Some("ada"), &bare).await;
    refused("recipient_email", email).await;
    let contract = operation("orders.email_site_seal").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    digicert.orders().email_site_seal(&id(), None, &bare).await.unwrap_err();
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn signatures_come_as_a_list_or_as_one_object() {
    let line = "GET /services/v2/order/certificate/1001/signature-unit";
    let get = async |c: &Client| c.orders().get_keylocker_signatures(&id()).await;
    KIT.exchange("orders.get_keylocker_signatures", line, full(), get).await;
    let count = json!({"signatures_allotted": 1000, "signatures_consumed": 7});
    let user = json!({"name": "Ada", "email": "ada@example.com"});
    for (signatures, users) in [(json!([count]), json!([user])), (count.clone(), user.clone())] {
        let body =
            json!({"signatures": signatures, "user_assigned": users, "account_id": 3, "order_id": 1001});
        let found = KIT.exchange("orders.get_keylocker_signatures", line, (200, body), get).await;
        assert_eq!(found.signatures[0].signatures_allotted, Some(1000));
        assert_eq!(found.signatures[0].signatures_consumed, Some(7));
        assert_eq!(found.user_assigned[0].name.as_deref(), Some("Ada"));
        assert_eq!(found.order_id.as_str(), "1001");
    }
}
