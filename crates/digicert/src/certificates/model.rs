//! Certificates as replies contain them.

use crate::{NoteId, RequestId, requests::RequestStatus, users::UserRef};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// A certificate chain item.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateChainItem {
    /// The subject common name.
    pub subject_common_name: Option<String>,
    /// Line ends may be CRLF.
    pub pem: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Answer of the revoke calls without skip_approval.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RevocationRequest {
    /// Request id.
    pub id: Option<RequestId>,
    /// The date.
    pub date: Option<Timestamp>,
    /// The type.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The status.
    pub status: Option<RequestStatus>,
    /// A person inside another object.
    pub requester: Option<UserRef>,
    /// The comments.
    pub comments: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A note.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Note {
    /// Absent for certificate notes.
    pub id: Option<NoteId>,
    /// The date created.
    pub date_created: Option<Timestamp>,
    /// The text.
    pub text: Option<String>,
    /// A person inside another object.
    pub user: Option<UserRef>,
    /// Members that this version does not know.
    pub extra: Extra,
}
