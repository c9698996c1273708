//! The account of CertCentral: AuthKeys, settings, invitations, money.

use std::time::Duration;

use serde_json::json;

use crate::digicert::{Api, codes};
use crate::digicert_orders::{order, prepared};
use crate::https::Result;
use crate::walk::csr;

const DAY: u64 = 86_400;

#[tokio::test]
async fn one_permanent_auth_key_and_others_that_end() -> Result<()> {
    let api = Api::start().await?;
    let path = "/account/auth-key";
    assert_eq!(api.get("/account").await?["has_auth_key"], false);
    assert_eq!(api.call("GET", path, json!({})).await?.status, 404);
    let made = api.call("POST", path, json!({})).await?;
    assert_eq!(made.status, 200);
    assert!(made.json.get("expiration_datetime").is_none());
    assert_eq!(codes(&api.call("POST", path, json!({})).await?), ["auth_key_exists_for_account"]);
    assert_eq!(api.get(path).await?, made.json);
    let short = api.call("POST", &format!("{path}/2"), json!({})).await?.json;
    assert!(short["expiration_datetime"].is_string());
    assert_eq!(codes(&api.call("POST", &format!("{path}/0"), json!({})).await?), ["invalid_value:days"]);
    assert_eq!(api.call("GET", path, json!({})).await?.status, 400);
    assert_eq!(api.get("/account/auth-keys").await?["auth_keys"].as_array().unwrap().len(), 2);
    assert_eq!(api.get("/account").await?["has_auth_key"], true);
    api.sandbox.digicert().advance(Duration::from_secs(3 * DAY));
    // What has ended can still be read by its id.
    assert_eq!(api.get("/account/auth-keys").await?["auth_keys"], json!([made.json]));
    let short = format!("{path}/{}", short["auth_key_id"].as_str().unwrap());
    assert_eq!(api.call("GET", &short, json!({})).await?.status, 200);
    assert_eq!(api.call("DELETE", &short, json!({})).await?.status, 204);
    assert_eq!(api.call("GET", &short, json!({})).await?.status, 404);
    assert_eq!(api.call("DELETE", path, json!({})).await?.status, 204);
    assert_eq!(api.get("/account/auth-keys").await?, json!({ "auth_keys": [] }));
    Ok(())
}

#[tokio::test]
async fn the_settings_of_an_account_are_checked() -> Result<()> {
    let api = Api::start().await?;
    let emails = json!({ "admin_email": "a@example.org,b@example.org", "emergency_emails": "c@example.org" });
    assert_eq!(api.call("PUT", "/account", emails).await?.status, 204);
    let refused = api.call("PUT", "/account", json!({ "admin_email": "nobody" })).await?;
    assert_eq!(codes(&refused), ["invalid_value:admin_email"]);
    assert_eq!(api.get("/account").await?["admin_email"], "a@example.org,b@example.org");
    for (name, value, status) in [
        ("renewal_email_recipients", json!("[\"order-users\", \"admin\"]"), 200),
        ("renewal_email_recipients", json!("admin"), 400),
        ("renewal_email_recipients", json!("[\"neighbours\"]"), 400),
        ("email_preference", json!("{\"org-approval\": [\"all\"]}"), 200),
        ("account_fund_expiry_notices", json!(1), 200),
        ("account_fund_expiry_notices", json!(2), 400),
    ] {
        let sent = json!({ "account_settings": [{ "name": name, "value": value }] });
        assert_eq!(api.call("PUT", "/account/settings", sent).await?.status, status, "{name} {value}");
    }
    assert_eq!(api.get("/account/guest-access").await?, json!({ "enabled": false }));
    assert_eq!(api.get("/account/contract").await?["issued_certs_total"], 0);
    assert_eq!(api.get("/account/metadata").await?, json!({}));
    Ok(())
}

