//! Sessions, tokens and authorization codes. They live as long as the process.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lc_rs::error::Unspecified;
use serde_json::{Value, json};

use super::signing::SigningKey;
use super::store::{REALM_ROLES, Store};
use crate::{clock, random};

#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: BTreeMap<String, Session>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
    codes: BTreeMap<String, Code>,
}

#[derive(Debug, Clone)]
struct Session {
    user: String,
    /// A service account has tokens but no session that a user could log out of.
    service: bool,
}

/// What an access token stands for.
#[derive(Debug, Clone)]
pub(super) struct Access {
    pub(super) session: String,
    pub(super) user: String,
    pub(super) client: String,
    pub(super) scope: String,
    pub(super) issued: Duration,
    pub(super) expires: Duration,
}

#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) session: String,
    pub(super) client: String,
    pub(super) scope: String,
    expires: Duration,
    spent: bool,
}

/// An authorization code and what it was asked with.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) session: String,
    pub(super) client: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    /// The method and the challenge of PKCE.
    pub(super) challenge: Option<(String, String)>,
    pub(super) expires: Duration,
    pub(super) spent: bool,
}

/// What a set of tokens is issued for.
#[derive(Debug)]
pub(super) struct Order<'a> {
    pub(super) session: &'a str,
    pub(super) client: &'a str,
    pub(super) scope: &'a str,
    pub(super) nonce: Option<&'a str>,
    pub(super) issuer: &'a str,
    pub(super) with_refresh: bool,
}

/// The life of a refresh token in seconds, Keycloak's usual one.
const REFRESH_LIFE: u64 = 1800;

impl Sessions {
    pub(super) fn open(&mut self, user: &str, service: bool) -> String {
        let id = random::uuid();
        self.open.insert(id.clone(), Session { user: user.to_owned(), service });
        id
    }

    pub(super) fn user_of(&self, session: &str) -> Option<&str> {
        self.open.get(session).map(|session| session.user.as_str())
    }

    /// Ends one session and with it all its tokens.
    pub(super) fn close(&mut self, session: &str) {
        self.open.remove(session);
    }

    /// Ends the sessions of a user. Returns whether there was one.
    pub(super) fn close_all_of(&mut self, user: &str) -> bool {
        let before = self.open.len();
        self.open.retain(|_, session| session.user != user || session.service);
        self.open.len() < before
    }

    pub(super) fn close_everything(&mut self) {
        self.open.clear();
        self.access.clear();
    }

    pub(super) fn forget_access_tokens(&mut self) {
        self.access.clear();
    }

    /// Issues tokens for an open session, as the body of the reply.
    pub(super) fn issue(
        &mut self,
        store: &Store,
        key: &SigningKey,
        life: Duration,
        order: &Order<'_>,
    ) -> Result<Value, Unspecified> {
        let now = clock::unix();
        let user = self.user_of(order.session).unwrap_or_default().to_owned();
        let expires = now.saturating_add(life);
        let claims = claims(store, &user, order, now, expires);
        let access_token = jwt(key, &claims, "Bearer", "account")?;
        let access = Access {
            session: order.session.to_owned(),
            user,
            client: order.client.to_owned(),
            scope: order.scope.to_owned(),
            issued: now,
            expires,
        };
        self.access.insert(access_token.clone(), access);
        let mut reply = json!({
            "access_token": access_token,
            "expires_in": life.as_secs(),
            "refresh_expires_in": if order.with_refresh { REFRESH_LIFE } else { 0 },
            "token_type": "Bearer",
            "not-before-policy": 0,
            "scope": order.scope,
        });
        if let Some(members) = reply.as_object_mut() {
            if order.with_refresh {
                let token = jwt(key, &claims, "Refresh", order.issuer)?;
                let refresh = Refresh {
                    session: order.session.to_owned(),
                    client: order.client.to_owned(),
                    scope: order.scope.to_owned(),
                    expires: now + Duration::from_secs(REFRESH_LIFE),
                    spent: false,
                };
                self.refresh.insert(token.clone(), refresh);
                members.insert("refresh_token".to_owned(), json!(token));
                members.insert("session_state".to_owned(), json!(order.session));
            }
            if has_scope(order.scope, "openid") {
                members.insert("id_token".to_owned(), json!(jwt(key, &claims, "ID", order.client)?));
            }
        }
        Ok(reply)
    }

