//! Orders of certificates.

mod model;

pub use model::{BillingAddress, CreditCard, OrderValidity};

use crate::client::Api;

/// Operations on orders of certificates; from [`Client::orders`](crate::Client::orders).
#[derive(Debug, Clone)]
pub struct Orders(pub(crate) Api);
