//! Operations on roles of a group, by Keycloak's admin API.

use crate::flavour::Core;

/// Operations on roles of a group; from [`Admin::group_roles`](super::Admin::group_roles).
#[derive(Debug, Clone)]
pub struct GroupRoles(pub(crate) Core);
