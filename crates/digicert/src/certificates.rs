//! Certificates: downloads, chains, revocation and notes.

mod input;
mod model;
mod pem;

pub use input::{
    CertificateEmail, CertificateFormat, CollectFormat, OrderDownload, Revocation, RevocationReason,
};
pub use model::{
    CertificateChain, CertificateChainItem, Intermediate, Note, RevocationRequest, SignatureHash,
};
pub use pem::{PemCertificate, SortedChain};

use crate::{
    Call, CertificateId, Download, List, OrderId, SerialNumber, client::Api, products::ServerPlatformId,
};
pub(crate) use input::NewNote;
use portcullis_core::one_of;

/// Certificates; from [`Client::certificates`](crate::Client::certificates).
///
/// A certificate's id is not the id of its order.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, id: digicert::CertificateId) -> digicert::Result<()> {
/// use digicert::certificates::{CertificateFormat, Revocation, RevocationReason, SortedChain};
///
/// let certificates = digicert.certificates();
/// let file = certificates.download_format(&id, &CertificateFormat::PemAll).bytes().await?;
/// let text = String::from_utf8_lossy(file.expose_secret());
/// let chain = SortedChain::of(&text)?; // in any order, checked by what the certificates contain
/// println!("{:?}, {} intermediates", chain.leaf, chain.intermediates.len());
///
/// let revocation = Revocation::new().reason(RevocationReason::Superseded).comments("replaced");
/// if let Some(request) = certificates.revoke(&id, &revocation).await? {
///     println!("request {} waits for approval", request.id);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Certificates(pub(crate) Api);

impl Certificates {
    /// Revokes a certificate, or requests its revocation.
    ///
    /// `PUT /certificate/{certificate_identifier}/revoke`
    ///
    /// The result is the request that an administrator must approve before the certificate is revoked: approve it as
    /// another user than its author, who is refused with [`INVALID_APPROVER`](crate::code::INVALID_APPROVER). With
    /// [`skip_approval`](Revocation::skip_approval) the server revokes at once and the result is `None`. A
    /// revocation cannot be undone.
    ///
    /// A certificate whose reissue is pending cannot be revoked. The order stays active even if this was its only
    /// certificate, unless a setting of the account changes that.
    ///
    /// - Operation: `certificates.revoke`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented; `skip_approval` needs the key of an administrator
    /// - Source: vendor page "Revoke certificate" (dev.digicert.com,
    ///   services-api/certificates/revoke-certificate.html)
    #[inline]
    pub fn revoke(&self, id: &CertificateId, revocation: &Revocation) -> Call<Option<RevocationRequest>> {
        self.0
            .put("/certificate/{certificate_identifier}/revoke")
            .path(id)
            .json(revocation)
            .idempotent()
            .call()
    }

    /// Revokes the certificate with this serial number, or requests its revocation.
    ///
    /// `PUT /certificate/{certificate_identifier}/revoke`
    ///
    /// As [`revoke`](Self::revoke). The server accepts ids and serial numbers in the same place and no rule is
    /// documented for a serial number that consists of decimal digits only: use the id for such a certificate.
    ///
    /// - Operation: `certificates.revoke`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented; `skip_approval` needs the key of an administrator
    /// - Source: vendor page "Revoke certificate" (dev.digicert.com,
    ///   services-api/certificates/revoke-certificate.html)
    #[inline]
    pub fn revoke_by_serial_number(
        &self,
        serial_number: &SerialNumber,
        revocation: &Revocation,
    ) -> Call<Option<RevocationRequest>> {
        self.0
            .put("/certificate/{certificate_identifier}/revoke")
            .path(serial_number)
            .json(revocation)
            .idempotent()
            .call()
    }

