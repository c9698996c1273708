//! The five descriptions, read as the gates read them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use portcullis_facts::{Excuse, Facts, Kind, Sample, Sent, members, unknown_members};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn facts(vendor: &str) -> &'static Facts {
    Facts::of(vendor).unwrap()
}

fn ids(vendor: &str, sent: &Sent) -> Vec<String> {
    facts(vendor).identify(sent).into_iter().map(|(_, id)| id.to_owned()).collect()
}

fn sent(verb: &str, path: &str, body: Value) -> Sent {
    Sent { verb: verb.into(), path: path.into(), body, ..Sent::default() }
}

#[test]
fn every_full_sample_is_valid() {
    let (mut operations, mut replies) = (0, 0);
    let mut wrong = Vec::new();
    for facts in Facts::all() {
        let mut seen = BTreeSet::new();
        for operation in facts.operations() {
            for id in &operation.ids {
                operations += usize::from(seen.insert(&id.name));
                let Some((_, pointer)) = operation.success(facts, &id.name) else { continue };
                replies += 1;
                let sample = Sample::of(facts, &id.name, &pointer);
                let errors = facts.invalid(&pointer, &sample.value);
                wrong.extend(errors.into_iter().map(|error| format!("{}: {error}", id.name)));
                for field in sample.fields.iter().filter(|field| field.excuse.is_none()) {
                    let found = sample.value.pointer(&field.pointer);
                    assert_eq!(found, Some(&field.value), "{}: {}", id.name, field.pointer);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} samples are not valid:\n{}", wrong.len(), wrong.join("\n"));
    assert!(operations == 972 && replies > 700, "{operations} operations, {replies} replies");
}

#[test]
fn markers_are_unique() {
    for facts in Facts::all() {
        for operation in facts.operations() {
            for id in &operation.ids {
                let Some((_, pointer)) = operation.success(facts, &id.name) else { continue };
                let sample = Sample::of(facts, &id.name, &pointer);
                let mut seen = BTreeSet::new();
                for field in sample.fields.iter().filter(|field| field.kind == Kind::Unique) {
                    assert!(seen.insert(&field.marker), "{}: {} twice", id.name, field.marker);
                }
            }
        }
    }
}

#[test]
fn an_invalid_value_is_described_by_the_best_branch() {
    let privx = facts("privx");
    let pointer = "/components/schemas/LocalUserList";
    assert!(privx.invalid(pointer, &json!({"count": 1, "items": []})).is_empty());
    let errors = privx.invalid(pointer, &json!({"count": "1", "items": [{"tags": 7}]}));
    assert!(errors.iter().any(|error| error.starts_with("/count: ")), "{errors:?}");
    assert!(errors.iter().any(|error| error.starts_with("/items/0/tags: ")), "{errors:?}");
}

#[test]
fn a_parameter_that_disambiguates_has_the_name_of_the_document() {
    // The vendor's template has another name than the document's, which two operations share.
    for (product, id) in
        [("ssl_basic", "orders.create_ov_ev"), ("ds_org", "orders.create_document_signing_ds")]
    {
        let path = format!("/services/v2/order/certificate/{product}");
        assert_eq!(ids("digicert", &sent("POST", &path, json!({}))), [id]);
    }
}

#[test]
fn every_id_is_found_by_its_own_verb_and_path() {
    for facts in Facts::all() {
        for operation in facts.operations() {
            let found = facts.matching(&operation.verb, &operation.path);
            assert!(
                found.iter().any(|one| one.pointer == operation.pointer),
                "{} {}",
                operation.verb,
                operation.path
            );
            for id in &operation.ids {
                assert!(facts.with_id(&id.name).any(|one| one.pointer == operation.pointer));
            }
        }
    }
}

#[test]
fn a_member_of_the_body_disambiguates() {
    let token = |grant: &str| sent("POST", "/auth/api/v1/oauth/token", json!({"grant_type": grant}));
    let privx = ["password", "authorization_code", "refresh_token"].map(|grant| ids("privx", &token(grant)));
    assert!(privx.iter().all(|ids| ids.len() == 1), "{privx:?}");
    assert_eq!(privx.iter().collect::<BTreeSet<_>>().len(), 3);
    assert!(ids("privx", &token("other")).is_empty());
    let create = |body| ids("digicert", &sent("POST", "/services/v2/user", body));
    assert_eq!(create(json!({"first_name": "A"})), ["users.create"]);
    assert_eq!(create(json!({"is_api_only": true})), ["users.create_service"]);
}

#[test]
fn a_query_disambiguates_with_unless_and_otherwise() {
    let get = |query: &[(&str, &str)]| {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ids("storedsafe", &Sent { query, ..sent("GET", "/api/1.0/object/7", Value::Null) })
    };
    let all = [
        get(&[]),
        get(&[("children", "true")]),
        get(&[("decrypt", "true")]),
        get(&[("decrypt", "true"), ("filedata", "true")]),
    ];
    assert_eq!(
        all.concat(),
        ["objects.get", "objects.get_with_children", "objects.decrypt", "files.download"]
    );
}

#[test]
fn the_path_and_a_header_disambiguate() {
    let path = |path: &str| ids("storedsafe", &sent("GET", path, Value::Null));
    assert_ne!(path("/api/1.0/user/7"), path("/api/1.0/user/alice"));
    let post = |kind: &str| {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        ids("storedsafe", &Sent { headers, ..sent("POST", "/api/1.0/object", json!({})) })
    };
    let (json, form) = (post("application/json; charset=utf-8"), post("multipart/form-data; boundary=x"));
    assert!(json.len() == 1 && form.len() == 1 && json != form, "{json:?} {form:?}");
}

#[test]
fn members_are_listed_once_with_their_excuses() {
    let privx = facts("privx");
    let all = members(privx, "/components/schemas/LocalUser");
    let excuse = |path: &str| all.iter().find(|member| member.path == path).unwrap().excuse;
    assert_eq!(excuse("email"), None);
    assert_eq!(excuse("given_name"), Some(Excuse::Deprecated));
    assert_eq!(excuse("password.password"), None);
    assert!(all.iter().any(|member| member.path == "attributes[].key" && member.owner.contains('.')));
}

#[test]
fn unknown_members_are_found_at_every_depth() {
    let privx = facts("privx");
    let value = json!({"username": "a", "new": 1, "attributes": [{"key": "a", "other": {}}], "tags": []});
    let found = unknown_members(privx, "/components/schemas/LocalUser", &value);
    assert_eq!(found, ["attributes[].other", "new"]);
}

#[test]
fn wrapping_and_paging_are_excused_and_content_is_not() {
    let of = |vendor: &str, id: &str| {
        let facts = facts(vendor);
        let (_, pointer) = facts.with_id(id).next().unwrap().success(facts, id).unwrap();
        Sample::of(facts, id, &pointer)
    };
    let excuse = |sample: &Sample, pointer: &str| {
        sample.fields.iter().find(|field| field.pointer == pointer).unwrap().excuse
    };
    let users = of("storedsafe", "users.list");
    assert_eq!(excuse(&users, "/CALLINFO/status"), Some(Excuse::Envelope));
    assert_eq!(users.value.pointer("/CALLINFO/status"), Some(&json!("SUCCESS")));
    assert_eq!(excuse(&users, "/CALLINFO/bits_tests"), None);
    assert!(users.fields.iter().any(|f| f.pointer.starts_with("/CALLINFO/users/") && f.excuse.is_none()));
    let roles = of("privx", "roles.list");
    assert_eq!(
        (excuse(&roles, "/count"), roles.value.pointer("/count")),
        (Some(Excuse::Page), Some(&json!(1)))
    );
    assert_eq!(excuse(&roles, "/items/0/name"), None);
    let orders = of("digicert", "orders.list");
    assert_eq!(excuse(&orders, "/page/total"), Some(Excuse::Page));
    assert_eq!(orders.value.pointer("/page/total"), Some(&json!(1)));
}

#[test]
fn secrets_are_marked_in_maps_too() {
    let mut secrets = 0;
    let mut in_maps = 0;
    for facts in Facts::all() {
        for operation in facts.operations() {
            for id in &operation.ids {
                let Some((_, pointer)) = operation.success(facts, &id.name) else { continue };
                let sample = Sample::of(facts, &id.name, &pointer);
                let found = sample.fields.iter().filter(|field| field.secret);
                let found: Vec<_> = found.filter(|field| field.kind == Kind::Unique).collect();
                secrets += found.len();
                in_maps += found.iter().filter(|field| field.owner.ends_with(".*")).count();
            }
        }
    }
    assert!(secrets > 400 && in_maps > 10, "{secrets} secrets, {in_maps} in maps");
}
