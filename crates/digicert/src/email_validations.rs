//! Validations of e-mail addresses.

use crate::client::Api;

/// Operations on validations of e-mail addresses; from [`Client::email_validations`](crate::Client::email_validations).
#[derive(Debug, Clone)]
pub struct EmailValidations(pub(crate) Api);
