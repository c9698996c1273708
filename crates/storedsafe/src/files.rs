//! Files: objects with a content.

mod file_extractor;
mod model;

pub use model::ProposedTemplate;

use crate::{DecryptedDetails, NewObject, ObjectId, SavedObject, dialect, objects::NO_OBJECT};
use portcullis_core::{Call, Client, Download, Input as _, Multipart, Upload, input};

/// The name of the part that holds a file; the server accepts any.
const PART: &str = "upload";

/// Uploads and downloads. A file is never held in memory as a whole.
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
    /// The file is sent as it is read. There is no timeout for the whole upload unless the call sets one; it fails
    /// if the server sends nothing for [`Upload::idle`]. Dropping the call closes its connection; the session
    /// stays usable. The field `file1`, which templates of files have, is the file's name by default.
    /// [`detect_mime_type`](crate::Utils::detect_mime_type) returns the largest size of a file.
    ///
    /// - Operation: `files.upload`
    /// - Retried: only when the request was provably not sent; after an unknown outcome look for the object
    ///   with [`find`](crate::Objects::find)
    /// - Permission: Write in the vault; the installation needs a licence for files
    /// - Source: vendor page "Upload files"; the field is from the vendor's x509-vacuumer
    #[inline]
    pub fn upload(
        &self,
        object: &NewObject,
        file_name: &str,
        content: impl Into<Upload>,
    ) -> Call<SavedObject> {
        let object = object.with_file(file_name);
        // `multipart` makes no checks.
        let request = self.0.post("/object").require(object.check_always()).check(object.check());
        let request = request.check(input::required("file_name", file_name));
        request.multipart(object.form().file(PART, file_name, content)).within("CALLINFO").call()
    }

    /// Returns the content of a file as a stream.
    ///
    /// `GET /object/{object_id}`
    ///
    /// The server sends the file as base64 in the middle of its reply, together with the object and its
    /// decrypted fields, which [`Download::finish`] returns. It is decoded as it arrives, in either alphabet
    /// of base64. The file is complete only when the stream ends without an error; the server may
    /// report a failure in its last bytes. An object that is no file ends with
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode). Other calls of the session wait meanwhile; dropping
    /// the download closes its connection, and the session stays usable.
    ///
    /// - Operation: `files.download`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault; the server logs the decryption
    /// - Source: vendor page "Download files"; the decryption is from the vendor's Python client
    #[inline]
    pub fn download(&self, id: &ObjectId) -> Download<DecryptedDetails> {
        let request = self.0.get("/object/{object_id}").path(id).missing("OBJECT", NO_OBJECT).whole();
        request.query("filedata", true).query("decrypt", true).sifted(file_extractor::file_data)
    }

    /// Returns a template for a file; the server stores nothing.
    ///
    /// `POST /filecollect`
    ///
    /// For certificates the reply has the fields of the X.509 template: send the whole file then; for
    /// others the first 64 bytes are enough.
    ///
    /// - Operation: `files.identify_template`
    /// - Retried: also when the reply is lost, unless bytes of the file were sent
    /// - Permission: a session
    /// - Source: vendor page "Identify templates"; the reply is known from the vendor's x509-vacuumer only
    #[inline]
    pub fn identify_template(&self, file_name: &str, content: impl Into<Upload>) -> Call<ProposedTemplate> {
        let form = Multipart::new().text("file1", file_name).file(PART, file_name, content);
        let request = self.0.post("/filecollect").check(input::required("file1", file_name));
        request.multipart(form).read_only().read_with(dialect::proposed_template).call()
    }
}
