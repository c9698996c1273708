//! The collections of the admin tree.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::users::{USERS, all_roles};
use super::{Checked, named};
use crate::collections::{Action, Answer, Call, Collection, Link, Vendor, text};
use crate::facts::{Complaint, Facts, Kind};
use crate::midprovider::store::{CLIENT_ROLES, GROUPS, REALM_ROLES, Store};
use crate::midprovider::wire::Failure;
use crate::objects::{Object, Objects};
use crate::random;

const COMPOSITES: &str = "role_composites";

type Kept = Collection<Store>;

impl Vendor for Store {
    type Refusal = Failure;

    const COLLECTIONS: &'static [Kept] = &[
        USERS,
        Kept::of("admin_user_roles").other(&[("all", all_roles)]),
        Kept::of("admin_groups").partial().before(group).view(group_view).other(&[
            ("count", count),
            ("children", children),
            ("create_child", create_child),
        ]),
        Kept::of("admin_roles")
            .key("name")
            .before(realm_role)
            .view(role_view)
            .other(&[("get_by_id", role_by_id), ("delete_by_id", delete_role_by_id)]),
        Kept::of("admin_client_roles").key("name").before(client_role).view(role_view),
        Kept::of("admin_clients")
            .partial()
            .before(client)
            .other(&[("secret_get", client_secret), ("secret_regenerate", new_client_secret)])
            .stubs(&["user_sessions", "offline_sessions"]),
        Kept::of("admin_clients").prefix("mappers_").kept_in("client_mappers"),
        Kept::of("admin_clients").prefix("mapper_").kept_in("client_mappers"),
        Kept::of("admin_client_scopes").partial(),
        Kept::of("admin_client_scopes").prefix("mappers_").kept_in("client_scope_mappers"),
        Kept::of("admin_client_scopes").prefix("mapper_").kept_in("client_scope_mappers"),
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
                ("admin_user_roles.realm_effective", Action::Effective(COMPOSITES)),
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
                ("admin_user_roles.client_effective", Action::Effective(COMPOSITES)),
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
            "group_realm_roles",
            &["admin_groups"],
            &["admin_roles"],
            &[
                ("admin_group_roles.realm_list", Action::List),
                ("admin_group_roles.realm_add", Action::Add),
                ("admin_group_roles.realm_remove", Action::Remove),
                ("admin_group_roles.realm_effective", Action::Effective(COMPOSITES)),
                ("admin_group_roles.realm_available", Action::Available),
                ("admin_roles.groups", Action::Owners),
            ],
        ),
        Link::between(
            "group_client_roles",
            &["admin_groups"],
            &["admin_client_roles"],
            &[
                ("admin_group_roles.client_list", Action::List),
                ("admin_group_roles.client_add", Action::Add),
                ("admin_group_roles.client_remove", Action::Remove),
                ("admin_group_roles.client_effective", Action::Effective(COMPOSITES)),
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
            "default_groups",
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
        &self.objects
    }

    fn objects_mut(&mut self) -> &mut Objects {
        &mut self.objects
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
        let at = |number: i64| usize::try_from(number).ok();
        let first = number("first").and_then(at).unwrap_or(0);
        // A negative limit is none.
        Ok((first, number("max").and_then(at).unwrap_or(usize::MAX)))
    }

    fn stamp(&self, _: &Call<'_>, _: &str) -> Option<(Value, bool)> {
        None
    }
}

fn group(_: &mut Store, _: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    if let Some(parent) = old.and_then(|old| old.get("parentId")) {
        object.insert("parentId".to_owned(), parent.clone());
    }
    object.remove("subGroups");
    named(object, "name")
}

/// The path of a group, and how many groups it holds.
fn group_view(store: &Store, object: &mut Object) {
    let mut path = format!("/{}", text(object, "name"));
    let mut parent = text(object, "parentId");
    while let Some(above) = store.objects.get("admin_groups", "", parent) {
        path = format!("/{}{path}", text(above, "name"));
        parent = text(above, "parentId");
    }
    let id = text(object, "id").to_owned();
    let count = children_of(store, &id).count();
    object.insert("path".to_owned(), path.into());
    object.insert("subGroupCount".to_owned(), count.into());
    object.insert("subGroups".to_owned(), json!([]));
}

fn children_of<'a>(store: &'a Store, id: &'a str) -> impl Iterator<Item = &'a Object> {
    store.objects.list("admin_groups", "").filter(move |group| text(group, "parentId") == id)
}

