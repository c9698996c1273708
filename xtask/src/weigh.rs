//! What a crate costs those who depend on it: crates, bytes, documentation, and the time of a first build.

mod pages;
mod program;
mod tree;

use serde_json::{Value, json};
use xshell::cmd;

use crate::Result;
use crate::workspace::Workspace;
use program::PLAIN;
use tree::{Weight, Weights};

/// The size of one program.
struct Size {
    vendor: &'static str,
    bytes: u64,
    plain: u64,
}

impl Size {
    fn more(&self) -> u64 {
        self.bytes.saturating_sub(self.plain)
    }

    fn finding(&self) -> Option<String> {
        let limit = program::limit(self.vendor);
        let too_large = self.vendor != PLAIN && self.more() > limit;
        too_large.then(|| {
            format!("{}'s program is {} bytes larger than plain, {limit} allowed", self.vendor, self.more())
        })
    }
}

/// The compiler that the limits of sizes are for: another makes programs of other sizes.
const COMPILER: &str = "rustc 1.95.";

/// The gate: numbers of crates, and sizes of programs that make one call.
pub(crate) fn check(workspace: &Workspace) -> Result {
    let weights = tree::weigh(workspace)?;
    print_weights(&weights);
    let compiler = cmd!(workspace.sh, "rustc --version").read()?;
    if !compiler.starts_with(COMPILER) {
        println!("\nprograms are not weighed: the limits are for {COMPILER}x, this is {}", compiler.trim());
        return judge(&weights, &[]);
    }
    let sizes = sizes(workspace)?;
    print_sizes(&sizes);
    judge(&weights, &sizes)
}

/// Measures everything; with `cold` builds from nothing as well, which takes long.
pub(crate) fn run(json: bool, cold: bool) -> Result {
    let workspace = Workspace::load()?;
    let weights = tree::weigh(&workspace)?;
    let sizes = sizes(&workspace)?;
    let pages = pages::count(&workspace)?;
    let mut colds = Vec::new();
    if cold {
        for name in program::names() {
            let cold = program::cold(&workspace, name)?;
            eprintln!("{name}: {:.1} s of processors, {:.0} s", cold.cpu, cold.wall);
            colds.push((name, cold));
        }
    }
    if json {
        let ours: Vec<Value> = weights.ours.iter().map(as_json).collect();
        let sizes: Vec<Value> = sizes
            .iter()
            .map(|size| json!({"program": size.vendor, "bytes": size.bytes, "more": size.more()}))
            .collect();
        let pages: Vec<Value> =
            pages.iter().map(|(name, pages)| json!({"crate": name, "pages": pages})).collect();
        let colds: Vec<Value> = colds
            .iter()
            .map(|(name, cold)| json!({"program": name, "cpu_seconds": cold.cpu, "seconds": cold.wall}))
            .collect();
        let plain = json!({"aws_lc_rs": weights.plain[0], "ring": weights.plain[1]});
        let all =
            json!({"plain_crates": plain, "crates": ours, "hello": sizes, "docs": pages, "cold": colds});
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        print_weights(&weights);
        print_sizes(&sizes);
        println!("\n{:<13}{:>6}", "documentation", "pages");
        for (name, pages) in &pages {
            println!("{name:<13}{pages:>6}");
        }
        print_colds(&colds);
    }
    judge(&weights, &sizes)
}

fn judge(weights: &Weights, sizes: &[Size]) -> Result {
    let findings = weights.findings.iter().cloned().chain(sizes.iter().filter_map(Size::finding));
    let findings: Vec<String> = findings.collect();
    if findings.is_empty() { Ok(()) } else { Err(findings.join("; ").into()) }
}

fn sizes(workspace: &Workspace) -> Result<Vec<Size>> {
    let mut sizes: Vec<Size> = Vec::new();
    for vendor in program::names() {
        let bytes = program::size(workspace, vendor)?;
        let plain = sizes.first().map_or(bytes, |plain| plain.bytes);
        sizes.push(Size { vendor, bytes, plain });
    }
    Ok(sizes)
}

fn as_json(weight: &Weight) -> Value {
    json!({
        "crate": weight.package, "features": weight.features, "crates": weight.crates,
        "more": weight.more, "limit": weight.limit,
    })
}

fn print_weights(weights: &Weights) {
    let [aws_lc, ring] = weights.plain;
    println!("a plain program with reqwest: {aws_lc} crates with aws-lc-rs, {ring} with ring\n");
    println!("{:<13}{:<24}{:>7}{:>6}{:>7}  which", "crate", "features", "crates", "more", "limit");
    let mut defaults: &[String] = &[];
    for weight in &weights.ours {
        if weight.features == "default" {
            defaults = &weight.more;
        }
        // A feature beyond the defaults shows only the crates that it adds.
        let added =
            weight.more.iter().filter(|name| weight.features == "default" || !defaults.contains(name));
        let added: Vec<&str> = added.map(|name| name.split(' ').next().unwrap_or_default()).collect();
        let limit = weight.limit.map_or_else(|| "-".to_owned(), |limit| limit.to_string());
        let (package, features, count, more) =
            (&weight.package, &weight.features, weight.crates, weight.more.len());
        println!("{package:<13}{features:<24}{count:>7}{more:>6}{limit:>7}  {}", added.join(" "));
    }
}

fn print_sizes(sizes: &[Size]) {
    println!("\n{:<13}{:>10}{:>9}{:>9}", "one call", "bytes", "more", "limit");
    for size in sizes {
        let limit =
            if size.vendor == PLAIN { "-".to_owned() } else { program::limit(size.vendor).to_string() };
        println!("{:<13}{:>10}{:>9}{limit:>9}", size.vendor, size.bytes, size.more());
    }
}

fn print_colds(colds: &[(&str, program::Cold)]) {
    let Some((_, plain)) = colds.first() else { return };
    println!("\n{:<13}{:>7}{:>7}{:>9}", "first build", "CPU s", "more", "clock s");
    for (name, cold) in colds {
        println!("{name:<13}{:>7.1}{:>7.1}{:>9.1}", cold.cpu, cold.cpu - plain.cpu, cold.wall);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_may_be_larger_by_its_limit_and_no_more() {
        let size = |vendor, more: u64| Size { vendor, bytes: 3_600_000 + more, plain: 3_600_000 };
        assert_eq!(size("privx", 485_000).finding(), None);
        assert!(size("privx", 485_001).finding().is_some());
        assert_eq!(size("privicore", 485_001).finding(), None);
        assert_eq!(size(PLAIN, 485_001).finding(), None);
    }
}
