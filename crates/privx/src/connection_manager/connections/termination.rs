//! The end of a connection, with proof.

use super::{Connection, ConnectionStatus, Connections};
use crate::{
    dialect::VENDOR,
    ids::ConnectionId,
    watch::{self, Pace, Seen},
};
use portcullis_core::{Delivery, Error, ErrorKind, Result};
use std::time::Duration;

const PACE: Pace = Pace { first: Duration::from_millis(500), slowest: Duration::from_secs(5), at_once: true };
/// The request itself gets no more of a long bound than any other.
const REQUEST: Duration = Duration::from_secs(30);

/// What became of a connection whose end was requested.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Termination {
    /// It has ended: its state is [`Terminated`](ConnectionStatus::Terminated) or
    /// [`Disconnected`](ConnectionStatus::Disconnected). This is how it was last read.
    Ended(Box<Connection>),
    /// PrivX has no such connection any more.
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
    watch::needs_runtime()?;
    let end = watch::end(bound);
    let request = connections.terminate(id, reason).timeout(bound.min(REQUEST)).await;
    let doubt = match request {
        Ok(()) => None,
        Err(error) if error.delivery() == Delivery::Unknown => Some(error),
        Err(error) => return Err(error),
    };
    let mut status = None;
    let read = || connections.get(id).optional();
    let ended = |connection: Option<Connection>| match connection {
        Some(connection) if has_ended(&connection) => Some(Termination::Ended(Box::new(connection))),
        Some(connection) => {
            status = connection.status;
            None
        }
        None => Some(Termination::Gone),
    };
    let failure = match watch::watch(&connections.0, PACE, end, read, ended).await {
        Ok(Seen::Reached(outcome)) => return Ok(outcome),
        Ok(Seen::Bound(failure)) => failure,
        Err(error) => return Err(error.with_delivery(Delivery::Unknown)),
    };
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

fn has_ended(connection: &Connection) -> bool {
    matches!(connection.status, Some(ConnectionStatus::Terminated | ConnectionStatus::Disconnected))
}
