//! The account's webhook, and the events that it delivers.

mod event;
mod input;
mod model;
mod settings;

pub use event::{
    CertificateIssued, CertificateRevoked, Challenge, DomainEvent, Event, EventError, OrderRejected,
    OrganizationEvent, OtherEvent, TestEvent,
};
pub use input::{EventLogSearch, NewWebhook, SecretChange, TestEndpoint, WebhookUpdate};
pub use model::{EventKind, Webhook, WebhookEventLog, WebhookStatus};
pub use settings::WebhookSettings;

use crate::{Call, List, Secret, WebhookId, client::Api, code};
use input::ChallengeToken;

/// The account's webhook; from [`Client::webhooks`](crate::Client::webhooks).
///
/// An account has one webhook at most, for administrators; the vendor may have to enable webhooks for it. The service
/// sends events to the endpoint from 216.168.240.0/20; [`Event::read`] verifies and reads one.
///
/// A new webhook, and one with a new endpoint, must be verified before it is active:
///
/// ```no_run
/// # async fn f(
/// #     digicert: digicert::Client,
/// #     secret: digicert::Secret,
/// #     challenge: digicert::webhooks::Challenge,
/// # ) -> digicert::Result<()> {
/// use digicert::webhooks::{EventKind, NewWebhook};
///
/// let webhooks = digicert.webhooks();
/// let new = NewWebhook::new("https://hooks.example.com/digicert").secret(secret);
/// let events = vec![EventKind::CertificateIssued, EventKind::OrderRejected];
/// let id = webhooks.create(&new.events(events)).await?;
/// webhooks.send_challenge(&id).await?;
/// // The endpoint receives `Event::Challenge`. With its token, within 30 minutes:
/// webhooks.verify_challenge(&id, &challenge.token).await?;
/// webhooks.activate(&id).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Webhooks(pub(crate) Api);

impl Webhooks {
    /// Lists the account's webhook: one item at most.
    ///
    /// `GET /webhook`
    ///
    /// Complete in one reply. The server refuses the request of an account without a webhook, with the code
    /// [`WEBHOOK_INVALID_ACCOUNT`](crate::code::WEBHOOK_INVALID_ACCOUNT): the list is empty then.
    ///
    /// - Operation: `webhooks.list`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "List webhooks" (dev.digicert.com, services-api/webhooks/list-webhooks.html)
    #[inline]
    pub fn list(&self) -> List<Webhook> {
        self.0
            .get("/webhook")
            .missing_code(code::WEBHOOK_INVALID_ACCOUNT)
            .none_is_empty()
            .list_whole("webhooks")
    }

    /// Creates the webhook and returns its id.
    ///
    /// `POST /webhook`
    ///
    /// It is not active yet: see the example of [`Webhooks`]. If the account already has one, the call fails with
    /// [`WEBHOOK_CONFIGURED_ALREADY`](crate::code::WEBHOOK_CONFIGURED_ALREADY), and
    /// [`is_conflict`](crate::Error::is_conflict) is true; other codes are
    /// [`WEBHOOK_INVALID_ENDPOINT`](crate::code::WEBHOOK_INVALID_ENDPOINT) and
    /// [`WEBHOOK_ENDPOINT_ERROR`](crate::code::WEBHOOK_ENDPOINT_ERROR).
    ///
    /// - Operation: `webhooks.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: an administrator's key
    /// - Source: vendor page "Create webhook" (dev.digicert.com, services-api/webhooks/create-webhook.html)
    #[inline]
    pub fn create(&self, webhook: &NewWebhook) -> Call<WebhookId> {
        self.0.post("/webhook").json(webhook).pick("webhook_id").call()
    }

    /// Changes the webhook.
    ///
    /// `PUT /webhook/{webhook_id}`
    ///
    /// A new endpoint must be verified and activated again. The secret stays unless the update has a
    /// [`SecretChange`]. What becomes of events and settings that the update does not contain is not documented:
    /// begin with `WebhookUpdate::from(&webhook)`. Codes as in [`create`](Self::create).
    ///
    /// - Operation: `webhooks.update`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "Update webhook endpoint" (dev.digicert.com,
    ///   services-api/webhooks/update-webhook-endpoint.html)
    #[inline]
    pub fn update(&self, id: &WebhookId, webhook: &WebhookUpdate) -> Call<()> {
        self.0.put("/webhook/{webhook_id}").path(id).json(webhook).idempotent().done()
    }

