//! What `#[derive(Record)]`, `#[derive(Body)]` and `#[derive(Reply)]` of `portcullis-macros` stand on.
//!
//! A record is an object that is read, changed and written back whole: nothing in it may get lost on the way.

mod collect;
mod masks;
mod member;
mod read;
mod reading;
mod reply;
mod write;

pub use masks::is_mask;
pub use member::Member;
#[doc(hidden)]
pub use read::{put, read};
#[doc(hidden)]
pub use reading::{Names, Reading};
pub use reply::Lenient;
#[doc(hidden)]
pub use reply::{Reply, Shown, fill, one_reply, read_reply, required, value};
#[doc(hidden)]
pub use write::{Exposed, Flat, Writing, Written, exposed, new};

#[doc(hidden)]
pub use serde_json::Value;

use crate::{Error, Input, Result};

/// What is read, created and written back as a whole. Written by `#[derive(Record)]`.
pub trait Record: Member + Input + serde::Serialize {
    /// The field that holds a masked value (`***`), if one does.
    fn mask(&self) -> Option<&'static str>;

    /// The id that the server gave it; empty if none.
    #[allow(clippy::unnecessary_literal_bound, reason = "the derive returns the record's own")]
    fn own_id(&self) -> &str {
        ""
    }
}

/// Refuses masks.
#[doc(hidden)]
pub fn unmasked(record: &impl Record) -> Result<()> {
    record.mask().map_or(Ok(()), |field| {
        Err(Error::input(field, "holds a masked value: supply the value or drop it with `drop_masked`"))
    })
}
