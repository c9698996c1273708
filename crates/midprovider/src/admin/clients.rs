//! Operations on registered clients, by Keycloak's admin API.

mod authorization;
mod model;

pub use authorization::{
    AuthorizationSchema, DecisionStrategy, Logic, Policy, PolicyEnforcementMode, Resource, ResourceOwner,
    ResourceServer, ResourceType, Scope,
};
pub use model::RegisteredClient;

use crate::flavour::Core;

/// Operations on registered clients; from [`Admin::clients`](super::Admin::clients).
#[derive(Debug, Clone)]
pub struct Clients(pub(crate) Core);
