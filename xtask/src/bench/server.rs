//! The benches' server while it serves, and what it counted.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;

use serde_json::Value;

use crate::Result;
use crate::shell::Cmd;
use crate::workspace::text_at;

/// A process of its own, ended with this value.
pub(crate) struct Server {
    child: Child,
    told: Value,
}

/// What it counted since it was started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) connections: u64,
    pub(crate) tokens: u64,
}

impl Server {
    /// Starts it on loopback.
    pub(crate) fn start(program: &Path, tls: bool) -> Result<Self> {
        let child = Cmd::new(program).arg("serve").args(tls.then_some("--tls")).start()?;
        let mut server = Self { child, told: Value::Null };
        let stdout = server.child.stdout.take().ok_or("the server has no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        server.told = serde_json::from_str(&line).map_err(|_| "the server did not say where it listens")?;
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        text_at(&self.told, "url")
    }

    /// The CA that signed it.
    pub(crate) fn ca(&self) -> &str {
        text_at(&self.told, "ca")
    }

    /// Its counters; asking does not change them.
    pub(crate) fn counts(&self) -> Result<Counts> {
        let mut socket = TcpStream::connect(text_at(&self.told, "control"))?;
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
