//! Events, as the service sends them to an endpoint.

use super::model::EventKind;
use crate::{
    CertificateId, Extra, Members, OrderId, Secret, WebhookId, certificates::CertificateChainItem,
    http::HeaderMap,
};
use portcullis_core::from_json;
use portcullis_macros::Reply;
use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};
use std::fmt;

/// The header with the webhook's secret.
const KEY: &str = "x-webhook-key";

/// No event is nearly as long: the longest contains a chain of certificates.
const LONGEST: usize = 1024 * 1024;

/// An event that the service sent to the endpoint of a webhook.
///
/// ```
/// # fn f(headers: &digicert::http::HeaderMap, body: &[u8], secret: &digicert::Secret) -> u16 {
/// use digicert::webhooks::{Event, EventError};
///
/// match Event::read(headers, body, secret) {
///     Ok(Event::CertificateIssued(issued)) => println!("fetch the certificate of order {}", issued.order_id),
///     Ok(Event::Challenge(_)) => println!("give its token to `verify_challenge`"),
///     Ok(_) => {}
///     Err(EventError::MissingKey | EventError::RepeatedKey | EventError::WrongKey) => return 401,
///     Err(error) => eprintln!("{error}"),
/// }
/// 204
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A certificate was issued. Of a certificate that is issued at once only if the webhook's
    /// [settings](super::WebhookSettings) include it.
    CertificateIssued(CertificateIssued),
    /// A certificate was revoked.
    CertificateRevoked(CertificateRevoked),
    /// An order was rejected.
    OrderRejected(OrderRejected),
    /// A domain was validated.
    DomainValidated(DomainEvent),
    /// The validation of a domain ended.
    DomainExpired(DomainEvent),
    /// The validation of a domain ends soon.
    DomainRevalidationNotice(DomainEvent),
    /// An organization was validated.
    OrganizationValidated(OrganizationEvent),
    /// The validation of an organization ended.
    OrganizationExpired(OrganizationEvent),
    /// The validation of an organization ends soon.
    OrganizationRevalidationNotice(OrganizationEvent),
    /// The endpoint is to be verified, after [`send_challenge`](super::Webhooks::send_challenge). The reply to it is that
    /// to any event, without a body; the token goes back by
    /// [`verify_challenge`](super::Webhooks::verify_challenge).
    Challenge(Challenge),
    /// A test, after [`test_endpoint`](super::Webhooks::test_endpoint). It has the secret of that call, which may be
    /// another one than the webhook's.
    Test(TestEvent),
    /// An event that this version does not know.
    Other(OtherEvent),
}

/// A certificate that was issued.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateIssued {
    /// The order's id.
    pub order_id: OrderId,
    /// The certificate's id.
    pub certificate_id: Option<CertificateId>,
    /// The certificate and its issuers, if the webhook's [settings](super::WebhookSettings) include them.
    pub certificate_chain: Vec<CertificateChainItem>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A certificate that was revoked.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateRevoked {
    /// The order's id.
    pub order_id: OrderId,
    /// The certificate's id.
    pub certificate_id: Option<CertificateId>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An order that was rejected.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderRejected {
    /// The order's id.
    pub order_id: OrderId,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A change of a domain's validation.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DomainEvent {
    /// The event's data, whose form is not documented.
    pub extra: Extra,
}

/// A change of an organization's validation.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrganizationEvent {
    /// The event's data, whose form is not documented.
    pub extra: Extra,
}

/// The token by which an endpoint is verified.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Challenge {
    /// The token, valid for 30 minutes.
    pub token: Secret,
    /// The webhook's id.
    pub webhook_id: Option<WebhookId>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A test.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TestEvent {
    /// The event's data, whose form is not documented.
    pub extra: Extra,
}

/// An event that this version does not know. `Debug` does not show its data.
#[derive(Clone)]
#[non_exhaustive]
pub struct OtherEvent {
    /// The event's name.
    pub kind: String,
    /// The event's data as they came; `null` if there are none.
    pub data: Value,
}

impl fmt::Debug for OtherEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtherEvent").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Why a request to an endpoint is no event. Contains nothing of the request and of the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventError {
    /// The secret to verify with is empty: no request can be verified.
    NoSecret,
    /// The request has no header `X-WEBHOOK-KEY`.
    MissingKey,
    /// The request has the header `X-WEBHOOK-KEY` more than once.
    RepeatedKey,
    /// The header has another secret.
    WrongKey,
    /// The body has more than 1 MiB.
    TooLong,
    /// The body is no JSON object in UTF-8.
    NoObject,
    /// A member without which the event is of no use is missing, or empty.
    MissingMember(&'static str),
    /// A member has a type that cannot be read, or comes twice.
    WrongMember(&'static str),
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSecret => f.write_str("the secret to verify with is empty"),
            Self::MissingKey => f.write_str("the header `X-WEBHOOK-KEY` is missing"),
            Self::RepeatedKey => f.write_str("the header `X-WEBHOOK-KEY` comes more than once"),
            Self::WrongKey => f.write_str("the header `X-WEBHOOK-KEY` has another secret"),
            Self::TooLong => f.write_str("the body has more than 1 MiB"),
            Self::NoObject => f.write_str("the body is no JSON object"),
            Self::MissingMember(name) => write!(f, "the member `{name}` is missing"),
            Self::WrongMember(name) => write!(f, "the member `{name}` cannot be read"),
        }
    }
}

impl std::error::Error for EventError {}

