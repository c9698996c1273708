//! Load: how often a client retries, how long it waits, and how fast it sends.

mod client_pause;
mod hostile_retry_after;
mod html_pages;
mod rate_plan;
mod retry_after;
mod retry_budget;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::paused(
            "L1",
            "A client has a retry budget",
            "1,000 calls against 503 at the same time: at most 1,010 sends; 100 s of outage at 10 calls/s: at \
             most 20 retries",
            retry_budget::l1,
        ),
        Promise::paused(
            "L2",
            "Backoff is full jitter",
            "draws per step: mean within 2 % of half the step, tenths filled evenly, none above the cap, none \
             the same in threads that start together",
            retry_budget::l2,
        ),
        Promise::paused(
            "L3",
            "A retry never comes before `Retry-After`, and a client never waits past its cap or the call's \
             timeout: instead the error returns at once with the delay",
            "10,000 random headers, some of a 429 on a write in the five vendors' dialects, and 2,000 HTML pages to \
             each of their clients: 0 early, 0 late, returns within 10 ms",
            retry_after::l3,
        ),
        Promise::paused(
            "L4",
            "A hostile `Retry-After` does no harm",
            "table of 30 inputs: 0 panics, the documented result each; with a 429 none stops the client for over 300 s",
            hostile_retry_after::l4,
        ),
        Promise::paused(
            "L5",
            "DigiCert's rate plan: at most 99 requests in any rolling 5 s and 995 in any rolling 180 s, \
             retries counted",
            "200 callers, 10,000 random schedules with cancellations: 0 violations, 0 slots lost to \
             cancellations; saturated use at least 99 % of the long limit; of the short one the guard of 250 \
             ms leaves 95.2 %: at least 95 %; slots that wait for a token count from the sending; DigiCert's own client has this plan, for \
             orders too",
            rate_plan::l5,
        ),
        Promise::paused(
            "L6",
            "Pacing never makes a call wait past its timeout: the call fails at once, with the delay until a \
             slot is free",
            "100 %",
            rate_plan::l6,
        ),
        Promise::paused(
            "L7",
            "After a 429 the whole client pauses as long as the server asked, not only that call",
            "100 callers, one 429 with 5 s: 0 sends in the 5 s and no call that waits longer, with and without a rate \
             plan, and for writes in the five vendors' dialects",
            client_pause::l7,
        ),
    ]
}
