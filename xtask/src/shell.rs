//! Running other programs: each prints its command line first.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Result;

/// What a program wrote to its standard output, or what it complained of when it failed.
pub(crate) type Answer = std::result::Result<String, String>;

/// A program about to run, and how it reads on a terminal.
pub(crate) struct Cmd {
    inner: Command,
    line: String,
}

impl Cmd {
    /// A program with no arguments yet.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let line = program.as_ref().to_string_lossy().into_owned();
        let mut inner = Command::new(program);
        // What cargo tells a program that it runs would make build scripts of the next cargo run again.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                inner.env_remove(name.as_ref());
            }
        }
        inner.stdin(Stdio::null());
        Self { inner, line }
    }

    /// The cargo that runs this program.
    pub(crate) fn cargo() -> Self {
        let mut cmd = Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        "cargo".clone_into(&mut cmd.line);
        cmd
    }

    /// Appends one argument.
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.line.push(' ');
        self.line.push_str(&arg.as_ref().to_string_lossy());
        self.inner.arg(arg);
        self
    }

    /// Appends several arguments.
    pub(crate) fn args<I: AsRef<OsStr>>(self, args: impl IntoIterator<Item = I>) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    /// Sets a variable and shows it in the printed line.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.line = format!("{name}={:?} {}", value.as_ref().to_string_lossy(), self.line);
        self.inner.env(name, value);
        self
    }

    /// Sets a variable whose value must not reach the terminal.
    pub(crate) fn secret_env(mut self, name: &str, value: &str) -> Self {
        self.inner.env(name, value);
        self
    }

    /// Takes a variable away.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.inner.env_remove(name);
        self
    }

    /// Runs in another folder.
    pub(crate) fn in_dir(mut self, dir: &Path) -> Self {
        self.inner.current_dir(dir);
        self
    }

    /// Sends what it writes to standard output to standard error, and keeps the former for what is asked for.
    pub(crate) fn aside(mut self) -> Self {
        self.inner.stdout(io::stderr());
        self
    }

    /// Runs; anything but exit code 0 is an error.
    pub(crate) fn run(self) -> Result {
        self.exits_with(0)
    }

    /// Runs; any other exit code than `expected` is an error.
    pub(crate) fn exits_with(mut self, expected: i32) -> Result {
        eprintln!("$ {}", self.line);
        let status = self.inner.status().map_err(|error| format!("`{}`: {error}", self.line))?;
        if status.code() == Some(expected) {
            return Ok(());
        }
        Err(format!("`{}` ended with {status}, expected exit code {expected}", self.line).into())
    }

    /// Runs and returns what it wrote to standard output.
    pub(crate) fn read(mut self) -> Result<String> {
        eprintln!("$ {}", self.line);
        let output = self
            .inner
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("`{}`: {error}", self.line))?;
        if !output.status.success() {
            return Err(format!("`{}` ended with {}", self.line, output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs and returns what it wrote to standard error.
    pub(crate) fn hear(mut self) -> Result<String> {
        eprintln!("$ {}", self.line);
        let output = self.inner.output().map_err(|error| format!("`{}`: {error}", self.line))?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(format!("`{}` ended with {}\n{told}", self.line, output.status).into());
        }
        Ok(told)
    }

    /// Runs without a line on the terminal.
    pub(crate) fn ask(mut self) -> Result<Answer> {
        let output = self.inner.output().map_err(|error| format!("`{}`: {error}", self.line))?;
        let complaint = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        Ok(if output.status.success() { Ok(String::from_utf8(output.stdout)?) } else { Err(complaint) })
    }

    /// Whether the program exists and ends with exit code 0; silent.
    pub(crate) fn works(mut self) -> bool {
        self.inner.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    /// Starts it with a pipe at its standard output.
    pub(crate) fn start(mut self) -> Result<Child> {
        eprintln!("$ {} &", self.line);
        Ok(self.inner.stdout(Stdio::piped()).spawn().map_err(|error| format!("`{}`: {error}", self.line))?)
    }

    /// Starts it at the head of a group of processes, which end together.
    pub(crate) fn lead(mut self) -> Result<Group> {
        eprintln!("$ {} &", self.line);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.inner, 0);
        Ok(Group(self.inner.spawn().map_err(|error| format!("`{}`: {error}", self.line))?))
    }
}

/// A program and all that it started; killed when dropped.
pub(crate) struct Group(Child);

impl Group {
    /// Whether its first program has ended.
    pub(crate) fn is_over(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_over() {
            if cfg!(unix) {
                Cmd::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).works();
            }
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}
