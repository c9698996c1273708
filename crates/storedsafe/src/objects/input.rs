//! Objects as they are sent.

use crate::{ObjectId, Template, TemplateId, VaultId};
use portcullis_core::{Error, Input, Multipart, Result, Secret, secret};
use portcullis_macros::Setters;
use serde::{Serialize, Serializer, ser::SerializeMap as _};

/// Members of the request that are no fields: the server cannot distinguish a template's field of such a name.
const RESERVED: [&str; 5] = ["token", "templateid", "groupid", "parentid", "objectname"];

/// A field's value, to be sent.
#[derive(Debug, Clone)]
enum Value {
    Plain(String),
    Secret(Secret),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(text) => to.serialize_str(text),
            Self::Secret(value) => secret::expose(value, to),
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Values(Vec<(String, Value)>);

impl Values {
    fn set(&mut self, name: String, value: Value) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value));
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    fn check_always(&self) -> Result<()> {
        let clash = self.0.iter().find(|(name, _)| RESERVED.contains(&name.as_str()));
        match clash {
            Some((name, _)) => Err(Error::input(name, "is a name that the API reserves")),
            None => Ok(()),
        }
    }
}

/// An object to be created.
///
/// ```
/// use storedsafe::{NewObject, Secret};
///
/// # fn example(vault: storedsafe::VaultId, password: Secret) {
/// let login = NewObject::new("4", vault, "db1")
///     .field("username", "svc-backup")
///     .secret("password", password);
/// # drop(login);
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewObject {
    /// The template.
    pub template: TemplateId,
    /// The vault.
    pub vault: VaultId,
    /// The object that contains it; [`ObjectId::root`] by default.
    pub parent: ObjectId,
    /// The name shown.
    pub name: String,
    values: Values,
    required: Vec<String>,
    encrypted: Vec<String>,
}

impl NewObject {
    /// An object without fields, at the root of the vault.
    pub fn new(template: impl Into<TemplateId>, vault: impl Into<VaultId>, name: impl Into<String>) -> Self {
        Self {
            template: template.into(),
            vault: vault.into(),
            parent: ObjectId::root(),
            name: name.into(),
            values: Values::default(),
            required: Vec::new(),
            encrypted: Vec::new(),
        }
    }

    /// As [`new`](Self::new), with a check before the object is sent: all fields that this template requires must be
    /// set, and those that it encrypts must be set by [`secret`](Self::secret).
    pub fn of(template: &Template, vault: impl Into<VaultId>, name: impl Into<String>) -> Self {
        let mut object = Self::new(&template.id, vault, name);
        let names = |keep: fn(&crate::TemplateField) -> bool| {
            template.fields.iter().filter(|field| keep(field)).map(|field| field.name.clone()).collect()
        };
        object.required = names(|field| !field.optional);
        object.encrypted = names(|field| field.encrypted);
        object
    }

    /// A folder at the root of the vault.
    pub fn folder(vault: impl Into<VaultId>, name: impl Into<String>) -> Self {
        let name = name.into();
        Self::new(TemplateId::folder(), vault, &name).field("name", name)
    }

    /// Sets the object that contains it.
    #[must_use]
    pub fn parent(mut self, parent: impl Into<ObjectId>) -> Self {
        self.parent = parent.into();
        self
    }

    /// Sets one of the template's fields.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.set(name.into(), Value::Plain(value.into()));
        self
    }

    /// Sets one of the template's fields to a secret.
    #[must_use]
    pub fn secret(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.values.set(name.into(), Value::Secret(value.into()));
        self
    }

    /// Returns the object with the name of the file that is its content.
    pub(crate) fn with_file(&self, name: &str) -> Self {
        // The templates of files have a field for it.
        if self.values.has("file1") { self.clone() } else { self.clone().field("file1", name) }
    }

    /// Returns the same as a form.
    pub(crate) fn form(&self) -> Multipart {
        let mut form = Multipart::new()
            .text("templateid", self.template.as_str())
            .text("groupid", self.vault.as_str())
            .text("parentid", self.parent.as_str())
            .text("objectname", &self.name);
        for (name, value) in &self.values.0 {
            form = match value {
                Value::Plain(text) => form.text(name, text),
                Value::Secret(secret) => form.secret(name, secret),
            };
        }
        form
    }
}

// By hand: the fields have names that only the template has, which `Body` cannot write beside the others.
impl Serialize for NewObject {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("templateid", &self.template)?;
        map.serialize_entry("groupid", &self.vault)?;
        map.serialize_entry("parentid", &self.parent)?;
        map.serialize_entry("objectname", &self.name)?;
        self.values.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}

impl Input for NewObject {
    fn check(&self) -> Result<()> {
        if let Some(missing) = self.required.iter().find(|name| !self.values.has(name)) {
            return Err(Error::input(missing, "is required by the template"));
        }
        let plain = self
            .values
            .0
            .iter()
            .find(|(name, value)| matches!(value, Value::Plain(_)) && self.encrypted.contains(name));
        match plain {
            Some((name, _)) => Err(Error::input(name, "is encrypted by the template: set it by `secret`")),
            None => Ok(()),
        }
    }

    fn check_always(&self) -> Result<()> {
        self.values.check_always()
    }
}

/// Changes to an object: what is not set stays as it is.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct ObjectUpdate {
    /// Another name.
    pub name: Option<String>,
    /// Another parent.
    pub parent: Option<ObjectId>,
    /// Another vault.
    pub vault: Option<VaultId>,
    /// Another template.
    pub template: Option<TemplateId>,
    values: Values,
}

impl ObjectUpdate {
    /// Nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one of the template's fields.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.set(name.into(), Value::Plain(value.into()));
        self
    }

    /// Sets one of the template's fields to a secret.
    #[must_use]
    pub fn secret(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.values.set(name.into(), Value::Secret(value.into()));
        self
    }
}

// By hand, as a new object.
impl Serialize for ObjectUpdate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for (name, value) in [
            ("objectname", self.name.as_deref()),
            ("parentid", self.parent.as_ref().map(ObjectId::as_str)),
            ("groupid", self.vault.as_ref().map(VaultId::as_str)),
            ("templateid", self.template.as_ref().map(TemplateId::as_str)),
        ] {
            if let Some(value) = value {
                map.serialize_entry(name, value)?;
            }
        }
        self.values.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}

impl Input for ObjectUpdate {
    fn check_always(&self) -> Result<()> {
        self.values.check_always()
    }
}
