//! Requests as replies contain them.

use crate::{
    OrderId, RequestId, containers::ContainerRef, orders::OrderInfo, organizations::OrganizationRef,
    products::ProductRef, users::UserRef,
};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// The status of a request.
    RequestStatus {
        /// Submitted, and waits for a first decision.
        Submitted = "submitted",
        /// Waits for a decision.
        Pending = "pending",
        /// Approved.
        Approved = "approved",
        /// Rejected.
        Rejected = "rejected",
    }
}

impl RequestStatus {
    /// Whether the request waits for a decision.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Submitted | Self::Pending)
    }
}

portcullis_core::open_enum! {
    /// What is requested.
    RequestType {
        /// A new order.
        NewRequest = "new_request",
        /// The revocation of a certificate.
        Revoke = "revoke",
        /// A duplicate of a certificate.
        Duplicate = "duplicate",
        /// A reissue of a certificate.
        Reissue = "reissue",
        /// The renewal of an order, in older clients.
        Renew = "renew",
    }
}

/// A request, as an item of a list.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ListedRequest {
    /// The request's id.
    pub id: RequestId,
    /// When it was made.
    pub date: Option<Timestamp>,
    /// What is requested.
    #[reply(name = "type")]
    pub kind: Option<RequestType>,
    /// The request's status.
    pub status: Option<RequestStatus>,
    /// Who made it.
    pub requester: Option<UserRef>,
    /// Who reviewed it.
    pub reviewer: Option<UserRef>,
    /// Who decided on it.
    pub processor: Option<UserRef>,
    /// Its order.
    pub order: Option<OrderOfRequest>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The order of a request, as an item of a list contains it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderOfRequest {
    /// The order's id.
    pub id: Option<OrderId>,
    /// Its certificate.
    pub certificate: Option<CertificateOfRequest>,
    /// Its organization, with id and name alone.
    pub organization: Option<OrganizationRef>,
    /// Its container, with id and name alone.
    pub container: Option<ContainerRef>,
    /// Its product.
    pub product: Option<ProductRef>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The certificate of a request's order, as an item of a list contains it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateOfRequest {
    /// The common name.
    pub common_name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A request with all details.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The request's id.
    pub id: RequestId,
    /// When it was made.
    pub date: Option<Timestamp>,
    /// What is requested.
    #[reply(name = "type")]
    pub kind: Option<RequestType>,
    /// The request's status.
    pub status: Option<RequestStatus>,
    /// Who made it.
    pub requester: Option<UserRef>,
    /// Who reviewed it.
    pub reviewer: Option<UserRef>,
    /// Who decided on it.
    pub processor: Option<UserRef>,
    /// When it was decided; absent before.
    pub date_processed: Option<Timestamp>,
    /// Its order.
    pub order: Option<OrderInfo>,
    /// The requester's comments.
    pub comments: Option<String>,
    /// The comment of the one who decided.
    pub processor_comment: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
