//! Operations on transactions that a user confirms in the app.

use crate::flavour::Core;

/// Operations on transactions that a user confirms in the app; from [`Client::tms`](crate::Client::tms).
#[derive(Debug, Clone)]
pub struct Tms(pub(crate) Core);
