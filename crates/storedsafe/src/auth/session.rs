//! The client's own session: how it is opened, probed and ended.

use super::{Auth, Login, LoginInfo, keep_alive::IdleTimeout, token};
use portcullis_core::{
    Call, Client, Error, ErrorKind, Result, Secret,
    auth::session::{Probe, SessionProtocol},
    http::{HeaderName, StatusCode},
    lenient, secret,
    transport::BoxFuture,
};
use portcullis_macros::Reply;
use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// The source of one-time passwords.
pub(crate) type OtpSource = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret>> + Send + Sync>;

/// A way to open a session. A trait, so that a program contains only the code of the login that it uses.
pub(crate) trait LogIn: Send + Sync {
    fn log_in(&self, auth: Auth, idle: IdleTimeout) -> BoxFuture<'static, Result<Secret>>;

    /// The login, if it is one by certificate.
    fn smartcard(&mut self) -> Option<&mut Login> {
        None
    }
}

/// The operation of a login with a one-time password.
type ByOtp = fn(&Auth, &Login, &Secret) -> Call<LoginInfo>;

/// A passphrase and a one-time password.
pub(crate) struct Otp {
    pub(crate) login: Login,
    pub(crate) code: OtpSource,
    pub(crate) by: ByOtp,
}

impl LogIn for Otp {
    fn log_in(&self, auth: Auth, idle: IdleTimeout) -> BoxFuture<'static, Result<Secret>> {
        let (login, code, by) = (self.login.clone(), self.code.clone(), self.by);
        Box::pin(async move {
            let code = code().await?;
            secret::check("otp", &code)?;
            let info = by(&auth, &login, &code).await?;
            idle.set(info.idle_timeout());
            Ok(info.token)
        })
    }
}

/// A passphrase and a certificate.
pub(crate) struct Smartcard(pub(crate) Login);

impl LogIn for Smartcard {
    fn log_in(&self, auth: Auth, idle: IdleTimeout) -> BoxFuture<'static, Result<Secret>> {
        let call = auth.login_smartcard(&self.0);
        Box::pin(async move {
            let info = call.await?;
            idle.set(info.idle_timeout());
            Ok(info.token)
        })
    }

    fn smartcard(&mut self) -> Option<&mut Login> {
        Some(&mut self.0)
    }
}

/// The token of a session that another program opened, and whether it has been used.
pub(crate) struct Token(pub(crate) Secret, pub(crate) AtomicBool);

impl LogIn for Token {
    fn log_in(&self, _: Auth, _: IdleTimeout) -> BoxFuture<'static, Result<Secret>> {
        if self.0.is_empty() {
            return Box::pin(ready(Err(no_login(
                "there is no session: no token was given, and none is stored",
            ))));
        }
        let fresh = !self.1.swap(true, Ordering::AcqRel);
        let token = fresh.then(|| self.0.clone());
        Box::pin(ready(token.ok_or_else(|| no_login("the session of the token has ended"))))
    }
}

/// No login: for explicit logins.
pub(crate) struct Nothing;

impl LogIn for Nothing {
    fn log_in(&self, _: Auth, _: IdleTimeout) -> BoxFuture<'static, Result<Secret>> {
        Box::pin(ready(Err(no_login("the client has no login"))))
    }
}

fn no_login(text: &'static str) -> Error {
    Error::new(ErrorKind::Auth, text)
}

pub(crate) struct Protocol {
    pub(crate) credentials: Box<dyn LogIn>,
    pub(crate) idle: IdleTimeout,
}

impl SessionProtocol for Protocol {
    fn header(&self) -> HeaderName {
        HeaderName::from_static("x-http-token")
    }

