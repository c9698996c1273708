//! Files: objects with a content.

mod sieve;

use crate::{
    DecryptedDetails, Fields, NewObject, ObjectId, SavedObject, TemplateId, dialect, objects::NO_OBJECT,
};
use portcullis_core::{Call, Client, Download, Multipart, Upload, input};
use serde::Deserialize;

/// The name of the part that holds a file; the server takes any.
const PART: &str = "upload";

/// Files up and down. They are never held in memory as a whole.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client, vault: storedsafe::VaultId) -> Result<(), Box<dyn std::error::Error>> {
/// use std::{fs::File, io::Write as _};
/// use storedsafe::{NewObject, TemplateId, Upload};
///
/// let object = NewObject::new(TemplateId::file(), vault, "backup");
/// let saved = client.files().upload(&object, "backup.tar", Upload::file(File::open("backup.tar")?)?).await?;
///
/// let mut download = client.files().download(&saved.id.ok_or("no id")?);
/// let mut copy = File::create("copy.part")?;
/// while let Some(bytes) = download.try_next().await? {
///     copy.write_all(&bytes)?;
/// }
/// std::fs::rename("copy.part", "copy.tar")?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Files(pub(crate) Client);

impl Files {
    /// Creates an object with a file as its content.
    ///
    /// `POST /object`
    ///
    /// The file goes up as it is read. It has no bound on its whole time unless the call sets one, and fails
    /// when the server is silent for [`Upload::idle`]. Dropping the call closes its connection; the session
    /// stays usable. The field `file1`, which templates of files have, is the file's name unless set.
    /// [`detect_mime_type`](crate::Utils::detect_mime_type) returns how large a file may be.
    ///
    /// - Operation: `files.upload`
    /// - Retried: only when the request was provably not sent; after an unknown outcome look for the object
    ///   with [`find`](crate::Objects::find)
    /// - Permission: Write in the vault; the installation needs a licence for files
    /// - Source: vendor page "Upload files"; the field is from the vendor's x509-vacuumer
    pub fn upload(
        &self,
        object: &NewObject,
        file_name: &str,
        content: impl Into<Upload>,
    ) -> Call<SavedObject> {
        let object = object.with_file(file_name);
        let request = self.0.post("/object").require(object.fit()).check(object.check());
        let request = request.check(input::required("file_name", file_name));
        request.multipart(object.form().file(PART, file_name, content)).within("CALLINFO").call()
    }

    /// Hands out the content of a file as it arrives.
    ///
    /// `GET /object/{object_id}`
    ///
    /// The server sends the file as base64 in the middle of its reply, together with the object and its
    /// decrypted fields, which [`Download::finish`] gives. It is decoded here as it comes, whatever alphabet
    /// the server uses. The file is complete only when the stream ends without an error; the server may
    /// report a failure in its last bytes. An object that is no file ends with
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode). Other calls of the session wait meanwhile; dropping
    /// the download closes its connection, and the session stays usable.
    ///
    /// - Operation: `files.download`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault; the server keeps account of the decryption
    /// - Source: vendor page "Download files"; decryption as the vendor's Python client asks for it
    pub fn download(&self, id: &ObjectId) -> Download<DecryptedDetails> {
        let request = self.0.get("/object/{object_id}").path(id).missing("OBJECT", NO_OBJECT).whole();
        request.query("filedata", true).query("decrypt", true).sifted(sieve::file_data)
    }

    /// Has the server look at a file and propose a template for it; nothing is stored.
    ///
    /// `POST /filecollect`
    ///
    /// For certificates the proposal has the fields of the X.509 template: send the whole file then; for
    /// others the first 64 bytes are enough.
    ///
    /// - Operation: `files.identify_template`
    /// - Retried: also when the reply is lost, unless bytes of the file were sent
    /// - Permission: a session
    /// - Source: vendor page "Identify templates"; the reply is known from the vendor's x509-vacuumer only
    pub fn identify_template(&self, file_name: &str, content: impl Into<Upload>) -> Call<ProposedTemplate> {
        let form = Multipart::new().text("file1", file_name).file(PART, file_name, content);
        let request = self.0.post("/filecollect").check(input::required("file1", file_name));
        request.multipart(form).idempotent().read_with(dialect::proposed_template).call()
    }
}

/// A template that fits a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Fields")]
#[non_exhaustive]
pub struct ProposedTemplate {
    /// The template.
    pub template: Option<TemplateId>,
    /// All that the server said, the template's fields among them: put them into the object as they are.
    pub fields: Fields,
}

impl From<Fields> for ProposedTemplate {
    fn from(fields: Fields) -> Self {
        Self { template: fields.get("templateid").map(|id| id.as_str().into()), fields }
    }
}
