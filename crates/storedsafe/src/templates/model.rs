//! Templates as they are read.

use crate::{TemplateId, php};
use portcullis_macros::Reply;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

/// A template.
///
/// Servers write it in two forms, beside objects and in listings: both are read.
// By serde, for the two forms.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct Template {
    /// The template's id.
    pub id: TemplateId,
    /// Its name and its properties.
    pub info: TemplateInfo,
    /// The fields, in order.
    #[serde(rename = "structure")]
    pub fields: Vec<TemplateField>,
}

impl Template {
    /// Returns the field of this name.
    pub fn field(&self, name: &str) -> Option<&TemplateField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The form beside objects, in lower case, and that of listings.
#[derive(Reply)]
struct Wire {
    #[reply(with = php::opt_as)]
    id: Option<TemplateId>,
    info: Option<TemplateInfo>,
    #[reply(with = structure)]
    structure: Vec<TemplateField>,
    #[reply(name = "INFO")]
    listed_info: Option<TemplateInfo>,
    #[reply(name = "STRUCTURE", with = structure)]
    listed_structure: Vec<TemplateField>,
}

impl From<Wire> for Template {
    fn from(wire: Wire) -> Self {
        let info = wire.info.or(wire.listed_info).unwrap_or_default();
        let id = wire.id.or_else(|| info.id.clone()).unwrap_or_default();
        let fields = if wire.structure.is_empty() { wire.listed_structure } else { wire.structure };
        Self { id, info, fields }
    }
}

/// The name and the properties of a template.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TemplateInfo {
    /// The template's id.
    #[reply(with = php::opt_as)]
    pub id: Option<TemplateId>,
    /// Its name.
    #[reply(with = php::opt)]
    pub name: Option<String>,
    /// The name of its icon.
    #[reply(name = "ico", with = php::opt)]
    pub icon: Option<String>,
    /// Whether it can be used.
    pub active: Option<bool>,
    /// Whether it is edited in the workbench (`wb`).
    #[reply(name = "wb")]
    pub workbench: Option<bool>,
    /// Whether objects are edited directly and contain no others (`ed`).
    #[reply(name = "ed")]
    pub edited_directly: Option<bool>,
    /// Whether the web interface shows the parent after saving (`jp`).
    #[reply(name = "jp")]
    pub jumps_to_parent: Option<bool>,
    /// Set for templates of files.
    #[reply(with = php::opt)]
    pub file: Option<String>,
}

/// One field of a template.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TemplateField {
    /// Its name in objects.
    #[reply(name = "fieldname", default)]
    pub name: String,
    /// The label in the web interface.
    #[reply(name = "translation", with = php::opt)]
    pub label: Option<String>,
    /// The kind of its value.
    #[reply(name = "type")]
    pub kind: Option<FieldKind>,
    /// Whether the value is encrypted.
    #[reply(default)]
    pub encrypted: bool,
    /// Whether it is normally shown.
    pub show: Option<bool>,
    /// Whether the vault's password policy applies: then it is a password.
    #[reply(default)]
    pub policy: bool,
    /// Whether decrypting it raises an alarm.
    #[reply(default)]
    pub alarm: bool,
    /// Whether it may be absent.
    #[reply(name = "opt", default)]
    pub optional: bool,
    /// Whether the value must be changed to count as unseen (`cc`).
    #[reply(name = "cc")]
    pub change_to_unsee: Option<bool>,
    /// Whether a click is needed to see it (`nc`).
    #[reply(name = "nc")]
    pub click_to_see: Option<bool>,
    /// The server's mark `log`, whose meaning is not documented.
    pub log: Option<bool>,
    /// The permitted values.
    #[reply(with = php::list)]
    pub options: Vec<String>,
    /// The default value.
    #[reply(name = "options_default", with = php::opt)]
    pub default_option: Option<String>,
    /// The text that an empty input shows.
    #[reply(with = php::opt)]
    pub placeholder: Option<String>,
}

portcullis_core::open_enum! {
    /// The kind of a field's value.
    FieldKind {
        /// One line.
        Text = "text",
        /// Several lines.
        TextArea = "textarea",
        /// A password, with a generator beside it.
        Password = "text-passwdgen",
        /// One of several values.
        Dropdown = "dropdown",
        /// A country.
        Country = "countrycode",
        /// A number from 0 to 100.
        Progress = "progress",
        /// A day.
        Date = "date",
        /// A day and a time.
        DateTime = "datetime",
    }
}

/// Reads a list, or an object by the fields' names, whose order matters.
fn structure<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<TemplateField>, D::Error> {
    struct Structure;
    impl<'de> Visitor<'de> for Structure {
        type Value = Vec<TemplateField>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the fields of a template")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut fields = Vec::new();
            while let Some(field) = seq.next_element()? {
                fields.push(field);
            }
            Ok(fields)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Vec::new();
            while let Some((name, mut field)) = map.next_entry::<String, TemplateField>()? {
                if field.name.is_empty() {
                    field.name = name;
                }
                fields.push(field);
            }
            Ok(fields)
        }
    }
    from.deserialize_any(Structure)
}
