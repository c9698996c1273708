//! Trust and routing: X1 to X7.
#![allow(clippy::missing_panics_doc, reason = "a campaign that panics is a promise that does not hold")]

pub mod certificates;
pub mod paths;
pub mod plain_http;
pub mod redirects;
pub mod server;
pub mod transport_settings;
pub mod trust;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "X1",
            "No redirect is followed",
            "301, 302, 303, 307, 308 to the same host, another host, another port, plain http: 0 requests to the target",
            |scale| Box::pin(redirects::targets(scale)),
        ),
        Promise::real("X2", "Plain http is refused, but for loopback", "100 %", |scale| {
            Box::pin(async move { plain_http::refused(scale) })
        }),
        Promise::real(
            "X3",
            "A server whose certificate is expired, not yet valid, of another host, of an unknown CA, self-signed, without names, a CA's own, or signed weakly gets nothing",
            "0 bytes of application data, `NotSent`, one connection, the reason in the error; a handshake that is never answered: the same, but tried again, since nothing was sent",
            |scale| Box::pin(trust::faults(scale)),
        ),
        Promise::real(
            "X4",
            "Trust is the system's, the system's and more, only what is given, or one exact leaf; there is no way to trust all",
            "the pinned leaf works, any other certificate of the same name and issuer is refused 100 %",
            |scale| Box::pin(trust::modes(scale)),
        ),
        Promise::real(
            "X5",
            "Values of path and query change neither route nor headers",
            "10,000 random values over a socket: the server sees exactly one segment, and the value",
            |scale| Box::pin(paths::values(scale)),
        ),
        Promise::real(
            "X6",
            "Every setting of the transport is made by hand: nothing that others turn on changes it",
            "a hook that turns on all that it can: X1 and the packed replies of R1 still hold, certificates are still checked",
            |scale| Box::pin(transport_settings::turned_on(scale)),
        ),
        Promise::paused(
            "X7",
            "A credential goes to the first origin and nowhere else",
            "10,000 hostile paths and server-given URLs: 0 requests with a credential outside the first origin",
            |scale| Box::pin(paths::origins(scale)),
        ),
    ]
}
