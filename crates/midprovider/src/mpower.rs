//! Operations on chat messages.

use crate::flavour::Core;

/// Operations on chat messages; from [`Client::mpower`](crate::Client::mpower).
#[derive(Debug, Clone)]
pub struct Mpower(pub(crate) Core);
