//! The monitor of Certificate Transparency (CT) logs.

mod input;
mod model;

pub use input::{CtIssuer, CtSearch};
pub use model::{CtCertificate, CtLog};

use crate::{Call, List, OrderId, SerialNumber, client::Api};
use portcullis_core::input::required;

/// The monitor of Certificate Transparency (CT) logs; from [`Client::ct_monitor`](crate::Client::ct_monitor).
///
/// It finds the public certificates for an order's domains, those of other CAs included. Only orders of Secure Site Pro
/// have it.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, order: digicert::OrderId) -> digicert::Result<()> {
/// use digicert::ct_monitor::{CtIssuer, CtSearch};
///
/// let monitor = digicert.ct_monitor();
/// let mut foreign = monitor.logs(&order, &CtSearch::new().issuer_ca(CtIssuer::NonDigiCert));
/// while let Some(certificate) = foreign.try_next().await? {
///     println!("another CA issued {}", certificate.serial);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct CtMonitor(pub(crate) Api);

impl CtMonitor {
    /// Lists the logged certificates for an order's domains.
    ///
    /// `GET /ctmonitor/{order_id}/details`
    ///
    /// At most 1000 certificates a page. The list of members is known in part: names and issuer of a certificate are in
    /// `extra`.
    ///
    /// - Operation: `ct_monitor.logs`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Get CT logs" (dev.digicert.com,
    ///   services-api/ct-log-monitoring/get-ct-logs-order-id.html)
    #[inline]
    pub fn logs(&self, id: &OrderId, search: &CtSearch) -> List<CtCertificate> {
        self.0.get("/ctmonitor/{order_id}/details").path(id).query_of(search).list("ct_certificates")
    }

    /// Returns whether an order's domains are monitored.
    ///
    /// `GET /ctmonitor/{order_id}/status`
    ///
    /// - Operation: `ct_monitor.status`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Get CT log monitoring status" (dev.digicert.com,
    ///   services-api/ct-log-monitoring/get-ct-log-monitoring-status.html)
    #[inline]
    pub fn status(&self, id: &OrderId) -> Call<bool> {
        self.0.get("/ctmonitor/{order_id}/status").path(id).pick("status").call()
    }

    /// Returns a logged certificate in PEM.
    ///
    /// `GET /ctmonitor/{order_id}/ct-cert/{serial_id}/`
    ///
    /// A serial number identifies a certificate only together with its issuer; the format of the issuer's name is not
    /// documented.
    ///
    /// - Operation: `ct_monitor.download_certificate`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Download certificate" (dev.digicert.com,
    ///   services-api/ct-log-monitoring/download-certificate-serial-number.html)
    #[inline]
    pub fn download_certificate(&self, id: &OrderId, serial: &SerialNumber, issuer: &str) -> Call<String> {
        self.0
            .get("/ctmonitor/{order_id}/ct-cert/{serial_id}/")
            .path(id)
            .path(serial)
            .check(required("issuer", issuer))
            .query("issuer", issuer)
            .pick("pem")
            .call()
    }
}
