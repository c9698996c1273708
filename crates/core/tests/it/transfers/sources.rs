//! Sources that have another length than was given, or fail: the server never gets a complete request.

use super::{Pieces, pieces, replies};
use crate::support::{Server, Step, client, http};
use bytes::Bytes;
use portcullis_core::{Delivery, ErrorKind, Multipart, Upload};
use serde_json::Value;
use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::oneshot;

const LONGER: &str = "longer than the length";
const SHORTER: &str = "shorter than the length";

fn failing(texts: &[&'static str]) -> Pieces {
    let mut all = pieces(texts);
    all.0.push(Err(io::Error::other("disk on fire")));
    all
}

fn file(content: &[u8]) -> (File, File) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    (File::open(file.path()).unwrap(), file.into_file())
}

/// A file that changes between the time at which its length was asked for and the time at which it is read.
fn changed(content: &[u8], change: impl FnOnce(&mut File)) -> Upload {
    let (read, mut write) = file(content);
    let upload = Upload::file(read).unwrap();
    change(&mut write);
    upload
}

/// What is wrong with each, and how it is reported.
fn wrong() -> Vec<(&'static str, Upload, &'static str)> {
    let block = vec![7; 64 * 1024];
    let of = |stream: Pieces, length| Upload::new(stream).length(length);
    let mut all = vec![
        ("shorter", of(pieces(&["abc"]), 4), SHORTER),
        ("nothing", of(pieces(&[]), 4), SHORTER),
        ("longer within a piece", of(pieces(&["abc", "de"]), 4), LONGER),
        ("longer by a piece", of(pieces(&["abcd", "e"]), 4), LONGER),
        ("longer after an empty piece", of(pieces(&["abcd", "", "e"]), 4), LONGER),
        ("longer than nothing", of(pieces(&["a"]), 0), LONGER),
        ("longer than nothing, later", of(pieces(&["", "a"]), 0), LONGER),
        ("fails before its end", of(failing(&["abc"]), 4), "disk on fire"),
        ("fails after its length", of(failing(&["abcd"]), 4), "disk on fire"),
        ("fails at the length of nothing", of(failing(&[]), 0), "disk on fire"),
        ("fails without a length", Upload::new(failing(&["abc"])), "disk on fire"),
        ("a reader that is longer", Upload::read(&b"abcde"[..]).length(4), LONGER),
        ("the longest length", of(pieces(&["abc"]), u64::MAX), SHORTER),
        ("a file that grew", changed(b"abc", |file| file.write_all(b"d").unwrap()), LONGER),
        ("a file that grew by a block", changed(&block, |file| file.write_all(&block).unwrap()), LONGER),
        ("an empty file that grew", changed(b"", |file| file.write_all(b"d").unwrap()), LONGER),
        ("a file that shrank", changed(b"abc", |file| file.set_len(2).unwrap()), SHORTER),
        ("a file that was emptied", changed(b"abc", |file| file.set_len(0).unwrap()), SHORTER),
    ];
    if let Ok(process) = File::open("/proc/self/status") {
        all.push(("a file that states no length", Upload::file(process).unwrap(), LONGER));
    }
    all
}

#[tokio::test]
async fn a_source_of_another_length_never_ends_as_a_success() {
    for multipart in [false, true] {
        for (name, upload, text) in wrong() {
            let server = replies("{}");
            let request = client(&server.url).post("/f");
            let request = if multipart {
                request.multipart(Multipart::new().text("a", "b").file("f", "n", upload))
            } else {
                request.upload("text/plain", upload)
            };
            let error = request.call::<Value>().await.expect_err(name);
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{name}");
            assert!(format!("{error:?}").contains(text), "{name}: {error:?}");
            assert!(server.requests().iter().all(|request| request.cut), "{name}: {:?}", server.texts());
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_regular_file_has_no_length_and_is_read_instead() {
    use std::os::fd::OwnedFd;
    let (reader, mut writer) = io::pipe().unwrap();
    let pipe = File::from(OwnedFd::from(reader));
    let error = Upload::file(pipe.try_clone().unwrap()).unwrap_err();
    assert!(error.to_string().contains("Upload::read"), "{error}");
    Upload::file(File::open("/dev/null").unwrap()).unwrap_err();
    Upload::file(File::open("/").unwrap()).unwrap_err();
    writer.write_all(b"from a pipe").unwrap();
    drop(writer);
    let server = replies("{}");
    client(&server.url).post("/f").upload("text/plain", Upload::read(pipe)).call::<Value>().await.unwrap();
    assert_eq!(server.received(1).await[0].body, b"from a pipe");
}

#[tokio::test]
async fn the_right_length_is_sent_whole_and_so_is_none() {
    let (mut read, _) = file(b"abcdef");
    let mut first = [0; 2];
    read.read_exact(&mut first).unwrap();
    for (upload, body) in [
        (Upload::file(file(b"abc").0).unwrap(), "abc"),
        (Upload::file(file(b"").0).unwrap(), ""),
        (Upload::new(pieces(&[])).length(0), ""),
        (Upload::new(pieces(&["", "ab", "", "c", ""])).length(3), "abc"),
        (Upload::read(read.take(3)).length(3), "cde"),
    ] {
        let server = replies("{}");
        let call = client(&server.url).post("/f").upload("text/plain", upload).call::<Value>();
        call.await.unwrap();
        let request = server.received(1).await.remove(0);
        assert_eq!(request.header("content-length"), Some(&*body.len().to_string()));
        assert_eq!(request.text(), body);
    }
}

/// Some bytes, then what the test sends.
struct Later(Option<Bytes>, oneshot::Receiver<Option<io::Result<Bytes>>>);

impl futures_core::Stream for Later {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.take() {
            Some(bytes) => Poll::Ready(Some(Ok(bytes))),
            None if self.1.is_terminated() => Poll::Ready(None),
            None => Pin::new(&mut self.1).poll(cx).map(Result::unwrap),
        }
    }
}

#[tokio::test]
async fn a_success_before_the_end_of_the_upload_is_none() {
    let ok = || Bytes::from(http("200 OK", "{}"));
    let wrong = || Some(Err(io::Error::other("disk on fire")));
    let more = || Some(Ok(Bytes::from_static(b"d")));
    for (step, last, text) in [
        (Step::Send(ok()), wrong(), "disk on fire"),
        (Step::Send(ok()), Some(Ok(Bytes::from_static(b"de"))), LONGER),
        (Step::Send(ok()), None, SHORTER),
        (Step::SendAndClose(ok()), more(), "before the end of the upload"),
        (Step::Send(ok()), more(), ""),
    ] {
        let server = Server::at(b"abc", step);
        let (sender, receiver) = oneshot::channel();
        let upload = Upload::new(Later(Some(Bytes::from_static(b"abc")), receiver)).length(4);
        let call = client(&server.url).post("/f").upload("text/plain", upload).call::<Value>();
        let call = tokio::spawn(call);
        server.received(1).await;
        // The server's reply may be on its way still: a source that goes on later changes nothing.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let _ = sender.send(last);
        let outcome = call.await.unwrap();
        if text.is_empty() {
            outcome.unwrap();
            continue;
        }
        let error = outcome.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "{error:?}");
        assert!(format!("{error:?}").contains(text), "{error:?}");
    }
}
