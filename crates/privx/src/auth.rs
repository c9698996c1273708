//! The service `auth`: sessions, devices of the mobile app, and clients of identity providers.

use portcullis_core::Client;

/// The service `auth`; made by [`Client::auth`](crate::Client::auth).
#[derive(Debug, Clone)]
pub struct Auth(pub(crate) Client);

impl Auth {}
