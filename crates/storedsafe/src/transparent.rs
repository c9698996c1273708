//! Encryption as a service.

mod input;
mod material;
mod model;

pub use input::{DataKeySize, NewDataKey, NewEncryption, NewKey, Rewrap};
pub use material::{ExportedKeys, KeyBackup, KeyBackups};
pub use model::{
    Ciphertext, DataKey, Decrypted, Encrypted, KeyInfo, KeyListing, KeyType, Rewrapped, SavedKey,
    TransparentKey, WrappedDataKey,
};

use crate::{KeyVersion, VaultId};
use input::{Decryption, Restore};
use portcullis_core::{Call, Client, Secret, http::Method};

/// Encryption as a service: a vault contains keys with a name and versions, which encrypt and decrypt data that the
/// server does not store.
///
/// The vendor announces this for a later release: 2.2.0 in an older copy of the page and 2.5.0 in a newer one. A
/// server without it returns 404 ([`Error::is_route_missing`](crate::Error::is_route_missing)) or a rejection: both
/// mean "not supported". No client of the vendor's implements it, so all facts are from the vendor's pages.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client) -> storedsafe::Result<()> {
/// use storedsafe::{NewEncryption, NewKey, VaultId};
///
/// let vault = VaultId::from("31");
/// client.transparent().create_key(&vault, "invoices", &NewKey::new().allow_export(false)).await?;
/// let letter = NewEncryption::new(b"Dear Alice".to_vec());
/// let sealed = client.transparent().encrypt(&vault, "invoices", &letter).await?;
/// let opened = client.transparent().decrypt(&vault, "invoices", &sealed.ciphertext).await?;
/// assert_eq!(opened.plaintext.expose_secret(), b"Dear Alice");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Transparent(pub(crate) Client);

impl Transparent {
    /// Lists the keys of a vault, without key material.
    ///
    /// `LIST /transparent/{vault_id}/keys`
    ///
    /// The verb is not a standard one, and proxies may reject it.
    ///
    /// - Operation: `transparent.list_keys`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "List keys"
    #[inline]
    pub fn list_keys(&self, vault: &VaultId) -> Call<KeyListing> {
        self.0.request(list_verb(), "/transparent/{vault_id}/keys").path(vault).read_only().whole().call()
    }

    /// Creates a key.
    ///
    /// `POST /transparent/{vault_id}/keys/{name}`
    ///
    /// **The server's defaults are permissive**: the key may be exported and backed up in plaintext, and deleted,
    /// unless [`NewKey`] forbids it. The reply is not documented: it is read as that of
    /// [`rotate_key`](Self::rotate_key), and each part may be missing.
    ///
    /// - Operation: `transparent.create_key`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Write in the vault
    /// - Source: vendor page "Create key"
    #[inline]
    pub fn create_key(&self, vault: &VaultId, name: &str, key: &NewKey) -> Call<SavedKey> {
        self.0
            .post("/transparent/{vault_id}/keys/{name}")
            .path(vault)
            .path(name)
            .json(key)
            .within("CALLINFO")
            .call()
    }

    /// Returns the properties of a key, without key material.
    ///
    /// `GET /transparent/{vault_id}/keys/{name}`
    ///
    /// Not found means a success without a key; a rejection stays an error, since no code for an unknown name is
    /// known.
    ///
    /// - Operation: `transparent.read_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Read key"
    #[inline]
    pub fn read_key(&self, vault: &VaultId, name: &str) -> Call<KeyInfo> {
        self.0
            .get("/transparent/{vault_id}/keys/{name}")
            .path(vault)
            .path(name)
            .missing("KEYS", "no key has this name")
            .whole()
            .call()
    }

