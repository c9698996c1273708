//! Files up and down, over real sockets where bytes matter and on paused time where schedules do.

mod lanes;
mod places;
mod sources;

use crate::support::{Scripted, Server, Step, body_in, client, http, reply, unsent};
use bytes::Bytes;
use portcullis_core::{
    Delivery, Error, ErrorKind, Evidence, Multipart, Result, Secret, Upload,
    http::{HeaderMap, StatusCode},
    transfer::{Parts, Sieve},
    transport::{Body, BodyStream, Incoming, TransportError},
};
use serde_json::{Value, json};
use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};
use tokio::net::TcpListener;

/// Yields these, one after the other.
struct Pieces(Vec<io::Result<Bytes>>);

impl futures_core::Stream for Pieces {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready((!self.0.is_empty()).then(|| self.0.remove(0)))
    }
}

fn pieces(texts: &[&'static str]) -> Pieces {
    Pieces(texts.iter().map(|t| Ok(Bytes::from_static(t.as_bytes()))).collect())
}

/// A server with one reply.
fn replies(body: &str) -> Server {
    Server::steps([Step::Send(http("200 OK", body).into())])
}

/// The bytes of the only request.
async fn only(server: &Server) -> Vec<u8> {
    let requests = server.received(1).await;
    assert_eq!(requests.len(), 1);
    requests[0].raw.clone()
}

fn split(bytes: &[u8]) -> (String, &[u8]) {
    let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    (String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase(), &bytes[at + 4..])
}

#[tokio::test]
async fn a_file_goes_up_as_it_is_read_with_its_length() {
    let mut content: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    content.extend_from_slice(b"THE END");
    let mut file = tempfile::tempfile().unwrap();
    io::Write::write_all(&mut file, &content).unwrap();
    io::Seek::rewind(&mut file).unwrap();
    let server = replies("{\"id\":7}");
    let upload = Upload::file(file).unwrap();
    let client = client(&server.url);
    let call = client.put("/f").upload("application/octet-stream", upload).pick("id").call::<u8>();
    assert_eq!(call.await.unwrap(), 7);
    let bytes = only(&server).await;
    let (head, body) = split(&bytes);
    assert!(head.contains(&format!("content-length: {}", content.len())), "{head}");
    assert!(head.contains("content-type: application/octet-stream"), "{head}");
    assert!(body == content, "{} bytes came", body.len());
}

#[tokio::test]
async fn without_a_length_it_goes_in_chunks() {
    let server = replies("{}");
    let client = client(&server.url);
    let upload = Upload::new(pieces(&["abc", "defg"]));
    client.post("/f").upload("text/plain", upload).call::<Value>().await.unwrap();
    let bytes = only(&server).await;
    let (head, body) = split(&bytes);
    assert!(head.contains("transfer-encoding: chunked") && !head.contains("content-length"), "{head}");
    assert_eq!(String::from_utf8_lossy(body), "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
}

#[tokio::test]
async fn a_form_has_its_fields_and_its_file() {
    let server = replies("{}");
    let client = client(&server.url);
    let form = Multipart::new().text("groupid", "9").secret("pass", &"s3cret-ü".into()).file(
        "upload",
        "a\"b\r\n.txt",
        b"content".to_vec(),
    );
    client.post("/f").multipart(form).call::<Value>().await.unwrap();
    let bytes = only(&server).await;
    let (head, body) = split(&bytes);
    let boundary = String::from_utf8_lossy(&bytes);
    let boundary = boundary.split_once("boundary=").unwrap().1.lines().next().unwrap();
    assert!(boundary.len() >= 40 && head.contains(&format!("content-length: {}", body.len())), "{head}");
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"groupid\"\r\n\r\n9\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"pass\"\r\n\r\ns3cret-ü\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a%22b%0D%0A.txt\"\r\n\
         Content-Type: application/octet-stream\r\n\r\ncontent\r\n--{boundary}--\r\n"
    );
    assert_eq!(String::from_utf8_lossy(body), expected);
}

#[tokio::test]
async fn what_a_form_sends_in_confidence_is_cut_out_of_the_answer() {
    let wire =
        Scripted::new(|_, _| async { reply(400, &json!({"code": "bad", "message": "s3cret-word is bad"})) });
    let form = Multipart::new().secret("pass", &"s3cret-word".into());
    let error = wire.client(None).post("/f").multipart(form).call::<Value>().await.unwrap_err();
    assert_eq!(error.message(), "*** is bad");
}

#[tokio::test]
async fn an_upload_that_was_begun_is_not_sent_again() {
    let server = Server::steps([Step::Close]);
    let call = client(&server.url).put("/f").idempotent().upload("text/plain", b"abc".to_vec());
    let error = call.call::<Value>().await.unwrap_err();
    assert_eq!((error.delivery(), error.attempts()), (Delivery::Unknown, 1));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_upload_of_which_nothing_was_taken_is_tried_again() {
    let got = Arc::new(Mutex::new(Vec::new()));
    let log = got.clone();
    let wire = Scripted::new(move |out, n| {
        let log = log.clone();
        async move {
            if n == 0 {
                return unsent();
            }
            let Some(Body::Stream { mut stream, length }) = out.body else { panic!("no stream") };
            while let Some(piece) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
                log.lock().unwrap().extend_from_slice(&piece.unwrap());
            }
            assert_eq!(length, Some(3));
            reply(200, &json!({}))
        }
    });
    wire.client(None).post("/f").upload("text/plain", b"abc".to_vec()).call::<Value>().await.unwrap();
    assert_eq!((wire.count(), got.lock().unwrap().as_slice()), (2, b"abc".as_slice()));

    // The same over a socket: no server listens there.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let call = client(&format!("http://{port}")).post("/f").upload("text/plain", b"abc".to_vec());
    let error = call.call::<Value>().await.unwrap_err();
    assert_eq!((error.delivery(), error.attempts()), (Delivery::NotSent, 3));
}

#[tokio::test]
async fn a_source_that_fails_or_lies_about_its_length_ends_the_request_half_way() {
    let broken = Pieces(vec![Ok(Bytes::from_static(b"abc")), Err(io::Error::other("disk on fire"))]);
    for (upload, what) in [
        (Upload::new(broken), "disk on fire"),
        (Upload::new(pieces(&["abc"])).length(4), "shorter"),
        (Upload::new(pieces(&["abc", "de"])).length(4), "longer"),
    ] {
        let server = Server::steps([Step::Close]);
        let call = client(&server.url).post("/f").upload("text/plain", upload).call::<Value>();
        let error = call.await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{error:?}");
        assert!(format!("{error:?}").contains(what), "{error:?}");
        // Perhaps nothing of it was sent at all.
        let requests = server.closed(1).await;
        assert!(requests.iter().all(|request| request.cut), "{:?}", server.texts());
    }
}

/// A body in these chunks, perhaps broken at the end.
fn body(chunks: &'static [&'static str], breaks: bool) -> BodyStream {
    let end = breaks.then(|| Err(TransportError::new(Evidence::NoStatus, "cut")));
    body_in(chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes()))).chain(end))
}

