//! Organizations, their validations and contacts.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::clock::{DAY, parse, stamp};
use super::lists::paged;
use super::reply::Refusal;
use super::{Inner, ROOT, values};
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;

type Kept = Collection<Inner>;

const GROUP: &str = "organizations";
const KINDS: [&str; 7] = ["ov", "ev", "cs", "ev_cs", "ds", "smime", "private_ssl"];
/// How long a validation is used: not documented.
const VALID: u64 = 397 * DAY;

pub(super) fn find(inner: &Inner, id: u64) -> Option<Object> {
    let mut found = inner.objects.get(GROUP, "", &id.to_string())?.clone();
    view(inner, &mut found);
    Some(found)
}

fn validations(organization: &Object) -> impl Iterator<Item = &Object> {
    let list = organization.get("validations").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_object)
}

/// Whether a validation of the kind holds. That for EV holds for OV, too, and that for EV code signing for the other.
pub(super) fn is_valid(inner: &Inner, id: u64, kind: &str) -> bool {
    let kinds = match kind {
        "ov" => ["ov", "ev"],
        "cs" => ["cs", "ev_cs"],
        other => [other, other],
    };
    let holds = |known: &Object| kinds.contains(&text(known, "type")) && text(known, "status") == "active";
    find(inner, id).is_some_and(|known| text(&known, "status") == "active" && validations(&known).any(holds))
}

pub(super) fn has_verified_users(organization: &Object) -> bool {
    let users = |known: &Object| known.get("verified_users").and_then(Value::as_array).map_or(0, Vec::len);
    validations(organization).any(|known| users(known) > 0)
}

/// A validation that has ended is shown as such.
pub(super) fn view(inner: &Inner, organization: &mut Object) {
    let now = inner.clock.now();
    let list = organization.get_mut("validations").and_then(Value::as_array_mut).into_iter().flatten();
    for known in list.filter_map(Value::as_object_mut) {
        let until = parse(text(known, "validated_until"));
        if until.is_some_and(|until| until <= now) {
            known.insert("status".to_owned(), "expired".into());
        }
    }
    let active = text(organization, "status") == "active";
    organization.insert("is_active".to_owned(), active.into());
}

/// Checks validations that are sent.
fn check(sent: &[Value]) -> Result<(), Refusal> {
    for known in sent.iter().filter_map(Value::as_object) {
        let kind = text(known, "type");
        if !KINDS.contains(&kind) {
            return Err(Refusal::invalid("validations.type"));
        }
        let users = known.get("verified_users").and_then(Value::as_array).map_or(0, Vec::len);
        if matches!(kind, "ev" | "cs" | "ev_cs") && users == 0 {
            return Err(Refusal::required("validations.verified_users"));
        }
    }
    Ok(())
}

/// Adds validations that are sent to those of an organization, or submits them again.
fn submit(inner: &mut Inner, organization: &mut Object, sent: &[Value]) {
    let automatic = inner.switches.automatic;
    let (now, mut validated) = (inner.clock.now(), 0);
    let mut all: Vec<Value> =
        organization.get("validations").and_then(Value::as_array).cloned().unwrap_or_default();
    for known in sent {
        let kind = known.get("type").cloned().unwrap_or_default();
        all.retain(|old| old.get("type") != Some(&kind));
        let mut made = known.as_object().cloned().unwrap_or_default();
        made.insert("status".to_owned(), "pending".into());
        if automatic {
            approve(&mut made, now);
            validated = 1;
        }
        all.push(Value::Object(made));
    }
    organization.insert("validations".to_owned(), all.into());
    inner.happened_times("organization_validated", validated);
    inner.unsettled = true;
}

fn approve(validation: &mut Object, now: u64) {
    validation.insert("status".to_owned(), "active".into());
    validation.insert("date_created".to_owned(), stamp(now).into());
    validation.insert("validated_until".to_owned(), stamp(now + VALID).into());
}

impl Inner {
    /// Validates what is submitted for an organization.
    pub(super) fn validate_organization(&mut self, id: u64) -> bool {
        let Some(mut organization) = find(self, id) else { return false };
        let now = self.clock.now();
        let list = organization.get_mut("validations").and_then(Value::as_array_mut).into_iter().flatten();
        list.filter_map(Value::as_object_mut).for_each(|validation| approve(validation, now));
        self.objects.put(GROUP, "", &id.to_string(), organization);
        self.happened_times("organization_validated", 1);
        self.unsettled = true;
        true
    }

