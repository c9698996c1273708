//! The collections of the admin tree.

use axum::http::StatusCode;
use serde_json::Value;

use super::{
    clients, credentials, events, groups, identities, import, mappings, profile, realms, roles, sessions,
    users,
};
use crate::collections::{Action, Call, Collection, Link, Vendor};
use crate::facts::{Complaint, Facts, Kind};
use crate::midprovider::roles::{COMPOSITES, GROUP_CLIENT_ROLES, GROUP_REALM_ROLES};
use crate::midprovider::store::{CLIENT_ROLES, DEFAULT_GROUPS, GROUPS, REALM_ROLES, Store};
use crate::midprovider::wire::Failure;
use crate::objects::Objects;

type Kept = Collection<Store>;

const USERS: Kept =
    Kept::of("admin_users").partial().before(users::before).view(users::view).after(users::after).other(&[
        ("list", users::list),
        ("count", users::count),
        ("groups_count", users::groups_count),
        ("reset_password", credentials::reset_password),
        ("credentials_list", credentials::list),
        ("credential_delete", credentials::delete),
        ("credential_set_label", credentials::set_label),
        ("credential_move_first", credentials::move_first),
        ("credential_move_after", credentials::move_after),
        ("storage_credential_types", credentials::of_storage),
        ("disable_credential_types", credentials::disable_types),
        ("send_verify_email", credentials::send_verify_email),
        ("execute_actions_email", credentials::execute_actions_email),
        ("sessions", sessions::of_user),
        ("offline_sessions", sessions::offline_of_user),
        ("logout", sessions::log_out),
        ("impersonate", sessions::impersonate),
        ("consents_list", identities::consents),
        ("consent_revoke", identities::revoke_consent),
        ("federated_list", identities::list),
        ("federated_link", identities::link),
        ("federated_unlink", identities::unlink),
        ("profile_config_get", profile::get),
        ("profile_config_update", profile::update),
        ("profile_metadata", profile::metadata),
        ("unmanaged_attributes", profile::unmanaged),
    ]);
const GROUP_TREE: Kept =
    Kept::of("admin_groups").partial().before(groups::before).view(groups::view).other(&[
        ("list", groups::list),
        ("create", groups::create),
        ("count", groups::count),
        ("delete", groups::delete),
        ("get_by_path", groups::by_path),
        ("children", groups::children),
        ("create_child", groups::create_child),
    ]);
const ROLES: Kept = Kept::of("admin_roles").key("name").before(roles::of_realm).view(roles::view).other(&[
    ("list", roles::list),
    ("update", roles::update),
    ("get_by_id", roles::get_by_id),
    ("update_by_id", roles::update_by_id),
    ("delete_by_id", roles::delete_by_id),
]);
const ROLES_OF_CLIENTS: Kept = Kept::of("admin_client_roles")
    .key("name")
    .before(roles::of_client)
    .view(roles::view)
    .other(&[("list", roles::list), ("update", roles::update)]);
const CLIENTS: Kept = Kept::of("admin_clients").partial().before(clients::before).other(&[
    ("delete", clients::delete),
    ("service_account_user", clients::service_account_user),
    ("secret_get", clients::secret),
    ("secret_regenerate", clients::new_secret),
    ("user_sessions", sessions::of_client),
    ("offline_sessions", sessions::offline_of_client),
]);

impl Vendor for Store {
    type Refusal = Failure;