fn file(chunks: &'static [&'static str], breaks: bool) -> Result<Incoming, TransportError> {
    Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), body(chunks, breaks)))
}

#[tokio::test]
async fn a_file_comes_down_with_its_length_and_nothing_of_it_is_judged() {
    let content = "<html>not JSON".repeat(40_000);
    let server = Server::steps([Step::Send(http("200 OK", &content).into())]);
    let client = client(&server.url);
    let mut download = client.get("/f").download();
    let mut got = Vec::new();
    while let Some(bytes) = download.try_next().await.unwrap() {
        got.extend_from_slice(&bytes);
        assert_eq!(download.received(), got.len() as u64);
        assert_eq!(download.length(), Some(content.len() as u64));
    }
    assert!(got == content.as_bytes());
    assert_eq!(download.try_next().await.unwrap(), None);
    download.finish().await.unwrap();
    let whole = client.get("/f").download().bytes().await.unwrap();
    assert!(whole.expose_secret() == content.as_bytes());
    client.get("/f").header("accept", "image/png").download().finish().await.unwrap();
    let accepted =
        |request: &String| request.to_ascii_lowercase().split_once("accept: ").unwrap().1.to_owned();
    let accepted: Vec<_> = server.texts().iter().map(accepted).collect();
    assert!(accepted[0].starts_with("*/*\r\n") && accepted[2].starts_with("image/png\r\n"), "{accepted:?}");
}

