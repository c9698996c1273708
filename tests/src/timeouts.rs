//! Time: one bound for the whole call, and nothing that a caller does or leaves undone breaks what is
//! shared.

mod call_timeout;
mod cancellation;
mod connect;
mod fault_schedules;
pub(crate) mod fixtures;
mod slow_replies;
mod token_requests;
mod token_rotation;
mod transfers;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::paused(
            "T1",
            "One bound for the whole call: pacing, token, connection, all attempts, backoff, reading, decoding",
            "10,000 random fault schedules on paused time: 0 calls over; 200 runs over sockets: at most 50 ms over",
            call_timeout::t1,
        ),
        Promise::real(
            "T2",
            "Connecting has a bound of its own that ends first, so that its error keeps the proof that nothing was sent",
            "silent TLS, full backlog, silent and refusing proxy, refused port: 100 % NotSent, also with an \
             attempt's bound set below the connection's (a bound given to one call may still end it earlier)",
            connect::t2,
        ),
        Promise::paused(
            "T3",
            "An attempt has its own bound, and a reply that only trickles ends there",
            "one byte per 100 ms: every attempt ends after 20 s, to the millisecond",
            slow_replies::t3,
        ),
        Promise::paused(
            "T4",
            "Streams: the idle bound counts only the time spent waiting for the peer",
            "slow consumer (pauses of 60 s), 1,000 runs: 0 false alarms; stalled peer: ends in 30 s +- 1 s",
            transfers::t4,
        ),
        Promise::paused(
            "T5",
            "No attempt and no pause is started that cannot end usefully before the bound",
            "in T1's schedules: 0 pauses past the bound; 0 attempts begin after any wait with less than 500 ms, or a \
             tenth of the bound, left",
            fault_schedules::t5,
        ),
        Promise::paused(
            "T6",
            "A token request has its own bound, and a caller's shorter bound ends only that caller's wait",
            "1,000 mixes: everybody whose bound allows it gets the token of one request; a request that stalls \
             ends after 15 s for all, and the next call gets a token",
            token_requests::t6,
        ),
        Promise::paused(
            "T7",
            "Dropping any future at any await point leaves pool, pacer, token cache and lane usable",
            "every poll index of calls, options, lists and close, over plain, paced, token and session clients, \
             and over sockets: 0 wedges",
            cancellation::t7,
        ),
        Promise::paused(
            "T8",
            "A caller that goes away never loses a replaced token",
            "100 calls of which 10 go away, 10,000 schedules: 0 sessions lost",
            token_rotation::t8,
        ),
    ]
}
