//! Reports.

use crate::client::Api;

/// Operations on reports; from [`Client::reports`](crate::Client::reports).
#[derive(Debug, Clone)]
pub struct Reports(pub(crate) Api);
