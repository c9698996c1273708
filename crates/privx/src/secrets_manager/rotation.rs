//! Waiting until a rotation ends.

use crate::dialect::VENDOR;
use portcullis_core::{
    Call, Client, Delivery, Error, ErrorKind, Result, Timestamp, runtime, transport::PROXY_AUTHENTICATION,
};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// The first pause between two reads; it doubles.
const FIRST: Duration = Duration::from_secs(1);
const SLOWEST: Duration = Duration::from_secs(15);

/// How a rotation ended, as far as it is known.
#[derive(Debug)]
#[non_exhaustive]
pub enum RotationOutcome {
    /// The password is new.
    #[non_exhaustive]
    Rotated {
        /// When it was rotated.
        at: Option<Timestamp>,
        /// The version of the secret; of a managed account only.
        version: Option<i64>,
    },
    /// The rotation failed, and the password is the old one. By its policy PrivX may repeat the rotation later.
    #[non_exhaustive]
    Failed {
        /// When it failed.
        at: Option<Timestamp>,
        /// Of a host, the server's text. Of a managed account, the word of its history, such as `ERROR`; after
        /// `MAX_ROTATION_RETRIES_ERROR` PrivX does not repeat the rotation (inferred).
        reason: Option<String>,
    },
    /// PrivX accepted the request, and within the bound the rotation was not seen to end. It goes on.
    #[non_exhaustive]
    Pending {
        /// The error of the last read, if it failed.
        error: Option<Error>,
    },
}

/// Checks that the waiting can work, before anything is sent.
pub(super) fn needs_runtime() -> Result<()> {
    runtime::check().map_err(|error| error.with_vendor(VENDOR))
}

/// Reads the state until the rotation has ended, at most this long.
pub(super) async fn watch<T: DeserializeOwned>(
    client: &Client,
    bound: Duration,
    mut read: impl FnMut() -> Call<T> + Send,
    mut ended: impl FnMut(&T) -> Option<RotationOutcome> + Send,
) -> Result<RotationOutcome> {
    let mut last = None;
    let reading = async {
        let mut pause = FIRST;
        loop {
            sleep(pause).await;
            let mut not_before = Duration::ZERO;
            match read().await {
                Ok(state) => {
                    last = None;
                    if let Some(outcome) = ended(&state) {
                        return Ok(outcome);
                    }
                }
                Err(error) if passes(&error) && !client.is_closed() => {
                    not_before = error.retry_after().unwrap_or_default();
                    last = Some(error);
                }
                // The read was refused, so the outcome of the rotation is not known.
                Err(error) => return Err(error.with_delivery(Delivery::Unknown)),
            }
            pause = (pause * 2).min(SLOWEST).max(not_before);
        }
    };
    match timeout(bound, Box::pin(reading)).await {
        Ok(outcome) => outcome,
        Err(_) => Ok(RotationOutcome::Pending { error: last }),
    }
}

/// Whether a failed read may succeed the next time.
fn passes(error: &Error) -> bool {
    match (error.kind(), error.status().map(|status| status.as_u16())) {
        // The same credential again can lock the proxy's account.
        (ErrorKind::Connect, _) => error.message() != PROXY_AUTHENTICATION,
        (ErrorKind::Api, Some(408 | 425 | 429 | 500..)) => true,
        (kind, _) => {
            matches!(kind, ErrorKind::Timeout | ErrorKind::Paced | ErrorKind::Interrupted | ErrorKind::Decode)
        }
    }
}