    pub(super) fn access(&self, token: &str) -> Option<&Access> {
        let access = self.access.get(token)?;
        let live = access.expires > clock::unix() && self.open.contains_key(&access.session);
        live.then_some(access)
    }

    /// A refresh token that still opens its session.
    pub(super) fn live_refresh(&self, token: &str) -> Option<&Refresh> {
        let refresh = self.refresh.get(token)?;
        let live =
            !refresh.spent && refresh.expires > clock::unix() && self.open.contains_key(&refresh.session);
        live.then_some(refresh)
    }

    /// Takes a refresh token in. With rotation a second use ends the session, because one of the two users stole it.
    pub(super) fn redeem_refresh(
        &mut self,
        token: &str,
        client: &str,
        rotate: bool,
    ) -> Result<Refresh, &'static str> {
        let Some(refresh) = self.refresh.get_mut(token) else { return Err("Invalid refresh token") };
        if refresh.client != client {
            return Err("Invalid refresh token. Token client and authorized client don't match");
        }
        if refresh.spent {
            let session = refresh.session.clone();
            self.close(&session);
            return Err("Maximum allowed refresh token reuse exceeded");
        }
        if refresh.expires <= clock::unix() {
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
    pub(super) fn redeem_code(&mut self, text: &str) -> Option<Code> {
        let code = self.codes.get_mut(text)?;
        let taken = code.clone();
        code.spent = true;
        if taken.spent {
            self.close(&taken.session);
        }
        let live = !taken.spent && taken.expires > clock::unix() && self.open.contains_key(&taken.session);
        live.then_some(taken)
    }

    /// Takes one token out of use; a refresh token takes its session along.
    pub(super) fn revoke(&mut self, token: &str, client: &str) {
        if self.access.get(token).is_some_and(|access| access.client == client) {
            self.access.remove(token);
        }
        let session = self.refresh.get(token).filter(|refresh| refresh.client == client);
        if let Some(session) = session.map(|refresh| refresh.session.clone()) {
            self.close(&session);
        }
    }
}

pub(super) fn has_scope(scopes: &str, wanted: &str) -> bool {
    scopes.split(' ').any(|scope| scope == wanted)
}

fn claims(store: &Store, user: &str, order: &Order<'_>, now: Duration, expires: Duration) -> Value {
    let service_name = format!("service-account-{}", order.client);
    let known = store.user(user);
    let roles = match known {
        Some(_) => store.names(REALM_ROLES, user, "admin_roles"),
        None => vec!["admin"],
    };
    let name = known.map_or(service_name, |user| user.username);
    let mut claims = json!({
        "exp": expires.as_secs(),
        "iat": now.as_secs(),
        "iss": order.issuer,
        "sub": user,
        "azp": order.client,
        "sid": order.session,
        "scope": order.scope,
        "preferred_username": name,
        "realm_access": { "roles": roles },
    });
    if let (Some(nonce), Some(claims)) = (order.nonce, claims.as_object_mut()) {
        claims.insert("nonce".to_owned(), nonce.into());
    }
    claims
}

/// A token of one kind, for one audience.
fn jwt(key: &SigningKey, claims: &Value, kind: &str, audience: &str) -> Result<String, Unspecified> {
    let mut claims = claims.clone();
    if let Some(claims) = claims.as_object_mut() {
        let own = [("typ", kind.to_owned()), ("aud", audience.to_owned()), ("jti", random::uuid())];
        claims.extend(own.map(|(name, value)| (name.to_owned(), value.into())));
    }
    key.jwt(&claims)
}
