//! X2: URLs to which no credential may be sent, and loopback in an environment that names a proxy.

mod environment;

use super::links;
use crate::promise::{Measured, Scale};
use portcullis_core::{ClientBuilder, ErrorKind, Origin, Secret};
use portcullis_testkit::wire::Plain;

const REFUSED: [&str; 38] = [
    "http://api.example",
    "HTTP://api.example",
    " http://api.example ",
    "http://api.example:443",
    "http:api.example",
    "http:/api.example",
    "http://10.0.0.1",
    "http://192.168.1.1",
    "http://0.0.0.0",
    "http://169.254.169.254",
    "http://128.0.0.1",
    "http://[::]",
    "http://[fe80::1]",
    "http://[::ffff:10.0.0.1]",
    "http://localhost.example",
    "http://127.0.0.1.example",
    "http://localhost@api.example",
    "http://127.0.0.1@api.example",
    "http://127.0.0.1:80@api.example",
    "http://api.example/localhost",
    "http://api.example?localhost",
    "http://api.example#127.0.0.1",
    "http://xn--lcalhost-n1a",
    "http://l\u{14d}calhost",
    "http://localhost%2eexample",
    "ws://api.example",
    "ftp://api.example",
    "file:///etc/passwd",
    "data:text/plain,x",
    "//api.example",
    "https:api.example",
    "https:///api.example",
    "https:\\\\api.example",
    "https://api.exam\nple",
    "https://api.example//v1",
    "https://api.example/v1//",
    "https://https://api.example",
    "http://127.0.0.1:1//v1",
];

const ACCEPTED: [&str; 6] = [
    "http://127.0.0.1:1",
    "http://127.1.2.3",
    "http://localhost",
    "http://LOCALHOST:8080/base",
    "http://[::1]:9",
    "https://api.example",
];

type Builds = fn(&str) -> Result<(), ErrorKind>;

fn kind<T>(built: Result<T, portcullis_core::Error>) -> Result<(), ErrorKind> {
    built.map(|_| ()).map_err(|e| e.kind())
}

fn second_origin(url: &str) -> Result<(), ErrorKind> {
    let builder = ClientBuilder::new("https://first.example");
    kind(builder.origin(Origin::beside(0), Some(url.into())).build(Plain, None))
}

const CLIENTS: [(&str, Builds); 8] = [
    ("core", |url| kind(ClientBuilder::new(url).build(Plain, None))),
    ("a second origin", second_origin),
    ("privx", |url| kind(privx::Client::builder(url).bearer("t").build())),
    ("privicore", |url| kind(privicore::Client::builder(url).token("t").build())),
    ("storedsafe", |url| kind(storedsafe::Client::builder(url).token("t").build())),
    ("storedsafe, its other port", |url| {
        kind(storedsafe::Client::builder("https://first.example").token("t").mtls_url(url).build())
    }),
    ("digicert", |url| kind(digicert::Client::builder(url).api_key("t").build())),
    ("midprovider", |url| kind(midprovider::Client::shift(url, "acme").bearer("t").build())),
];

/// X2.
pub async fn refused(scale: Scale) -> Measured {
    if let Some(child) = environment::child().await {
        return child;
    }
    let (mut tried, mut wrong) = (0, Vec::new());
    for (name, build) in CLIENTS {
        for url in REFUSED {
            tried += 1;
            if build(url) != Err(ErrorKind::Config) {
                wrong.push(format!("{name} accepts {url}"));
            }
        }
        wrong.extend(
            ACCEPTED.iter().filter(|url| build(url).is_err()).map(|url| format!("{name} refuses {url}")),
        );
    }
    for url in [
        "ws://engine.example",
        "http://engine.example",
        "ws://127.0.0.1.example",
        "ws://localhost@engine.example",
    ] {
        tried += 1;
        let builder =
            privicore::Client::builder("https://first.example").token(Secret::from("t")).ws_url(url);
        if kind(builder.build()) != Err(ErrorKind::Config) {
            wrong.push(format!("the websocket accepts {url}"));
        }
    }
    let plain = |url: &&&str| !url.starts_with("https");
    let never: Vec<&str> = REFUSED[..REFUSED.len() - 1].iter().filter(plain).copied().collect();
    let loopback: Vec<&str> = ACCEPTED.iter().filter(plain).copied().collect();
    let (links, followed) = links::followed(&never, &loopback).await;
    wrong.extend(followed);
    let refused = tried - wrong.len();
    let (calls, proxied, lost) = environment::loopback(scale).await;
    wrong.extend(lost);
    Measured::new(
        wrong.is_empty() && proxied == 0 && calls > 0,
        format!(
            "{refused} of {tried} unsafe URLs refused by 5 vendors' builders, core's, other origins' and the \
             websocket's; {links} links followed or refused by where the client's own server is; {proxied} connections to the proxy of the environment in {calls} calls of loopback by \
             5 vendors' clients; wrong: {wrong:?}"
        ),
    )
}
