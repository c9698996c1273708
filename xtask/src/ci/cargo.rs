//! The gates that are one or two calls of cargo.

use crate::Result;
use crate::shell::Cmd;
use crate::workspace::{FACADE, VENDORS, Workspace};

/// The features that every client crate has and that change no code path of its own.
const SHARED: [&str; 3] = ["rustls", "rustls-ring", "reqwest-0_13"];

/// The formatter changes nothing.
pub(super) fn fmt() -> Result {
    Cmd::cargo().args(["fmt", "--all", "--check"]).run()
}

/// No lint fires, with everything on and with the other TLS provider alone.
pub(super) fn clippy() -> Result {
    Cmd::cargo()
        .args(["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])
        .run()?;
    Cmd::cargo()
        .arg("clippy")
        .args(VENDORS.iter().flat_map(|vendor| ["-p", vendor]))
        .args(["--lib", "--no-default-features", "--features", "rustls-ring", "--", "-D", "warnings"])
        .run()
}

/// The tests of the crates whose features go beyond what a plain `cargo test --workspace` builds.
pub(super) fn test(workspace: &Workspace) -> Result {
    let varied = workspace.published().filter(|package| {
        let own = package.feature_names().any(|feature| !SHARED.contains(&feature));
        package.name == "portcullis-core" || (own && package.name != FACADE)
    });
    Cmd::cargo()
        .arg("test")
        .args(varied.flat_map(|package| ["-p", &package.name]))
        .args(["--all-features", "--lib", "--tests"])
        .run()
}

/// The documentation builds as the documentation host will build it, warnings denied.
pub(super) fn doc() -> Result {
    Cmd::cargo()
        .args(["doc", "--workspace", "--all-features", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}
