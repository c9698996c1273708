//! Error codes that PrivX is known to send; compare with [`Error::code`](crate::Error::code).
//!
//! The list is open: a newer server may send others.

/// Anything that has no code of its own.
pub const GENERAL_ERROR: &str = "GENERAL_ERROR";
/// The request is malformed.
pub const BAD_REQUEST: &str = "BAD_REQUEST";
/// No rights, or not enough of them.
pub const PERMISSION_DENIED: &str = "PERMISSION_DENIED";
/// The body does not validate; the message lists what is wrong with which property.
pub const INVALID_REQUEST_DATA: &str = "INVALID_REQUEST_DATA";
/// A property that must be there is missing.
pub const REQUIRED_VALUE_MISSING: &str = "REQUIRED_VALUE_MISSING";
/// A property is too small, too large or too long.
pub const VALUE_OUT_OF_BOUNDS: &str = "VALUE_OUT_OF_BOUNDS";
/// A property has the wrong JSON type.
pub const VALUE_INCORRECT_TYPE: &str = "VALUE_INCORRECT_TYPE";
/// A property has the wrong format, such as a UUID or a date that is none.
pub const VALUE_INCORRECT_FORMAT: &str = "VALUE_INCORRECT_FORMAT";
/// A value that must be unique is taken; [`Error::is_conflict`](crate::Error::is_conflict) is then true.
pub const VALUE_DUPLICATE: &str = "VALUE_DUPLICATE";
/// The server is configured wrongly.
pub const CONFIGURATION_ERROR: &str = "CONFIGURATION_ERROR";
/// The server lacks resources.
pub const OUT_OF_RESOURCES: &str = "OUT_OF_RESOURCES";
/// The server is overloaded.
pub const MAX_LOAD: &str = "MAX_LOAD";
/// The server has too many connections.
pub const TOO_MANY_CONNECTIONS: &str = "TOO_MANY_CONNECTIONS";
/// The server's database fails.
pub const DATABASE_ERROR: &str = "DATABASE_ERROR";
/// The server's cache fails.
pub const CACHE_ERROR: &str = "CACHE_ERROR";
/// One service of PrivX did not reach another.
pub const INTRA_SERVICE_COMMUNICATION_ERROR: &str = "INTRA_SERVICE_COMMUNICATION_ERROR";
/// Service `auth`: the feature is switched off.
pub const FEATURE_DISABLED: &str = "FEATURE_DISABLED";
/// Service `auth`: not for this kind of session.
pub const UNSUPPORTED_SESSION_TYPE: &str = "UNSUPPORTED_SESSION_TYPE";
/// The object does not exist. Not documented; known from the vendor's own tools.
pub const OBJECT_NOT_FOUND: &str = "OBJECT_NOT_FOUND";
/// The object does not exist. Not documented; known from the vendor's own tools.
pub const NOT_FOUND: &str = "NOT_FOUND";
/// The connection does not exist. Not documented; known from the vendor's own tools.
pub const CONNECTION_NOT_FOUND: &str = "CONNECTION_NOT_FOUND";

/// Token endpoints: a parameter is missing or malformed.
pub const INVALID_REQUEST: &str = "invalid_request";
/// Token endpoints: the OAuth client's id or secret is wrong.
pub const INVALID_CLIENT: &str = "invalid_client";
/// Token endpoints: the user's or API client's pair is wrong, or a code, refresh token or JWT is not
/// (or no longer) good.
pub const INVALID_GRANT: &str = "invalid_grant";
/// Token endpoints: this client may not use this grant.
pub const UNAUTHORIZED_CLIENT: &str = "unauthorized_client";
/// Token endpoints: the grant is unknown.
pub const UNSUPPORTED_GRANT_TYPE: &str = "unsupported_grant_type";
/// Token endpoints: the scope is unknown or not allowed.
pub const INVALID_SCOPE: &str = "invalid_scope";
