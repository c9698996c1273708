//! How many downloads a client makes at a time, and that calls have places of their own.

use super::file;
use crate::support::{Scripted, ok, reply};
use portcullis_core::{Client, Download, ErrorKind, Result, pacing::Limit};
use serde_json::Value;
use std::time::Duration;
use tokio::{task::JoinHandle, time::Instant};

/// Two downloads at a time; `/f` is a file in several pieces.
fn two(pacing: &[Limit]) -> Client {
    let wire = Scripted::new(|out, _| async move {
        match out.url.path() {
            "/f" => file(&["ab", "cd", "ef"], false),
            _ => reply(200, &ok()),
        }
    });
    wire.shaped(None, |builder| builder.in_flight(2).pacing(pacing.to_vec()))
}

/// A download of which one piece was read.
async fn unread(client: &Client) -> Download {
    let mut download = client.get("/f").download();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "ab");
    download
}

fn call(client: &Client) -> JoinHandle<Result<Value>> {
    tokio::spawn(client.get("/u").call())
}

#[tokio::test(start_paused = true)]
async fn unread_downloads_leave_calls_their_places() {
    let client = two(&[]);
    let _open = (unread(&client).await, unread(&client).await);
    let start = Instant::now();
    for _ in 0..5 {
        call(&client).await.unwrap().unwrap();
    }
    assert_eq!(Instant::now(), start);
}

#[tokio::test(start_paused = true)]
async fn one_more_download_waits_up_to_the_timeout_of_a_call() {
    let client = two(&[]);
    let (one, mut other) = (unread(&client).await, unread(&client).await);
    let start = Instant::now();
    let error = client.get("/f").download().try_next().await.unwrap_err();
    assert_eq!((error.kind(), start.elapsed()), (ErrorKind::Paced, Duration::from_secs(60)));
    assert!(error.message().contains("downloads"), "{error}");
    let download = client.get("/f").download().timeout(Duration::from_secs(1));
    assert_eq!(download.bytes().await.unwrap_err().kind(), ErrorKind::Paced);
    assert_eq!(start.elapsed(), Duration::from_secs(61));
    // One that is dropped, and one that is read, give their places back.
    let waits = client.clone();
    let waits = tokio::spawn(async move { unread(&waits).await });
    tokio::task::yield_now().await;
    assert!(!waits.is_finished());
    drop(one);
    let _third = waits.await.unwrap();
    while other.try_next().await.unwrap().is_some() {}
    let _fourth = unread(&client).await;
    assert_eq!(start.elapsed(), Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn downloads_that_wait_for_a_place_are_not_ahead_of_calls_in_the_rate_plan() {
    let client = two(&[Limit::new(4, Duration::from_secs(30))]);
    let _open = (unread(&client).await, unread(&client).await);
    let waiting: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get("/f").download().try_next().await.map(drop) })
        })
        .collect();
    tokio::task::yield_now().await;
    let start = Instant::now();
    call(&client).await.unwrap().unwrap();
    assert_eq!(Instant::now(), start);
    for download in waiting {
        assert_eq!(download.await.unwrap().unwrap_err().kind(), ErrorKind::Paced);
    }
}
