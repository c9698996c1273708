//! Which places in recordings to find.

use crate::{
    SortDirection,
    ids::{ChannelId, ConnectionId},
};
use portcullis_core::Timestamp;
use portcullis_macros::Body;

/// Which places in recordings to find.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct TranscriptSearch {
    /// Only those of this connection.
    pub connection_id: Option<ConnectionId>,
    /// Only those of this channel of it.
    pub channel_id: Option<ChannelId>,
    /// Only those of this protocol.
    pub protocol: Option<String>,
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only those from this time on.
    pub start_time: Option<Timestamp>,
    /// Only those up to this time.
    pub end_time: Option<Timestamp>,
    /// Only those from this position on: milliseconds from the start of the recording.
    pub start_position: Option<i64>,
    /// Only those up to this position: milliseconds from the start of the recording.
    pub end_position: Option<i64>,
    /// The direction of the order; the key is not documented.
    #[body(skip)]
    pub sort: Option<SortDirection>,
}

impl TranscriptSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: SortDirection) -> Self {
        self.sort = Some(sort);
        self
    }
}
