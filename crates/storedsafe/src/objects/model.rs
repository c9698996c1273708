//! What comes back.

use super::Fields;
use crate::{ObjectId, Template, TemplateId, VaultId, bits, texts};
use portcullis_core::{Secret, lenient};
use serde::{Deserialize, de::DeserializeOwned};
use std::ops::Deref;

/// An object, with its fields in clear.
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct Object {
    /// The object's id.
    pub id: ObjectId,
    /// The object that it lies in; [`ObjectId::root`] at the root of the vault.
    #[serde(default, rename = "parentid", deserialize_with = "texts::opt_as")]
    pub parent: Option<ObjectId>,
    /// The template that it was made from.
    #[serde(default, rename = "templateid", deserialize_with = "texts::opt_as")]
    pub template: Option<TemplateId>,
    /// The vault that it is in.
    #[serde(default, rename = "groupid", deserialize_with = "texts::opt_as")]
    pub vault: Option<VaultId>,
    #[serde(default, deserialize_with = "texts::opt")]
    status: Option<String>,
    /// The name shown.
    #[serde(default, rename = "objectname", deserialize_with = "texts::opt")]
    pub name: Option<String>,
    /// The name of the file, if it is one.
    #[serde(default, rename = "filename", deserialize_with = "texts::opt")]
    pub file_name: Option<String>,
    /// How many objects lie in it.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub children: Option<i64>,
    /// Notes, or the sign that there are some. They are encrypted on the server.
    #[serde(default, deserialize_with = "texts::secret")]
    pub notes: Option<Secret>,
    /// Tags, as one text.
    #[serde(default, deserialize_with = "texts::opt")]
    pub tags: Option<String>,
    /// Whether a decryption raises an alarm.
    #[serde(default, deserialize_with = "texts::flag")]
    pub alarmed: bool,
    /// The fields in clear.
    #[serde(default)]
    pub public: Fields,
    /// What is known of the file, if it is one.
    #[serde(default, rename = "fileinfo", deserialize_with = "texts::object")]
    pub file: Option<FileInfo>,
    /// There only when it was asked for; then reached through [`DecryptedObject::crypted`].
    #[serde(default)]
    crypted: Fields<Secret>,
}

impl Object {
    /// Whether it is active: an object that was deleted is not. `None` if the server does not say.
    pub fn is_active(&self) -> Option<bool> {
        bits::is_set(self.status.as_deref(), 7)
    }

    /// Whether a password in it breaks the vault's policy. `None` if the server does not say.
    pub fn breaks_policy(&self) -> Option<bool> {
        bits::is_set(self.status.as_deref(), 10)
    }

    /// Whether it is a mail. `None` if the server does not say.
    pub fn is_mail(&self) -> Option<bool> {
        bits::is_set(self.status.as_deref(), 9)
    }

    /// All of the server's marks, as a mask: 32 alarm, 128 active, 512 mail, 1024 breaks the policy.
    pub fn status_mask(&self) -> Option<u64> {
        bits::mask(self.status.as_deref())
    }
}

/// An object whose encrypted fields were decrypted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct DecryptedObject(Object);

impl DecryptedObject {
    /// The encrypted fields, in clear.
    pub fn crypted(&self) -> &Fields<Secret> {
        &self.0.crypted
    }
}

impl Deref for DecryptedObject {
    type Target = Object;
    fn deref(&self) -> &Object {
        &self.0
    }
}

/// What is known of a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FileInfo {
    /// The object that it belongs to.
    #[serde(rename = "objectid", deserialize_with = "texts::opt_as")]
    pub object: Option<ObjectId>,
    /// Its name.
    #[serde(deserialize_with = "texts::opt")]
    pub name: Option<String>,
    /// Its length in bytes.
    #[serde(deserialize_with = "lenient::opt_int")]
    pub size: Option<i64>,
    /// Its media type.
    #[serde(rename = "type", deserialize_with = "texts::opt")]
    pub media_type: Option<String>,
    /// Where it lies.
    #[serde(rename = "filepath", deserialize_with = "texts::opt")]
    pub path: Option<String>,
    /// When it was made; the format is not documented.
    #[serde(deserialize_with = "texts::opt")]
    pub created: Option<String>,
    /// The ending of its name.
    #[serde(rename = "ext", deserialize_with = "texts::opt")]
    pub extension: Option<String>,
    /// Its icon.
    #[serde(rename = "iconpath", deserialize_with = "texts::opt")]
    pub icon: Option<String>,
}

