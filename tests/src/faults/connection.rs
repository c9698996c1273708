//! One connection: a script at work.

use super::{Act, Ledger, Script};
use std::io::{self, Read as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

/// Cuts what arrives into requests.
struct Inbox {
    ledger: Ledger,
    /// What arrived of the request that is not whole yet.
    bytes: Vec<u8>,
    requests: usize,
    /// The last whole request.
    last: String,
    /// Its mark, unless it was refused.
    mark: Option<String>,
    closed: bool,
}

/// Runs the script; what arrived unread when it ends is written down too.
pub(super) async fn serve(mut socket: TcpStream, script: Script, ledger: Ledger) {
    let mut inbox =
        Inbox { ledger, bytes: Vec::new(), requests: 0, last: String::new(), mark: None, closed: false };
    let _ = follow(&mut socket, &mut inbox, &script).await;
    if inbox.closed {
        // The peer hears nothing any more: without a farewell no port is kept for a minute.
        let _ = socket.set_zero_linger();
        return;
    }
    // Straight from the kernel: the runtime may not know yet of what arrived last.
    let Ok(mut socket) = socket.into_std() else { return };
    let mut chunk = [0; 16 * 1024];
    while let Ok(n @ 1..) = socket.read(&mut chunk) {
        inbox.take(&chunk[..n]);
    }
}

async fn follow(socket: &mut TcpStream, inbox: &mut Inbox, script: &[Act]) -> io::Result<()> {
    let mut at = 0;
    while let Some(act) = script.get(at) {
        at += 1;
        let before = inbox.requests;
        match act {
            Act::Read => read(socket, inbox).await?,
            Act::Head => {
                while inbox.requests == before && head_end(&inbox.bytes).is_none() {
                    read(socket, inbox).await?;
                }
            }
            Act::Request => request(socket, inbox).await?,
            Act::Within(time) => match timeout(*time, request(socket, inbox)).await {
                Ok(read) => read?,
                Err(_) => return Ok(()),
            },
            Act::Early(time) => {
                let since = Instant::now();
                request(socket, inbox).await?;
                if since.elapsed() > *time {
                    return Ok(());
                }
            }
            Act::Write(bytes) => socket.write_all(bytes).await?,
            Act::Answer(answer) => socket.write_all(&answer(&inbox.last)).await?,
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
                read(socket, inbox).await?;
            },
            Act::Refuse => {
                let mark = inbox.mark.take();
                inbox.ledger.with(|seen| seen.refused.extend(mark));
            }
            Act::HalfClose => socket.shutdown().await?,
            Act::Reset => return socket.set_zero_linger(),
            Act::Again => at = 0,
        }
    }
    Ok(())
}

async fn request(socket: &mut TcpStream, inbox: &mut Inbox) -> io::Result<()> {
    let before = inbox.requests;
    while inbox.requests == before {
        read(socket, inbox).await?;
    }
    Ok(())
}

async fn read(socket: &mut TcpStream, inbox: &mut Inbox) -> io::Result<()> {
    let mut chunk = vec![0; 16 * 1024];
    let n = socket.read(&mut chunk).await?;
    if n == 0 {
        inbox.closed = true;
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    inbox.take(&chunk[..n]);
    Ok(())
}

impl Inbox {
    fn take(&mut self, bytes: &[u8]) {
        self.ledger.with(|seen| {
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
            self.ledger.with(|seen| {
                seen.whole.push(mark);
                seen.begun += usize::from(!self.bytes.is_empty());
            });
        }
    }
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// The length of the first request, if all of it is there.
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
