//! The gates that are one or two calls of cargo.

use crate::Result;
use crate::process::cargo;
use crate::workspace::{FACADE, VENDORS, Workspace};

/// The features that every client crate has and that change no code path of its own.
const SHARED: [&str; 3] = ["rustls", "rustls-ring", "reqwest-0_13"];

/// The formatter changes nothing.
pub(super) fn fmt(workspace: &Workspace) -> Result {
    Ok(cargo(&workspace.sh, "fmt --all --check").run()?)
}

/// No lint fires, with everything on and with the other TLS provider alone.
pub(super) fn clippy(workspace: &Workspace) -> Result {
    cargo(&workspace.sh, "clippy --workspace --all-targets --all-features -- -D warnings").run()?;
    cargo(&workspace.sh, "clippy --lib --no-default-features --features rustls-ring")
        .args(VENDORS.iter().flat_map(|vendor| ["-p", vendor]))
        .args(["--", "-D", "warnings"])
        .run()?;
    Ok(())
}

/// The tests of the crates whose features go beyond what a plain `cargo test --workspace` builds.
pub(super) fn test(workspace: &Workspace) -> Result {
    let varied = workspace.published().filter(|package| {
        let own = package.feature_names().any(|feature| !SHARED.contains(&feature));
        package.name == "portcullis-core" || (own && package.name != FACADE)
    });
    cargo(&workspace.sh, "test --all-features --lib --tests")
        .args(varied.flat_map(|package| ["-p", &package.name]))
        .run()?;
    Ok(())
}

/// The documentation builds as the documentation host will build it, warnings denied.
pub(super) fn doc(workspace: &Workspace) -> Result {
    let doc = cargo(&workspace.sh, "doc --workspace --all-features --no-deps");
    Ok(doc.env("RUSTDOCFLAGS", "-D warnings").run()?)
}
