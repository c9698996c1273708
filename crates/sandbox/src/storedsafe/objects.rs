//! Operations on objects.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::file::FileInfo;
use super::object::{ALARM, BAD_POLICY, Object};
use super::store::Inner;
use super::template::Template;
use super::user::ACTIVE;
use super::vault::{READ, WRITE};
use super::{policies, templates};

/// A map of PHP.
fn texts(map: &BTreeMap<String, String>) -> Value {
    if map.is_empty() { json!([]) } else { json!(map) }
}

fn children(inner: &Inner, parent: u64) -> Vec<u64> {
    inner.visible().filter(|(_, object)| object.parent == parent).map(|(id, _)| id).collect()
}

fn view(inner: &Inner, id: u64, decrypt: bool) -> Option<Value> {
    let object = inner.objects.get(&id)?;
    let mut view = json!({
        "id": id.to_string(),
        "parentid": object.parent.to_string(),
        "templateid": object.template.to_string(),
        "groupid": object.vault,
        "status": object.status.to_string(),
        "objectname": object.name,
        "filename": object.file.as_ref().map_or("", |file| &file.name),
        "children": children(inner, id).len().to_string(),
        "notes": false,
        "tags": "",
        "alarmed": object.status & ALARM != 0,
        "public": texts(&object.public),
    });
    let fields = view.as_object_mut()?;
    if decrypt {
        fields.insert("crypted".to_owned(), texts(&object.crypted));
    }
    if let Some(file) = &object.file {
        fields.insert("fileinfo".to_owned(), file.view(id));
    }
    Some(view)
}

/// Objects with their clear fields.
pub(super) fn views(inner: &Inner, ids: &[u64]) -> Vec<Value> {
    ids.iter().filter_map(|id| view(inner, *id, false)).collect()
}

/// The parents, from the root down.
fn breadcrumb(inner: &Inner, id: u64) -> Vec<Value> {
    let mut chain = Vec::new();
    let mut next = inner.objects.get(&id).map_or(0, |object| object.parent);
    while let Some(object) = inner.objects.get(&next) {
        let template = inner.template(object.template);
        chain.insert(
            0,
            json!({
                "objectid": next.to_string(),
                "objectname": object.name,
                "icon": template.map(Template::icon).unwrap_or_default(),
            }),
        );
        next = object.parent;
    }
    chain
}

/// The object, if the caller has the permission in its vault. One in a vault that the caller is no member of does not
/// exist for the caller.
fn permitted_object(inner: &Inner, id: &str, caller: &Caller, least: u8) -> Result<u64, Refusal> {
    let (id, object) = inner.visible_object(id).ok_or_else(missing)?;
    inner.permitted(&object.vault, caller, READ).map_err(|_| missing())?;
    inner.permitted(&object.vault, caller, least)?;
    Ok(id)
}

fn missing() -> Refusal {
    no("NO SUCH OBJECT")
}

pub(super) fn get(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let with_children = call.switch("children")?;
    let decrypt = call.switch("decrypt")?;
    let content = call.switch("filedata")?;
    if with_children && decrypt {
        // The one refusal that is known to come with the status of a success.
        return Err(no("Children cannot be decrypted.").status(StatusCode::OK));
    }
    if with_children && content {
        return Err(no("The content is that of one object."));
    }
    let id = match permitted_object(inner, call.at(1), caller, READ) {
        Ok(id) => id,
        Err(_) if inner.switches.missing_object_is_empty => {
            return Ok(Outcome::success(json!({})).raw("OBJECT", "[]".into()).raw("TEMPLATES", "[]".into()));
        }
        Err(refusal) => return Err(refusal),
    };
    if with_children {
        return Ok(family(inner, id));
    }
    let content = if content { file_content(inner, id)? } else { None };
    if decrypt {
        *inner.decrypts.entry(id).or_default() += 1;
        let alarm = inner.objects.get(&id).is_some_and(|object| object.status & ALARM != 0);
        inner.alarms += usize::from(alarm);
    }
    let outcome = Outcome::success(json!({}))
        .part("OBJECT", &[view(inner, id, decrypt)])
        .raw("TEMPLATES", templates::used(inner, &[id]))
        .part("BREADCRUMB", &breadcrumb(inner, id));
    let Some(content) = content else { return Ok(outcome) };
    *inner.downloads.entry(id).or_default() += 1;
    Ok(outcome.file(content, inner.switches.file_data))
}

