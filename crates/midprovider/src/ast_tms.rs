//! Operations on transactions, by the AST services.

use crate::flavour::Core;

/// Operations on transactions, by the AST services; from [`Client::ast_tms`](crate::Client::ast_tms).
#[derive(Debug, Clone)]
pub struct AstTms(pub(crate) Core);