    /// Submits the kind of validation that an order needs, if it was not submitted.
    pub(super) fn submit_for_order(&mut self, id: u64, kind: &str) {
        let Some(mut organization) = find(self, id) else { return };
        let known = validations(&organization).any(|known| text(known, "type") == kind);
        if !known && !is_valid(self, id, kind) {
            submit(self, &mut organization, &[json!({ "type": kind })]);
            self.objects.put(GROUP, "", &id.to_string(), organization);
        }
    }

    fn set_organization(&mut self, id: &str, organization: Object) {
        self.objects.put(GROUP, "", id, organization);
        self.unsettled = true;
    }
}

/// Completes a new organization.
pub(super) fn before(
    inner: &mut Inner,
    _: &Call<'_>,
    organization: &mut Object,
    _: Option<&Object>,
) -> Result<(), Refusal> {
    let sent =
        organization.remove("validations").and_then(|sent| sent.as_array().cloned()).unwrap_or_default();
    check(&sent)?;
    organization.insert("status".to_owned(), "active".into());
    organization.remove("skip_duplicate_org_check");
    let country = text(organization, "country").to_lowercase();
    organization.insert("country".to_owned(), country.into());
    organization.entry("container").or_insert_with(|| json!({ "id": ROOT }));
    let name = text(organization, "name").to_owned();
    organization.insert("display_name".to_owned(), name.into());
    submit(inner, organization, &sent);
    Ok(())
}

/// The organization that has the same name and address.
fn same(inner: &Inner, sent: &Value) -> Option<u64> {
    let equal = |known: &Object, name: &str| {
        let sent = sent.get(name).and_then(Value::as_str).unwrap_or_default();
        sent.eq_ignore_ascii_case(text(known, name))
    };
    let is_same = |known: &&Object| {
        ["name", "assumed_name", "address", "city", "state", "country"].iter().all(|name| equal(known, name))
    };
    inner.objects.list(GROUP, "").find(is_same)?.get("id")?.as_u64()
}

pub(super) fn create(inner: &mut Inner, call: &Call<'_>, organizations: &Kept) -> Answer<Inner> {
    if !values::is_true(call.body.get("skip_duplicate_org_check"))
        && let Some(id) = same(inner, &call.body)
    {
        return Ok(call.reply(json!({ "id": id })));
    }
    organizations.create(inner, call)
}

/// The organization that an order describes: a known one with the same name and address, or a new one.
pub(super) fn of_order(inner: &mut Inner, sent: &Value) -> Result<u64, Refusal> {
    for name in ["name", "address", "city", "state", "zip", "country", "telephone"] {
        if sent.get(name).and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(Refusal::required(&format!("organization.{name}")));
        }
    }
    if let Some(id) = same(inner, sent) {
        return Ok(id);
    }
    let id = inner.next_id();
    let mut made = sent.as_object().cloned().unwrap_or_default();
    made.remove("contacts");
    made.insert("id".to_owned(), id.into());
    made.insert("status".to_owned(), "active".into());
    made.insert("display_name".to_owned(), text(&made, "name").into());
    made.insert("country".to_owned(), text(&made, "country").to_lowercase().into());
    made.insert("container".to_owned(), json!({ "id": ROOT }));
    inner.set_organization(&id.to_string(), made);
    Ok(id)
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let number = |name: &str| call.query(name).and_then(|text| text.parse::<u64>().ok());
    let container = number("container_id").or_else(|| number("filters[container_id_for_organization]"));
    let pending = |known: &Object| validations(known).any(|known| text(known, "status") == "pending");
    let mut found: Vec<Object> = inner.objects.list(GROUP, "").cloned().collect();
    for known in &mut found {
        view(inner, known);
    }
    found.retain(|known| {
        let id = known.get("id").and_then(Value::as_u64);
        call.query("filters[status]").is_none_or(|status| status == text(known, "status"))
            && call.query("filters[validation]").is_none_or(|word| (word == "pending") == pending(known))
            && container.is_none_or(|id| {
                values::integer(known.get("container").and_then(|c| c.get("id"))) == Some(id)
            })
            && call.query("filters[search]").is_none_or(|search| {
                let search = search.trim_start_matches('%').to_lowercase();
                id.is_some_and(|id| id.to_string() == search)
                    || text(known, "name").to_lowercase().contains(&search)
            })
    });
    super::lists::sort(call, &mut found, |known, key| known.get(key).cloned())?;
    let whole = values::is_true(call.query("include_validation").map(|t| t.to_lowercase().into()).as_ref());
    paged(call, "organizations", &found, |known| {
        let mut shown = known.clone();
        shown.retain(|name, _| !name.ends_with("_contact") && (whole || name != "validations"));
        Value::Object(shown)
    })
}

