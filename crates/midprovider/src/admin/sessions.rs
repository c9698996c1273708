//! Operations on sessions, by Keycloak's admin API.

mod model;

pub use model::UserSession;

use crate::flavour::Core;

/// Operations on sessions; from [`Admin::sessions`](super::Admin::sessions).
#[derive(Debug, Clone)]
pub struct Sessions(pub(crate) Core);
