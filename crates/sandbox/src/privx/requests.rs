//! Requests for roles: the workflow of a request, its approvers, and the effect of a decision.
//!
//! The end states of a request have no documented names: `APPROVED` and `DENIED` are those of a decision.

use serde_json::{Value, json};

use super::connections::within;
use super::error::{Complaint, Refusal};
use super::grants;
use super::roles::{held, may};
use super::state::{GRANTS, Inner};
use crate::collections::{Answer, Call, Collection, page, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;
type Checked = Result<(), Refusal>;

/// The members that a grant of each type needs.
const NEEDED: [(&str, &[&str]); 2] =
    [("TIME_RESTRICTED", &["grant_start", "grant_end"]), ("FLOATING", &["floating_length"])];

/// The id of what a member refers to.
fn id_of<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(|handle| handle.get("id")?.as_str()).unwrap_or_default()
}

fn list<'a>(object: &'a Object, name: &str) -> impl Iterator<Item = &'a Value> {
    object.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A user or an API client as a request refers to it.
fn handle(inner: &Inner, id: &str) -> Value {
    let known = ["local_users", "api_clients"].iter().find_map(|kept| inner.objects.get(kept, "", id));
    let names = ["full_name", "username", "name"].map(|name| known.map_or("", |known| text(known, name)));
    let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    json!({ "id": id, "display_name": name, "deleted": known.is_none() })
}

/// Whether a workflow covers the requested role, the type of the grant and the caller.
fn covers(inner: &Inner, workflow: &Object, request: &Object, caller: &str) -> bool {
    let has_role = |name: &str, id: &str| {
        list(workflow, name).any(|role| role.get("id").and_then(Value::as_str) == Some(id))
    };
    let action = text(workflow, "action");
    let mut kinds = list(workflow, "grant_types").peekable();
    let open = workflow.get("requester_roles").and_then(Value::as_array).is_none_or(Vec::is_empty);
    has_role("target_roles", id_of(request, "requested_role"))
        && (["", "BOTH"].contains(&action) || action == text(request, "action"))
        && (kinds.peek().is_none() || kinds.any(|kind| kind.as_str() == Some(text(request, "grant_type"))))
        && (open || held(inner, caller).any(|role| has_role("requester_roles", role)))
}

fn lacks(property: &str) -> Refusal {
    Refusal::Invalid(vec![Complaint::new("REQUIRED_VALUE_MISSING", property, "A value is missing")])
}

