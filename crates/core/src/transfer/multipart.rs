//! `multipart/form-data` (RFC 7578): fields, then one file.

use super::Upload;
use crate::Secret;
use bytes::Bytes;
use std::fmt;
use zeroize::Zeroizing;

/// A form with a file in it, encoded while it is sent.
pub struct Multipart {
    boundary: String,
    /// In pieces, each wiped when dropped: one buffer that grows would leave copies behind.
    fields: Vec<Zeroizing<String>>,
    secrets: Vec<Secret>,
    file: Option<(String, Upload)>,
}

impl Default for Multipart {
    fn default() -> Self {
        Self::new()
    }
}

impl Multipart {
    /// An empty form.
    pub fn new() -> Self {
        // The author of the file cannot guess it, and no other body has it.
        let boundary = (0..40).map(|_| fastrand::alphanumeric()).collect();
        Self { boundary, fields: Vec::new(), secrets: Vec::new(), file: None }
    }

    /// Adds a field.
    pub fn text(mut self, name: &str, value: &str) -> Self {
        let head = self.head(name, "");
        self.fields.push(Zeroizing::new([&head, "\r\n", value, "\r\n"].concat()));
        self
    }

    /// Adds a secret field: it is redacted in every text that the server returns.
    pub fn secret(mut self, name: &str, value: &Secret) -> Self {
        self.secrets.push(value.clone());
        self.text(name, value.expose_secret())
    }

    /// Sets the file: the last part of the form, as `application/octet-stream`.
    pub fn file(mut self, name: &str, file_name: &str, content: impl Into<Upload>) -> Self {
        let extra = format!("; filename=\"{}\"", escape(file_name));
        let head = self.head(name, &extra) + "Content-Type: application/octet-stream\r\n\r\n";
        self.file = Some((head, content.into()));
        self
    }

    fn head(&self, name: &str, extra: &str) -> String {
        let (boundary, name) = (&self.boundary, escape(name));
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{extra}\r\n")
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub(crate) fn into_parts(self) -> (Upload, Vec<Secret>) {
        let (file_head, file) = self.file.unzip();
        let pieces = self.fields.iter().map(|f| f.as_str()).chain(file_head.as_deref());
        let mut before = Zeroizing::new(Vec::with_capacity(pieces.clone().map(str::len).sum()));
        pieces.for_each(|piece| before.extend_from_slice(piece.as_bytes()));
        let end = if file.is_some() { "\r\n" } else { "" };
        let after = Bytes::from(format!("{end}--{}--\r\n", self.boundary));
        let file = file.unwrap_or_else(|| Bytes::new().into());
        (file.between(Bytes::from_owner(before), after), self.secrets)
    }
}

/// As browsers do it: a name cannot end its quotes or its line.
fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart")
            .field("fields", &self.fields.len())
            .field("file", &self.file.as_ref().map(|(_, file)| file))
            .finish_non_exhaustive()
    }
}
