//! What became of one person in one system.

use crate::people::{Person, Row};
use portcullis::{Error, ErrorKind};
use serde::Serialize;
use std::fmt::Display;

/// One cell of the result.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    pub(crate) line: u64,
    pub(crate) person: Option<String>,
    pub(crate) system: Option<&'static str>,
    #[serde(rename = "outcome")]
    pub(crate) word: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Reason>,
}

/// Why not.
#[derive(Debug, Serialize)]
pub(crate) struct Reason {
    pub(crate) kind: String,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// Whether it was sent and done.
    pub(crate) delivery: String,
}

impl Outcome {
    fn new(person: &Person, system: &'static str, outcome: &'static str) -> Self {
        Self {
            line: person.line,
            person: Some(person.username.clone()),
            system: Some(system),
            word: outcome,
            id: None,
            command: None,
            reason: None,
        }
    }

    /// The person has an account with this id.
    pub(crate) fn created(person: &Person, system: &'static str, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::new(person, system, "created") }
    }

    /// The person has an account; the system gave only the id of the command that made it.
    pub(crate) fn settled(person: &Person, system: &'static str, command: impl Into<String>) -> Self {
        Self { command: Some(command.into()), ..Self::new(person, system, "created") }
    }

    /// Somebody of that name is there already.
    pub(crate) fn conflict(person: &Person, system: &'static str, message: impl Into<String>) -> Self {
        let reason = Reason {
            kind: "Conflict".into(),
            message: message.into(),
            code: None,
            delivery: "Rejected".into(),
        };
        Self { reason: Some(reason), ..Self::new(person, system, "conflict") }
    }

    /// The SDK or the server said no.
    pub(crate) fn failed(person: &Person, system: &'static str, error: &Error) -> Self {
        let outcome = match error.kind() {
            _ if error.is_conflict() => "conflict",
            ErrorKind::Input => "input",
            ErrorKind::Api => "refused",
            ErrorKind::Auth => "not signed in",
            _ => "failed",
        };
        let reason = Reason {
            kind: format!("{:?}", error.kind()),
            message: error.message().to_owned(),
            code: error.code().map(str::to_owned),
            delivery: format!("{:?}", error.delivery()),
        };
        Self { reason: Some(reason), ..Self::new(person, system, outcome) }
    }

    /// Something outside the SDK failed.
    pub(crate) fn broken(person: &Person, system: &'static str, error: &impl Display) -> Self {
        let reason = Reason {
            kind: "Local".into(),
            message: error.to_string(),
            code: None,
            delivery: "NotSent".into(),
        };
        Self { reason: Some(reason), ..Self::new(person, system, "failed") }
    }

    /// A line that holds no person.
    pub(crate) fn of_malformed(row: &Row) -> Option<Self> {
        let Row::Malformed { line, reason } = row else { return None };
        let reason = Reason {
            kind: "Malformed".into(),
            message: format!("line {line}: {reason}"),
            code: None,
            delivery: "NotSent".into(),
        };
        Some(Self {
            line: *line,
            person: None,
            system: None,
            word: "malformed",
            id: None,
            command: None,
            reason: Some(reason),
        })
    }

    /// Whether the person is in.
    pub(crate) fn is_in(&self) -> bool {
        self.word == "created"
    }

    /// Whether there may be an account with the password that was sent: an answer that was lost is not a
    /// no.
    pub(crate) fn may_exist(&self) -> bool {
        self.is_in()
            || self.reason.as_ref().is_some_and(|r| matches!(r.delivery.as_str(), "Unknown" | "Applied"))
    }

    /// DigiCert invites by mail and takes no password.
    pub(crate) fn has_password(&self) -> bool {
        self.system != Some("DigiCert")
    }
}
