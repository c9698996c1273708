//! The certificates that users log in with.

mod model;

pub use model::UserCertificate;

use crate::UserId;
use portcullis_core::{Call, Client, Multipart, Upload};

const CERTIFICATE: &str = "CALLINFO.certificate";
const NO_CERTIFICATE: &str = "no certificate is registered";

/// The certificates that users log in with; a user has one at a time.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client) -> storedsafe::Result<()> {
/// if let Some(mine) = client.user_certificates().get_own().optional().await? {
///     println!("{:?} until {:?}", mine.common_name(), mine.valid_to);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct UserCertificates(pub(crate) Client);

impl UserCertificates {
    /// Returns the certificate of the user who is logged in.
    ///
    /// `GET /usercert`
    ///
    /// The reply of the server if none is registered is not known: a success without a certificate is not found,
    /// a rejection stays an error.
    ///
    /// - Operation: `user_certificates.get_own`
    /// - Retried: also when the reply is lost
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "User certificates"
    #[inline]
    pub fn get_own(&self) -> Call<UserCertificate> {
        self.0.get("/usercert").within(CERTIFICATE).missing(CERTIFICATE, NO_CERTIFICATE).call()
    }

    /// Returns the certificate of a user. **A caller without the Admin capability always gets the own certificate,
    /// whatever the id**: compare the subject with the user before you rely on it.
    ///
    /// `GET /usercert/{user_id}`
    ///
    /// Not found as for [`get_own`](Self::get_own); without the Admin capability the result concerns the caller.
    ///
    /// - Operation: `user_certificates.get`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin capability for others
    /// - Source: vendor page "User certificates" and the vendor's Python client
    #[inline]
    pub fn get(&self, id: &UserId) -> Call<UserCertificate> {
        self.0
            .get("/usercert/{user_id}")
            .path(id)
            .within(CERTIFICATE)
            .missing(CERTIFICATE, NO_CERTIFICATE)
            .call()
    }

    /// Registers a certificate of a user.
    ///
    /// `POST /usercert/{user_id}`
    ///
    /// **Partly guessed.** Path and part name (`user_cert`) are from the vendor's Python client, and the
    /// vendor documents that a user has one certificate at a time. Guessed are: that the server expects
    /// PEM, the name of its file (`certificate.pem`), that a success is a 200 with only the envelope,
    /// that a second certificate replaces the first, and the permission (Admin capability for others).
    ///
    /// - Operation: `user_certificates.add`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Admin capability for others (guessed)
    /// - Source: the vendor's Python client
    #[inline]
    pub fn add(&self, id: &UserId, certificate: impl Into<Upload>) -> Call<()> {
        let form = Multipart::new().file("user_cert", "certificate.pem", certificate);
        self.0.post("/usercert/{user_id}").path(id).multipart(form).done()
    }

    /// Removes the certificate of a user, which then no longer permits a login.
    ///
    /// `DELETE /usercert/{user_id}`
    ///
    /// **Partly guessed.** The path is from the vendor's Python client. Guessed is that a success is a 200
    /// with only the envelope.
    ///
    /// - Operation: `user_certificates.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin capability
    /// - Source: the vendor's Python client
    #[inline]
    pub fn delete(&self, id: &UserId) -> Call<()> {
        self.0.delete("/usercert/{user_id}").path(id).idempotent().done()
    }
}