    /// Deletes a key with all its versions. **All data that it encrypted is lost.**
    ///
    /// `DELETE /transparent/{vault_id}/keys/{name}`
    ///
    /// - Operation: `transparent.delete_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Write in the vault, and the key must allow it
    /// - Source: vendor page "Delete key"
    #[inline]
    pub fn delete_key(&self, vault: &VaultId, name: &str) -> Call<()> {
        self.0.delete("/transparent/{vault_id}/keys/{name}").path(vault).path(name).idempotent().done()
    }

    /// Creates a new version of a key, which encrypts data from now on. Older versions stay.
    ///
    /// `POST /transparent/{vault_id}/keys/{name}/rotate`
    ///
    /// - Operation: `transparent.rotate_key`
    /// - Retried: only when the request was provably not sent; each call creates a version
    /// - Permission: Write in the vault
    /// - Source: vendor page "Rotate key"
    #[inline]
    pub fn rotate_key(&self, vault: &VaultId, name: &str) -> Call<SavedKey> {
        self.0
            .post("/transparent/{vault_id}/keys/{name}/rotate")
            .path(vault)
            .path(name)
            .within("CALLINFO")
            .call()
    }

    /// Encrypts bytes.
    ///
    /// `POST /transparent/{vault_id}/encrypt/{name}`
    ///
    /// **For a caller with Write in the vault, a key that does not exist is created silently**: a typing error in
    /// the name creates a new key, with the defaults of [`create_key`](Self::create_key) and the type of
    /// [`NewEncryption::key_type`]. Call [`read_key`](Self::read_key) first, or encrypt as a user with Read
    /// alone.
    ///
    /// - Operation: `transparent.encrypt`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Read in the vault; Write for a key that does not exist yet
    /// - Source: vendor page "Encrypt"
    #[inline]
    pub fn encrypt(&self, vault: &VaultId, name: &str, encryption: &NewEncryption) -> Call<Encrypted> {
        let request = self.0.post("/transparent/{vault_id}/encrypt/{name}").path(vault).path(name);
        // An error may quote the decoded text.
        let request = match str::from_utf8(encryption.plaintext.expose_secret()) {
            Ok(text) => request.redact(&text.into()),
            Err(_) => request,
        };
        request.json(encryption).within("CALLINFO").call()
    }

    /// Decrypts a ciphertext of [`encrypt`](Self::encrypt).
    ///
    /// `POST /transparent/{vault_id}/decrypt/{name}`
    ///
    /// A reply of more than 8 MiB requires [`Call::reply_cap`].
    ///
    /// - Operation: `transparent.decrypt`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Decrypt"
    #[inline]
    pub fn decrypt(&self, vault: &VaultId, name: &str, ciphertext: &Ciphertext) -> Call<Decrypted> {
        self.0
            .post("/transparent/{vault_id}/decrypt/{name}")
            .path(vault)
            .path(name)
            .json(&Decryption { ciphertext })
            .read_only()
            .within("CALLINFO")
            .call()
    }

    /// Encrypts the plaintext of a ciphertext of [`encrypt`](Self::encrypt) with another version of the key. The
    /// plaintext does not leave the server.
    ///
    /// `POST /transparent/rewrap/{vault_id}/{name}`
    ///
    /// - Operation: `transparent.rewrap`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Rewrap"
    #[inline]
    pub fn rewrap(&self, vault: &VaultId, name: &str, rewrap: &Rewrap) -> Call<Rewrapped> {
        self.0
            .post("/transparent/rewrap/{vault_id}/{name}")
            .path(vault)
            .path(name)
            .json(rewrap)
            .read_only()
            .within("CALLINFO")
            .call()
    }

    /// Generates a key for data that is encrypted elsewhere, and returns it encrypted only:
    /// [`decrypt`](Self::decrypt) decrypts it. As [`generate_plaintext_data_key`](Self::generate_plaintext_data_key)
    /// with the kind `wrapped`.
    ///
    /// `POST /transparent/{vault_id}/datakey/{kind}/{name}`
    ///
    /// - Operation: `transparent.generate_data_key`
    /// - Retried: only when the request was provably not sent; each call generates another key; nothing is stored
    /// - Permission: Read in the vault
    /// - Source: vendor page "Data key"
    #[inline]
    pub fn generate_data_key(&self, vault: &VaultId, name: &str, key: &NewDataKey) -> Call<WrappedDataKey> {
        self.0
            .post("/transparent/{vault_id}/datakey/{kind}/{name}")
            .path(vault)
            .path("wrapped")
            .path(name)
            .json(key)
            .within("CALLINFO")
            .call()
    }

