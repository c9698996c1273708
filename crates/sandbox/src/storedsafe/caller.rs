//! Who sent a request.

/// The user of a session.
pub(super) struct Caller {
    pub(super) id: u64,
    /// The mask of capabilities.
    pub(super) status: u32,
    /// The token of the reply.
    pub(super) token: String,
}
