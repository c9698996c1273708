//! Operations on realms, by Keycloak's admin API.

use crate::flavour::Core;

/// Operations on realms; from [`Admin::realms`](super::Admin::realms).
#[derive(Debug, Clone)]
pub struct Realms(pub(crate) Core);
