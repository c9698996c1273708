//! Servers that forget their tokens, in the dialects of the vendors that have tokens.

use super::{
    tally::{Outcome, Tally, ensure},
    token_server::{seconds, within},
};
use portcullis_core::{
    Evidence, Request, Secret,
    http::{HeaderMap, HeaderValue, Method, StatusCode},
    transport::{Incoming, Outgoing, TransportError},
};
use portcullis_testkit::wire::{Scripted, body_of, header, reply};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::{Instant, sleep};

/// The lifetime of a token: longer than a schedule.
const LIFE: u64 = 3_600;

/// A vendor, and a way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    MidPassword,
    MidService,
    PrivxApiClient,
    PrivxService,
    PrivxUser,
    PrivxJwt,
    Privicore,
    StoredSafe,
}

pub(crate) const LOGINS: [(Login, &str); 8] = [
    (Login::MidPassword, "mID passwords"),
    (Login::MidService, "mID service accounts"),
    (Login::PrivxApiClient, "PrivX API clients"),
    (Login::PrivxService, "PrivX client credentials"),
    (Login::PrivxUser, "PrivX users"),
    (Login::PrivxJwt, "PrivX external JWTs"),
    (Login::Privicore, "Privicore logins"),
    (Login::StoredSafe, "StoredSafe logins"),
];

/// The server.
pub(crate) struct Site {
    /// The token of the next login, instead of a good one.
    pub(crate) odd: Option<String>,
    login: Login,
    /// The restarts that are still to come.
    restarts: usize,
    /// The calls until the next one.
    left: usize,
    /// How many tokens were issued; only the newest may be valid.
    issued: usize,
    forgotten: bool,
    /// Since when calls with the newest token are accepted.
    worked: Option<Instant>,
    /// The state of PrivX's login.
    state: String,
    probes: usize,
}

impl Site {
    pub(crate) fn new(login: Login, restarts: usize) -> Self {
        Self {
            odd: None,
            login,
            restarts,
            left: fastrand::usize(1..=60),
            issued: 0,
            forgotten: true,
            worked: None,
            state: String::new(),
            probes: 0,
        }
    }

    fn token(&mut self) -> String {
        self.issued += 1;
        (self.forgotten, self.worked) = (false, None);
        if let Some(odd) = self.odd.take() {
            return odd;
        }
        format!("t{}", self.issued)
    }

    pub(crate) fn serve(&mut self, out: &Outgoing) -> Result<Incoming, TransportError> {
        let path = out.url.path();
        match self.login {
            Login::MidPassword | Login::MidService if path.ends_with("/openid-connect/token") => {
                let token = self.token();
                reply(200, &json!({"access_token": token, "expires_in": LIFE, "token_type": "Bearer"}))
            }
            Login::PrivxUser if path.ends_with("/oauth/authorize") => {
                let state = out.url.query_pairs().find(|(name, _)| name == "state");
                self.state = state.map(|(_, state)| state.into_owned()).unwrap_or_default();
                Ok(to_login())
            }
            Login::PrivxUser if path.ends_with("/api/v1/login") => {
                reply(200, &json!({"code": "code", "state": self.state}))
            }
            Login::PrivxApiClient | Login::PrivxService | Login::PrivxUser | Login::PrivxJwt
                if path.ends_with("/token") || path.ends_with("/token/login") =>
            {
                let token = self.token();
                reply(
                    200,
                    &json!({"access_token": token, "refresh_token": format!("r{}", self.issued), "expires_in": LIFE,
                            "token_type": "Bearer", "scope": "privx-user"}),
                )
            }
            Login::Privicore if path.ends_with("/profile/authenticate") => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                let token = self.token();
                reply(200, &json!({"authorizationToken": token, "expiresAt": now + LIFE}))
            }
            Login::StoredSafe if path.ends_with("/auth") => {
                let token = self.token();
                reply(200, &json!({"CALLINFO": {"status": "SUCCESS", "token": token}}))
            }
            _ => self.answer(out),
        }
    }

    fn answer(&mut self, out: &Outgoing) -> Result<Incoming, TransportError> {
        let probe = out.url.path().ends_with("/auth/check");
        self.probes += usize::from(probe);
        // The first call that was accepted has returned. A server that has forgotten its tokens has none to forget.
        let worked = self.worked.is_some_and(|since| since.elapsed() >= seconds(1));
        if self.restarts > 0 && worked && !self.forgotten && !probe {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                (self.restarts, self.left) = (self.restarts - 1, fastrand::usize(1..=60));
                self.forgotten = true;
            }
        }
        let name = match self.login {
            Login::Privicore => "x-dpt-authorization",
            Login::StoredSafe => "x-http-token",
            _ => "authorization",
        };
        let token = header(out, name).map(|value| value.trim_start_matches("Bearer ").to_owned());
        if !self.forgotten && token == Some(format!("t{}", self.issued)) {
            self.worked.get_or_insert_with(Instant::now);
            return reply(200, &json!({"CALLINFO": {"status": "SUCCESS", "token": token}, "id": "1"}));
        }
        match self.login {
            Login::MidPassword | Login::MidService => reply(401, &json!({"error": "HTTP 401 Unauthorized"})),
            Login::Privicore => reply(401, &json!({"message": "Unauthorized"})),
            // One of the two statuses of its servers, or the page of a proxy that checks sessions.
            Login::StoredSafe if fastrand::bool() => Ok(Incoming::new(
                StatusCode::UNAUTHORIZED,
                HeaderMap::new(),
                body_of("<html><body>401 Unauthorized</body></html>"),
            )),
            Login::StoredSafe => reply(
                if fastrand::bool() { 401 } else { 403 },
                &json!({"CALLINFO": {"status": "FAIL"}, "ERRORS": ["Not logged in"], "ERRORCODES": {"1200": ""}}),
            ),
            _ => reply(401, &json!({"error_code": "PERMISSION_DENIED", "error_message": "invalid token"})),
        }
    }
}

