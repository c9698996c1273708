//! Certificates.

mod model;

pub use model::{CertificateChainItem, Note, RevocationRequest};

use crate::client::Api;

/// Operations on certificates; from [`Client::certificates`](crate::Client::certificates).
#[derive(Debug, Clone)]
pub struct Certificates(pub(crate) Api);
