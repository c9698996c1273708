//! Reading the result of a command: reads lag behind commands.

use super::{Command, POLL_FIRST, POLL_SLOWEST, wait};
use crate::{Call, Client, dialect::failure};
use portcullis_core::{Delivery, Error, ErrorKind, Result};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

pub(super) async fn read_after<T, F>(
    client: Client,
    command: Command,
    bound: Duration,
    mut read: F,
) -> Result<T>
where
    T: DeserializeOwned,
    F: FnMut() -> Call<T> + Send,
{
    wait::needs_runtime()?;
    let began = Instant::now();
    Box::pin(wait::outcome(client.clone(), command.clone(), bound)).await?.into_result()?;
    let mut last = None;
    let seen =
        timeout(bound.saturating_sub(began.elapsed()), client.until_closed(visible(&mut read, &mut last)))
            .await;
    seen.unwrap_or_else(|_| {
        let id = &command.command_id;
        let text = format!("the command {id} succeeded, but its result was not visible within {bound:?}");
        let error = failure(ErrorKind::Timeout, text).with_delivery(Delivery::Applied);
        Err(match last {
            Some(failure) => error.with_source(failure.to_string()),
            None => error,
        })
    })
}

async fn visible<T: DeserializeOwned>(
    read: &mut impl FnMut() -> Call<T>,
    last: &mut Option<Error>,
) -> Result<T> {
    let mut pause = POLL_FIRST;
    loop {
        let error = match read().await {
            Err(error) if may_show_yet(&error) => error,
            other => return other,
        };
        let asked = error.retry_after().unwrap_or_default();
        *last = Some(error);
        sleep(pause.max(asked)).await;
        pause = (pause * 2).min(POLL_SLOWEST);
    }
}

/// For some seconds the engine does not return 200; the exact reply is not documented.
fn may_show_yet(error: &Error) -> bool {
    matches!(
        (error.kind(), error.status().map(|status| status.as_u16())),
        (ErrorKind::Api, Some(404 | 500..)) | (ErrorKind::Decode, Some(201..=299))
    )
}
