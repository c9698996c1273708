//! The service `network-access-manager`: every operation, and the rules of its objects.

mod network_targets;

use crate::support::reads_the_state;
use privx::Client;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.network_access_manager().status().await;
    let line = "GET /network-access-manager/api/v1/status";
    reads_the_state("network_access_manager.status", line, status).await;
}
