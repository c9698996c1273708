//! The collections of PrivX.

use std::sync::LazyLock;

use axum::response::Response;
use serde_json::{Value, json};

use super::error::{Complaint as Wire, Refusal};
use super::{Inner, roles, users};
use crate::collections::{Answer, Call, Collection, Vendor};
use crate::facts::{Complaint, Facts, Kind};
use crate::objects::{Object, Objects};
use crate::{clock, random};

const MOST_PER_PAGE: usize = 1000;

// The text is part of the program: that it can be read is a test's business.
static FACTS: LazyLock<Facts> =
    LazyLock::new(|| Facts::read(include_str!("../../facts/privx.json")).unwrap_or_default());

type Kept = Collection<Inner>;

impl Vendor for Inner {
    type Refusal = Refusal;

    const COLLECTIONS: &'static [Kept] = &[
        Kept::of("local_users")
            .unique(&["username"])
            .whole()
            .before(users::before)
            .after(users::after)
            .other(&[("set_password", users::set_password)]),
        Kept::of("trusted_clients").unique(&["name"]).before(credentials),
        Kept::of("extender_clients").other(&[("list", extender_clients)]),
        Kept::of("api_clients").unique(&["name"]).before(credentials).after(forget_tokens),
        Kept::of("idp_clients").before(idp_client).other(&[("regenerate", regenerate)]),
        Kept::of("roles")
            .unique(&["name"])
            .view(roles::view)
            .other(&[("members", roles::members), ("evaluate", roles::evaluate)]),
        Kept::of("users").kept_in("local_users").view(roles::user).other(&[
            ("roles_get", roles::of_user),
            ("roles_set", roles::grant),
            ("resolve", roles::resolve_user),
            ("search_external", empty),
            ("mfa_enable", nothing),
            ("mfa_disable", nothing),
            ("mfa_reset", nothing),
        ]),
        Kept::of("current_user")
            .kept_in("local_users")
            .of_the_caller()
            .view(roles::user)
            .other(&[("get", roles::current), ("aws_roles", empty)]),
        Kept::of("authorized_keys")
            .kept_in("user_authorized_keys")
            .everywhere()
            .other(&[("resolve", resolve_key)]),
        Kept::of("users").prefix("settings_").kept_in("user_settings").single(),
        Kept::of("current_user").prefix("settings_").kept_in("user_settings").of_the_caller().single(),
        Kept::of("current_user")
            .prefix("authorized_keys_")
            .kept_in("user_authorized_keys")
            .of_the_caller()
            .before(fingerprint),
        Kept::of("user_authorized_keys").before(fingerprint),
        Kept::of("role_principal_keys").other(&[("generate", principal_key), ("import", principal_key)]),
        Kept::of("sources").unique(&["name"]).other(&[("refresh", nothing)]),
        Kept::of("identity_providers").unique(&["name"]),
        Kept::of("log_collectors"),
        Kept::of("aws_roles"),
        Kept::of("hosts")
            .before(host)
            .view(roles::names)
            .other(&[("resolve", resolve_host), ("deploy", deploy_host)]),
        Kept::of("session_host_certificates"),
        Kept::of("whitelists").unique(&["name"]),
        Kept::of("connections").other(&[
            ("terminate", nothing),
            ("terminate_host", nothing),
            ("terminate_user", nothing),
        ]),
        Kept::of("ueba").prefix("datasets_"),
        Kept::of("ueba").prefix("configuration_").kept_in("ueba_configuration").single(),
        Kept::of("ueba").prefix("anomaly_settings_").kept_in("ueba_anomaly_settings").single(),
        Kept::of("vault_secrets")
            .key("name")
            .unique(&["name"])
            .unlisted(&["data"])
            .view(roles::names)
            .other(&[("metadata", metadata)]),
        Kept::of("user_secrets")
            .key("name")
            .unique(&["name"])
            .unlisted(&["data"])
            .view(roles::names)
            .other(&[("metadata", metadata)]),
        Kept::of("access_groups").unique(&["name"]),
        Kept::of("component_cas").prefix("config_").kept_in("component_cas_config").single(),
        Kept::of("certificates"),
        Kept::of("account_secrets"),
        Kept::of("account_secrets").prefix("checkouts_").kept_in("checkouts"),
        Kept::of("password_policies").unique(&["name"]),
        Kept::of("script_templates").unique(&["name"]),
        Kept::of("host_secrets").placed().other(&[("rotate", nothing)]),
        Kept::of("target_domains").unique(&["name"]).other(&[("refresh", nothing)]),
        Kept::of("target_domain_accounts").partial(),
        Kept::of("managed_accounts").unique(&["username"]).other(&[
            ("set_password", nothing),
            ("rotate", nothing),
            ("batch_delete", delete_batch),
        ]),
        Kept::of("workflow_engine").prefix("settings_").kept_in("workflow_settings").single(),
        Kept::of("workflows").unique(&["name"]).view(roles::names),
        Kept::of("network_targets").unique(&["name"]).before(disabled).view(roles::names),
        Kept::of("api_targets").unique(&["name"]).before(disabled).view(roles::names),
        Kept::of("client_credentials")
            .kept_in("user_client_credentials")
            .unique(&["name"])
            .of_the_caller()
            .before(issued)
            .other(&[("secret", secret)]),
        Kept::of("user_client_credentials").unique(&["name"]).before(issued).other(&[("secret", secret)]),
        Kept::of("sessions").other(&[
            ("list_user", empty),
            ("list_current", empty),
            ("list_source", empty),
            ("terminate_user", nothing),
        ]),
        Kept::of("devices").other(&[("list_user", empty), ("list_current", empty)]),
        Kept::of("audit_events"),
        Kept::of("settings").prefix("scope_").kept_in("settings").single(),
        Kept::of("settings").prefix("section_").kept_in("settings").single(),
    ];

    const LINKS: &'static [(&'static str, &'static [&'static str])] = &[
        ("RoleHandleInput", &["roles"]),
        ("RoleGrant", &["roles"]),
        ("ApiTargetHandleInput", &["api_targets"]),
        ("access_group_id", &["access_groups"]),
        ("role_id", &["roles"]),
        ("user_id", &["local_users", "api_clients"]),
        ("host_id", &["hosts"]),
        ("target_domain_id", &["target_domains"]),
        ("trusted_client_id", &["trusted_clients"]),
    ];

    fn facts() -> &'static Facts {
        &FACTS
    }

    fn objects(&self) -> &Objects {
        &self.objects
    }

    fn objects_mut(&mut self) -> &mut Objects {
        &mut self.objects
    }

    fn invalid(complaints: Vec<Complaint>) -> Refusal {
        let word = |Complaint { kind, property }: Complaint| {
            let (code, message) = match kind {
                Kind::Missing => ("REQUIRED_VALUE_MISSING", "A value is missing"),
                Kind::Type => ("VALUE_INCORRECT_TYPE", "The value has the wrong type"),
                Kind::Format => ("VALUE_INCORRECT_FORMAT", "The value has the wrong format"),
                Kind::Bounds => ("VALUE_OUT_OF_BOUNDS", "The value is too small, too large or too long"),
                Kind::Duplicate => ("VALUE_DUPLICATE", "The value is taken"),
                Kind::Dangling => ("BAD_REQUEST", "The object does not exist"),
            };
            Wire::new(code, &property, message)
        };
        Refusal::Invalid(complaints.into_iter().map(word).collect())
    }

    fn not_found() -> Refusal {
        Refusal::not_found()
    }

    fn page(call: &Call<'_>) -> Result<(usize, usize), Refusal> {
        let known = |name: &str| call.operation.parameters.iter().find(|known| known.name == name);
        let number = |name: &str| call.query(name).and_then(|text| text.parse().ok());
        // What the facts give no paging comes whole.
        let Some(limit) = known("limit") else { return Ok((0, usize::MAX)) };
        let default =
            limit.schema.default.as_ref().and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let limit = number("limit").or(default).unwrap_or(50);
        if limit > MOST_PER_PAGE {
            return Err(Self::invalid(vec![Complaint::new(Kind::Bounds, "limit")]));
        }
        Ok((number("offset").unwrap_or(0), limit))
    }

    fn stamp(call: &Call<'_>, name: &str) -> Option<(Value, bool)> {
        Some(match name {
            "created" => (clock::now_rfc3339_nanos().into(), false),
            "author" => (call.caller.clone().into(), false),
            "updated" => (clock::now_rfc3339_nanos().into(), true),
            "updated_by" | "updatedby" => (call.caller.clone().into(), true),
            _ => return None,
        })
    }
}

