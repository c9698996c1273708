//! The service `authorizer`: certificate authorities, certificates, principals, access groups and accounts.

use portcullis_core::Client;

/// The service `authorizer`; made by [`Client::authorizer`](crate::Client::authorizer).
#[derive(Debug, Clone)]
pub struct Authorizer(pub(crate) Client);

impl Authorizer {}
