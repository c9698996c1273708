//! One connection that runs a script.

use super::{Act, Record, Script};
use std::io::{self, Read as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

/// Splits what arrives into requests.
struct RequestBuffer {
    record: Record,
    /// The bytes of the incomplete request.
    bytes: Vec<u8>,
    requests: usize,
    /// The last whole request.
    last: String,
    /// Its mark, unless it was rejected.
    mark: Option<String>,
    closed: bool,
}

/// Runs the script; what arrived unread when it ends is recorded too.
pub(super) async fn serve(mut socket: TcpStream, script: Script, record: Record) {
    let mut buffer = RequestBuffer {
        record,
        bytes: Vec::new(),
        requests: 0,
        last: String::new(),
        mark: None,
        closed: false,
    };
    let _ = run(&mut socket, &mut buffer, &script).await;
    if buffer.closed {
        // The peer has closed: with zero linger the port does not stay in TIME_WAIT.
        let _ = socket.set_zero_linger();
        return;
    }
    // Directly from the kernel: the runtime may not have reported the last bytes yet.
    let Ok(mut socket) = socket.into_std() else { return };
    let mut chunk = [0; 16 * 1024];
    while let Ok(n @ 1..) = socket.read(&mut chunk) {
        buffer.take(&chunk[..n]);
    }
}

async fn run(socket: &mut TcpStream, buffer: &mut RequestBuffer, script: &[Act]) -> io::Result<()> {
    let mut at = 0;
    while let Some(act) = script.get(at) {
        at += 1;
        let before = buffer.requests;
        match act {
            Act::Read => read(socket, buffer).await?,
            Act::Head => {
                while buffer.requests == before && head_end(&buffer.bytes).is_none() {
                    read(socket, buffer).await?;
                }
            }
            Act::Request => request(socket, buffer).await?,
            Act::Within(time) => match timeout(*time, request(socket, buffer)).await {
                Ok(read) => read?,
                Err(_) => return Ok(()),
            },
            Act::Early(time) => {
                let since = Instant::now();
                request(socket, buffer).await?;
                if since.elapsed() > *time {
                    return Ok(());
                }
            }
            Act::Write(bytes) => socket.write_all(bytes).await?,
            Act::Answer(answer) => socket.write_all(&answer(&buffer.last)).await?,
            Act::Trickle(bytes, each) => {
                for byte in bytes {
                    socket.write_all(&[*byte]).await?;
                    sleep(*each).await;
                }
            }
            Act::Repeat(bytes, times, each) => {
                for _ in 0..*times {
                    socket.write_all(bytes).await?;
                    if !each.is_zero() {
                        sleep(*each).await;
                    }
                }
            }
            Act::Pause(time) => sleep(*time).await,
            Act::Wait(gate) => gate.passed().await,
            Act::Open(gate) => gate.open(),
            Act::Stall => loop {
                read(socket, buffer).await?;
            },
            Act::Refuse => {
                let mark = buffer.mark.take();
                buffer.record.with(|seen| seen.refused.extend(mark));
            }
            Act::HalfClose => socket.shutdown().await?,
            Act::Reset => return socket.set_zero_linger(),
            Act::Again => at = 0,
        }
    }
    Ok(())
}

async fn request(socket: &mut TcpStream, buffer: &mut RequestBuffer) -> io::Result<()> {
    let before = buffer.requests;
    while buffer.requests == before {
        read(socket, buffer).await?;
    }
    Ok(())
}

async fn read(socket: &mut TcpStream, buffer: &mut RequestBuffer) -> io::Result<()> {
    let mut chunk = vec![0; 16 * 1024];
    let n = socket.read(&mut chunk).await?;
    if n == 0 {
        buffer.closed = true;
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    buffer.take(&chunk[..n]);
    Ok(())
}

impl RequestBuffer {
    fn take(&mut self, bytes: &[u8]) {
        self.record.with(|seen| {
            seen.bytes += bytes.len();
            seen.begun += usize::from(self.bytes.is_empty());
        });
        self.bytes.extend_from_slice(bytes);
        while let Some(length) = whole(&self.bytes) {
            let request: Vec<u8> = self.bytes.drain(..length).collect();
            self.last = String::from_utf8_lossy(&request).into_owned();
            self.requests += 1;
            let mark = mark(&self.last);
            self.mark = Some(mark.clone());
            self.record.with(|seen| {
                seen.whole.push(mark);
                seen.begun += usize::from(!self.bytes.is_empty());
            });
        }
    }
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// The length of the first request, if it is complete.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = head_end(bytes)?;
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let body = text.lines().find_map(|l| l.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    let length = head + body.unwrap_or(0);
    (bytes.len() >= length).then_some(length)
}

/// The last segment of the request's path.
fn mark(request: &str) -> String {
    let target = request.split(' ').nth(1).unwrap_or_default();
    target.rsplit('/').next().unwrap_or_default().to_owned()
}
