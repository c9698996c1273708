//! Balances, prices and receipts.

use crate::client::Api;

/// Operations on balances, prices and receipts; from [`Client::finance`](crate::Client::finance).
#[derive(Debug, Clone)]
pub struct Finance(pub(crate) Api);
