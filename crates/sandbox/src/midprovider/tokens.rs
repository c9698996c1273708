//! The tokens that are issued for a session, and what they state.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::error::Unspecified;
use serde_json::{Value, json};

use super::sessions::{Access, Refresh, Session, has_scope};
use super::signing::SigningKey;
use super::state::State;
use super::store::Store;
use super::wire::Failure;
use crate::collections::text;
use crate::objects::Object;
use crate::random;

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

impl State {
    /// Issues tokens for an open session, as the body of the reply.
    pub(super) fn issue(&self, order: &Order<'_>) -> Result<Value, Failure> {
        let key = self.keys.signing(&self.realm)?;
        let life = self.settings().token_life;
        Ok(self.store().issue(&key, life, order)?)
    }
}

impl Store {
    fn issue(
        &mut self,
        key: &Arc<SigningKey>,
        life: Option<Duration>,
        order: &Order<'_>,
    ) -> Result<Value, Unspecified> {
        let now = self.now();
        let life = life.unwrap_or_else(|| Duration::from_secs(self.number("accessTokenLifespan")));
        self.sessions.touch(order.session, order.client, now);
        let session = self.sessions.get(order.session).cloned().ok_or(Unspecified)?;
        let expires = now.saturating_add(life);
        let common = common(&session, order, now, expires);
        let access_token = sign(key, &common, "Bearer", self.granted(&session.user, order))?;
        let access = Access {
            session: order.session.to_owned(),
            realm: self.current.clone(),
            user: session.user.clone(),
            client: order.client.to_owned(),
            scope: order.scope.to_owned(),
            issued: now,
            expires,
        };
        self.sessions.keep_access(&access_token, access);
        // A refresh token lives as long as its session may be idle; one of an offline session does not end by itself.
        let refresh_life = self.number("ssoSessionIdleTimeout");
        let shown = if order.with_refresh && !session.offline { refresh_life } else { 0 };
        let mut reply = json!({
            "access_token": access_token,
            "expires_in": life.as_secs(),
            "refresh_expires_in": shown,
            "token_type": "Bearer",
            "not-before-policy": self.number("notBefore"),
            "scope": order.scope,
        });
        let Some(members) = reply.as_object_mut() else { return Ok(reply) };
        if order.with_refresh {
            let ends = (!session.offline).then(|| now + Duration::from_secs(refresh_life));
            let mut common = common.clone();
            match ends {
                Some(ends) => drop(common.insert("exp".to_owned(), ends.as_secs().into())),
                None => drop(common.remove("exp")),
            }
            let kind = if session.offline { "Offline" } else { "Refresh" };
            let token = sign(key, &common, kind, audience(order.issuer))?;
            let refresh = Refresh {
                session: order.session.to_owned(),
                realm: self.current.clone(),
                client: order.client.to_owned(),
                scope: order.scope.to_owned(),
                expires: ends,
                spent: false,
            };
            self.sessions.keep_refresh(&token, refresh);
            members.insert("refresh_token".to_owned(), json!(token));
            members.insert("session_state".to_owned(), json!(order.session));
        }
        if has_scope(order.scope, "openid") {
            let mut own = audience(order.client);
            own.extend(self.profile(&session.user));
            members.insert("id_token".to_owned(), json!(sign(key, &common, "ID", own)?));
        }
        Ok(reply)
    }

    /// What an access token states besides: the roles, and the clients that they open.
    fn granted(&self, user: &str, order: &Order<'_>) -> Object {
        let by_client = self.all_client_roles(user);
        let mut audience: Vec<&str> =
            by_client.keys().copied().filter(|name| *name != order.client).collect();
        if !audience.contains(&"account") {
            audience.push("account");
        }
        let mut own = Object::new();
        let audience = match audience.as_slice() {
            [one] => json!(one),
            several => json!(several),
        };
        own.insert("aud".to_owned(), audience);
        own.insert("realm_access".to_owned(), json!({ "roles": self.all_realm_roles(user) }));
        let access: Object =
            by_client.iter().map(|(name, roles)| ((*name).to_owned(), json!({ "roles": roles }))).collect();
        if !access.is_empty() {
            own.insert("resource_access".to_owned(), access.into());
        }
        own.extend(self.profile(user));
        own
    }

    /// The name and the address of a user.
    pub(super) fn profile(&self, user: &str) -> Object {
        let mut own = Object::new();
        let Some(user) = self.objects().get("admin_users", "", user) else { return own };
        own.insert("preferred_username".to_owned(), text(user, "username").into());
        own.insert("email_verified".to_owned(), json!(user.get("emailVerified") == Some(&true.into())));
        let names = [text(user, "firstName"), text(user, "lastName")];
        let full = names.join(" ").trim().to_owned();
        let optional = [
            ("given_name", names[0]),
            ("family_name", names[1]),
            ("email", text(user, "email")),
            ("name", &full),
        ];
        for (name, value) in optional.into_iter().filter(|(_, value)| !value.is_empty()) {
            own.insert(name.to_owned(), value.into());
        }
        own
    }
}

fn common(session: &Session, order: &Order<'_>, now: Duration, expires: Duration) -> Object {
    let claims = json!({
        "exp": expires.as_secs(),
        "iat": now.as_secs(),
        "nbf": now.as_secs(),
        "auth_time": session.start.as_secs(),
        "iss": order.issuer,
        "sub": session.user,
        "azp": order.client,
        "sid": order.session,
        "scope": order.scope,
    });
    let mut claims = if let Value::Object(claims) = claims { claims } else { Object::new() };
    if let Some(nonce) = order.nonce {
        claims.insert("nonce".to_owned(), nonce.into());
    }
    claims
}

fn audience(name: &str) -> Object {
    [("aud".to_owned(), Value::from(name))].into_iter().collect()
}

/// A token of one kind.
fn sign(key: &SigningKey, common: &Object, kind: &str, own: Object) -> Result<String, Unspecified> {
    let mut claims = common.clone();
    claims.insert("typ".to_owned(), kind.into());
    claims.insert("jti".to_owned(), random::uuid().into());
    claims.extend(own);
    key.jwt(&Value::Object(claims))
}
