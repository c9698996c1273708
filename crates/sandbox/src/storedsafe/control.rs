//! What tests read and change while the server runs.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::filedata::FileData;
use super::object::{ALARM, Object};
use super::store::{Inner, State};
use super::{modhex, template, totp};
use crate::error::Error;
use crate::tls::Authority;

/// A certificate that the sandbox's CA signed, with its key.
#[derive(Clone)]
#[non_exhaustive]
pub struct ClientCertificate {
    /// The certificate as PEM.
    pub pem: String,
    /// The private key as PEM.
    pub key_pem: String,
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate").field("pem", &self.pem).finish_non_exhaustive()
    }
}

/// StoredSafe's switches and counters.
#[derive(Clone)]
#[non_exhaustive]
pub struct Control {
    state: Arc<State>,
    authority: Arc<Authority>,
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("sessions", &self.sessions()).finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(state: Arc<State>, authority: Arc<Authority>) -> Self {
        Self { state, authority }
    }

    /// What `ask` finds in an object, by the id in the vendor's form.
    fn object<T>(&self, id: &str, ask: impl FnOnce(&Inner, u64, &Object) -> T) -> Option<T> {
        let inner = self.state.lock();
        let id = id.parse().ok()?;
        inner.objects.get(&id).map(|object| ask(&inner, id, object))
    }

    /// How many logins succeeded.
    #[must_use]
    pub fn logins(&self) -> usize {
        self.state.lock().logins
    }

    /// How many logins were refused.
    #[must_use]
    pub fn failed_logins(&self) -> usize {
        self.state.lock().failed_logins
    }

    /// How many sessions are open.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.state.lock().sessions.len()
    }

    /// Ends every session: all tokens issued until now get code 1200.
    pub fn revoke_session(&self) {
        self.state.lock().sessions.clear();
    }

    /// Whether the reply to a new user leaves `CALLINFO.id` out, as the vendor's sample does; its table has it, and
    /// so does this server unless this is set. `CALLINFO.user` is there in both cases.
    pub fn omit_created_id(&self, omit: bool) {
        self.state.lock().switches.omit_created_id = omit;
    }

    /// A TOTP code for a user that no login has used yet, or `None` if the user has no TOTP or used them all. The
    /// server takes the codes of three steps, so that three logins fit into 30 seconds.
    #[must_use]
    pub fn totp_code(&self, username: &str) -> Option<String> {
        let inner = self.state.lock();
        let user = inner.user_named(username)?;
        let secret = user.totp_secret.as_ref()?;
        let now = totp::now();
        let unused = |step: &u64| {
            self.state.options.totp_reuse || !inner.used_steps.contains(&(secret.clone(), *step))
        };
        let step = [now, now + 1, now.saturating_sub(1)].into_iter().find(unused)?;
        totp::code(secret, step)
    }

    /// The TOTP secret of a user in base32.
    #[must_use]
    pub fn totp_secret(&self, username: &str) -> Option<String> {
        self.state.lock().user_named(username)?.totp_secret.clone()
    }

    /// One press of a user's Yubikey: 44 letters that start with the key's registered prefix.
    #[must_use]
    pub fn yubikey_otp(&self, username: &str) -> Option<String> {
        let inner = self.state.lock();
        let user = inner.user_named(username)?;
        user.otpprefixes.first().map(|prefix| format!("{prefix}{}", modhex::random_text(32)))
    }

    /// How many vaults there are, with any members.
    #[must_use]
    pub fn vaults(&self) -> usize {
        self.state.lock().vaults.len()
    }

    /// How many objects can be seen in all vaults together: deleted ones cannot.
    #[must_use]
    pub fn objects(&self) -> usize {
        self.state.lock().visible().count()
    }

    /// How many times the secret fields of an object were returned, as the vendor's audit log would count.
    #[must_use]
    pub fn decrypts(&self, object_id: &str) -> usize {
        self.object(object_id, |inner, id, _| inner.decrypts.get(&id).copied()).flatten().unwrap_or(0)
    }

    /// How many times the content of a file was returned.
    #[must_use]
    pub fn downloads(&self, object_id: &str) -> usize {
        self.object(object_id, |inner, id, _| inner.downloads.get(&id).copied()).flatten().unwrap_or(0)
    }

    /// How many times the secret fields of an object with the flag Alarm were returned.
    #[must_use]
    pub fn alarms(&self) -> usize {
        self.state.lock().alarms
    }

    /// Sets the flag Alarm of an object, which no operation can. `false` if there is no such object.
    pub fn flag_alarm(&self, object_id: &str) -> bool {
        let mut inner = self.state.lock();
        let object = object_id.parse().ok().and_then(|id: u64| inner.objects.get_mut(&id));
        object.map(|object| object.status |= ALARM).is_some()
    }

    /// The secret fields of an object in clear, deleted ones too. It counts as no decryption.
    #[must_use]
    pub fn decrypted_fields(&self, object_id: &str) -> Option<BTreeMap<String, String>> {
        self.object(object_id, |_, _, object| object.crypted.clone())
    }

    /// The content of a file. It counts as no download. `None` for an object without a file, and for one whose
    /// content a restart left behind: only contents of up to 1 MiB are part of the state.
    #[must_use]
    pub fn file_content(&self, object_id: &str) -> Option<Vec<u8>> {
        let content = |inner: &Inner, id, _: &Object| inner.files.get(&id).map(|content| content.0.to_vec());
        self.object(object_id, content).flatten()
    }

    /// The form of `FILEDATA` from now on.
    pub fn file_data(&self, shape: FileData) {
        self.state.lock().switches.file_data = shape;
    }

    /// The largest file that is taken from now on: 256 MiB unless set.
    pub fn max_file_size(&self, bytes: usize) {
        self.state.lock().switches.max_file_size = bytes;
    }

    /// Whether new ids of objects in `CALLINFO.objectid` are text, as the vendor's newest client expects. Its docs
    /// and samples have a number, and so does this server unless this is set.
    pub fn object_ids_as_text(&self, text: bool) {
        self.state.lock().switches.object_ids_as_text = text;
    }

    /// Whether an object that is not there, or not for the caller, is an empty list in a success. It is refused
    /// unless this is set: which of the two a server does is not known.
    pub fn missing_object_is_empty(&self, empty: bool) {
        self.state.lock().switches.missing_object_is_empty = empty;
    }

    /// Whether the reply with one template has a list of one. It has the template itself unless this is set.
    pub fn template_in_list(&self, list: bool) {
        self.state.lock().switches.template_in_list = list;
    }

    /// Whether an object with its children is answered as by older servers: as a map by id, with `TEMPLATESINFO`.
    pub fn children_by_id(&self, by_id: bool) {
        self.state.lock().switches.children_by_id = by_id;
    }

    /// Adds a template as an administrator would in the web interface, and returns its id. Each field has a name and
    /// whether it is encrypted; all are optional. `None` if a field has the name of a parameter of an object: no
    /// request could set both.
    pub fn add_template(&self, name: &str, fields: &[(&str, bool)]) -> Option<String> {
        let mut inner = self.state.lock();
        // Far above the numbers of an installation, where the vendor's own templates are.
        let id = 100_000 + inner.new_id();
        inner.custom_templates.insert(id, template::custom(id, name, fields)?);
        Some(id.to_string())
    }

    /// A new certificate that the TLS of the port for client certificates accepts. It opens no session before it
    /// is registered for a user.
    pub fn client_certificate(&self, common_name: &str) -> Result<ClientCertificate, Error> {
        let made = self.authority.client(common_name)?;
        Ok(ClientCertificate { pem: made.pem, key_pem: made.key_pem })
    }
}
