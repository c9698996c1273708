//! Downloads that nobody reads, and calls beside them.

use crate::promise::{Measured, Scale};
use futures_util::future::join_all;
use portcullis_core::{Client, ClientBuilder, Download, ErrorKind, Result};
use portcullis_testkit::{Server, Step, wire::Plain};
use serde_json::{Value, json};
use std::time::Duration;

const LENGTH: usize = 1 << 20;
/// How many calls are made at a time.
const CALLS: usize = 64;

fn server() -> Server {
    let file = vec![7; LENGTH];
    Server::start(move |request, _| match request.path() {
        "/file" => Step::reply(200, &[], &file),
        _ => Step::json(200, &json!({"id": 1})),
    })
}

/// The first piece of a download, which is left there.
async fn unread(client: &Client) -> Result<Download> {
    let mut download = client.get("/file").download();
    download.try_next().await?;
    Ok(download)
}

/// Reads the rest.
async fn is_whole(download: Result<Download>) -> bool {
    let Ok(mut download) = download else { return false };
    while let Ok(Some(_)) = download.try_next().await {}
    download.received() == LENGTH as u64 && download.finish().await.is_ok()
}

/// What one round found.
#[derive(Debug, Default)]
struct Found {
    downloads: usize,
    calls: usize,
    calls_failed: usize,
    more: usize,
    not_paced: usize,
    not_whole: usize,
}

async fn round(places: usize, found: &mut Found) -> Result<()> {
    let server = server();
    let client = ClientBuilder::new(&*server.url).in_flight(places).timeout(Duration::from_secs(20));
    let client = client.build(Plain, None)?;
    let mut open = Vec::new();
    for _ in 0..places {
        open.push(unread(&client).await);
    }
    let calls = join_all((0..CALLS).map(|_| async { client.post("/u").call::<Value>().await.is_ok() })).await;
    found.calls += calls.len();
    found.calls_failed += calls.iter().filter(|done| !**done).count();
    let late = client.get("/file").download().timeout(Duration::from_millis(200)).try_next().await;
    found.more += 1;
    found.not_paced += usize::from(!late.is_err_and(|error| error.kind() == ErrorKind::Paced));
    // One waits for a place, which another gives back when it is dropped.
    let waits = client.clone();
    let waits = tokio::spawn(async move { unread(&waits).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    found.not_paced += usize::from(waits.is_finished());
    drop(open.pop());
    open.extend(waits.await.ok());
    found.downloads += open.len();
    let mut whole = 0;
    for download in open {
        whole += usize::from(is_whole(download).await);
    }
    found.not_whole += places - whole;
    Ok(())
}

pub(super) async fn n4(scale: Scale) -> Measured {
    let (mut found, mut error) = (Found::default(), None);
    for _ in 0..scale.pick(20, 1) {
        for places in [1, 4, 16] {
            error = round(places, &mut found).await.err().or(error);
        }
    }
    let Found { downloads, calls, calls_failed, more, not_paced, not_whole } = found;
    Measured::new(
        error.is_none() && calls > 0 && calls_failed + not_paced + not_whole == 0,
        format!(
            "{calls_failed} of {calls} calls failed beside as many unread downloads as there are places (1, 4, 16); \
             {not_paced} of {more} that were one too many did not wait; {not_whole} of {downloads} were not whole; {error:?}",
        ),
    )
}
