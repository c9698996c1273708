//! What goes into the operations on data tokens.

use super::DataTokenMeta;
use crate::{DataToken, members};
use portcullis_core::{Extra, Request, Result, Secret, input, lenient, secret};
use portcullis_macros::Setters;
use serde::{Deserialize, Serialize};

/// A token to be reserved.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct NewReservation {
    /// A free label for grouping: a path, a name, a classification.
    pub context: String,
    /// How many minutes the reservation lives; the engine's default is 5. (Minutes is the vendor's word, seconds a
    /// guide's; that 300 was refused and 5 was taken speaks for minutes and for a limit below 300.)
    pub ttl: Option<u32>,
    /// More about the data, in a format that is not documented.
    pub meta: Option<String>,
}
impl portcullis_core::Input for NewReservation {}

impl NewReservation {
    /// A reservation under this label.
    pub fn new(context: impl Into<String>) -> Self {
        Self { context: context.into(), ttl: None, meta: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("context", &self.context)
    }
}

/// How data is to be treated. All of it is free text; policies may filter on it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RiskMeta {
    /// How sensitive it is, such as `confidential`.
    #[serde(deserialize_with = "lenient::or_default")]
    pub classification: String,
    /// Of which category it is.
    #[serde(deserialize_with = "lenient::or_default")]
    pub label: String,
    /// How it is to be handled.
    #[serde(deserialize_with = "lenient::or_default")]
    pub handling: String,
    /// Other fields, which a guide says are allowed and the vendor's page does not list.
    #[serde(flatten)]
    pub extra: Extra,
}

impl RiskMeta {
    /// These three, all of which the engine wants.
    pub fn new(
        classification: impl Into<String>,
        label: impl Into<String>,
        handling: impl Into<String>,
    ) -> Self {
        Self {
            classification: classification.into(),
            label: label.into(),
            handling: handling.into(),
            extra: Extra::default(),
        }
    }

    pub(super) fn fit(&self) -> Result<()> {
        members::added(members::names(&self.extra), &["token", "classification", "label", "handling"])
    }

    pub(crate) fn check(&self) -> Result<()> {
        input::required("classification", &self.classification)?;
        input::required("label", &self.label)?;
        input::required("handling", &self.handling)
    }
}

/// The description of a payload that was handed over.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct FileMeta {
    /// The label under which the token was reserved.
    pub context: String,
    /// The file's name.
    pub file_name: String,
    /// The payload's length in bytes before encryption.
    pub size: u64,
    /// The file's extension without a dot; what follows the last dot of the name unless set.
    pub extension: Option<String>,
    /// The virtual path; `/` unless set.
    pub path: Option<String>,
}

impl FileMeta {
    /// A file of this name and length.
    pub fn new(context: impl Into<String>, file_name: impl Into<String>, size: u64) -> Self {
        Self { context: context.into(), file_name: file_name.into(), size, extension: None, path: None }
    }

    fn extension_or_end(&self) -> &str {
        let end = || self.file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
        self.extension.as_deref().unwrap_or_else(end)
    }

    pub(crate) fn check(&self) -> Result<()> {
        input::required("fileName", &self.file_name)?;
        input::required("extension", self.extension_or_end())?;
        input::required("context", &self.context)
    }

    pub(super) fn fill(&self, request: Request) -> Request {
        request
            .field("fileName", &self.file_name)
            .field("extension", self.extension_or_end())
            .field("context", &self.context)
            .field("size", self.size)
            .field("path", self.path.as_deref().unwrap_or("/"))
    }
}

/// Which tokens to list: those that meet all of these.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct DataTokenFilter {
    /// The file's name.
    pub file_name: Option<String>,
    /// The file's extension.
    pub extension: Option<String>,
    /// The type of the content.
    pub data_type: Option<String>,
    /// The label under which a token was reserved.
    pub context: Option<String>,
    /// The token itself.
    pub token: Option<DataToken>,
}

impl DataTokenFilter {
    /// All tokens.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn narrow(&self, request: Request) -> Request {
        request
            .query_opt("filters[meta.file.fileName]", self.file_name.as_ref())
            .query_opt("filters[meta.file.extension]", self.extension.as_ref())
            .query_opt("filters[meta.data.type]", self.data_type.as_ref())
            .query_opt("filters[context]", self.context.as_ref())
            .query_opt("filters[token]", self.token.as_ref())
    }
}

/// New data under an old token.
#[derive(Debug, Clone, Serialize, Setters)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DataUpdate {
    /// The permanent token.
    pub data_token: DataToken,
    /// The new data, encrypted and in base64.
    #[serde(serialize_with = "secret::expose")]
    pub data: Secret,
    /// The new metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<DataTokenMeta>,
}
impl portcullis_core::Input for DataUpdate {}

impl DataUpdate {
    /// This data under this token.
    pub fn new(data_token: impl Into<DataToken>, data: impl Into<Secret>) -> Self {
        Self { data_token: data_token.into(), data: data.into(), meta: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("dataToken", self.data_token.as_str())?;
        input::required("data", self.data.expose_secret())
    }
}

/// Another name, extension or label for a token.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct MetadataUpdate {
    /// The permanent token.
    pub token: DataToken,
    /// The file's name.
    pub file_name: Option<String>,
    /// The file's extension, without a dot.
    pub extension: Option<String>,
    /// The label for grouping.
    pub context: Option<String>,
}
impl portcullis_core::Input for MetadataUpdate {}

impl MetadataUpdate {
    /// No change yet.
    pub fn new(token: impl Into<DataToken>) -> Self {
        Self { token: token.into(), file_name: None, extension: None, context: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("token", self.token.as_str())
    }
}
