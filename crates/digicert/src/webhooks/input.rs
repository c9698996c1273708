//! Webhooks to be created, changed or tested.

use super::{
    model::{EventKind, Webhook},
    settings::WebhookSettings,
};
use crate::{Error, Result, Secret};
use portcullis_core::{FieldValue, Input, Pairs, input, secret::expose};
use portcullis_macros::Body;
use serde::Serializer;
use std::collections::BTreeMap;

/// A webhook to be created.
///
/// **Set a secret:** without one the endpoint cannot distinguish the service's events from anyone else's.
#[derive(Debug, Clone, Body)]
#[body(new(endpoint), check, check_always)]
#[non_exhaustive]
pub struct NewWebhook {
    /// The URL that events are sent to: `https`.
    pub endpoint: String,
    /// The secret that each event contains, in the header `X-WEBHOOK-KEY`: at least 32 characters.
    pub secret: Option<Secret>,
    /// Which events are sent; by default only that a certificate was issued.
    pub events: Option<Vec<EventKind>>,
    /// The settings.
    pub webhook_settings: Option<WebhookSettings>,
}

impl NewWebhook {
    fn check(&self) -> Result<()> {
        check_endpoint(&self.endpoint)?;
        self.secret.as_ref().map_or(Ok(()), check_secret)
    }

    fn check_always(&self) -> Result<()> {
        self.secret.as_ref().map_or(Ok(()), require_secret)
    }
}

/// A changed webhook.
///
/// `WebhookUpdate::from(&webhook)` copies endpoint, events and settings of one that was read, and leaves the secret as it
/// is.
#[derive(Debug, Clone, Body)]
#[body(new(endpoint), check)]
#[non_exhaustive]
pub struct WebhookUpdate {
    /// The URL that events are sent to: `https`.
    pub endpoint: String,
    /// Replaces or removes the secret; `None` leaves it as it is.
    #[body(with = secret_change)]
    pub secret: Option<SecretChange>,
    /// Which events are sent.
    pub events: Option<Vec<EventKind>>,
    /// The settings.
    pub webhook_settings: Option<WebhookSettings>,
}

impl From<&Webhook> for WebhookUpdate {
    fn from(webhook: &Webhook) -> Self {
        Self {
            endpoint: webhook.endpoint.clone().unwrap_or_default(),
            secret: None,
            events: Some(webhook.events.clone()).filter(|events| !events.is_empty()),
            webhook_settings: webhook.webhook_settings.clone(),
        }
    }
}

impl WebhookUpdate {
    fn check(&self) -> Result<()> {
        check_endpoint(&self.endpoint)
    }
}

/// A change of a webhook's secret.
///
/// The service removes the secret if it receives an empty one. An empty `Set`, by an empty variable for example, is
/// refused, also with [`check_input(false)`](crate::ClientBuilder::check_input).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SecretChange {
    /// Replaces it by this one: at least 32 characters.
    Set(Secret),
    /// Removes it: events cannot be verified after that.
    Remove,
}

impl From<Secret> for SecretChange {
    fn from(secret: Secret) -> Self {
        Self::Set(secret)
    }
}

// `Input` is written by hand: `Body` derives structs.
impl Input for SecretChange {
    fn check(&self) -> Result<()> {
        match self {
            Self::Set(secret) => check_secret(secret),
            Self::Remove => Ok(()),
        }
    }

    fn check_always(&self) -> Result<()> {
        match self {
            Self::Set(secret) => require_secret(secret),
            Self::Remove => Ok(()),
        }
    }
}

fn secret_change<S: Serializer>(change: &SecretChange, to: S) -> Result<S::Ok, S::Error> {
    match change {
        SecretChange::Set(secret) => expose(secret, to),
        SecretChange::Remove => to.serialize_str(""),
    }
}

/// An endpoint that a test event is sent to.
#[derive(Debug, Clone, Body)]
#[body(new(endpoint), check, check_always)]
#[non_exhaustive]
pub struct TestEndpoint {
    /// The URL: `https`.
    pub endpoint: String,
    /// The secret that the event contains: at least 32 characters.
    pub secret: Option<Secret>,
}

impl TestEndpoint {
    fn check(&self) -> Result<()> {
        check_endpoint(&self.endpoint)?;
        self.secret.as_ref().map_or(Ok(()), check_secret)
    }

    fn check_always(&self) -> Result<()> {
        self.secret.as_ref().map_or(Ok(()), require_secret)
    }
}

/// The token of a challenge.
#[derive(Body)]
#[body(check)]
pub(super) struct ChallengeToken {
    pub(super) token: Secret,
}

impl ChallengeToken {
    fn check(&self) -> Result<()> {
        input::required("token", self.token.expose_secret())
    }
}

/// Filters of the log; by default all events. The names of filters are not documented.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct EventLogSearch {
    /// Values by the names of filters.
    pub filters: BTreeMap<String, String>,
}

impl EventLogSearch {
    /// All events.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a filter: its name without `filters[..]`, and its value.
    #[must_use]
    pub fn filter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.filters.insert(name.into(), value.into());
        self
    }
}

impl Input for EventLogSearch {}

// By hand: the derive has fixed names.
impl Pairs for EventLogSearch {
    fn pairs(&self, put: &mut dyn FnMut(&str, &dyn FieldValue)) {
        for (name, value) in &self.filters {
            put(&["filters[", name, "]"].concat(), value);
        }
    }
}

fn check_endpoint(url: &str) -> Result<()> {
    match url.strip_prefix("https://") {
        Some(rest) if !rest.is_empty() => Ok(()),
        _ => Err(Error::input("endpoint", "must be a URL that begins with `https://`")),
    }
}

fn check_secret(secret: &Secret) -> Result<()> {
    let long = secret.expose_secret().chars().count() >= 32;
    if long { Ok(()) } else { Err(Error::input("secret", "must have at least 32 characters")) }
}

fn require_secret(secret: &Secret) -> Result<()> {
    if secret.is_empty() { Err(Error::input("secret", "must not be empty")) } else { Ok(()) }
}
