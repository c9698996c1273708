//! Writes what is in a vault as JSON lines, one object each, without decrypting anything: what an inventory needs,
//! and nothing that the server's audit would have to notice.
//!
//! `cargo run -p storedsafe --features totp --example export_vault` runs against the embedded sandbox, which it fills first.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis_sandbox::Sandbox;
use serde_json::json;
use std::{collections::HashMap, error::Error, time::Duration};
use storedsafe::{Client, NewObject, NewVault, Object, ObjectId, TemplateId, Trust, VaultId};

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
    let vault = fill(&client).await?;

    // One reply holds the whole vault: by default up to 8 MiB of it are read.
    let content = client.vaults().get(&vault).reply_cap(256 * 1024 * 1024).await?;
    let objects: HashMap<&ObjectId, &Object> =
        content.objects.iter().map(|object| (&object.id, object)).collect();
    for object in &content.objects {
        let template =
            content.templates.iter().find(|template| Some(&template.id) == object.template.as_ref());
        let fields: HashMap<&str, &String> = object.public.iter().collect();
        let line = json!({
            "path": path(object, &objects),
            "template": template.and_then(|template| template.info.name.as_deref()),
            "active": object.is_active(),
            "fields": fields,
            "file": object.file.as_ref().map(|file| json!({"name": file.name, "bytes": file.size})),
        });
        println!("{line}");
    }
    client.close_and_logout(Duration::from_secs(10)).await?;
    Ok(())
}

/// The names of the objects that this one lies in, and its own.
fn path(object: &Object, all: &HashMap<&ObjectId, &Object>) -> String {
    let mut names = Vec::new();
    let mut at = Some(object);
    // As many steps as there are objects at most: a server could send a ring.
    for _ in 0..=all.len() {
        let Some(object) = at else { break };
        names.push(object.name.as_deref().unwrap_or("?"));
        at = object.parent.as_ref().and_then(|parent| all.get(parent)).copied();
    }
    names.reverse();
    names.join("/")
}

/// Something to export.
async fn fill(client: &Client) -> Result<VaultId, Box<dyn Error>> {
    let vault = client.vaults().create(&NewVault::new("Datacentre")).await?.id;
    let folder = client.objects().create(&NewObject::folder(&vault, "Databases")).await?;
    let folder = folder.id.ok_or("the server did not say which id the folder got")?;
    for name in ["orders", "invoices"] {
        let login = NewObject::new("4", &vault, name)
            .parent(&folder)
            .field("host", format!("{name}.db.example.com"))
            .field("username", name)
            .secret("password", "a secret that is not exported");
        client.objects().create(&login).await?;
    }
    let runbook = NewObject::new(TemplateId::file(), &vault, "runbook").parent(&folder);
    client.files().upload(&runbook, "runbook.txt", b"Turn it off and on again.".to_vec()).await?;
    Ok(vault)
}
