//! Operations on activation codes, with which a user registers an app.

use crate::flavour::Core;

/// Operations on activation codes, with which a user registers an app; from [`Client::activation_codes`](crate::Client::activation_codes).
#[derive(Debug, Clone)]
pub struct ActivationCodes(pub(crate) Core);
