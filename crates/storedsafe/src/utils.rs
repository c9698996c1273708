//! Information about the appliance, generated passwords, and checks.

mod input;
mod model;
mod version;

pub use input::{
    Delimiter, Diceword, FileSample, Generator, PasswordRequest, PolicyCheck, PolicySource, WordList,
};
pub use model::{
    FileType, GeneratedPassword, PasswordPolicy, PolicyListing, PolicyRules, PolicyVerdict, StatusBits,
};
pub use version::ServerVersion;

use portcullis_core::{Call, Client};

/// Information about the appliance, generated passwords, and checks.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client) -> storedsafe::Result<()> {
/// use storedsafe::{PasswordRequest, PolicyCheck, PolicySource};
///
/// let made = client.utils().generate_password(&PasswordRequest::secure(24)).await?;
/// let check = PolicyCheck::new(made.passphrase).policy(PolicySource::Vault("31".into()));
/// assert!(client.utils().check_policy(&check).await?.valid);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Utils(pub(crate) Client);

impl Utils {
    /// Returns the server's names for capabilities and permissions, with the number of the bit of each.
    ///
    /// `GET /utils/statusvalues`
    ///
    /// For programs that look a name up at run time. The vendor's sample contradicts the vendor's table of bits
    /// (`Alarm` is 4 and not 5, `Escrow` 8 and not 4): in code use [`Capability`](crate::Capability), which
    /// follows the table.
    ///
    /// - Operation: `utils.status_values`
    /// - Retried: also when the reply is lost
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Status values" and the vendor's clients
    #[inline]
    pub fn status_values(&self) -> Call<StatusBits> {
        self.0.get("/utils/statusvalues").within("CALLINFO").pick("statusbits").call()
    }

    /// Lists the password policies with their rules.
    ///
    /// `GET /utils/policies`
    ///
    /// There are no pages: the reply holds everything.
    ///
    /// - Operation: `utils.password_policies`
    /// - Retried: also when the reply is lost
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Password policies" and the vendor's clients
    #[inline]
    pub fn password_policies(&self) -> Call<PolicyListing> {
        self.0.get("/utils/policies").within("CALLINFO").call()
    }

    /// Returns version and build of the server.
    ///
    /// `GET /utils/version`
    ///
    /// The version in the reply to a login has no build.
    ///
    /// - Operation: `utils.version`
    /// - Retried: also when the reply is lost
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Version" and the vendor's clients
    #[inline]
    pub fn version(&self) -> Call<ServerVersion> {
        self.0.get("/utils/version").within("CALLINFO").pick("version").call()
    }

    /// Returns a generated password. The server does not store it.
    ///
    /// `GET /utils/pwgen`
    ///
    /// A retry returns another password.
    ///
    /// - Operation: `utils.generate_password`
    /// - Retried: also when the reply is lost
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Password generator"; the delimiters are from the vendor's browser extension
    #[inline]
    pub fn generate_password(&self, request: &PasswordRequest) -> Call<GeneratedPassword> {
        self.0.get("/utils/pwgen").query_of(request).within("CALLINFO").call()
    }

    /// Checks whether a passphrase meets a policy.
    ///
    /// `POST /utils/checkpolicy`
    ///
    /// A passphrase that does not meet the policy is a result and no error. Newer servers only.
    ///
    /// - Operation: `utils.check_policy`
    /// - Retried: also when the reply is lost; nothing is stored
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Check policy"
    #[inline]
    pub fn check_policy(&self, check: &PolicyCheck) -> Call<PolicyVerdict> {
        self.0.post("/utils/checkpolicy").json(check).read_only().within("CALLINFO").call()
    }

    /// Returns the type of a file, and the size of the largest file that the server accepts.
    ///
    /// `POST /utils/get_mime_type`
    ///
    /// Whether a size over the limit is rejected is not documented: compare it with
    /// [`FileType::max_file_size`]. Newer servers only.
    ///
    /// - Operation: `utils.detect_mime_type`
    /// - Retried: also when the reply is lost; nothing is stored
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Get MIME type" and the vendor's Python client
    #[inline]
    pub fn detect_mime_type(&self, sample: &FileSample) -> Call<FileType> {
        self.0.post("/utils/get_mime_type").json(sample).read_only().whole().pick("RESULT").call()
    }
}
