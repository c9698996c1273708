//! Operations on groups, by Keycloak's admin API.

mod model;

pub use model::Group;

use crate::flavour::Core;

/// Operations on groups; from [`Admin::groups`](super::Admin::groups).
#[derive(Debug, Clone)]
pub struct Groups(pub(crate) Core);
