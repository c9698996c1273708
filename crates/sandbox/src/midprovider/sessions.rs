//! Sessions, tokens and authorization codes. They live as long as the process.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::random;

#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: BTreeMap<String, Session>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
    codes: BTreeMap<String, Code>,
}

#[derive(Debug, Clone)]
pub(super) struct Session {
    /// The id of the realm.
    pub(super) realm: String,
    pub(super) user: String,
    /// A service account has tokens but no session that a user could log out of.
    pub(super) service: bool,
    pub(super) offline: bool,
    pub(super) start: Duration,
    pub(super) last: Duration,
    /// The names of the clients that have tokens of it.
    pub(super) clients: BTreeSet<String>,
}

/// What an access token stands for.
#[derive(Debug, Clone)]
pub(super) struct Access {
    pub(super) session: String,
    pub(super) realm: String,
    pub(super) user: String,
    pub(super) client: String,
    pub(super) scope: String,
    pub(super) issued: Duration,
    pub(super) expires: Duration,
}

#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) session: String,
    pub(super) realm: String,
    pub(super) client: String,
    pub(super) scope: String,
    /// One of an offline session ends with it.
    pub(super) expires: Option<Duration>,
    pub(super) spent: bool,
}

/// An authorization code and what it was asked with.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) session: String,
    pub(super) realm: String,
    pub(super) client: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    /// The method and the challenge of PKCE.
    pub(super) challenge: Option<(String, String)>,
    pub(super) expires: Duration,
    pub(super) spent: bool,
}

impl Sessions {
    pub(super) fn open(&mut self, session: Session) -> String {
        let id = random::uuid();
        self.open.insert(id.clone(), session);
        id
    }

    pub(super) fn get(&self, session: &str) -> Option<&Session> {
        self.open.get(session)
    }

    /// Notes that a client got tokens of a session.
    pub(super) fn touch(&mut self, session: &str, client: &str, now: Duration) {
        if let Some(session) = self.open.get_mut(session) {
            session.last = now;
            session.clients.insert(client.to_owned());
        }
    }

    /// The sessions of a realm that a user could log out of, the offline ones or the others.
    pub(super) fn of(&self, realm: &str, offline: bool) -> impl Iterator<Item = (&String, &Session)> {
        self.open.iter().filter(move |(_, session)| {
            session.realm == realm && session.offline == offline && !session.service
        })
    }

    /// Ends one session and with it all its tokens.
    pub(super) fn close(&mut self, session: &str) {
        self.open.remove(session);
    }

    /// Ends the sessions of a user. Returns whether there was one.
    pub(super) fn close_all_of(&mut self, user: &str) -> bool {
        self.close_if(|session| session.user == user && !session.service && !session.offline)
    }

    /// Ends what a user has at a client of this name without being there.
    pub(super) fn close_offline(&mut self, user: &str, client: &str) -> bool {
        self.close_if(|session| session.user == user && session.offline && session.clients.contains(client))
    }

    /// Ends every session of a user who is gone.
    pub(super) fn forget_user(&mut self, user: &str) {
        self.close_if(|session| session.user == user);
    }

    /// Ends the sessions of a realm.
    pub(super) fn close_realm(&mut self, realm: &str, all: bool) {
        self.close_if(|session| session.realm == realm && (all || !session.service && !session.offline));
    }

    /// Ends the sessions that `ends` picks. Returns whether there was one.
    pub(super) fn close_if(&mut self, ends: impl Fn(&Session) -> bool) -> bool {
        let before = self.open.len();
        self.open.retain(|_, session| !ends(session));
        self.open.len() < before
    }

    pub(super) fn close_everything(&mut self) {
        self.open.clear();
        self.access.clear();
    }

    pub(super) fn forget_access_tokens(&mut self) {
        self.access.clear();
    }

