//! Bodies of the type `multipart/form-data`.

use axum::body::{Body, Bytes};
use multer::{Constraints, Field, Multipart, SizeLimit};

/// The most that all parts without a file name hold together.
const MOST_TEXT: u64 = 1024 * 1024;

/// A part with a file name.
pub(crate) struct Upload {
    pub(crate) part: String,
    pub(crate) name: String,
    /// The content, or nothing if it is larger than the server takes.
    pub(crate) content: Option<Bytes>,
}

/// Reads a form: its texts and its files, both in the order of the body.
///
/// `announced` is the length of the whole body, if it is known: with it a file goes to its place at once and is
/// copied no more. What is larger than `most` is read to its end all the same, because a client that finds the
/// connection closed while it still sends never sees the reply.
pub(crate) async fn read(
    body: Body,
    boundary: String,
    announced: usize,
    most: usize,
) -> Result<(Vec<(String, String)>, Vec<Upload>), multer::Error> {
    let limit = Constraints::new().size_limit(SizeLimit::new());
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, limit);
    let mut fields = Vec::new();
    let mut files = Vec::new();
    let mut text_left = MOST_TEXT;
    while let Some(field) = form.next_field().await? {
        let part = field.name().unwrap_or_default().to_owned();
        if let Some(name) = field.file_name().map(str::to_owned) {
            let content = content(field, announced, most).await?;
            files.push(Upload { part, name, content });
        } else {
            let text = text(field, text_left).await?;
            text_left = text_left.saturating_sub(u64::try_from(text.len()).unwrap_or(u64::MAX));
            fields.push((part, text));
        }
    }
    Ok((fields, files))
}

async fn content(
    mut field: Field<'_>,
    announced: usize,
    most: usize,
) -> Result<Option<Bytes>, multer::Error> {
    let mut content = Vec::with_capacity(announced.min(most));
    let mut fits = true;
    while let Some(chunk) = field.chunk().await? {
        fits = fits && content.len() + chunk.len() <= most;
        if fits {
            content.extend_from_slice(&chunk);
        } else {
            content = Vec::new();
        }
    }
    Ok(fits.then(|| content.into()))
}

async fn text(mut field: Field<'_>, most: u64) -> Result<String, multer::Error> {
    let mut text = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        text.extend_from_slice(&chunk);
        if u64::try_from(text.len()).unwrap_or(u64::MAX) > most {
            return Err(multer::Error::FieldSizeExceeded { limit: most, field_name: None });
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}