type Checked = Result<(), Refusal>;

fn keep_or<'a>(
    object: &'a mut Object,
    old: Option<&Object>,
    name: &str,
    new: impl FnOnce() -> String,
) -> &'a mut Value {
    let old = old.and_then(|old| old.get(name)).cloned();
    object.entry(name).or_insert_with(|| old.unwrap_or_else(|| new().into()))
}

/// The secrets that only the server makes.
fn credentials(_: &mut Inner, _: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    keep_or(object, old, "secret", || random::alphanumeric(40));
    keep_or(object, old, "oauth_client_id", || "privx-external".to_owned());
    keep_or(object, old, "oauth_client_secret", || random::alphanumeric(40));
    Ok(())
}

fn forget_tokens(inner: &mut Inner, id: &str) {
    inner.tokens.forget(id);
}

fn idp_client(_: &mut Inner, _: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    keep_or(object, old, "secret", || random::alphanumeric(40));
    Ok(())
}

fn regenerate(inner: &mut Inner, call: &Call<'_>, clients: &Kept) -> Answer<Inner> {
    let (key, old) = clients.find(inner, call)?;
    let mut client = old.clone();
    client.insert("secret".to_owned(), random::alphanumeric(40).into());
    let reply = call.reply(json!({}));
    clients.put(inner, "", &key, client);
    Ok(reply)
}

