//! Webhooks and their log.

use super::settings::WebhookSettings;
use crate::{Extra, Secret, Timestamp, WebhookId, read};
use portcullis_macros::Reply;
use serde_json::Value;

portcullis_core::open_enum! {
    /// What happened.
    EventKind {
        /// A certificate was issued.
        CertificateIssued = "certificate_issued",
        /// A certificate was revoked.
        CertificateRevoked = "certificate_revoked",
        /// An order was rejected.
        OrderRejected = "order_rejected",
        /// A domain was validated.
        DomainValidated = "domain_validated",
        /// The validation of a domain ended.
        DomainExpired = "domain_expired",
        /// The validation of a domain ends soon.
        DomainRevalidationNotice = "domain_revalidation_notice",
        /// An organization was validated.
        OrganizationValidated = "organization_validated",
        /// The validation of an organization ended.
        OrganizationExpired = "organization_expired",
        /// The validation of an organization ends soon.
        OrganizationRevalidationNotice = "organization_revalidation_notice",
        /// The endpoint is to be verified. No webhook can select it.
        Challenge = "challenge_webhook_endpoint",
        /// A test. No webhook can select it.
        Test = "test_webhook_endpoint",
    }
}

portcullis_core::open_enum! {
    /// The status of a webhook.
    WebhookStatus {
        /// The endpoint is not verified.
        Pending = "pending",
        /// Events are sent.
        Active = "active",
        /// No events are sent.
        Inactive = "inactive",
    }
}

/// A webhook.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Webhook {
    /// The webhook's id.
    pub id: WebhookId,
    /// The URL that events are sent to.
    pub endpoint: Option<String>,
    /// The secret that each event contains. The server returns it in clear.
    pub secret: Option<Secret>,
    /// Which events are sent.
    pub events: Vec<EventKind>,
    /// The status.
    pub status: Option<WebhookStatus>,
    /// The settings.
    #[reply(with = read::object)]
    pub webhook_settings: Option<WebhookSettings>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An event that was sent.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct WebhookEventLog {
    /// What happened.
    pub event_name: Option<EventKind>,
    /// The event's data. Its form is not documented; that of a challenge may contain the token.
    pub event_info: Option<Value>,
    /// What became of the request. The words are not documented.
    pub request_status: Option<String>,
    /// When it was sent.
    pub request_sent_time: Option<Timestamp>,
    /// When the endpoint replied.
    pub response_received_time: Option<Timestamp>,
    /// The status that the endpoint replied.
    pub response_code: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}
