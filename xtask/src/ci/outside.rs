//! A program outside the workspace, as a user has it: one vendor crate by path, and the sandbox.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Child;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use serde_json::Value;
use tempfile::TempDir;
use xshell::{Cmd, Shell};

use crate::Result;
use crate::process::{cargo, direct_loopback, start};
use crate::scratch;
use crate::workspace::Workspace;

/// How long the sandbox may take to print where it listens, once it is built.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// The user's program: the only text here that names the API of the crate `privx`.
const MAIN: &str = include_str!("outside/main.rs.txt");

/// The program's environment: names of variables, and where the sandbox's line has their values.
const ENV: &[(&str, &str)] = &[
    ("CA_PEM_FILE", "/ca_pem_file"),
    ("BASE_URL", "/privx/base_url"),
    ("OAUTH_CLIENT_ID", "/privx/oauth_client_id"),
    ("OAUTH_CLIENT_SECRET", "/privx/oauth_client_secret"),
    ("API_CLIENT_ID", "/privx/api_client_id"),
    ("API_CLIENT_SECRET", "/privx/api_client_secret"),
];

/// Builds the program, starts the sandbox and lets the program create a user there.
pub(super) fn run(workspace: &Workspace) -> Result {
    let privx = workspace.root.join(&workspace.package("privx")?.dir);
    // A literal of TOML takes every character of a path but its own quote.
    let needs = format!("privx = {{ path = '{}' }}", fs::canonicalize(privx)?.display());
    let program = Program::privx(workspace, &needs)?;
    program.cargo("build").run()?;
    program.run(&Sandbox::start(workspace)?)
}

/// A program of somebody who uses a crate of ours.
pub(super) struct Program {
    /// Kept until the program is done with.
    _folder: TempDir,
    sh: Shell,
    target: PathBuf,
    sandbox: &'static [(&'static str, &'static str)],
    /// Variables for its cargo.
    pub(super) env: Vec<(String, String)>,
}

impl Program {
    /// Writes it; `needs` are lines of its manifest.
    pub(super) fn new(
        workspace: &Workspace,
        needs: &str,
        main: &str,
        sandbox: &'static [(&'static str, &'static str)],
    ) -> Result<Self> {
        let folder = scratch::package(&manifest(needs), main, &workspace.root)?;
        let sh = Shell::new()?;
        sh.change_dir(folder.path());
        let target = workspace.target.join("outside");
        Ok(Self { _folder: folder, sh, target, sandbox, env: Vec::new() })
    }

    /// The program that creates a user in PrivX.
    pub(super) fn privx(workspace: &Workspace, needs: &str) -> Result<Self> {
        Self::new(workspace, needs, MAIN, ENV)
    }

    /// What cargo does with it.
    pub(super) fn cargo(&self, verb: &str) -> Cmd<'_> {
        let cmd = cargo(&self.sh, verb).arg("--quiet").env("CARGO_TARGET_DIR", &self.target);
        // The registry of a rehearsal is on this machine.
        let cmd = if verb == "build" { direct_loopback(cmd) } else { cmd };
        self.env.iter().fold(cmd, |cmd, (name, value)| cmd.env(name, value))
    }

    /// Runs it against the sandbox.
    pub(super) fn run(&self, sandbox: &Sandbox) -> Result {
        let mut cmd = self.cargo("run");
        for (name, pointer) in self.sandbox {
            let value = sandbox.address.pointer(pointer).and_then(Value::as_str);
            let value = value.ok_or_else(|| format!("the sandbox's line has no `{pointer}`"))?;
            cmd = cmd.env(name, value);
        }
        Ok(cmd.run()?)
    }
}

fn manifest(needs: &str) -> String {
    format!(
        r#"[package]
name = "outside"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
{needs}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}

[profile.dev]
debug = false
incremental = false
"#
    )
}

/// The sandbox's program while it runs; killed on drop.
pub(super) struct Sandbox {
    child: Child,
    /// Its first line: where it listens, and its credentials.
    address: Value,
}

impl Sandbox {
    /// Builds it and starts it.
    pub(super) fn start(workspace: &Workspace) -> Result<Self> {
        cargo(&workspace.sh, "build --quiet -p portcullis-sandbox").run()?;
        let child = start(cargo(&workspace.sh, "run --quiet -p portcullis-sandbox -- serve"))?;
        let mut sandbox = Self { child, address: Value::Null };
        let stdout = sandbox.child.stdout.take().ok_or("the sandbox has no standard output")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines();
            let _ = sender.send(lines.next());
            // The pipe stays open, so that the sandbox can write more.
            lines.for_each(drop);
        });
        let line = receiver.recv_timeout(START_TIMEOUT).map_err(|_| "the sandbox printed no line in time")?;
        let line = line.ok_or("the sandbox ended without printing a line")??;
        sandbox.address = serde_json::from_str(&line)
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
