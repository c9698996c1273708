//! The walk over three vendors.

use std::collections::BTreeMap;

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Walk;
use super::sample::csr;
use crate::https::{Client, Result};

#[tokio::test]
async fn every_operation_of_privx_keeps_to_its_description() -> Result<()> {
    let api = crate::privx::Api::start(Sandbox::start().await?).await?;
    let base = api.sandbox().details().privx.base_url.clone();
    let mut walk =
        Walk::new("privx", api.sandbox(), base, vec![("authorization", format!("Bearer {}", api.token()))]);
    walk.complains = |reply, name| {
        let first = reply["details"].get(0).unwrap_or(reply);
        first["property"].as_str().is_some_and(|at| at.starts_with(name))
    };
    walk.first = &[
        "access_groups",
        "roles",
        "local_users",
        "hosts",
        "target_domains",
        "trusted_clients",
        "api_targets",
    ];
    // The caller has not the role, and no password. What is made up offers no service, has no key, names no account and
    // no handle, and is not trained. No workflow holds for a request that is made up: `privx_requests` makes some.
    walk.refused = &[
        ("roles.aws_token", 403),
        ("auth.change_password", 400),
        ("hosts.resolve", 404),
        ("access_groups.revoke_ca", 404),
        ("managed_accounts.batch_create", 404),
        ("managed_accounts.batch_edit", 404),
        ("managed_accounts.batch_rotate", 404),
        ("ueba.setup_script_download", 404),
        ("ueba.start_analyzing", 400),
        ("requests.create", 400),
        ("requests.get", 404),
        ("requests.decide", 404),
        ("requests.revoke_role", 404),
        ("requests.delete", 404),
    ];
    // A group that is made up has no keys, and a text that is made up is none.
    walk.checked = |group| group != "principals";
    // The license as a script is no JSON.
    walk.skip(|id| id.starts_with("oauth.") || id == "auth.logout" || id == "license.js");
    walk.every_operation().await?;
    walk.keep_the_laws().await?;
    walk.finish("privx")
}

#[tokio::test]
async fn what_the_engine_serves_of_digicert_keeps_to_its_description() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    sandbox.digicert().set_rate_limits(100_000, 100_000);
    let details = sandbox.details().digicert.clone();
    let mut walk = Walk::new("digicert", &sandbox, details.base_url, vec![("x-dc-devkey", details.api_key)]);
    walk.reshaped = &["report_library"];
    walk.elsewhere = Some(("report_library", details.report_library_url));
    walk.complains = |reply, name| {
        let errors = reply["errors"].as_array().into_iter().flatten();
        let codes: Vec<&str> = errors.filter_map(|error| error["code"].as_str()).collect();
        codes.iter().any(|code| code.contains(name))
    };
    for name in ["containers", "container_id"] {
        walk.given(name, details.container_id);
    }
    walk.given("template_id", 1);
    walk.given("users", 1001);
    // The walk must not delete the user of its own key.
    walk.given("users/user_id", 999_999);
    orders_of_digicert(&sandbox, &mut walk).await?;
    walk.first = &["organizations"];
    walk.checked = |group| {
        let of_others =
            ["account", "auth_keys", "reports", "report_library", "ct_monitor", "vulnerability_assessments"];
        let of_tables = ["webhooks", "custom_fields", "ip_restrictions", "containers", "users"];
        let of_orders = [
            "organizations",
            "domains",
            "orders",
            "certificates",
            "requests",
            "finance",
            "products",
            "keys",
            "vouchers",
            "subaccounts",
            "units",
        ];
        of_tables.contains(&group) || of_orders.contains(&group) || of_others.contains(&group)
    };
    // The description has 200 first. A file is no JSON. Nothing is published; the order is issued, and it needs its
    // organization; the list of changes needs a window, which no member of it alone is required to give.
    walk.refused = &[
        ("users.resend_create_email", 204),
        ("certificates.download_format", 200),
        ("certificates.download_for_platform", 200),
        ("certificates.download_order_format", 200),
        ("domains.generate_dcv_token", 201),
        ("domains.check_dcv", 400),
        ("domains.approve_by_email_token", 404),
        ("organizations.delete", 403),
        ("orders.edit_dns_names", 400),
        ("orders.add_csr", 400),
        ("orders.update_status", 400),
        ("orders.status_changes", 400),
        // An account has one webhook, which is not verified here.
        ("webhooks.create", 400),
        ("webhooks.verify_challenge", 400),
        ("webhooks.activate", 400),
        ("webhooks.deactivate", 400),
        ("reports.orders_csv", 200),
        // Subaccounts order nothing. The order is one of private TLS, and is not scanned: `digicert_reports` has others.
        // A run of a report has no id that is given.
        ("subaccounts.get_order", 404),
        ("report_library.download", 404),
        ("vulnerability_assessments.rescan", 403),
        ("orders.get_site_seal", 403),
        ("orders.update_site_seal", 403),
        ("orders.email_site_seal", 403),
        ("orders.get_keylocker_signatures", 403),
        ("orders.buy_keylocker_signatures", 403),
        ("orders.update_vmc", 403),
        ("orders.upload_vmc_logo_svg", 403),
        ("orders.upload_vmc_logo_encoded", 403),
    ];
    walk.every_operation().await?;
    walk.keep_the_laws().await?;
    walk.finish("digicert")
}

