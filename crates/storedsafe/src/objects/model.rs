//! Objects as they are read, and the replies that hold them.

use super::Fields;
use crate::{ObjectId, Template, TemplateId, VaultId, bits, php};
use portcullis_core::{Secret, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, de::DeserializeOwned};
use std::ops::Deref;

/// An object, with its plaintext fields.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Object {
    /// The object's id.
    pub id: ObjectId,
    /// The object that contains it; [`ObjectId::root`] at the root of the vault.
    #[reply(name = "parentid", with = php::opt_as)]
    pub parent: Option<ObjectId>,
    /// The template that it was made from.
    #[reply(name = "templateid", with = php::opt_as)]
    pub template: Option<TemplateId>,
    /// The vault that contains it.
    #[reply(name = "groupid", with = php::opt_as)]
    pub vault: Option<VaultId>,
    status: Option<String>,
    /// The name shown.
    #[reply(name = "objectname", with = php::opt)]
    pub name: Option<String>,
    /// The name of the file, if it is one.
    #[reply(name = "filename", with = php::opt)]
    pub file_name: Option<String>,
    /// The number of objects directly in it.
    pub children: Option<i64>,
    /// Notes, or the mark that there are some. They are encrypted on the server.
    #[reply(with = php::secret)]
    pub notes: Option<Secret>,
    /// Tags, as one text.
    #[reply(with = php::opt)]
    pub tags: Option<String>,
    /// Whether a decryption raises an alarm.
    #[reply(default, with = php::flag)]
    pub alarmed: bool,
    /// The plaintext fields.
    #[reply(default, with = Deserialize::deserialize)]
    pub public: Fields,
    /// The properties of the file, if it is one.
    #[reply(name = "fileinfo", with = php::object)]
    pub file: Option<FileInfo>,
    /// Only in the reply of a decryption; public as [`DecryptedObject::crypted`].
    #[reply(default, with = Deserialize::deserialize)]
    crypted: Fields<Secret>,
}

impl Object {
    /// Returns whether it is active: a deleted object is not. `None` if the reply has no status.
    pub fn is_active(&self) -> Option<bool> {
        bits::is_set(self.status.as_deref(), 7)
    }

    /// Returns whether a password in it breaks the vault's policy. `None` if the reply has no status.
    pub fn breaks_policy(&self) -> Option<bool> {
        bits::is_set(self.status.as_deref(), 10)
    }

    /// Returns whether it is a mail. `None` if the reply has no status.
    pub fn is_mail(&self) -> Option<bool> {
        bits::is_set(self.status.as_deref(), 9)
    }

    /// Returns all status bits as a mask: 32 alarm, 128 active, 512 mail, 1024 breaks the policy.
    pub fn status_mask(&self) -> Option<u64> {
        bits::mask(self.status.as_deref())
    }
}

/// An object with its decrypted fields.
// By serde: `Reply` cannot be derived for a tuple struct.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct DecryptedObject(Object);

impl DecryptedObject {
    /// Returns the decrypted fields.
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

/// The properties of a file.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct FileInfo {
    /// The object that the file is the content of.
    #[reply(name = "objectid", with = php::opt_as)]
    pub object: Option<ObjectId>,
    /// Its name.
    #[reply(with = php::opt)]
    pub name: Option<String>,
    /// Its length in bytes.
    pub size: Option<i64>,
    /// Its media type.
    #[reply(name = "type", with = php::opt)]
    pub media_type: Option<String>,
    /// Its path on the server.
    #[reply(name = "filepath", with = php::opt)]
    pub path: Option<String>,
    /// The time of its creation; the format is not documented.
    #[reply(with = php::opt)]
    pub created: Option<String>,
    /// The extension of its name.
    #[reply(name = "ext", with = php::opt)]
    pub extension: Option<String>,
    /// Its icon.
    #[reply(name = "iconpath", with = php::opt)]
    pub icon: Option<String>,
}

/// One of the objects on the path to an object.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Breadcrumb {
    /// The object's id.
    #[reply(name = "objectid", default)]
    pub object: ObjectId,
    /// Its name.
    #[reply(name = "objectname", with = php::opt)]
    pub name: Option<String>,
    /// Its icon.
    #[reply(with = php::opt)]
    pub icon: Option<String>,
}

/// A reply about objects.
// By serde: it is generic, old servers have another name for the templates, and a reply without `OBJECT` is an error,
// where `Reply` would read an empty list.
#[derive(Deserialize)]
struct ObjectsReply<O: DeserializeOwned> {
    #[serde(rename = "OBJECT", deserialize_with = "lenient::list")]
    objects: Vec<O>,
    #[serde(default, rename = "TEMPLATES", alias = "TEMPLATESINFO", deserialize_with = "lenient::list")]
    templates: Vec<Template>,
    #[serde(default, rename = "BREADCRUMB", deserialize_with = "lenient::list")]
    breadcrumb: Vec<Breadcrumb>,
}

