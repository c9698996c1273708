//! What an order of CertCentral is refused for. A refused order exists nowhere and costs nothing.

use serde_json::{Value, json};

use crate::digicert::{Api, codes};
use crate::digicert_orders::{order, prepared};
use crate::https::Result;
use crate::walk::csr;

#[tokio::test]
async fn a_wrong_order_is_refused_and_costs_nothing() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let before = api.sandbox.digicert().balance();
    let broken = csr().replacen("MIH", "MIG", 1);
    let other_key = {
        // The signature of another request under these names and this key.
        let (one, two) = (csr(), csr());
        let lines: Vec<&str> = one.lines().collect();
        let last: Vec<&str> = two.lines().collect();
        let cut = lines.len() - 2;
        format!("{}\n{}\n", lines[..cut].join("\n"), last[cut..].join("\n"))
    };
    let cases: Vec<(&str, &str, Value, &str)> = vec![
        ("ssl_basic", "/certificate/csr", "nothing".into(), "csr_invalid_cannot_parse"),
        ("ssl_basic", "/certificate/csr", broken.into(), "csr_invalid_cannot_parse"),
        ("ssl_basic", "/certificate/csr", other_key.into(), "csr_invalid_cannot_parse"),
        ("ssl_basic", "/certificate/csr", Value::Null, "required_param:certificate.csr"),
        (
            "ssl_basic",
            "/certificate/signature_hash",
            Value::Null,
            "required_param:certificate.signature_hash",
        ),
        (
            "ssl_basic",
            "/certificate/signature_hash",
            "md5".into(),
            "invalid_value:certificate.signature_hash",
        ),
        (
            "ssl_basic",
            "/certificate/common_name",
            "localhost".into(),
            "invalid_value:certificate.common_name",
        ),
        (
            "ssl_basic",
            "/certificate/cert_validity",
            json!({ "days": 200 }),
            "invalid_value:certificate.cert_validity",
        ),
        (
            "ssl_basic",
            "/certificate/cert_validity",
            json!({ "days": 1, "years": 1 }),
            "invalid_value:certificate.cert_validity",
        ),
        ("ssl_basic", "/order_validity", json!({ "days": 30 }), "cert_validity_exceeds_order_validity"),
        ("ssl_basic", "/order_validity", json!({ "years": 4 }), "invalid_value:order_validity"),
        (
            "ssl_basic",
            "/order_validity",
            json!({ "custom_expiration_date": "2020-01-01" }),
            "invalid_value:order_validity",
        ),
        ("ssl_basic", "/order_validity", Value::Null, "required_param:order_validity"),
        ("ssl_basic", "/organization", Value::Null, "required_param:organization"),
        ("ssl_basic", "/organization/id", 7.into(), "invalid_value:organization.id"),
        ("ssl_basic", "/organization", json!({ "name": "New" }), "required_param:organization.address"),
        ("ssl_basic", "/payment_method", "shells".into(), "invalid_value:payment_method"),
        ("ssl_basic", "/renewal_of_order_id", 7.into(), "invalid_value:renewal_of_order_id"),
        ("ssl_basic", "/dcv_method", "pigeon".into(), "invalid_value:dcv_method"),
        ("ssl_ev_basic", "/comments", "no verified contact".into(), "required_param:organization.contacts"),
        ("ssl_dv_rapidssl", "/dcv_method", Value::Null, "required_param:dcv_method"),
        ("ssl_gold", "/comments", "unknown".into(), "not_found|product"),
        ("ssl", "/product", json!({ "type_hint": "best" }), "ambiguous_product"),
    ];
    for (product, pointer, value, code) in cases {
        let mut body = order(organization, &csr());
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        let refused = api.call("POST", &format!("/order/certificate/{product}"), body).await?;
        assert!(codes(&refused).contains(&code.to_owned()), "{product} {pointer} {code}: {}", refused.json);
        assert!(matches!(refused.status.as_u16(), 400 | 404));
    }
    assert_eq!(api.sandbox.digicert().balance(), before);
    assert!(api.sandbox.digicert().orders().is_empty());
    assert_eq!(api.get("/order/certificate").await?["page"]["total"], 0);
    Ok(())
}

#[tokio::test]
async fn switches_refuse_more() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert().clone();
    let organization = prepared(&api).await?;
    let send =
        async |csr: &str| api.call("POST", "/order/certificate/ssl_basic", order(organization, csr)).await;
    let used = csr();
    assert_eq!(send(&used).await?.status, 201);
    assert_eq!(send(&used).await?.status, 201);
    control.refuse_used_csrs(true);
    assert_eq!(codes(&send(&used).await?), ["invalid_value:certificate.csr"]);
    control.allow_products(&["ssl_ev_basic"]);
    assert_eq!(codes(&send(&csr()).await?), ["not_found|product"]);
    assert_eq!(api.get("/product").await?["products"].as_array().map(Vec::len), Some(1));
    control.allow_products(&[]);
    control.set_balance(100);
    assert_eq!(api.get("/finance/balance").await?["balance"], "1.00");
    assert_eq!(codes(&send(&csr()).await?), ["invalid_value:payment_method"]);
    control.set_balance(100_000);
    assert_eq!(send(&csr()).await?.status, 201);
    Ok(())
}

