//! Command whitelists: what is read, created and written back.

use crate::ids::WhitelistId;
use portcullis_core::{Error, Extra, Result, Timestamp, input};
use portcullis_macros::{Record, Reply};

/// A command whitelist: patterns of the commands that an account may run.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, kind, whitelist_patterns))]
#[non_exhaustive]
pub struct Whitelist {
    /// The whitelist's id; set by PrivX.
    #[record(id)]
    pub id: WhitelistId,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// How its patterns are written.
    #[record(name = "type")]
    pub kind: Option<WhitelistType>,
    /// The patterns.
    pub whitelist_patterns: Option<Vec<String>>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who changed it last: an id, or the name of a built-in actor.
    #[record(server)]
    pub updated_by: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl Whitelist {
    /// Makes a whitelist of glob patterns.
    pub fn glob(name: impl Into<String>, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(name, WhitelistType::Glob, patterns.into_iter().map(Into::into).collect::<Vec<_>>())
    }

    /// Makes a whitelist of regular expressions (RE2), each of which begins with `^`.
    pub fn regex(name: impl Into<String>, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(name, WhitelistType::Regex, patterns.into_iter().map(Into::into).collect::<Vec<_>>())
    }

    /// Not part of `check`: [`evaluate`](super::Whitelists::evaluate) accepts a whitelist that cannot be stored, and
    /// returns what is wrong with its patterns.
    pub(super) fn storable(&self) -> Result<()> {
        let lacks = |name: &str| self.extra.get(name).is_none();
        if lacks("name") {
            input::required("name", self.name.as_deref().unwrap_or_default())?;
        }
        if self.kind.is_none() && lacks("type") {
            return Err(Error::input("type", "must be set"));
        }
        match &self.whitelist_patterns {
            None if lacks("whitelist_patterns") => Err(Error::input("whitelist_patterns", "must be set")),
            Some(patterns)
                if self.kind == Some(WhitelistType::Regex)
                    && !patterns.iter().all(|pattern| pattern.starts_with('^')) =>
            {
                Err(Error::input("whitelist_patterns", "must begin with `^` each, as regular expressions"))
            }
            _ => Ok(()),
        }
    }
}

/// A whitelist as other objects refer to it: the server goes by the id.
#[derive(Debug, Clone, Default, Record)]
#[record(new(id))]
#[non_exhaustive]
pub struct WhitelistHandle {
    /// The id of the whitelist.
    pub id: Option<WhitelistId>,
    /// The name of the whitelist.
    pub name: Option<String>,
    /// Whether the whitelist no longer exists; set by the server.
    #[record(server)]
    pub deleted: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The result of an evaluation.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct WhitelistEvaluation {
    /// The result for each pattern.
    #[reply(name = "whitelist_pattern_results")]
    pub pattern_results: Vec<PatternResult>,
    /// The result for each command.
    pub command_results: Vec<CommandResult>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The result for a pattern.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PatternResult {
    /// The pattern.
    #[reply(name = "whitelist_pattern")]
    pub pattern: Option<String>,
    /// Whether it is valid.
    pub status: Vec<PatternStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The result for a command.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CommandResult {
    /// The command.
    pub command: Option<String>,
    /// Whether it is allowed.
    pub allowed: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// How the patterns of a whitelist are written.
    WhitelistType {
        /// As glob patterns: those of shells for file names.
        Glob = "glob",
        /// As regular expressions (RE2).
        Regex = "regex",
    }
}

portcullis_core::open_enum! {
    /// A restricted shell.
    ShellVariant {
        /// Like Bash.
        Bash = "bash",
        /// Like the shell of POSIX.
        Posix = "posix",
    }
}

portcullis_core::open_enum! {
    /// Whether a pattern is valid.
    PatternStatus {
        /// It is valid.
        Ok = "OK",
        /// It is no valid pattern of a shell.
        InvalidGlob = "INVALID_GLOB_PATTERN",
        /// It is no valid regular expression.
        InvalidRegex = "INVALID_REGEX_PATTERN",
    }
}
