//! The jobs of the book's chapter on PrivX, as they stand there, against the sandbox.

use crate::clients;
use portcullis::privx::{
    Client, LocalUserId, RoleHandle, RoleId, Secret, Trust,
    authorizer::LoanEnd,
    role_store::{Role, SourceRule, UserSearch},
    vault::{SecretData, VaultSecret},
};
use portcullis_sandbox::Sandbox;

/// Made by the build script.
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the jobs of the book print")]
mod jobs {
    include!(concat!(env!("OUT_DIR"), "/privx_jobs.rs"));
}

const PASSWORD: &str = "Correct-horse-1";

async fn operations(client: &Client) -> RoleId {
    client.role_store().roles().create(&Role::new("operations", SourceRule::none())).await.unwrap()
}

/// A user whom the first job has made.
async fn alice(client: &Client) -> LocalUserId {
    jobs::join::join(client, "alice", PASSWORD.into()).await.unwrap();
    let users = client.local_user_store().users().list().all().await.unwrap();
    users.into_iter().find(|user| user.username.as_deref() == Some("alice")).unwrap().id
}

#[tokio::test]
async fn a_joiner_has_the_role_beside_the_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    let role = operations(&client).await;
    let id = alice(&client).await;
    let held = client.role_store().users().roles(&id.as_str().into()).all().await.unwrap();
    assert!(held.iter().any(|held| held.id == role && held.explicit == Some(true)), "{held:?}");
}

#[tokio::test]
async fn a_leaver_has_left_also_if_the_job_runs_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    operations(&client).await;
    let id = alice(&client).await;
    let at = &sandbox.details().privx;
    let phone = Client::builder(&at.base_url).trust(Trust::only_pem(sandbox.ca_pem()).unwrap());
    let oauth = (&at.oauth_client_id, at.oauth_client_secret.as_str());
    let phone = phone.api_client(oauth.0, oauth.1, "alice", PASSWORD).build().unwrap();
    phone.role_store().current_user().get().await.unwrap();
    let connection = sandbox.privx().add_connection(id.as_str(), "5f0a0000-0000-4000-8000-00000000bbbb");

    for _ in 0..2 {
        assert!(jobs::leave::leave(&client, &id).await.unwrap(), "it is proved");
    }
    assert!(client.local_user_store().users().get(&id).optional().await.unwrap().is_none());
    assert!(phone.role_store().current_user().get().await.is_err());
    let connection =
        client.connection_manager().connections().get(&connection.as_str().into()).await.unwrap();
    assert_eq!(connection.termination_reason.as_deref(), Some("left"));
}

#[tokio::test]
async fn a_host_is_added() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    let role = operations(&client).await;
    jobs::add_host::add_host(&client, "db", "db.example.com", role.as_str()).await.unwrap();
    let hosts = client.host_store().hosts().list().all().await.unwrap();
    let [host] = hosts.as_slice() else { panic!("one host: {hosts:?}") };
    assert_eq!(host.common_name.as_deref(), Some("db"));
}

#[tokio::test]
async fn a_program_reads_a_secret_and_borrows_another() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    assert!(jobs::database_login::database_login(&client).await.is_err_and(|error| error.is_not_found()));
    let data = [("username", Secret::from("billing")), ("password", Secret::from("hunter2"))];
    let secret = VaultSecret::new("db/billing", SecretData::from_iter(data));
    let secret = secret.read_roles([RoleHandle::new(operations(&client).await)]);
    client.vault().secrets().create(&secret).await.unwrap();
    let login = jobs::database_login::database_login(&client).await.unwrap().unwrap();
    assert_eq!((login.username.as_str(), login.password.expose_secret()), ("billing", "hunter2"));

    sandbox.privx().add_account_secret("hosts/db/root", "root", "hunter2");
    assert_eq!(jobs::with_root::with_root(&client, "hosts/db/root").await.unwrap(), LoanEnd::Released);
    assert!(client.authorizer().account_secrets().checkouts().all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_review_reads_the_roles_of_every_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    operations(&client).await;
    alice(&client).await;
    let before = sandbox.requests(portcullis_sandbox::Vendor::PrivX).len();
    let users = client.role_store().users().search(&UserSearch::new()).all().await.unwrap().len();
    let search = sandbox.requests(portcullis_sandbox::Vendor::PrivX).len() - before;
    jobs::review::review(&client).await.unwrap();
    let all = sandbox.requests(portcullis_sandbox::Vendor::PrivX).len();
    assert_eq!(all - before, 2 * search + users, "one request for each user");
}
