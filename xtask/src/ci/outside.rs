//! What a user sees: a program of its own, one vendor crate by path, and the sandbox.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Child;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use serde_json::Value;

use crate::Result;
use crate::scratch::Scratch;
use crate::shell::Cmd;
use crate::workspace::Workspace;

/// How long the sandbox may take to say where it listens, once it is built.
const PATIENCE: Duration = Duration::from_secs(30);

/// The user's program: the only text here that names the API of the crate `privx`.
const MAIN: &str = include_str!("outside/main.rs.txt");

/// What that program is told of the sandbox: names of variables, and where the sandbox's line has their values.
const TOLD: &[(&str, &str)] = &[
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
    program.talk(&Sandbox::start()?)
}

/// A program of somebody who uses a crate of ours.
pub(super) struct Program {
    package: Scratch,
    target: PathBuf,
    told: &'static [(&'static str, &'static str)],
    /// Variables for its cargo.
    pub(super) env: Vec<(String, String)>,
}

impl Program {
    /// Writes it; `needs` are lines of its manifest.
    pub(super) fn new(
        workspace: &Workspace,
        needs: &str,
        main: &str,
        told: &'static [(&'static str, &'static str)],
    ) -> Result<Self> {
        let package = Scratch::package("portcullis-outside", &manifest(needs), main, &workspace.root)?;
        Ok(Self { package, target: workspace.target.join("outside"), told, env: Vec::new() })
    }

    /// The program that creates a user in PrivX.
    pub(super) fn privx(workspace: &Workspace, needs: &str) -> Result<Self> {
        Self::new(workspace, needs, MAIN, TOLD)
    }

    /// What cargo does with it.
    pub(super) fn cargo(&self, verb: &str) -> Cmd {
        let cmd = Cmd::cargo().args([verb, "--quiet"]).env("CARGO_TARGET_DIR", &self.target);
        let cmd = self.env.iter().fold(cmd, |cmd, (name, value)| cmd.env(name, value));
        cmd.in_dir(self.package.dir())
    }

    /// Runs it against the sandbox.
    pub(super) fn talk(&self, sandbox: &Sandbox) -> Result {
        let mut cmd = self.cargo("run");
        for (name, pointer) in self.told {
            let value = sandbox.told.pointer(pointer).and_then(Value::as_str);
            let value = value.ok_or_else(|| format!("the sandbox's line has no `{pointer}`"))?;
            cmd = cmd.secret_env(name, value);
        }
        cmd.run()
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

/// The sandbox's program while it serves.
pub(super) struct Sandbox {
    child: Child,
    told: Value,
}

impl Sandbox {
    /// Builds it and starts it.
    pub(super) fn start() -> Result<Self> {
        Cmd::cargo().args(["build", "--quiet", "-p", "portcullis-sandbox"]).run()?;
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
