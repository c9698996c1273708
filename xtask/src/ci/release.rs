//! A rehearsal of a release: a clone of the last commit is prepared and published to a registry on loopback, the
//! publisher is killed half-way and starts again, and programs are built from what the registry has.

mod registry;

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};
use std::{env, fs};

use registry::{Faults, Registry, Stored};
use tempfile::TempDir;
use toml_edit::{DocumentMut, value};
use xshell::{Cmd, Shell, cmd};

use super::outside::{Program, Sandbox};
use crate::Result;
use crate::process::{direct_loopback, exits_with, plain, succeeds};
use crate::release::commit::Commit;
use crate::release::package;
use crate::workspace::{Package, Workspace, text_at};

/// The registry's name, in the clone alone.
const NAME: &str = "loopback";

/// The registry's token; no secret.
const TOKEN: &str = "rehearsal";

/// How long the publisher may take to the upload at which it is killed.
const HELD_TIMEOUT: Duration = Duration::from_secs(300);

/// The reply to the second upload is lost; the reply to the fifth is never sent.
const FAULTS: Faults = Faults { lost: 1, held: 4 };

/// What every package must have.
const FILES: [&str; 6] =
    ["Cargo.toml", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs"];

/// The second program.
const MAIN: &str = include_str!("release/main.rs.txt");

/// The third program, which has all crates in its tree.
const TEST: &str = include_str!("release/test.rs.txt");

/// The environment of the second program: names of variables, and where the sandbox's line has their values.
const ENV: &[(&str, &str)] = &[
    ("CA_PEM_FILE", "/ca_pem_file"),
    ("DIGICERT_BASE_URL", "/digicert/base_url"),
    ("DIGICERT_API_KEY", "/digicert/api_key"),
    ("MID_BASE_URL", "/midprovider/shift_base_url"),
    ("MID_TENANT", "/midprovider/tenant"),
    ("MID_CLIENT_ID", "/midprovider/client_id"),
    ("MID_CLIENT_SECRET", "/midprovider/client_secret"),
];

/// The whole rehearsal.
pub(super) fn run(workspace: &Workspace) -> Result {
    let registry = Registry::start(TOKEN, FAULTS)?;
    let stage = Stage::of(workspace, &registry)?;
    let published: Vec<&Package> = workspace.published().collect();
    let version = Stage::next(workspace)?;
    prepare(&stage, &version)?;

    // Building each package by itself takes minutes; the programs below build all of them.
    let publish = ["publish", "--registry", NAME, "--no-verify", "--execute"];
    let mut first = Group::start(stage.xtask(&publish)?, &stage.sh)?;
    let start = Instant::now();
    loop {
        match registry.held.recv_timeout(Duration::from_secs(1)) {
            Ok(()) => break,
            Err(RecvTimeoutError::Timeout) if !first.is_over() && start.elapsed() < HELD_TIMEOUT => {}
            Err(_) => return Err("the first run ended, or hung, before it was to be killed".into()),
        }
    }
    drop(first);
    same(&registry.crates().len(), &(FAULTS.held + 1), "crates when the first run was killed")?;
    same(&registry.uploads(), &(FAULTS.held + 1), "uploads of the first run")?;

    stage.xtask(&publish)?.run()?;
    same(&registry.uploads(), &published.len(), "uploads of both runs")?;
    // Cargo uploads nothing twice, so that the number of uploads does not show whether it was run again.
    if !stage.xtask(&publish)?.read()?.contains("nothing left to do") {
        return Err("a third run found something to do".into());
    }

    let crates = registry.crates();
    let names: Vec<&str> = crates.keys().map(String::as_str).collect();
    same(&names, &published.iter().map(|package| package.name.as_str()).collect(), "crates in the registry")?;
    for (name, stored) in &crates {
        same(text_at(&stored.line, "vers"), version.as_str(), "version of a crate")?;
        complete(name, &version, stored, workspace.package(name)?, &Commit::head(&stage.sh)?)?;
    }
    stage.tags_are(&published, &version)?;

    let sandbox = Sandbox::start(workspace)?;
    let needs = |rest: &str| format!("{{ version = \"={version}\", registry = \"{NAME}\"{rest} }}");
    let privx = Program::privx(workspace, &format!("privx = {}", needs("")))?;
    built_and_run(privx, &registry, &sandbox)?;
    let two = format!("portcullis = {}", needs(r#", features = ["digicert", "midprovider"]"#));
    built_and_run(Program::new(workspace, &two, MAIN, ENV)?, &registry, &sandbox)?;
    let all = format!("portcullis = {}", needs(r#", features = ["full", "pkce", "totp"]"#));
    let all = format!("{all}\nportcullis-sandbox = {}", needs(""));
    let last = built_and_run(Program::new(workspace, &all, TEST, &[])?, &registry, &sandbox)?;
    // Each rehearsal has a registry of its own, so that the next one cannot use what was built of these crates.
    let built = published.iter().flat_map(|package| ["-p", package.name.as_str()]);
    Ok(last.cargo("clean").args(["-p", "outside"]).args(built).run()?)
}

/// Prepares the release: with a stray file it is refused, and it goes on after a run that was stopped between its edits.
fn prepare(stage: &Stage, version: &str) -> Result {
    let prepare = || stage.xtask(&["prepare", version, "--date", "2026-01-31", "--execute"]);
    let head = || stage.git("rev-parse HEAD").read();
    let before = head()?;
    let stray = stage.folder.path().join("stray");
    fs::write(&stray, "")?;
    exits_with(prepare()?, 1)?;
    fs::remove_file(stray)?;
    same(&head()?, &before, "last commit after a refusal")?;

    prepare()?.run()?;
    let tree = || stage.git("rev-parse HEAD^{tree}").read();
    let prepared = tree()?;
    stage.git("reset --quiet --soft HEAD^").run()?;
    stage.git("checkout --quiet HEAD -- Cargo.toml").run()?;
    prepare()?.run()?;
    same(&tree()?, &prepared, "tree after a run that was stopped")?;
    let done = head()?;
    prepare()?.run()?;
    same(&head()?, &done, "last commit after a run that has nothing to do")
}

fn built_and_run(mut program: Program, registry: &Registry, sandbox: &Sandbox) -> Result<Program> {
    program.env.push((format!("CARGO_REGISTRIES_{}_INDEX", NAME.to_uppercase()), index(registry)));
    program.cargo("build").run()?;
    program.run(sandbox)?;
    Ok(program)
}

fn index(registry: &Registry) -> String {
    format!("sparse+{}/", registry.url)
}

fn same<T: PartialEq + Debug + ?Sized>(found: &T, expected: &T, what: &str) -> Result {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, expected {expected:?}").into()) }
}

/// Fails unless a package has what the commit has, all files that it must have among them, and nothing hidden.
fn complete(name: &str, version: &str, stored: &Stored, package: &Package, commit: &Commit) -> Result {
    let folder = TempDir::new()?;
    let file = folder.path().join("package.crate");
    fs::write(&file, &stored.archive)?;
    package::check(&file, &format!("{name}-{version}"), &package.dir, commit)?;
    let paths: Vec<&str> = commit.below(&package.dir).collect();
    if let Some(missing) = FILES.iter().find(|file| !paths.contains(*file)) {
        return Err(format!("the package of {name} lacks {missing}").into());
    }
    let hidden = |path: &&&str| path.split('/').any(|part| part.starts_with('.'));
    same(&paths.iter().find(hidden), &None, &format!("hidden file in the package of {name}"))
}

/// The last commit of the repository in a folder of its own.
struct Stage {
    folder: TempDir,
    sh: Shell,
    target: PathBuf,
}

impl Stage {
    /// Clones it, and lets our crates go to the registry and nowhere else.
    fn of(workspace: &Workspace, registry: &Registry) -> Result<Self> {
        let (folder, sh) = (TempDir::with_prefix("portcullis-release-")?, Shell::new()?);
        sh.change_dir(folder.path());
        let stage = Self { folder, sh, target: workspace.target.join("outside") };
        let origin = &workspace.root;
        stage
            .git("clone --quiet -c user.name=rehearsal -c user.email=rehearsal@localhost")
            .args([origin.as_path(), Path::new(".")])
            .run()?;
        stage.sign()?;
        stage.edit(".cargo/config.toml", |config| {
            Ok(format!("{config}\n[registries.{NAME}]\nindex = \"{}\"\n", index(registry)))
        })?;
        stage.edit("Cargo.toml", stamp)?;
        for package in workspace.published() {
            stage.edit(&format!("{}/Cargo.toml", package.dir), confine)?;
        }
        let dirs = workspace.published().map(|package| format!("{}/", package.dir));
        for dir in dirs.chain([String::new()]) {
            stage.edit(&format!("{dir}CHANGELOG.md"), |text| Ok(reopen(text)))?;
        }
        stage.git("commit --quiet --all -m").arg("tests: Rehearse").run()?;
        Ok(stage)
    }

    /// Gives the clone a key of its own, whatever key its user has.
    fn sign(&self) -> Result {
        let keys = self.folder.path().join(".git/keys");
        fs::create_dir(&keys)?;
        let (key, signers) = (keys.join("key"), keys.join("signers"));
        cmd!(self.sh, "ssh-keygen -q -t ed25519 -N '' -f {key}").run()?;
        fs::write(&signers, format!("* {}", fs::read_to_string(key.with_extension("pub"))?))?;
        let set = |name: &str| self.git("config").arg(name);
        set("gpg.format").arg("ssh").run()?;
        set("gpg.ssh.program").arg("ssh-keygen").run()?;
        set("gpg.ssh.allowedSignersFile").arg(signers).run()?;
        set("user.signingKey").arg(key).run()?;
        Ok(())
    }

    fn edit(&self, path: &str, edit: impl Fn(&str) -> Result<String>) -> Result {
        let path = self.folder.path().join(path);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(fs::write(path, edit(&text)?)?)
    }

    /// A version that no commit has yet.
    fn next(workspace: &Workspace) -> Result<String> {
        let now = text_at(&workspace.package("privx")?.manifest, "version").parse::<semver::Version>()?;
        Ok(semver::Version::new(now.major, now.minor + 1, 0).to_string())
    }

    fn git(&self, arguments: &str) -> Cmd<'_> {
        self.sh.cmd("git").args(arguments.split(' '))
    }

    /// This program at work there.
    fn xtask(&self, args: &[&str]) -> Result<Cmd<'_>> {
        let cmd = self.sh.cmd(env::current_exe()?).arg("release").args(args);
        let token = format!("CARGO_REGISTRIES_{}_TOKEN", NAME.to_uppercase());
        Ok(direct_loopback(cmd.env("CARGO_TARGET_DIR", &self.target).env(token, TOKEN)))
    }

    /// Fails unless there is one signed tag for each crate, all at the commit that was published.
    fn tags_are(&self, published: &[&Package], version: &str) -> Result {
        let tags = self.git("tag --points-at HEAD").read()?;
        let mut tags: Vec<&str> = tags.lines().collect();
        let mut expected: Vec<String> =
            published.iter().map(|package| format!("{}-v{version}", package.name)).collect();
        tags.sort_unstable();
        expected.sort();
        same(&tags, &expected.iter().map(String::as_str).collect(), "tags")?;
        tags.iter().try_for_each(|tag| Ok(self.git("verify-tag").arg(tag).ignore_stderr().run()?))
    }
}

/// A program and all that it started; killed on drop.
struct Group<'a> {
    first: Child,
    sh: &'a Shell,
}

impl<'a> Group<'a> {
    /// Starts it at the head of a group of processes.
    fn start(cmd: Cmd<'_>, sh: &'a Shell) -> Result<Self> {
        eprintln!("$ {cmd} &");
        let mut command = plain(cmd);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(Self { first: command.spawn()?, sh })
    }

    /// Whether its first program has ended.
    fn is_over(&mut self) -> bool {
        !matches!(self.first.try_wait(), Ok(None))
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        if !self.is_over() {
            if cfg!(unix) {
                let group = format!("-{}", self.first.id());
                succeeds(cmd!(self.sh, "kill -KILL -- {group}"));
            }
            let _ = self.first.kill();
            let _ = self.first.wait();
        }
    }
}

/// The workspace's manifest with our crates in the registry.
fn stamp(manifest: &str) -> Result<String> {
    let mut manifest: DocumentMut = manifest.parse()?;
    let dependencies = manifest
        .get_mut("workspace")
        .and_then(|item| item.get_mut("dependencies"))
        .and_then(|item| item.as_table_like_mut())
        .ok_or("the manifest has no `workspace.dependencies`")?;
    for (_, dependency) in dependencies.iter_mut() {
        if let Some(dependency) = dependency.as_table_like_mut()
            && dependency.contains_key("path")
            && dependency.contains_key("version")
        {
            dependency.insert("registry", value(NAME));
        }
    }
    Ok(manifest.to_string())
}

/// A crate's manifest that allows no other registry.
fn confine(manifest: &str) -> Result<String> {
    let mut manifest: DocumentMut = manifest.parse()?;
    let package = manifest.get_mut("package").and_then(|item| item.as_table_like_mut());
    package
        .ok_or("the manifest has no `package`")?
        .insert("publish", value(toml_edit::Array::from_iter([NAME])));
    Ok(manifest.to_string())
}

/// A changelog with something to release, whatever the last commit has.
fn reopen(text: &str) -> String {
    let text = text.replace("\n## Unreleased\n", "\n## Earlier\n");
    let (title, rest) = text.split_once('\n').unwrap_or((&text, ""));
    format!("{title}\n\n## Unreleased\n\n- A rehearsal.\n{rest}")
}
