//! Storing plaintext under a permanent token, step by step.

use super::{Content, Payloads};
use crate::{
    Command, DataToken, FileMeta, NewReservation, RiskMeta, StreamAccess, TemporaryToken,
    dialect::{self, failure},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{Delivery, Error, ErrorKind, Input, Result, Secret};
use portcullis_macros::Setters;
use std::{future::Future, sync::atomic::Ordering, time::Duration};
use tokio::time::{Instant, timeout};

/// A payload to store.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct NewPayload {
    /// A free label for grouping: a path, a name, a classification.
    pub context: String,
    /// The file's name.
    pub file_name: String,
    /// The file's extension without a dot; the text after the last dot of the name unless set.
    pub extension: Option<String>,
    /// The virtual path; `/` unless set.
    pub path: Option<String>,
    /// The lifetime of the reservation in minutes, in which the payload must be sent; see
    /// [`NewReservation::ttl`].
    pub ttl: Option<u32>,
    /// More about the data, in a format that is not documented.
    pub meta: Option<String>,
}

impl NewPayload {
    /// Makes a payload with this context and file name.
    pub fn new(context: impl Into<String>, file_name: impl Into<String>) -> Self {
        Self {
            context: context.into(),
            file_name: file_name.into(),
            extension: None,
            path: None,
            ttl: None,
            meta: None,
        }
    }

    /// Returns its description with this length, for [`Payloads::keep`].
    pub fn described(&self, size: u64) -> FileMeta {
        let mut meta = FileMeta::new(self.context.as_str(), self.file_name.as_str(), size);
        meta.extension.clone_from(&self.extension);
        meta.path.clone_from(&self.path);
        meta
    }

    fn reservation(&self) -> NewReservation {
        let mut reservation = NewReservation::new(self.context.as_str());
        reservation.ttl = self.ttl;
        reservation.meta.clone_from(&self.meta);
        reservation
    }
}

/// A reserved token without a payload. Plain values: a job can store them and continue in another process.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct Reservation {
    /// The temporary token.
    pub token: TemporaryToken,
    /// The credential for the upload of a large payload, valid once.
    pub stream: Option<StreamAccess>,
}

impl Reservation {
    /// Makes the reservation of this token.
    pub fn new(token: impl Into<TemporaryToken>) -> Self {
        Self { token: token.into(), stream: None }
    }
}

/// A stored payload.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Stored {
    /// The permanent token.
    pub token: DataToken,
    /// The length of the plaintext in bytes.
    pub size: u64,
}

/// The rest of a timeout.
pub(super) struct Clock {
    began: Instant,
    bound: Duration,
}

impl Clock {
    pub(super) fn new(bound: Duration) -> Self {
        Self { began: Instant::now(), bound }
    }

    pub(super) fn left(&self) -> Duration {
        self.bound.saturating_sub(self.began.elapsed())
    }
}

impl Payloads {
    /// Stores a payload: reserves a token, sends the content encrypted, and makes the token permanent. These are the steps
    /// [`reserve`](Self::reserve), [`hand_over`](Self::hand_over) and [`keep`](Self::keep), which a job that must survive
    /// a restart calls one by one. [`classify`](Self::classify) classifies the data afterwards.
    ///
    /// The timeout covers all steps. Policies may hold each step for a vote, and the content must be sent before the
    /// reservation expires.
    ///
    /// # Errors
    /// * Those of the step that failed. Nothing is stored then, and the reservation expires, unless the error's delivery is
    ///   [`Delivery::Unknown`]: the engine may have the payload, permanently (vendor) or until the reservation expires
    ///   (guides). If the payload was sent but not kept, the error's source contains the temporary token, for
    ///   [`keep`](Self::keep).
    /// * [`ErrorKind::Timeout`] from sending the content may mean that the profile has no storage device.
    pub fn store<C: Into<Content>>(
        &self,
        new: &NewPayload,
        content: C,
        bound: Duration,
    ) -> impl Future<Output = Result<Stored>> + Send + use<C> {
        let (this, new, content) = (self.clone(), new.clone(), content.into());
        async move {
            let clock = Clock::new(bound);
            let reservation = Box::pin(this.reserve(&new, clock.left())).await?;
            let size = Box::pin(this.hand_over(&reservation, content, clock.left())).await?;
            let kept = Box::pin(this.keep(&reservation.token, &new.described(size), clock.left())).await;
            let token = kept.map_err(|error| handed_over(error, &reservation.token))?;
            Ok(Stored { token, size })
        }
    }

