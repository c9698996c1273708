//! The login, and the session, which follows the effects of calls on its token.

use crate::{
    AuthorizationToken, CommandState, CommandStatus, Profile,
    commands::{self, POLL_FIRST, POLL_SLOWEST, Poller},
};
use portcullis_core::{
    Client, Delivery, Error, ErrorKind, Operation, Result, Secret,
    auth::{
        Authenticate, Credential, Exchanged,
        oauth2::{OAuth2, Token, TokenSource},
    },
    http::{HeaderName, StatusCode},
    transport::BoxFuture,
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// The header of the token, which has no scheme.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-dpt-authorization");

const REVOKE: &str = "/profile/revoke-authorization-token";

/// The login method of a client. Each constructor uses one method alone, so that a program contains no other.
pub(crate) struct Access {
    tokens: OAuth2,
    /// Set for a token that cannot be fetched again.
    given: Option<Arc<AtomicBool>>,
    /// Whether the user name or a scope is empty, which no engine accepts.
    pub(crate) empty: bool,
}

impl Access {
    pub(crate) fn login(username: String, password: Secret) -> Self {
        let empty = username.is_empty();
        Self {
            tokens: OAuth2::new(PasswordLogin(Arc::new(Credentials { username, password }))),
            given: None,
            empty,
        }
    }

    pub(crate) fn legacy(username: String, password: Secret, scopes: Vec<String>) -> Self {
        let empty = username.is_empty() || scopes.is_empty() || scopes.iter().any(String::is_empty);
        let legacy = LegacyLogin(Arc::new((Credentials { username, password }, scopes)));
        Self { tokens: OAuth2::new(legacy), given: None, empty }
    }

    pub(crate) fn token(token: Secret) -> Self {
        let used = Arc::new(AtomicBool::new(false));
        let tokens = OAuth2::new(FixedToken(token, used.clone()));
        Self { tokens: tokens.margin(NO_MARGIN), given: Some(used), empty: false }
    }

    pub(crate) fn anonymous() -> Self {
        Self { tokens: OAuth2::new(NoLogin).margin(NO_MARGIN), given: None, empty: false }
    }
}

/// No margin for a token that cannot be renewed.
const NO_MARGIN: fn(Duration) -> Duration = |_| Duration::ZERO;

/// The token in use. Core renews it; this type follows the calls that replace or end it.
pub(crate) struct Session {
    tokens: OAuth2,
    /// Set for a token that cannot be fetched again.
    given: Option<Arc<AtomicBool>>,
    generation: AtomicU64,
    changed: Notify,
}

impl Session {
    pub(crate) fn new(access: Access) -> Self {
        let Access { tokens, given, .. } = access;
        Self { tokens: tokens.header(HEADER), given, generation: AtomicU64::new(0), changed: Notify::new() }
    }

    pub(crate) fn adopt(&self, token: &AuthorizationToken) {
        // An earlier refusal concerned another credential.
        self.tokens.reset();
        self.replace(token);
    }

    /// Replaces a valid token.
    fn replace(&self, token: &AuthorizationToken) {
        self.mark_used();
        self.tokens.replace(token.into());
        self.changed.notify_one();
    }

    /// Drops an invalid token, unless a newer one is in use.
    pub(crate) fn drop_token(&self, token: &Secret) {
        if self.holds(token) {
            self.tokens.clear();
            self.changed.notify_one();
        }
    }

    /// Whether this is the token in use.
    pub(crate) fn holds(&self, token: &Secret) -> bool {
        self.tokens.current().is_some_and(|current| current.ct_eq(token))
    }

    fn mark_used(&self) {
        if let Some(used) = &self.given {
            used.store(true, Ordering::Release);
        }
    }

    #[cfg(feature = "websocket")]
    pub(crate) fn has_token(&self) -> bool {
        self.tokens.current().is_some()
    }

    /// Resolves when the token in use was replaced or dropped.
    #[cfg(feature = "websocket")]
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(&self.tokens).finish()
    }
}

impl Authenticate for Session {
    fn authorize<'a>(&'a self, client: &'a Client, deadline: Instant) -> BoxFuture<'a, Result<Credential>> {
        Box::pin(async move {
            let credential = self.tokens.authorize(client, deadline).await?;
            if self.generation.swap(credential.generation, Ordering::AcqRel) != credential.generation {
                self.changed.notify_one();
            }
            Ok(credential)
        })
    }

    fn refused(&self, used: &Credential, operation: &Operation) -> bool {
        // A fixed token has no successor: the engine's error is returned.
        if self.given.is_some() && self.holds(&used.value) {
            return false;
        }
        self.tokens.refused(used, operation)
    }

    fn accepted(&self, used: &Credential, operation: &Operation) {
        self.tokens.accepted(used, operation);
    }