    /// Hides a certificate from the lists of reissues and duplicates.
    ///
    /// `PUT /certificate/{certificate_id}/archive`
    ///
    /// The certificate stays valid. The primary certificate of an order is refused with 400 and
    /// [`CANNOT_ARCHIVE_PRIMARY_CERTIFICATE`](crate::code::CANNOT_ARCHIVE_PRIMARY_CERTIFICATE).
    ///
    /// - Operation: `certificates.archive`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Archive certificate" (dev.digicert.com,
    ///   services-api/certificates/archive-certificate.html)
    #[inline]
    pub fn archive(&self, id: &CertificateId) -> Call<()> {
        self.0.put("/certificate/{certificate_id}/archive").path(id).idempotent().done()
    }

    /// Shows an archived certificate in the lists again.
    ///
    /// `PUT /certificate/{certificate_id}/unarchive`
    ///
    /// - Operation: `certificates.restore`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: another integration's list of actions; the vendor's page on archiving names the operation without its
    ///   path, and status 204 is assumed
    #[inline]
    pub fn restore(&self, id: &CertificateId) -> Call<()> {
        self.0.put("/certificate/{certificate_id}/unarchive").path(id).idempotent().done()
    }

    /// Sends an issued TLS or mark certificate to people by e-mail.
    ///
    /// `PUT /certificate/{certificate_id}/sendemail`
    ///
    /// The status of success is assumed to be 204; any 2xx is accepted.
    ///
    /// - Operation: `certificates.email`
    /// - Retried: only when the request was provably not sent; each call sends e-mails
    /// - Permission: not documented
    /// - Source: vendor page "Email certificate" (dev.digicert.com,
    ///   services-api/certificates/email-certificate.html)
    #[inline]
    pub fn email(&self, id: &CertificateId, email: &CertificateEmail) -> Call<()> {
        self.0.put("/certificate/{certificate_id}/sendemail").path(id).json(email).done()
    }

    /// Downloads a certificate in the format of the server platform that its order names.
    ///
    /// `GET /certificate/{certificate_id}/download/platform`
    ///
    /// Usually a ZIP archive; the header `Content-Type` of the reply is not available here, so use
    /// [`download_format`](Self::download_format) where the format matters. A 404 means that the certificate is not
    /// issued yet as well as that it does not exist.
    ///
    /// - Operation: `certificates.download_platform`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Download certificate" (dev.digicert.com,
    ///   services-api/certificates/download-certificate.html)
    #[inline]
    pub fn download_platform(&self, id: &CertificateId) -> Download {
        self.0.get("/certificate/{certificate_id}/download/platform").path(id).download()
    }

    /// Downloads a certificate in the format of a server platform.
    ///
    /// `GET /certificate/{certificate_id}/download/platform/{platform_id}`
    ///
    /// [`Products::get`](crate::products::Products::get) returns the platforms of a product. A client relies on
    /// platform 29 for the format [`PemAll`](CertificateFormat::PemAll).
    ///
    /// - Operation: `certificates.download_for_platform`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Download certificate by platform" (dev.digicert.com,
    ///   services-api/certificates/download-certificate-platform.html)
    #[inline]
    pub fn download_for_platform(&self, id: &CertificateId, platform: &ServerPlatformId) -> Download {
        self.0
            .get("/certificate/{certificate_id}/download/platform/{platform_id}")
            .path(id)
            .path(platform)
            .download()
    }

    /// Downloads a certificate in a format.
    ///
    /// `GET /certificate/{certificate_id}/download/format/{format_type}`
    ///
    /// Nothing is documented about the order of the certificates in a file: [`SortedChain::of`] finds the leaf in
    /// PEM text. When several certificates of one order are downloaded in quick succession, the server can return
    /// another one than was requested, as a client found: compare its serial number with
    /// [`has_serial_number`](PemCertificate::has_serial_number). A 404 means that the certificate is not issued yet
    /// as well as that it does not exist.
    ///
    /// - Operation: `certificates.download_format`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Download certificate by format" (dev.digicert.com,
    ///   services-api/certificates/download-certificate-format.html)
    #[inline]
    pub fn download_format(&self, id: &CertificateId, format: &CertificateFormat) -> Download {
        self.0
            .get("/certificate/{certificate_id}/download/format/{format_type}")
            .path(id)
            .path(format)
            .download()
    }

