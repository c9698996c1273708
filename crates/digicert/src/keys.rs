//! API keys.

use crate::client::Api;

/// Operations on API keys; from [`Client::keys`](crate::Client::keys).
#[derive(Debug, Clone)]
pub struct Keys(pub(crate) Api);
