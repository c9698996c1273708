//! Takes the jobs of chapters out of the book, so that tests run them as they stand there.
#![allow(clippy::print_stdout, reason = "cargo reads it")]

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

const VENDORS: [&str; 2] = ["digicert", "privx"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    for vendor in VENDORS {
        let chapter = format!("../docs/{vendor}.md");
        println!("cargo::rerun-if-changed={chapter}");
        let modules = modules(&fs::read_to_string(chapter)?)?;
        fs::write(Path::new(&out).join(format!("{vendor}_jobs.rs")), modules)?;
    }
    Ok(())
}

/// A module for each block of the jobs, with the name of its asynchronous function.
fn modules(chapter: &str) -> Result<String, Box<dyn Error>> {
    let mut modules = String::new();
    for job in chapter.split("\n## ").filter(|section| section.starts_with("Job: ")) {
        for block in job.split("```rust,no_run\n").skip(1) {
            let code = block.split("\n```").next().unwrap_or_default();
            let name = code.split("async fn ").nth(1).and_then(|rest| rest.split('(').next());
            let name = name.ok_or("a job is an async function")?;
            writeln!(modules, "pub(crate) mod {name} {{\n{}\n}}", public(code))?;
        }
    }
    Ok(modules)
}

/// The code, with functions, types and fields that a test can name.
fn public(code: &str) -> String {
    let mut in_struct = false;
    let public = |line: &str| {
        let item = ["async fn ", "fn ", "struct "].iter().any(|start| line.starts_with(start));
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
