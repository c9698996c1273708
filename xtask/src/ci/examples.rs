//! The examples of the published crates are run, and each must end with its exit code.

use serde_json::Value;

use crate::Result;
use crate::process::{cargo, exits_with};
use crate::workspace::{Package, Workspace, list_at, text_at};

/// One run of an example that takes arguments, or that must fail.
struct Run {
    example: &'static str,
    args: &'static [&'static str],
    code: i32,
}

/// Runs beyond the one without arguments that must succeed, or in its place.
const RUNS: [Run; 3] = [
    Run { example: "onboard", args: &[], code: 0 },
    // People whose onboarding cannot succeed for all of them.
    Run { example: "onboard", args: &["crates/all/examples/people-with-problems.csv", "--json"], code: 1 },
    // Without optimization 256 MiB take over a minute; a payload that is kept in memory shows at 32, too.
    Run { example: "store_and_retrieve", args: &["32"], code: 0 },
];

/// Runs every example in each of its ways.
pub(super) fn run(workspace: &Workspace) -> Result {
    for (package, example) in workspace.published().flat_map(examples) {
        let name = text_at(example, "name");
        let features: Vec<&str> = list_at(example, "required-features").filter_map(Value::as_str).collect();
        let features = features.join(",");
        let cargo = |verb| {
            let cmd = cargo(&workspace.sh, verb).args(["--quiet", "-p", &package.name, "--example", name]);
            cmd.args(["--features", &features])
        };
        // Built first: a compile error must not pass for the exit code that a run has to end with.
        cargo("build").run()?;
        for run in runs(name) {
            exits_with(cargo("run").arg("--").args(run.args), run.code)?;
        }
    }
    Ok(())
}

/// The examples of a package, as cargo describes them.
fn examples(package: &Package) -> impl Iterator<Item = (&Package, &Value)> {
    let is_example = |target: &&Value| list_at(target, "kind").any(|kind| kind == "example");
    list_at(&package.manifest, "targets").filter(is_example).map(move |target| (package, target))
}

fn runs(example: &str) -> Vec<&'static Run> {
    const PLAIN: &Run = &Run { example: "", args: &[], code: 0 };
    let own: Vec<&Run> = RUNS.iter().filter(|run| run.example == example).collect();
    if own.is_empty() { vec![PLAIN] } else { own }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_example_of_a_package_is_run() {
        let target = |kind: &str, name: &str| json!({"kind": [kind], "name": name});
        let targets = [target("lib", "privx"), target("example", "first"), target("example", "onboard")];
        let package = Package { manifest: json!({"targets": targets}), ..Package::default() };
        let names: Vec<&str> = examples(&package).map(|(_, example)| text_at(example, "name")).collect();
        assert_eq!(names, ["first", "onboard"]);
        let codes = |name: &str| runs(name).iter().map(|run| run.code).collect::<Vec<_>>();
        assert_eq!((codes("first"), codes("onboard")), (vec![0], vec![0, 1]));
    }
}
