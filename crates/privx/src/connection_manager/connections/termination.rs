//! The end of a connection, with proof.

use super::{Connection, ConnectionStatus, Connections};
use crate::{dialect::VENDOR, ids::ConnectionId};
use portcullis_core::{Delivery, Error, ErrorKind, Result, runtime, transport::PROXY_AUTHENTICATION};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// The pause after the first read.
const FIRST: Duration = Duration::from_millis(500);
/// The longest pause.
const SLOWEST: Duration = Duration::from_secs(5);
/// The longest pause that the server can request.
const ASKED_SLOWEST: Duration = Duration::from_secs(30);
/// The request itself gets no more of a long bound than any other.
const REQUEST: Duration = Duration::from_secs(30);

/// What became of a connection whose end was requested.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Termination {
    /// It has ended: its state is [`Terminated`](ConnectionStatus::Terminated) or
    /// [`Disconnected`](ConnectionStatus::Disconnected). This is how it was last read.
    Ended(Box<Connection>),
    /// PrivX does not know the connection any more.
    Gone,
    /// It was not seen to end within the bound, and may end later.
    #[non_exhaustive]
    Open {
        /// The state that was read last; `None` if no read succeeded.
        status: Option<ConnectionStatus>,
        /// Why there is no proof: a [`Timeout`](ErrorKind::Timeout), or the failure of the request if its reply was lost
        /// and it may never have come. The source is the failure of the last read, if it failed.
        error: Error,
    },
}

pub(super) async fn ended(
    connections: &Connections,
    id: &ConnectionId,
    reason: &str,
    bound: Duration,
) -> Result<Termination> {
    runtime::check().map_err(|error| error.with_vendor(VENDOR))?;
    let started = Instant::now();
    let request = connections.terminate(id, reason).timeout(bound.min(REQUEST)).await;
    let doubt = match request {
        Ok(()) => None,
        Err(error) if error.delivery() == Delivery::Unknown => Some(error),
        Err(error) => return Err(error),
    };
    let (mut status, mut failure) = (None, None);
    let left = bound.saturating_sub(started.elapsed());
    let following = follow(connections, id, &mut status, &mut failure);
    if let Ok(outcome) = timeout(left, following).await {
        return outcome;
    }
    let error = doubt.unwrap_or_else(|| {
        let text = format!("the connection did not end within {bound:?}");
        Error::new(ErrorKind::Timeout, text).with_vendor(VENDOR).with_delivery(Delivery::Unknown)
    });
    let error = match failure {
        Some(read) => error.with_source(read.to_string()),
        None => error,
    };
    Ok(Termination::Open { status, error })
}

/// Reads the connection until it has ended.
async fn follow(
    connections: &Connections,
    id: &ConnectionId,
    status: &mut Option<ConnectionStatus>,
    failure: &mut Option<Error>,
) -> Result<Termination> {
    let mut pause = FIRST;
    loop {
        let mut not_before = Duration::ZERO;
        match connections.get(id).await {
            Ok(connection) if has_ended(&connection) => {
                return Ok(Termination::Ended(Box::new(connection)));
            }
            Ok(connection) => (*status, *failure) = (connection.status, None),
            Err(error) if error.is_not_found() => return Ok(Termination::Gone),
            Err(error) if passes(&error) => {
                not_before = error.retry_after().unwrap_or_default().min(ASKED_SLOWEST);
                *failure = Some(error);
            }
            Err(error) => return Err(error.with_delivery(Delivery::Unknown)),
        }
        sleep(pause.max(not_before)).await;
        pause = (pause * 2).min(SLOWEST);
    }
}

fn has_ended(connection: &Connection) -> bool {
    matches!(connection.status, Some(ConnectionStatus::Terminated | ConnectionStatus::Disconnected))
}

/// Whether a read that failed may succeed the next time.
fn passes(error: &Error) -> bool {
    match (error.kind(), error.status().map(|status| status.as_u16())) {
        // The same credential again can lock the proxy's account.
        (ErrorKind::Connect, _) => error.message() != PROXY_AUTHENTICATION,
        (ErrorKind::Api, Some(408 | 425 | 429 | 500..)) => true,
        // Of a closed client, nothing is sent.
        (ErrorKind::Interrupted, _) => error.delivery() != Delivery::NotSent,
        (kind, _) => matches!(kind, ErrorKind::Timeout | ErrorKind::Paced | ErrorKind::Decode),
    }
}