impl Event {
    /// Verifies and reads a request to the endpoint.
    ///
    /// The service sends the webhook's secret in clear, in the header `X-WEBHOOK-KEY`, and signs nothing: a client with
    /// the secret can send events. It is compared in a time that does not depend on where two secrets differ, and before
    /// the body is read. A webhook without a secret cannot be verified at all: set one.
    ///
    /// Reply any status 2xx, also to an event that the program has no use for. Whether the service repeats an event that
    /// was refused is not documented. Take an event as a hint, and fetch the order before anything depends on it.
    ///
    /// # Errors
    /// The first four of [`EventError`] if the request is not proved to be the service's; the others if it cannot be read.
    pub fn read(headers: &HeaderMap, body: &[u8], secret: &Secret) -> Result<Self, EventError> {
        verify(headers, secret)?;
        if body.len() > LONGEST {
            return Err(EventError::TooLong);
        }
        let whole = Members::of(body).ok_or(EventError::NoObject)?;
        let kind = member(&whole, "event", "event")?.ok_or(EventError::MissingMember("event"))?;
        let kind: String = read(kind, "event")?;
        let data = Data(member(&whole, "data", "data")?);
        Ok(match EventKind::from(kind.as_str()) {
            EventKind::CertificateIssued => Self::CertificateIssued(data.with("order_id", "data.order_id")?),
            EventKind::CertificateRevoked => {
                Self::CertificateRevoked(data.with("order_id", "data.order_id")?)
            }
            EventKind::OrderRejected => Self::OrderRejected(data.with("order_id", "data.order_id")?),
            EventKind::DomainValidated => Self::DomainValidated(data.any()?),
            EventKind::DomainExpired => Self::DomainExpired(data.any()?),
            EventKind::DomainRevalidationNotice => Self::DomainRevalidationNotice(data.any()?),
            EventKind::OrganizationValidated => Self::OrganizationValidated(data.any()?),
            EventKind::OrganizationExpired => Self::OrganizationExpired(data.any()?),
            EventKind::OrganizationRevalidationNotice => Self::OrganizationRevalidationNotice(data.any()?),
            EventKind::Challenge => Self::Challenge(data.with("token", "data.token")?),
            EventKind::Test => Self::Test(data.any()?),
            EventKind::Other(kind) => {
                let data = data.0.map_or(Ok(Value::Null), |data| read(data, "data"))?;
                Self::Other(OtherEvent { kind, data })
            }
        })
    }

    /// Returns what happened.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::CertificateIssued(_) => EventKind::CertificateIssued,
            Self::CertificateRevoked(_) => EventKind::CertificateRevoked,
            Self::OrderRejected(_) => EventKind::OrderRejected,
            Self::DomainValidated(_) => EventKind::DomainValidated,
            Self::DomainExpired(_) => EventKind::DomainExpired,
            Self::DomainRevalidationNotice(_) => EventKind::DomainRevalidationNotice,
            Self::OrganizationValidated(_) => EventKind::OrganizationValidated,
            Self::OrganizationExpired(_) => EventKind::OrganizationExpired,
            Self::OrganizationRevalidationNotice(_) => EventKind::OrganizationRevalidationNotice,
            Self::Challenge(_) => EventKind::Challenge,
            Self::Test(_) => EventKind::Test,
            Self::Other(other) => EventKind::Other(other.kind.clone()),
        }
    }
}

fn verify(headers: &HeaderMap, secret: &Secret) -> Result<(), EventError> {
    // An empty header would be equal to it.
    if secret.is_empty() {
        return Err(EventError::NoSecret);
    }
    let mut keys = headers.get_all(KEY).iter();
    let key = keys.next().ok_or(EventError::MissingKey)?;
    if keys.next().is_some() {
        return Err(EventError::RepeatedKey);
    }
    let key = std::str::from_utf8(key.as_bytes()).map_err(|_| EventError::WrongKey)?;
    if Secret::from(key).ct_eq(secret) { Ok(()) } else { Err(EventError::WrongKey) }
}

/// The member of this name, unless it is empty.
fn member<'a>(of: &Members<'a>, name: &str, path: &'static str) -> Result<Option<&'a RawValue>, EventError> {
    let mut found = of.iter().filter(|(known, _)| *known == name).map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(value), None) => Ok(Some(value).filter(|value| !matches!(value.get(), "null" | "\"\""))),
        (None, _) => Ok(None),
        _ => Err(EventError::WrongMember(path)),
    }
}

/// Reads a value; the parser's error may quote it.
fn read<T: DeserializeOwned>(value: &RawValue, path: &'static str) -> Result<T, EventError> {
    from_json(value.get().as_bytes()).map_err(|_| EventError::WrongMember(path))
}

/// The data of an event.
struct Data<'a>(Option<&'a RawValue>);

impl Data<'_> {
    /// Reads data that must have this member.
    fn with<T: DeserializeOwned>(self, name: &str, path: &'static str) -> Result<T, EventError> {
        let data = self.0.ok_or(EventError::MissingMember(path))?;
        let members = Members::parse(data.get()).ok_or(EventError::WrongMember("data"))?;
        member(&members, name, path)?.ok_or(EventError::MissingMember(path))?;
        read(data, "data")
    }

    /// Reads data of any members; none at all counts as an empty object.
    fn any<T: DeserializeOwned + Default>(self) -> Result<T, EventError> {
        match self.0 {
            Some(data) if Members::parse(data.get()).is_some_and(|members| members.is_empty()) => {
                Ok(T::default())
            }
            Some(data) => read(data, "data"),
            None => Ok(T::default()),
        }
    }
}
