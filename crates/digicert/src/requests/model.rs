//! Requests as replies contain them.

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
