//! A TLS server in a separate process: its buffers in this process would contain the letters, too.

use super::{LONG, MASK, Masked};
use crate::{
    promise::{self, Measured},
    routing::{
        certificates::{Authority, acceptor},
        server::{Answer, Server},
    },
};
use portcullis_core::{ClientBuilder, Proxy, Trust};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, Command, Stdio},
};

/// The environment variable by which the child process gets the reply, masked.
const LETTERS: &str = "PORTCULLIS_TESTS_LETTERS";

/// The server's process; it ends when this is dropped.
pub(super) struct Peer {
    child: Child,
    port: u16,
    authority: String,
}

impl Peer {
    /// One that answers every request with these letters. `None` if the program is not built.
    pub(super) fn start(reply: &Masked) -> Option<Self> {
        let letters = String::from_utf8(reply.0.clone()).ok()?;
        let mut command = Command::new(promise::program()?);
        command.arg("S5").env(LETTERS, letters).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().ok()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
        let (port, authority) = serde_json::from_str(&line).ok()?;
        Some(Self { child, port, authority })
    }

    /// A client builder with the server's URL and CA.
    pub(super) fn client(&self) -> Option<ClientBuilder> {
        let trust = Trust::only_pem(&self.authority).ok()?;
        Some(ClientBuilder::new(format!("https://localhost:{}", self.port)).trust(trust).proxy(Proxy::None))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The reply of this process, if it is the server.
pub(in super::super) fn task() -> Option<String> {
    std::env::var(LETTERS).ok()
}

/// The server: prints its port and CA, and serves until its input is closed.
pub(in super::super) async fn serve(letters: &str) -> Measured {
    let text: String = letters.bytes().map(|b| char::from(b ^ MASK)).collect();
    let body = format!("{{\"password\":\"{text}\"}}");
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    let reply = [head, body].concat().into_bytes();
    let authority = Authority::new();
    let leaf = authority.issue(&["localhost"], |_| {});
    let server = Server::tls(acceptor(&leaf), move |_| Answer::Close(reply.clone())).await;
    let mut line = serde_json::to_vec(&(server.port, authority.pem())).unwrap();
    line.push(b'\n');
    std::io::stdout().write_all(&line).unwrap();
    let end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await;
    Measured::new(end.is_ok() && text.len() == LONG, format!("{} requests", server.requests()))
}
