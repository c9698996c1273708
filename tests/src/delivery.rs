//! Delivery: what reaches the server, how often, and what the error says about it.
//!
//! D1, D2 and D4 look at the same runs: every kind of fault, so many times, over sockets.

mod abandoned_calls;
mod fault_matrix;
mod fixtures;
mod idle_connections;
mod random_scripts;
mod retry_unsent;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "D1",
            "a request that must be done once is never done twice",
            "0 duplicates; at least 40 kinds of faults x 1,000 runs, sockets",
            |scale| Box::pin(fault_matrix::duplicates(scale)),
        ),
        Promise::real(
            "D2",
            "an error that says \"not sent\" is right",
            "0 false in the runs of D1 and in 10,000 random byte-level scripts",
            |scale| Box::pin(random_scripts::false_not_sent(scale)),
        ),
        Promise::real(
            "D3",
            "work that was provably not sent is sent again",
            "1,000 of 1,000 succeed at the second attempt, for each of: name lookup, refused, connection \
             bound, TLS handshake bound, proxy's CONNECT, connection closed before the request was begun",
            |scale| Box::pin(retry_unsent::recovered(scale)),
        ),
        Promise::real(
            "D4",
            "nothing below the loop sends again",
            "never more requests at the server than attempts, and as many in 100 % of the runs in which \
             bytes arrived",
            |scale| Box::pin(fault_matrix::hidden(scale)),
        ),
        Promise::real(
            "D5",
            "writes do not meet a connection that the server is closing",
            "servers that close idle connections after 2 s or more (writes keep theirs for 1 s): 0 unknown \
             of 1,000 writes; below 1 s at most unknown, never a repeat; `fresh()`: 0 unknown at any time",
            |scale| Box::pin(idle_connections::survived(scale)),
        ),
        Promise::real(
            "D6",
            "a caller that goes away does not stop an exchange that replaces the session's token",
            "0 exchanges cut, 0 tokens lost, 0 sessions lost in 10,000 exchanges of which half lose their \
             caller, sockets",
            |scale| Box::pin(abandoned_calls::outlived(scale)),
        ),
    ]
}
