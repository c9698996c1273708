//! Programs that xtask runs, beyond what `xshell` does.

use std::env;
use std::process::{Child, Command, Stdio};

use xshell::{Cmd, Shell};

use crate::Result;

/// Cargo with these arguments, separated by blanks.
pub(crate) fn cargo<'a>(sh: &'a Shell, arguments: &str) -> Cmd<'a> {
    let cargo = sh.cmd("cargo").args(arguments.split_whitespace());
    // Variables that cargo sets for a program that it runs make build scripts of the next cargo run again.
    let set = env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    });
    set.fold(cargo, Cmd::env_remove)
}

/// The variables by which programs find a proxy.
pub(crate) const PROXIES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The variables with the hosts that programs reach without a proxy.
pub(crate) const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Lets a program reach this machine directly, and everything else as before.
pub(crate) fn direct_loopback(cmd: Cmd<'_>) -> Cmd<'_> {
    let set = NO_PROXY.iter().filter_map(|name| env::var(name).ok()).find(|hosts| !hosts.is_empty());
    let hosts = set.map(|hosts| hosts + ",").unwrap_or_default() + "localhost,127.0.0.1";
    NO_PROXY.iter().fold(cmd, |cmd, name| cmd.env(name, &hosts))
}

/// Whether a program exists and ends with exit code 0; prints nothing.
pub(crate) fn succeeds(cmd: Cmd<'_>) -> bool {
    cmd.quiet().ignore_stdout().ignore_stderr().run().is_ok()
}

/// Runs a program; any other exit code than `expected` is an error.
pub(crate) fn exits_with(cmd: Cmd<'_>, expected: i32) -> Result {
    let line = cmd.to_string();
    eprintln!("$ {line}");
    let status = plain(cmd).status().map_err(|error| format!("`{line}`: {error}"))?;
    if status.code() == Some(expected) {
        return Ok(());
    }
    Err(format!("`{line}` ended with {status}, expected exit code {expected}").into())
}

/// Starts a program with a pipe at its standard output.
pub(crate) fn start(cmd: Cmd<'_>) -> Result<Child> {
    let line = cmd.to_string();
    eprintln!("$ {line} &");
    Ok(plain(cmd).stdout(Stdio::piped()).spawn().map_err(|error| format!("`{line}`: {error}"))?)
}

/// The program as std runs it, without standard input.
pub(crate) fn plain(cmd: Cmd<'_>) -> Command {
    let mut command = Command::from(cmd);
    command.stdin(Stdio::null());
    command
}
