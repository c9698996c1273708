//! From plaintext to a permanent token, step by step.

use super::{Content, Payloads};
use crate::{Command, DataToken, FileMeta, NewReservation, RiskMeta, StreamAccess, TemporaryToken};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{Delivery, Error, ErrorKind, Input, Result, Secret};
use portcullis_macros::Setters;
use std::{future::Future, sync::atomic::Ordering, time::Duration};
use tokio::time::{Instant, timeout};

/// A payload to be stored.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct NewPayload {
    /// A free label for grouping: a path, a name, a classification.
    pub context: String,
    /// The file's name.
    pub file_name: String,
    /// The file's extension without a dot; what follows the last dot of the name unless set.
    pub extension: Option<String>,
    /// The virtual path; `/` unless set.
    pub path: Option<String>,
    /// How many minutes the reservation lives, which the payload must be handed over in; see
    /// [`NewReservation::ttl`].
    pub ttl: Option<u32>,
    /// More about the data, in a format that is not documented.
    pub meta: Option<String>,
}

impl NewPayload {
    /// A payload with this label and file name.
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

    /// Its description, once its length is known: for [`Payloads::keep`].
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

/// A token that waits for its payload. Plain values: a job may store them and go on in another process.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct Reservation {
    /// The temporary token.
    pub token: TemporaryToken,
    /// What opens the upload of a large payload, once.
    pub stream: Option<StreamAccess>,
}

impl Reservation {
    /// The reservation of this token.
    pub fn new(token: impl Into<TemporaryToken>) -> Self {
        Self { token: token.into(), stream: None }
    }
}

/// A payload that the engine keeps.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Stored {
    /// The permanent token.
    pub token: DataToken,
    /// The length of the plaintext in bytes.
    pub size: u64,
}

/// What is left of a bound.
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
    /// Stores a payload: reserves a token, hands the content over encrypted, and makes the token permanent. These are
    /// the steps [`reserve`](Self::reserve), [`hand_over`](Self::hand_over) and [`keep`](Self::keep), which a job that
    /// must survive its own end calls one by one. How the data is to be treated is said afterwards:
    /// [`classify`](Self::classify).
    ///
    /// The bound holds for all of it. Policies may hold each step for a vote, and the content must be handed over
    /// before the reservation ends.
    ///
    /// # Errors
    /// * Those of the step that failed. Nothing is stored then, and what was begun ends by itself, unless the error's
    ///   delivery is [`Delivery::Unknown`]: the payload may be with the engine, permanent (vendor) or until its
    ///   reservation ends (guides). Where it is known to be there and was not kept, the error's source names the
    ///   temporary token, for [`keep`](Self::keep).
    /// * [`ErrorKind::Timeout`] from the handing over may mean that the profile has no storage device.
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

    /// Reserves a token and waits until it is there, by the operations `data_token.reserve_space` and
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

    /// Encrypts the content and hands it over, and gives its length. A content that is known to be short goes in one
    /// request (see [`inline_up_to`](Self::inline_up_to)), whose command is waited for; any other is streamed, once.
    /// Sends `data_token.exchange` or `data_token.stream_upload`.
    ///
    /// # Errors
    /// * [`ErrorKind::Input`] when the content cannot be read or has another length than was given.
    /// * [`ErrorKind::Decode`] when it must be streamed and the engine named no stream;
    ///   [`ErrorKind::Config`] when it named one without a server, and the client has no
    ///   [`upstream_url`](crate::ClientBuilder::upstream_url).
    /// * [`ErrorKind::Timeout`]: for a short content it may mean that the profile has no storage device, or a vote. With
    ///   [`Delivery::NotSent`] the content itself was too slow.
    /// * Those of the operation and of [`Commands::wait`](crate::Commands::wait). A stream is used up by any attempt:
    ///   begin with a new reservation.
    pub fn hand_over<C: Into<Content>>(
        &self,
        reservation: &Reservation,
        content: C,
        bound: Duration,
    ) -> impl Future<Output = Result<u64>> + Send + use<C> {
        let (this, reservation, content) = (self.clone(), reservation.clone(), content.into());
        async move {
            let clock = Clock::new(bound);
            let inline = content.length.is_some_and(|length| length <= this.inline);
            let encrypted = content.encrypted(&*this.cipher)?;
            let counter = encrypted.counter();
            let tokens = this.client.data_tokens();
            if inline {
                let late = |_| Error::new(ErrorKind::Timeout, "the content was not read within the bound");
                let bytes = timeout(clock.left(), encrypted.collect()).await.map_err(late)??;
                let data = Secret::from(STANDARD.encode(&*bytes));
                let command = tokens.exchange(&reservation.token, &data).timeout(clock.left()).await?;
                this.settled(&command, &clock).await?;
            } else {
                let none = "the payload must be streamed, and the reservation has no stream";
                let stream = reservation.stream.ok_or_else(|| Error::new(ErrorKind::Decode, none))?;
                tokens.stream_upload(&stream, encrypted.upload()).timeout(clock.left()).await?;
            }
            Ok(counter.load(Ordering::Acquire))
        }
    }

    /// Describes a payload that was handed over, and gives its permanent token: the one that the engine names, else
    /// the temporary one's text. Sends `data_token.configure_file_meta`.
    ///
    /// # Errors
    /// Those of the operation, and of [`Commands::wait`](crate::Commands::wait) where the engine makes it a command.
    pub fn keep(
        &self,
        token: &TemporaryToken,
        meta: &FileMeta,
        bound: Duration,
    ) -> impl Future<Output = Result<DataToken>> + Send + use<> {
        let (this, token, meta) = (self.clone(), token.clone(), meta.clone());
        async move {
            let clock = Clock::new(bound);
            let answer =
                this.client.data_tokens().configure_file_meta(&token, &meta).timeout(clock.left()).await?;
            if let (None, Some(command)) = (&answer.token, &answer.command) {
                this.settled(command, &clock).await?;
            }
            Ok(answer.token.unwrap_or_else(|| DataToken::from(token.as_str())))
        }
    }

    /// Says how a stored payload is to be treated, and waits until that holds. Operation
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

/// What failed after the payload was there. According to the vendor a token with data is permanent; according to others
/// nobody could keep the payload without its token.
fn handed_over(error: Error, token: &TemporaryToken) -> Error {
    let why = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    error
        .with_source(format!("the payload was handed over under the temporary token {token}{why}"))
        .with_delivery(Delivery::Unknown)
}
