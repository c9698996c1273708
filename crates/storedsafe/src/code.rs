//! The codes that StoredSafe puts into `ERRORCODES`, as far as they are known: compare with [`Error::code`](crate::Error::code).
//!
//! The vendor publishes no list. Both were seen in the vendor's own clients.

/// The token is missing, wrong or too old: not logged in. The client logs in again by itself.
pub const NOT_LOGGED_IN: &str = "1200";

/// No code of its own: the message says it all.
pub const GENERIC: &str = "2000";
