//! Webhooks.

use crate::client::Api;

/// Operations on webhooks; from [`Client::webhooks`](crate::Client::webhooks).
#[derive(Debug, Clone)]
pub struct Webhooks(pub(crate) Api);
