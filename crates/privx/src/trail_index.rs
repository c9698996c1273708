//! The service `trail-index`: the index of what was typed and shown in connections.

use portcullis_core::Client;

/// The service `trail-index`; made by [`Client::trail_index`](crate::Client::trail_index).
#[derive(Debug, Clone)]
pub struct TrailIndex(pub(crate) Client);

impl TrailIndex {}
