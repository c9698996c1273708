//! What is sent about data tokens.

use super::DataTokenMeta;
use crate::DataToken;
use portcullis_core::{FieldValue, Input, Pairs, Result, Secret, input};
use portcullis_macros::{Body, Setters};

/// A token to reserve.
#[derive(Debug, Clone, Body)]
#[body(new(context), check, pairs)]
#[non_exhaustive]
pub struct NewReservation {
    /// A free label for grouping: a path, a name, a classification.
    pub context: String,
    /// The lifetime of the reservation in minutes; the engine's default is 5. (Minutes according to the vendor, seconds
    /// according to a guide. That 300 was refused and 5 accepted indicates minutes, and a limit below 300.)
    pub ttl: Option<u32>,
    /// More about the data, in a format that is not documented.
    pub meta: Option<String>,
}

impl NewReservation {
    fn check(&self) -> Result<()> {
        input::required("context", &self.context)
    }
}

/// The description of a payload that was handed over.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct FileMeta {
    /// The context of the reservation.
    pub context: String,
    /// The file's name.
    pub file_name: String,
    /// The payload's length in bytes before encryption.
    pub size: u64,
    /// The file's extension without a dot; the text after the last dot of the name unless set.
    pub extension: Option<String>,
    /// The virtual path; `/` unless set.
    pub path: Option<String>,
}

impl FileMeta {
    /// Makes a file of this name and length.
    pub fn new(context: impl Into<String>, file_name: impl Into<String>, size: u64) -> Self {
        Self { context: context.into(), file_name: file_name.into(), size, extension: None, path: None }
    }

    fn extension_or_default(&self) -> &str {
        let end = || self.file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
        self.extension.as_deref().unwrap_or_else(end)
    }
}

// By hand: extension and path have defaults, because the engine requires them.
impl Pairs for FileMeta {
    fn pairs(&self, put: &mut dyn FnMut(&str, &dyn FieldValue)) {
        put("fileName", &self.file_name);
        put("extension", &self.extension_or_default());
        put("context", &self.context);
        put("size", &self.size);
        put("path", &self.path.as_deref().unwrap_or("/"));
    }
}

impl Input for FileMeta {
    fn check(&self) -> Result<()> {
        input::required("fileName", &self.file_name)?;
        input::required("extension", self.extension_or_default())?;
        input::required("context", &self.context)
    }
}

/// Which tokens to list: those that match all of these.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct DataTokenFilter {
    /// The file's name.
    #[body(name = "filters[meta.file.fileName]")]
    pub file_name: Option<String>,
    /// The file's extension.
    #[body(name = "filters[meta.file.extension]")]
    pub extension: Option<String>,
    /// The type of the content.
    #[body(name = "filters[meta.data.type]")]
    pub data_type: Option<String>,
    /// The context of the reservation.
    #[body(name = "filters[context]")]
    pub context: Option<String>,
    /// The token.
    #[body(name = "filters[token]")]
    pub token: Option<DataToken>,
}

/// New data for a token.
#[derive(Debug, Clone, Body)]
#[body(new(data_token, data), check)]
#[non_exhaustive]
pub struct DataUpdate {
    /// The permanent token.
    #[body(name = "dataToken")]
    pub data_token: DataToken,
    /// The new data, encrypted and in base64.
    pub data: Secret,
    /// The new metadata.
    pub meta: Option<DataTokenMeta>,
}

impl DataUpdate {
    fn check(&self) -> Result<()> {
        input::required("dataToken", self.data_token.as_str())?;
        input::required("data", self.data.expose_secret())
    }
}

/// New metadata for a token.
#[derive(Debug, Clone, Body)]
#[body(new(token), check, pairs)]
#[non_exhaustive]
pub struct MetadataUpdate {
    /// The permanent token.
    pub token: DataToken,
    /// The file's name.
    #[body(name = "fileName")]
    pub file_name: Option<String>,
    /// The file's extension, without a dot.
    pub extension: Option<String>,
    /// The label for grouping.
    pub context: Option<String>,
}

impl MetadataUpdate {
    fn check(&self) -> Result<()> {
        input::required("token", self.token.as_str())
    }
}
