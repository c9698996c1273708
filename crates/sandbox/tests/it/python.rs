//! The vendor's own Python client, which knows nothing of this project, against the sandbox.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};
use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The client, and the library that it imports without saying so.
const PACKAGES: [&str; 2] = ["storedsafe==1.3.0", "requests==2.32.5"];

/// The errors of the tools on a machine without Python or Node, or where the package index is out of reach. Everything
/// else is a failure.
const EXCUSES: [&str; 11] = [
    "No such file or directory (os error 2)",
    "ensurepip is not available",
    "Failed to establish a new connection",
    "Connection refused",
    "Cannot connect to proxy",
    "Failed to connect to proxy",
    "Missing dependencies for SOCKS support",
    "timed out",
    "ECONNREFUSED",
    "ENOTFOUND",
    "ETIMEDOUT",
];

/// Writes why a test of these packages is skipped, or fails for any other reason.
pub fn skipped(packages: [&str; 2], reason: &str) -> Result<(), Box<dyn Error>> {
    if !EXCUSES.iter().any(|excuse| reason.contains(excuse)) {
        return Err(reason.into());
    }
    // Not by a macro: the harness would swallow it.
    writeln!(std::io::stderr(), "SKIPPED: {packages:?} cannot be installed here: {reason}")?;
    Ok(())
}

/// The interpreter of a virtual environment that has the client, or why there is none.
fn python() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-storedsafe-1.3.0");
    let python = folder.join("bin").join("python");
    let installed = folder.join("installed");
    if installed.exists() {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
    run(Command::new(&python).args(pip).args(PACKAGES))?;
    std::fs::write(installed, "").map_err(|error| error.to_string())?;
    Ok(python)
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_client_reads_back_what_it_wrote() -> Result<(), Box<dyn Error>> {
    let python = match tokio::task::spawn_blocking(python).await? {
        Ok(python) => python,
        Err(reason) => return skipped(PACKAGES, &reason),
    };
    let sandbox = Sandbox::start().await?;
    let site = sandbox.details().storedsafe.clone();
    let host = site.base_url.trim_start_matches("https://").trim_end_matches("/api/1.0").to_owned();
    let code = sandbox.storedsafe().totp_code(&site.username).ok_or("a code")?;
    let ca = sandbox.details().ca_pem_file.clone();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/storedsafe_client.py");
    let output = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(python);
        // Its HTTP client would use a proxy of the environment for loopback, too.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        run(command
            .arg(script)
            .env("HOST", host)
            .env("CA", ca)
            .env("USERNAME", site.username)
            .env("PASSPHRASE", site.passphrase)
            .env("APIKEY", site.apikey)
            .env("OTP", code))
    })
    .await??;
    let text = String::from_utf8(output.stdout)?;
    let seen: Value = serde_json::from_str(text.lines().last().ok_or("a line")?)?;
    assert_eq!(seen["user"], "python-user");
    assert_eq!(seen["username"], "svc");
    assert_eq!((&seen["password_as_stored"], &seen["file_as_stored"]), (&json!(true), &json!(true)));
    assert_eq!(seen["objects"], 2);
    assert_eq!((sandbox.storedsafe().logins(), sandbox.storedsafe().sessions()), (1, 0));
    Ok(())
}
