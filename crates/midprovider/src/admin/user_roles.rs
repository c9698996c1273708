//! Operations on roles of a user, by Keycloak's admin API.

use crate::flavour::Core;

/// Operations on roles of a user; from [`Admin::user_roles`](super::Admin::user_roles).
#[derive(Debug, Clone)]
pub struct UserRoles(pub(crate) Core);
