//! A template for a file.

use crate::{Fields, TemplateId};
use serde::Deserialize;

/// A template that fits a file.
// By serde: the members of the reply are those of the template.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Fields")]
#[non_exhaustive]
pub struct ProposedTemplate {
    /// The template.
    pub template: Option<TemplateId>,
    /// All members of the reply, the template's fields among them: copy them into the object as they are.
    pub fields: Fields,
}

impl From<Fields> for ProposedTemplate {
    fn from(fields: Fields) -> Self {
        Self { template: fields.get("templateid").map(|id| id.as_str().into()), fields }
    }
}
