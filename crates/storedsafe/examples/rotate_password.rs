//! Rotates a stored password: finds the object, has the server make up a password that meets the vault's policy,
//! stores it, and reads it back.
//!
//! `cargo run -p storedsafe --features totp --example rotate_password` runs against the embedded sandbox, which it fills first.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis_sandbox::Sandbox;
use std::{error::Error, time::Duration};
use storedsafe::{
    Client, NewObject, NewVault, Object, ObjectUpdate, PasswordRequest, PolicyCheck, PolicySource, Trust,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
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
    fill(&client).await?;

    let found = client.objects().find("db1.example.com").await?;
    println!("{} object(s) found", found.objects.len());
    for object in &found.objects {
        rotate(&client, object).await?;
    }
    client.close_and_logout(Duration::from_secs(10)).await?;
    Ok(())
}

async fn rotate(client: &Client, object: &Object) -> Result<(), Box<dyn Error>> {
    let name = object.name.as_deref().unwrap_or("?");
    // Which fields are passwords is the template's business, and which policy applies the vault's.
    let template = object.template.as_ref().ok_or("the object has no template")?;
    let template = client.templates().get(template).await?;
    let field = template.fields.iter().find(|field| field.policy).ok_or("the template has no password")?;
    let vault = object.vault.as_ref().ok_or("the object is in no vault")?;
    let vaults = client.vaults().list().await?;
    let policy = vaults.iter().find(|known| known.id == *vault).and_then(|vault| vault.policy.clone());

    let request = PasswordRequest::secure(32);
    let request = if let Some(policy) = policy { request.policy(policy) } else { request };
    let password = client.utils().generate_password(&request).await?.passphrase;
    let check = PolicyCheck::new(password.clone()).policy(PolicySource::Vault(vault.clone()));
    if !client.utils().check_policy(&check).await?.valid {
        return Err("the server made up a password that breaks its own policy".into());
    }

    // Idempotent: after a lost reply the request is repeated, and the object has this password in any case.
    let update = ObjectUpdate::new().secret(&field.name, password.clone());
    let saved = client.objects().update(&object.id, &update).await?;
    let now = client.objects().decrypt(&object.id).await?.object;
    let kept = now.crypted().get(&field.name).is_some_and(|stored| stored.ct_eq(&password));
    println!(
        "{name}: {} {}, {}",
        field.name,
        if kept { "rotated and verified" } else { "NOT as stored" },
        if saved.breaks_policy() { "against the vault's policy" } else { "within the vault's policy" },
    );
    if kept { Ok(()) } else { Err("the object holds another password".into()) }
}

/// Something to rotate.
async fn fill(client: &Client) -> storedsafe::Result<()> {
    let vault = client.vaults().create(&NewVault::new("Databases").policy("7")).await?;
    for name in ["orders", "invoices"] {
        let login = NewObject::new("4", &vault.id, name)
            .field("host", "db1.example.com")
            .field("username", name)
            .secret("password", "Summer2019!");
        client.objects().create(&login).await?;
    }
    Ok(())
}
