//! The monitor of Certificate Transparency logs.

use crate::client::Api;

/// Operations on the monitor of Certificate Transparency logs; from [`Client::ct_monitor`](crate::Client::ct_monitor).
#[derive(Debug, Clone)]
pub struct CtMonitor(pub(crate) Api);
