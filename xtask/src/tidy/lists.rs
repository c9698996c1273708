//! Lists that are kept in two places agree.

use clap::ValueEnum;

use super::Finding;
use super::source::Source;
use crate::ci::{Job, examples};
use crate::workspace::Workspace;

/// The workflow file of the forge.
const WORKFLOW: &str = ".github/workflows/ci.yml";

/// Every example of a crate is in the list of the job that runs examples.
pub(super) fn examples(workspace: &Workspace, sources: &[Source]) -> Vec<Finding> {
    let package = |dir: &str| {
        let found = workspace.packages.iter().find(|package| package.dir == format!("crates/{dir}"));
        found.map_or("", |package| package.name.as_str())
    };
    unlisted(sources, |dir, name| {
        examples::EXAMPLES.iter().any(|example| example.package == package(dir) && example.name == name)
    })
}

fn unlisted(sources: &[Source], listed: impl Fn(&str, &str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let Some(dir) = source.crate_with("examples") else { continue };
        let Some(name) = example(&source.path) else { continue };
        if !listed(dir, name) {
            let says = format!("The example `{name}` is not in the list of the job `examples` in xtask.");
            findings.push(Finding::new(&source.path, 1, says));
        }
    }
    findings
}

/// The name of the example whose root this file is.
fn example(path: &str) -> Option<&str> {
    let (_, file) = path.split_once("/examples/")?;
    let name = file.strip_suffix("/main.rs").or_else(|| file.strip_suffix(".rs"))?;
    (!name.contains('/')).then_some(name)
}

/// The workflow's matrix names every job and nothing else.
pub(super) fn workflow(sources: &[Source]) -> Vec<Finding> {
    let Some(source) = sources.iter().find(|source| source.path == WORKFLOW) else {
        return vec![Finding::new(WORKFLOW, 1, "The workflow file is missing.")];
    };
    let mut jobs: Vec<String> = Job::value_variants().iter().map(|job| job.name()).collect();
    jobs.sort();
    matrix(source, &jobs)
}

fn matrix(source: &Source, jobs: &[String]) -> Vec<Finding> {
    let list = source.lines().find_map(|(number, line)| {
        let names = line.trim().strip_prefix("job: [")?.strip_suffix(']')?;
        Some((number, names.split(',').map(str::trim).collect::<Vec<_>>()))
    });
    let Some((number, mut names)) = list else {
        return vec![Finding::new(&source.path, 1, "The workflow has no line `job: […]` with the gates.")];
    };
    names.sort_unstable();
    if names == jobs {
        return Vec::new();
    }
    let says = format!("The workflow's matrix must name exactly the gates of xtask: {}.", jobs.join(", "));
    vec![Finding::new(&source.path, number, says)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_that_no_job_runs_is_found() {
        let file = |path| Source::new(path, "");
        let sources = [
            file("crates/all/examples/onboard.rs"),
            file("crates/all/examples/leave/main.rs"),
            file("crates/all/examples/leave/people.rs"),
            file("crates/all/examples/people.csv"),
        ];
        assert!(unlisted(&sources, |_, name| ["onboard", "leave"].contains(&name)).is_empty());
        let findings = unlisted(&sources, |dir, name| dir == "all" && name == "onboard");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings.first().unwrap().path, "crates/all/examples/leave/main.rs");
    }

    #[test]
    fn a_matrix_that_differs_is_found() {
        let jobs = ["a".to_owned(), "b".to_owned()];
        let found = |line: &str| matrix(&Source::new(WORKFLOW, line), &jobs).len();
        assert_eq!(found("        job: [b, a]\n"), 0);
        assert_eq!(found("        job: [a]\n"), 1);
        assert_eq!(found("        job: [a, b, c]\n"), 1);
        assert_eq!(found("jobs:\n"), 1);
        assert_eq!(workflow(&[]).len(), 1);
    }
}
