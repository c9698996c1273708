//! Objects: the content of vaults.

mod fields;
mod input;
mod model;

pub use fields::Fields;
pub use input::{NewObject, ObjectUpdate};
pub use model::{
    Breadcrumb, DecryptedDetails, DecryptedObject, FileInfo, FoundObjects, Object, ObjectDetails,
    ObjectFamily, SavedObject,
};

use crate::ObjectId;
use portcullis_core::{Call, Client, input::required};

/// An unknown id is a success without an object.
pub(crate) const NO_OBJECT: &str = "no object has this id";

/// The objects of all vaults that the user is a member of: logins, servers, notes, folders, files.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client, folder: storedsafe::ObjectId) -> storedsafe::Result<()> {
/// for object in client.objects().find("db1").await?.objects {
///     let login = client.objects().decrypt(&object.id).await?.object;
///     if let Some(password) = login.crypted().get("password") {
///         connect(login.public.get("username"), password);
///     }
/// }
/// # Ok(()) }
/// # fn connect(_: Option<&String>, _: &storedsafe::Secret) {}
/// ```
#[derive(Debug, Clone)]
pub struct Objects(pub(crate) Client);

impl Objects {
    /// Returns one object with its plaintext fields, the template that it was made from, and the objects that
    /// contain it.
    ///
    /// `GET /object/{object_id}`
    ///
    /// The reply has no encrypted fields: see [`decrypt`](Self::decrypt). Not found means a success without an
    /// object; how the server rejects an unknown id is not known.
    ///
    /// - Operation: `objects.get`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Retrieve object"
    #[inline]
    pub fn get(&self, id: &ObjectId) -> Call<ObjectDetails> {
        self.0
            .get("/object/{object_id}")
            .path(id)
            .query("children", false)
            .missing("OBJECT", NO_OBJECT)
            .whole()
            .call()
    }

    /// Returns one object and those directly in it.
    ///
    /// `GET /object/{object_id}`
    ///
    /// Never together with decryption: the server rejects that. Not found as for [`get`](Self::get).
    ///
    /// - Operation: `objects.get_with_children`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Retrieve object" and the vendor's Ruby client
    #[inline]
    pub fn get_with_children(&self, id: &ObjectId) -> Call<ObjectFamily> {
        self.0
            .get("/object/{object_id}")
            .path(id)
            .query("children", true)
            .missing("OBJECT", NO_OBJECT)
            .whole()
            .call()
    }

    /// Returns one object with its decrypted fields.
    ///
    /// `GET /object/{object_id}`
    ///
    /// **The server logs each decryption**: objects with an alarm notify their owners. Decrypt an object only when
    /// you need it. A read that is retried after a broken connection is logged again; add
    /// `.retry(Retry::none())` where that matters. Not found as for [`get`](Self::get).
    ///
    /// - Operation: `objects.decrypt`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Retrieve object"
    #[inline]
    pub fn decrypt(&self, id: &ObjectId) -> Call<DecryptedDetails> {
        self.0
            .get("/object/{object_id}")
            .path(id)
            .query("decrypt", true)
            .missing("OBJECT", NO_OBJECT)
            .whole()
            .call()
    }

    /// Creates an object.
    ///
    /// `POST /object`
    ///
    /// After an unknown outcome search for it with [`find`](Self::find). An object whose password breaks the
    /// vault's policy is saved all the same: see [`SavedObject::breaks_policy`].
    ///
    /// - Operation: `objects.create`
    /// - Retried: only when the request was provably not sent; names need not be unique, so that a second one
    ///   would be made
    /// - Permission: Write in the vault
    /// - Source: vendor page "Create object"
    #[inline]
    pub fn create(&self, object: &NewObject) -> Call<SavedObject> {
        self.0.post("/object").json(object).within("CALLINFO").call()
    }

    /// Changes an object; what the update does not set stays as it is.
    ///
    /// `PUT /object/{object_id}`
    ///
    /// Two callers that change the same object at the same time overwrite each other: there is no conditional write.
    /// Whether a new vault or parent moves the object is not documented.
    ///
    /// - Operation: `objects.update`
    /// - Retried: also when the reply is lost
    /// - Permission: Write in the vault
    /// - Source: vendor page "Edit object"
    #[inline]
    pub fn update(&self, id: &ObjectId, update: &ObjectUpdate) -> Call<SavedObject> {
        self.0.put("/object/{object_id}").path(id).idempotent().json(update).within("CALLINFO").call()
    }

    /// Deactivates an object, which is then hidden. StoredSafe removes nothing: an administrator can restore it on the
    /// appliance.
    ///
    /// `DELETE /object/{object_id}`
    ///
    /// The effect on the objects in it is not documented.
    ///
    /// - Operation: `objects.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: Write in the vault
    /// - Source: vendor page "Delete object"
    #[inline]
    pub fn delete(&self, id: &ObjectId) -> Call<()> {
        self.0.delete("/object/{object_id}").path(id).idempotent().done()
    }

    /// Finds objects with a text in their plaintext fields, in any case, in all vaults that the user may read.
    ///
    /// `GET /find`
    ///
    /// Folders and files are found too. There are no pages: the reply holds all hits.
    ///
    /// - Operation: `objects.find`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vaults
    /// - Source: vendor page "Search objects"
    #[inline]
    pub fn find(&self, needle: &str) -> Call<FoundObjects> {
        self.0.get("/find").check(required("needle", needle)).query("needle", needle).whole().call()
    }
}
