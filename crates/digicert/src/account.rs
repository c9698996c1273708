//! The account of the API key.

use crate::client::Api;

/// Operations on the account of the API key; from [`Client::account`](crate::Client::account).
#[derive(Debug, Clone)]
pub struct Account(pub(crate) Api);
