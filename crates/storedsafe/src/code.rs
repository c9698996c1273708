//! The codes that StoredSafe puts into `ERRORCODES`, as far as known: compare them with [`Error::code`](crate::Error::code).
//!
//! The vendor publishes no list. Both are in the vendor's own clients.

/// The token is missing, wrong or too old: not logged in. The client logs in again by itself.
pub const NOT_LOGGED_IN: &str = "1200";

/// Any other error: see the message.
pub const GENERIC: &str = "2000";
