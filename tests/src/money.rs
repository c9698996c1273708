//! Money: M1 over sockets against the sandbox, which counts the orders, M2 on paused time over a scripted transport.
//!
//! M1 excludes what the documentation of `create_or_find` excludes: two callers at the same time with one reference, which
//! may both order, and a call that follows an interrupted one before the server is done with it. A caller waits a minute;
//! a run waits until the server has closed all connections.

mod callers;
mod once;
mod operations;
mod orders;
mod processes;
mod relay;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "M1",
            "`create_or_find` never orders twice, whatever is lost, also if its process is killed",
            "10,000 runs against the sandbox with random faults (resets before and after the order was applied, half a reply, \
             a page, 429, 5xx before and after the application, a late reply) and with futures that are dropped at every \
             poll, and 40 runs of a process that is killed between its requests and started again with the same reference: 0 \
             references with two orders, 0 without one that is paid once, by the sandbox's own count; 0 errors of a call \
             that ordered; a later call with the same reference finds the order",
            |scale| Box::pin(orders::placed_once(scale)),
        ),
        Promise::paused(
            "M2",
            "What costs money is sent at most once, over a connection of its own, unless the server provably did nothing",
            "every operation that the facts mark with `x-costs-money`, through each outcome of the first request and through \
             20,000 random sequences of outcomes: 0 requests after one that was neither unsent nor refused, 0 over a shared \
             connection; 0 operations without a test",
            |scale| Box::pin(once::sent_once(scale)),
        ),
    ]
}
