//! `/policy/…`, and which commands a policy holds.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::command::Work;
use super::ids::time_ordered_id;
use super::policy::{Policy, PolicyWork};
use super::poll::Matter;
use super::space::DataWork;
use super::state::State;
use super::store::Store;
use super::voting::NO_CONFIGURATION;
use super::wire::{Caller, Form, JsonForm, Refusal};
use crate::clock;

// Keys of our own; the vendor publishes none.
const NAME_TAKEN: &str = "policy.name_taken";
const GONE: &str = "policy.not_found";

/// What policies are made from. The vendor's ids and events are known in part only; these are ours, in its form.
struct Template {
    id: &'static str,
    name: &'static str,
    description: &'static str,
    events: &'static [Event],
    configuration: &'static [&'static str],
}

/// What can be held.
struct Event {
    id: &'static str,
    name: &'static str,
    text: &'static str,
}

const EXCHANGED: Event =
    Event { id: "11", name: "data_token.data_exchanged", text: "Data is exchanged for a token" };
const REQUESTED: Event =
    Event { id: "12", name: "data_token.data_requested", text: "The data of a token is requested" };
const USER_CREATED: Event =
    Event { id: "21", name: "directory.user_created", text: "A user is created in a directory" };

const TEMPLATES: [Template; 2] = [
    Template {
        id: "1",
        name: "Access to data",
        description: "Asks the authenticators before data comes or goes",
        events: &[EXCHANGED, REQUESTED],
        configuration: &["classification", "label", "handling"],
    },
    Template {
        id: "2",
        name: "Change of a directory",
        description: "Asks the authenticators before a directory gets a user",
        events: &[USER_CREATED],
        configuration: &["directoryId"],
    },
];

impl Store {
    /// Opens the polls that a command has to wait for, one for each policy.
    pub(super) fn polls_for(&mut self, command: &str, profile: Option<&str>, work: &Work) -> Vec<String> {
        let Some((profile, (event, subject))) = profile.zip(self.event(profile, work)) else {
            return Vec::new();
        };
        let holding = self.policies.values().filter(|policy| {
            let applies = policy.active && policy.events.iter().any(|id| id == event.id);
            applies && policy.profile == profile && policy.concerns(&subject)
        });
        let polls: Vec<_> = holding
            .map(|policy| {
                let voting = policy.voting.as_deref();
                let configuration = voting.and_then(|key| self.voting_configuration(profile, key));
                let matter = Matter {
                    title: event.name.to_owned(),
                    question: format!("{}: may it happen?", event.text),
                    nonce: None,
                    command: Some(command.to_owned()),
                };
                (time_ordered_id(), self.poll(profile, matter, configuration, &[]))
            })
            .collect();
        let ids = polls.iter().map(|(id, _)| id.clone()).collect();
        for (id, poll) in polls {
            self.polls.insert(id, poll);
        }
        ids
    }

    /// The event that a command is, and what is known of its subject.
    fn event(&self, profile: Option<&str>, work: &Work) -> Option<(Event, Map<String, Value>)> {
        let risk = |token: &str| {
            let space = self.space(profile.unwrap_or_default(), token).ok();
            space.map(|space| space.meta.information_security_risk.clone()).unwrap_or_default()
        };
        match work {
            Work::Data(DataWork::Exchange { token, .. }) => Some((EXCHANGED, risk(token))),
            Work::Data(DataWork::Request { token, .. }) => Some((REQUESTED, risk(token))),
            Work::CreateUser { directory, .. } => {
                let subject = Map::from_iter([("directoryId".to_owned(), json!(directory))]);
                Some((USER_CREATED, subject))
            }
            _ => None,
        }
    }

