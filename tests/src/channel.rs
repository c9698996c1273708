//! W: the websocket channel of Privicore, over real sockets.

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
            "An acknowledgement lost with the socket is found by polling after the channel was joined again",
            "the socket dropped at every message, once to three times, 1,000 runs: 0 waiters stuck; an outcome is known \
             at most 2 s after it is there",
            |scale| Box::pin(disconnect::w1(scale)),
        ),
        Promise::real(
            "W2",
            "An acknowledgement that comes before the reply of its own request is kept",
            "1,000 of 1,000, with polls that never tell",
            |scale| Box::pin(early_acknowledgement::w2(scale)),
        ),
        Promise::paused(
            "W3",
            "A dead peer is found by ping and pong, and the channel comes back with jitter, under the waiter's own bound",
            "paused time, dead after 0 to 2 pongs: found at most 30 s after its last sign of life; pauses within their \
             steps (0.25 to 0.5 s after a good channel, then doubled from 1 s to 30 s) and not alike; a wait ends with \
             its bound",
            |scale| Box::pin(dead_peer::w3(scale)),
        ),
        Promise::real(
            "W4",
            "Messages are capped (1 MiB), and those who wait and what came early are too (1,024; 256 messages, 2 MiB)",
            "a flood of every type up to the cap, over 10,000 waiters and a reader that does not read: at most 4 MiB \
             more than before it; every waiter, the 1,025th too, gets its outcome by polling",
            |scale| Box::pin(message_limits::w4(scale)),
        ),
    ]
}
