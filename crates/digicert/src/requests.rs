//! Requests that wait for approval.

mod model;

pub use model::RequestStatus;

use crate::client::Api;

/// Operations on requests that wait for approval; from [`Client::requests`](crate::Client::requests).
#[derive(Debug, Clone)]
pub struct Requests(pub(crate) Api);
