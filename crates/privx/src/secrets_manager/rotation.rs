//! Waiting until a rotation ends.

use crate::watch::{self, Pace, Seen};
use portcullis_core::{Call, Client, Delivery, Error, Result, Timestamp};
use serde::de::DeserializeOwned;
use std::time::Duration;

const PACE: Pace = Pace { first: Duration::from_secs(1), slowest: Duration::from_secs(15), at_once: false };

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

/// Reads the state until the rotation has ended, at most this long.
pub(super) async fn watch<T: DeserializeOwned>(
    client: &Client,
    bound: Duration,
    read: impl FnMut() -> Call<T> + Send,
    mut ended: impl FnMut(&T) -> Option<RotationOutcome> + Send,
) -> Result<RotationOutcome> {
    let ended = |state| ended(&state);
    match watch::watch(client, PACE, watch::end(bound), read, ended).await {
        Ok(Seen::Reached(outcome)) => Ok(outcome),
        Ok(Seen::Bound(error)) => Ok(RotationOutcome::Pending { error }),
        // The read was refused, so the outcome of the rotation is not known.
        Err(error) => Err(error.with_delivery(Delivery::Unknown)),
    }
}
