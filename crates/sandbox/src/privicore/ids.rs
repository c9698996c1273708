//! Ids and points in time in the vendor's form.

use std::time::Duration;

use crate::{clock, random};

/// An id that looks like a time-ordered UUID and is none: its second group is one digit short, as in the vendor's
/// own sample.
pub(super) fn time_ordered_id() -> String {
    let time = format!("{:012x}", clock::unix().as_millis());
    let (high, low) = time.split_at_checked(8).unwrap_or((&time, ""));
    let low = low.get(..3).unwrap_or_default();
    format!("{high}-{low}-7{}-b{}-{}", random::hex(3), random::hex(3), random::hex(12))
}

/// A point in time the way the vendor writes it: RFC 3339 with a numeric offset.
pub(super) fn date_time(since_epoch: Duration) -> String {
    clock::rfc3339(since_epoch).replace('Z', "+00:00")
}