/// One of the objects that an object lies in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Breadcrumb {
    /// The object's id.
    #[serde(rename = "objectid")]
    pub object: ObjectId,
    /// Its name.
    #[serde(rename = "objectname", deserialize_with = "texts::opt")]
    pub name: Option<String>,
    /// Its icon.
    #[serde(deserialize_with = "texts::opt")]
    pub icon: Option<String>,
}

/// A reply about objects.
#[derive(Deserialize)]
struct Reply<O: DeserializeOwned> {
    #[serde(rename = "OBJECT", deserialize_with = "lenient::list")]
    objects: Vec<O>,
    #[serde(default, rename = "TEMPLATES", alias = "TEMPLATESINFO", deserialize_with = "lenient::list")]
    templates: Vec<Template>,
    #[serde(default, rename = "BREADCRUMB", deserialize_with = "lenient::list")]
    breadcrumb: Vec<Breadcrumb>,
}

impl<O: DeserializeOwned> Reply<O> {
    fn only(self) -> Result<(O, Vec<Template>, Vec<Breadcrumb>), &'static str> {
        let mut objects = self.objects.into_iter();
        match (objects.next(), objects.next()) {
            (Some(object), None) => Ok((object, self.templates, self.breadcrumb)),
            _ => Err("expected exactly one object"),
        }
    }
}

/// An object and what belongs to it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Reply<Object>")]
#[non_exhaustive]
pub struct ObjectDetails {
    /// The object.
    pub object: Object,
    /// The templates used.
    pub templates: Vec<Template>,
    /// The objects that it lies in, from the outermost to the innermost.
    pub breadcrumb: Vec<Breadcrumb>,
}

impl TryFrom<Reply<Object>> for ObjectDetails {
    type Error = &'static str;
    fn try_from(reply: Reply<Object>) -> Result<Self, Self::Error> {
        reply.only().map(|(object, templates, breadcrumb)| Self { object, templates, breadcrumb })
    }
}

/// A decrypted object and what belongs to it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Reply<DecryptedObject>")]
#[non_exhaustive]
pub struct DecryptedDetails {
    /// The object.
    pub object: DecryptedObject,
    /// The templates used.
    pub templates: Vec<Template>,
    /// The objects that it lies in, from the outermost to the innermost.
    pub breadcrumb: Vec<Breadcrumb>,
}

impl TryFrom<Reply<DecryptedObject>> for DecryptedDetails {
    type Error = &'static str;
    fn try_from(reply: Reply<DecryptedObject>) -> Result<Self, Self::Error> {
        reply.only().map(|(object, templates, breadcrumb)| Self { object, templates, breadcrumb })
    }
}

/// An object and those that lie in it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Reply<Object>")]
#[non_exhaustive]
pub struct ObjectFamily {
    /// The object.
    pub object: Object,
    /// The objects directly in it.
    pub children: Vec<Object>,
    /// The templates used.
    pub templates: Vec<Template>,
    /// The objects that it lies in, from the outermost to the innermost.
    pub breadcrumb: Vec<Breadcrumb>,
}

impl TryFrom<Reply<Object>> for ObjectFamily {
    type Error = &'static str;
    fn try_from(reply: Reply<Object>) -> Result<Self, Self::Error> {
        let Reply { mut objects, templates, breadcrumb } = reply;
        // The server puts them into one list: the parent is the one that all others name.
        let is_parent = |at: usize, id: &ObjectId| {
            let mut others = objects.iter().enumerate().filter(|(other, _)| *other != at);
            others.all(|(_, object)| object.parent.as_ref() == Some(id))
        };
        let parent = objects.iter().enumerate().position(|(at, object)| is_parent(at, &object.id));
        let object = objects.remove(parent.ok_or("expected one object and its children")?);
        Ok(Self { object, children: objects, templates, breadcrumb })
    }
}

/// Objects that a search found.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Reply<Object>")]
#[non_exhaustive]
pub struct FoundObjects {
    /// The objects.
    pub objects: Vec<Object>,
    /// The templates used.
    pub templates: Vec<Template>,
}

impl From<Reply<Object>> for FoundObjects {
    fn from(reply: Reply<Object>) -> Self {
        Self { objects: reply.objects, templates: reply.templates }
    }
}
