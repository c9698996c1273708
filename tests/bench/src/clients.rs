//! The clients that are compared: each makes the same calls with the same typed results.

pub(crate) mod own;
pub(crate) mod pooled;
pub(crate) mod raw;

use portcullis_core::{Trust, transport::client_config};
use tokio_rustls::rustls::ClientConfig;

use crate::Result;

/// What the clients that manage no token of their own send: as long as the server's.
const BEARER: &str = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2lnbmF0dXJl";

/// A client under measurement.
pub(crate) trait Client: Sized + 'static {
    /// Builds it; nothing is sent.
    fn new(url: &str, ca: Option<&[u8]>, in_flight: usize) -> Result<Self>;
    /// For one of several callers that share it.
    async fn caller(&self) -> Result<Self>;
    /// Creates a user or a host.
    async fn create(&mut self) -> Result;
    /// Reads one page and says how many items it has.
    async fn page(&mut self, size: usize) -> Result<usize>;
    /// Reads so many items page by page, each dropped before the next.
    async fn stream(&mut self, items: usize, size: usize) -> Result<usize> {
        let mut seen = 0;
        while seen < items {
            seen += self.page(size).await?;
        }
        Ok(seen)
    }
}

/// The same TLS settings for all; without a CA the system's, which a client of plain HTTP never asks.
fn tls(ca: Option<&[u8]>) -> Result<ClientConfig> {
    let trust = ca.map_or_else(|| Ok(Trust::system()), Trust::only_pem)?;
    Ok(client_config(&trust, None)?)
}
