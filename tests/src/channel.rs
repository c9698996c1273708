//! The websocket channel of Privicore over real sockets: W1 to W4.

mod dead_peer;
mod disconnect;
mod early_acknowledgement;
mod message_limits;
pub(crate) mod mock_engine;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "W1",
            "An acknowledgement lost with the socket is found by polling after the channel has rejoined",
            "the socket dropped at every message, once to three times, 1,000 runs: 0 waiters stuck; an outcome \
             is returned at most 2 s after the server has it",
            |scale| Box::pin(disconnect::w1(scale)),
        ),
        Promise::real(
            "W2",
            "An acknowledgement that arrives before the reply to its own request is kept",
            "1,000 of 1,000, with polls that never return the outcome",
            |scale| Box::pin(early_acknowledgement::w2(scale)),
        ),
        Promise::paused(
            "W3",
            "A dead peer is detected by ping and pong, and the channel reconnects with jitter, within the \
             waiter's own timeout",
            "paused time, dead after 0 to 2 pongs: detected at most 30 s after its last activity; pauses \
             within their steps (0.25 to 0.5 s after a good channel, then doubled from 1 s to 30 s) and not \
             alike; a wait ends at its timeout",
            |scale| Box::pin(dead_peer::w3(scale)),
        ),
        Promise::real(
            "W4",
            "Messages are capped (1 MiB), and so are waiters and early messages (1,024; 256 messages, 2 MiB)",
            "a flood of every type up to the cap, with 10,000 waiters and a reader that does not read: at most \
             4 MiB more than before it; every waiter, the 1,025th too, gets its outcome by polling",
            |scale| Box::pin(message_limits::w4(scale)),
        ),
    ]
}
