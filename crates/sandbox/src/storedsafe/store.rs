//! The state of StoredSafe, and what a restart keeps of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Options;
use super::filedata::FileData;
use super::objects::Object;
use super::sessions::Sessions;
use super::templates::{self, Template};
use super::totp;
use super::transparent::Key;
use super::users::User;
use super::vaults::Vault;
use crate::{Error, endpoints, random};

const ADMIN_NAME: &str = "sandbox-admin";
/// Read, Write, Admin, Audit, Active and UG-list.
const ADMIN_STATUS: u32 = 1 | 2 | 4 | 8 | 128 | 256;

/// The largest content of a file that a restart keeps: the state is written after every change, all of it.
const MOST_SAVED: usize = 1024 * 1024;

/// The largest file that is taken unless another size is set.
const MAX_FILE_SIZE: usize = 256 * 1024 * 1024;

/// What a restart keeps.
#[derive(Serialize, Deserialize)]
struct Saved {
    apikey: String,
    next_id: u64,
    users: Vec<User>,
    #[serde(default)]
    vaults: Vec<Vault>,
    #[serde(default)]
    objects: BTreeMap<u64, Object>,
    /// The contents of small files, in base64.
    #[serde(default)]
    files: BTreeMap<u64, String>,
    #[serde(default)]
    custom_templates: Vec<Template>,
    #[serde(default)]
    keys: Vec<Key>,
    /// The users' certificates, in base64.
    #[serde(default)]
    certificates: BTreeMap<u64, String>,
}

/// What tests change while the server runs.
pub(super) struct Switches {
    pub(super) omit_created_id: bool,
    pub(super) object_ids_as_text: bool,
    pub(super) missing_object_is_empty: bool,
    pub(super) template_in_list: bool,
    pub(super) children_by_id: bool,
    pub(super) file_data: FileData,
    pub(super) max_file_size: usize,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            omit_created_id: false,
            object_ids_as_text: false,
            missing_object_is_empty: false,
            template_in_list: false,
            children_by_id: false,
            file_data: FileData::default(),
            max_file_size: MAX_FILE_SIZE,
        }
    }
}

pub(super) struct Inner {
    pub(super) apikey: String,
    /// One row of numbers for users, objects and keys, so that an id of one kind is never one of another.
    next_id: u64,
    pub(super) users: Vec<User>,
    pub(super) vaults: Vec<Vault>,
    pub(super) objects: BTreeMap<u64, Object>,
    pub(super) files: BTreeMap<u64, Bytes>,
    pub(super) templates: Vec<Template>,
    pub(super) keys: Vec<Key>,
    /// The users' certificates in DER.
    pub(super) certificates: BTreeMap<u64, Vec<u8>>,
    pub(super) sessions: Sessions,
    pub(super) used_steps: HashSet<(String, u64)>,
    pub(super) used_otps: HashSet<String>,
    pub(super) switches: Switches,
    pub(super) logins: usize,
    pub(super) failed_logins: usize,
    pub(super) decrypts: HashMap<u64, usize>,
    pub(super) downloads: HashMap<u64, usize>,
    pub(super) alarms: usize,
}

impl Inner {
    /// A number that nothing had before.
    pub(super) fn new_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}

pub(crate) struct State {
    pub(super) options: Options,
    inner: Mutex<Inner>,
}

