//! The first program of the book: one user, one refusal, one lost answer.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis::privx::{Client, Trust, local_user_store::LocalUser};
use portcullis_sandbox::{Fault, Sandbox, Vendor};
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let site = &sandbox.details().privx;
    let client = Client::builder(&site.base_url)
        .api_client(
            site.oauth_client_id.as_str(),
            site.oauth_client_secret.as_str(),
            site.api_client_id.as_str(),
            site.api_client_secret.as_str(),
        )
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?; // nothing is sent yet
    let users = client.local_user_store().users();

    let asa = LocalUser::new("asa").full_name("Åsa Öberg");
    let id = users.create(&asa).await?;
    let found = users.get(&id).timeout(Duration::from_secs(3)).await?;
    println!("created {}", found.full_name.unwrap_or_default());

    // The same name again: the server refuses.
    if let Err(error) = users.create(&asa).await {
        println!("{error}\n  conflict: {}, delivery: {:?}", error.is_conflict(), error.delivery());
    }

    // The server does it, but its answer never comes: nothing is sent again.
    sandbox.fault(Vendor::PrivX, Fault::ResetAfterApply);
    if let Err(error) = users.create(&LocalUser::new("bo")).await {
        println!("{error}\n  attempts: {}, delivery: {:?}", error.attempts(), error.delivery());
    }

    // So look before you send it again.
    let mut all = users.list();
    while let Some(user) = all.try_next().await? {
        println!("- {}", user.username.unwrap_or_default());
    }
    client.close(Duration::from_secs(5)).await?;
    Ok(())
}
