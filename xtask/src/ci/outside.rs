//! What a user sees: a program of its own, one vendor crate by path, and the sandbox.

use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use serde_json::Value;

use super::scratch::Scratch;
use crate::Result;
use crate::shell::Cmd;
use crate::workspace::{Workspace, text_at};

/// How long the sandbox may take to say where it listens, once it is built.
const PATIENCE: Duration = Duration::from_secs(30);

/// The user's program: the only text here that names the API of the crate `privx`.
const MAIN: &str = include_str!("outside/main.rs.txt");

/// Builds the program, starts the sandbox and lets the program create a user there.
pub(super) fn run(workspace: &Workspace) -> Result {
    let program = Scratch::package("portcullis-outside", &manifest(workspace)?, MAIN, &workspace.root)?;
    let target = workspace.target.join("outside");
    let cargo =
        |verb| Cmd::cargo().args([verb, "--quiet"]).env("CARGO_TARGET_DIR", &target).in_dir(program.dir());
    cargo("build").run()?;
    Cmd::cargo().args(["build", "--quiet", "-p", "portcullis-sandbox"]).run()?;
    let sandbox = Sandbox::start()?;
    let privx = sandbox.told.get("privx").ok_or("the sandbox's line has no `privx`")?;
    let mut cmd = cargo("run").secret_env("CA_PEM_FILE", text_at(&sandbox.told, "ca_pem_file"));
    for name in ["base_url", "oauth_client_id", "oauth_client_secret", "api_client_id", "api_client_secret"] {
        let value = privx.get(name).and_then(Value::as_str);
        let value = value.ok_or_else(|| format!("the sandbox's line has no `privx.{name}`"))?;
        cmd = cmd.secret_env(&name.to_uppercase(), value);
    }
    cmd.run()
}

fn manifest(workspace: &Workspace) -> Result<String> {
    let privx = workspace.root.join(&workspace.package("privx")?.dir);
    // A literal of TOML takes every character of a path but its own quote.
    let privx = fs::canonicalize(privx)?.display().to_string();
    Ok(format!(
        r#"[package]
name = "outside"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
privx = {{ path = '{privx}' }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}

[profile.dev]
debug = false
incremental = false
"#
    ))
}

/// The sandbox's program while it serves.
struct Sandbox {
    child: Child,
    told: Value,
}

impl Sandbox {
    fn start() -> Result<Self> {
        let child =
            Cmd::cargo().args(["run", "--quiet", "-p", "portcullis-sandbox", "--", "serve"]).start()?;
        let mut sandbox = Self { child, told: Value::Null };
        let stdout = sandbox.child.stdout.take().ok_or("the sandbox has no standard output")?;
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines();
            let _ = tell.send(lines.next());
            // The pipe stays open: a sandbox that writes more must not die of it.
            lines.for_each(drop);
        });
        let line = told.recv_timeout(PATIENCE).map_err(|_| "the sandbox did not say where it listens")?;
        let line = line.ok_or("the sandbox ended without a word")??;
        sandbox.told = serde_json::from_str(&line)
            .map_err(|error| format!("the sandbox's first line is not JSON: {error}"))?;
        Ok(sandbox)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