impl<O: DeserializeOwned> ObjectsReply<O> {
    fn only(self) -> Result<(O, Vec<Template>, Vec<Breadcrumb>), &'static str> {
        let mut objects = self.objects.into_iter();
        match (objects.next(), objects.next()) {
            (Some(object), None) => Ok((object, self.templates, self.breadcrumb)),
            _ => Err("expected exactly one object"),
        }
    }
}

/// An object, its template and its path.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "ObjectsReply<Object>")]
#[non_exhaustive]
pub struct ObjectDetails {
    /// The object.
    pub object: Object,
    /// The templates used.
    pub templates: Vec<Template>,
    /// The objects that contain it, from the outermost to the innermost.
    pub breadcrumb: Vec<Breadcrumb>,
}

impl TryFrom<ObjectsReply<Object>> for ObjectDetails {
    type Error = &'static str;
    fn try_from(reply: ObjectsReply<Object>) -> Result<Self, Self::Error> {
        let (object, templates, breadcrumb) = reply.only()?;
        has_id(&object)?;
        Ok(Self { object, templates, breadcrumb })
    }
}

fn has_id(object: &Object) -> Result<(), &'static str> {
    if object.id.as_str().is_empty() { Err("expected an object with an id") } else { Ok(()) }
}

/// A decrypted object, its template and its path.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "ObjectsReply<DecryptedObject>")]
#[non_exhaustive]
pub struct DecryptedDetails {
    /// The object.
    pub object: DecryptedObject,
    /// The templates used.
    pub templates: Vec<Template>,
    /// The objects that contain it, from the outermost to the innermost.
    pub breadcrumb: Vec<Breadcrumb>,
}

impl TryFrom<ObjectsReply<DecryptedObject>> for DecryptedDetails {
    type Error = &'static str;
    fn try_from(reply: ObjectsReply<DecryptedObject>) -> Result<Self, Self::Error> {
        let (object, templates, breadcrumb) = reply.only()?;
        has_id(&object)?;
        Ok(Self { object, templates, breadcrumb })
    }
}

/// An object and those directly in it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "ObjectsReply<Object>")]
#[non_exhaustive]
pub struct ObjectFamily {
    /// The object.
    pub object: Object,
    /// The objects directly in it.
    pub children: Vec<Object>,
    /// The templates used.
    pub templates: Vec<Template>,
    /// The objects that contain it, from the outermost to the innermost.
    pub breadcrumb: Vec<Breadcrumb>,
}

impl TryFrom<ObjectsReply<Object>> for ObjectFamily {
    type Error = &'static str;
    fn try_from(reply: ObjectsReply<Object>) -> Result<Self, Self::Error> {
        let ObjectsReply { mut objects, templates, breadcrumb } = reply;
        // The server returns them in one list: the parent is the one that all others name.
        let is_parent = |at: usize, id: &ObjectId| {
            let mut others = objects.iter().enumerate().filter(|(other, _)| *other != at);
            others.all(|(_, object)| object.parent.as_ref() == Some(id))
        };
        let parent = objects.iter().enumerate().position(|(at, object)| is_parent(at, &object.id));
        let object = objects.remove(parent.ok_or("expected one object and its children")?);
        Ok(Self { object, children: objects, templates, breadcrumb })
    }
}

/// The objects that match a search.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "ObjectsReply<Object>")]
#[non_exhaustive]
pub struct FoundObjects {
    /// The objects.
    pub objects: Vec<Object>,
    /// The templates used.
    pub templates: Vec<Template>,
}

impl From<ObjectsReply<Object>> for FoundObjects {
    fn from(reply: ObjectsReply<Object>) -> Self {
        Self { objects: reply.objects, templates: reply.templates }
    }
}

/// An object that has been created or changed.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SavedObject {
    /// The object's id. After a change some servers do not return it.
    #[reply(name = "objectid", with = php::opt_as)]
    pub id: Option<ObjectId>,
    /// The server's message.
    #[reply(with = php::opt)]
    pub message: Option<String>,
    /// Notices.
    #[reply(name = "general", with = php::list)]
    pub notices: Vec<String>,
}

impl SavedObject {
    /// Returns whether a password in it breaks the vault's policy. The object is saved all the same.
    pub fn breaks_policy(&self) -> bool {
        self.notices.iter().any(|notice| notice == "BAD_POLICY")
    }
}