#[tokio::test]
async fn invitations_and_what_a_subaccount_has() -> Result<()> {
    let api = Api::start().await?;
    let path = "/account/subaccount/invite";
    let invite = json!({
        "emails": ["a@example.org", "b@example.net"], "subaccount_type": "retail", "invite_note": "welcome",
    });
    assert_eq!(api.call("POST", path, invite).await?.status, 200);
    assert_eq!(api.sandbox.digicert().mails(), 2);
    let refused = json!({ "emails": ["a@example.org"], "subaccount_type": "royal" });
    assert_eq!(codes(&api.call("POST", path, refused).await?), ["invalid_value:subaccount_type"]);
    let found = api.get(&format!("{path}?filters[search]=%25example.net&sort=-email")).await?;
    assert_eq!(found["page"]["total"], 1);
    let id = found["subaccount_invites"][0]["id"].clone();
    let status = format!("{path}/{id}/status");
    let refused = api.call("PUT", &status, json!({ "status": "cancelled" })).await?;
    assert_eq!(codes(&refused), ["invalid_value:status"]);
    assert_eq!(api.call("PUT", &status, json!({ "status": "canceled" })).await?.status, 204);
    assert_eq!(api.get(&format!("{path}/{id}")).await?["status"], "canceled");

    let new = json!({
        "account_type": "retail", "allowed_grandchildren": [], "organization": { "name": "Child" },
        "user": { "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org" },
    });
    let id = api.call("POST", "/account", new).await?.json["id"].clone();
    let path = format!("/account/subaccount/{id}");
    let organizations = api.get(&format!("{path}/organization")).await?;
    assert_eq!(organizations["organizations"][0]["name"], "Child");
    let none = api.get(&format!("{path}/organization?filters[status]=inactive")).await?;
    assert_eq!(none["page"]["total"], 0);
    assert!(api.get(&format!("{path}/products")).await?["products"].as_array().unwrap().len() > 10);
    let products = json!({ "pricing_method": "custom", "products": [
        { "product_name_id": "ssl_basic", "prices": [{ "lifetime": 1, "cost": 3.5 }] },
    ] });
    assert_eq!(api.call("PUT", &format!("{path}/products"), products).await?.status, 204);
    let shown = api.get(&format!("{path}/products")).await?;
    assert_eq!(
        (&shown["pricing_method"], &shown["products"][0]["product_name"]),
        (&"custom".into(), &"ssl basic".into())
    );
    let limits = api.get(&format!("{path}/product-limits")).await?;
    assert_eq!(limits, json!({ "product_limits": [{ "product_name_id": "ssl_basic" }] }));
    assert_eq!(api.get(&format!("{path}/domain")).await?["domains"], json!([]));
    assert_eq!(api.get("/account/subaccount/order").await?["orders"], json!([]));
    assert_eq!(codes(&api.call("GET", "/account/subaccount/order/7", json!({})).await?), ["not_found|order"]);
    Ok(())
}

#[tokio::test]
async fn money_moves_and_has_receipts() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert();
    let root = api.sandbox.details().digicert.container_id;
    let before = control.balance();
    let body = |amount: &str, to: u64| json!({ "amount": amount, "from_container_id": root, "to_container_id": to.to_string() });
    assert_eq!(api.call("POST", "/finance/transfer", body("12.50", root + 1)).await?.status, 204);
    assert_eq!(control.balance(), before - 1250);
    let child = api.get(&format!("/finance/balance?container_id={}", root + 1)).await?;
    assert_eq!(child["balance"], "12.50");
    let back = json!({ "amount": 13, "from_container_id": root + 1, "to_container_id": root });
    assert_eq!(codes(&api.call("POST", "/finance/transfer", back).await?), ["invalid_value:amount"]);
    for (amount, to) in [("0", root + 1), ("-1", root + 1), ("1", root), ("1", 7)] {
        assert_eq!(
            api.call("POST", "/finance/transfer", body(amount, to)).await?.status,
            400,
            "{amount} {to}"
        );
    }

    let organization = prepared(&api).await?;
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?;
    let info = api.get(&format!("/order/certificate/{}", made.json["id"])).await?;
    let bought = api.get("/finance/purchase-history").await?["order_transactions"][0].clone();
    assert_eq!(info["receipt_id"], bought["receipt_id"]);
    let receipt = api.get(&format!("/finance/receipt/{}", info["receipt_id"].as_str().unwrap())).await?;
    assert_eq!((&receipt["acct_amount"], &receipt["cc_amount"]), (&bought["amount"], &"0.00".into()));
    assert_eq!(api.call("GET", "/finance/receipt/0", json!({})).await?.status, 404);
    assert_eq!(api.get("/finance/payment-profile").await?["profiles"], json!([]));

    let vouchers = json!({ "vouchers": [
        { "product_name_id": "ssl_basic", "no_of_fqdns": 2, "validity_years": 1, "quantity": 3 },
    ] });
    let price = api.call("POST", "/finance/voucher-pricing", vouchers.clone()).await?.json;
    let before = control.balance();
    let mut buy = vouchers;
    buy["payment_method"] = "balance".into();
    assert_eq!(api.call("POST", "/voucher", buy).await?.status, 201);
    let total = format!("{:.0}", price["total_price"].as_f64().unwrap() * 100.0);
    assert_eq!(total, (before - control.balance()).to_string());

    let acme = json!({
        "name": "acme", "product_name_id": "ssl_basic", "organization_id": organization, "validity_years": 1,
    });
    let made = api.call("POST", "/key/acme-eab/tlm", acme.clone()).await?;
    assert_eq!((made.status.as_u16(), made.text("/ext_act_hmac").len()), (201, 43));
    let mut wrong = acme;
    wrong["validity_years"] = 2.into();
    assert_eq!(codes(&api.call("POST", "/key/acme-eab/tlm", wrong).await?), ["invalid_value:validity_years"]);
    let all = api.get(&format!("/container/{root}/order/organization")).await?;
    assert_eq!(all["organizations"][0]["id"], organization);
    assert_eq!(api.get(&format!("/container/{root}/product-limits")).await?, json!({ "is_limited": false }));
    Ok(())
}
