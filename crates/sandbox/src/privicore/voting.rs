//! `/voting/…` and the voting rules below `/verified-authenticator/…`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde_json::Value;

use super::command::Work;
use super::device::Role;
use super::poll::{Matter, Poll, Quorum, Rule, Strategy, VotingConfiguration, VotingWork};
use super::state::State;
use super::store::Store;
use super::wire::{Caller, Form, JsonForm, Refusal};

// Keys of our own; the vendor publishes none.
pub(super) const NO_CONFIGURATION: &str = "voting.configuration_not_found";
const NAME_TAKEN: &str = "voting.configuration_name_taken";

impl Store {
    /// A voting configuration by its name, which one source calls its id, or by its id.
    pub(super) fn voting_configuration(&self, profile: &str, key: &str) -> Option<&VotingConfiguration> {
        let mut own = self.voting_configurations.iter().filter(|(_, known)| known.profile == profile);
        own.find(|(id, known)| known.name == key || *id == key).map(|(_, known)| known)
    }

    /// A poll by a configuration, or by the profile's rules where there is none.
    pub(super) fn poll(
        &self,
        profile: &str,
        matter: Matter,
        configuration: Option<&VotingConfiguration>,
        skip: &[String],
    ) -> Poll {
        let quorum = self.quorums.get(profile).cloned().unwrap_or_default();
        let attempts = quorum.attempts;
        let rule = match configuration {
            Some(VotingConfiguration { strategy, percentage, seconds, .. }) => {
                Rule { strategy: *strategy, percentage: *percentage, seconds: *seconds, attempts }
            }
            None => Rule {
                strategy: quorum.strategy,
                percentage: quorum.percentage,
                seconds: quorum.seconds,
                attempts,
            },
        };
        let named = configuration.map(|known| known.devices.as_slice()).unwrap_or_default();
        let voters = self.with_role(profile, Role::Authenticator).map(|device| device.identifier.clone());
        let voters =
            voters.filter(|device| (named.is_empty() || named.contains(device)) && !skip.contains(device));
        Poll::new(profile, matter, rule, voters.collect())
    }

    pub(super) fn voting_work(
        &mut self,
        id: &str,
        profile: &str,
        work: VotingWork,
    ) -> Result<(), &'static str> {
        match work {
            VotingWork::SetStrategy { strategy, percentage } => {
                let quorum = self.quorum(profile);
                (quorum.strategy, quorum.percentage) = (strategy, percentage);
            }
            VotingWork::SetSeconds(seconds) => self.quorum(profile).seconds = seconds,
            VotingWork::SetAttempts(attempts) => self.quorum(profile).attempts = attempts,
            VotingWork::RegisterConfiguration(configuration) => {
                if self.voting_configuration(profile, &configuration.name).is_some() {
                    return Err(NAME_TAKEN);
                }
                let votes = |device: &String| {
                    self.with_role(profile, Role::Authenticator).any(|known| known.identifier == *device)
                };
                if !configuration.devices.iter().all(votes) {
                    return Err(Role::Authenticator.missing());
                }
                self.voting_configurations.insert(id.to_owned(), configuration);
            }
            VotingWork::Create { configuration, title, question, nonce, skip } => {
                let configuration = self.voting_configuration(profile, &configuration);
                let configuration = configuration.ok_or(NO_CONFIGURATION)?;
                let matter = Matter { title, question, nonce, command: None };
                let poll = self.poll(profile, matter, Some(configuration), &skip);
                self.polls.insert(id.to_owned(), poll);
            }
        }
        Ok(())
    }

    fn quorum(&mut self, profile: &str) -> &mut Quorum {
        self.quorums.get_or_default(profile.to_owned())
    }
}

fn strategy(word: &str) -> Result<Strategy, Refusal> {
    Strategy::read(word).ok_or_else(|| Refusal::parameter("strategy", "is no strategy"))
}

async fn command(state: &Arc<State>, caller: Caller, work: VotingWork) -> Response {
    state.accept(Some(caller.profile), Work::Voting(work)).await
}

pub(super) async fn set_strategy(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [word, _] = form.required(["strategy", "strategy_params"])?;
    let strategy = strategy(word)?;
    let percentage = form.number("strategy_params", 0)?.filter(|percentage| *percentage <= 100);
    let percentage = percentage.ok_or_else(|| Refusal::parameter("strategy_params", "is more than 100"))?;
    Ok(command(&state, caller, VotingWork::SetStrategy { strategy, percentage }).await)
}

pub(super) async fn set_time_limit(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    form.required(["timeLimit"])?;
    let seconds = form.number("timeLimit", 1)?.unwrap_or_default();
    Ok(command(&state, caller, VotingWork::SetSeconds(seconds)).await)
}

pub(super) async fn set_attempts(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    form.required(["numberOfAttempts"])?;
    let attempts = form.number("numberOfAttempts", 1)?.unwrap_or_default();
    Ok(command(&state, caller, VotingWork::SetAttempts(attempts)).await)
}

pub(super) async fn register_configuration(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: JsonForm,
) -> Result<Response, Refusal> {
    let number = |name: &str| {
        let value = form.get(name).ok_or_else(|| Refusal::parameter(name, "is required"))?;
        value.as_u64().ok_or_else(|| Refusal::parameter(name, "is not a number that is allowed"))
    };
    let (name, strategy) = (form.text("name")?, strategy(&form.text("strategy")?)?);
    let seconds = number("timeLimit")?;
    if seconds == 0 {
        return Err(Refusal::parameter("timeLimit", "is not a number that is allowed"));
    }
    let percentage = if strategy == Strategy::MinimumPercentage { number("percentageRequired")? } else { 0 };
    if percentage > 100 {
        return Err(Refusal::parameter("percentageRequired", "is more than 100"));
    }
    let devices = form.texts("deviceIdentifiers")?;
    let profile = caller.profile.clone();
    let configuration = VotingConfiguration { profile, name, seconds, strategy, percentage, devices };
    Ok(command(&state, caller, VotingWork::RegisterConfiguration(configuration)).await)
}

pub(super) async fn create(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: JsonForm,
) -> Result<Response, Refusal> {
    let work = VotingWork::Create {
        configuration: form.text("votingConfigurationId")?,
        title: form.text("title")?,
        question: form.text("question")?,
        nonce: form.optional_text("nonce")?,
        skip: match form.get("skipAuthenticatorDevices") {
            None => Vec::new(),
            Some(_) => form.texts("skipAuthenticatorDevices")?,
        },
    };
    Ok(command(&state, caller, work).await)
}

pub(super) async fn check_pool_status(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let store = state.store();
    let poll = store.polls.get(&id).filter(|poll| poll.profile == caller.profile);
    Ok(Json(poll.ok_or(Refusal::NotFound)?.json(&id)))
}
