//! The vendor's own JavaScript client, unchanged, against the sandbox.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::python::{run, skipped};

/// The client, and the library that it needs.
const PACKAGES: [&str; 2] = ["storedsafe@2.1.1", "lodash.merge@4.6.2"];

/// The folder that has the client, or why there is none.
fn modules() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("node-storedsafe-2.1.1");
    let modules = folder.join("node_modules");
    let installed = folder.join("installed");
    run(Command::new("node").arg("--version"))?;
    if installed.exists() {
        return Ok(modules);
    }
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let npm = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"];
    run(Command::new("npm").args(npm).arg("--prefix").arg(&folder).args(PACKAGES))?;
    std::fs::write(installed, "").map_err(|error| error.to_string())?;
    Ok(modules)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_javascript_client_reads_back_what_it_wrote() -> Result<(), Box<dyn Error>> {
    let modules = match tokio::task::spawn_blocking(modules).await? {
        Ok(modules) => modules,
        Err(reason) => return skipped(&PACKAGES, &reason),
    };
    let sandbox = Sandbox::start().await?;
    let site = sandbox.details().storedsafe.clone();
    let host = site.base_url.trim_start_matches("https://").trim_end_matches("/api/1.0").to_owned();
    let code = sandbox.storedsafe().totp_code(&site.username).ok_or("a code")?;
    let key = sandbox.storedsafe().yubikey_otp(&site.username).ok_or("a code of a key")?;
    let ca = sandbox.details().ca_pem_file.clone();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node/storedsafe_client.js");
    let output = tokio::task::spawn_blocking(move || {
        run(Command::new("node")
            .arg(script)
            .env("NODE_PATH", modules)
            .env("NODE_EXTRA_CA_CERTS", ca)
            .env("HOST", host)
            .env("USERNAME", site.username)
            .env("PASSPHRASE", site.passphrase)
            .env("APIKEY", site.apikey)
            .env("OTP", code)
            .env("YUBIKEY", key))
    })
    .await??;
    let text = String::from_utf8(output.stdout)?;
    let seen: Value = serde_json::from_str(text.lines().last().ok_or("a line")?)?;
    assert_eq!(
        seen,
        json!({
            "fullname": "Node Client", "member": "2", "password_as_stored": true, "objects": 1,
            "version": seen["version"], "active_after_deletion": false,
            "taken": [false, true], "after_logout": [false, true],
        })
    );
    assert!(seen["version"].is_string(), "{seen}");
    assert_eq!((sandbox.storedsafe().logins(), sandbox.storedsafe().sessions()), (2, 0));
    Ok(())
}
