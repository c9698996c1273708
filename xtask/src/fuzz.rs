//! The fuzz targets of tests/fuzz: built for libFuzzer by stable Rust, and run two at a time.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde_json::Value;
use tempfile::NamedTempFile;
use xshell::Shell;

use crate::Result;
use crate::process::{cargo, succeeds};
use crate::workspace::{Workspace, list_at, text_at};

/// The folder of the targets.
const FOLDER: &str = "tests/fuzz";

/// What makes the compiler count which code an input reaches.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table";

/// What every run has: an input may take ten seconds and 2 GiB, both far above what one needs.
const BOUNDS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"];

/// The longest run of one target in the gate: a bound for slow machines.
const SECONDS: &str = "-max_total_time=30";

/// The inputs of one target in the gate, those of the corpus included.
const RUNS: &str = "-runs=20000";

/// How many targets run at a time.
const AT_A_TIME: usize = 2;

/// A short run of every target, always from the same seed.
pub(crate) fn check(workspace: &Workspace) -> Result {
    run_all(workspace, &[], &[RUNS, SECONDS, "-seed=1"])
}

/// Runs every target, or these, for so many seconds; what they learn is kept for the next run.
pub(crate) fn run(seconds: u64, only: &[String]) -> Result {
    run_all(&Workspace::load()?, only, &[&format!("-max_total_time={seconds}")])
}

fn run_all(workspace: &Workspace, only: &[String], bounds: &[&str]) -> Result {
    let metadata = cargo(&workspace.sh, "metadata --format-version 1 --no-deps --manifest-path")
        .arg(format!("{FOLDER}/Cargo.toml"))
        .read()?;
    let mut targets = targets(&serde_json::from_str(&metadata)?);
    unlisted(&workspace.root.join(FOLDER).join("fuzz_targets"), &targets)?;
    if let Some(unknown) = only.iter().find(|name| !targets.iter().any(|target| target.name == **name)) {
        return Err(format!("there is no fuzz target `{unknown}`").into());
    }
    targets.retain(|target| only.is_empty() || only.contains(&target.name));
    let home = workspace.target.join("fuzz");
    let programs = build(&workspace.sh, &home)?;
    let queue = Mutex::new(targets.iter().collect::<VecDeque<_>>());
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let workspace_root = &workspace.root;
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                while let Some(target) = next() {
                    match fuzz(target, workspace_root, &home, &programs, bounds) {
                        Ok(runs) => println!("{:<20}{runs:>10} inputs", target.name),
                        Err(error) => {
                            println!("{:<20}    FAILED: {error}", target.name);
                            failed.lock().unwrap_or_else(PoisonError::into_inner).push(target.name.as_str());
                        }
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failed.is_empty() { Ok(()) } else { Err(format!("findings of {}", failed.join(", ")).into()) }
}

/// A program of tests/fuzz.
#[derive(Debug)]
struct Target {
    name: String,
    source: String,
}

/// The programs, as cargo describes them.
fn targets(metadata: &Value) -> Vec<Target> {
    let all = list_at(metadata, "packages").flat_map(|package| list_at(package, "targets"));
    let programs = all.filter(|target| list_at(target, "kind").any(|kind| kind == "bin"));
    programs
        .map(|target| Target {
            name: text_at(target, "name").to_owned(),
            source: text_at(target, "src_path").to_owned(),
        })
        .collect()
}

/// Fails for a file that no program is made of, and without any program.
fn unlisted(folder: &Path, targets: &[Target]) -> Result {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if is_rust && !targets.iter().any(|target| Path::new(&target.source) == path) {
            return Err(format!("{FOLDER}/Cargo.toml has no [[bin]] for {}", path.display()).into());
        }
    }
    if targets.is_empty() { Err("there are no fuzz targets".into()) } else { Ok(()) }
}

/// Builds all targets; returns the folder of the programs.
fn build(sh: &Shell, home: &Path) -> Result<PathBuf> {
    if !succeeds(sh.cmd("c++").arg("--version")) {
        return Err("a C++ compiler is missing on this machine (Debian: apt-get install g++)".into());
    }
    let version = sh.cmd("rustc").arg("-vV").quiet().read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc has no host")?;
    // With `--target`, the flags are for the programs and not for what builds them.
    cargo(sh, "build --quiet --release --bins --locked --manifest-path")
        .arg(format!("{FOLDER}/Cargo.toml"))
        .args(["--target", host])
        .env("CARGO_TARGET_DIR", home)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", FLAGS)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .run()?;
    Ok(home.join(host).join("release"))
}

/// Runs one target; returns the number of inputs.
fn fuzz(target: &Target, root: &Path, home: &Path, programs: &Path, bounds: &[&str]) -> Result<u64> {
    let name = target.name.as_str();
    let (learned, findings) = (home.join("learned").join(name), home.join("findings").join(name));
    // What an earlier run learned would make the gate another one on each machine.
    if bounds.contains(&RUNS) && learned.exists() {
        fs::remove_dir_all(&learned)?;
    }
    fs::create_dir_all(&learned)?;
    fs::create_dir_all(&findings)?;
    let log = NamedTempFile::new()?;
    let corpus = root.join(FOLDER).join("corpus").join(name);
    let mut command = Command::new(programs.join(name));
    command.args(BOUNDS).args(bounds).arg(format!("-artifact_prefix={}/", findings.display()));
    command.arg(&learned).args(corpus.is_dir().then_some(&corpus));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log.reopen()?);
    let status = command.status()?;
    let log = String::from_utf8_lossy(&fs::read(log.path())?).into_owned();
    if !status.success() {
        let begins = |line: &&str| !line.contains("panicked at") && !line.contains("ERROR: libFuzzer");
        let why = log.lines().skip_while(begins).take(12).collect::<Vec<_>>().join("\n");
        return Err(format!("{why}\nit ended with {status}; the input is in {}", findings.display()).into());
    }
    executed(&log)
}

