//! Tokens and sessions: K1 to K11, on paused time over scripted transports.
//!
//! Every schedule is drawn from a generator that is seeded with `tally::SEED` and the schedule's number; a figure
//! that does not hold contains the first schedule that failed.

mod leader_failures;
mod refresh_tokens;
mod refused_credentials;
mod renewal_races;
pub(crate) mod restarts;
mod session_protocol;
mod session_rotation;
mod session_server;
mod shared_requests;
pub(crate) mod tally;
mod token_lifetime;
mod token_server;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::paused(
            "K1",
            "100 callers share one token request: at cold start, at expiry, shortly before it, and all with a \
             401 on the same token; also when some of them are cancelled",
            "exactly 1 token request each",
            |scale| Box::pin(shared_requests::one_request(scale)),
        ),
        Promise::paused(
            "K2",
            "A failed token request is shared",
            "100 waiters: 1 request, all get the error in one request's time",
            |scale| Box::pin(shared_requests::one_failure(scale)),
        ),
        Promise::paused(
            "K3",
            "A failed early renewal never discards a valid token",
            "0 in 10,000 schedules",
            |scale| Box::pin(renewal_races::failed_early_renewals(scale)),
        ),
        Promise::paused(
            "K4",
            "A cancelled leader, cancelled callers, a panic in the renewal and a dropped runtime block no other call",
            "0 blocked, 0 panics in callers, at most 1 extra request",
            |scale| Box::pin(leader_failures::nothing_blocks(scale)),
        ),
        Promise::paused(
            "K5",
            "A late 401 for an old token does not discard the new one",
            "0 in 10,000 schedules",
            |scale| Box::pin(renewal_races::late_refusals(scale)),
        ),
        Promise::paused(
            "K6",
            "A token's lifetime counts from before the token request, on the monotonic and on the wall clock; \
             a token is expired if it is by either clock",
            "random jumps of +-10 years and suspends: at most 1 extra request per jump, 0 uses of an expired token",
            |scale| Box::pin(token_lifetime::jumps(scale)),
        ),
        Promise::paused(
            "K7",
            "An invalid lifetime (missing, 0, negative, text, float, 2^64 and more) neither discards the token \
             nor causes a loop",
            "0 panics, 0 failed calls; a server that always sends 0: at most 60 token requests in 1,000 \
             virtual seconds",
            |scale| Box::pin(token_lifetime::invalid_lifetimes(scale)),
        ),
        Promise::paused(
            "K8",
            "A rotated token is adopted from error replies, replies over the size cap and replies that cannot \
             be decoded",
            "100 % of the replies whose token part is intact",
            |scale| Box::pin(session_rotation::adopted_from_anything(scale)),
        ),
        Promise::paused(
            "K9",
            "After a lost reply of a rotating session the client sends one probe, then continues or logs in \
             once; else the session has ended. No one-time code is sent twice",
            "at most 1 probe and 1 login per lost or missing reply, 0 logins while the session is valid, 0 \
             codes sent twice",
            |scale| Box::pin(session_rotation::lost_replies(scale)),
        ),
        Promise::paused(
            "K10",
            "A refresh token whose exchange has an unknown outcome is not sent again",
            "0 sent twice",
            |scale| Box::pin(refresh_tokens::refresh_tokens(scale)),
        ),
        Promise::paused(
            "K11",
            "A credential that the server rejected is not sent again until it is reset; a 401 on a token that \
             was fetched because of a 401 is final for that token's lifetime, unless the token has worked since: \
             after each restart of a server the calls go on",
            "10,000 calls: 1 login, by the clients of all five vendors; an account that lacks a role: 0 renewals of a \
             token that was itself fetched because of a 401; 2 to 4 restarts within one token's life, in the dialects of four vendors with 8 kinds \
             of login: 0 failed calls, 1 token request each",
            |scale| Box::pin(refused_credentials::refused_credentials(scale)),
        ),
    ]
}
