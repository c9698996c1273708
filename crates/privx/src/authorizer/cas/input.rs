//! Which certificates of certificate authorities to return.

use crate::ids::AccessGroupId;
use portcullis_macros::Body;

/// Which certificates of certificate authorities to return.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct CaQuery {
    /// Only those of this access group.
    pub access_group_id: Option<AccessGroupId>,
    /// Only those in this state; which one applies without it is not documented.
    pub filter: Option<CaFilter>,
}

portcullis_core::open_enum! {
    /// The states of the certificates to return.
    CaFilter {
        /// Neither expired nor revoked.
        Valid = "valid",
        /// Valid or expired, and not revoked.
        IncludeInvalid = "include_invalid",
        /// In any state.
        All = "all",
    }
}