    /// Sends [`Event::Challenge`] with a new token to the endpoint.
    ///
    /// `PUT /webhook/{webhook_id}/send-challenge`
    ///
    /// The token is valid for 30 minutes. Whether an earlier one is still valid then is not documented.
    ///
    /// - Operation: `webhooks.send_challenge`
    /// - Retried: only when the request was provably not sent; each call sends an event
    /// - Permission: an administrator's key
    /// - Source: vendor page "Send challenge token" (dev.digicert.com,
    ///   services-api/webhooks/send-challenge-token.html)
    #[inline]
    pub fn send_challenge(&self, id: &WebhookId) -> Call<()> {
        self.0.put("/webhook/{webhook_id}/send-challenge").path(id).done()
    }

    /// Verifies the endpoint by the token that it received.
    ///
    /// `PUT /webhook/{webhook_id}/check-challenge`
    ///
    /// A wrong or an old token is refused with [`WEBHOOK_INVALID_TOKEN`](crate::code::WEBHOOK_INVALID_TOKEN).
    ///
    /// - Operation: `webhooks.verify_challenge`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "Verify challenge token" (dev.digicert.com,
    ///   services-api/webhooks/verify-challenge-token.html)
    #[inline]
    pub fn verify_challenge(&self, id: &WebhookId, token: &Secret) -> Call<()> {
        let request = self.0.put("/webhook/{webhook_id}/check-challenge").path(id);
        request.json(&ChallengeToken { token: token.clone() }).idempotent().done()
    }

    /// Activates the webhook: from now on the endpoint receives events.
    ///
    /// `PUT /webhook/{webhook_id}/activate`
    ///
    /// Before the endpoint is verified the call fails with
    /// [`WEBHOOK_INVALID_ACTION`](crate::code::WEBHOOK_INVALID_ACTION).
    ///
    /// - Operation: `webhooks.activate`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: another vendor's list of actions for CertCentral (withone.ai), and the page of
    ///   [`deactivate`](Self::deactivate)
    #[inline]
    pub fn activate(&self, id: &WebhookId) -> Call<()> {
        self.0.put("/webhook/{webhook_id}/activate").path(id).idempotent().done()
    }

    /// Deactivates the webhook.
    ///
    /// `PUT /webhook/{webhook_id}/deactivate`
    ///
    /// Where its status does not allow that the call fails with
    /// [`WEBHOOK_INVALID_ACTION`](crate::code::WEBHOOK_INVALID_ACTION). Whether events of the meantime are sent later is
    /// not documented.
    ///
    /// - Operation: `webhooks.deactivate`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "Deactivate webhook" (dev.digicert.com, services-api/webhooks/deactivate-webhook.html)
    #[inline]
    pub fn deactivate(&self, id: &WebhookId) -> Call<()> {
        self.0.put("/webhook/{webhook_id}/deactivate").path(id).idempotent().done()
    }

    /// Deletes the webhook.
    ///
    /// `DELETE /webhook/{webhook_id}`
    ///
    /// **Partly guessed.** That the operation exists, its path, and the status 204.
    ///
    /// - Operation: `webhooks.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: the paths of the other operations; a page was not found
    #[inline]
    pub fn delete(&self, id: &WebhookId) -> Call<()> {
        self.0.delete("/webhook/{webhook_id}").path(id).idempotent().done()
    }

    /// Sends [`Event::Test`] to an endpoint, which needs no webhook.
    ///
    /// `POST /webhook/test-endpoint`
    ///
    /// Codes: [`WEBHOOK_INVALID_ENDPOINT`](crate::code::WEBHOOK_INVALID_ENDPOINT), and
    /// [`WEBHOOK_ENDPOINT_ERROR`](crate::code::WEBHOOK_ENDPOINT_ERROR) if the endpoint did not accept the event.
    ///
    /// - Operation: `webhooks.test_endpoint`
    /// - Retried: only when the request was provably not sent; each call sends an event
    /// - Permission: an administrator's key
    /// - Source: vendor page "Send test event" (dev.digicert.com, services-api/webhooks/send-test-event.html)
    #[inline]
    pub fn test_endpoint(&self, endpoint: &TestEndpoint) -> Call<()> {
        self.0.post("/webhook/test-endpoint").json(endpoint).done()
    }

    /// Lists the events that were sent.
    ///
    /// `GET /webhook/event-logs`
    ///
    /// - Operation: `webhooks.event_logs`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "Webhook event logs" (dev.digicert.com, services-api/webhooks/webhook-event-logs.html)
    #[inline]
    pub fn event_logs(&self, search: &EventLogSearch) -> List<WebhookEventLog> {
        self.0.get("/webhook/event-logs").query_of(search).list("events")
    }
}