fn fingerprint(_: &mut Inner, call: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    let owner = call.path.first().filter(|(name, _)| *name == "user_id").map_or(&call.caller, |(_, id)| id);
    keep_or(object, old, "user_id", || owner.clone());
    keep_or(object, old, "fingerprint", || format!("SHA256:{}", random::alphanumeric(43)));
    Ok(())
}

fn principal_key(inner: &mut Inner, call: &Call<'_>, keys: &Kept) -> Answer<Inner> {
    let id = random::uuid();
    let key = json!({ "id": id, "public_key": format!("ssh-ed25519 {}", random::alphanumeric(68)) });
    keys.put(inner, &keys.scope(call, false), &id, key.as_object().cloned().unwrap_or_default());
    Ok(call.reply(json!({ "id": id })))
}

/// The state is a word; the operation that sets it sends a flag.
fn disabled(_: &mut Inner, _: &Call<'_>, object: &mut Object, _: Option<&Object>) -> Checked {
    if let Some(Value::Bool(flag)) = object.get("disabled") {
        let word = if *flag { "BY_ADMIN" } else { "FALSE" };
        object.insert("disabled".to_owned(), word.into());
    }
    Ok(())
}

fn host(inner: &mut Inner, call: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    disabled(inner, call, object, old)?;
    object.entry("disabled").or_insert_with(|| "FALSE".into());
    Ok(())
}

fn resolve_host(inner: &mut Inner, call: &Call<'_>, hosts: &Kept) -> Answer<Inner> {
    let wanted = |name| call.body.get(name);
    let offers = |host: &&Object| {
        host.get("services").and_then(Value::as_array).is_some_and(|services| {
            services.iter().any(|service| {
                ["service", "address", "port"].iter().all(|name| service.get(*name) == wanted(*name))
            })
        })
    };
    let host = inner.objects.list("hosts", "").find(offers).ok_or_else(Refusal::not_found)?;
    Ok(call.reply(hosts.shown(inner, call.operation.success().1, host)))
}

fn deploy_host(inner: &mut Inner, call: &Call<'_>, hosts: &Kept) -> Answer<Inner> {
    let id = random::uuid();
    let mut host = call.body.as_object().cloned().unwrap_or_default();
    host.insert("id".to_owned(), id.clone().into());
    hosts.put(inner, "", &id, host);
    Ok(call.reply(json!({ "id": id })))
}

fn metadata(inner: &mut Inner, call: &Call<'_>, secrets: &Kept) -> Answer<Inner> {
    let (_, secret) = secrets.find(inner, call)?;
    let mut shown = secrets.shown(inner, call.operation.success().1, secret);
    shown.as_object_mut().map(|members| members.remove("data"));
    Ok(call.reply(shown))
}

fn issued(_: &mut Inner, _: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    keep_or(object, old, "secret", || random::alphanumeric(40));
    Ok(())
}

fn secret(inner: &mut Inner, call: &Call<'_>, credentials: &Kept) -> Answer<Inner> {
    let key = call.path.iter().rev().find(|(name, _)| *name == "credential_id").map_or("", |(_, id)| id);
    let credential = inner.objects.get("user_client_credentials", &credentials.scope(call, true), key);
    let credential = credential.ok_or_else(Refusal::not_found)?;
    Ok(call.reply(credential.get("secret").cloned().unwrap_or_default()))
}

fn resolve_key(inner: &mut Inner, call: &Call<'_>, keys: &Kept) -> Answer<Inner> {
    let same = |row: &&crate::objects::Row| row.object.get("public_key") == call.body.get("public_key");
    let row = inner.objects.rows("user_authorized_keys").find(same).ok_or_else(Refusal::not_found)?;
    Ok(call.reply(keys.shown(inner, call.operation.success().1, &row.object)))
}

fn extender_clients(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let extenders = inner
        .objects
        .list("trusted_clients", "")
        .filter(|client| client.get("type") == Some(&"EXTENDER".into()));
    let items: Vec<Value> =
        extenders.map(|client| json!({ "id": client.get("id"), "name": client.get("name") })).collect();
    Ok(call.reply(json!({ "count": items.len(), "items": items })))
}

fn delete_batch(inner: &mut Inner, call: &Call<'_>, accounts: &Kept) -> Answer<Inner> {
    let scope = call.path.first().map(|(_, id)| id.clone()).unwrap_or_default();
    for id in call.body.get("ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        inner.objects.remove("managed_accounts", &scope, id, accounts.unique);
    }
    Ok(call.reply(Value::Null))
}

fn empty(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "count": 0, "items": [] })))
}

/// What happens behind the API is not modelled.
fn nothing(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let response: Response = call.reply(Value::Null);
    Ok(response)
}
