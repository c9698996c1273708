//! Waiting for a command: by the channel and by polling, whichever is first.

use super::{
    Command, CommandOutcome, CommandState, CommandStatus, Event, Listener, POLL_FIRST, POLL_SLOWEST,
};
use crate::{
    Client,
    dialect::{self, VENDOR, failure},
};
use portcullis_core::{ApiError, Delivery, Error, ErrorKind, Result, http::StatusCode};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// With a channel, polling is only a fallback.
const SAFETY_FIRST: Duration = Duration::from_secs(2);
const SAFETY_SLOWEST: Duration = Duration::from_secs(15);
/// The maximum pause that the engine can request.
const ASKED_SLOWEST: Duration = Duration::from_secs(30);
/// The number of consecutive replies without the command before it counts as unknown.
const MISSING: u32 = 3;

/// The results of the last polls, for the error at the timeout.
#[derive(Default)]
struct Last {
    state: Option<CommandState>,
    /// The failure of the last poll.
    failure: Option<Error>,
}

pub(super) fn needs_runtime() -> Result<()> {
    dialect::runtime().map_err(|error| error.with_delivery(Delivery::Unknown))
}

pub(super) async fn outcome(client: Client, command: Command, bound: Duration) -> Result<CommandOutcome> {
    needs_runtime()?;
    let mut last = Last::default();
    let outcome = timeout(bound, client.until_closed(settled(&client, &command, &mut last))).await;
    match outcome {
        Ok(Ok(Some(status))) if status.state == CommandState::Rejected => {
            let error = status.rejection(&command);
            Ok(CommandOutcome::Rejected { code: error.code().map(str::to_owned), error })
        }
        Ok(Ok(Some(status))) => Ok(CommandOutcome::Done(status)),
        Ok(Ok(None)) => Ok(CommandOutcome::Lost { error: unknown(&command) }),
        Ok(Err(error)) if error.kind() == ErrorKind::Input => Err(error),
        // The poll was refused, so the command's outcome is not known.
        Ok(Err(error)) => Err(error.with_delivery(Delivery::Unknown)),
        Err(_) => Ok(late(&command, bound, last)),
    }
}

fn late(command: &Command, bound: Duration, last: Last) -> CommandOutcome {
    let seen = last.state.as_ref().map(|state| format!("; last seen: {state}")).unwrap_or_default();
    let id = &command.command_id;
    if let Some(poll) = last.failure {
        let text =
            format!("the outcome of the command {id} is not known within {bound:?}: the polls failed{seen}");
        let error = failure(ErrorKind::Interrupted, text).with_source(poll.to_string());
        return CommandOutcome::NotKnown { error: error.with_delivery(Delivery::Unknown) };
    }
    let text = format!("the command {id} did not settle within {bound:?}{seen}");
    let error = failure(ErrorKind::Timeout, text).with_delivery(Delivery::Unknown);
    CommandOutcome::Held { state: last.state, error }
}

/// The final status, or nothing if the engine does not know the command.
async fn settled(client: &Client, command: &Command, last: &mut Last) -> Result<Option<CommandStatus>> {
    let mut listener = Listener::new(client, &command.command_id);
    let (mut pause, mut missing) = (None, 0);
    loop {
        let mut again = false;
        let asked = {
            let mut poll = pin!(client.poll(command));
            loop {
                match race(listener.next(), poll.as_mut()).await {
                    First::Left(Event::Settled(status)) => return Ok(Some(status)),
                    // The poll may be older than the channel.
                    First::Left(Event::Changed) => again = true,
                    First::Right(asked) => break asked,
                }
            }
        };
        let mut not_before = Duration::ZERO;
        match asked {
            Ok(status) if status.state.is_final() => return Ok(Some(status)),
            Ok(status) => {
                missing = if status.state == CommandState::NotFound { missing + 1 } else { 0 };
                if missing >= MISSING {
                    return Ok(None);
                }
                *last = Last { state: Some(status.state), failure: None };
            }
            Err(error) if error.is_transient() => {
                not_before = error.retry_after().unwrap_or_default().min(ASKED_SLOWEST);
                last.failure = Some(error);
            }
            Err(error) => return Err(error),
        }
        if again {
            pause = None;
            continue;
        }
        let (first, slowest) = if listener.is_joined() && missing == 0 {
            (SAFETY_FIRST, SAFETY_SLOWEST)
        } else {
            (POLL_FIRST, POLL_SLOWEST)
        };
        let next = pause.map_or(first, |pause: Duration| pause * 2).clamp(first, slowest);
        pause = Some(next);
        match race(listener.next(), sleep(next.max(not_before))).await {
            First::Left(Event::Settled(status)) => return Ok(Some(status)),
            First::Left(Event::Changed) => pause = None,
            First::Right(()) => {}
        }
    }
}

fn unknown(command: &Command) -> Error {
    let text = format!(
        "the engine has no command {}: it expired, failed, or belongs to another engine",
        command.command_id
    );
    let error = Error::api(StatusCode::NOT_FOUND, ApiError::new(text)).with_vendor(VENDOR);
    error.with_delivery(Delivery::Unknown)
}

pub(crate) enum First<A, B> {
    Left(A),
    Right(B),
}

pub(crate) async fn race<A, B>(left: impl Future<Output = A>, right: impl Future<Output = B>) -> First<A, B> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|cx| match left.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(First::Left(value)),
        Poll::Pending => right.as_mut().poll(cx).map(First::Right),
    })
    .await
}
