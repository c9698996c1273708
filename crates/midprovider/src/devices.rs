//! Operations on second-factor devices.

use crate::flavour::Core;

/// Operations on second-factor devices; from [`Client::devices`](crate::Client::devices).
#[derive(Debug, Clone)]
pub struct Devices(pub(crate) Core);
