//! The state of PrivX.

use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::clock::Clock;
use super::json::object;
use super::local_user;
use super::tokens::{Subject, Tokens};
use crate::collections::{no_objects, text};
use crate::error::Error;
use crate::facts::Facts;
use crate::objects::Objects;
use crate::store::{Directories, Persistent, Save, Single, Tables, Tracked};
use crate::vendor::Vendor;
use crate::{endpoints, random};

pub(super) const ADMIN_NAME: &str = "sandbox-admin";
pub(super) const ADMIN_ROLE: &str = "privx-admin";
/// The links from users and API clients to the roles that they were granted.
pub(super) const GRANTS: &str = "user_roles";
/// The links from the AWS roles to the roles that may use them.
pub(super) const AWS_LINKS: &str = "aws_role_links";

/// The credentials in the details of the sandbox.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) oauth_client_id: String,
    pub(super) oauth_client_secret: String,
    pub(super) api_client_id: String,
    pub(super) api_client_secret: String,
    pub(super) admin_id: String,
}

pub(super) struct Inner {
    pub(super) facts: &'static Facts,
    pub(super) seed: Single<Seed>,
    pub(super) objects: Objects,
    pub(super) clock: Single<Clock>,
    pub(super) life: Duration,
    pub(super) tokens: Tokens,
    /// The login session of the call that is served.
    pub(super) session: String,
    /// The subject to whom the call that is served issued tokens.
    pub(super) login: Option<Subject>,
    pub(super) client_credentials_open: bool,
    pub(super) token_requests: usize,
    pub(super) refused_token_requests: usize,
    pub(super) without_cookie: usize,
    pub(super) node: String,
    pub(super) started: String,
}

impl Tables for Inner {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        vec![("seed", &mut self.seed), ("clock", &mut self.clock), ("objects", &mut self.objects)]
    }
}

impl Inner {
    pub(super) fn issue(&mut self, subject: Subject, client: Option<&str>) -> Value {
        self.login = Some(subject.clone());
        self.tokens.issue(subject, client, self.life)
    }

    /// A new login of an API client or a local user.
    pub(super) fn subject(&self, id: &str) -> Subject {
        Subject::new(id, self.clock.now())
    }

    /// The API client or the local user with a name and a password.
    pub(super) fn authenticate(&self, name: &str, password: &str) -> Option<Subject> {
        if let Some(client) = self.objects.get("api_clients", "", name) {
            return (text(client, "secret") == password).then(|| self.subject(name));
        }
        self.local_user(name, password)
    }

    pub(super) fn local_user(&self, name: &str, password: &str) -> Option<Subject> {
        let mut users = self.objects.list("local_users", "");
        let user = users.find(|user| text(user, "username") == name)?;
        (local_user::password(user)? == password).then(|| self.subject(text(user, "id")))
    }
}

pub(crate) struct State(Persistent<Inner>);

impl Save for State {
    fn save(&self) -> Result<(), Error> {
        self.0.save()
    }
}

impl State {
    pub(crate) fn open(directories: &Directories, life: Duration) -> Result<Arc<Self>, Error> {
        let facts = Facts::of(Vendor::PrivX)?;
        let empty = Inner {
            facts,
            seed: Single::default(),
            objects: no_objects::<Inner>(facts),
            clock: Single::default(),
            life,
            tokens: Tokens::default(),
            session: String::new(),
            login: None,
            client_credentials_open: true,
            token_requests: 0,
            refused_token_requests: 0,
            without_cookie: 0,
            node: random::uuid(),
            started: crate::clock::now_rfc3339(),
        };
        Ok(Arc::new(Self(Persistent::open(directories, Vendor::PrivX, empty, seed)?)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock()
    }

    pub(crate) fn details(&self, base_url: String) -> endpoints::PrivX {
        let seed = &self.lock().seed;
        endpoints::PrivX {
            base_url,
            oauth_client_id: seed.oauth_client_id.clone(),
            oauth_client_secret: seed.oauth_client_secret.clone(),
            api_client_id: seed.api_client_id.clone(),
            api_client_secret: seed.api_client_secret.clone(),
        }
    }
}

fn seed(inner: &mut Inner) {
    let admin = local_user::seeded(ADMIN_NAME, &random::alphanumeric(20), &inner.clock);
    let admin_id = text(&admin, "id").to_owned();
    // Secrets of the vendor hold signs that a form must encode.
    let secret = || format!("{}+/=", random::alphanumeric(40));
    let (client_id, client_secret, oauth_secret) = (random::uuid(), secret(), secret());
    let roles = [ADMIN_ROLE, "privx-user"].map(|name| (name, random::uuid()));
    let client = json!({
        "id": client_id, "name": "sandbox", "secret": client_secret, "roles": [{ "id": roles[0].1 }],
        "oauth_client_id": "privx-external", "oauth_client_secret": oauth_secret,
    });
    inner.objects.put("local_users", "", &admin_id, admin);
    let mut put = |group: &str, scope: &str, key: &str, value: Value| {
        inner.objects.put(group, scope, key, object(value));
    };
    put(GRANTS, &admin_id, &roles[0].1, json!({}));
    put("api_clients", "", &client_id, client);
    for (name, id) in roles {
        let role = json!({
            "id": id,
            "name": name,
            "system": true,
            "permissions": [],
            "source_rules": { "type": "GROUP", "match": "ANY", "rules": [] },
        });
        put("roles", "", &id, role);
    }
    inner.seed = Single::from(Seed {
        oauth_client_id: "privx-external".to_owned(),
        oauth_client_secret: oauth_secret,
        api_client_id: client_id,
        api_client_secret: client_secret,
        admin_id,
    });
}
