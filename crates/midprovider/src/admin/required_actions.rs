//! Operations on required actions of the realm, by Keycloak's admin API.

mod model;

pub use model::RequiredActionProvider;

use crate::flavour::Core;

/// Operations on required actions of the realm; from [`Admin::required_actions`](super::Admin::required_actions).
#[derive(Debug, Clone)]
pub struct RequiredActions(pub(crate) Core);
