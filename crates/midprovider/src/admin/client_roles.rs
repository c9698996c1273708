//! Operations on roles of a client, by Keycloak's admin API.

use crate::flavour::Core;

/// Operations on roles of a client; from [`Admin::client_roles`](super::Admin::client_roles).
#[derive(Debug, Clone)]
pub struct ClientRoles(pub(crate) Core);
