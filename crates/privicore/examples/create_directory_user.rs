//! A joiner: a profile for a new colleague in a directory, and what becomes of a name that is taken.
//!
//! `cargo run -p privicore --example create_directory_user` runs against the embedded sandbox. For an engine of your own
//! replace [`connect`].
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis_sandbox::Sandbox;
use privicore::{Client, Command, NewDirectoryUser, Secret, Trust};
use std::{error::Error, time::Duration};

const BOUND: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let directory = sandbox.details().privicore.directory_id.as_str();
    let client = connect(&sandbox)?;
    // Outcomes are heard from now on, however fast they come.
    client.open_channel().await?;

    // From where passwords come in your house; it shows in no log.
    let password = Secret::from("correct horse battery staple");
    let ada = NewDirectoryUser::new(directory, "ada@example.com", password.clone())
        .given_name("Ada")
        .family_name("Lovelace");
    let command = client.directories().create_user(&ada).await?;

    // Accepted is not done. The command is a plain value: store it, and wait here, elsewhere or tomorrow.
    let stored = serde_json::to_string(&command)?;
    println!("accepted: {stored}");
    let later = connect(&sandbox)?;
    let command: Command = serde_json::from_str(&stored)?;
    later.commands().wait(&command, BOUND).await?;
    println!("done: ada@example.com is there");

    // The same again is accepted, too, and rejected later.
    let again = client.directories().create_user(&ada).await?;
    match client.commands().wait(&again, BOUND).await {
        Ok(_) => return Err("a name was given out twice".into()),
        Err(error) if error.is_timeout() => return Err(error.into()),
        Err(error) => println!("rejected: {}", error.code().unwrap_or_else(|| error.message())),
    }
    later.close_and_logout(BOUND).await?;
    client.close_and_logout(BOUND).await?;
    Ok(())
}

fn connect(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let engine = &sandbox.details().privicore;
    Ok(Client::builder(&engine.api_url)
        .ws_url(&engine.ws_url)
        .login(&engine.username, engine.password.as_str())
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?)
}
