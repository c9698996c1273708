//! Objects: what vaults are made of.

mod fields;
mod model;
mod new;

pub use fields::Fields;
pub use model::{
    Breadcrumb, DecryptedDetails, DecryptedObject, FileInfo, FoundObjects, Object, ObjectDetails,
    ObjectFamily,
};
pub use new::{NewObject, ObjectUpdate, SavedObject};

use crate::ObjectId;
use portcullis_core::{Call, Client, input};

/// An unknown id is a success with nothing in it.
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
    /// Returns one object with its fields in clear, the template that it was made from, and the objects that it
    /// lies in.
    ///
    /// `GET /object/{object_id}`
    ///
    /// Encrypted fields are not asked for: see [`decrypt`](Self::decrypt). Not found means a success without
    /// an object; how the server refuses an unknown id is not known.
    ///
    /// - Operation: `objects.get`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Retrieve object"
    pub fn get(&self, id: &ObjectId) -> Call<ObjectDetails> {
        self.0
            .get("/object/{object_id}")
            .path(id)
            .query("children", false)
            .missing("OBJECT", NO_OBJECT)
            .whole()
            .call()
    }

    /// Returns one object and those that lie directly in it.
    ///
    /// `GET /object/{object_id}`
    ///
    /// Never together with decryption: the server refuses that. Not found as for [`get`](Self::get).
    ///
    /// - Operation: `objects.get_with_children`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Retrieve object" and the vendor's Ruby client
    pub fn get_with_children(&self, id: &ObjectId) -> Call<ObjectFamily> {
        self.0
            .get("/object/{object_id}")
            .path(id)
            .query("children", true)
            .missing("OBJECT", NO_OBJECT)
            .whole()
            .call()
    }

    /// Returns one object with its encrypted fields in clear.
    ///
    /// `GET /object/{object_id}`
    ///
    /// **The server keeps account of it**: objects with an alarm notify their owners. Decrypt what you use,
    /// when you use it. A read that is retried after a broken connection counts again; add
    /// `.retry(Retry::none())` where that matters. Not found as for [`get`](Self::get).
    ///
    /// - Operation: `objects.decrypt`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "Retrieve object"
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
    /// After an unknown outcome look for it with [`find`](Self::find). An object whose password breaks the
    /// vault's policy is saved all the same: see [`SavedObject::breaks_policy`].
    ///
    /// - Operation: `objects.create`
    /// - Retried: only when the request was provably not sent; names need not be unique, so that a second one
    ///   would be made
    /// - Permission: Write in the vault
    /// - Source: vendor page "Create object"
    pub fn create(&self, object: &NewObject) -> Call<SavedObject> {
        let request = self.0.post("/object").require(object.fit()).check(object.check());
        request.json(object).within("CALLINFO").call()
    }

    /// Changes an object; what the update leaves out stays as it is.
    ///
    /// `PUT /object/{object_id}`
    ///
    /// Two callers who change the same object at a time overwrite each other: there is no conditional write.
    /// Whether a new vault or parent moves the object is not documented.
    ///
    /// - Operation: `objects.update`
    /// - Retried: also when the reply is lost
    /// - Permission: Write in the vault
    /// - Source: vendor page "Edit object"
    pub fn update(&self, id: &ObjectId, update: &ObjectUpdate) -> Call<SavedObject> {
        let request = self.0.put("/object/{object_id}").path(id).idempotent().require(update.fit());
        request.json(update).within("CALLINFO").call()
    }

    /// Deactivates an object, which then is no longer seen. StoredSafe removes nothing: an administrator can bring
    /// it back on the appliance.
    ///
    /// `DELETE /object/{object_id}`
    ///
    /// What becomes of the objects in it is not documented.
    ///
    /// - Operation: `objects.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: Write in the vault
    /// - Source: vendor page "Delete object"
    pub fn delete(&self, id: &ObjectId) -> Call<()> {
        self.0.delete("/object/{object_id}").path(id).idempotent().done()
    }

    /// Finds objects with a text in their fields in clear, whatever its case, in all vaults that the user may read.
    ///
    /// `GET /find`
    ///
    /// Folders and files are found too. There are no pages: the reply holds all hits.
    ///
    /// - Operation: `objects.find`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vaults
    /// - Source: vendor page "Search objects"
    pub fn find(&self, needle: &str) -> Call<FoundObjects> {
        self.0.get("/find").check(input::required("needle", needle)).query("needle", needle).whole().call()
    }
}
