//! The vendor's reason keys, as far as they are known: there is no published list.
//!
//! A key comes with a refused request or with a rejected command; [`Error::code`](crate::Error::code) holds it.

/// The caller does not own what it wants to change (a rejected command).
pub const NOT_AN_OWNER: &str = "profile.not_an_owner";
/// The credentials of an OAuth application were fetched before; they are shown once (status 422).
pub const OAUTH_ALREADY_RETRIEVED: &str = "oauth.already_retrieved";
