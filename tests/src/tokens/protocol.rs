//! How core's own session logs in at the vault.

use portcullis_core::{
    Client, ErrorKind, Result, Secret,
    auth::session::{Probe, SessionProtocol},
    http::{HeaderName, StatusCode},
    transport::BoxFuture,
};
use std::{
    panic::resume_unwind,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::sleep;

const TOKEN: HeaderName = HeaderName::from_static("x-token");
/// The header that carries the one-time code.
pub(crate) const CODE: HeaderName = HeaderName::from_static("x-code");

/// The plain protocol: each login with a new code, the first so many of them panicking.
pub(crate) struct Protocol {
    pub(crate) codes: Arc<AtomicUsize>,
    pub(crate) panics: usize,
    pub(crate) started: Arc<Mutex<usize>>,
}

impl SessionProtocol for Protocol {
    fn header(&self) -> HeaderName {
        TOKEN
    }

    fn login(&self, client: Client) -> BoxFuture<'static, Result<Secret>> {
        let number = {
            let mut started = self.started.lock().unwrap();
            *started += 1;
            *started
        };
        let panics = number <= self.panics;
        let code = format!("{:06}", self.codes.fetch_add(1, SeqCst));
        Box::pin(async move {
            if panics {
                sleep(Duration::from_millis(500)).await;
                resume_unwind(Box::new("scripted"));
            }
            client.post("/login").authorize_with(CODE, code.into()).pick("token").call().await
        })
    }

    fn probe(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<Probe>> {
        let request = client.post("/check").idempotent().authorize_with(TOKEN, token).pick("token");
        Box::pin(async move {
            match request.call::<Secret>().await {
                Ok(token) => Ok(Probe::Alive(Some(token))),
                Err(error) if error.kind() == ErrorKind::Auth => Ok(Probe::Gone),
                Err(error) => Err(error),
            }
        })
    }

    fn logout(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<()>> {
        Box::pin(client.get("/logout").once().authorize_with(TOKEN, token).done())
    }

    fn token_in(&self, _: StatusCode, body: &[u8]) -> Option<Secret> {
        const MARK: &[u8] = b"\"token\":\"";
        let start = body.windows(MARK.len()).position(|part| part == MARK)? + MARK.len();
        let rest = body.get(start..)?;
        let end = rest.iter().position(|byte| *byte == b'"')?;
        std::str::from_utf8(rest.get(..end)?).ok().map(Secret::from)
    }
}