    /// Reserves a token and waits for it, by the operations `data_token.reserve_space` and
    /// `data_token.retrieve_temporary`.
    ///
    /// # Errors
    /// Those of [`Commands::read_after`](crate::Commands::read_after) and of the two calls. Nothing is stored then.
    pub fn reserve(
        &self,
        new: &NewPayload,
        bound: Duration,
    ) -> impl Future<Output = Result<Reservation>> + Send + use<> {
        let (client, reservation) = (self.client.clone(), new.reservation());
        let described = Input::check(&new.described(0));
        async move {
            let (clock, tokens) = (Clock::new(bound), client.data_tokens());
            let command = tokens.reserve(&reservation, described).timeout(clock.left()).await?;
            let read = || tokens.retrieve_temporary(&command);
            let reserved = client.commands().read_after(&command, clock.left(), read).await?;
            Ok(Reservation { token: reserved.token, stream: reserved.stream })
        }
    }

    /// Encrypts and sends the content, and returns its length. A content that is known to be short is sent in one request
    /// (see [`inline_up_to`](Self::inline_up_to)), whose command is awaited; any other is streamed, once. Sends
    /// `data_token.exchange` or `data_token.stream_upload`.
    ///
    /// # Errors
    /// * [`ErrorKind::Input`] when the content cannot be read or has another length than declared.
    /// * [`ErrorKind::Decode`] when it must be streamed and the engine returned no stream;
    ///   [`ErrorKind::Config`] when it returned only a token, and the client has no
    ///   [`upstream_url`](crate::ClientBuilder::upstream_url).
    /// * [`ErrorKind::Timeout`]: for a short content it may mean that the profile has no storage device, or a vote. With
    ///   [`Delivery::NotSent`] the content was too slow.
    /// * Those of the operation and of [`Commands::wait`](crate::Commands::wait). Any attempt uses up a stream:
    ///   start with a new reservation.
    pub fn hand_over<C: Into<Content>>(
        &self,
        reservation: &Reservation,
        content: C,
        bound: Duration,
    ) -> impl Future<Output = Result<u64>> + Send + use<C> {
        let (this, reservation, content) = (self.clone(), reservation.clone(), content.into());
        async move {
            dialect::runtime()?;
            let clock = Clock::new(bound);
            let inline = content.length.is_some_and(|length| length <= this.inline);
            let encrypted = content.encrypted(&*this.cipher)?;
            let counter = encrypted.counter();
            let tokens = this.client.data_tokens();
            if inline {
                let late = |_| failure(ErrorKind::Timeout, "the content was not read within the timeout");
                let bytes = timeout(clock.left(), encrypted.collect()).await.map_err(late)??;
                let data = Secret::from(STANDARD.encode(&*bytes));
                let command = tokens.exchange(&reservation.token, &data).timeout(clock.left()).await?;
                this.settled(&command, &clock).await?;
            } else {
                let none = "the payload must be streamed, and the reservation has no stream";
                let stream = reservation.stream.ok_or_else(|| failure(ErrorKind::Decode, none))?;
                tokens.stream_upload(&stream, encrypted.upload()).timeout(clock.left()).await?;
            }
            Ok(counter.load(Ordering::Acquire))
        }
    }

    /// Describes a payload that was sent, and returns its permanent token: the one in the reply, else the temporary one's
    /// text. Sends `data_token.configure_file_meta`.
    ///
    /// # Errors
    /// Those of the operation, and of [`Commands::wait`](crate::Commands::wait) if the engine makes it a command.
    pub fn keep(
        &self,
        token: &TemporaryToken,
        meta: &FileMeta,
        bound: Duration,
    ) -> impl Future<Output = Result<DataToken>> + Send + use<> {
        let (this, token, meta) = (self.clone(), token.clone(), meta.clone());
        async move {
            let clock = Clock::new(bound);
            let reply =
                this.client.data_tokens().configure_file_meta(&token, &meta).timeout(clock.left()).await?;
            if let (None, Some(command)) = (&reply.token, &reply.command) {
                this.settled(command, &clock).await?;
            }
            Ok(reply.token.unwrap_or_else(|| DataToken::from(token.as_str())))
        }
    }

    /// Classifies a stored payload, and waits until that is done. Operation
    /// `data_token.configure_risk_meta`.
    ///
    /// # Errors
    /// Those of the operation and of [`Commands::wait`](crate::Commands::wait).
    pub fn classify(
        &self,
        token: &DataToken,
        risk: &RiskMeta,
        bound: Duration,
    ) -> impl Future<Output = Result<()>> + Send + use<> {
        let (this, token, risk) = (self.clone(), token.clone(), risk.clone());
        async move {
            let clock = Clock::new(bound);
            let command =
                this.client.data_tokens().configure_risk_meta(&token, &risk).timeout(clock.left()).await?;
            this.settled(&command, &clock).await
        }
    }

    async fn settled(&self, command: &Command, clock: &Clock) -> Result<()> {
        self.client.commands().wait(command, clock.left()).await.map(drop)
    }
}

/// A failure after the payload was sent. According to the vendor a token with data is permanent; according to guides the
/// payload cannot be kept without its token.
fn handed_over(error: Error, token: &TemporaryToken) -> Error {
    let why = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    error
        .with_source(format!("the payload was handed over under the temporary token {token}{why}"))
        .with_delivery(Delivery::Unknown)
}
