//! Callers that are cancelled while the server replaces the token of their session.

use super::fixtures::{AT_A_TIME, Plain, builder, each, number};
use crate::{
    faults::{Act, Answer, PortState, Server, kinds::http},
    promise::{Measured, Scale},
};
use fastrand::Rng;
use portcullis_core::{
    Client, ErrorKind, Result, Secret,
    auth::{
        SessionStore,
        session::{Probe, Session, SessionProtocol},
    },
    http::{HeaderName, StatusCode},
    transport::BoxFuture,
};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::sleep};

const HEADER: HeaderName = HeaderName::from_static("x-token");

/// `{"token": …}` in every reply.
struct Protocol;

impl SessionProtocol for Protocol {
    fn header(&self) -> HeaderName {
        HEADER
    }
    fn login(&self, client: Client) -> BoxFuture<'static, Result<Secret>> {
        Box::pin(client.post("/login").without_credential().pick("token").call())
    }
    fn probe(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<Probe>> {
        Box::pin(async move {
            match client.post("/probe").authorize_with(HEADER, token).pick("token").call().await {
                Ok(token) => Ok(Probe::Alive(Some(token))),
                Err(error) if error.kind() == ErrorKind::Auth => Ok(Probe::Gone),
                Err(error) => Err(error),
            }
        })
    }
    fn logout(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<()>> {
        Box::pin(client.post("/logout").authorize_with(HEADER, token).done())
    }
    fn token_in(&self, _: StatusCode, body: &[u8]) -> Option<Secret> {
        let reply: Value = serde_json::from_slice(body).ok()?;
        reply["token"].as_str().map(Secret::from)
    }
}

/// Records every token that the session adopts.
#[derive(Clone, Default)]
struct Adopted(Arc<Mutex<Vec<String>>>);

impl SessionStore for Adopted {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        let last = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last()
            .filter(|token| *token != "none")
            .map(|token| (**token).into());
        Box::pin(async { Ok(last) })
    }
    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        let token = token.map_or("none", |token| token.expose_secret()).to_owned();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(token);
        Box::pin(async { Ok(()) })
    }
}

/// The server's state: the old token is invalid as soon as a request is applied.
#[derive(Default)]
struct ServerState {
    issued: Vec<String>,
    logins: usize,
    probes: usize,
    /// Writes with the valid token.
    done: usize,
    /// Requests with an invalid token.
    rejected: usize,
    replies: HashMap<String, Vec<u8>>,
}

impl ServerState {
    fn receive(&mut self, request: &str) {
        let path = path(request);
        let token = request.lines().find_map(|line| line.strip_prefix("x-token: ")).unwrap_or_default();
        let known = self.issued.last().is_some_and(|last| last == token);
        match path.as_str() {
            "/login" => self.logins += 1,
            "/probe" => self.probes += 1,
            _ if known => self.done += 1,
            _ => self.rejected += 1,
        }
        let reply = if known || path == "/login" {
            let token = format!("t{}", self.issued.len());
            self.issued.push(token.clone());
            http("200 OK", "", &format!(r#"{{"token":"{token}"}}"#))
        } else {
            http("401 Unauthorized", "", r#"{"code":"bad_key","message":"unknown token"}"#)
        };
        self.replies.insert(path, reply.to_vec());
    }
}

fn path(request: &str) -> String {
    request.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// The results of one session.
#[derive(Default)]
struct Found {
    done: usize,
    /// Callers cancelled after their request was applied and before its reply was sent.
    cancelled: usize,
    issued: usize,
    adopted: usize,
    /// Probes, second logins, rejected tokens, and calls that failed.
    faults: usize,
}

/// D6.
pub(super) async fn outlived(scale: Scale) -> Measured {
    let (sessions, calls) = (scale.pick(100, 8), scale.pick(100, 25));
    let found = each(sessions, move |seed| session(seed as u64, calls)).await;
    let sum = |what: fn(&Found) -> usize| found.iter().map(what).sum::<usize>();
    let (done, cancelled, issued, adopted) =
        (sum(|f| f.done), sum(|f| f.cancelled), sum(|f| f.issued), sum(|f| f.adopted));
    let lost = found.iter().filter(|f| f.faults > 0).count();
    let figure = format!(
        "{} of {} tokens adopted in {} exchanges of {} sessions, {AT_A_TIME} at a time, {} of them with a \
         caller cancelled before the reply; {} sessions lost",
        number(adopted),
        number(issued),
        number(done),
        number(sessions),
        number(cancelled),
        number(lost),
    );
    let meaningful = done >= sessions * calls && cancelled * 5 >= done * 2;
    Measured::new(adopted == issued && lost == 0 && meaningful, figure)
}

async fn session(seed: u64, calls: usize) -> Found {
    let mut random = Rng::with_seed(seed);
    let server_state = Arc::new(Mutex::new(ServerState::default()));
    let (received, mut watched) = watch::channel(0);
    let state = server_state.clone();
    let receive: Answer = Arc::new(move |request| {
        let mut server_state = state.lock().unwrap_or_else(PoisonError::into_inner);
        server_state.receive(request);
        received.send_replace(server_state.done);
        Vec::new()
    });
    let state = server_state.clone();
    let reply: Answer = Arc::new(move |request| {
        let mut server_state = state.lock().unwrap_or_else(PoisonError::into_inner);
        server_state.replies.remove(&path(request)).unwrap_or_default()
    });
    let work = Act::Pause(Duration::from_millis(3));
    let script = vec![Act::Request, Act::Answer(receive), work, Act::Answer(reply), Act::Again];
    let server = Server::start(PortState::Open, vec![script]).await;

    let adopted = Adopted::default();
    let session = Session::new(Protocol, Some(Arc::new(adopted.clone())));
    let client = builder(server.url()).build(Plain, Some(Arc::new(session))).unwrap();
    let mut found = Found::default();
    for n in 0..calls {
        let before = *watched.borrow_and_update();
        let call = client.post("/do/{mark}").path(format!("m{n}")).call::<Value>();
        let caller = tokio::spawn(call);
        if random.bool() {
            found.faults += usize::from(!matches!(caller.await, Ok(Ok(_))));
            continue;
        }
        let arrived = watched.wait_for(|done| *done > before);
        found.faults += usize::from(tokio::time::timeout(Duration::from_secs(5), arrived).await.is_err());
        sleep(Duration::from_micros(random.u64(0..2000))).await;
        caller.abort();
        found.cancelled += usize::from(caller.await.is_err());
    }
    found.faults += usize::from(client.post("/do/last").call::<Value>().await.is_err());
    found.faults += usize::from(client.close(Duration::from_secs(5), false).await.is_err());
    drop(client);
    server.ended().await;
    let server_state = server_state.lock().unwrap_or_else(PoisonError::into_inner);
    let adopted = adopted.0.lock().unwrap_or_else(PoisonError::into_inner);
    found.done = server_state.done;
    found.issued = server_state.issued.len();
    found.adopted = server_state.issued.iter().filter(|token| adopted.contains(token)).count();
    found.faults += server_state.probes + server_state.rejected + server_state.logins.abs_diff(1);
    found
}
