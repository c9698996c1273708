//! The scanner as a separate program, built with other features and run in another environment.

use super::compile_errors::{manifest, put};
use crate::workspace::{cargo, root, scratch};
use std::{fs, path::Path, process::Command};

/// Feature sets by name: none, each alone, all.
const SETS: [&str; 11] = [
    "",
    "rustls",
    "rustls-ring",
    "reqwest-0_13",
    "websocket",
    "cipher",
    "keys",
    "unconfirmed",
    "totp",
    "pkce",
    "everything",
];

/// Debug variables.
const ENVIRONMENT: [(&str, &str); 8] = [
    ("RUST_LOG", "trace"),
    ("RUST_BACKTRACE", "full"),
    ("RUST_LIB_BACKTRACE", "1"),
    ("DEBUG", "1"),
    ("LOG_SENSITIVE_BODIES", "true"),
    ("AZURE_SDK_DEBUG", "true"),
    ("PORTCULLIS_DEBUG", "1"),
    ("PORTCULLIS_LOG", "trace"),
];

const FEATURES: &str = "rustls = [\"portcullis-core/rustls\"]\nrustls-ring = [\"portcullis-core/rustls-ring\"]\n\
    reqwest-0_13 = [\"portcullis-core/reqwest-0_13\"]\nwebsocket = [\"privicore/websocket\"]\n\
    cipher = [\"privicore/cipher\"]\nkeys = [\"privicore/keys\"]\nunconfirmed = [\"privicore/unconfirmed\"]\n\
    totp = [\"storedsafe/totp\"]\npkce = [\"privx/pkce\"]\noidc = [\"midprovider/oidc\"]\n\
    everything = [\"rustls\", \"rustls-ring\", \"reqwest-0_13\", \"websocket\", \"cipher\", \"keys\", \"unconfirmed\", \
    \"totp\", \"pkce\", \"oidc\"]\n";

const MAIN: &str = "#![allow(dead_code, warnings)]\n#[path = \"HERE/spellings.rs\"]\nmod spellings;\n\
    #[path = \"HERE/scan.rs\"]\nmod scan;\n#[path = \"HERE/held_core.rs\"]\n\
    mod held_core;\n#[path = \"HERE/held_vendors.rs\"]\nmod held_vendors;\n\
    #[path = \"HERE/held_digicert.rs\"]\nmod held_digicert;\n\
    #[path = \"HERE/held_midprovider_admin.rs\"]\nmod held_midprovider_admin;\n\
    #[path = \"HERE/held_privx_vault.rs\"]\nmod held_privx_vault;\n#[path = \"HERE/held_privicore.rs\"]\n\
    mod held_privicore;\n#[cfg(all(feature = \"cipher\", feature = \"keys\", feature = \"unconfirmed\"))]\n\
    #[path = \"HERE/held_features.rs\"]\nmod held_features;\n\n\
    fn main() {\n    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();\n    \
    let mut all = runtime.block_on(held_core::all());\n    all.extend(held_vendors::all());\n    \
    #[cfg(all(feature = \"cipher\", feature = \"keys\", feature = \"unconfirmed\"))]\n    \
    all.extend(held_features::all());\n    \
    let (any, secrets) = (scan::Canaries::all(), scan::Canaries::secrets());\n    \
    let hits: usize = all.iter().map(|s| s.texts.iter().map(|t| any.hits(t).len()).sum::<usize>()\n        \
    + s.json.iter().map(|t| secrets.hits(t).len()).sum::<usize>()).sum();\n    \
    let texts: usize = all.iter().map(|s| s.texts.len() + s.json.len()).sum();\n    println!(\"{texts} {hits}\");\n}\n";

/// The results.
#[derive(Default)]
pub(super) struct Tried {
    /// Feature sets that were built.
    pub(super) sets: usize,
    /// Programs that ran: each set in a plain environment and in one with debug variables.
    pub(super) runs: usize,
    /// Texts that were searched.
    pub(super) texts: usize,
    /// Canaries that were found.
    pub(super) hits: usize,
}

/// Builds and runs the scanner with each set.
///
/// # Errors
/// The output of the compiler or the program if it fails.
pub(super) fn powerset() -> Result<Tried, String> {
    let folder = scratch("features");
    let here = root().join("tests").join("src").join("secrecy");
    let wrong = |e: std::io::Error| e.to_string();
    fs::create_dir_all(folder.join("src")).map_err(wrong)?;
    put(&folder.join("src").join("main.rs"), &MAIN.replace("HERE", &here.to_string_lossy()))
        .map_err(wrong)?;
    let vendor = |name: &str| format!("{name} = {{ path = \"CRATES/{name}\", default-features = false }}\n");
    let vendors: String =
        ["privicore", "storedsafe", "digicert", "privx", "midprovider"].map(vendor).concat();
    let core = "portcullis-core = { path = \"CORE\", default-features = false }\nfutures-core = \"0.3\"\n\
        tokio = { version = \"1\", features = [\"rt\", \"time\", \"net\"] }\n";
    put(&folder.join("Cargo.toml"), &manifest("features", FEATURES, &format!("{core}{vendors}")))
        .map_err(wrong)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(wrong)?;
    let target = folder.join("target");
    let mut found = Tried::default();
    for set in SETS {
        let mut build = cargo(&target);
        build.args(["build", "--quiet", "--features", set]).current_dir(&folder);
        build.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
        let output = build.output().map_err(wrong)?;
        if !output.status.success() {
            let output_text = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!(
                "`{set}`: {}",
                output_text.lines().find(|l| l.contains("error")).unwrap_or("not built")
            ));
        }
        found.sets += 1;
        for debug in [false, true] {
            let (texts, hits) =
                scan(&target.join("debug").join("features"), debug).map_err(|e| format!("`{set}`: {e}"))?;
            found.runs += 1;
            found.texts += texts;
            found.hits += hits;
        }
    }
    Ok(found)
}

fn scan(program: &Path, debug: bool) -> Result<(usize, usize), String> {
    let mut run = Command::new(program);
    if debug {
        run.envs(ENVIRONMENT);
    }
    let output = run.output().map_err(|e| e.to_string())?;
    let output_text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = output_text.split_whitespace().map_while(|n| n.parse().ok());
    numbers.next().zip(numbers.next()).ok_or_else(|| "the program printed no figures".to_owned())
}

/// The files that read the environment by design, each in one place.
const ALLOWED: [&str; 2] = ["storedsafe/src/settings.rs", "core/src/transport/proxy.rs"];

/// Places in the published crates' code (except the sandbox's) that read the environment, except the allowed ones.
pub(super) fn environment_reads() -> usize {
    let crates = root().join("crates");
    let mut found = 0;
    let mut folders: Vec<_> =
        ["all", "core", "macros", "privicore", "storedsafe", "digicert", "privx", "midprovider"]
            .map(|name| crates.join(name).join("src"))
            .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let allowed = usize::from(ALLOWED.iter().any(|allowed| path.ends_with(allowed)));
                let reads = text.matches("env::var").count() + text.matches("option_env!").count();
                found += reads.saturating_sub(allowed);
            }
        }
    }
    found
}
