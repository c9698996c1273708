//! Points in time that no bound can push out of range.

use std::time::Duration;
use tokio::time::Instant;

/// `Instant + Duration` without the overflow that a hostile or careless bound would cause.
pub(crate) fn later(at: Instant, by: Duration) -> Instant {
    /// Longer than any call, and still a time that every platform's clock can hold.
    const LONG: Duration = Duration::from_secs(30 * 365 * 86_400);
    at + by.min(LONG)
}