    /// Takes the tokens of a client that is gone, of every session, out of use.
    pub(super) fn forget_client(&mut self, realm: &str, client: &str) {
        self.access.retain(|_, access| access.realm != realm || access.client != client);
        self.refresh.retain(|_, refresh| refresh.realm != realm || refresh.client != client);
        for session in self.open.values_mut().filter(|session| session.realm == realm) {
            session.clients.remove(client);
        }
    }

    pub(super) fn keep_access(&mut self, token: &str, access: Access) {
        self.access.insert(token.to_owned(), access);
    }

    pub(super) fn keep_refresh(&mut self, token: &str, refresh: Refresh) {
        self.refresh.insert(token.to_owned(), refresh);
    }

    pub(super) fn access(&self, token: &str, now: Duration) -> Option<&Access> {
        let access = self.access.get(token)?;
        let live = access.expires > now && self.open.contains_key(&access.session);
        live.then_some(access)
    }

    /// A refresh token that still opens its session.
    pub(super) fn live_refresh(&self, token: &str, now: Duration) -> Option<&Refresh> {
        let refresh = self.refresh.get(token)?;
        let live = !refresh.spent
            && refresh.expires.is_none_or(|expires| expires > now)
            && self.open.contains_key(&refresh.session);
        live.then_some(refresh)
    }

    /// Takes a refresh token in. With rotation a second use ends the session, because one of the two users stole it.
    pub(super) fn redeem_refresh(
        &mut self,
        token: &str,
        (realm, client): (&str, &str),
        rotate: bool,
        now: Duration,
    ) -> Result<Refresh, &'static str> {
        let refresh = self.refresh.get_mut(token).filter(|refresh| refresh.realm == realm);
        let Some(refresh) = refresh else { return Err("Invalid refresh token") };
        if refresh.client != client {
            return Err("Invalid refresh token. Token client and authorized client don't match");
        }
        if refresh.spent {
            let session = refresh.session.clone();
            self.close(&session);
            return Err("Maximum allowed refresh token reuse exceeded");
        }
        if refresh.expires.is_some_and(|expires| expires <= now) {
            return Err("Token is not active");
        }
        if !self.open.contains_key(&refresh.session) {
            return Err("Session not active");
        }
        refresh.spent = rotate;
        Ok(refresh.clone())
    }

    pub(super) fn mint_code(&mut self, code: Code) -> String {
        let text = format!("{}.{}.{}", random::uuid(), code.session, random::uuid());
        self.codes.insert(text.clone(), code);
        text
    }

    /// Takes a code in. A second use ends the session that the first one opened.
    pub(super) fn redeem_code(&mut self, text: &str, realm: &str, now: Duration) -> Option<Code> {
        let code = self.codes.get_mut(text).filter(|code| code.realm == realm)?;
        let taken = code.clone();
        code.spent = true;
        if taken.spent {
            self.close(&taken.session);
        }
        let live = !taken.spent && taken.expires > now && self.open.contains_key(&taken.session);
        live.then_some(taken)
    }

    /// Takes one token out of use; a refresh token takes its session along.
    pub(super) fn revoke(&mut self, token: &str, (realm, client): (&str, &str)) {
        if self.access.get(token).is_some_and(|access| access.client == client && access.realm == realm) {
            self.access.remove(token);
        }
        let session = self.refresh.get(token);
        let session = session.filter(|refresh| refresh.client == client && refresh.realm == realm);
        if let Some(session) = session.map(|refresh| refresh.session.clone()) {
            self.close(&session);
        }
    }
}

/// What a session is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Browser,
    Offline,
    Service,
}

impl Kind {
    /// A session of the scope `offline_access` does not end with the browser's.
    pub(super) fn of(scope: &str) -> Self {
        if has_scope(scope, "offline_access") { Self::Offline } else { Self::Browser }
    }
}

pub(super) fn has_scope(scopes: &str, wanted: &str) -> bool {
    scopes.split(' ').any(|scope| scope == wanted)
}