impl State {
    pub(crate) fn load(saved: Option<Value>, options: Options) -> Result<Arc<Self>, Error> {
        let what = "cannot read the state of StoredSafe";
        let saved = match saved {
            Some(saved) => serde_json::from_value(saved).map_err(|error| Error::new(what, error))?,
            None => seed(),
        };
        let read = |(id, text): (u64, String)| {
            BASE64_STANDARD.decode(text).map(|bytes| (id, bytes)).map_err(|error| Error::new(what, error))
        };
        let files: BTreeMap<u64, Vec<u8>> = saved.files.into_iter().map(read).collect::<Result<_, _>>()?;
        let inner = Inner {
            apikey: saved.apikey,
            next_id: saved.next_id,
            users: saved.users,
            vaults: saved.vaults,
            objects: saved.objects,
            files: files.into_iter().map(|(id, content)| (id, content.into())).collect(),
            templates: templates::installed().into_iter().chain(saved.custom_templates).collect(),
            keys: saved.keys,
            certificates: saved.certificates.into_iter().map(read).collect::<Result<_, _>>()?,
            sessions: Sessions::default(),
            used_steps: HashSet::new(),
            used_otps: HashSet::new(),
            switches: Switches::default(),
            logins: 0,
            failed_logins: 0,
            decrypts: HashMap::new(),
            downloads: HashMap::new(),
            alarms: 0,
        };
        Ok(Arc::new(Self { options, inner: Mutex::new(inner) }))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn snapshot(&self) -> Value {
        let inner = self.lock();
        let small = inner.files.iter().filter(|(_, content)| content.len() <= MOST_SAVED);
        let files: BTreeMap<_, _> =
            small.map(|(id, content)| (id, BASE64_STANDARD.encode(content))).collect();
        let certificates: BTreeMap<_, _> =
            inner.certificates.iter().map(|(id, der)| (id, BASE64_STANDARD.encode(der))).collect();
        let custom: Vec<_> = inner.templates.iter().filter(|template| template.custom).collect();
        json!({
            "apikey": inner.apikey,
            "next_id": inner.next_id,
            "users": inner.users,
            "vaults": inner.vaults,
            "objects": inner.objects,
            "files": files,
            "custom_templates": custom,
            "keys": inner.keys,
            "certificates": certificates,
        })
    }

    /// The name that the seeded administrator's client certificate carries.
    pub(crate) fn admin(&self) -> String {
        self.lock().users.first().map(|user| user.username.clone()).unwrap_or_default()
    }

    /// Registers the certificate of the seeded administrator. It replaces one that an earlier run left, whose CA is
    /// gone.
    pub(crate) fn register_certificate(&self, der: &[u8]) {
        let mut inner = self.lock();
        let admin = inner.users.first().map(|user| user.id);
        inner.certificates.extend(admin.map(|id| (id, der.to_owned())));
    }

    pub(crate) fn details(
        &self,
        base_url: String,
        mtls_base_url: String,
        client_cert_pem_file: PathBuf,
        client_key_pem_file: PathBuf,
    ) -> endpoints::StoredSafe {
        let inner = self.lock();
        let admin = inner.users.first().cloned();
        endpoints::StoredSafe {
            base_url,
            username: admin.as_ref().map(|user| user.username.clone()).unwrap_or_default(),
            passphrase: admin.as_ref().map(|user| user.passphrase.clone()).unwrap_or_default(),
            apikey: inner.apikey.clone(),
            totp_secret: admin.and_then(|user| user.totp_secret).unwrap_or_default(),
            mtls_base_url,
            client_cert_pem_file,
            client_key_pem_file,
        }
    }
}

fn seed() -> Saved {
    let admin = User {
        id: 1,
        username: ADMIN_NAME.to_owned(),
        fullname: "Sandbox Administrator".to_owned(),
        email: "admin@sandbox.invalid".to_owned(),
        status: ADMIN_STATUS,
        passphrase: random::alphanumeric(20),
        totp_secret: Some(totp::new_secret()),
        otpprefixes: vec![modhex(12)],
        fingerprint: random::hex(40).to_uppercase(),
    };
    Saved {
        apikey: random::alphanumeric(10),
        next_id: 2,
        users: vec![admin],
        vaults: Vec::new(),
        objects: BTreeMap::new(),
        files: BTreeMap::new(),
        custom_templates: Vec::new(),
        keys: Vec::new(),
        certificates: BTreeMap::new(),
    }
}

pub(super) fn modhex(length: usize) -> String {
    let letters = b"cbdefghijklnrtuv";
    let digit = |digit: char| usize::try_from(digit.to_digit(16).unwrap_or(0)).unwrap_or(0);
    random::hex(length).chars().filter_map(|d| letters.get(digit(d))).copied().map(char::from).collect()
}
