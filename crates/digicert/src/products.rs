//! Products.

mod model;

pub use model::{CaCert, ProductRef, ServerPlatform};

use crate::client::Api;

/// Operations on products; from [`Client::products`](crate::Client::products).
#[derive(Debug, Clone)]
pub struct Products(pub(crate) Api);