/// The number of inputs in what libFuzzer printed; an error if it could not see what an input reaches.
fn executed(log: &str) -> Result<u64> {
    let sees = |line: &str| line.contains("inline 8-bit counters") && !line.contains("(0 inline");
    if !log.lines().any(sees) {
        return Err("the program was not built with the flags of a fuzz target".into());
    }
    let count = log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    match count.ok_or("libFuzzer printed no count")?.trim().parse()? {
        0 => Err("libFuzzer ran no input".into()),
        count => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn programs_are_targets_and_every_file_is_one() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let target = |kind: &str, name: &str| json!({"kind": [kind], "name": name, "src_path": path(name)});
        let all = [target("lib", "lib.rs"), target("bin", "body.rs"), target("example", "seed.rs")];
        let found = targets(&json!({"packages": [{"targets": all}]}));
        assert_eq!(found.iter().map(|target| target.name.as_str()).collect::<Vec<_>>(), ["body.rs"]);
        fs::write(path("body.rs"), "").unwrap();
        unlisted(folder.path(), &found).unwrap();
        fs::write(path("more.rs"), "").unwrap();
        assert!(unlisted(folder.path(), &found).unwrap_err().to_string().contains("more.rs"));
        fs::remove_file(path("more.rs")).unwrap();
        fs::remove_file(path("body.rs")).unwrap();
        assert!(unlisted(folder.path(), &[]).is_err());
    }

    #[test]
    fn a_run_that_saw_or_did_nothing_is_an_error() {
        let counters = "INFO: Loaded 1 modules   (9 inline 8-bit counters): 9 [0x1, 0x2),\n";
        let runs = |number| format!("stat::number_of_executed_units: {number}\n");
        assert_eq!(executed(&format!("{counters}{}", runs(77))).unwrap(), 77);
        assert!(executed(&format!("{counters}{}", runs(0))).is_err());
        assert!(executed(counters).is_err());
        assert!(executed(&runs(77)).is_err());
    }
}
