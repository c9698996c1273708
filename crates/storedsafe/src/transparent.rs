//! Encryption as a service.

mod backup;
mod data;
mod keys;

pub use backup::{ExportedKeys, KeyBackup, KeyBackups};
pub use data::{
    Ciphertext, DataKey, DataKeySize, Decrypted, Encrypted, NewDataKey, NewEncryption, Rewrap, Rewrapped,
    WrappedDataKey,
};
pub use keys::{KeyInfo, KeyListing, KeyType, NewKey, SavedKey, TransparentKey};

use crate::{KeyVersion, VaultId};
use backup::Restore;
use data::Sealed;
use portcullis_core::{Call, Client, Secret, http::Method, input};

/// Encryption as a service: keys with a name and versions live in a vault, and data that is stored nowhere is
/// encrypted and decrypted with them.
///
/// The vendor announces this for a later release: 2.2.0 in an older copy of the page and 2.5.0 in a newer one. A
/// server that lacks it answers 404 ([`Error::is_route_missing`](crate::Error::is_route_missing)) or refuses: take
/// both as "not supported". No client of the vendor's implements it, so all facts are from the vendor's pages.
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
    /// The verb is no standard one, and proxies may refuse it.
    ///
    /// - Operation: `transparent.list_keys`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "List keys"
    pub fn list_keys(&self, vault: &VaultId) -> Call<KeyListing> {
        self.0.request(list_verb(), "/transparent/{vault_id}/keys").path(vault).idempotent().whole().call()
    }

    /// Creates a key.
    ///
    /// `POST /transparent/{vault_id}/keys/{name}`
    ///
    /// **The server's own choices are permissive**: what [`NewKey`] leaves out lets the key be exported and
    /// backed up in clear, and deleted. The reply is not documented: it is read as that of
    /// [`rotate_key`](Self::rotate_key), and each part may be missing.
    ///
    /// - Operation: `transparent.create_key`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Write in the vault
    /// - Source: vendor page "Create key"
    pub fn create_key(&self, vault: &VaultId, name: &str, key: &NewKey) -> Call<SavedKey> {
        self.0
            .post("/transparent/{vault_id}/keys/{name}")
            .path(vault)
            .path(name)
            .json(key)
            .within("CALLINFO")
            .call()
    }

    /// Returns what there is to know of a key, without key material.
    ///
    /// `GET /transparent/{vault_id}/keys/{name}`
    ///
    /// Not found means that the server answered with success and no key; a refusal stays an error, since no
    /// code for an unknown name is known.
    ///
    /// - Operation: `transparent.read_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Read key"
    pub fn read_key(&self, vault: &VaultId, name: &str) -> Call<KeyInfo> {
        self.0
            .get("/transparent/{vault_id}/keys/{name}")
            .path(vault)
            .path(name)
            .missing("KEYS", "no key has this name")
            .whole()
            .call()
    }

    /// Deletes a key with all its versions. **Whatever it has encrypted is lost.**
    ///
    /// `DELETE /transparent/{vault_id}/keys/{name}`
    ///
    /// - Operation: `transparent.delete_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Write in the vault, and the key must allow it
    /// - Source: vendor page "Delete key"
    pub fn delete_key(&self, vault: &VaultId, name: &str) -> Call<()> {
        self.0.delete("/transparent/{vault_id}/keys/{name}").path(vault).path(name).idempotent().done()
    }

    /// Gives a key a new version, with which data is encrypted from now on. The versions before stay.
    ///
    /// `POST /transparent/{vault_id}/keys/{name}/rotate`
    ///
    /// - Operation: `transparent.rotate_key`
    /// - Retried: only when the request was provably not sent; each call makes a version
    /// - Permission: Write in the vault
    /// - Source: vendor page "Rotate key"
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
    /// **For a caller with Write in the vault, a key that does not exist is created silently**: a name with a
    /// slip in it makes a new key, as permissive as [`create_key`](Self::create_key) makes one, of the type
    /// in [`NewEncryption::key_type`]. Ask with [`read_key`](Self::read_key) first, or encrypt as a user with
    /// Read alone.
    ///
    /// - Operation: `transparent.encrypt`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Read in the vault; Write for a key that does not exist yet
    /// - Source: vendor page "Encrypt"
    pub fn encrypt(&self, vault: &VaultId, name: &str, encryption: &NewEncryption) -> Call<Encrypted> {
        let request = self.0.post("/transparent/{vault_id}/encrypt/{name}").path(vault).path(name);
        encryption.fill(request).within("CALLINFO").call()
    }

    /// Decrypts what [`encrypt`](Self::encrypt) gave.
    ///
    /// `POST /transparent/{vault_id}/decrypt/{name}`
    ///
    /// A reply over 8 MiB needs [`Call::reply_cap`].
    ///
    /// - Operation: `transparent.decrypt`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Decrypt"
    pub fn decrypt(&self, vault: &VaultId, name: &str, ciphertext: &Ciphertext) -> Call<Decrypted> {
        self.0
            .post("/transparent/{vault_id}/decrypt/{name}")
            .path(vault)
            .path(name)
            .check(input::required("ciphertext", ciphertext.as_str()))
            .json(&Sealed { ciphertext })
            .idempotent()
            .within("CALLINFO")
            .call()
    }

    /// Encrypts anew, with another version of the key, what [`encrypt`](Self::encrypt) gave. The plaintext does not
    /// leave the server.
    ///
    /// `POST /transparent/rewrap/{vault_id}/{name}`
    ///
    /// - Operation: `transparent.rewrap`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Rewrap"
    pub fn rewrap(&self, vault: &VaultId, name: &str, rewrap: &Rewrap) -> Call<Rewrapped> {
        self.0
            .post("/transparent/rewrap/{vault_id}/{name}")
            .path(vault)
            .path(name)
            .check(rewrap.check())
            .json(rewrap)
            .idempotent()
            .within("CALLINFO")
            .call()
    }

    /// Makes up a key for data that is encrypted elsewhere, and gives it encrypted only:
    /// [`decrypt`](Self::decrypt) opens it. As [`generate_plaintext_data_key`](Self::generate_plaintext_data_key)
    /// with the kind `wrapped`.
    ///
    /// `POST /transparent/{vault_id}/datakey/{kind}/{name}`
    ///
    /// - Operation: `transparent.generate_data_key`
    /// - Retried: only when the request was provably not sent; each call makes another key; nothing is stored
    /// - Permission: Read in the vault
    /// - Source: vendor page "Data key"
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

    /// Makes up a key for data that is encrypted elsewhere, and gives it encrypted, to be kept, and in clear, to be
    /// used and forgotten. As [`generate_data_key`](Self::generate_data_key) with the kind `plaintext`.
    ///
    /// `POST /transparent/{vault_id}/datakey/{kind}/{name}`
    ///
    /// - Operation: `transparent.generate_data_key`
    /// - Retried: only when the request was provably not sent; each call makes another key; nothing is stored
    /// - Permission: Write in the vault
    /// - Source: vendor page "Data key"
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

    /// Returns the material of a key in clear.
    ///
    /// `GET /transparent/export/{vault_id}/{name}`
    ///
    /// What the reply holds is not documented: it is given as it comes.
    ///
    /// - Operation: `transparent.export_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault, and the key must allow it
    /// - Source: vendor page "Export key"
    pub fn export_key(&self, vault: &VaultId, name: &str) -> Call<ExportedKeys> {
        self.0.get("/transparent/export/{vault_id}/{name}").path(vault).path(name).call()
    }

    /// Returns the material of one version of a key in clear.
    ///
    /// `GET /transparent/export/{vault_id}/{name}/{key_version}`
    ///
    /// The version is a whole number. The reply is as that of [`export_key`](Self::export_key).
    ///
    /// - Operation: `transparent.export_key_version`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault, and the key must allow it
    /// - Source: vendor page "Export key"
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

    /// Returns a backup of a key with all its versions. **It is not protected: whoever has it has the key.**
    ///
    /// `GET /transparent/backup/{vault_id}/{name}`
    ///
    /// - Operation: `transparent.backup_key`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault, and the key must allow it
    /// - Source: vendor page "Backup key"
    pub fn backup_key(&self, vault: &VaultId, name: &str) -> Call<KeyBackups> {
        self.0.get("/transparent/backup/{vault_id}/{name}").path(vault).path(name).call()
    }

    /// Restores a key from its backup.
    ///
    /// `POST /transparent/restore/{vault_id}/{name}`
    ///
    /// What becomes of a key of this name that is there is not documented.
    ///
    /// - Operation: `transparent.restore_key`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Write in the vault
    /// - Source: vendor page "Restore key"
    pub fn restore_key(&self, vault: &VaultId, name: &str, backup: &Secret) -> Call<()> {
        let checked = input::required("backup", backup.expose_secret());
        let request = self.0.post("/transparent/restore/{vault_id}/{name}").path(vault).path(name);
        request.check(checked).json(&Restore { backup: backup.clone() }).done()
    }
}

/// A valid token, so that the other verb is never sent; the library has no constant for it.
fn list_verb() -> Method {
    Method::from_bytes(b"LIST").unwrap_or(Method::GET)
}
