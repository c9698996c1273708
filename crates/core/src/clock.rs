//! Points in time that no timeout can push out of range.

use std::time::Duration;
use tokio::time::Instant;

/// `Instant + Duration` without the overflow that a very large timeout would cause.
pub fn later(at: Instant, by: Duration) -> Instant {
    /// Longer than any call, and still a time that every platform's clock can hold.
    const LONG: Duration = Duration::from_secs(30 * 365 * 86_400);
    at + by.min(LONG)
}
