//! A bulk job while the server limits its rate: 500 users are created in the sandbox, and others are read.

use crate::promise::Measured;
use portcullis_core::{Result, Trust};
use portcullis_sandbox::{Fault, Sandbox, Vendor};
use privx::local_user_store::{LocalUser, LocalUserId};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::JoinSet, time::Instant};

const CREATES: usize = 500;
const READS: usize = 100;
const REJECTED: usize = 30;
const USERS: &str = "/local-user-store/api/v1/users";

fn client(sandbox: &Sandbox) -> privx::Client {
    let at = &sandbox.details().privx;
    let (oauth, api) = (at.oauth_client_secret.as_str(), at.api_client_secret.as_str());
    privx::Client::builder(&at.base_url)
        .api_client(&at.oauth_client_id, oauth, &at.api_client_id, api)
        .trust(Trust::only_pem(sandbox.ca_pem()).unwrap())
        .build()
        .unwrap()
}

async fn create(client: privx::Client, name: String) -> Result<LocalUserId> {
    client.local_user_store().users().create(&LocalUser::new(name)).await
}

/// With `at_once` calls at a time. The first 30 requests are rejected with `Retry-After: 0`.
pub(super) async fn run(at_once: usize) -> Measured {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let known = create(client.clone(), "reader".into()).await.unwrap();
    for _ in 0..REJECTED {
        let fault = Fault::Throttled { status: 429, retry_after: Duration::ZERO };
        sandbox.fault_on(Vendor::PrivX, USERS, fault);
    }
    let start = Instant::now();
    let slots = Arc::new(Semaphore::new(at_once));
    let (mut creates, mut reads) = (JoinSet::new(), JoinSet::new());
    for n in 0..CREATES {
        let (client, slots) = (client.clone(), slots.clone());
        creates.spawn(async move {
            let _slot = slots.acquire().await;
            create(client, format!("user-{n}")).await
        });
    }
    for _ in 0..READS {
        let (call, slots) = (client.local_user_store().users().get(&known), slots.clone());
        reads.spawn(async move {
            let _slot = slots.acquire().await;
            call.await
        });
    }
    let (creates, reads) = (creates.join_all().await, reads.join_all().await);
    let total = start.elapsed();
    let ids: HashSet<_> = creates.iter().flatten().map(ToString::to_string).collect();
    let read = reads.iter().flatten().count();
    let users = client.local_user_store().users().list().all().await.map_or(0, |users| users.len());
    let rejected = sandbox.requests(Vendor::PrivX).iter().filter(|r| r.status == Some(429)).count();
    Measured::new(
        ids.len() == CREATES && users > CREATES && read == READS && rejected == REJECTED,
        format!(
            "{} of {CREATES} users created by PrivX's client, {at_once} calls at a time, and {read} of {READS} reads \
             beside them, with {rejected} replies 429 in {:.1} s",
            ids.len(),
            total.as_secs_f64()
        ),
    )
}
