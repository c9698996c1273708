//! Orders of units.

use crate::client::Api;

/// Operations on orders of units; from [`Client::units`](crate::Client::units).
#[derive(Debug, Clone)]
pub struct Units(pub(crate) Api);
