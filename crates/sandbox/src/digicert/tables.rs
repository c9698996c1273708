//! The collections of CertCentral that the engine serves.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::body::Bytes;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::reply::Refusal;
use super::{Inner, containers, users};
use crate::collections::{self, Answer, Call, Collection, Coverage, Vendor};
use crate::facts::{Complaint, Facts, Route};
use crate::objects::{Object, Objects};

type Kept = Collection<Inner>;

impl Vendor for Inner {
    type Refusal = Refusal;

    const COLLECTIONS: &'static [Kept] = &[
        Kept::of("webhooks")
            .partial()
            .before(pending)
            .other(&[("activate", activate), ("deactivate", deactivate)])
            .stubs(&["send_challenge", "test_endpoint"]),
        Kept::of("custom_fields").partial(),
        Kept::of("containers")
            .partial()
            .other(&[
                ("create_child", containers::create_child),
                ("list_children", containers::list_children),
                ("get_parent", containers::get_parent),
                ("activate", containers::activate),
                ("deactivate", containers::deactivate),
                ("list_roles", containers::list_roles),
                ("list_templates", containers::list_templates),
                ("get_template", containers::get_template),
                ("update_user_assignments", containers::assign_users),
                ("update_organization_assignments", containers::assign_organizations),
                ("update_allowed_domains", containers::allow_domains),
            ])
            .stubs(&["list_organizations"]),
        Kept::of("users").before(users::before).view(users::view).after(users::after).other(&[
            ("list", users::list),
            ("list_service", users::list),
            ("create_service", users::create_service),
            ("me", users::me),
            ("check_username", users::check_username),
            ("resend_create_email", users::resend_create_email),
            ("update_role", users::set),
            ("update_container_assignments", users::set),
        ]),
        Kept::of("organizations").before(active).other(&[("activate", activate), ("deactivate", deactivate)]),
        Kept::of("ip_restrictions"),
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
        Refusal::of_complaints(complaints)
    }

    fn check(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        if call.id.starts_with("users.") {
            users::check(&call.body, complaints);
        }
    }

    fn not_found() -> Refusal {
        Refusal::not_found("object")
    }

    fn page(call: &Call<'_>) -> Result<(usize, usize), Refusal> {
        let number = |name: &str| call.query(name).and_then(|text| text.parse().ok());
        Ok((number("offset").unwrap_or(0), number("limit").unwrap_or(1000)))
    }

    fn new_id(&mut self) -> Value {
        self.next_id().into()
    }

    fn page_info(total: usize, (offset, limit): (usize, usize)) -> Option<(&'static str, Value)> {
        Some(("page", json!({ "total": total, "offset": offset, "limit": limit })))
    }

    fn stamp(&self, _: &Call<'_>, _: &str) -> Option<(Value, bool)> {
        None
    }
}

fn pending(_: &mut Inner, _: &Call<'_>, object: &mut Object, _: Option<&Object>) -> Result<(), Refusal> {
    object.entry("status").or_insert_with(|| "pending".into());
    Ok(())
}

fn active(_: &mut Inner, _: &Call<'_>, object: &mut Object, _: Option<&Object>) -> Result<(), Refusal> {
    object.entry("status").or_insert_with(|| "active".into());
    let validations = object.get_mut("validations").and_then(Value::as_array_mut).into_iter().flatten();
    for validation in validations.filter_map(Value::as_object_mut) {
        validation.entry("status").or_insert_with(|| "pending".into());
    }
    Ok(())
}

fn set_status(inner: &mut Inner, call: &Call<'_>, collection: &Kept, status: &str) -> Answer<Inner> {
    let (key, old) = collection.find(inner, call)?;
    let mut object = old.clone();
    object.insert("status".to_owned(), status.into());
    collection.put(inner, "", &key, object);
    Ok(call.reply(Value::Null))
}

fn activate(inner: &mut Inner, call: &Call<'_>, collection: &Kept) -> Answer<Inner> {
    set_status(inner, call, collection, "active")
}

fn deactivate(inner: &mut Inner, call: &Call<'_>, collection: &Kept) -> Answer<Inner> {
    set_status(inner, call, collection, "inactive")
}

pub(super) fn respond(
    inner: &mut Inner,
    caller: u64,
    method: &Method,
    target: &str,
    query: Vec<(String, String)>,
    body: &Bytes,
) -> Result<Response, Refusal> {
    let route = || Refusal::not_found("route");
    let Route::Found(operation, path) = inner.facts.route(method.as_str(), target) else {
        return Err(route());
    };
    let sent = serde_json::from_slice(body).unwrap_or_default();
    let id = match operation.id_of(&path, &query, &sent) {
        // The kind of the user decides, whatever the body holds.
        "users.update_service" => "users.update",
        id => id,
    };
    if collections::coverage::<Inner>(id) == Coverage::NotServed {
        return Err(Refusal::not_served(id));
    }
    let body = if operation.input(id).is_none() || operation.body_is_optional() && body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(body).map_err(|_| Refusal::bad_format())?
    };
    let group = id.split('.').next().unwrap_or_default();
    let call = Call { operation, id, target, path, query, body, caller: caller.to_string() };
    let reply = collections::serve(inner, &call).unwrap_or_else(|| Err(Refusal::not_served(id)));
    reply.map_err(|refusal| refusal.of_group(group))
}
