//! Known codes of errors, for comparison with [`Error::code`](crate::Error::code).
//!
//! The list is open: the vendor publishes no complete one. KOBIL's own operations return the codes in capitals, the
//! operations of Keycloak those in lower case.

/// A required field is missing or has a wrong value.
pub const BAD_REQUEST: &str = "BAD_REQUEST";
/// The profile could not be changed; written with a blank.
pub const GENERAL_ERROR: &str = "GENERAL ERROR";
/// The token is missing, expired, or its account lacks the role.
pub const UNAUTHORIZED: &str = "Unauthorized";
/// No user of this name.
pub const USER_NOT_FOUND: &str = "USER_NOT_FOUND";
/// The user had no session that could be ended: treat this as done after a logout.
pub const USER_ALREADY_LOGGED_OUT: &str = "USER_ALREADY_LOGGED_OUT";
/// No device of this id.
pub const DEVICE_NOT_FOUND: &str = "DEVICE_NOT_FOUND";
/// No device of this id, as the deletion of a device returns it.
pub const DEVICEID_NOT_FOUND: &str = "DEVICEID_NOT_FOUND";
/// The id of a device cannot be read.
pub const DEVICE_PARAMETER_INVALID: &str = "DEVICE_PARAMETER_INVALID";
/// The device is in a state that forbids the operation.
pub const CONFLICT: &str = "CONFLICT";
/// No tenant of this name.
pub const TENANT_NOT_FOUND: &str = "TENANT_NOT_FOUND";

/// Keycloak: a wrong password, an account that may not log in, an expired code, a refresh token that is no longer valid.
pub const INVALID_GRANT: &str = "invalid_grant";
/// Keycloak: an unknown client or a wrong client secret.
pub const INVALID_CLIENT: &str = "invalid_client";
/// Keycloak: a wrong client secret, or a grant that this client may not use.
pub const UNAUTHORIZED_CLIENT: &str = "unauthorized_client";
/// Keycloak: the request cannot be read; in newer versions any refusal without a code of its own.
pub const INVALID_REQUEST: &str = "invalid_request";
/// Keycloak: an error of the server, for example when a user is created with a group that does not exist.
pub const UNKNOWN_ERROR: &str = "unknown_error";
