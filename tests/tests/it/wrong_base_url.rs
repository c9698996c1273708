//! A leaver job must not report success because its base URL is wrong.

use crate::clients;
use portcullis::{Error, digicert, midprovider, privicore, storedsafe};
use portcullis_sandbox::Sandbox;

fn not_missing<T: std::fmt::Debug>(vendor: &str, result: Result<Option<T>, Error>) {
    let error = result.unwrap_err();
    assert!(!error.is_not_found(), "{vendor}: {error}");
}

#[tokio::test]
async fn a_wrong_base_url_is_an_error_and_not_none() {
    let sandbox = Sandbox::start().await.unwrap();
    let details = sandbox.details();
    let trust = clients::trust(&sandbox);

    let client = clients::privx_builder(&sandbox, &details.privx.base_url).build().unwrap();
    let moved =
        clients::privx_builder(&sandbox, &format!("{}/moved", details.privx.base_url)).build().unwrap();
    let id = portcullis::privx::local_user_store::LocalUserId::from("0f7b9f42-0000-4000-8000-000000000000");
    assert!(client.local_user_store().users().delete(&id).optional().await.unwrap().is_none());
    not_missing("privx", moved.local_user_store().users().delete(&id).optional().await);

    let moved = clients::storedsafe_builder(&sandbox, &format!("{}/moved", details.storedsafe.base_url));
    let id = storedsafe::UserId::from("4711");
    not_missing("storedsafe", moved.build().unwrap().users().delete(&id).optional().await);

    let moved = digicert::Client::builder(format!("{}/moved", details.digicert.base_url));
    let moved = moved.api_key(details.digicert.api_key.as_str()).trust(trust.clone()).build().unwrap();
    let id = digicert::UserId::from("4711");
    assert!(clients::digicert(&sandbox).users().delete(&id).optional().await.unwrap().is_none());
    not_missing("digicert", moved.users().delete(&id).optional().await);

    let at = &details.midprovider;
    let name = midprovider::UserName::from("nobody");
    assert!(clients::ssms(&sandbox).users().delete(&name).optional().await.unwrap().is_none());
    assert!(clients::shift(&sandbox).users().delete(&name).optional().await.unwrap().is_none());
    for builder in [
        midprovider::Client::ssms(format!("{}/moved", at.ssms_base_url), &at.tenant),
        midprovider::Client::shift(format!("{}/moved", at.shift_base_url), &at.tenant),
        midprovider::Client::shift(&at.shift_base_url, "another-tenant"),
    ] {
        let moved = builder.bearer("a-token").trust(trust.clone()).build().unwrap();
        not_missing("midprovider", moved.users().delete(&name).optional().await);
    }

    let at = &details.privicore;
    let moved = privicore::Client::builder(format!("{}/moved", at.api_url)).token("a-token").trust(trust);
    let moved = moved.build().unwrap();
    // The API has no call that deletes a profile; a leaver job revokes its token.
    not_missing("privicore", moved.profile().revoke_token().optional().await);
}
