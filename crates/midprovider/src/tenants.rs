//! Operations on tenants.

use crate::flavour::Core;

/// Operations on tenants; from [`Client::tenants`](crate::Client::tenants).
#[derive(Debug, Clone)]
pub struct Tenants(pub(crate) Core);
