//! The examples are run, and their exit codes are part of what they promise.

use crate::Result;
use crate::shell::Cmd;

/// An example and the ways in which it is run.
pub(crate) struct Example {
    /// The package that holds it.
    pub(crate) package: &'static str,
    /// Its name for `cargo run --example`.
    pub(crate) name: &'static str,
    /// The features that it needs beyond the package's defaults.
    features: &'static [&'static str],
    /// The runs. An example that needs a real tenant has none: it is only compiled.
    runs: &'static [Run],
}

/// One run of an example.
struct Run {
    args: &'static [&'static str],
    code: i32,
}

/// People whose onboarding cannot succeed for all of them.
const PROBLEMS: &str = "crates/all/examples/people-with-problems.csv";

/// Every example of the workspace.
pub(crate) const EXAMPLES: &[Example] = &[
    Example {
        package: "portcullis",
        name: "onboard",
        features: &[],
        runs: &[Run { args: &[], code: 0 }, Run { args: &[PROBLEMS, "--json"], code: 1 }],
    },
    Example { package: "portcullis", name: "first", features: &[], runs: &[Run { args: &[], code: 0 }] },
    vendor("storedsafe", "quickstart", &["totp"]),
    vendor("storedsafe", "rotate_password", &["totp"]),
    vendor("storedsafe", "export_vault", &["totp"]),
    vendor("privicore", "create_directory_user", &[]),
    vendor("privicore", "policy_vote", &[]),
    Example {
        package: "privicore",
        name: "store_and_retrieve",
        features: &["cipher"],
        // Without optimization 256 MiB take over a minute; a payload that is held shows at 32, too.
        runs: &[Run { args: &["32"], code: 0 }],
    },
];

const fn vendor(package: &'static str, name: &'static str, features: &'static [&'static str]) -> Example {
    Example { package, name, features, runs: &[Run { args: &[], code: 0 }] }
}

/// Runs every example in each of its ways.
pub(super) fn run() -> Result {
    for example in EXAMPLES {
        let features = example.features.join(",");
        let cargo = |verb| {
            let cmd = Cmd::cargo().args([verb, "--quiet", "-p", example.package, "--example", example.name]);
            cmd.args(["--features", &features])
        };
        // Built first, so that a compile error is not taken for the exit code that a run promises.
        cargo("build").run()?;
        for run in example.runs {
            let mut cmd = cargo("run");
            if !run.args.is_empty() {
                cmd = cmd.arg("--").args(run.args);
            }
            cmd.exits_with(run.code)?;
        }
    }
    Ok(())
}