/// The content of a file. An object that is no file has none, which is no mistake.
fn file_content(inner: &Inner, id: u64) -> Result<Option<Bytes>, Refusal> {
    if inner.objects.get(&id).is_none_or(|object| object.file.is_none()) {
        return Ok(None);
    }
    let content = inner.files.get(&id).map(|content| content.0.clone());
    content.map(Some).ok_or_else(|| no("The content is gone: a restart keeps small files alone."))
}

/// An object and its children, without the fields that the vendor's sample lacks.
fn family(inner: &Inner, id: u64) -> Outcome {
    let mut all = vec![id];
    all.extend(children(inner, id));
    let outcome = Outcome::success(json!({})).bare();
    if inner.switches.children_by_id {
        let by_id: Map<String, Value> =
            all.iter().filter_map(|id| Some((id.to_string(), view(inner, *id, false)?))).collect();
        return outcome.part("OBJECT", &by_id).raw("TEMPLATESINFO", templates::used_by_id(inner, &all));
    }
    outcome
        .part("OBJECT", &views(inner, &all))
        .raw("TEMPLATES", templates::used(inner, &all))
        .part("BREADCRUMB", &breadcrumb(inner, id))
}

pub(super) fn find(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let needle = call.optional("needle")?.ok_or_else(|| no("Missing parameter needle."))?.to_lowercase();
    let readable =
        |object: &Object| inner.vault(&object.vault).is_some_and(|vault| vault.permission(caller.id) >= READ);
    let hit = |object: &Object| {
        let file = object.file.as_ref().map(|file| &file.name);
        let mut clear = object.public.values().chain([&object.name]).chain(file);
        // An empty text finds nothing.
        !needle.is_empty() && clear.any(|text| text.to_lowercase().contains(&needle))
    };
    let found: Vec<u64> =
        inner.visible().filter(|(_, object)| readable(object) && hit(object)).map(|(id, _)| id).collect();
    Ok(Outcome::success(json!({}))
        .part("OBJECT", &views(inner, &found))
        .raw("TEMPLATES", templates::used(inner, &found)))
}

/// Puts the sent fields in place. With `all`, those that the template demands must be there.
fn fill(object: &mut Object, template: &Template, call: &Call, all: bool) -> Result<(), Refusal> {
    for field in &template.fields {
        let sent = call.optional(&field.name)?;
        let demanded = !field.optional;
        if demanded && (sent == Some("") || all && sent.is_none()) && !given(object, &field.name) {
            return Err(no(format!("Missing parameter {}.", field.name)));
        }
        let Some(value) = sent.filter(|value| !(demanded && value.is_empty())) else { continue };
        let fields = if field.encrypted { &mut object.crypted } else { &mut object.public };
        fields.insert(field.name.clone(), value.to_owned());
    }
    Ok(())
}

/// The name of an uploaded file stands for the field that names it.
fn given(object: &Object, field: &str) -> bool {
    field == "file1" && object.file.is_some()
}

/// Sets or clears the flag of a password that breaks the policy, and returns it.
fn judge(inner: &Inner, object: &mut Object, template: &Template) -> bool {
    let policy = inner.vault(&object.vault).and_then(|vault| policies::by_id(vault.policy).ok());
    let passwords = template.fields.iter().filter(|field| field.policy);
    let bad = passwords
        .filter_map(|field| object.crypted.get(&field.name).or_else(|| object.public.get(&field.name)))
        .any(|password| policy.is_some_and(|policy| !policy.accepts(password)));
    object.status = if bad { object.status | BAD_POLICY } else { object.status & !BAD_POLICY };
    bad
}

