//! The service `connection-manager`: every operation, and what takes several calls.

mod connections;
mod sandbox;
mod termination;
mod trails;
mod ueba;

use crate::support::reads_the_state;
use privx::Client;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.connection_manager().status().await;
    let line = "GET /connection-manager/api/v1/status";
    reads_the_state("connection_manager.status", line, status).await;
}
