//! Files: upload and the proposal of a template. The download is one of the ways to get an object.

use axum::body::Bytes;
use serde_json::{Map, Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::file::{Content, FileInfo};
use super::store::Inner;
use super::{mime, objects, template, x509};
use crate::clock;

/// The one file of a form, whatever its part is called.
fn file(call: &Call) -> Result<(&str, &Bytes), Refusal> {
    let [upload] = call.files.as_slice() else {
        return Err(no("The form must hold one file."));
    };
    if upload.name.is_empty() {
        return Err(no("The file has no name."));
    }
    let content = upload.content.as_ref().ok_or_else(|| no("The file is too large."))?;
    Ok((&upload.name, content))
}

pub(super) fn upload(inner: &mut Inner, call: &Call, caller: &Caller) -> Handled {
    let (name, content) = file(call)?;
    let info = FileInfo {
        name: name.to_owned(),
        size: content.len(),
        kind: mime::of(content, mime::extension(name)).to_owned(),
        created: clock::now_rfc3339(),
    };
    let (id, outcome) = objects::add(inner, call, caller, Some(info))?;
    inner.files.insert(id, Content(content.clone()));
    Ok(outcome)
}

/// The result stands in `DATA`, among the echo of the request.
pub(super) fn identify(_: &mut Inner, call: &Call, _: &Caller) -> Handled {
    let (name, content) = file(call)?;
    let certificate = x509::read(content);
    let template =
        if certificate.is_some() || x509::is_pem(content) { template::X509 } else { template::FILE };
    let mut data = Map::new();
    data.insert("templateid".to_owned(), template.to_string().into());
    let name = call.text("file1").unwrap_or(name);
    data.insert("file1".to_owned(), name.into());
    if let Some(certificate) = certificate {
        data.extend(certificate.fields());
    }
    Ok(Outcome::success(json!({})).data(Value::Object(data)))
}
