//! Four eyes: a new profile waits until two devices have said yes, and one no ends it.
//!
//! `cargo run -p privicore --example policy_vote` runs against the embedded sandbox, which casts the votes. With an engine
//! of your own replace [`connect`], and vote in the vendor's app.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis_sandbox::Sandbox;
use privicore::{
    Client, Command, CommandOutcome, DeviceId, NewDevice, NewDirectoryUser, NewPolicy,
    NewVotingConfiguration, Secret, Trust, VotingStrategy,
};
use std::{error::Error, time::Duration};

const BOUND: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let directory = sandbox.details().privicore.directory_id.as_str();
    let client = connect(&sandbox)?;
    client.open_channel().await?;

    let voters = [authenticator(&client, "security").await?, authenticator(&client, "works council").await?];
    let both = NewVotingConfiguration::new("both", 300, VotingStrategy::Unanimous).devices(voters.clone());
    settle(&client, &client.authenticators().voting_configuration_register(&both).await?).await?;
    enforce(&client, directory).await?;

    for (name, yes) in [("ada@example.com", true), ("eve@example.com", false)] {
        let user = NewDirectoryUser::new(directory, name, Secret::from("correct horse battery staple"));
        let command = client.directories().create_user(&user).await?;
        // However long the bound is: nothing happens before the vote.
        match client.commands().outcome(&command, Duration::from_millis(300)).await? {
            CommandOutcome::Held { .. } => println!("{name}: held for a vote"),
            other => return Err(format!("{name} was not held: {other:?}").into()),
        }
        vote(&sandbox, &voters, yes).await;
        match client.commands().outcome(&command, BOUND).await? {
            CommandOutcome::Done(_) => println!("{name}: created"),
            CommandOutcome::Rejected { code: Some(code), .. } => println!("{name}: {code}"),
            other => return Err(format!("{name}: {other:?}").into()),
        }
    }
    client.close_and_logout(BOUND).await?;
    Ok(())
}

/// A device that may vote.
async fn authenticator(client: &Client, name: &str) -> privicore::Result<DeviceId> {
    let request = client.devices().request_identifier(&NewDevice::new(name)).await?;
    settle(client, &request).await?;
    let device = client.devices().retrieve_identifier(&request).await?;
    settle(client, &client.devices().approve(&device).await?).await?;
    settle(client, &client.authenticators().register(&device).await?).await?;
    Ok(device)
}

/// Registers and activates the policy.
async fn enforce(client: &Client, directory: &str) -> Result<(), Box<dyn Error>> {
    let templates = client.policies().list_templates().await?;
    let template = templates
        .by_id
        .iter()
        .find_map(|(id, template)| Some((id, template.event("directory.user_created")?)));
    let (template, event) = template.ok_or("no template is about users of directories")?;
    let policy = NewPolicy::new("new users", template.clone(), [event.clone()])
        .parameter("directoryId", directory)
        .voting_configuration_id("both");
    let command = client.policies().register(&policy).await?;
    // A policy that was registered may take a while to be seen.
    let policy = client.commands().read_after(&command, BOUND, || client.policies().get("new users")).await?;
    settle(client, &client.policies().activate(&policy.id).await?).await?;
    Ok(())
}

async fn settle(client: &Client, command: &Command) -> privicore::Result<()> {
    client.commands().wait(command, BOUND).await.map(|_| ())
}

/// What people do in the vendor's app.
async fn vote(sandbox: &Sandbox, voters: &[DeviceId], yes: bool) {
    for device in voters {
        sandbox.privicore().vote(device.as_str(), yes).await;
    }
}

fn connect(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let engine = &sandbox.details().privicore;
    Ok(Client::builder(&engine.api_url)
        .ws_url(&engine.ws_url)
        .login(&engine.username, engine.password.as_str())
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?)
}
