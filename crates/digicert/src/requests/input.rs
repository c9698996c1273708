//! Filters of lists of requests, and decisions.

use super::{RequestStatus, RequestType};
use crate::{ContainerId, CustomFieldId};
use portcullis_macros::Body;

/// Filters and order of a list of requests; by default all of them.
///
/// All filters must hold.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct RequestSearch {
    /// Requests for this.
    #[body(name = "filters[type]")]
    pub kind: Option<RequestType>,
    /// Requests with this status.
    #[body(name = "filters[status]")]
    pub status: Option<RequestStatus>,
    /// Requests of this container.
    #[body(name = "filters[container_id]")]
    pub container_id: Option<ContainerId>,
    /// Requests whose order has a value for this custom field.
    #[body(name = "filters[metadata_id]")]
    pub custom_field_id: Option<CustomFieldId>,
    /// Requests whose order has this value in a custom field.
    #[body(name = "filters[metadata_value]")]
    pub custom_field_value: Option<String>,
    /// Text at the beginning of the common name; after a leading `%`, anywhere in it.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

/// A decision on a request.
#[derive(Debug, Clone, Body)]
#[body(new(status))]
#[non_exhaustive]
pub struct RequestDecision {
    /// The request's new status: approved or rejected. The vendor's page also has submitted and pending.
    pub status: RequestStatus,
    /// A comment.
    #[body(name = "processor_comment")]
    pub comment: Option<String>,
}

impl RequestDecision {
    /// Approves the request.
    pub fn approve() -> Self {
        Self::new(RequestStatus::Approved)
    }

    /// Rejects the request.
    pub fn reject() -> Self {
        Self::new(RequestStatus::Rejected)
    }
}
