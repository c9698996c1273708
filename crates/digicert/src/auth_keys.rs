//! AuthKeys, the secrets of request tokens for DV orders.

use crate::client::Api;

/// Operations on AuthKeys, the secrets of request tokens for DV orders; from [`Client::auth_keys`](crate::Client::auth_keys).
#[derive(Debug, Clone)]
pub struct AuthKeys(pub(crate) Api);