fn saved(inner: &Inner, id: u64, bad: bool, message: &str) -> Outcome {
    let objectid = if inner.switches.object_ids_as_text { Value::from(id.to_string()) } else { id.into() };
    let general = if bad { json!(["BAD_POLICY"]) } else { json!([]) };
    Outcome::success(json!({ "objectid": objectid, "message": message, "general": general }))
}

pub(super) fn create(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    add(inner, call, caller, None).map(|(_, outcome)| outcome)
}

/// Makes an object, with a file or without, and returns its id too.
pub(super) fn add(
    inner: &mut Inner,
    call: &Call,
    caller: &Caller,
    file: Option<FileInfo>,
) -> Result<(u64, Outcome), Refusal> {
    let required = |name: &str| call.id(name)?.ok_or_else(|| no(format!("Missing parameter {name}.")));
    let template = templates::find(inner, &required("templateid")?)?.clone();
    let vault = inner.permitted(&required("groupid")?, caller, WRITE)?.id.clone();
    let parent = required("parentid")?;
    let parent_object = inner.visible_object(&parent).filter(|(_, object)| object.vault == vault);
    let parent = match parent_object {
        Some((id, _)) => id,
        None if parent == "0" => 0,
        None => return Err(no("NO SUCH PARENT")),
    };
    if template.file != file.is_some() {
        return Err(no("A file needs a template for files, and such a template needs a file."));
    }
    let mut object = Object {
        vault,
        parent,
        template: template.id,
        status: ACTIVE,
        name: String::new(),
        public: BTreeMap::new(),
        crypted: BTreeMap::new(),
        file,
    };
    if let Some(file) = &object.file
        && call.text("file1").is_none_or(str::is_empty)
    {
        object.public.insert("file1".to_owned(), file.name.clone());
    }
    fill(&mut object, &template, call, true)?;
    // The vendor's extension sends no name: the first clear field takes its place.
    let clear = || template.fields.iter().filter_map(|field| object.public.get(&field.name));
    let first = clear().find(|text| !text.is_empty()).cloned().unwrap_or_default();
    object.name = call.optional("objectname")?.filter(|name| !name.is_empty()).map_or(first, str::to_owned);
    let bad = judge(inner, &mut object, &template);
    let id = inner.new_id();
    inner.objects.insert(id, object);
    Ok((id, saved(inner, id, bad, "OBJECT CREATED")))
}

pub(super) fn update(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let id = permitted_object(inner, call.at(1), caller, WRITE)?;
    let mut object = inner.objects.get(&id).cloned().ok_or_else(missing)?;
    let template = templates::find(inner, &object.template.to_string())?.clone();
    // Whether another vault, parent or template moves the object is not documented: here it is refused.
    let fixed = [
        ("groupid", object.vault.clone()),
        ("parentid", object.parent.to_string()),
        ("templateid", object.template.to_string()),
    ];
    for (name, now) in fixed {
        if call.id(name)?.is_some_and(|sent| sent != now) {
            return Err(no(format!("Parameter {name} cannot be changed.")));
        }
    }
    if let Some(name) = call.optional("objectname")?.filter(|name| !name.is_empty()) {
        name.clone_into(&mut object.name);
    }
    fill(&mut object, &template, call, false)?;
    let bad = judge(inner, &mut object, &template);
    inner.objects.insert(id, object);
    Ok(saved(inner, id, bad, "OBJECT UPDATED"))
}

/// The effect on children is not documented. Here an object with children is not deleted, so that a test fails if its
/// client expects that they are deleted too, or that they stay without a parent.
pub(super) fn delete(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let id = permitted_object(inner, call.at(1), caller, WRITE)?;
    if !children(inner, id).is_empty() {
        return Err(no("The object has children."));
    }
    if let Some(object) = inner.objects.get_mut(&id) {
        object.status &= !ACTIVE;
    }
    Ok(Outcome::done("DELETED"))
}
