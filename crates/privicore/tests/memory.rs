//! A large payload takes little memory, up and down: what it is encrypted and decrypted with included.
#![cfg(all(feature = "cipher", feature = "websocket", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed expectation of a test is a panic")]

use privicore::{Aes256Gcm, Client, Content, PayloadCipher as _, PayloadKey, Reservation, StreamAccess};
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// Without optimization less, or nobody would wait for it.
const LENGTH: u64 = if cfg!(debug_assertions) { 16 << 20 } else { 256 << 20 };
/// What the process may take more than before.
const MORE: u64 = 8 << 20;
const BLOCK: usize = 64 * 1024;

/// The most that the process ever took, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Counts what comes of an upload, or sends an encrypted payload of zeros.
async fn server(cipher: Aes256Gcm) -> (String, tokio::sync::mpsc::Receiver<u64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?auth=x", listener.local_addr().unwrap());
    let (tell, told) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (mut head, mut block) = (Vec::new(), vec![0; BLOCK]);
            let body = loop {
                let n = socket.read(&mut block).await.unwrap();
                head.extend_from_slice(&block[..n]);
                if let Some(at) = head.windows(4).position(|end| end == b"\r\n\r\n") {
                    break at + 4;
                }
            };
            if head.starts_with(b"POST") {
                let mut came = (head.len() - body) as u64;
                while came < LENGTH + 28 {
                    came += socket.read(&mut block).await.unwrap() as u64;
                }
                socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
                tell.send(came).await.unwrap();
                continue;
            }
            let length = LENGTH + 28;
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
            socket.write_all(head.as_bytes()).await.unwrap();
            let (mut pieces, mut out) = (cipher.encrypt().unwrap(), Vec::new());
            let zeros = vec![0; BLOCK];
            for _ in 0..LENGTH / BLOCK as u64 {
                out.clear();
                pieces.piece(&zeros, &mut out).unwrap();
                socket.write_all(&out).await.unwrap();
            }
            out.clear();
            pieces.end(&mut out).unwrap();
            socket.write_all(&out).await.unwrap();
        }
    });
    (url, told)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_payload_takes_little_memory() {
    let cipher = Aes256Gcm::new(PayloadKey::generate().unwrap());
    let (url, mut came) = server(cipher.clone()).await;
    let client = Client::builder("http://127.0.0.1:1").token("t").build().unwrap();
    let payloads = client.payloads(cipher);
    let before = peak();

    let reservation = Reservation::new("tmp-1").stream(url.as_str());
    let content = Content::read(io::Read::take(io::repeat(7), LENGTH)).length(LENGTH);
    let bound = Duration::from_secs(600);
    assert_eq!(payloads.hand_over(&reservation, content, bound).await.unwrap(), LENGTH);
    assert_eq!(came.recv().await, Some(LENGTH + 28));

    let download = client.data_tokens().stream_download(&StreamAccess::from(url.as_str()));
    let mut payload = payloads.decrypt_download(download).unwrap();
    let mut length = 0;
    while let Some(bytes) = payload.try_next().await.unwrap() {
        assert_eq!((bytes.first(), bytes.last()), (Some(&0), Some(&0)));
        length += bytes.len() as u64;
    }
    assert_eq!(length, LENGTH);
    let (more, whole) = (peak() - before, peak());
    assert!(more < MORE, "{more} bytes more than before");
    assert!(whole < 64 << 20, "{whole} bytes in all");
}
