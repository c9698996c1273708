//! The order of a listing.

use portcullis_macros::Body;

/// The order of a listing. Without a key the server chooses one.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct Sort {
    /// The name of the member to sort by, as it is on the wire. Which ones are accepted is not documented.
    #[body(name = "sortkey")]
    pub key: Option<String>,
    /// The direction; ascending unless set.
    #[body(name = "sortdir")]
    pub direction: Option<SortDirection>,
}

portcullis_core::open_enum! {
    /// The order of a listing.
    SortDirection {
        /// Smallest first.
        Ascending = "ASC",
        /// Largest first.
        Descending = "DESC",
    }
}