/// A new request has the status `WAITING`, and the steps of its workflow.
pub(super) fn before(
    inner: &mut Inner,
    call: &Call<'_>,
    request: &mut Object,
    _: Option<&Object>,
) -> Checked {
    let inner = &*inner;
    request.entry("action").or_insert_with(|| "GRANT".into());
    let kind = text(request, "grant_type").to_owned();
    let needed = NEEDED.iter().find(|(known, _)| *known == kind).map_or(&[][..], |(_, needed)| needed);
    if let Some(missing) = needed.iter().find(|name| !request.contains_key(**name)) {
        return Err(lacks(missing));
    }
    let mut workflows = inner.objects.list("workflows", "");
    let workflow = workflows.find(|workflow| covers(inner, workflow, request, &call.caller));
    let workflow = workflow.ok_or_else(|| Refusal::bad_request("No workflow covers the request"))?;
    if workflow.get("requires_justification") == Some(&true.into())
        && text(request, "request_justification").is_empty()
    {
        return Err(lacks("request_justification"));
    }
    let same = |other: &&Object| {
        text(other, "status") == "WAITING"
            && ["requested_role", "target_user"].iter().all(|name| id_of(other, name) == id_of(request, name))
    };
    let waiting = inner.objects.list("requests", "").filter(same).count();
    let most = workflow.get("max_active_requests").and_then(Value::as_u64);
    if most.is_some_and(|most| u64::try_from(waiting).is_ok_and(|waiting| waiting >= most)) {
        return Err(Refusal::bad_request("There are too many open requests for the role"));
    }
    let steps: Vec<Value> = list(workflow, "steps").map(step).collect();
    let revocable = workflow.get("can_bypass_revoke_workflow").cloned().unwrap_or(false.into());
    let workflow = workflow.get("id").cloned().unwrap_or_default();
    let (requester, target) = (handle(inner, &call.caller), handle(inner, id_of(request, "target_user")));
    request.extend(
        [
            ("status", "WAITING".into()),
            ("steps", steps.into()),
            ("workflow", workflow),
            ("approver_can_revoke", revocable),
            ("requester", requester),
            ("target_user", target),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    Ok(())
}

/// The step of a request that a step of its workflow becomes: no approver has decided.
fn step(step: &Value) -> Value {
    let id = |of: &Value| of.get("id").cloned().unwrap_or_else(|| random::uuid().into());
    let approvers = step.get("approvers").and_then(Value::as_array).into_iter().flatten();
    let approvers: Vec<Value> = approvers
        .map(|approver| json!({ "id": id(approver), "role": approver.get("role"), "decision": "WAITING" }))
        .collect();
    json!({ "id": id(step), "name": step.get("name"), "match": step.get("match"), "approvers": approvers })
}

/// Whether the caller has the role of an approver. A caller cannot decide their own request.
fn approves(inner: &Inner, caller: &str, request: &Object, approver: &Value) -> bool {
    let role = approver.pointer("/role/id").and_then(Value::as_str);
    id_of(request, "requester") != caller && held(inner, caller).any(|own| Some(own) == role)
}

fn approvers(request: &Object) -> impl Iterator<Item = &Value> {
    list(request, "steps").filter_map(|step| step.get("approvers").and_then(Value::as_array)).flatten()
}

/// `GET …/requests` and `POST …/requests/search`, by the filter in the query.
pub(super) fn find(inner: &mut Inner, call: &Call<'_>, requests: &Kept) -> Answer<Inner> {
    let inner = &*inner;
    let filter = call.query("filter").unwrap_or_default();
    let views = ["requests-view".to_owned()];
    if filter == "all" && !may(inner, &call.caller, Some(&views)) {
        return Err(Refusal::forbidden());
    }
    let words = call.body.get("keywords").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let bound = |name: &str| call.body.get(name).and_then(Value::as_str).filter(|bound| !bound.is_empty());
    let fits = |request: &&Object| {
        let mine = id_of(request, "requester") == call.caller;
        let waits = text(request, "status") == "WAITING";
        let approves = |open: bool| {
            let is_open = |approver: &&Value| !open || approver["decision"] == "WAITING";
            approvers(request).filter(is_open).any(|one| approves(inner, &call.caller, request, one))
        };
        let wanted = match filter {
            "requests" => mine,
            "active_requests" => mine && waits,
            "approvals" => approves(false),
            "active_approvals" => waits && approves(true),
            _ => true,
        };
        let texts = Value::Object((*request).clone()).to_string().to_lowercase();
        wanted
            && words.split([',', ' ']).all(|word| texts.contains(word))
            && within(bound("start_time"), bound("end_time"), text(request, "created"))
    };
    let found =
        inner.objects.list("requests", "").filter(fits).map(|request| requests.viewed(inner, request));
    page(inner, call, found.collect(), Value::Object)
}

/// `POST …/requests/{request_id}/decision`: one denial ends the request, and the last approval grants the role.
pub(super) fn decide(inner: &mut Inner, call: &Call<'_>, requests: &Kept) -> Answer<Inner> {
    let (key, request) = requests.find(inner, call)?;
    let mut request = request.clone();
    if text(&request, "status") != "WAITING" {
        return Err(Refusal::bad_request("The request is not open"));
    }
    let at = call.body.get("step").and_then(Value::as_u64).unwrap_or_default();
    let path = format!("/{at}/approvers");
    let steps = request.get("steps").cloned().unwrap_or_default();
    let of_step = steps.pointer(&path).and_then(Value::as_array);
    let of_step = of_step.ok_or_else(|| Refusal::bad_request("The request has no such step"))?;
    let open = |approver: &&Value| approver["decision"] == "WAITING";
    let mine = |approver: &Value| approves(inner, &call.caller, &request, approver);
    if !of_step.iter().any(mine) {
        return Err(Refusal::forbidden());
    }
    let index = of_step.iter().position(|approver| open(&approver) && mine(approver));
    let index = index.ok_or_else(|| Refusal::bad_request("The step is decided"))?;
    let decision = call.body.get("decision").cloned().unwrap_or_default();
    let user = handle(inner, &call.caller);
    let mut steps = steps;
    if let Some(approver) = steps.pointer_mut(&format!("{path}/{index}")) {
        approver["decision"] = decision.clone();
        approver["user"] = user;
        approver["decision_time"] = inner.clock.nanos().into();
        approver["comment"] = call.body.get("comment").cloned().unwrap_or("".into());
    }
    let approved = steps.as_array().is_some_and(|steps| steps.iter().all(is_approved));
    request.insert("steps".to_owned(), steps);
    if decision == "DENIED" || approved {
        request.insert("status".to_owned(), decision);
    }
    if approved {
        apply(inner, &request);
    }
    stamp(inner, &mut request, &call.caller);
    requests.put(inner, "", &key, request);
    Ok(call.reply(Value::Null))
}

fn is_approved(step: &Value) -> bool {
    let approvers = step.get("approvers").and_then(Value::as_array);
    let mut approvers = approvers.into_iter().flatten();
    let approved = |approver: &Value| approver["decision"] == "APPROVED";
    if step["match"] == "ALL" { approvers.all(approved) } else { approvers.any(approved) }
}

/// Grants the role, or revokes it.
fn apply(inner: &mut Inner, request: &Object) {
    let (user, role) = (id_of(request, "target_user"), id_of(request, "requested_role"));
    if text(request, "action") == "REMOVE" {
        inner.objects.remove(GRANTS, user, role);
        return;
    }
    let terms = grants::TERMS.iter();
    let terms = terms.filter_map(|name| Some(((*name).to_owned(), request.get(*name)?.clone()))).collect();
    grants::grant(inner, user, role, terms);
}

/// `POST …/requests/{request_id}/role/revoke`: by an approver, if the workflow permits it.
pub(super) fn revoke(inner: &mut Inner, call: &Call<'_>, requests: &Kept) -> Answer<Inner> {
    let (key, request) = requests.find(inner, call)?;
    let mut request = request.clone();
    let may = approvers(&request).any(|approver| approves(inner, &call.caller, &request, approver));
    if !may || request.get("approver_can_revoke") != Some(&true.into()) {
        return Err(Refusal::forbidden());
    }
    if text(&request, "status") != "APPROVED" || text(&request, "action") == "REMOVE" {
        return Err(Refusal::bad_request("The request granted no role"));
    }
    if request.get("target_role_revoked") != Some(&true.into()) {
        let (user, role) = (id_of(&request, "target_user"), id_of(&request, "requested_role"));
        inner.objects.remove(GRANTS, user, role);
        let by = handle(inner, &call.caller);
        request.insert("target_role_revoked".to_owned(), true.into());
        request.insert("target_role_revocation_time".to_owned(), inner.clock.nanos().into());
        request.insert("target_role_revoked_by".to_owned(), by);
        stamp(inner, &mut request, &call.caller);
        requests.put(inner, "", &key, request);
    }
    Ok(call.reply(Value::Null))
}

fn stamp(inner: &Inner, request: &mut Object, caller: &str) {
    request.insert("updated".to_owned(), inner.clock.nanos().into());
    request.insert("updated_by".to_owned(), caller.into());
}
