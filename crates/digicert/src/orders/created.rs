//! What a creation returns, and what a search by reference finds.

use super::{OrderDomain, OrderStatus, RequestOfOrder, status::status};
use crate::{CertificateId, OrderId, Secret, certificates::CertificateChainItem};
use portcullis_core::Extra;
use portcullis_macros::Reply;

/// An order that was created. Which members there are depends on the product, on the approval, and on how fast the
/// certificate is issued.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CreatedOrder {
    /// The order's id.
    pub id: OrderId,
    /// Requests that were made for the order; empty if the approval was skipped.
    pub requests: Vec<RequestOfOrder>,
    /// The certificate's id, if it was issued at once.
    pub certificate_id: Option<CertificateId>,
    /// The certificate and its issuers, if it was issued at once; the certificate is the first.
    pub certificate_chain: Vec<CertificateChainItem>,
    /// The value to publish, if domain control is proved by a token.
    pub dcv_random_value: Option<Secret>,
    /// The last day of the order, as `yyyy-MM-dd`.
    pub order_valid_till: Option<String>,
    /// Domains whose control must still be proved. A domain may be here for several names.
    pub domains: Vec<OrderDomain>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What a reissue or a duplicate returns. The order keeps its id.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct ReissuedOrder {
    /// The id of the order, not of the new certificate.
    pub id: OrderId,
    /// Requests that were made; empty if the approval was skipped.
    pub requests: Vec<RequestOfOrder>,
    /// The new certificate's id, if it was issued at once.
    pub certificate_id: Option<CertificateId>,
    /// The certificate and its issuers, if it was issued at once.
    pub certificate_chain: Vec<CertificateChainItem>,
    /// The value to publish, if domain control is proved by a token.
    pub dcv_random_value: Option<Secret>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An order that a search by reference found.
#[derive(Debug, Clone, Default, PartialEq, Reply)]
#[non_exhaustive]
pub struct FoundOrder {
    /// The order's id.
    pub order_id: OrderId,
    /// The certificate's id, once there is one.
    pub certificate_id: Option<CertificateId>,
    /// The order's status.
    #[reply(with = status)]
    pub status: Option<OrderStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}
