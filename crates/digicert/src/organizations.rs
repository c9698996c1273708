//! Organizations and their validation.

mod model;

pub use model::{ContactType, OrganizationContact, OrganizationContactInput, OrganizationRef};

use crate::client::Api;

/// Operations on organizations and their validation; from [`Client::organizations`](crate::Client::organizations).
#[derive(Debug, Clone)]
pub struct Organizations(pub(crate) Api);
