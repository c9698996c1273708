//! Vouchers.

use crate::client::Api;

/// Operations on vouchers; from [`Client::vouchers`](crate::Client::vouchers).
#[derive(Debug, Clone)]
pub struct Vouchers(pub(crate) Api);
