//! What the README promises to work on any machine, on one whose environment names a proxy that does not reply: nothing
//! on loopback may use it.

use std::fs;

use xshell::Cmd;

use crate::Result;
use crate::process::{NO_PROXY, PROXIES, cargo};
use crate::workspace::Workspace;

/// Connections to this port are refused at once.
const DEAD: [&str; 2] = ["http://127.0.0.1:9", "socks5h://127.0.0.1:9"];

/// What is run: the README's first command, and of its second one what calls all five vendors, plain HTTP, and a client of
/// another language.
const RUNS: [&str; 4] = [
    "run --quiet --offline --example onboard",
    "test --quiet --offline -p portcullis-tests --test it -- flows::",
    "test --quiet --offline -p portcullis-core --test it -- requests::",
    "test --quiet --offline -p portcullis-sandbox --test it -- python::",
];

/// Runs all of them with upper-case and with lower-case names.
pub(super) fn run(workspace: &Workspace) -> Result {
    let readme = fs::read_to_string(workspace.root.join("README.md"))?;
    for command in ["cargo run --example onboard ", "cargo test --workspace\n"] {
        if !readme.contains(command) {
            return Err(
                format!("the README has no `{}`: the commands here are others", command.trim()).into()
            );
        }
    }
    for proxy in DEAD {
        for is_upper in [true, false] {
            for line in RUNS {
                behind(cargo(&workspace.sh, line), proxy, is_upper).run()?;
            }
        }
    }
    Ok(())
}

/// The command with this proxy for everything, by the names in one case.
fn behind<'a>(cmd: Cmd<'a>, proxy: &str, is_upper: bool) -> Cmd<'a> {
    let cmd = PROXIES.iter().chain(&NO_PROXY).fold(cmd, Cmd::env_remove);
    let named = PROXIES.iter().filter(|name| name.starts_with(char::is_uppercase) == is_upper);
    named.fold(cmd, |cmd, name| cmd.env(name, proxy))
}

#[cfg(test)]
mod tests {
    use xshell::Shell;

    use super::*;

    #[test]
    fn every_variable_is_set_in_one_case_and_none_in_the_other() {
        let sh = Shell::new().unwrap();
        for (is_upper, expected) in
            [(true, "ALL_PROXY HTTPS_PROXY HTTP_PROXY"), (false, "all_proxy http_proxy https_proxy")]
        {
            let cmd = behind(sh.cmd("env"), "http://127.0.0.1:9", is_upper);
            let text = cmd.quiet().read().unwrap();
            let names = text.lines().filter(|l| l.to_lowercase().contains("_proxy="));
            let mut names: Vec<&str> = names.filter_map(|line| line.split('=').next()).collect();
            names.sort_unstable();
            assert_eq!(names.join(" "), expected);
        }
    }
}