#[tokio::test]
async fn before_the_first_byte_a_download_is_a_call_like_any_other() {
    let wire =
        Scripted::new(
            |_, n| async move { if n < 2 { reply(503, &json!({})) } else { file(&["abc"], false) } },
        );
    assert_eq!(wire.client(None).get("/f").download().bytes().await.unwrap().expose_secret(), b"abc");
    let wire = Scripted::new(|_, _| async { reply(404, &json!({"code": "missing", "message": "no"})) });
    let mut download = wire.client(None).get("/f").download();
    assert!(download.try_next().await.unwrap_err().is_not_found());
    assert_eq!(download.try_next().await.unwrap(), None);
    assert_eq!(download.finish().await.unwrap_err().kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn after_the_first_byte_a_failure_is_final() {
    let wire = Scripted::new(|_, _| async { file(&["abc", "def"], true) });
    let mut download = wire.client(None).get("/f").download();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "abc");
    assert_eq!(download.try_next().await.unwrap().unwrap(), "def");
    let error = download.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), wire.count()), (ErrorKind::Interrupted, 1, 1));
    // A body that breaks before its first byte has handed out nothing.
    let wire = Scripted::new(|_, n| async move { file(if n == 0 { &[] } else { &["abc"] }, n == 0) });
    assert_eq!(wire.client(None).get("/f").download().bytes().await.unwrap().expose_secret(), b"abc");
}

#[tokio::test]
async fn a_limit_ends_a_download() {
    let wire = Scripted::new(|_, _| async { file(&["abc", "def"], false) });
    let client = wire.client(None);
    assert_eq!(client.get("/f").download().limit(6).bytes().await.unwrap().expose_secret(), b"abcdef");
    let mut download = client.get("/f").download().limit(5);
    assert_eq!(download.try_next().await.unwrap().unwrap(), "abc");
    assert_eq!(download.try_next().await.unwrap_err().kind(), ErrorKind::Decode);
    let server = Server::steps([Step::Send(http("200 OK", "abcdef").into())]);
    let mut download = crate::support::client(&server.url).get("/f").download().limit(5);
    assert_eq!(download.try_next().await.unwrap_err().kind(), ErrorKind::Decode);
}

/// The file stands between the first two quotation marks.
#[derive(Default)]
struct Quoted(usize);

impl Sieve for Quoted {
    fn sift(&mut self, piece: &[u8], parts: &mut Parts<'_>) -> Result<()> {
        for byte in piece {
            match byte {
                b'!' => return Err(Error::new(ErrorKind::Decode, "no file can hold that")),
                b'"' => {
                    self.0 += 1;
                    parts.rest(b"\"");
                }
                other if self.0 == 1 => parts.file(&[*other]),
                other => parts.rest(&[*other]),
            }
        }
        Ok(())
    }
}

fn quoted() -> Box<dyn Sieve> {
    Box::new(Quoted::default())
}

#[tokio::test]
async fn a_file_inside_a_reply_is_sifted_out_and_the_rest_is_read() {
    let wire = Scripted::new(|_, _| async { file(&["[\"ab", "c", "de\"", ",{\"id\":", "5}]"], false) });
    let mut download = wire.client(None).get("/f").sifted::<(String, Value)>(quoted);
    let mut got = Vec::new();
    while let Some(bytes) = download.try_next().await.unwrap() {
        got.extend_from_slice(&bytes);
    }
    assert_eq!(got, b"abcde");
    assert_eq!(download.finish().await.unwrap(), (String::new(), json!({"id": 5})));

    let wire = Scripted::new(|_, _| async { file(&["[\"ab", "!"], false) });
    let mut download = wire.client(None).get("/f").sifted::<Value>(quoted);
    assert_eq!(download.try_next().await.unwrap().unwrap(), "ab");
    let error = download.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
}

#[tokio::test]
async fn the_rest_of_a_sifted_reply_stays_under_the_cap() {
    let wire = Scripted::new(|_, _| async { file(&["0123456789", "0123456789"], false) });
    let client = wire.shaped(None, |b| b.reply_cap(15));
    let error = client.get("/f").sifted::<Value>(quoted).finish().await.unwrap_err();
    assert_eq!((error.kind(), wire.count()), (ErrorKind::Decode, 1));
}

#[tokio::test]
async fn debug_shows_no_content() {
    let secret = Secret::from("s3cret-word");
    let form = Multipart::new().secret("p", &secret).file("f", "s3cret-word", b"s3cret-word".to_vec());
    let wire = Scripted::new(|_, _| async { file(&["s3cret-word"], false) });
    let download = wire.client(None).get("/f").download();
    for text in
        [format!("{form:?}"), format!("{:?}", Upload::from(b"s3cret-word".to_vec())), format!("{download:?}")]
    {
        assert!(!text.contains("s3cret"), "{text}");
    }
}
