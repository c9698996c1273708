//! Connections to a server, directly or through an HTTP proxy.

use super::upgrade::HEAD_CAP;
use portcullis_core::transport::{Hop, PROXY_AUTHENTICATION};
use std::{io, pin::Pin};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_websockets::Connector;
use zeroize::Zeroizing;

pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A connection: TLS inside of TLS has the same type, and its code exists once.
pub(super) type Stream = Box<dyn Io>;

pub(super) async fn connect(host: &str, port: u16) -> io::Result<Stream> {
    let stream = TcpStream::connect((host, port)).await?;
    let _ = stream.set_nodelay(true);
    Ok(Box::new(stream))
}

/// The connection inside of TLS. Boxed, so that the handshake is compiled once for a proxy and for the server: 5 kB.
pub(super) fn secure<'a>(
    tls: &'a Connector,
    host: &'a str,
    stream: Stream,
) -> Pin<Box<dyn Future<Output = io::Result<Stream>> + Send + 'a>> {
    Box::pin(async move {
        let stream = tls.wrap(host, stream).await.map_err(io::Error::other)?;
        Ok(Box::new(stream) as Stream)
    })
}

/// A tunnel to `server`, a host and a port, through the proxy at the other end (RFC 9110, 9.3.6).
pub(super) async fn open(
    mut stream: Stream,
    proxy: &Hop,
    tls: &Connector,
    server: &str,
) -> io::Result<Stream> {
    if proxy.tls {
        stream = secure(tls, &proxy.host, stream).await?;
    }
    let credential = proxy.authorization.as_ref().map_or(&b""[..], |value| value.as_bytes());
    let name = if credential.is_empty() { "" } else { "\r\nProxy-Authorization: " };
    let request = ["CONNECT ", server, " HTTP/1.1\r\nHost: ", server, name].concat();
    let request = Zeroizing::new([request.as_bytes(), credential, b"\r\n\r\n"].concat());
    stream.write_all(&request).await?;
    stream.flush().await?;
    let mut head = Vec::new();
    // Byte by byte: what follows the head is the server's.
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == HEAD_CAP {
            return Err(io::Error::other("the head of its reply is too long"));
        }
        head.push(stream.read_u8().await?);
    }
    match status(&head) {
        Some(200..=299) => Ok(stream),
        Some(407) => Err(io::Error::other(PROXY_AUTHENTICATION)),
        Some(status) => Err(io::Error::other(format!("status {status}"))),
        None => Err(io::Error::other("its reply is not HTTP")),
    }
}

/// The status in the head of a reply; `None` if it is not HTTP.
pub(super) fn status(head: &[u8]) -> Option<u16> {
    let status = head.strip_prefix(b"HTTP/1.")?.get(2..5)?;
    std::str::from_utf8(status).ok()?.parse().ok()
}
