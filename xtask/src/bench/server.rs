//! The server of the benches while it runs, and its counters.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use serde_json::Value;
use xshell::Cmd;

use crate::Result;
use crate::process::start;
use crate::workspace::text_at;

/// A process of its own, killed on drop.
pub(crate) struct Server {
    child: Child,
    /// Its first line: where it listens.
    address: Value,
}

/// What it counted since its start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) connections: u64,
    pub(crate) tokens: u64,
}

impl Server {
    /// Starts it on loopback.
    pub(crate) fn start(program: Cmd<'_>, tls: bool) -> Result<Self> {
        let child = start(program.arg("serve").args(tls.then_some("--tls")))?;
        let mut server = Self { child, address: Value::Null };
        let stdout = server.child.stdout.take().ok_or("the server has no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        server.address = serde_json::from_str(&line).map_err(|_| "the server's first line is not JSON")?;
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        text_at(&self.address, "url")
    }

    /// The CA that signed it.
    pub(crate) fn ca(&self) -> &str {
        text_at(&self.address, "ca")
    }

    /// Its counters; reading does not change them.
    pub(crate) fn counts(&self) -> Result<Counts> {
        let mut socket = TcpStream::connect(text_at(&self.address, "control"))?;
        socket.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut reply = String::new();
        socket.read_to_string(&mut reply)?;
        let (_, body) = reply.split_once("\r\n\r\n").ok_or("the server's counters have no body")?;
        let counts: Value = serde_json::from_str(body)?;
        let count = |name: &str| counts.get(name).and_then(Value::as_u64).ok_or("a counter is missing");
        Ok(Counts { connections: count("connections")?, tokens: count("tokens")? })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
