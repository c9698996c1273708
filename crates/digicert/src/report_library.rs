//! The Report Library.

use crate::client::Api;

/// Operations on the Report Library; from [`Client::report_library`](crate::Client::report_library).
#[derive(Debug, Clone)]
pub struct ReportLibrary(pub(crate) Api);