/// Makes what the operations on orders, certificates and requests act on.
async fn orders_of_digicert(sandbox: &Sandbox, walk: &mut Walk) -> Result<()> {
    sandbox.digicert().set_approvals(false);
    let contact = json!({ "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org" });
    let organization = json!({
        "name": "Example", "address": "1 Main Street", "city": "Lehi", "state": "Utah", "zip": "84043",
        "country": "us", "telephone": "555", "organization_contact": contact,
    });
    let organization = walk.call("POST", "/organization", &organization).await?.json["id"].clone();
    let certificate = || json!({ "common_name": "intranet", "csr": csr(), "signature_hash": "sha256" });
    let order = json!({
        "certificate": certificate(), "organization": { "id": organization }, "order_validity": { "years": 1 },
    });
    let first = walk.call("POST", "/order/certificate/private_ssl_plus", &order).await?.json;
    let second = walk.call("POST", "/order/certificate/private_ssl_plus", &order).await?.json;
    let path = format!("/order/certificate/{}", first["id"]);
    let again = json!({ "certificate": certificate() });
    let duplicate = walk.call("POST", &format!("{path}/duplicate"), &again).await?.json;
    let note = walk.call("POST", &format!("{path}/note"), &json!({ "text": "a note" })).await?.json;
    let field =
        json!({ "label": "Cost center", "is_required": false, "is_active": true, "data_type": "text" });
    walk.call("POST", "/account/metadata", &field).await?;
    let fields = walk.call("GET", "/account/metadata", &Value::Null).await?.json;
    let field = fields["metadata"][0]["id"].clone();
    let key = json!({ "name": "second" });
    let key = walk.call("POST", "/key/user/1001", &key).await?.json["id"].clone();
    let subaccount = json!({
        "account_type": "retail", "allowed_grandchildren": [], "organization": { "name": "Child" },
        "user": { "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org" },
    });
    let subaccount = walk.call("POST", "/account", &subaccount).await?.json["id"].clone();
    let invite = json!({ "emails": ["a@example.org"], "subaccount_type": "retail" });
    walk.call("POST", "/account/subaccount/invite", &invite).await?;
    let invites = walk.call("GET", "/account/subaccount/invite", &Value::Null).await?.json;
    let invite = invites["subaccount_invites"][0]["id"].clone();
    let units =
        json!({ "unit_account_id": subaccount, "bundle": [{ "product_name_id": "ssl_basic", "units": 2 }] });
    let units = walk.call("POST", "/units/order", &units).await?.json["id"].clone();
    let voucher = json!({
        "payment_method": "balance",
        "vouchers": [{ "product_name_id": "ssl_basic", "validity_days": 30, "quantity": 1 }],
    });
    let voucher = walk.call("POST", "/voucher", &voucher).await?.json["id"].clone();
    for (name, id) in [
        ("order_id", &first["id"]),
        ("orders", &first["id"]),
        ("note_id", &note["id"]),
        ("certificate_id", &duplicate["certificate_id"]),
        ("certificate_identifier", &second["certificate_id"]),
        ("subaccounts", &subaccount),
        ("subaccounts/subaccount_id", &subaccount),
        ("subaccounts/invite_id", &invite),
        ("units/order_id", &units),
        ("vouchers", &voucher),
        ("vouchers/id", &voucher),
        ("vouchers/voucher_order_id", &voucher),
        ("keys/key_id", &key),
        ("keys/user_id", &json!(1001)),
        ("request_id", &first["requests"][0]["id"]),
        ("orders/metadata_id", &field),
    ] {
        assert!(!id.is_null(), "{name}");
        walk.given(name, id.clone());
    }
    let texts = [("product_name_id", "ssl_basic"), ("name_id", "ssl_basic"), ("products", "ssl_basic")];
    for (name, text) in texts.into_iter().chain([("format_type", "pem_all"), ("status", "enabled")]) {
        walk.given(name, text);
    }
    walk.given("platform_id", 29);
    walk.more = bodies_of_digicert(organization, field);
    Ok(())
}

