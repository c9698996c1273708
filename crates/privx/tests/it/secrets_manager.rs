//! The service `secrets-manager`.

mod host_secrets;
mod managed_accounts;
mod password_policies;
mod rotation;
mod script_templates;
mod target_domain_accounts;
mod target_domains;

use crate::support::reads_the_state;
use privx::{Client, Timestamp};

const DOMAINS: &str = "/secrets-manager/api/v1/targetdomains";

fn at(day: u8) -> Timestamp {
    format!("2031-01-0{day}T00:00:00Z").into()
}

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.secrets_manager().status().await;
    reads_the_state("secrets_manager.status", "GET /secrets-manager/api/v1/status", status).await;
}
