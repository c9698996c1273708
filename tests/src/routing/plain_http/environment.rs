//! Calls of loopback in processes whose environment names a proxy.

use super::super::{
    certificates::{Authority, acceptor},
    server::{Answer, Server, json},
};
use crate::promise::{Measured, Scale, program};
use portcullis_core::{Call, Error, ErrorKind, Retry, Trust, http::Method};
use serde_json::Value;
use std::process::{Command, Stdio};

/// The environment variable by which the child process gets the server's URL.
const CHILD: &str = "PORTCULLIS_TESTS_LOOPBACK";
/// The one by which it gets the CA of the server with TLS.
const CA: &str = "PORTCULLIS_TESTS_LOOPBACK_CA";
const NAMES: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
const VENDORS: usize = 5;

/// The child: a call of each vendor's client, which must reach the server.
pub(super) async fn child() -> Option<Measured> {
    let url = std::env::var(CHILD).ok()?;
    let trust = Trust::only_pem(std::env::var(CA).unwrap()).unwrap();
    let mut failed = Vec::new();
    for (vendor, call) in calls(&url, &trust) {
        let outcome = match call {
            Ok(call) => call.await,
            Err(error) => Err(error),
        };
        // Not every vendor can read the reply.
        if outcome.is_err_and(|e| matches!(e.kind(), ErrorKind::Connect | ErrorKind::Config)) {
            failed.push(vendor);
        }
    }
    Some(Measured::new(failed.is_empty(), format!("not reached: {failed:?}")))
}

type Made = Result<Call<Value>, Error>;

fn calls(url: &str, trust: &Trust) -> [(&'static str, Made); VENDORS] {
    macro_rules! call {
        ($builder:expr) => {
            $builder
                .trust(trust.clone())
                .retry(Retry::none())
                .build()
                .map(|client| client.request(Method::GET, "/x").call::<Value>())
        };
    }
    [
        ("privx", call!(privx::Client::builder(url).bearer("t"))),
        ("privicore", call!(privicore::Client::builder(url).token("t"))),
        ("storedsafe", call!(storedsafe::Client::builder(url).token("t"))),
        ("digicert", call!(digicert::Client::builder(url).api_key("t"))),
        ("midprovider", call!(midprovider::Client::shift(url, "acme").bearer("t"))),
    ]
}

/// Calls, connections to the proxy, and what went wrong.
pub(super) async fn loopback(scale: Scale) -> (usize, usize, Vec<String>) {
    let Some(program) = program() else {
        return (0, 0, vec!["the program `promises` is not built: no process to measure".to_owned()]);
    };
    let ours = Authority::new();
    let tls = acceptor(&ours.issue(&["localhost", "127.0.0.1"], |_| {}));
    let plain = ("http", Server::start(|_| json("{}")).await);
    let servers = [plain, ("https", Server::tls(tls, |_| json("{}")).await)];
    // It refuses, so that a call that uses it ends at once.
    let refusal = |_: &str| Answer::Close(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".to_vec());
    let proxy = Server::start(refusal).await;
    let (mut calls, mut wrong) = (0, Vec::new());
    for (scheme, server) in servers.iter().cycle().take(scale.pick(20, 2)) {
        for host in ["127.0.0.1", "localhost"] {
            for is_upper in [true, false] {
                let before = server.requests();
                let mut command = Command::new(&program);
                command.arg("X2").env(CHILD, format!("{scheme}://{host}:{}", server.port));
                command.env(CA, ours.pem()).stderr(Stdio::null());
                for name in ["NO_PROXY", "no_proxy"] {
                    command.env_remove(name);
                }
                for name in NAMES {
                    let (set, unset) = (name.to_owned(), name.to_lowercase());
                    let (set, unset) = if is_upper { (set, unset) } else { (unset, set) };
                    command
                        .env_remove(unset)
                        .env(set, format!("http://user:canary@127.0.0.1:{}", proxy.port));
                }
                let output = tokio::task::spawn_blocking(move || command.output()).await;
                let text =
                    output.ok().and_then(Result::ok).map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
                let row = text.and_then(|t| serde_json::from_str::<Value>(t.trim()).ok()).unwrap_or_default();
                let made = server.requests() - before;
                calls += made;
                if made < VENDORS || row["held"] != true {
                    wrong.push(format!("{scheme}, {host}, {is_upper}: {made} calls, {row}"));
                }
            }
        }
    }
    (calls, proxy.connections(), wrong)
}
