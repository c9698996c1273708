//! The IP addresses from which keys and users may call.

use crate::client::Api;

/// Operations on the IP addresses from which keys and users may call; from [`Client::ip_restrictions`](crate::Client::ip_restrictions).
#[derive(Debug, Clone)]
pub struct IpRestrictions(pub(crate) Api);
