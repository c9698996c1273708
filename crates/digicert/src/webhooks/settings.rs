//! Which certificates events are about, and what the events contain.

use crate::Flag;
use portcullis_core::Extra;
use portcullis_macros::Record;

/// Settings of a webhook.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct WebhookSettings {
    /// On which days before the end of validity a notice is sent: of 90, 60, 30, 7, 0 and -7.
    pub webhook_notification_frequency: Option<Vec<i64>>,
    /// Whether events are also sent for certificates that are issued at once.
    pub instant_issue_webhook_notification: Option<Flag>,
    /// Whether [`CertificateIssued`](super::CertificateIssued) contains the chain.
    pub webhook_send_certificate_chain: Option<Flag>,
    /// Whether it does for certificates that are issued at once.
    pub webhook_send_instant_issued_certificate_chain: Option<Flag>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
