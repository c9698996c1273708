//! Takes the jobs of the chapter on PrivX out of the book, so that a test runs them as they stand there.
#![allow(clippy::print_stdout, reason = "cargo reads it")]

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

const CHAPTER: &str = "../docs/privx.md";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CHAPTER}");
    let chapter = fs::read_to_string(CHAPTER)?;
    let mut modules = String::new();
    for job in chapter.split("\n## ").filter(|section| section.starts_with("Job: ")) {
        for block in job.split("```rust,no_run\n").skip(1) {
            let code = block.split("\n```").next().unwrap_or_default();
            let name = code.split("async fn ").nth(1).and_then(|rest| rest.split('(').next());
            let name = name.ok_or("a job is an async function")?;
            writeln!(modules, "pub(crate) mod {name} {{\n{}\n}}", public(code))?;
        }
    }
    Ok(fs::write(Path::new(&env::var("OUT_DIR")?).join("privx_jobs.rs"), modules)?)
}

/// The code, with functions, types and fields that a test can name.
fn public(code: &str) -> String {
    let mut in_struct = false;
    let public = |line: &str| {
        let item = line.starts_with("async fn ") || line.starts_with("struct ");
        let field = in_struct && line.starts_with("    ");
        in_struct = line.starts_with("struct ") || (in_struct && line != "}");
        match (item, field) {
            (true, _) => format!("pub(crate) {line}"),
            (_, true) => format!("    pub(crate) {}", line.trim_start()),
            _ => line.to_owned(),
        }
    };
    code.lines().map(public).collect::<Vec<_>>().join("\n")
}
