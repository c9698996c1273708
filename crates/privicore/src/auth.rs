//! The login, and how the session follows what calls do to its token.

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

/// The header of the token; it stands there without a scheme word.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-dpt-authorization");

const REVOKE: &str = "/profile/revoke-authorization-token";

/// How a client gets its token. Made by what names one way alone, so that a program carries no other login.
pub(crate) struct Access {
    tokens: OAuth2,
    /// For a token that was given and cannot be fetched anew.
    given: Option<Arc<AtomicBool>>,
    /// A credential that no engine accepts.
    pub(crate) empty: bool,
}

impl Access {
    pub(crate) fn login(username: String, password: Secret) -> Self {
        let empty = username.is_empty() || password.is_empty();
        Self { tokens: OAuth2::new(Login(Arc::new(Name { username, password }))), given: None, empty }
    }

    pub(crate) fn legacy(username: String, password: Secret, scopes: Vec<String>) -> Self {
        let empty = username.is_empty()
            || password.is_empty()
            || scopes.is_empty()
            || scopes.iter().any(String::is_empty);
        let legacy = Legacy(Arc::new((Name { username, password }, scopes)));
        Self { tokens: OAuth2::new(legacy), given: None, empty }
    }

    pub(crate) fn token(token: Secret) -> Self {
        let (spent, empty) = (Arc::new(AtomicBool::new(false)), token.is_empty());
        let tokens = OAuth2::new(Given(token, spent.clone()));
        Self { tokens: tokens.margin(AT_THE_END), given: Some(spent), empty }
    }

    pub(crate) fn anonymous() -> Self {
        Self { tokens: OAuth2::new(Nobody).margin(AT_THE_END), given: None, empty: false }
    }
}

/// Nothing can be renewed early where nothing can be renewed.
const AT_THE_END: fn(Duration) -> Duration = |_| Duration::ZERO;

/// The token in use. Core renews it; this follows the calls that replace or end it.
pub(crate) struct Session {
    tokens: OAuth2,
    /// For a token that was given and cannot be fetched anew.
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
        // An earlier refusal was of another credential.
        self.tokens.reset();
        self.succeed(token);
    }

    /// Puts a token in the place of one that was good until now.
    fn succeed(&self, token: &AuthorizationToken) {
        self.spend();
        self.tokens.replace(token.into());
        self.changed.notify_one();
    }

    /// Drops a token that is known to be dead, unless a newer one is in place.
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

    fn spend(&self) {
        if let Some(spent) = &self.given {
            spent.store(true, Ordering::Release);
        }
    }

    #[cfg(feature = "websocket")]
    pub(crate) fn has_token(&self) -> bool {
        self.tokens.current().is_some()
    }

    /// Resolves when another token came into use, or the token went out of it.
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
        // A given token has no successor: the engine's own words are the answer.
        if self.given.is_some() && self.holds(&used.value) {
            return false;
        }
        self.tokens.refused(used, operation)
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
                    self.succeed(&token);
                }
            } else if operation.ends_session() {
                self.spend();
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
            self.spend();
            self.drop_token(&token);
            match client.post(REVOKE).authorize_with(HEADER, token).form().bare().done().await {
                // A token that is dead already has what it was to get.
                Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED) => Ok(()),
                other => other,
            }
        })
    }

    fn reset(&self) {
        let Some(spent) = &self.given else { return self.tokens.reset() };
        // A token that took the place of the given one is the only one left.
        let current = self.tokens.current();
        self.tokens.reset();
        match current {
            Some(token) => self.tokens.replace(Token::new(token)),
            None => spent.store(false, Ordering::Release),
        }
    }
}

struct Name {
    username: String,
    password: Secret,
}

/// The current login: one request.
struct Login(Arc<Name>);

impl TokenSource for Login {
    fn fetch(&self, client: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let call = Profile(client).authenticate(&self.0.username, &self.0.password);
        Box::pin(async move { call.await.map(|token| Token::from(&token)).map_err(refusal) })
    }
}

/// A login that was refused in other words than 401 is refused all the same: presented again and again it would
/// lock the profile.
fn refusal(error: Error) -> Error {
    match error.status().map(|status| status.as_u16()) {
        Some(400 | 403 | 422) => refused(error.message()).with_delivery(Delivery::Rejected),
        _ => error,
    }
}

fn refused(why: &str) -> Error {
    let text = match why {
        "" => "the login was refused".to_owned(),
        why => format!("the login was refused: {why}"),
    };
    Error::new(ErrorKind::Auth, text).with_delivery(Delivery::Rejected)
}

/// The login of older engines: four requests, and two commands to wait for.
struct Legacy(Arc<(Name, Vec<String>)>);

impl TokenSource for Legacy {
    fn fetch(&self, client: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let legacy = self.0.clone();
        Box::pin(async move {
            let (name, scopes) = &*legacy;
            let profile = Profile(client.clone());
            let poller = Poller::default();
            let attempt = profile
                .legacy_attempt_authentication(&name.username, &name.password)
                .await
                .map_err(refusal)?;
            succeed(&client, &poller, &attempt.command()).await?;
            let temporary = profile.legacy_retrieve_temp_token(&attempt).await?;
            let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
            let request =
                profile.legacy_request_authorization_token(&temporary, &scopes).await.map_err(refusal)?;
            succeed(&client, &poller, &request).await?;
            let token = profile.legacy_retrieve_authorization_token(&temporary, &request).await?;
            Ok(Token::from(&token))
        })
    }
}

/// Waits for a step of the login; core bounds the whole of it.
async fn succeed(client: &Client, poller: &Poller, command: &crate::Command) -> Result<()> {
    let (mut pause, mut missing) = (POLL_FIRST, 0);
    loop {
        let CommandStatus { state, body, .. } = poller.poll(client, command).await?;
        match state {
            CommandState::Succeeded => return Ok(()),
            CommandState::Rejected => return Err(refused(&commands::reason_of(body).message)),
            // What old engines answer for a failed command.
            CommandState::NotFound if missing >= 2 => return Err(refused("its command is not known")),
            CommandState::NotFound => missing += 1,
            CommandState::Pending | CommandState::Unknown(_) => missing = 0,
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(POLL_SLOWEST);
    }
}

/// A token that somebody else got.
struct Given(Secret, Arc<AtomicBool>);

impl TokenSource for Given {
    fn fetch(&self, _: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let token = if self.1.load(Ordering::Acquire) {
            Err(Error::new(
                ErrorKind::Auth,
                "the given token has ended, and there is no login to get another",
            ))
        } else {
            Ok(Token::new(self.0.clone()))
        };
        Box::pin(async { token })
    }
}

/// Nobody yet.
struct Nobody;

impl TokenSource for Nobody {
    fn fetch(&self, _: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let error =
            Error::new(ErrorKind::Auth, "this client was built without credentials and has adopted no token");
        Box::pin(async { Err(error) })
    }
}
