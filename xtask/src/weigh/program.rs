//! A program that makes one call: how large it is, and what it costs to build.

use std::path::Path;
use std::time::Instant;
use std::{fs, process};

use tempfile::TempDir;
use xshell::cmd;

use crate::Result;
use crate::process::cargo;
use crate::scratch;
use crate::workspace::{VENDORS, Workspace};

/// The name of the program without a crate of ours.
pub(super) const PLAIN: &str = "plain";

/// What both kinds of programs need, and how they are built.
const COMMON: &str = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[profile.release]
strip = true
"#;

/// What the plain program needs, with ring as the crates' feature `rustls-ring` has it.
const PLAIN_DEPENDENCIES: &str = r#"reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider", "stream"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12", "logging"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

/// The programs: plain, then one of each vendor.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    [PLAIN].into_iter().chain(VENDORS)
}

/// How much larger than the plain one a vendor's program may be.
pub(super) fn limit(vendor: &str) -> u64 {
    match vendor {
        // The websocket is on by default there.
        "privicore" => 960_000,
        // Any reply may replace its token: it has sessions.
        "storedsafe" => 525_000,
        // The target is 480,000: a size moves by some thousands of bytes with the folder it is built in.
        _ => 485_000,
    }
}

/// Writes the program of a vendor, or the plain one.
fn written(workspace: &Workspace, name: &str) -> Result<TempDir> {
    let main = match name {
        "privicore" => include_str!("hello/privicore.rs.txt"),
        "storedsafe" => include_str!("hello/storedsafe.rs.txt"),
        "digicert" => include_str!("hello/digicert.rs.txt"),
        "privx" => include_str!("hello/privx.rs.txt"),
        "midprovider" => include_str!("hello/midprovider.rs.txt"),
        _ => include_str!("hello/plain.rs.txt"),
    };
    let dependencies = if name == PLAIN {
        PLAIN_DEPENDENCIES.to_owned()
    } else {
        let package = workspace.package(name)?;
        let path = fs::canonicalize(workspace.root.join(&package.dir))?;
        let features = super::tree::with_ring(package);
        // A literal of TOML takes every character of a path but its own quote.
        format!(
            "{name} = {{ path = '{}', default-features = false, features = {features:?} }}\n",
            path.display()
        )
    };
    let manifest = format!(
        "[package]\nname = \"hello-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
         [dependencies]\n{dependencies}{COMMON}"
    );
    scratch::package(&manifest, main, &workspace.root)
}

fn build(workspace: &Workspace, program: &TempDir, target: &Path) -> Result {
    let _folder = workspace.sh.push_dir(program.path());
    Ok(cargo(&workspace.sh, "build --quiet --release").env("CARGO_TARGET_DIR", target).run()?)
}

/// The bytes of the stripped program. All programs are built in one folder and share what they can.
pub(super) fn size(workspace: &Workspace, name: &str) -> Result<u64> {
    let target = workspace.target.join("weigh");
    build(workspace, &written(workspace, name)?, &target)?;
    let program = target.join("release").join(format!("hello-{name}{}", std::env::consts::EXE_SUFFIX));
    Ok(fs::metadata(program)?.len())
}

/// Seconds of a build that finds nothing built: of processors, all children counted, and of the clock.
pub(super) struct Cold {
    /// Of processors, in user and kernel.
    pub(super) cpu: f64,
    /// Of the clock.
    pub(super) wall: f64,
}

/// Builds in a folder of its own, which is removed.
pub(super) fn cold(workspace: &Workspace, name: &str) -> Result<Cold> {
    let program = written(workspace, name)?;
    let target = workspace.target.join(format!("weigh-cold-{}", process::id()));
    // A download is no part of a build.
    {
        let _folder = workspace.sh.push_dir(program.path());
        cargo(&workspace.sh, "fetch --quiet").run()?;
    }
    let (before, start) = (children(workspace)?, Instant::now());
    let built = build(workspace, &program, &target);
    let cold = Cold { cpu: children(workspace)? - before, wall: start.elapsed().as_secs_f64() };
    let _ = fs::remove_dir_all(&target);
    built.map(|()| cold)
}

/// The processor time of all children that ended, from Linux.
fn children(workspace: &Workspace) -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("processor time is known on Linux only: {error}"))?;
    let hertz: f64 = cmd!(workspace.sh, "getconf CLK_TCK").read()?.trim().parse()?;
    let ticks = ticks(&stat).ok_or("no times in /proc/self/stat")?;
    Ok(ticks / hertz)
}

/// `cutime` and `cstime`: the 16th and 17th field. The second is a name that may hold anything, in brackets.
fn ticks(stat: &str) -> Option<f64> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_children_are_found_behind_any_name() {
        let stat = "7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 130 40 20 0 1 0 99";
        assert_eq!(ticks(stat), Some(170.0));
        assert_eq!(ticks("7 (a"), None);
    }
}
