//! Operations on events, by Keycloak's admin API.

use crate::flavour::Core;

/// Operations on events; from [`Admin::events`](super::Admin::events).
#[derive(Debug, Clone)]
pub struct Events(pub(crate) Core);
