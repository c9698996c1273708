//! The service `ssh-proxy`: the proxy for SSH connections.

use portcullis_core::Client;

/// The service `ssh-proxy`; made by [`Client::ssh_proxy`](crate::Client::ssh_proxy).
#[derive(Debug, Clone)]
pub struct SshProxy(pub(crate) Client);

impl SshProxy {}
