//! Subaccounts.

use crate::client::Api;

/// Operations on subaccounts; from [`Client::subaccounts`](crate::Client::subaccounts).
#[derive(Debug, Clone)]
pub struct Subaccounts(pub(crate) Api);