pub(super) fn delete(inner: &mut Inner, call: &Call<'_>, organizations: &Kept) -> Answer<Inner> {
    let (key, _) = organizations.find(inner, call)?;
    let id = key.parse().ok();
    if inner.orders.values().any(|order| order.organization == id) {
        // The code is not documented.
        return Err(Refusal::denied());
    }
    organizations.remove(inner, "", &key);
    inner.domains.retain(|domain| Some(domain.organization) != id);
    Ok(call.reply(Value::Null))
}

fn set_status(inner: &mut Inner, call: &Call<'_>, organizations: &Kept, status: &str) -> Answer<Inner> {
    let (key, old) = organizations.find(inner, call)?;
    let mut organization = old.clone();
    organization.insert("status".to_owned(), status.into());
    inner.set_organization(&key, organization);
    Ok(call.reply(Value::Null))
}

pub(super) fn activate(inner: &mut Inner, call: &Call<'_>, organizations: &Kept) -> Answer<Inner> {
    set_status(inner, call, organizations, "active")
}

pub(super) fn deactivate(inner: &mut Inner, call: &Call<'_>, organizations: &Kept) -> Answer<Inner> {
    set_status(inner, call, organizations, "inactive")
}

pub(super) fn get_validation(inner: &mut Inner, call: &Call<'_>, organizations: &Kept) -> Answer<Inner> {
    let (_, known) = organizations.find(inner, call)?;
    let known = organizations.viewed(inner, known);
    let list = known.get("validations").cloned().unwrap_or_else(|| json!([]));
    Ok(call.reply(json!({ "validations": list })))
}

pub(super) fn submit_validation(inner: &mut Inner, call: &Call<'_>, organizations: &Kept) -> Answer<Inner> {
    let (key, old) = organizations.find(inner, call)?;
    let mut organization = old.clone();
    let sent = call.body.get("validations").and_then(Value::as_array).cloned().unwrap_or_default();
    check(&sent)?;
    submit(inner, &mut organization, &sent);
    inner.set_organization(&key, organization);
    Ok(call.reply(Value::Null))
}

/// What is sent replaces a contact. The description requires names in each, so that none can be removed.
pub(super) fn update_contacts(inner: &mut Inner, call: &Call<'_>, organizations: &Kept) -> Answer<Inner> {
    let (key, old) = organizations.find(inner, call)?;
    let mut organization = old.clone();
    let mut seen = Vec::new();
    for contact in call.body.get("contacts").and_then(Value::as_array).into_iter().flatten() {
        let kind = contact.get("contact_type").and_then(Value::as_str).unwrap_or_default();
        if !matches!(kind, "organization_contact" | "technical_contact") {
            return Err(Refusal::invalid("contacts.contact_type"));
        }
        if seen.contains(&kind) {
            return Err(Refusal::code("contact_type_duplicate", "Two contacts have the same type."));
        }
        seen.push(kind);
        let mut made = contact.as_object().cloned().unwrap_or_default();
        made.insert("id".to_owned(), inner.next_id().into());
        organization.insert(kind.to_owned(), Value::Object(made));
    }
    inner.set_organization(&key, organization);
    Ok(call.reply(Value::Null))
}

pub(super) fn list_approvers(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let shown = |known: &Object| {
        let part = |name: &str| text(known, name).to_owned();
        json!({
            "name": format!("{} {}", part("first_name"), part("last_name")), "first_name": part("first_name"),
            "last_name": part("last_name"), "job_title": part("job_title"), "telephone": part("telephone"),
            "email": part("email"),
        })
    };
    let user = |known: &Object| {
        let mut shown = shown(known);
        if let Some(members) = shown.as_object_mut() {
            members.insert("user_id".to_owned(), known.get("id").map(ToString::to_string).into());
        }
        shown
    };
    let users: Vec<Value> = inner.objects.list(super::users::GROUP, "").map(user).collect();
    let contacts =
        inner.objects.list(GROUP, "").filter_map(|known| known.get("organization_contact")?.as_object());
    let contacts: Vec<Value> = contacts.map(shown).collect();
    Ok(call.reply(json!({ "users": users, "contacts": contacts })))
}
