//! What PrivX returns of script templates.

use crate::ids::ScriptTemplateId;
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::{Record, Reply};

/// A script that rotates passwords on hosts.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, operating_system, script))]
#[non_exhaustive]
pub struct ScriptTemplate {
    /// The template's id; set by PrivX.
    #[record(id)]
    pub id: ScriptTemplateId,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// The operating system of the hosts. Which words are accepted is not documented.
    pub operating_system: Option<String>,
    /// The script's text.
    pub script: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it.
    #[record(server)]
    pub created_by: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The result of compiling a script.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CompileScriptResult {
    /// The script's text.
    pub script: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
