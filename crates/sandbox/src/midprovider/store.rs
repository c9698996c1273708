//! What is saved: users, groups and the seed.

use serde::{Deserialize, Serialize};

use super::user::User;
use crate::facts::Facts;
use crate::objects::Objects;
use crate::random;
use crate::store::{Single, Table, Tables, Tracked};

/// Everything that survives a restart.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) facts: &'static Facts,
    pub(super) seed: Single<Seed>,
    /// By user id.
    pub(super) users: Table<String, User>,
    /// By name.
    pub(super) groups: Table<String, Group>,
    /// What the admin tree holds.
    pub(super) objects: Objects,
}

impl Tables for Store {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        vec![
            ("seed", &mut self.seed),
            ("users", &mut self.users),
            ("groups", &mut self.groups),
            ("objects", &mut self.objects),
        ]
    }
}

/// A group. It is nothing but its name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Group {}

/// What opens the tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) service_account_id: String,
    pub(super) admin_username: String,
    pub(super) admin_password: String,
}

impl Store {
    pub(super) fn empty(facts: &'static Facts) -> Self {
        Self {
            facts,
            seed: Single::default(),
            users: Table::default(),
            groups: Table::default(),
            objects: Objects::default(),
        }
    }

    /// A tenant with one administrator, one service client and the group of ordinary users.
    pub(super) fn seed(&mut self) {
        let seed = Seed {
            tenant: "sandbox".to_owned(),
            client_id: "portcullis-provisioner".to_owned(),
            client_secret: random::alphanumeric(32),
            service_account_id: random::uuid(),
            admin_username: "administrator".to_owned(),
            admin_password: format!("Ad-{}", random::alphanumeric(24)),
        };
        let admin = User {
            id: random::uuid(),
            username: seed.admin_username.clone(),
            enabled: true,
            email_verified: true,
            realm_roles: vec!["admin".to_owned(), "digitanium_admin".to_owned()],
            password: Some(seed.admin_password.clone()),
            ..User::default()
        };
        self.users.insert(admin.id.clone(), admin);
        self.groups.insert("ks-users".to_owned(), Group {});
        self.seed = Single::from(seed);
    }

    /// The id of the user of this name. Names are kept and compared in lower case.
    pub(super) fn id_of(&self, username: &str) -> Option<String> {
        let username = username.to_lowercase();
        self.users.values().find(|user| user.username == username).map(|user| user.id.clone())
    }

    pub(super) fn by_name(&self, username: &str) -> Option<&User> {
        self.users.get(&self.id_of(username)?)
    }

    pub(super) fn by_name_mut(&mut self, username: &str) -> Option<&mut User> {
        let id = self.id_of(username)?;
        self.users.get_mut(&id)
    }

    /// Whether somebody other than this user has the address.
    pub(super) fn email_taken(&self, email: &str, but_for: Option<&str>) -> bool {
        self.users.values().any(|user| {
            Some(user.id.as_str()) != but_for
                && user.email.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(email))
        })
    }
}
