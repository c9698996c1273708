//! Sessions and tokens under load, counted by the server.

use crate::clients;
use portcullis::ErrorKind;
use portcullis_sandbox::{Sandbox, storedsafe::Rotation};
use std::time::Duration;

#[tokio::test]
async fn no_session_is_lost_if_storedsafe_invalidates_the_old_token_at_once() {
    let sandbox = Sandbox::builder().storedsafe_rotation(Rotation::ReplaceAtOnce).start().await.unwrap();
    let client = clients::storedsafe(&sandbox);
    client.auth().check().await.unwrap();
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.users().list())).collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    let cancelled: Vec<usize> = (0..10).map(|n| n * 10 + 5).collect();
    for n in &cancelled {
        calls[*n].abort();
    }
    for (n, call) in calls.into_iter().enumerate() {
        match call.await {
            Ok(result) => assert!(result.is_ok(), "call {n}: {result:?}"),
            Err(_) => assert!(cancelled.contains(&n)),
        }
    }
    client.users().list().await.unwrap();
    assert_eq!(sandbox.storedsafe().logins(), 1);
}

#[tokio::test]
async fn a_hundred_privx_calls_without_a_good_token_make_one_token_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    client.local_user_store().users().tags().all().await.unwrap();
    assert_eq!(sandbox.privx().token_requests(), 1);
    sandbox.privx().revoke_tokens();
    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(client.local_user_store().users().list().all())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(sandbox.privx().token_requests(), 2);

    // A new client has no token, as after expiry.
    let fresh = clients::privx(&sandbox);
    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(fresh.local_user_store().users().list().all())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(sandbox.privx().token_requests(), 3);
}

#[tokio::test]
async fn a_hundred_privx_calls_after_the_token_has_expired_make_one_token_request() {
    let sandbox = Sandbox::builder().privx_token_life(Duration::from_secs(3)).start().await.unwrap();
    let client = clients::privx(&sandbox);
    client.local_user_store().users().tags().all().await.unwrap();
    tokio::time::sleep(Duration::from_millis(3500)).await;
    // All calls must run within the three seconds of the new token, or the client needs another.
    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(client.local_user_store().users().tags().all())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(sandbox.privx().token_requests(), 2);
}

#[tokio::test]
async fn a_revoked_token_costs_one_renewal_and_one_resend() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    client.local_user_store().users().list().all().await.unwrap();
    sandbox.privx().revoke_tokens();
    let before = sandbox.requests(portcullis_sandbox::Vendor::PrivX).len();
    let new = portcullis::privx::local_user_store::LocalUser::new("asa");
    let full = client.local_user_store().users().create(&new).full().await.unwrap();
    assert_eq!(full.attempts, 2);
    assert_eq!(sandbox.requests(portcullis_sandbox::Vendor::PrivX).len() - before, 3);
}

#[tokio::test]
async fn a_rejected_credential_is_sent_once_in_a_thousand_calls() {
    let sandbox = Sandbox::start().await.unwrap();
    let at = &sandbox.details().privx;
    let client = portcullis::privx::Client::builder(&at.base_url)
        .api_client(&at.oauth_client_id, at.oauth_client_secret.as_str(), &at.api_client_id, "wrong")
        .trust(clients::trust(&sandbox))
        .build()
        .unwrap();
    for _ in 0..1000 {
        let error = client.local_user_store().users().tags().all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
    }
    assert_eq!(sandbox.privx().token_requests(), 1);

    let at = &sandbox.details().storedsafe;
    let client = portcullis::storedsafe::Client::builder(&at.base_url)
        .totp(&at.username, "wrong", at.apikey.as_str(), || async { Ok("123456".into()) })
        .trust(clients::trust(&sandbox))
        .build()
        .unwrap();
    for _ in 0..1000 {
        assert_eq!(client.users().list().await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!((sandbox.storedsafe().logins(), sandbox.storedsafe().failed_logins()), (0, 1));
}