    /// Generates a key for data that is encrypted elsewhere, and returns it encrypted, to be stored, and in plaintext,
    /// to be used and dropped. As [`generate_data_key`](Self::generate_data_key) with the kind `plaintext`.
    ///
    /// `POST /transparent/{vault_id}/datakey/{kind}/{name}`
    ///
    /// - Operation: `transparent.generate_data_key`
    /// - Retried: only when the request was provably not sent; each call generates another key; nothing is stored
    /// - Permission: Write in the vault
    /// - Source: vendor page "Data key"
    #[inline]
    pub fn generate_plaintext_data_key(
        &self,
        vault: &VaultId,
        name: &str,
        key: &NewDataKey,
    ) -> Call<DataKey> {
        self.0
            .post("/transparent/{vault_id}/datakey/{kind}/{name}")
            .path(vault)
            .path("plaintext")
            .path(name)
            .json(key)
            .within("CALLINFO")
            .call()
    }

    /// Returns the material of a key in plaintext.
    ///
    /// `GET /transparent/export/{vault_id}/{name}`
    ///
    /// The format of the reply is not documented: it is returned unchanged.
    ///
    /// - Operation: `transparent.export_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault, and the key must allow it
    /// - Source: vendor page "Export key"
    #[inline]
    pub fn export_key(&self, vault: &VaultId, name: &str) -> Call<ExportedKeys> {
        self.0.get("/transparent/export/{vault_id}/{name}").path(vault).path(name).call()
    }

    /// Returns the material of one version of a key in plaintext.
    ///
    /// `GET /transparent/export/{vault_id}/{name}/{key_version}`
    ///
    /// The version is a whole number. The reply is as that of [`export_key`](Self::export_key).
    ///
    /// - Operation: `transparent.export_key_version`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault, and the key must allow it
    /// - Source: vendor page "Export key"
    #[inline]
    pub fn export_key_version(
        &self,
        vault: &VaultId,
        name: &str,
        version: &KeyVersion,
    ) -> Call<ExportedKeys> {
        self.0
            .get("/transparent/export/{vault_id}/{name}/{key_version}")
            .path(vault)
            .path(name)
            .path(version)
            .call()
    }

    /// Returns a backup of a key with all its versions. **It is not protected: it is the key.**
    ///
    /// `GET /transparent/backup/{vault_id}/{name}`
    ///
    /// - Operation: `transparent.backup_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault, and the key must allow it
    /// - Source: vendor page "Backup key"
    #[inline]
    pub fn backup_key(&self, vault: &VaultId, name: &str) -> Call<KeyBackups> {
        self.0.get("/transparent/backup/{vault_id}/{name}").path(vault).path(name).call()
    }

    /// Restores a key from its backup.
    ///
    /// `POST /transparent/restore/{vault_id}/{name}`
    ///
    /// The effect on an existing key of this name is not documented.
    ///
    /// - Operation: `transparent.restore_key`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Write in the vault
    /// - Source: vendor page "Restore key"
    #[inline]
    pub fn restore_key(&self, vault: &VaultId, name: &str, backup: &Secret) -> Call<()> {
        let request = self.0.post("/transparent/restore/{vault_id}/{name}").path(vault).path(name);
        request.json(&Restore { backup: backup.clone() }).done()
    }
}

/// A valid token, so that the other verb is never sent; the library has no constant for it.
fn list_verb() -> Method {
    Method::from_bytes(b"LIST").unwrap_or(Method::GET)
}