    fn login(&self, client: Client) -> BoxFuture<'static, Result<Secret>> {
        self.credentials.log_in(Auth(client), self.idle.clone())
    }

    /// `POST /auth/check`
    fn probe(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<Probe>> {
        let request =
            client.post("/auth/check").checks_credential().idempotent().authorize_with(self.header(), token);
        let call = request.within("CALLINFO").call::<Checked>();
        Box::pin(async move {
            match call.await {
                Ok(Checked { token }) => {
                    Ok(Probe::Alive(token.filter(|token| token::is_token(token.expose_secret()))))
                }
                Err(error) if error.kind() == ErrorKind::Auth => Ok(Probe::Gone),
                Err(error) => Err(error),
            }
        })
    }

    /// `GET /auth/logout`
    fn logout(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<()>> {
        let call =
            client.get("/auth/logout").once().ends_session().authorize_with(self.header(), token).done();
        Box::pin(call)
    }

    fn token_in(&self, _: StatusCode, body: &[u8]) -> Option<Secret> {
        token::find(body)
    }
}

#[derive(Reply)]
#[reply(secret)]
struct Checked {
    /// A value that is no text is not a statement about the session.
    #[reply(with = lenient::opt_secret)]
    token: Option<Secret>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{auth::MTLS, dialect::Envelopes};
    use portcullis_testkit::operation;
    use serde_json::json;

    #[tokio::test]
    async fn a_session_by_certificate_is_opened_at_the_port_that_requires_one() {
        let reply = json!({"CALLINFO": {"status": "SUCCESS", "token": "new42"}});
        let mtls = operation("auth.login_smartcard").replies(200, reply).start().await;
        let core = portcullis_core::ClientBuilder::new("http://localhost:9").origin(MTLS, Some(mtls.url()));
        let client = core.build(Envelopes, None).unwrap();
        let credentials = Box::new(Smartcard(Login::new("alice", "pass-phrase", "apikey1234")));
        let protocol = Protocol { credentials, idle: IdleTimeout::default() };
        let token = protocol.login(client).await.unwrap();
        assert_eq!(token.expose_secret(), "new42");
        mtls.request().await.is("POST", "/auth").no_header("x-http-token");
    }

    fn nothing() -> Protocol {
        Protocol { credentials: Box::new(Nothing), idle: IdleTimeout::default() }
    }

    #[tokio::test]
    async fn an_odd_token_in_a_probe_s_reply_is_left_alone() {
        for (token, found) in
            [(json!("new42"), Some("new42")), (json!("a b"), None), (json!(null), None), (json!([1]), None)]
        {
            let reply = json!({"CALLINFO": {"status": "SUCCESS", "token": token}});
            let contract = operation("auth.check").unlike_the_facts("a token of another type");
            let contract = contract.replies(200, reply).start().await;
            let client = portcullis_core::ClientBuilder::new(contract.url()).build(Envelopes, None).unwrap();
            let probe = nothing().probe(client, "old41".into()).await.unwrap();
            let Probe::Alive(token) = probe else { panic!("the session lives") };
            assert_eq!(token.as_ref().map(Secret::expose_secret), found);
            contract.request().await.is("POST", "/auth/check").header("x-http-token", "old41").empty();
        }
    }

    #[tokio::test]
    async fn a_probe_distinguishes_an_ended_session_from_a_failing_server() {
        let fail =
            |code: &str| json!({"CALLINFO": {"status": "FAIL"}, "ERRORS": ["No."], "ERRORCODES": {code: ""}});
        for (status, body, gone) in [
            (401, fail("1200"), true),
            (403, fail("1200"), true),
            (403, fail("2000"), true),
            (200, fail("1200"), true),
            (404, fail("2000"), false),
            (403, json!({"message": "firewall"}), false),
        ] {
            let contract = operation("auth.check").unlike_the_facts("a body of a firewall");
            let contract = contract.replies(status, body).start().await;
            let client = portcullis_core::ClientBuilder::new(contract.url()).build(Envelopes, None).unwrap();
            let probe = nothing().probe(client, "old41".into()).await;
            assert_eq!(matches!(probe, Ok(Probe::Gone)), gone, "{status}");
            assert_eq!(probe.is_err(), !gone, "{status}");
        }
    }
}
