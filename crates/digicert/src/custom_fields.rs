//! The custom fields of orders.

use crate::client::Api;

/// Operations on the custom fields of orders; from [`Client::custom_fields`](crate::Client::custom_fields).
#[derive(Debug, Clone)]
pub struct CustomFields(pub(crate) Api);