/// What the description cannot express of the bodies.
fn bodies_of_digicert(organization: Value, field: Value) -> Box<dyn Fn(&str) -> Value + Send + Sync> {
    let names = json!({ "common_name": "intranet", "dns_names": null, "cert_validity": null });
    let public =
        json!({ "common_name": "www.example.org", "dns_names": ["example.org"], "cert_validity": null });
    Box::new(move |id| match id {
        "orders.reissue" | "orders.duplicate" => {
            let mut certificate = names.clone();
            certificate["csr"] = csr().into();
            json!({ "certificate": certificate })
        }
        "orders.set_custom_field" => json!({ "metadata_id": field }),
        // Of the three forms of a lifetime one is sent. The order was renewed by the first request.
        _ if id.starts_with("orders.create_") => {
            let is_public =
                ["ov_ev", "by_type_hint", "eu_qwac", "eu_qwac_psd2"].iter().any(|end| id.ends_with(end));
            let mut certificate = if is_public { public.clone() } else { json!({}) };
            certificate["signature_hash"] = "sha256".into();
            certificate["csr"] = csr().into();
            let contacts = json!([{ "contact_type": "verified_contact", "user_id": 1001 }]);
            json!({
                "certificate": certificate, "order_validity": { "years": 1 }, "renewal_of_order_id": null,
                "custom_fields": [{ "metadata_id": field, "value": "7" }], "product": { "type_hint": "ov" },
                "organization": { "id": organization, "contacts": contacts },
            })
        }
        "finance.transfer" => json!({ "from_container_id": 20_140, "to_container_id": 20_141 }),
        "finance.price_estimate" => json!({ "order_validity": { "years": 1 } }),
        "domains.create" | "domains.change_dcv_method" | "orders.change_dcv_method" => {
            json!({ "dcv_method": "dns-txt-token" })
        }
        "orders.revoke" | "certificates.revoke" => {
            json!({ "skip_approval": false, "revocation_reason": "superseded" })
        }
        "webhooks.create" | "webhooks.update" | "webhooks.test_endpoint" => {
            json!({ "endpoint": "https://hooks.example.org" })
        }
        "account.update_emails" => {
            json!({ "admin_email": "a@example.org", "emergency_emails": "b@example.org" })
        }
        "account.update_settings" => {
            json!({ "account_settings": [{ "name": "email_preference", "value": "{}" }] })
        }
        "keys.create" | "keys.update" => json!({ "restricted_to_role_id": 102 }),
        "subaccounts.create" => json!({ "account_type": "managed" }),
        "subaccounts.update_balance" => json!({ "amount": 5, "transaction_type": "deposit" }),
        "units.create_order" => json!({ "bundle": [{ "product_name_id": "ssl_basic", "units": 1 }] }),
        "keys.update_status" => json!({ "status": "revoked" }),
        "vouchers.create_order" => json!({ "payment_method": "balance", "vouchers": [
            { "product_name_id": "ssl_basic", "no_of_fqdns": 2, "validity_years": 1, "quantity": 3 },
        ] }),
        "requests.update_status" => json!({ "status": "approved" }),
        "certificates.email" => json!({ "certificate_collect_format": "attachment" }),
        _ => Value::Null,
    })
}

