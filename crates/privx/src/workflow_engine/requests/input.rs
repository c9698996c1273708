//! Which requests to find, and decisions.

use super::ApproverDecision;
use crate::Sort;
use portcullis_core::{Error, Result, Timestamp};
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// Which requests are returned.
    RequestFilter {
        /// Those that the caller made.
        Requests = "requests",
        /// Those that the caller made and that still wait.
        ActiveRequests = "active_requests",
        /// Those that the caller decided or must decide.
        Approvals = "approvals",
        /// Those that the caller can decide now.
        ActiveApprovals = "active_approvals",
        /// All.
        All = "all",
    }
}

/// Which requests to find.
#[derive(Debug, Clone, Body)]
#[body(new(filter))]
#[non_exhaustive]
pub struct AccessRequestSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only requests after this time; which of a request's times counts is not documented.
    pub start_time: Option<Timestamp>,
    /// Only requests before this time; which of a request's times counts is not documented.
    pub end_time: Option<Timestamp>,
    /// Among which requests to search.
    pub filter: RequestFilter,
    /// The order of the requests.
    #[body(skip)]
    pub sort: Sort,
}

impl AccessRequestSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// A decision about one step of a request.
#[derive(Debug, Clone, Body)]
#[body(new(step, decision), check)]
#[non_exhaustive]
pub struct Decision {
    /// The step; the first one is 0.
    pub step: u32,
    /// Approved or denied.
    pub decision: ApproverDecision,
    /// A note.
    pub comment: Option<String>,
}

impl Decision {
    /// Approves a step; the first one is 0.
    pub fn approve(step: u32) -> Self {
        Self::new(step, ApproverDecision::Approved)
    }

    /// Denies a step; the first one is 0. One denial ends the request.
    pub fn deny(step: u32) -> Self {
        Self::new(step, ApproverDecision::Denied)
    }

    fn check(&self) -> Result<()> {
        match self.decision {
            ApproverDecision::Approved | ApproverDecision::Denied => Ok(()),
            _ => Err(Error::input("decision", "must be `APPROVED` or `DENIED`")),
        }
    }
}
