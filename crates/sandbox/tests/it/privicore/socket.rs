//! A websocket client without any library.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use portcullis_sandbox::Sandbox;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

async fn connect(sandbox: &Sandbox) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(sandbox.ca_pem().as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_root_certificates(roots).with_no_client_auth();
    let url: Uri = sandbox.details().privicore.ws_url.parse().unwrap();
    let stream = TcpStream::connect(("127.0.0.1", url.port_u16().unwrap())).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

/// One connection; it speaks text frames only.
pub struct Socket(TlsStream<TcpStream>);

impl Socket {
    pub async fn open(sandbox: &Sandbox) -> Self {
        let mut stream = connect(sandbox).await;
        let request = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                       sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        Self(stream)
    }

    pub async fn joined(sandbox: &Sandbox, token: &str) -> Self {
        let mut socket = Self::open(sandbox).await;
        socket.send(&join(token)).await;
        assert_eq!(socket.receive().await["status"], 200);
        socket
    }

    pub async fn send(&mut self, frame: &Value) {
        let payload = frame.to_string().into_bytes();
        // Text, masked, with a length of two bytes. A mask of zeros leaves the payload as it is.
        let mut bytes = vec![0x81, 0xfe];
        bytes.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(payload);
        self.0.write_all(&bytes).await.unwrap();
    }

    pub async fn receive(&mut self) -> Value {
        self.next().await.expect("an open socket")
    }

    pub async fn next(&mut self) -> Option<Value> {
        let kind = self.0.read_u8().await.ok()?;
        assert_eq!(kind, 0x81, "a whole text frame");
        let length = match self.0.read_u8().await.ok()? {
            126 => usize::from(self.0.read_u16().await.ok()?),
            127 => usize::try_from(self.0.read_u64().await.ok()?).unwrap(),
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        self.0.read_exact(&mut payload).await.ok()?;
        Some(serde_json::from_slice(&payload).unwrap())
    }

    /// The first message that tells how a command ended.
    pub async fn outcome(&mut self) -> Value {
        loop {
            let message = self.receive().await;
            if message["data"]["command_status"] != 1 {
                return message["data"].clone();
            }
        }
    }

    pub async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(150), self.next()).await.is_err()
    }
}

pub fn join(token: &str) -> Value {
    json!({ "action": "joinChannel", "correlationId": "c-1", "data": { "authorizationToken": token } })
}
