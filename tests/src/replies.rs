//! Hostile or invalid replies: R1 to R8.
#![allow(clippy::missing_panics_doc, reason = "a campaign that panics is a promise that does not hold")]

pub mod decode;
pub mod decompression_bombs;
pub mod interpretation;
pub mod invalid_bodies;
mod large_errors;
pub mod pagination;
pub mod samples;
pub mod size_limits;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "R1",
            "A reply is read up to a size cap (8 MiB; 64 KiB of an error); a compressed reply, which the \
             client never requests, is refused",
            "10 GiB declared, endless, gzip, brotli and zstd of about 1,000 to 1 and more: an error each, at \
             most 24 MiB more memory; 8 MB of words, objects, texts, members or levels in place of an error, by the five \
             vendors' clients: a short error each, at most as much",
            |scale| Box::pin(size_limits::caps(scale)),
        ),
        Promise::paused(
            "R2",
            "No bytes of a reply make a call panic",
            "samples of five vendors cut at every byte, every bit flipped, members duplicated, types swapped: \
             0 panics, each a value or a typed error",
            |scale| Box::pin(decode::any_bytes(scale)),
        ),
        Promise::paused(
            "R3",
            "A decode error contains operation, HTTP status and JSON path, and no value",
            "100 % contain operation and status, 100 % of the typed ones the path; 0 values, 0 keys of the input",
            |scale| Box::pin(decode::places(scale)),
        ),
        Promise::paused(
            "R4",
            "A body that ends early is never accepted as complete unless it decodes completely",
            "0",
            |scale| Box::pin(interpretation::early_ends(scale)),
        ),
        Promise::paused(
            "R5",
            "HTML, an empty body, the wrong type, 204 where data is required, and what no vendor sends (a text, a \
             script, a notice, a firewall's challenge), a listing without its list, an object without its id or name: \
             typed errors; a byte-order mark changes nothing",
            "the expected result for each of at least 25 bodies; of the five vendors' calls, with and without a \
             result: 0 that take a reply of a proxy for a success, or state that it was applied",
            |scale| Box::pin(invalid_bodies::bodies(scale)),
        ),
        Promise::paused(
            "R6",
            "A failure that the vendor reports inside a 200 is an error",
            "always, by the dialects of the five vendors, for operations with and without a result",
            |scale| Box::pin(interpretation::failures_inside(scale)),
        ),
        Promise::paused(
            "R7",
            "Unknown members and enum values are kept; a problem document with members of the wrong type still \
             yields the status, and its URLs are not fetched",
            "0 changed, 0 lost, 0 fatal",
            |scale| Box::pin(interpretation::unknown_things(scale)),
        ),
        Promise::paused(
            "R8",
            "A listing that repeats its cursor or does not end stops with an error; no page comes from another origin; \
             a page that is shorter than requested is not taken for the last one",
            "an error each, at most 10,000 pages, 0 requests to another origin; every item once from servers whose \
             maximum is smaller than the page size, and from servers without pages",
            |scale| Box::pin(pagination::listings(scale)),
        ),
    ]
}
