//! Operations on the server, by Keycloak's admin API.

use crate::flavour::Core;

/// Operations on the server; from [`Admin::server`](super::Admin::server).
#[derive(Debug, Clone)]
pub struct Server(pub(crate) Core);
