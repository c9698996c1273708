//! A key with its versions.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::super::envelope::{Call, Refusal, no};
use super::cipher;
use crate::random;

/// The default, and the one type that is served: the others that the vendor names are block-cipher modes which this
/// server's cryptography does not have.
const KIND: &str = "aes128-gcm96";

/// The start of every ciphertext.
const PREFIX: &str = "storedsafe:v";

/// A key. There is no `Debug`: it would print the material.
#[derive(Clone, Serialize, Deserialize)]
pub(in super::super) struct Key {
    pub(super) id: u64,
    pub(in super::super) vault: String,
    pub(super) name: String,
    pub(super) allow_export: bool,
    pub(super) allow_backup: bool,
    pub(super) allow_delete: bool,
    info: String,
    /// The material of version 1, 2 and so on.
    versions: Vec<[u8; cipher::KEY]>,
}

impl Key {
    /// A new key as a call describes it. The vault stands second in its path, the name fourth.
    pub(super) fn asked(id: u64, call: &Call) -> Result<Self, Refusal> {
        let kind = call.optional("type")?.unwrap_or(KIND);
        if kind != KIND {
            return Err(no(format!("The key type {kind} is not supported.")));
        }
        let allowed = |name: &str| match call.sent(name) {
            None => Ok(true),
            Some(Value::Bool(allowed)) => Ok(*allowed),
            Some(_) => Err(no(format!("Parameter {name} must be true or false."))),
        };
        Ok(Self {
            id,
            vault: call.at(1).to_owned(),
            name: call.at(3).to_owned(),
            allow_export: allowed("allow_export")?,
            allow_backup: allowed("allow_backup")?,
            allow_delete: allowed("allow_delete")?,
            info: call.optional("info")?.unwrap_or_default().to_owned(),
            versions: vec![random::bytes()],
        })
    }

    pub(super) fn latest(&self) -> usize {
        self.versions.len()
    }

    /// A version that exists.
    pub(super) fn version(&self, text: &str) -> Result<usize, Refusal> {
        let number = text.parse().ok().filter(|number| (1..=self.versions.len()).contains(number));
        number.ok_or_else(|| no("NO SUCH KEY VERSION"))
    }

    fn material(&self, version: usize) -> Result<&[u8; cipher::KEY], Refusal> {
        version.checked_sub(1).and_then(|at| self.versions.get(at)).ok_or_else(|| no("NO SUCH KEY VERSION"))
    }

    pub(super) fn rotate(&mut self) {
        self.versions.push(random::bytes());
    }

    pub(super) fn encrypt(&self, version: usize, plaintext: &[u8]) -> Result<String, Refusal> {
        let sealed =
            cipher::seal(self.material(version)?, plaintext).ok_or_else(|| no("Encrypting failed."))?;
        Ok(format!("{PREFIX}{version}:{}", BASE64_STANDARD.encode(sealed)))
    }

    /// The version and the text.
    pub(super) fn decrypt(&self, ciphertext: &str) -> Result<(usize, Vec<u8>), Refusal> {
        let wrong = || no("The ciphertext is none of this key.");
        let (version, text) =
            ciphertext.strip_prefix(PREFIX).and_then(|rest| rest.split_once(':')).ok_or_else(wrong)?;
        let version = self.version(version)?;
        let sealed = BASE64_STANDARD.decode(text).map_err(|_| wrong())?;
        let plaintext = cipher::open(self.material(version)?, sealed).ok_or_else(wrong)?;
        Ok((version, plaintext))
    }

    /// All but the material. The vendor documents the flags as text.
    pub(super) fn view(&self) -> Value {
        json!({
            "name": self.name,
            "key_version": self.latest().to_string(),
            "type": KIND,
            "info": self.info,
            "allow_backup": self.allow_backup.to_string(),
            "allow_export": self.allow_export.to_string(),
            "allow_delete": self.allow_delete.to_string(),
            "supports_signing": "false",
        })
    }

    /// The material of one version or of all, by the version.
    pub(super) fn exported(&self, only: Option<usize>) -> Value {
        let numbered = (1_usize..).zip(&self.versions);
        let wanted = numbered.filter(|(version, _)| only.is_none_or(|only| only == *version));
        let keys: Map<String, Value> =
            wanted.map(|(version, key)| (version.to_string(), BASE64_STANDARD.encode(key).into())).collect();
        json!({ "name": self.name, "type": KIND, "keys": keys })
    }

    /// The key with a backup: all that it is, in no vault and without a name.
    pub(super) fn with_backup(&self) -> Value {
        let whole = Self { id: 0, vault: String::new(), name: String::new(), ..self.clone() };
        let backup = BASE64_STANDARD.encode(json!(whole).to_string());
        let mut view = self.view();
        if let Some(fields) = view.as_object_mut() {
            fields.insert("backup".to_owned(), backup.into());
        }
        view
    }

    pub(super) fn restored(id: u64, vault: &str, name: &str, backup: &str) -> Result<Self, Refusal> {
        let bytes = BASE64_STANDARD.decode(backup).ok();
        let key: Option<Self> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let key = key.filter(|key| !key.versions.is_empty());
        let key = key.ok_or_else(|| no("Parameter backup is not a backup of a key."))?;
        Ok(Self { id, vault: vault.to_owned(), name: name.to_owned(), ..key })
    }
}
