//! Transfers inside a session whose token every reply may replace.

use super::{file, pieces, quoted};
use crate::{
    sessions::Protocol,
    support::{Scripted, header, reply},
};
use bytes::Bytes;
use portcullis_core::{
    Client, Result, Upload,
    auth::session::Session,
    transport::{Body, BodyStream, TransportError},
};
use serde_json::{Value, json};
use std::{
    future::{pending, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// A server that replaces the token with every reply. `/f` is a file whose token comes after it; with `stall` it
/// never ends, and what is sent to it is not read.
fn vault(stall: bool) -> (Client, Arc<Mutex<Vec<String>>>) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let seen = log.clone();
    let wire = Scripted::new(move |out, n| {
        let path = out.url.path().to_owned();
        let token = header(&out, "x-token").unwrap_or("-");
        seen.lock().unwrap().push(format!("{path} {token}"));
        async move {
            match (path.as_str(), out.body) {
                ("/f", Some(Body::Stream { mut stream, .. })) if stall => {
                    let _piece = poll_fn(|cx| stream.as_mut().poll_next(cx)).await;
                    pending().await
                }
                ("/f", None) if stall => file(&["[\"ab", "cd"], false).map(|mut head| {
                    head.body = Box::pin(Then(head.body));
                    head
                }),
                ("/f", None) => file(&["[\"ab", "cd\",\"token\":\"t100\"]"], false),
                _ => reply(200, &json!({"token": format!("t{n}"), "id": 1})),
            }
        }
    });
    (wire.client(Some(Arc::new(Session::new(Protocol, None)))), log)
}

/// A body that falls silent where it would end.
struct Then(BodyStream);

impl futures_core::Stream for Then {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.as_mut().poll_next(cx) {
            Poll::Ready(None) => Poll::Pending,
            other => other,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_keeps_its_place_and_its_token_counts() {
    let (client, log) = vault(false);
    let mut download = client.get("/f").sifted::<Value>(quoted);
    assert_eq!(download.try_next().await.unwrap().unwrap(), "ab");
    let waiting = tokio::spawn(client.post("/u").call::<Value>());
    sleep(Duration::from_secs(40)).await;
    assert!(!waiting.is_finished());
    assert_eq!(download.try_next().await.unwrap().unwrap(), "cd");
    assert_eq!(download.try_next().await.unwrap(), None);
    waiting.await.unwrap().unwrap();
    assert_eq!(*log.lock().unwrap(), ["/login -", "/f t0", "/u t100"]);
}

#[tokio::test(start_paused = true)]
async fn a_transfer_that_is_dropped_frees_its_place_and_puts_the_token_in_doubt() {
    let (client, log) = vault(true);
    let mut download = client.get("/f").sifted::<Value>(quoted);
    assert_eq!(download.try_next().await.unwrap().unwrap(), "ab");
    drop(download);
    client.post("/u").call::<Value>().await.unwrap();
    assert_eq!(*log.lock().unwrap(), ["/login -", "/f t0", "/check t0", "/u t2"]);

    let (client, log) = vault(true);
    let upload = Upload::new(pieces(&["abc", "def"]));
    let call = client.post("/f").upload("text/plain", upload).call::<Value>();
    timeout(Duration::from_secs(1), call).await.unwrap_err();
    client.post("/u").call::<Value>().await.unwrap();
    assert_eq!(*log.lock().unwrap(), ["/login -", "/f t0", "/check t0", "/u t2"]);
}
