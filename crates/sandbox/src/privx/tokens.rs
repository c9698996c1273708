//! Tokens, codes and login sessions. None of them outlives the process. They expire by the clock of the machine: a test
//! that moves the clock of PrivX stays logged in.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::{clock, random};

/// How long an authorization code, a login session and an external JWT are valid.
const SHORT_LIFE: Duration = Duration::from_secs(90);

/// The user or the API client that a token was issued for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    /// The id of an API client or of a local user.
    pub(super) id: String,
    /// The login session. Its end is the end of all tokens that were issued in it.
    pub(super) session: String,
    /// When it began, since 1970.
    pub(super) began: Duration,
    /// The OAuth domain that the tokens are issued in.
    pub(super) domain: &'static str,
}

impl Subject {
    /// A new login.
    pub(super) fn new(id: &str, began: Duration) -> Self {
        Self { id: id.to_owned(), session: random::uuid(), began, domain: "privx-external" }
    }
}

/// A valid login session.
pub(super) struct Login {
    pub(super) subject: Subject,
    /// When its last access token expires, since 1970; `None` if it has only a refresh token.
    pub(super) end: Option<Duration>,
    pub(super) renewable: bool,
}

/// A login session that `authorize` opened.
#[derive(Clone)]
pub(super) struct Authorization {
    pub(super) state: String,
    pub(super) challenge: String,
    pub(super) redirect_uri: String,
}

/// Everything that was issued, by its secret.
#[derive(Default)]
pub(super) struct Tokens {
    access: HashMap<String, (Subject, Instant)>,
    refresh: HashMap<String, (Subject, String)>,
    sessions: HashMap<String, (Authorization, Instant)>,
    codes: HashMap<String, (Subject, Authorization, Instant)>,
    external: HashMap<String, (Subject, Instant)>,
}

/// A token in the form of a signed JWT. The signature is random: the sandbox keeps the tokens and verifies none.
fn jwt(claims: &Value) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let head = json!({ "alg": "EdDSA", "typ": "JWT", "kid": "sandbox" }).to_string();
    let claims = claims.to_string();
    format!("{}.{}.{}", encode(head.as_bytes()), encode(claims.as_bytes()), encode(&random::bytes::<64>()))
}

impl Tokens {
    /// Issues tokens; for a client, with a refresh token.
    pub(super) fn issue(&mut self, mut subject: Subject, client: Option<&str>, life: Duration) -> Value {
        let now = Instant::now();
        self.access.retain(|_, (_, end)| now < *end);
        if client.is_some() {
            subject.domain = "privx-ui";
        }
        let issued = clock::unix().as_secs();
        let access = jwt(&json!({ "sub": subject.id, "iat": issued, "jti": random::uuid() }));
        // Whole seconds, and never zero: a life of half a second is for tests that watch a token expire.
        let expires_in = life.as_secs().max(1);
        let mut body = json!({
            "access_token": access,
            "token_type": "bearer",
            "expires_in": expires_in,
            "scope": "privx-user",
        });
        if let (Some(client), Some(body)) = (client, body.as_object_mut()) {
            let refresh = random::alphanumeric(64);
            body.insert("refresh_token".to_owned(), refresh.clone().into());
            self.refresh.insert(refresh, (subject.clone(), client.to_owned()));
        }
        self.access.insert(access, (subject, now + life));
        body
    }

    pub(super) fn subject(&self, access: &str) -> Option<&Subject> {
        let (subject, end) = self.access.get(access)?;
        (Instant::now() < *end).then_some(subject)
    }

    /// Spends a refresh token. One that another client sends is spent, too: it has leaked.
    pub(super) fn refresh(&mut self, refresh: &str, client: &str) -> Option<Subject> {
        let (subject, owner) = self.refresh.remove(refresh)?;
        (owner == client).then_some(subject)
    }

    pub(super) fn open(&mut self, authorization: Authorization) -> String {
        let token = random::alphanumeric(43);
        self.sessions.insert(token.clone(), (authorization, Instant::now() + SHORT_LIFE));
        token
    }

    pub(super) fn session(&self, token: &str) -> Option<Authorization> {
        let (authorization, end) = self.sessions.get(token)?;
        (Instant::now() < *end).then(|| authorization.clone())
    }

    /// Turns a login session into a code.
    pub(super) fn code(&mut self, session: &str, subject: Subject) -> Option<String> {
        let (authorization, _) = self.sessions.remove(session)?;
        let code = random::alphanumeric(43);
        self.codes.insert(code.clone(), (subject, authorization, Instant::now() + SHORT_LIFE));
        Some(code)
    }

    pub(super) fn redeem(&mut self, code: &str) -> Option<(Subject, Authorization)> {
        let (subject, authorization, end) = self.codes.remove(code)?;
        (Instant::now() < end).then_some((subject, authorization))
    }

    pub(super) fn external(&mut self, subject: Subject, name: &str) -> String {
        let now = clock::unix().as_secs();
        let token = jwt(&json!({
            "iss": "https://idp.sandbox.invalid",
            "sub": name,
            "aud": "privx",
            "iat": now,
            "exp": now + SHORT_LIFE.as_secs(),
        }));
        self.external.insert(token.clone(), (subject, Instant::now() + SHORT_LIFE));
        token
    }

    pub(super) fn exchange(&self, jwt: &str, time: Duration) -> Option<Subject> {
        let (subject, end) = self.external.get(jwt)?;
        (Instant::now() < *end).then(|| Subject::new(&subject.id, time))
    }

    pub(super) fn revoke_access(&mut self) {
        self.access.clear();
    }

    pub(super) fn revoke_refresh(&mut self) {
        self.refresh.clear();
    }

    pub(super) fn log_out(&mut self, access: &str) {
        if let Some((subject, _)) = self.access.remove(access) {
            self.end(&subject.session);
        }
    }

    /// Ends a login session.
    pub(super) fn end(&mut self, session: &str) {
        self.access.retain(|_, (subject, _)| subject.session != session);
        self.refresh.retain(|_, (subject, _)| subject.session != session);
    }

    /// The login sessions with a valid token, the oldest first.
    pub(super) fn logins(&self, time: Duration) -> Vec<Login> {
        let now = Instant::now();
        let alive = self.access.values().filter(|(_, end)| now < *end);
        let alive = alive
            .map(|(subject, end)| (subject, Some(time.saturating_add(end.saturating_duration_since(now)))));
        let mut logins: HashMap<&str, Login> = HashMap::new();
        for (subject, end) in alive.chain(self.refresh.values().map(|(subject, _)| (subject, None))) {
            let new = || Login { subject: subject.clone(), end: None, renewable: false };
            let login = logins.entry(&subject.session).or_insert_with(new);
            login.end = login.end.max(end);
            login.renewable |= end.is_none();
        }
        let mut logins: Vec<Login> = logins.into_values().collect();
        logins.sort_by_key(|login| (login.subject.began, login.subject.session.clone()));
        logins
    }

    /// Ends all tokens and codes of a subject.
    pub(super) fn end_all(&mut self, id: &str) {
        self.access.retain(|_, (subject, _)| subject.id != id);
        self.refresh.retain(|_, (subject, _)| subject.id != id);
        self.codes.retain(|_, (subject, _, _)| subject.id != id);
    }

    /// The number of tokens that were issued and not ended; some may have expired.
    pub(super) fn len(&self) -> usize {
        self.access.len() + self.refresh.len()
    }

    pub(super) fn alive(&self) -> usize {
        let now = Instant::now();
        self.access.values().filter(|(_, end)| now < *end).count()
    }
}