    fn observe<'a>(
        &'a self,
        used: &'a Credential,
        operation: &'a Operation,
        exchanged: Exchanged<'a>,
    ) -> BoxFuture<'a, ()> {
        if let Exchanged::Reply { status, body, whole: true, .. } = exchanged
            && status.is_success()
            && self.holds(&used.value)
        {
            if operation.renews_credential() {
                if let Ok(token) = portcullis_core::from_json::<AuthorizationToken>(body) {
                    self.replace(&token);
                }
            } else if operation.ends_session() {
                self.mark_used();
                self.drop_token(&used.value);
            }
        }
        Box::pin(async {})
    }

    fn close<'a>(&'a self, client: &'a Client, logout: bool) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let Some(token) = self.tokens.current().filter(|_| logout) else {
                return self.tokens.close(client, logout).await;
            };
            self.mark_used();
            self.drop_token(&token);
            match client.post(REVOKE).authorize_with(HEADER, token).form().bare().done().await {
                // The token is invalid already.
                Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED) => Ok(()),
                other => other,
            }
        })
    }

    fn reset(&self) {
        let Some(used) = &self.given else { return self.tokens.reset() };
        // A token that replaced the fixed one is the only one left.
        let current = self.tokens.current();
        self.tokens.reset();
        match current {
            Some(token) => self.tokens.replace(Token::new(token)),
            None => used.store(false, Ordering::Release),
        }
    }
}

struct Credentials {
    username: String,
    password: Secret,
}

/// The current login: one request.
struct PasswordLogin(Arc<Credentials>);

impl TokenSource for PasswordLogin {
    fn fetch(&self, client: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let call = Profile(client).authenticate(&self.0.username, &self.0.password);
        Box::pin(async move { call.await.map(|token| Token::from(&token)).map_err(as_refused_login) })
    }
}

/// A login that is refused with another status than 401 is refused, too: repeating it would lock the profile.
fn as_refused_login(error: Error) -> Error {
    match error.status().map(|status| status.as_u16()) {
        Some(400 | 403 | 422) => refused_login(error.message()).with_delivery(Delivery::Rejected),
        _ => error,
    }
}

fn refused_login(why: &str) -> Error {
    let text = match why {
        "" => "the login was refused".to_owned(),
        why => format!("the login was refused: {why}"),
    };
    Error::new(ErrorKind::Auth, text).with_delivery(Delivery::Rejected)
}

/// The login of older engines: four requests, and two commands to wait for.
struct LegacyLogin(Arc<(Credentials, Vec<String>)>);

impl TokenSource for LegacyLogin {
    fn fetch(&self, client: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let legacy = self.0.clone();
        Box::pin(async move {
            let (name, scopes) = &*legacy;
            let profile = Profile(client.clone());
            let poller = Poller::default();
            let attempt = profile
                .legacy_attempt_authentication(&name.username, &name.password)
                .await
                .map_err(as_refused_login)?;
            wait_for_step(&client, &poller, &attempt.command()).await?;
            let temporary = profile.legacy_retrieve_temp_token(&attempt).await?;
            let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
            let request = profile
                .legacy_request_authorization_token(&temporary, &scopes)
                .await
                .map_err(as_refused_login)?;
            wait_for_step(&client, &poller, &request).await?;
            let token = profile.legacy_retrieve_authorization_token(&temporary, &request).await?;
            Ok(Token::from(&token))
        })
    }
}

/// Waits for a step of the login; core sets the timeout of the whole login.
async fn wait_for_step(client: &Client, poller: &Poller, command: &crate::Command) -> Result<()> {
    let (mut pause, mut missing) = (POLL_FIRST, 0);
    loop {
        let CommandStatus { state, body, .. } = poller.poll(client, command).await?;
        match state {
            CommandState::Succeeded => return Ok(()),
            CommandState::Rejected => return Err(refused_login(&commands::reason_of(body.as_ref()).message)),
            // Old engines return this for a failed command.
            CommandState::NotFound if missing >= 2 => {
                return Err(refused_login("the engine does not have its command"));
            }
            CommandState::NotFound => missing += 1,
            CommandState::Pending | CommandState::Unknown(_) => missing = 0,
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(POLL_SLOWEST);
    }
}

/// An existing token.
struct FixedToken(Secret, Arc<AtomicBool>);

impl TokenSource for FixedToken {
    fn fetch(&self, _: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let token = if self.1.load(Ordering::Acquire) {
            Err(Error::new(
                ErrorKind::Auth,
                "the token of the builder has ended, and there is no login for another",
            ))
        } else {
            Ok(Token::new(self.0.clone()))
        };
        Box::pin(async { token })
    }
}

/// No credentials.
struct NoLogin;

impl TokenSource for NoLogin {
    fn fetch(&self, _: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let error =
            Error::new(ErrorKind::Auth, "this client was built without credentials and has adopted no token");
        Box::pin(async { Err(error) })
    }
}
