//! Timeouts and cancellation: one timeout for the whole call, and a caller that cancels breaks nothing that calls
//! share.

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
            "One timeout for the whole call: pacing, token, connection, all attempts, backoff, reading, decoding",
            "10,000 random fault schedules on paused time: 0 calls over it; 2,000 calls with a timeout of zero: 100 % \
             a timeout, unsent; 200 runs over sockets: at most 50 ms over it",
            call_timeout::t1,
        ),
        Promise::real(
            "T2",
            "Connecting has a timeout of its own that expires first, so that the error proves that nothing was sent",
            "silent TLS, full backlog, silent and refusing proxy, refused port: 100 % NotSent, also with an \
             attempt timeout set below the connect timeout (a timeout given to one call may still expire \
             earlier)",
            connect::t2,
        ),
        Promise::paused(
            "T3",
            "An attempt has its own timeout, which also ends a reply that only trickles",
            "one byte per 100 ms: every attempt ends after 20 s, to the millisecond",
            slow_replies::t3,
        ),
        Promise::paused(
            "T4",
            "Streams: the idle timeout counts only the time spent waiting for the peer",
            "slow consumer (pauses of 60 s), 1,000 runs: 0 false timeouts; stalled peer: ends in 30 s +- 1 s",
            transfers::t4,
        ),
        Promise::paused(
            "T5",
            "No attempt and no pause starts that cannot end usefully before the timeout",
            "in T1's schedules: 0 pauses past the timeout; 0 attempts begin after any wait with less than 500 \
             ms, or a tenth of the timeout, left",
            fault_schedules::t5,
        ),
        Promise::paused(
            "T6",
            "A token request has its own timeout, and a caller's shorter timeout ends only that caller's wait",
            "1,000 mixes: every caller whose timeout allows it gets the token of one request; a request that \
             stalls ends after 15 s for all callers, and the next call gets a token",
            token_requests::t6,
        ),
        Promise::paused(
            "T7",
            "Dropping any future at any await point leaves connection pool, pacer, token cache and session \
             lanes usable",
            "every poll index of calls, optional calls, lists and close, over plain, paced, token and session \
             clients, and over sockets: 0 blocked",
            cancellation::t7,
        ),
        Promise::paused(
            "T8",
            "A cancelled call never loses a replaced token",
            "100 calls of which 10 are cancelled, 10,000 schedules: 0 sessions lost",
            token_rotation::t8,
        ),
    ]
}
