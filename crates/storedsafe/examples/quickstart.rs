//! The first five minutes with StoredSafe: a vault, a colleague in it, a login, and its password read back.
//!
//! `cargo run -p storedsafe --features totp --example quickstart` runs against the embedded sandbox. For an appliance of your own
//! replace the four lines of [`connect`].
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis_sandbox::Sandbox;
use std::{error::Error, time::Duration};
use storedsafe::{Capability, Client, NewObject, NewUser, NewVault, PasswordRequest, Permission, Trust};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let client = connect(&sandbox)?;
    println!("connected to StoredSafe {}", client.utils().version().await?);

    let vault = client.vaults().create(&NewVault::new("Payroll").policy("7")).await?;
    let colleague =
        NewUser::new("bob.example", "Bob Example", "bob@example.com", "correct horse battery".into());
    let colleague = client.users().create(&colleague.with(Capability::Read)).await?;
    let colleague = colleague.id.ok_or("the server did not say which id the user got")?;
    client.vault_members().add(&vault.id, &colleague, Permission::Read).await?;
    println!(
        "{} has {} members",
        vault.name.unwrap_or_default(),
        client.vault_members().list(&vault.id).await?.len()
    );

    // The template has the fields of a login, and which of them are encrypted.
    let templates = client.templates().list().await?;
    let template =
        templates.iter().find(|t| t.info.name.as_deref() == Some("Login")).ok_or("no login template")?;
    let password =
        client.utils().generate_password(&PasswordRequest::secure(24).policy("7")).await?.passphrase;
    let login = NewObject::of(template, &vault.id, "payroll-db")
        .field("host", "db1.example.com")
        .field("username", "payroll")
        .secret("password", password.clone());
    let saved = client.objects().create(&login).await?;
    let id = saved.id.ok_or("the server did not say which id the object got")?;

    let login = client.objects().decrypt(&id).await?.object;
    let stored = login.crypted().get("password").ok_or("the login has no password")?;
    println!(
        "{} of {}: {} characters, {}",
        login.public.get("username").map_or("?", String::as_str),
        login.public.get("host").map_or("?", String::as_str),
        stored.expose_secret().chars().count(),
        if stored.ct_eq(&password) { "as generated" } else { "NOT as generated" },
    );
    // A secret never shows by accident.
    println!("{stored:?}");
    client.close_and_logout(Duration::from_secs(10)).await?;
    Ok(())
}

fn connect(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let site = &sandbox.details().storedsafe;
    let client = Client::builder(&site.base_url)
        .totp_secret(
            &site.username,
            site.passphrase.as_str(),
            site.apikey.as_str(),
            site.totp_secret.as_str(),
        )
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?;
    Ok(client)
}
