//! What comes back.

use crate::{TemplateId, texts};
use portcullis_core::lenient;
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

/// A template.
///
/// Servers write it in two forms, beside objects and in listings: both are read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct Template {
    /// The template's id.
    pub id: TemplateId,
    /// What it is called and how it behaves.
    pub info: TemplateInfo,
    /// The fields, in order.
    pub fields: Vec<TemplateField>,
}

impl Template {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&TemplateField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Wire {
    #[serde(deserialize_with = "texts::opt_as")]
    id: Option<TemplateId>,
    #[serde(alias = "INFO", deserialize_with = "lenient::or_default")]
    info: TemplateInfo,
    #[serde(alias = "STRUCTURE", deserialize_with = "structure")]
    structure: Vec<TemplateField>,
}

impl From<Wire> for Template {
    fn from(wire: Wire) -> Self {
        let id = wire.id.or_else(|| wire.info.id.clone()).unwrap_or_default();
        Self { id, info: wire.info, fields: wire.structure }
    }
}

/// What a template is called and how it behaves.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TemplateInfo {
    /// The template's id.
    #[serde(deserialize_with = "texts::opt_as")]
    pub id: Option<TemplateId>,
    /// Its name.
    #[serde(deserialize_with = "texts::opt")]
    pub name: Option<String>,
    /// The name of its icon.
    #[serde(rename = "ico", deserialize_with = "texts::opt")]
    pub icon: Option<String>,
    /// Whether it can be used.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub active: Option<bool>,
    /// Whether it is edited in the workbench (`wb`).
    #[serde(rename = "wb", deserialize_with = "lenient::opt_bool")]
    pub workbench: Option<bool>,
    /// Whether objects are edited directly and have none in them (`ed`).
    #[serde(rename = "ed", deserialize_with = "lenient::opt_bool")]
    pub edited_directly: Option<bool>,
    /// Whether one gets to the parent after saving (`jp`).
    #[serde(rename = "jp", deserialize_with = "lenient::opt_bool")]
    pub jumps_to_parent: Option<bool>,
    /// Set for templates of files.
    #[serde(deserialize_with = "texts::opt")]
    pub file: Option<String>,
}

/// One field of a template.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TemplateField {
    /// The name by which objects have it.
    #[serde(rename = "fieldname", deserialize_with = "lenient::text")]
    pub name: String,
    /// The label that people see.
    #[serde(rename = "translation", deserialize_with = "texts::opt")]
    pub label: Option<String>,
    /// What kind of value it holds.
    #[serde(rename = "type")]
    pub kind: Option<FieldKind>,
    /// Whether the value is encrypted.
    #[serde(deserialize_with = "lenient::bool")]
    pub encrypted: bool,
    /// Whether it is normally shown.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub show: Option<bool>,
    /// Whether the vault's password policy applies: it is a password then.
    #[serde(deserialize_with = "lenient::bool")]
    pub policy: bool,
    /// Whether decrypting it raises an alarm.
    #[serde(deserialize_with = "lenient::bool")]
    pub alarm: bool,
    /// Whether it may be left out.
    #[serde(rename = "opt", deserialize_with = "lenient::bool")]
    pub optional: bool,
    /// Whether the value must be changed to count as unseen (`cc`).
    #[serde(rename = "cc", deserialize_with = "lenient::opt_bool")]
    pub change_to_unsee: Option<bool>,
    /// Whether people must click to see it (`nc`).
    #[serde(rename = "nc", deserialize_with = "lenient::opt_bool")]
    pub click_to_see: Option<bool>,
    /// The server's mark `log`, whose meaning is not documented.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub log: Option<bool>,
    /// The values to choose from.
    #[serde(deserialize_with = "texts::list")]
    pub options: Vec<String>,
    /// The value chosen at first.
    #[serde(rename = "options_default", deserialize_with = "texts::opt")]
    pub default_option: Option<String>,
    /// What an empty input shows.
    #[serde(deserialize_with = "texts::opt")]
    pub placeholder: Option<String>,
}

portcullis_core::open_enum! {
    /// What kind of value a field holds.
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

/// A list, or an object by the fields' names whose order counts.
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