    pub(super) fn policy_work(
        &mut self,
        id: &str,
        profile: &str,
        work: PolicyWork,
    ) -> Result<(), &'static str> {
        match work {
            PolicyWork::Register { mut policy, hidden } => {
                let mut own = self.policies.values().filter(|known| known.profile == profile);
                if policy.name.is_some() && own.any(|known| known.name == policy.name) {
                    return Err(NAME_TAKEN);
                }
                if policy.voting.as_ref().is_some_and(|key| self.voting_configuration(profile, key).is_none())
                {
                    return Err(NO_CONFIGURATION);
                }
                policy.visible = clock::unix().saturating_add(hidden);
                // Not the id of the command: a client that mistakes one for the other is to notice.
                let number = id.split('-').next_back().unwrap_or(id);
                self.policies.insert(format!("pol-{number}"), policy);
            }
            PolicyWork::SetActive { id, active } => {
                self.policies.get_mut(&id).ok_or(GONE)?.active = active;
            }
        }
        Ok(())
    }
}

pub(super) async fn list_templates(_caller: Caller) -> Json<Value> {
    let templates = TEMPLATES.iter().map(|template| {
        let events =
            template.events.iter().map(|event| (event.id.to_owned(), json!({ event.name: event.text })));
        let description = json!({
            "name": template.name,
            "description": template.description,
            "events": events.collect::<Map<_, _>>(),
            "configuration": template.configuration,
            "votingAttributes": ["votingConfigurationId"],
        });
        (template.id.to_owned(), description)
    });
    Json(Value::Object(templates.collect()))
}

pub(super) async fn register(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: JsonForm,
) -> Result<Response, Refusal> {
    let template = form.text("policyTemplateId")?;
    let known = TEMPLATES.iter().find(|known| known.id == template);
    let known = known.ok_or_else(|| Refusal::parameter("policyTemplateId", "is no template"))?;
    let events = form.texts("applyingEventIds")?;
    if events.is_empty() || !events.iter().all(|id| known.events.iter().any(|event| event.id == id)) {
        return Err(Refusal::parameter("applyingEventIds", "is not among the template's events"));
    }
    // Documented as optional, and seen to be refused when it is empty.
    let configuration = match form.get("configuration") {
        None => Map::new(),
        Some(Value::Object(some))
            if !some.is_empty() && some.keys().all(|name| known.configuration.contains(&name.as_str())) =>
        {
            some.clone()
        }
        Some(_) => return Err(Refusal::parameter("configuration", "is not what the template takes")),
    };
    let voting = match form.optional_text("votingConfigurationId")? {
        Some(key) => Some(key),
        None => form.optional_text("configurationId")?,
    };
    let policy = Policy {
        profile: caller.profile.clone(),
        name: form.optional_text("name")?,
        template,
        events,
        configuration,
        voting,
        active: false,
        visible: Duration::MAX,
        created: clock::unix(),
    };
    let hidden = state.settings().visibility_delay;
    Ok(state.accept(Some(caller.profile), Work::Policy(PolicyWork::Register { policy, hidden })).await)
}

pub(super) async fn retrieve(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let store = state.store();
    let mut own = store.policies.iter().filter(|(_, policy)| policy.profile == caller.profile);
    let found = own.find(|(_, policy)| policy.name.as_ref() == Some(&name));
    let (id, policy) =
        found.filter(|(_, policy)| policy.visible <= clock::unix()).ok_or(Refusal::NotFound)?;
    Ok(Json(policy.json(id)))
}

async fn set_active(
    state: &Arc<State>,
    caller: Caller,
    form: &Form,
    active: bool,
) -> Result<Response, Refusal> {
    let [id] = form.required(["policyId"])?;
    // The id, not the name.
    let known = state.store().policies.get(id).is_some_and(|policy| policy.profile == caller.profile);
    if !known {
        return Err(Refusal::NotFound);
    }
    let work = PolicyWork::SetActive { id: id.to_owned(), active };
    Ok(state.accept(Some(caller.profile), Work::Policy(work)).await)
}

pub(super) async fn activate(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    set_active(&state, caller, &form, true).await
}

pub(super) async fn deactivate(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    set_active(&state, caller, &form, false).await
}
