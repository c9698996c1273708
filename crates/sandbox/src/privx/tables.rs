//! The collections of PrivX, and the links between them.

use serde_json::{Value, json};

use super::error::{Complaint as Wire, Refusal};
use super::state::{AWS_LINKS, GRANTS, Inner};
use super::{hooks, roles, users};
use crate::clock;
use crate::collections::{Action, Call, Collection, Link, Vendor};
use crate::facts::{Complaint, Facts, Kind};
use crate::objects::Objects;

const MOST_PER_PAGE: usize = 1000;

type Kept = Collection<Inner>;

impl Vendor for Inner {
    type Refusal = Refusal;

    const COLLECTIONS: &'static [Kept] = &[
        // Users, roles and where they come from.
        Kept::of("local_users")
            .whole()
            .before(users::before)
            .after(hooks::forget_tokens)
            .other(&[("set_password", users::set_password)]),
        Kept::of("users")
            .kept_in("local_users")
            .view(roles::user)
            .other(&[("resolve", roles::resolve_user), ("roles_get", roles::of_user)])
            .stubs(&["search_external", "mfa_enable", "mfa_disable", "mfa_reset"]),
        Kept::of("users").prefix("settings_").kept_in("user_settings").single(),
        Kept::of("user_authorized_keys").before(hooks::key_owner),
        Kept::of("authorized_keys")
            .kept_in("user_authorized_keys")
            .everywhere()
            .other(&[("resolve", hooks::resolve_key)]),
        Kept::of("current_user")
            .kept_in("local_users")
            .of_the_caller()
            .other(&[("get", roles::current), ("aws_roles", roles::aws_roles)]),
        Kept::of("current_user").prefix("settings_").kept_in("user_settings").of_the_caller().single(),
        Kept::of("current_user")
            .prefix("authorized_keys_")
            .kept_in("user_authorized_keys")
            .of_the_caller()
            .before(hooks::key_owner),
        Kept::of("roles").view(roles::view).other(&[
            ("members", roles::of_role),
            ("evaluate", roles::evaluate),
            ("aws_token", roles::aws_token),
        ]),
        Kept::of("role_principal_keys")
            .other(&[("generate", hooks::principal_key), ("import", hooks::principal_key)]),
        Kept::of("sources").stubs(&["refresh"]),
        Kept::of("identity_providers"),
        Kept::of("log_collectors"),
        Kept::of("aws_roles").view(roles::aws_role),
        // Clients.
        Kept::of("trusted_clients").before(hooks::credentials),
        Kept::of("extender_clients").other(&[("list", hooks::extender_clients)]),
        Kept::of("api_clients").before(hooks::credentials).after(hooks::forget_tokens),
        Kept::of("idp_clients").other(&[("regenerate", hooks::regenerate)]),
        // Hosts and connections.
        Kept::of("hosts")
            .before(hooks::host)
            .view(roles::names)
            .other(&[("resolve", hooks::resolve_host), ("deploy", hooks::deploy_host)]),
        Kept::of("session_host_certificates"),
        Kept::of("whitelists"),
        Kept::of("connections").stubs(&["terminate", "terminate_host", "terminate_user"]),
        Kept::of("ueba").prefix("datasets_"),
        Kept::of("ueba").prefix("configuration_").kept_in("ueba_configuration").single(),
        Kept::of("ueba").prefix("anomaly_settings_").kept_in("ueba_anomaly_settings").single(),
        // Secrets.
        Kept::of("vault_secrets")
            .key("name")
            .unlisted(&["data"])
            .view(roles::names)
            .other(&[("metadata", hooks::metadata)]),
        Kept::of("user_secrets")
            .key("name")
            .unlisted(&["data"])
            .view(roles::names)
            .other(&[("metadata", hooks::metadata)]),
        Kept::of("access_groups"),
        Kept::of("component_cas").prefix("config_").kept_in("component_cas_config").single(),
        Kept::of("certificates"),
        Kept::of("account_secrets"),
        Kept::of("account_secrets").prefix("checkouts_").kept_in("checkouts"),
        Kept::of("password_policies"),
        // What a compilation changes is not known: the script comes back as it was sent.
        Kept::of("script_templates")
            .other(&[("compile", |_, call, _| Ok(call.reply(json!({ "script": call.body.get("script") }))))]),
        Kept::of("host_secrets").stubs(&["rotate"]),
        Kept::of("target_domains").stubs(&["refresh"]),
        Kept::of("target_domain_accounts").partial(),
        Kept::of("managed_accounts")
            .other(&[("batch_delete", hooks::delete_batch)])
            .stubs(&["set_password", "rotate"]),
        // Workflows, targets, sessions.
        Kept::of("workflow_engine").prefix("settings_").kept_in("workflow_settings").single(),
        Kept::of("workflows").view(roles::names),
        Kept::of("network_targets").before(hooks::disabled).view(roles::names),
        Kept::of("api_targets").before(hooks::disabled).view(roles::names),
        Kept::of("client_credentials")
            .kept_in("user_client_credentials")
            .of_the_caller()
            .other(&[("secret", hooks::credential_secret)]),
        Kept::of("user_client_credentials").other(&[("secret", hooks::credential_secret)]),
        Kept::of("sessions").stubs(&["list_user", "list_current", "list_source", "terminate_user"]),
        Kept::of("devices").stubs(&["list_user", "list_current"]),
        Kept::of("audit_events"),
        Kept::of("settings").prefix("scope_").kept_in("settings").single(),
        Kept::of("settings").prefix("section_").kept_in("settings").single(),
    ];

    const LINKS: &'static [Link] = &[
        Link::between(GRANTS, &["users", "api_clients"], &["roles"], &[("users.roles_set", Action::Set)])
            .shown(),
        Link::between(
            AWS_LINKS,
            &["aws_roles"],
            &["roles"],
            &[("aws_roles.linked_roles", Action::List), ("aws_roles.set_linked_roles", Action::Set)],
        ),
        Link::between(
            "connection_access_roles",
            &["connections"],
            &["roles"],
            &[
                ("connections.access_roles", Action::List),
                ("connections.grant_access_role", Action::Add),
                ("connections.revoke_access_role", Action::Remove),
                ("connections.revoke_access_role_everywhere", Action::RemoveEverywhere),
            ],
        ),
    ];

    fn facts(&self) -> &'static Facts {
        self.facts
    }

    fn objects(&self) -> &Objects {
        &self.objects
    }

    fn objects_mut(&mut self) -> &mut Objects {
        &mut self.objects
    }

    fn invalid(complaints: Vec<Complaint>) -> Refusal {
        let wire = |Complaint { kind, property }: Complaint| {
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
        Refusal::Invalid(complaints.into_iter().map(wire).collect())
    }

    fn not_found() -> Refusal {
        Refusal::not_found()
    }

    fn page(call: &Call<'_>) -> Result<(usize, usize), Refusal> {
        let known = |name: &str| call.operation.parameters.iter().find(|known| known.name == name);
        let number = |name: &str| call.query(name).and_then(|text| text.parse().ok());
        // What has no paging in the description is returned as a whole.
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

    fn also(group: &str) -> &'static [&'static str] {
        if matches!(group, "users" | "local_users") { &["api_clients"] } else { &[] }
    }
}
