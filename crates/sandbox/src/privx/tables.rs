//! The collections of PrivX, and the links between them.

use serde_json::{Value, json};

use super::error::{Complaint as Wire, Refusal};
use super::state::{AWS_LINKS, GRANTS, Inner};
use super::{
    audit, authorities, authorizer, connections, grants, hooks, hosts, license, monitor, requests, roles,
    secrets, sessions, settings, ueba, users,
};
use crate::collections::{Action, Call, Collection, Link, Vendor};
use crate::facts::{Complaint, Facts, Kind};
use crate::objects::{Object, Objects};

const MOST_PER_PAGE: usize = 1000;

type Kept = Collection<Inner>;

impl Vendor for Inner {
    type Refusal = Refusal;

    const COLLECTIONS: &'static [Kept] = &[
        // Users, roles and where they come from.
        Kept::of("local_users")
            .whole()
            .before(users::before)
            .after(hooks::end_tokens)
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
        Kept::of("api_clients").before(hooks::credentials).after(hooks::end_tokens),
        Kept::of("idp_clients").other(&[("regenerate", hooks::regenerate)]),
        // Hosts and connections.
        Kept::of("hosts")
            .before(hooks::host)
            .view(roles::names)
            .other(&[("resolve", hooks::resolve_host), ("deploy", hosts::deploy)]),
        Kept::of("session_host_certificates").other(&[("delete_all", hosts::delete_certificates)]),
        Kept::of("whitelists").other(&[("evaluate", hosts::evaluate)]),
        Kept::of("host_store").other(&[(hosts::OPTIONS, hosts::default_options)]),
        Kept::of("connections").unlisted(&["trail"]).other(&[
            ("search", connections::search),
            ("get", connections::get),
            ("set_tags", connections::set_tags),
            ("terminate", connections::terminate),
            ("terminate_host", connections::terminate),
            ("terminate_user", connections::terminate),
        ]),
        Kept::of("trails").other(&[
            ("file_handle", connections::trail_handle),
            ("file_download", connections::trail_download),
            ("log_handle", connections::trail_handle),
            ("log_download", connections::trail_download),
        ]),
        Kept::of("trail_index").other(&[
            ("search", connections::search_index),
            ("start", connections::index),
            ("indexing_statuses", connections::index_states),
            ("indexing_status", connections::one_index_state),
        ]),
        Kept::of("ueba").other(&[
            ("connection_count", ueba::count),
            ("train", ueba::train),
            ("start_analyzing", ueba::start_analyzing),
            ("stop_analyzing", ueba::stop_analyzing),
            ("status_internal", ueba::state),
            ("setup_script_handle", ueba::script_handle),
            ("setup_script_download", ueba::script_download),
        ]),
        Kept::of("ueba").prefix("datasets_").other(&[("get", ueba::get_dataset)]),
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
        Kept::of("access_groups")
            .before(authorizer::group)
            .after(authorizer::forget_cas)
            .other(&[("renew_ca", authorizer::renew_ca), ("revoke_ca", authorizer::revoke_ca)]),
        Kept::of("cas").other(&[
            ("list", authorities::list),
            ("download", authorities::download),
            ("crl", authorities::crl),
        ]),
        Kept::of("authorizer").other(&[
            ("ssl_trust_anchor", authorities::trust_anchor),
            ("extender_trust_anchor", authorities::trust_anchor),
        ]),
        Kept::of("principals").other(&[
            ("get", authorizer::key),
            ("delete", authorizer::delete_keys),
            ("create", authorizer::create_key),
            ("import", authorizer::import_key),
            ("sign", authorizer::sign),
        ]),
        Kept::of("trusted_client_configs").other(&[
            ("carrier_handle", authorizer::handle),
            ("carrier_download", authorizer::download),
            ("deploy_handle", authorizer::handle),
            ("deploy_download", authorizer::download),
            ("extender_handle", authorizer::handle),
            ("extender_download", authorizer::download),
            ("web_proxy_handle", authorizer::handle),
            ("web_proxy_download", authorizer::download),
        ]),
        Kept::of("component_cas").other(&[
            ("list", authorities::component_list),
            ("download", authorities::component_download),
            ("crl", authorities::component_crl),
        ]),
        Kept::of("db_proxy").other(&[("conf", authorities::db_proxy)]),
        Kept::of("api_proxy").other(&[("conf", authorities::api_proxy)]),
        Kept::of("component_cas")
            .prefix("config_")
            .kept_in("component_cas_config")
            .single()
            .other(&[("get", authorities::component_config)]),
        Kept::of("certificates"),
        Kept::of("account_secrets").key("path").other(&[("checkout", authorizer::check_out)]),
        Kept::of("account_secrets").prefix("checkouts_").kept_in("checkouts").of_the_caller(),
        Kept::of("account_secrets")
            .prefix("checkout_")
            .kept_in("checkouts")
            .of_the_caller()
            .other(&[("release", authorizer::release)]),
        Kept::of("password_policies"),
        // What a compilation changes is not known: the script comes back as it was sent.
        Kept::of("script_templates")
            .other(&[("compile", |_, call, _| Ok(call.reply(json!({ "script": call.body.get("script") }))))]),
        Kept::of("host_secrets").other(&[("rotate", secrets::rotate_host)]),
        Kept::of("target_domains").other(&[("refresh", secrets::scan)]),
        Kept::of("target_domain_accounts").partial().other(&[("batch_edit", secrets::edit_batch)]),
        Kept::of("managed_accounts")
            .other(&[
                ("batch_create", secrets::create_batch),
                ("batch_delete", hooks::delete_batch),
                ("batch_edit", secrets::edit_batch),
                ("batch_rotate", secrets::rotate_batch),
                ("rotate", secrets::rotate),
            ])
            .stubs(&["set_password"]),
        // The license.
        Kept::of("license").single().view(license::view).other(&[
            ("set", license::set),
            ("refresh", license::refresh),
            ("deactivate", license::deactivate),
            ("set_statistics", license::statistics),
            ("js", license::script),
        ]),
        Kept::of("mobile_gateway").single().other(&[
            ("status", license::gateway),
            ("register", license::register),
            ("unregister", license::unregister),
        ]),
        // Workflows, targets, sessions.
        Kept::of("workflow_engine").prefix("settings_").kept_in("workflow_settings").single(),
        Kept::of("workflows").view(roles::names),
        Kept::of("requests").before(requests::before).view(roles::names).other(&[
            ("list", requests::find),
            ("search", requests::find),
            ("decide", requests::decide),
            ("revoke_role", requests::revoke),
        ]),
        Kept::of("network_targets").before(hooks::disabled).view(roles::names),
        Kept::of("api_targets").before(hooks::disabled).view(roles::names),
        Kept::of("client_credentials")
            .kept_in("user_client_credentials")
            .of_the_caller()
            .other(&[("secret", hooks::credential_secret)]),
        Kept::of("user_client_credentials").other(&[("secret", hooks::credential_secret)]),
        Kept::of("sessions").other(&[
            ("search", sessions::list),
            ("list_user", sessions::list),
            ("list_current", sessions::list),
            ("list_source", sessions::list),
            ("terminate", sessions::terminate),
            ("terminate_current", sessions::terminate),
            ("terminate_user", sessions::terminate_user),
        ]),
        Kept::of("auth").other(&[("change_password", sessions::change_password)]),
        Kept::of("devices").other(&[
            ("list_user", sessions::devices),
            ("list_current", sessions::devices),
            ("unpair_user", sessions::unpair),
            ("unpair_current", sessions::unpair),
        ]),
        Kept::of("audit_events").other(&[("codes", monitor::codes), ("search", audit::search)]),
        Kept::of("monitor").other(&[
            ("components", monitor::components),
            ("component", monitor::component),
            ("instance_status", monitor::instance_status),
            ("terminate_instances", monitor::terminate),
            ("time", monitor::time),
        ]),
        Kept::of("settings").other(&[
            ("scope_get", settings::get),
            ("scope_set", settings::set),
            ("section_get", settings::get),
            ("section_set", settings::set),
            ("restart_required", settings::restart_required),
            ("schema_scope", settings::schema),
            ("schema_section", settings::schema),
        ]),
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
            connections::VIEWERS,
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

    fn stamp(&self, call: &Call<'_>, name: &str) -> Option<(Value, bool)> {
        Some(match name {
            "created" => (self.clock.nanos().into(), false),
            "author" => (call.caller.clone().into(), false),
            "updated" => (self.clock.nanos().into(), true),
            "updated_by" | "updatedby" => (call.caller.clone().into(), true),
            _ => return None,
        })
    }

    fn before_link(&self, kept: &str, sent: &mut Object, old: Option<&Object>) {
        if kept == GRANTS {
            grants::date(self, sent, old);
        }
    }

    fn also(group: &str) -> &'static [&'static str] {
        if matches!(group, "users" | "local_users") { &["api_clients"] } else { &[] }
    }
}