    /// Downloads an order's primary certificate in the format of the order's server platform.
    ///
    /// `GET /certificate/download/order/{order_id}`
    ///
    /// Never a duplicate and never a certificate that a reissue replaced. A 404 means that none is issued yet as
    /// well as that the order does not exist.
    ///
    /// - Operation: `certificates.download_order`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Download certificate by order" (dev.digicert.com,
    ///   services-api/certificates/download-certificate-order-id.html)
    #[inline]
    pub fn download_order(&self, id: &OrderId) -> Download {
        self.0.get("/certificate/download/order/{order_id}").path(id).download()
    }

    /// Downloads an order's primary certificate in a format.
    ///
    /// `GET /certificate/download/order/{order_id}/format/{format_type}`
    ///
    /// As [`download_order`](Self::download_order); on the contents see [`download_format`](Self::download_format).
    ///
    /// - Operation: `certificates.download_order_format`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Download certificate by order and format" (dev.digicert.com,
    ///   services-api/certificates/download-certificate-format-order-id.html)
    #[inline]
    pub fn download_order_format(
        &self,
        id: &OrderId,
        format: &CertificateFormat,
        options: &OrderDownload,
    ) -> Download {
        self.0
            .get("/certificate/download/order/{order_id}/format/{format_type}")
            .path(id)
            .path(format)
            .query_of(options)
            .download()
    }

    /// Returns the certificates that a certificate's trust depends on.
    ///
    /// `GET /certificate/{certificate_id}/chain`
    ///
    /// Whether the certificate itself and the root are among them is not documented, and neither is their order:
    /// [`CertificateChain::sorted`] reads it from the certificates. The vendor's current pages do not describe this
    /// operation.
    ///
    /// - Operation: `certificates.chain`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: two Go clients (sapcc/go-certcentral, marqeta/go-digicert), which spell the list's name in two ways:
    ///   both are read
    #[inline]
    pub fn chain(&self, id: &CertificateId) -> Call<CertificateChain> {
        self.0
            .get("/certificate/{certificate_id}/chain")
            .path(id)
            .within(one_of(&["intermediates", "Intermediates"]))
            .many()
            .call()
    }

    /// Lists the CA certificates that issue for the account.
    ///
    /// `GET /certificate/intermediates`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `certificates.list_intermediates`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List intermediates" (dev.digicert.com,
    ///   services-api/certificates/list-intermediates.html)
    #[inline]
    pub fn list_intermediates(&self) -> List<Intermediate> {
        self.0.get("/certificate/intermediates").list_whole("intermediates")
    }

    /// Lists a certificate's notes.
    ///
    /// `GET /certificate/{certificate_id}/note`
    ///
    /// Complete in one reply: a page size has no effect. These notes have no ids.
    ///
    /// - Operation: `certificates.list_notes`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List certificate notes" (dev.digicert.com,
    ///   services-api/certificates/list-certificate-notes.html)
    #[inline]
    pub fn list_notes(&self, id: &CertificateId) -> List<Note> {
        self.0.get("/certificate/{certificate_id}/note").path(id).list_whole("notes")
    }

    /// Adds a note to a certificate.
    ///
    /// `POST /certificate/{certificate_id}/note`
    ///
    /// **Partly guessed.** The vendor lists the operation and its page was not found: verb, path, body and reply are
    /// assumed to be those of a note of an order. The result is `None` if the server returns no note.
    ///
    /// - Operation: `certificates.add_note`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: assumed from the vendor page on notes of orders
    #[inline]
    pub fn add_note(&self, id: &CertificateId, text: &str) -> Call<Option<Note>> {
        self.0.post("/certificate/{certificate_id}/note").path(id).json(&NewNote { text }).call()
    }
}