/// The first reply of PrivX's login.
pub(crate) fn to_login() -> Incoming {
    let mut headers = HeaderMap::new();
    headers.insert("location", HeaderValue::from_static("/auth/login?token=session"));
    Incoming::new(StatusCode::TEMPORARY_REDIRECT, headers, body_of(""))
}

/// Makes a request with the credential of a client.
pub(crate) type Requests = Box<dyn Fn() -> Request>;

pub(crate) fn client(login: Login, wire: &Scripted) -> Requests {
    let wire = wire.clone();
    match login {
        Login::MidPassword | Login::MidService => {
            let builder = midprovider::Client::ssms("https://acme.idp.example", "acme");
            let builder = match login {
                Login::MidPassword => builder.password("cli", None, "admin", "a password"),
                _ => builder.client_credentials("robot", "a secret"),
            };
            let client = builder.in_flight(1_000).transport(wire).build().unwrap();
            Box::new(move || client.request(Method::GET, "/digitanium/v4/users").bare())
        }
        Login::Privicore => {
            let builder = privicore::Client::builder("https://engine.example").login("robot", "a password");
            let client = builder.in_flight(1_000).transport(wire).build().unwrap();
            Box::new(move || client.request(Method::GET, "/device/list").bare())
        }
        Login::StoredSafe => {
            let otp = || async { Ok(Secret::from("123456")) };
            let builder = storedsafe::Client::builder("https://vault.example/api/1.0");
            let builder = builder.totp("alice", "a long passphrase", "apikey1234", otp);
            let client = builder.in_flight(1_000).transport(wire).build().unwrap();
            Box::new(move || client.request(Method::GET, "/user"))
        }
        _ => {
            let builder = privx::Client::builder("https://privx.example");
            let builder = match login {
                Login::PrivxApiClient => builder.api_client("privx-external", "shared", "robot", "own"),
                Login::PrivxService => builder.client_credentials("robot", "own"),
                Login::PrivxUser => builder.user("alice", "a password"),
                _ => builder.external_jwt(|| async { Ok(Secret::from("a.b.c")) }),
            };
            let client = builder.in_flight(1_000).transport(wire).build().unwrap();
            Box::new(move || client.request(Method::GET, "/role-store/api/v1/roles"))
        }
    }
}

/// Two to four restarts within the life of one token, each after a call was accepted; calls in groups, all of which
/// must succeed.
pub(crate) async fn restarts(login: Login) -> Outcome {
    let restarts = fastrand::usize(2..=4);
    let site = Arc::new(Mutex::new(Site::new(login, restarts)));
    let served = site.clone();
    let wire = Scripted::new(move |out, _| {
        let served = served.clone();
        async move {
            sleep(within(Duration::from_millis(200))).await;
            let answer =
                served.lock().map_err(|_| TransportError::new(Evidence::NoStatus, "panicked"))?.serve(&out);
            sleep(within(Duration::from_millis(200))).await;
            answer
        }
    });
    let request = client(login, &wire);
    let (began, mut calls) = (Instant::now(), 0);
    // Some more calls after the last restart.
    let mut after = 3;
    while after > 0 {
        let group: Vec<_> = (0..fastrand::usize(1..=20))
            .map(|_| {
                let (wait, call) = (within(seconds(2)), request().call::<Value>());
                tokio::spawn(async move {
                    sleep(wait).await;
                    call.await
                })
            })
            .collect();
        for call in group {
            let result = call.await.map_err(|_| "a caller panicked")?;
            ensure(result.is_ok(), || format!("{login:?}: {result:?}"))?;
            calls += 1;
        }
        after -= usize::from(site.lock().unwrap().restarts == 0);
        sleep(within(seconds(10))).await;
    }
    ensure(began.elapsed() < seconds(LIFE * 9 / 10), || "the schedule is longer than a token's life".into())?;
    let site = site.lock().unwrap();
    ensure(site.issued == restarts + 1, || {
        format!("{login:?}: {} tokens for {restarts} restarts", site.issued)
    })?;
    ensure(site.probes <= restarts, || format!("{} probes for {restarts} restarts", site.probes))?;
    Ok(vec![("calls", calls), ("restarts", restarts), ("tokens", site.issued)])
}

/// The schedules of all logins.
pub(crate) async fn of_all_vendors(runs: usize) -> Vec<(Tally, &'static str)> {
    let mut all = Vec::new();
    for (login, name) in LOGINS {
        all.push((Tally::of(runs, |_| restarts(login)).await, name));
    }
    all
}
