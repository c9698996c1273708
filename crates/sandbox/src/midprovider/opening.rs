//! How the sessions of a realm begin, end with time, and are shown.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::sessions::{Kind, Session};
use super::store::Store;
use crate::collections::text;

impl Store {
    /// Opens a session in the current realm.
    pub(super) fn open_session(&mut self, user: &str, kind: Kind) -> String {
        let now = self.now();
        self.sessions.open(Session {
            realm: self.current.clone(),
            user: user.to_owned(),
            service: kind == Kind::Service,
            offline: kind == Kind::Offline,
            start: now,
            last: now,
            clients: BTreeSet::new(),
        })
    }

    /// Ends the sessions whose time is over by the settings of their realm.
    pub(super) fn end_sessions(&mut self) {
        let now = self.now();
        for realm in self.realms.ids() {
            let (idle, most, offline) = self.within(&realm, |store| {
                (
                    Duration::from_secs(store.number("ssoSessionIdleTimeout")),
                    Duration::from_secs(store.number("ssoSessionMaxLifespan")),
                    Duration::from_secs(store.number("offlineSessionIdleTimeout")),
                )
            });
            self.sessions.close_if(|session| {
                session.realm == realm
                    && if session.offline {
                        now >= session.last + offline
                    } else {
                        now >= session.last + idle || now >= session.start + most
                    }
            });
        }
    }

    /// A session as the admin tree shows it.
    pub(super) fn session_shown(&self, id: &str, session: &Session) -> Value {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let user = self.objects().get("admin_users", "", &session.user);
        let clients = session.clients.iter().filter_map(|name| Some((self.client(name)?.key.clone(), name)));
        json!({
            "id": id,
            "username": user.map(|user| text(user, "username")).unwrap_or_default(),
            "userId": session.user,
            "ipAddress": "127.0.0.1",
            "start": millis(session.start),
            "lastAccess": millis(session.last),
            "rememberMe": false,
            "clients": clients.collect::<BTreeMap<_, _>>(),
        })
    }
}
