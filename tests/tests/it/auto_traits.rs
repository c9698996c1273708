//! Auto traits of every client and handle, checked by the compiler.

use portcullis::{
    Call, Error, Full, List, Optional, Secret, Trust, digicert, midprovider, privicore, privx, storedsafe,
};

fn is_send_sync<T: Send + Sync + 'static>() {}
fn is_clone<T: Send + Sync + Clone + 'static>() {}
fn is_send_unpin<T: Send + Unpin + 'static>() {}

#[test]
fn clients_and_handles_are_send_sync_and_clone() {
    is_clone::<privicore::Client>();
    is_clone::<privicore::Profile>();
    is_clone::<privicore::Utility>();
    is_clone::<privicore::Directories>();
    is_clone::<privicore::Commands>();
    is_clone::<privicore::Command>();
    is_clone::<storedsafe::Client>();
    is_clone::<storedsafe::Auth>();
    is_clone::<storedsafe::AuthInfo>();
    is_clone::<storedsafe::Users>();
    is_clone::<digicert::Client>();
    is_clone::<digicert::users::Users>();
    is_clone::<digicert::containers::Containers>();
    is_clone::<digicert::authorizations::Authorizations>();
    is_clone::<privx::Client>();
    is_clone::<privx::oauth::OAuth>();
    is_clone::<privx::local_user_store::LocalUsers>();
    is_clone::<midprovider::Client>();
    is_clone::<midprovider::auth::Auth>();
    is_clone::<midprovider::users::Users>();
    is_clone::<Secret>();
    is_clone::<Trust>();
    is_send_sync::<privicore::ClientBuilder>();
    is_send_sync::<storedsafe::ClientBuilder>();
    is_send_sync::<digicert::ClientBuilder>();
    is_send_sync::<privx::ClientBuilder>();
    is_send_sync::<midprovider::ClientBuilder>();
    is_send_sync::<Error>();
}

#[test]
fn calls_are_send_and_unpin() {
    is_send_unpin::<Call<storedsafe::User>>();
    is_send_unpin::<Optional<privx::local_user_store::LocalUser>>();
    is_send_unpin::<Full<digicert::users::UserDetail>>();
    is_send_unpin::<List<midprovider::users::KobilUser>>();
}
