//! Validations of e-mail addresses, for client certificates.

use crate::{Call, Result, Secret, client::Api};
use portcullis_core::input;
use portcullis_macros::Body;

/// Validations of e-mail addresses; from [`Client::email_validations`](crate::Client::email_validations).
///
/// An order of a client certificate makes the server send an e-mail with a token to each address of the certificate.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, token: digicert::Secret) -> digicert::Result<()> {
/// digicert.email_validations().verify(&token, "ada@example.com").await
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct EmailValidations(pub(crate) Api);

impl EmailValidations {
    /// Confirms that an e-mail address belongs to the holder of a certificate.
    ///
    /// `PUT /email-validation/{token}`
    ///
    /// The token is that of the e-mail to this address; it appears in no error and in no log. The vendor's current pages
    /// do not describe this operation.
    ///
    /// - Operation: `email_validations.verify`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Ruby client (riboseinc/digicert)
    #[inline]
    pub fn verify(&self, token: &Secret, email: &str) -> Call<()> {
        self.0
            .put("/email-validation/{token}")
            .redact(token)
            .path(token.expose_secret())
            .json(&Verification { email })
            .idempotent()
            .done()
    }
}

/// The address that is confirmed.
#[derive(Body)]
#[body(check)]
struct Verification<'a> {
    email: &'a str,
}

impl Verification<'_> {
    fn check(&self) -> Result<()> {
        input::email("email", self.email)
    }
}
