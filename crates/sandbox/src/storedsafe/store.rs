//! The state of StoredSafe.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, MutexGuard};

use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::envelope::{Refusal, no};
use super::file::Content;
use super::object::Object;
use super::options::Options;
use super::sessions::Sessions;
use super::switches::Switches;
use super::template::{self, Template};
use super::transparent::keys::Key;
use super::user::{ACTIVE, User};
use super::vault::{self, READ, Vault};
use super::{modhex, totp};
use crate::error::Error;
use crate::store::{Directories, Persistent, Save, Single, Table, Tables, Tracked};
use crate::vendor::Vendor;
use crate::{endpoints, random};

const ADMIN_NAME: &str = "sandbox-admin";
/// Read, Write, Admin, Audit, Active and UG-list.
const ADMIN_STATUS: u32 = 1 | 2 | 4 | 8 | 128 | 256;

/// What the details of the sandbox name beside the administrator.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) apikey: String,
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) seed: Single<Seed>,
    /// One row of numbers for all tables, so that an id of one kind is never one of another.
    last_id: Single<u64>,
    pub(super) users: Table<u64, User>,
    /// By a number of their own, which keeps the order of their creation. Their ids are random.
    pub(super) vaults: Table<u64, Vault>,
    pub(super) objects: Table<u64, Object>,
    /// The contents of files by the id of the object.
    pub(super) files: Table<u64, Content>,
    pub(super) custom_templates: Table<u64, Template>,
    pub(super) keys: Table<u64, Key>,
    /// The users' certificates in DER.
    pub(super) certificates: Table<u64, Content>,
    installed_templates: Vec<Template>,
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

impl Tables for Inner {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        // Every field is named, so that a new one cannot be left out by mistake.
        let Self {
            seed,
            last_id,
            users,
            vaults,
            objects,
            files,
            custom_templates,
            keys,
            certificates,
            installed_templates: _,
            sessions: _,
            used_steps: _,
            used_otps: _,
            switches: _,
            logins: _,
            failed_logins: _,
            decrypts: _,
            downloads: _,
            alarms: _,
        } = self;
        vec![
            ("seed", seed),
            ("last_id", last_id),
            ("users", users),
            ("vaults", vaults),
            ("objects", objects),
            ("files", files),
            ("custom_templates", custom_templates),
            ("keys", keys),
            ("certificates", certificates),
        ]
    }
}

/// An id in the one form that the vendor writes: digits without a sign or leading zeros.
pub(super) fn parse_id(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id: &u64| id.to_string() == text)
}

impl Inner {
    /// A number that nothing had before.
    pub(super) fn new_id(&mut self) -> u64 {
        *self.last_id += 1;
        *self.last_id
    }

    pub(super) fn user(&self, id: &str) -> Option<&User> {
        self.users.get(&parse_id(id)?)
    }

    pub(super) fn user_named(&self, username: &str) -> Option<&User> {
        self.users.values().find(|user| user.username == username)
    }

    pub(super) fn templates(&self) -> impl Iterator<Item = &Template> {
        self.installed_templates.iter().chain(self.custom_templates.values())
    }

    pub(super) fn template(&self, id: u64) -> Option<&Template> {
        self.templates().find(|template| template.id == id)
    }

    /// The objects that were not deleted.
    pub(super) fn visible(&self) -> impl Iterator<Item = (u64, &Object)> {
        let active = |(_, object): &(&u64, &Object)| object.status & ACTIVE != 0;
        self.objects.iter().filter(active).map(|(id, object)| (*id, object))
    }

    /// An object that was not deleted.
    pub(super) fn visible_object(&self, id: &str) -> Option<(u64, &Object)> {
        let id = parse_id(id)?;
        self.objects.get(&id).filter(|object| object.status & ACTIVE != 0).map(|object| (id, object))
    }

    pub(super) fn vault(&self, id: &str) -> Option<&Vault> {
        self.vaults.values().find(|vault| vault.id == id)
    }

    /// The vault, if the caller has the permission in it.
    ///
    /// The refusal of a vault that the caller is no member of is that of a vault that does not exist: how the vendor
    /// answers is not known, and two different refusals would show everybody which vaults exist.
    pub(super) fn permitted(&self, id: &str, caller: &Caller, least: u8) -> Result<&Vault, Refusal> {
        let vault = self.vault(id).filter(|vault| vault.permission(caller.id) >= READ);
        let vault = vault.ok_or_else(|| no("NO SUCH VAULT"))?;
        if vault.permission(caller.id) < least {
            return Err(no(format!("You need the permission {} in the vault.", vault::word(least))));
        }
        Ok(vault)
    }

    /// The same for a change of the vault.
    pub(super) fn permitted_mut(
        &mut self,
        id: &str,
        caller: &Caller,
        least: u8,
    ) -> Result<&mut Vault, Refusal> {
        self.permitted(id, caller, least)?;
        let vault = self.vaults.find_mut(|vault| vault.id == id);
        vault.map(|(_, vault)| vault).ok_or_else(|| no("NO SUCH VAULT"))
    }

    fn seed(&mut self) {
        let admin = User {
            id: self.new_id(),
            username: ADMIN_NAME.to_owned(),
            fullname: "Sandbox Administrator".to_owned(),
            email: "admin@sandbox.invalid".to_owned(),
            status: ADMIN_STATUS,
            passphrase: random::alphanumeric(20),
            totp_secret: Some(totp::new_secret()),
            otpprefixes: vec![modhex::random_text(12)],
            fingerprint: random::hex(40).to_uppercase(),
        };
        self.users.insert(admin.id, admin);
        self.seed = Single::from(Seed { apikey: random::alphanumeric(10) });
    }
}

pub(crate) struct State {
    pub(super) options: Options,
    inner: Persistent<Inner>,
}

impl Save for State {
    fn save(&self) -> Result<(), Error> {
        self.inner.save()
    }
}

impl State {
    pub(crate) fn open(directories: &Directories, options: Options) -> Result<Arc<Self>, Error> {
        let empty = Inner { installed_templates: template::installed(), ..Inner::default() };
        let inner = Persistent::open(directories, Vendor::StoredSafe, empty, Inner::seed)?;
        Ok(Arc::new(Self { options, inner }))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock()
    }

    /// The name that the seeded administrator's client certificate carries.
    pub(crate) fn admin(&self) -> String {
        self.lock().users.values().next().map(|user| user.username.clone()).unwrap_or_default()
    }

    /// Registers the certificate of the seeded administrator. It replaces one that an earlier run left, whose CA is
    /// gone.
    pub(crate) fn register_certificate(&self, der: &[u8]) {
        let mut inner = self.lock();
        if let Some(admin) = inner.users.keys().next().copied() {
            inner.certificates.insert(admin, Content(der.to_owned().into()));
        }
    }

    pub(crate) fn details(
        &self,
        base_url: String,
        mtls_base_url: String,
        client_cert_pem_file: PathBuf,
        client_key_pem_file: PathBuf,
    ) -> endpoints::StoredSafe {
        let inner = self.lock();
        let admin = inner.users.values().next().cloned();
        endpoints::StoredSafe {
            base_url,
            username: admin.as_ref().map(|user| user.username.clone()).unwrap_or_default(),
            passphrase: admin.as_ref().map(|user| user.passphrase.clone()).unwrap_or_default(),
            apikey: inner.seed.apikey.clone(),
            totp_secret: admin.and_then(|user| user.totp_secret).unwrap_or_default(),
            mtls_base_url,
            client_cert_pem_file,
            client_key_pem_file,
        }
    }
}
