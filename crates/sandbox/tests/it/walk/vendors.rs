//! The walk over three vendors.

use std::collections::BTreeMap;

use portcullis_sandbox::Sandbox;

use super::Walk;
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
    walk.first = &["organizations"];
    walk.checked = |group| {
        matches!(
            group,
            "webhooks" | "custom_fields" | "organizations" | "ip_restrictions" | "containers" | "users"
        )
    };
    // The description has 200 first.
    walk.refused = &[("users.resend_create_email", 204)];
    walk.every_operation().await?;
    walk.keep_the_laws().await?;
    walk.finish("digicert")
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
        walk.refused = &[("admin_roles.get_by_id", 404), ("admin_roles.delete_by_id", 404)];
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