fn count(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    Ok(call.reply(json!({ "count": store.objects.list("admin_groups", "").count() })))
}

fn children(store: &mut Store, call: &Call<'_>, groups: &Kept) -> Answer<Store> {
    let (id, _) = groups.find(store, call)?;
    let (first, most) = Store::page(call)?;
    let item = call.operation.success().1.and_then(|schema| schema.items.as_deref());
    let found = children_of(store, &id).skip(first).take(most);
    let found: Vec<Value> = found.map(|group| groups.shown(store, item, group)).collect();
    Ok(call.reply(found.into()))
}

fn create_child(store: &mut Store, call: &Call<'_>, groups: &Kept) -> Answer<Store> {
    let (parent, _) = groups.find(store, call)?;
    let mut child = call.body.as_object().cloned().unwrap_or_default();
    group(store, call, &mut child, None)?;
    if children_of(store, &parent).any(|known| text(known, "name") == text(&child, "name")) {
        return Err(Store::invalid(vec![Complaint::new(Kind::Duplicate, "name")]));
    }
    let id = random::uuid();
    child.insert("id".to_owned(), id.clone().into());
    child.insert("parentId".to_owned(), parent.into());
    let shown = groups.shown(store, call.operation.success().1, &child);
    store.objects.put("admin_groups", "", &id, child);
    Ok(call.reply(shown))
}

fn realm_role(store: &mut Store, _: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    let realm = store.seed.tenant.clone();
    role(object, old, false, &realm)
}

fn client_role(_: &mut Store, call: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    role(object, old, true, call.parameter("client_uuid").unwrap_or_default())
}

/// A role is named by its name in paths and by its id in links.
fn role(object: &mut Object, old: Option<&Object>, of_client: bool, container: &str) -> Checked {
    named(object, "name")?;
    let id = old.map_or_else(random::uuid, |old| text(old, "id").to_owned());
    object.insert("id".to_owned(), id.into());
    object.insert("clientRole".to_owned(), of_client.into());
    object.insert("containerId".to_owned(), container.into());
    object.remove("composites");
    Ok(())
}

fn role_view(store: &Store, object: &mut Object) {
    let id = text(object, "id").to_owned();
    let composite = store.objects.rows(COMPOSITES).any(|row| row.scope == id);
    object.insert("composite".to_owned(), composite.into());
}

/// The collection, the scope and the key of the role with the id of the path.
fn role_place(store: &Store, call: &Call<'_>) -> Result<(&'static Kept, String, String), Failure> {
    let id = call.parameter("role_id").unwrap_or_default();
    let roles = Store::COLLECTIONS.iter().filter(|c| c.key == "name");
    let place = roles.filter_map(|c| {
        let row = store.objects.rows(c.kept()).find(|row| text(&row.object, "id") == id)?;
        Some((c, row.scope.clone(), row.key.clone()))
    });
    place.into_iter().next().ok_or_else(Store::not_found)
}

fn role_by_id(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (roles, scope, key) = role_place(store, call)?;
    let role = store.objects.get(roles.kept(), &scope, &key).ok_or_else(Store::not_found)?;
    Ok(call.reply(roles.shown(store, call.operation.success().1, role)))
}

fn delete_role_by_id(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (roles, scope, key) = role_place(store, call)?;
    roles.remove(store, &scope, &key);
    Ok(call.reply(Value::Null))
}

fn client(_: &mut Store, _: &Call<'_>, object: &mut Object, _: Option<&Object>) -> Checked {
    named(object, "clientId")?;
    object.entry("enabled").or_insert_with(|| true.into());
    object.entry("protocol").or_insert_with(|| "openid-connect".into());
    Ok(())
}

/// The scopes, mappers and links of a client have paths of their own.
fn client_secret(store: &mut Store, call: &Call<'_>, clients: &Kept) -> Answer<Store> {
    let (_, client) = clients.find(store, call)?;
    Ok(call.reply(json!({ "type": "secret", "value": text(client, "secret") })))
}

fn new_client_secret(store: &mut Store, call: &Call<'_>, clients: &Kept) -> Answer<Store> {
    let (key, old) = clients.find(store, call)?;
    let mut client = old.clone();
    client.insert("secret".to_owned(), random::alphanumeric(40).into());
    let reply = call.reply(json!({ "type": "secret", "value": text(&client, "secret") }));
    clients.put(store, "", &key, client);
    Ok(reply)
}
