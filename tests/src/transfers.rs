//! Files and memory: uploads whose sources have another length than was given, and downloads that nobody reads.

mod unread_downloads;
mod wrong_lengths;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "N3",
            "An upload whose source has another length than was given, has none, or fails, never ends as a success",
            "for each such source (streams, real files, `/proc`, pipes, sockets), sent plain and as a form, by core, \
             StoredSafe and Privicore: 0 end as a success, 0 complete requests at the server; each of the right \
             length is sent whole",
            |scale| Box::pin(wrong_lengths::n3(scale)),
        ),
        Promise::real(
            "N4",
            "Unread downloads do not hold up calls, and are bounded",
            "beside as many unread downloads as calls in flight are allowed (1, 4, 16): every call succeeds; one more \
             download waits, and is `Paced` at its timeout; a place that is given back is used, and all end whole",
            |scale| Box::pin(unread_downloads::n4(scale)),
        ),
    ]
}
