//! Operations on roles of the realm, by Keycloak's admin API.

mod model;

pub use model::{Composites, Role};

use crate::flavour::Core;

/// Operations on roles of the realm; from [`Admin::roles`](super::Admin::roles).
#[derive(Debug, Clone)]
pub struct Roles(pub(crate) Core);
