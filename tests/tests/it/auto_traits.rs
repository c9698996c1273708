//! What every client and handle can do, checked by the compiler.

use portcullis::{
    Call, Error, Full, List, Optional, Secret, Trust, digicert, midprovider, privicore, privx, storedsafe,
};

fn travels<T: Send + Sync + 'static>() {}
fn clones<T: Send + Sync + Clone + 'static>() {}
fn moves<T: Send + Unpin + 'static>() {}

#[test]
fn clients_and_handles_are_shared_freely() {
    clones::<privicore::Client>();
    clones::<privicore::Profile>();
    clones::<privicore::Utility>();
    clones::<privicore::Directory>();
    clones::<privicore::Commands>();
    clones::<privicore::Command>();
    clones::<storedsafe::Client>();
    clones::<storedsafe::Auth>();
    clones::<storedsafe::AuthInfo>();
    clones::<storedsafe::Users>();
    clones::<digicert::Client>();
    clones::<digicert::Users>();
    clones::<digicert::Containers>();
    clones::<digicert::Authorizations>();
    clones::<privx::Client>();
    clones::<privx::oauth::OAuth>();
    clones::<privx::local_user_store::LocalUsers>();
    clones::<midprovider::Client>();
    clones::<midprovider::Auth>();
    clones::<midprovider::Users>();
    clones::<Secret>();
    clones::<Trust>();
    travels::<privicore::ClientBuilder>();
    travels::<storedsafe::ClientBuilder>();
    travels::<digicert::ClientBuilder>();
    travels::<privx::ClientBuilder>();
    travels::<midprovider::ClientBuilder>();
    travels::<Error>();
}

#[test]
fn calls_go_wherever_futures_go() {
    moves::<Call<storedsafe::User>>();
    moves::<Optional<privx::local_user_store::LocalUser>>();
    moves::<Full<digicert::UserDetail>>();
    moves::<List<midprovider::KobilUser>>();
}
