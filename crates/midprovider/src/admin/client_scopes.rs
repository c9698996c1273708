//! Operations on client scopes, by Keycloak's admin API.

mod model;

pub use model::{ClientScope, ProtocolMapper};

use crate::flavour::Core;

/// Operations on client scopes; from [`Admin::client_scopes`](super::Admin::client_scopes).
#[derive(Debug, Clone)]
pub struct ClientScopes(pub(crate) Core);
