//! Files: upload and the proposal of a template. The download is one of the ways to get an object.

use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::routes::Caller;
use super::store::Inner;
use super::{mime, objects, templates, x509};
use crate::clock;

/// What is told about a file beside its content.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct FileInfo {
    pub(super) name: String,
    size: usize,
    kind: String,
    created: String,
}

impl FileInfo {
    pub(super) fn view(&self, object: u64) -> Value {
        let ext = mime::extension(&self.name);
        json!({
            "objectid": object.to_string(),
            "name": self.name,
            "size": self.size.to_string(),
            "type": self.kind,
            "filepath": "",
            "created": self.created,
            "ext": ext,
            "iconpath": format!("ico_{}", if ext.is_empty() { "file" } else { ext }),
        })
    }
}

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
    inner.files.insert(id, content.clone());
    Ok(outcome)
}

/// The result stands in `DATA`, among the echo of the request.
pub(super) fn identify(_: &mut Inner, call: &Call, _: &Caller) -> Handled {
    let (name, content) = file(call)?;
    let certificate = x509::read(content);
    let template =
        if certificate.is_some() || x509::is_pem(content) { templates::X509 } else { templates::FILE };
    let mut data = Map::new();
    data.insert("templateid".to_owned(), template.to_string().into());
    let name = call.text("file1").unwrap_or(name);
    data.insert("file1".to_owned(), name.into());
    if let Some(certificate) = certificate {
        data.extend(certificate.fields());
    }
    Ok(Outcome::success(json!({})).data(Value::Object(data)))
}