    const COLLECTIONS: &'static [Kept] = &[
        USERS,
        Kept::of("admin_user_roles").other(&[
            ("all", mappings::all_of_user),
            ("realm_effective", mappings::realm_of_user),
            ("client_effective", mappings::client_of_user),
        ]),
        Kept::of("admin_group_roles").other(&[
            ("all", mappings::all_of_group),
            ("realm_effective", mappings::realm_of_group),
            ("client_effective", mappings::client_of_group),
        ]),
        GROUP_TREE,
        ROLES,
        ROLES_OF_CLIENTS,
        CLIENTS,
        Kept::of("admin_clients").prefix("mappers_").kept_in("client_mappers"),
        Kept::of("admin_clients").prefix("mapper_").kept_in("client_mappers"),
        Kept::of("admin_client_scopes").partial(),
        Kept::of("admin_client_scopes").prefix("mappers_").kept_in("client_scope_mappers"),
        Kept::of("admin_client_scopes").prefix("mapper_").kept_in("client_scope_mappers"),
        Kept::of("admin_required_actions").key("alias").partial().other(&[
            ("delete", profile::unregister_action),
            ("unregistered", profile::unregistered_actions),
            ("register", profile::register_action),
        ]),
        Kept::of("admin_brute_force").apart().other(&[
            ("get", sessions::failures),
            ("clear", sessions::clear_failures),
            ("clear_all", sessions::clear_all_failures),
        ]),
        Kept::of("admin_sessions").apart().other(&[("delete", sessions::delete)]),
        Kept::of("admin_events").apart().other(&[
            ("list", events::logins),
            ("clear", events::clear_logins),
            ("admin_list", events::administrators),
            ("admin_clear", events::clear_administrators),
            ("config_get", events::config),
            ("config_update", events::set_config),
        ]),
        Kept::of("admin_realms").apart().brings().other(&[
            ("list", realms::list),
            ("get", realms::get),
            ("create", realms::create),
            ("update", realms::update),
            ("delete", realms::delete),
            ("logout_all", realms::log_all_out),
            ("push_revocation", realms::push_revocation),
            ("partial_import", import::partial),
            ("client_session_stats", realms::session_stats),
            ("clear_realm_cache", realms::clear_cache),
            ("clear_user_cache", realms::clear_cache),
            ("clear_keys_cache", realms::clear_cache),
        ]),
        Kept::of("admin_server").apart().other(&[("info", realms::server_info)]),
    ];

    const LINKS: &'static [Link] = &[
        Link::between(
            REALM_ROLES,
            &["admin_users"],
            &["admin_roles"],
            &[
                ("admin_user_roles.realm_list", Action::List),
                ("admin_user_roles.realm_add", Action::Add),
                ("admin_user_roles.realm_remove", Action::Remove),
                ("admin_user_roles.realm_available", Action::Available),
                ("admin_roles.users", Action::Owners),
            ],
        ),
        Link::between(
            CLIENT_ROLES,
            &["admin_users"],
            &["admin_client_roles"],
            &[
                ("admin_user_roles.client_list", Action::List),
                ("admin_user_roles.client_add", Action::Add),
                ("admin_user_roles.client_remove", Action::Remove),
                ("admin_user_roles.client_available", Action::Available),
                ("admin_client_roles.users", Action::Owners),
            ],
        ),
        Link::between(
            GROUPS,
            &["admin_users"],
            &["admin_groups"],
            &[
                ("admin_users.groups_list", Action::List),
                ("admin_users.group_join", Action::Add),
                ("admin_users.group_leave", Action::Remove),
                ("admin_groups.members", Action::Owners),
            ],
        ),
        Link::between(
            GROUP_REALM_ROLES,
            &["admin_groups"],
            &["admin_roles"],
            &[
                ("admin_group_roles.realm_list", Action::List),
                ("admin_group_roles.realm_add", Action::Add),
                ("admin_group_roles.realm_remove", Action::Remove),
                ("admin_group_roles.realm_available", Action::Available),
                ("admin_roles.groups", Action::Owners),
            ],
        ),
        Link::between(
            GROUP_CLIENT_ROLES,
            &["admin_groups"],
            &["admin_client_roles"],
            &[
                ("admin_group_roles.client_list", Action::List),
                ("admin_group_roles.client_add", Action::Add),
                ("admin_group_roles.client_remove", Action::Remove),
                ("admin_group_roles.client_available", Action::Available),
                ("admin_client_roles.groups", Action::Owners),
            ],
        ),
        Link::between(
            COMPOSITES,
            &["admin_roles"],
            &["admin_roles", "admin_client_roles"],
            &[
                ("admin_roles.composites_list", Action::List),
                ("admin_roles.composites_add", Action::Add),
                ("admin_roles.composites_remove", Action::Remove),
            ],
        ),
        Link::between(
            COMPOSITES,
            &["admin_client_roles"],
            &["admin_roles", "admin_client_roles"],
            &[
                ("admin_client_roles.composites_list", Action::List),
                ("admin_client_roles.composites_add", Action::Add),
                ("admin_client_roles.composites_remove", Action::Remove),
            ],
        ),
        Link::between(
            "client_default_scopes",
            &["admin_clients"],
            &["admin_client_scopes"],
            &[
                ("admin_clients.default_scopes_list", Action::List),
                ("admin_clients.default_scope_add", Action::Add),
                ("admin_clients.default_scope_remove", Action::Remove),
            ],
        ),
        Link::between(
            "client_optional_scopes",
            &["admin_clients"],
            &["admin_client_scopes"],
            &[
                ("admin_clients.optional_scopes_list", Action::List),
                ("admin_clients.optional_scope_add", Action::Add),
                ("admin_clients.optional_scope_remove", Action::Remove),
            ],
        ),
        Link::between(
            DEFAULT_GROUPS,
            &[],
            &["admin_groups"],
            &[
                ("admin_groups.default_list", Action::List),
                ("admin_groups.default_add", Action::Add),
                ("admin_groups.default_remove", Action::Remove),
            ],
        ),
    ];

    fn facts(&self) -> &'static Facts {
        self.facts
    }

    fn objects(&self) -> &Objects {
        self.realms.of(&self.current)
    }

    fn objects_mut(&mut self) -> &mut Objects {
        self.realms.of_mut(&self.current)
    }

    fn invalid(complaints: Vec<Complaint>) -> Failure {
        let Some(Complaint { kind, property }) = complaints.into_iter().next() else {
            return Failure::unreadable();
        };
        let (status, message) = match kind {
            // Keycloak's reader fails as a whole where a member has a wrong type.
            Kind::Type => return Failure::unreadable(),
            Kind::Duplicate => (StatusCode::CONFLICT, format!("{property} exists already")),
            Kind::Dangling => (StatusCode::NOT_FOUND, format!("{property} does not exist")),
            Kind::Missing => (StatusCode::BAD_REQUEST, format!("{property} is missing")),
            Kind::Format | Kind::Bounds => (StatusCode::BAD_REQUEST, format!("{property} is invalid")),
        };
        Failure::Admin { status, message }
    }

    fn not_found() -> Failure {
        Failure::Admin { status: StatusCode::NOT_FOUND, message: "Could not find the object".to_owned() }
    }

    fn page(call: &Call<'_>) -> Result<(usize, usize), Failure> {
        let number = |name: &str| call.query(name).and_then(|text| text.parse::<i64>().ok());
        let first = number("first").and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
        let most = match call.id {
            "admin_users.list"
            | "admin_groups.members"
            | "admin_events.list"
            | "admin_events.admin_list"
            | "admin_clients.user_sessions"
            | "admin_clients.offline_sessions" => 100,
            "admin_groups.children" => 10,
            _ => usize::MAX,
        };
        // A negative limit is none.
        Ok((first, number("max").map_or(most, |number| usize::try_from(number).unwrap_or(usize::MAX))))
    }

    fn stamp(&self, _: &Call<'_>, _: &str) -> Option<(Value, bool)> {
        None
    }
}
