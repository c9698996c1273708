//! Operations on app instances, by the AST services.

use crate::flavour::Core;

/// Operations on app instances, by the AST services; from [`Client::ast_clients`](crate::Client::ast_clients).
#[derive(Debug, Clone)]
pub struct AstClients(pub(crate) Core);
