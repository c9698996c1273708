//! The form of the log of a channel.

use portcullis_macros::Body;

/// The form of the log of a channel.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct TrailLogOptions {
    /// The form of the log; which words are accepted is not documented.
    pub format: Option<String>,
    /// What the log includes; which words are accepted is not documented.
    pub filter: Option<String>,
}
