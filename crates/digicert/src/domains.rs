//! Domains and their validation.

mod model;

pub use model::{
    DcvExpiration, DcvInvitation, DcvMethod, DcvToken, Domain, DomainDcv, DomainLockingStatus, TokenStatus,
};

use crate::client::Api;

/// Operations on domains and their validation; from [`Client::domains`](crate::Client::domains).
#[derive(Debug, Clone)]
pub struct Domains(pub(crate) Api);
