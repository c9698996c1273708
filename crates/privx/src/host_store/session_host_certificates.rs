//! Certificates of the session hosts behind a Remote Desktop host.

use super::HostCertificateInfo;
use crate::{
    Sort,
    ids::{HostId, SessionHostCertificateId},
};
use portcullis_core::{Call, Client, Extra, List, lenient};
use portcullis_macros::Reply;

/// Certificates of the session hosts behind a Remote Desktop host; made by
/// [`HostStore::session_host_certificates`](super::HostStore::session_host_certificates). PrivX has them since version
/// 42.
#[derive(Debug, Clone)]
pub struct SessionHostCertificates(pub(super) Client);

impl SessionHostCertificates {
    /// Lists the certificates of one host's session hosts.
    ///
    /// `GET /host-store/api/v1/hosts/{host_id}/session_host_certificates`
    ///
    /// A page has 50 certificates unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `session_host_certificates.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self, host: &HostId) -> List<SessionHostCertificate> {
        self.list_sorted(host, &Sort::new())
    }

    /// Lists the certificates of one host's session hosts, in an order.
    ///
    /// `GET /host-store/api/v1/hosts/{host_id}/session_host_certificates`
    ///
    /// - Operation: `session_host_certificates.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list_sorted(&self, host: &HostId, sort: &Sort) -> List<SessionHostCertificate> {
        self.0
            .get("/host-store/api/v1/hosts/{host_id}/session_host_certificates")
            .path(host)
            .query_of(sort)
            .list("items")
    }

    /// Deletes all certificates of one host's session hosts.
    ///
    /// `DELETE /host-store/api/v1/hosts/{host_id}/session_host_certificates`
    ///
    /// - Operation: `session_host_certificates.delete_all`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete_all(&self, host: &HostId) -> Call<()> {
        self.0
            .delete("/host-store/api/v1/hosts/{host_id}/session_host_certificates")
            .idempotent()
            .path(host)
            .done()
    }

    /// Deletes one certificate.
    ///
    /// `DELETE /host-store/api/v1/hosts/{host_id}/session_host_certificates/{certificate_id}`
    ///
    /// - Operation: `session_host_certificates.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-manage` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn delete(&self, host: &HostId, id: &SessionHostCertificateId) -> Call<()> {
        self.0
            .delete("/host-store/api/v1/hosts/{host_id}/session_host_certificates/{certificate_id}")
            .idempotent()
            .path(host)
            .path(id)
            .done()
    }
}

/// The certificate of a session host.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SessionHostCertificate {
    /// The certificate's id in PrivX.
    pub id: SessionHostCertificateId,
    /// The name of the session host.
    pub hostname: Option<String>,
    /// What is in the certificate.
    #[reply(with = lenient::or_default)]
    pub host_certificate: Option<HostCertificateInfo>,
    /// The certificate, as text.
    pub host_certificate_raw: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