#[tokio::test]
async fn what_the_engine_serves_of_mid_provider_keeps_to_its_description() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let details = sandbox.details().midprovider.clone();
    let mut verdicts = BTreeMap::new();
    for (flavour, base) in [("shift", details.shift_base_url), ("ssms", details.ssms_base_url)] {
        let token = format!("{base}/auth/realms/{}/protocol/openid-connect/token", details.tenant);
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            details.client_id, details.client_secret
        );
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let token = Client::new(&sandbox).send("POST", &token, &headers, form).await?.text("/access_token");
        let bearer = format!("Bearer {token}");
        let mut walk = Walk::new("midprovider", &sandbox, base, vec![("authorization", bearer)]);
        for name in ["realm", "tenant_id", "master_realm", "admin_realms"] {
            walk.given(name, details.tenant.clone());
        }
        // Both flavours have the same objects: names must differ.
        walk.made.count = if flavour == "ssms" { 10_000 } else { 0 };
        walk.first = &[
            "admin_clients",
            "admin_client_scopes",
            "admin_roles",
            "admin_groups",
            "admin_client_roles",
            "admin_users",
        ];
        walk.checked = |group| {
            let engine = ["admin_groups", "admin_roles", "admin_clients", "admin_client_roles"];
            engine.contains(&group)
                || matches!(
                    group,
                    "admin_client_scopes" | "admin_group_roles" | "admin_users" | "admin_user_roles"
                )
        };
        // What no creation of the description makes has tests of its own.
        walk.refused = &[
            ("admin_roles.delete", 404),
            ("admin_groups.get_by_path", 404),
            ("admin_users.execute_actions_email", 400),
            ("admin_users.consent_revoke", 404),
            ("admin_users.federated_unlink", 404),
            ("admin_users.credential_delete", 404),
            ("admin_users.credential_move_first", 404),
            ("admin_users.credential_move_after", 404),
            ("admin_users.credential_set_label", 415),
        ];
        // Another name moves the object: what follows in the walk would not find it.
        walk.more = Box::new(|id| match id {
            "admin_roles.update" | "admin_roles.update_by_id" | "admin_client_roles.update" => {
                json!({ "name": null })
            }
            "admin_realms.update" => json!({ "realm": null }),
            "admin_users.reset_password" => json!({ "value": "S0me-long-phrase" }),
            _ => Value::Null,
        });
        walk.skip(|id| id.starts_with("oidc.") || id.starts_with("auth."));
        walk.skip_flavours_but(flavour);
        walk.every_operation().await?;
        walk.keep_the_laws().await?;
        for (id, verdict) in &walk.verdicts {
            let known = verdicts.entry(id.clone()).or_insert(*verdict);
            *known = (*known).min(*verdict);
        }
        if flavour == "ssms" {
            walk.verdicts = verdicts;
            return walk.finish("midprovider");
        }
        assert!(walk.notes.is_empty(), "{}", walk.notes.join("\n"));
    }
    Ok(())
}

/// Their handlers are written by hand, and have tests of their own.
#[tokio::test]
async fn what_is_served_of_privicore_and_storedsafe_is_written_down() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let details = sandbox.details();
    let bases = [("privicore", &details.privicore.api_url), ("storedsafe", &details.storedsafe.base_url)];
    for (vendor, base) in bases {
        let mut walk = Walk::new(vendor, &sandbox, base.clone(), Vec::new());
        walk.checked = |_| false;
        walk.every_operation().await?;
        walk.finish(vendor)?;
    }
    Ok(())
}
