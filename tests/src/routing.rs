//! Certificates, routes and origins: X1 to X7.
#![allow(clippy::missing_panics_doc, reason = "a campaign that panics is a promise that does not hold")]

pub mod certificates;
mod links;
pub mod paths;
pub mod plain_http;
pub mod redirects;
pub mod server;
pub mod transport_settings;
pub mod trust;
mod values;

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "X1",
            "No redirect is followed",
            "301, 302, 303, 307, 308 to the same host, another host, another port, plain http: 0 requests to \
             the target",
            |scale| Box::pin(redirects::targets(scale)),
        ),
        Promise::real(
            "X2",
            "Plain http is refused, except to loopback, which no proxy of the environment reaches",
            "100 % of URLs, and of links, those to loopback too unless the client's own server is reached so; with \
             `HTTP_PROXY`, `HTTPS_PROXY` and `ALL_PROXY` in either case, 0 connections to the proxy by clients of \
             loopback, with and without TLS",
            |scale| Box::pin(plain_http::refused(scale)),
        ),
        Promise::real(
            "X3",
            "A server whose certificate is expired, not yet valid, of another host, of an unknown CA, \
             self-signed, without names, a CA's own, or weakly signed receives nothing",
            "0 bytes of application data, `NotSent`, one connection, the reason in the error; a handshake that \
             is never answered: the same, but tried again, since nothing was sent",
            |scale| Box::pin(trust::faults(scale)),
        ),
        Promise::real(
            "X4",
            "A client trusts the system's roots, these and given ones, given ones only, or one exact leaf; no \
             setting trusts all certificates",
            "the pinned leaf works, any other certificate of the same name and issuer is refused 100 %",
            |scale| Box::pin(trust::modes(scale)),
        ),
        Promise::real(
            "X5",
            "Values of path and query change neither route nor headers",
            "10,000 random values over a socket: the server receives exactly one segment with the value",
            |scale| Box::pin(values::values(scale)),
        ),
        Promise::real(
            "X6",
            "Every transport setting is explicit: features and defaults of other crates do not change it",
            "a hook that enables everything it can: X1 and the compressed replies of R1 still hold, \
             certificates are still verified",
            |scale| Box::pin(transport_settings::turned_on(scale)),
        ),
        Promise::paused(
            "X7",
            "A credential is sent to the first origin and nowhere else, but DigiCert's key to its Report Library, and mID \
             Provider's token to the hosts of its AST services, chats and files, which the builder names; a client \
             certificate to the client's own origins only",
            "10,000 hostile paths, headers and server-given URLs: 0 requests with a credential outside the first \
             origin, 0 with a header that routes; 0 client certificates along a link",
            |scale| Box::pin(paths::origins(scale)),
        ),
    ]
}
