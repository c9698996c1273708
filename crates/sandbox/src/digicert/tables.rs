//! The collections of CertCentral that the engine serves.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::body::Bytes;
use axum::http::{Method, Uri};
use serde_json::{Value, json};

use super::reply::{Answer as Reply, Refusal};
use super::{Inner, containers};
use crate::collections::{self, Answer, Call, Collection, Coverage, Vendor};
use crate::facts::{Complaint, Facts, Kind, Route};
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
        let word = |Complaint { kind, property }: Complaint| match kind {
            Kind::Missing => (format!("missing_value:{property}"), format!("{property} is required.")),
            Kind::Duplicate => (format!("duplicate_value:{property}"), format!("{property} is taken.")),
            _ => (format!("invalid_value:{property}"), format!("The value of {property} is invalid.")),
        };
        Refusal::invalid_parameters(complaints.into_iter().map(word).collect())
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

    fn stamp(_: &Call<'_>, _: &str) -> Option<(Value, bool)> {
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
    uri: &Uri,
    query: Vec<(String, String)>,
    body: &Bytes,
) -> Result<Reply, Refusal> {
    let route = || Refusal::not_found("route");
    let target = uri.path();
    let path = target.strip_prefix("/services/v2").ok_or_else(route)?;
    let Route::Found(operation, path) = inner.facts.route(method.as_str(), path) else { return Err(route()) };
    let sent = serde_json::from_slice(body).unwrap_or_default();
    let id = operation.id_of(&path, &query, &sent);
    if collections::coverage::<Inner>(id) == Coverage::NotServed {
        return Err(Refusal::not_served(id));
    }
    let body = if operation.input(id).is_none() || operation.body_is_optional() && body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(body).map_err(|_| Refusal::bad_format())?
    };
    let call = Call { operation, id, target, path, query, body, caller: caller.to_string() };
    collections::serve(inner, &call).unwrap_or_else(|| Err(Refusal::not_served(id))).map(Reply::Ready)
}