#[tokio::test]
async fn a_canceled_order_gets_its_money_back() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let before = api.sandbox.digicert().balance();
    let mut body = order(organization, &csr());
    body["skip_approval"] = false.into();
    let made = api.call("POST", "/order/certificate/ssl_basic", body).await?.json;
    assert!(api.sandbox.digicert().balance() < before);
    let path = format!("/order/certificate/{}", made["id"]);
    let status = format!("{path}/status");
    let without = api.call("PUT", &status, json!({ "status": "canceled" })).await?;
    assert_eq!(codes(&without), ["required_param:note"]);
    let capitals = json!({ "status": "CANCELED", "note": "no" });
    assert_eq!(codes(&api.call("PUT", &status, capitals).await?), ["invalid_value:status"]);
    let cancel = json!({ "status": "canceled", "note": "no" });
    for _ in 0..2 {
        assert_eq!(api.call("PUT", &status, cancel.clone()).await?.status, 204);
    }
    assert_eq!(api.sandbox.digicert().balance(), before);
    assert_eq!(api.get(&path).await?["status"], "canceled");
    assert_eq!(api.sandbox.digicert().orders()["ref-1"].paid, 0);
    assert_eq!(api.call("DELETE", &path, json!({})).await?.status, 204);
    assert_eq!(api.sandbox.digicert().orders()["ref-1"].placed, 1);
    Ok(())
}

#[tokio::test]
async fn a_key_does_what_its_role_allows() -> Result<()> {
    let mut api = Api::start().await?;
    let organization = prepared(&api).await?;
    let keys = [(100, 201, 403), (101, 201, 200), (102, 403, 200), (103, 403, 403)];
    for (role, ordered, listed) in keys {
        let owner = api.key.clone();
        let service = json!({
            "is_api_only": true, "email": "robot@example.org", "api_name": format!("robot{role}"),
            "restricted_to_role_id": role,
        });
        api.key = api.call("POST", "/user", service).await?.text("/api_key");
        let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?;
        assert_eq!(made.status, ordered, "{role}");
        assert_eq!(api.call("GET", "/organization", json!({})).await?.status, listed, "{role}");
        api.key = owner;
    }
    Ok(())
}

#[tokio::test]
async fn a_revoked_key_is_none_and_vouchers_cost_money() -> Result<()> {
    let mut api = Api::start().await?;
    let me = api.get("/user/me").await?["id"].clone();
    let made = api.call("POST", &format!("/key/user/{me}"), json!({ "name": "second" })).await?;
    assert_eq!(made.status, 201);
    let path = format!("/key/{}", made.json["id"]);
    assert!(api.get(&path).await?.get("api_key").is_none());
    let owner = std::mem::replace(&mut api.key, made.text("/api_key"));
    assert_eq!(api.get("/user/me").await?["id"], me);
    let second = std::mem::replace(&mut api.key, owner);
    let revoked = api.call("PUT", &format!("{path}/status"), json!({ "status": "revoked" })).await?;
    assert_eq!(revoked.status, 204);
    let owner = std::mem::replace(&mut api.key, second);
    assert_eq!(api.call("GET", "/user/me", json!({})).await?.status, 403);
    api.key = owner;

    let before = api.sandbox.digicert().balance();
    let body = json!({ "payment_method": "balance", "vouchers": [
        { "product_name_id": "ssl_basic", "no_of_fqdns": 1, "validity_years": 1, "quantity": 2 },
    ] });
    let made = api.call("POST", "/voucher", body).await?.json;
    assert_eq!(made["codes"].as_array().map(Vec::len), Some(2));
    let cost = made["cost"].as_f64().unwrap();
    let paid = f64::from(i32::try_from(before - api.sandbox.digicert().balance())?);
    assert!(cost > 0.0 && (cost * 100.0 - paid).abs() < 0.5);
    let codes = api.get(&format!("/voucher/{}/download", made["id"])).await?;
    assert_eq!(codes["codes"][1]["value"], made["codes"][1]["value"]);
    assert!(api.get("/voucher").await?["voucher_orders"][0].get("codes").is_none());
    assert_eq!(api.get(&format!("/voucher/{}", made["id"])).await?["codes"], made["codes"]);
    Ok(())
}

#[tokio::test]
async fn money_for_subaccounts_is_moved_each_time() -> Result<()> {
    let api = Api::start().await?;
    let child = json!({
        "account_type": "retail", "allowed_grandchildren": ["retail"], "organization": { "name": "Child" },
        "user": { "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org" },
    });
    let id = api.call("POST", "/account", child).await?.json["id"].clone();
    let path = format!("/account/subaccount/{id}");
    assert_eq!(api.get(&path).await?["account_id"], id);
    let before = api.sandbox.digicert().balance();
    for _ in 0..2 {
        let deposit = json!({ "amount": 100, "transaction_type": "deposit" });
        assert_eq!(api.call("PUT", &format!("{path}/balance"), deposit).await?.status, 200);
    }
    assert_eq!(api.get(&format!("{path}/balance")).await?, json!({ "amount": 200.0, "currency": "USD" }));
    assert_eq!(before - api.sandbox.digicert().balance(), 20_000);
    let much = json!({ "amount": 201, "transaction_type": "withdraw" });
    assert_eq!(codes(&api.call("PUT", &format!("{path}/balance"), much).await?), ["invalid_value:amount"]);

    let before = api.sandbox.digicert().balance();
    let units =
        json!({ "unit_account_id": id, "bundle": [{ "product_name_id": "ssl_basic", "units": "3" }] });
    let units = api.call("POST", "/units/order", units).await?.json["id"].clone();
    assert!(api.sandbox.digicert().balance() < before);
    let path = format!("/units/order/{units}");
    assert_eq!(api.get(&path).await?["can_cancel"], true);
    for _ in 0..2 {
        assert_eq!(api.call("PUT", &format!("{path}/cancel"), json!({})).await?.status, 204);
    }
    assert_eq!(api.sandbox.digicert().balance(), before);
    assert_eq!(api.get("/units/order?filters%5Bstatus%5D=canceled").await?["page"]["total"], 1);
    Ok(())
}
