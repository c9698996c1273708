//! Replies to the handshake that open no websocket.

use super::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

type Reply = fn(String) -> Vec<u8>;

/// The head of a good reply to this request.
async fn upgrade(request: &[u8]) -> String {
    let (mut ours, theirs) = duplex(64 * 1024);
    ours.write_all(request).await.unwrap();
    let _socket = ServerBuilder::new().accept(theirs).await.unwrap();
    let mut head = vec![0; 4096];
    let length = ours.read(&mut head).await.unwrap();
    String::from_utf8(head[..length].to_vec()).unwrap()
}

/// Connects to a server that makes its reply from a good one, and then sends `endless` until the client is gone.
async fn connect(reply: Reply, endless: &'static [u8]) -> (Disconnect, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await.unwrap());
        }
        let reply = reply(upgrade(&request).await);
        stream.write_all(&reply).await.unwrap();
        while !endless.is_empty() && stream.write_all(endless).await.is_ok() {}
        // Until the client is gone.
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        rest.len()
    });
    let client = Client::builder("http://127.0.0.1:1").token("T-1").build().unwrap();
    let core = portcullis_core::ClientBuilder::new("http://127.0.0.1:1");
    let mut endpoint = Endpoint::new(core.socket(&url).unwrap());
    let (long, short) = (Duration::from_secs(60), Duration::from_millis(300));
    endpoint.timing = Timing { connect: long, join: short, ping: long, pong: long };
    let down = endpoint.run(&client.core, &client.shared.session, &Notes::default()).await;
    drop(endpoint);
    (down, server.await.unwrap())
}

fn without(head: &str, name: &str) -> Vec<u8> {
    let is_kept = |line: &&str| !line.to_ascii_lowercase().starts_with(name);
    head.split_inclusive("\r\n").filter(is_kept).collect::<String>().into_bytes()
}

fn with(head: &str, line: &str) -> Vec<u8> {
    head.replacen("\r\n", &format!("\r\n{line}\r\n"), 1).into_bytes()
}

#[tokio::test]
async fn a_reply_that_is_no_upgrade_is_an_error_of_the_right_kind() {
    use ErrorKind::{Api, Connect, Decode};
    let cases: [(&str, Reply, ErrorKind, &str); 18] = [
        ("redirect", |_| b"HTTP/1.1 302 Found\r\nLocation: wss://evil.example/\r\n\r\n".into(), Api, "302"),
        ("error", |_| b"HTTP/1.1 503 Service Unavailable\r\n\r\n{}".into(), Api, "503"),
        ("refusal", |_| b"HTTP/1.1 401 Unauthorized\r\n\r\n".into(), Api, "401"),
        ("page", |_| b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>".into(), Decode, "200"),
        ("no HTTP", |_| b"SSH-2.0-OpenSSH_9.9\r\n\r\n".into(), Decode, "not HTTP"),
        ("early end", |_| b"HTTP/1.1 101 Switching".into(), Connect, "websocket"),
        ("no Upgrade", |head| without(&head, "upgrade"), Decode, "not an upgrade"),
        ("no Connection", |head| without(&head, "connection"), Decode, "not an upgrade"),
        ("no accept", |head| without(&head, "sec-websocket-accept"), Decode, "not an upgrade"),
        ("h2c", |head| head.replace("websocket", "h2c").into_bytes(), Decode, "not an upgrade"),
        (
            "close",
            |head| head.replace("Upgrade\r\n", "close\r\n").replace("upgrade\r\n", "close\r\n").into_bytes(),
            Decode,
            "not an upgrade",
        ),
        (
            "another hash",
            |head| {
                let head = without(&head, "sec-websocket-accept");
                with(&String::from_utf8(head).unwrap(), "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
            },
            Decode,
            "Accept",
        ),
        // The library panics when it decodes a longer one.
        (
            "long hash",
            |head| {
                let head = without(&head, "sec-websocket-accept");
                with(&String::from_utf8(head).unwrap(), &format!("Sec-WebSocket-Accept: {}", "A".repeat(400)))
            },
            Decode,
            "not an upgrade",
        ),
        (
            "two hashes",
            |head| with(&head, &format!("sec-websocket-ACCEPT: {}", "A".repeat(400))),
            Decode,
            "not an upgrade",
        ),
        (
            "two hashes",
            |head| {
                let end = format!("\r\nsec-websocket-ACCEPT: {}\r\n\r\n", "A".repeat(32));
                head.replacen("\r\n\r\n", &end, 1).into_bytes()
            },
            Decode,
            "not an upgrade",
        ),
        (
            "a hidden end",
            |head| {
                let line = format!("X: 1\nSec-WebSocket-Accept: {}\n\nX: 2", "A".repeat(400));
                with(&head, &line)
            },
            Decode,
            "parsed",
        ),
        ("many headers", |head| with(&head, &["X: 1"; 100].join("\r\n")), Decode, "websocket"),
        ("long", |head| with(&head, &["X: ", &"y".repeat(8192)].concat()), Decode, "too long"),
    ];
    for (name, reply, kind, words) in cases {
        // What ends early must end: all others wait for the client.
        let (down, sent) = if kind == Connect { (half(reply).await, 0) } else { connect(reply, b"").await };
        let Disconnect::Lost(actual, text) = down else { panic!("{name}") };
        assert_eq!((actual, sent), (kind, 0), "{name}: {text}");
        assert!(text.contains(words) && text.contains("websocket"), "{name}: {text}");
    }
}

/// A server that closes the connection after its reply.
async fn half(reply: Reply) -> Disconnect {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await.unwrap();
        stream.write_all(&reply(String::new())).await.unwrap();
        stream.shutdown().await.unwrap();
    });
    let client = Client::builder("http://127.0.0.1:1").token("T-1").build().unwrap();
    let core = portcullis_core::ClientBuilder::new("http://127.0.0.1:1");
    let endpoint = Endpoint::new(core.socket(&url).unwrap());
    endpoint.run(&client.core, &client.shared.session, &Notes::default()).await
}

#[tokio::test]
async fn a_head_without_an_end_is_read_up_to_its_limit() {
    for start in [
        (|_| b"HTTP/1.1 101 Switching Protocols\r\nX: ".to_vec()) as Reply,
        |_| b"HTTP/1.1 200 OK\r\n".to_vec(),
        |_| Vec::new(),
    ] {
        let (down, _) = connect(start, &[b'x'; 1000]).await;
        let Disconnect::Lost(kind, text) = down else { panic!("another reason") };
        assert_eq!(kind, ErrorKind::Decode, "{text}");
        assert!(text.contains("too long"), "{text}");
    }
}

#[tokio::test]
async fn frames_that_follow_the_head_at_once_are_read() {
    let (down, sent) =
        connect(|head| [head.as_bytes(), b"\x81\x1c{\"data\":{\"nothing\":\"known\"}}"].concat(), b"").await;
    // The join was sent, and has no reply.
    let Disconnect::Lost(kind, text) = down else { panic!("another reason") };
    assert!(kind == ErrorKind::Timeout && sent > 0, "{text}");
}
