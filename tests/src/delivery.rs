//! Delivery: what reaches the server, how often, and what the error reports about it.
//!
//! D1, D2 and D4 use the same runs: every kind of fault, repeated, over sockets.

mod abandoned_calls;
mod bulk_creates;
mod fault_matrix;
mod fixtures;
mod idle_connections;
mod random_scripts;
mod reads;
mod rejected_writes;
mod retry_unsent;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "D1",
            "A request that must be applied once is never applied twice",
            "0 duplicates; at least 40 kinds of faults x 1,000 runs, over sockets; a write that was rejected with 429 is \
             sent again and applied exactly once, in the dialects of the five vendors",
            |scale| Box::pin(fault_matrix::duplicates(scale)),
        ),
        Promise::real(
            "D2",
            "An error that reports \"not sent\" is right",
            "0 false in the runs of D1 and in 10,000 random byte-level scripts; by the five vendors' clients, 0 errors of \
             reads that report a possible change, 0 of writes that rule one out after the server may have had the request",
            |scale| Box::pin(random_scripts::false_not_sent(scale)),
        ),
        Promise::real(
            "D3",
            "A request that was provably not sent is sent again",
            "1,000 of 1,000 succeed at the second attempt, for each of: name lookup, connection refused, \
             connect timeout, TLS handshake timeout, proxy's CONNECT, connection closed before the request \
             began",
            |scale| Box::pin(retry_unsent::recovered(scale)),
        ),
        Promise::real(
            "D4",
            "Nothing below the retry loop sends a request again",
            "never more requests at the server than attempts; equally many in 100 % of the runs in which bytes arrived",
            |scale| Box::pin(fault_matrix::hidden(scale)),
        ),
        Promise::real(
            "D5",
            "Writes do not use a connection that the server is closing",
            "servers that close idle connections after 2 s or more (the client keeps those of writes for 1 s): \
             0 unknown of 1,000 writes; below 1 s at most unknown, never a duplicate; `fresh()`: 0 unknown at \
             any time",
            |scale| Box::pin(idle_connections::survived(scale)),
        ),
        Promise::real(
            "D6",
            "A cancelled call does not stop an exchange that replaces the session's token",
            "0 exchanges cut, 0 tokens lost, 0 sessions lost in 10,000 exchanges, half of them with a \
             cancelled caller, over sockets",
            |scale| Box::pin(abandoned_calls::outlived(scale)),
        ),
    ]
}
