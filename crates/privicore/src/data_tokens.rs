//! Data tokens, each of which represents a payload on the storage devices.

mod input;
mod model;
mod stream;

pub use input::{DataTokenFilter, DataUpdate, FileMeta, MetadataUpdate, NewReservation};
pub use model::{
    ContentKind, DataTokenMeta, DataTokenRecord, FileDetails, FileMetaReply, RiskMeta, TemporaryDataToken,
};
pub use stream::StreamAccess;

use crate::{
    Command, DataToken, TemporaryToken, dialect,
    members::{self, Form as _},
};
use portcullis_core::{
    Call, Client, Download, List, Origin, Request, Result, Secret, Upload, input::required,
};

/// The server for uploads, unless the engine returns a URL.
pub(crate) const UPSTREAM: Origin = Origin::beside(0);
/// The server for downloads, unless the engine returns a URL.
pub(crate) const DOWNSTREAM: Origin = Origin::beside(1);

/// Tokens per page, as in the vendor's sample. The engine's default and maximum are not known.
const PAGE: u32 = 25;

/// Data tokens, one call per operation. Data is sent and returned unchanged: see [`Payloads`](crate::Payloads) for
/// encryption.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::DataTokenFilter;
///
/// let mut tokens = client.data_tokens().list(&DataTokenFilter::new().context("invoices/2026"));
/// while let Some(record) = tokens.try_next().await? {
///     println!("{} {:?}", record.token, record.file_name);
/// }
/// let command = client.data_tokens().delete(&"dtk-1".into()).await?;
/// client.commands().wait(&command, Duration::from_secs(60)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DataTokens(pub(crate) Client);

impl DataTokens {
    /// Reserves a token for a payload, by a command. When that has succeeded,
    /// [`retrieve_temporary`](Self::retrieve_temporary) returns the token.
    ///
    /// `POST /data-token/reserve-token-space`
    ///
    /// 422 for a lifetime that is too long; see [`NewReservation::ttl`] for its unit.
    ///
    /// - Operation: `data_token.reserve_space`
    /// - Retried: only when the request was provably not sent; each call makes a reservation, which
    ///   expires
    /// - Permission: the caller's token
    /// - Source: vendor page "Reserve token space" (docs.privicore.com); the unit is disputed by a guide
    #[inline]
    pub fn reserve_space(&self, reservation: &NewReservation) -> Call<Command> {
        self.reserve(reservation, Ok(()))
    }

    /// `POST /data-token/reserve-token-space`, unless a later step would fail this check.
    pub(crate) fn reserve(&self, reservation: &NewReservation, later: Result<()>) -> Call<Command> {
        self.0.post("/data-token/reserve-token-space").check(later).form_of(reservation).call()
    }

    /// Returns the temporary token of a reservation, with the credential for the upload of a large payload.
    ///
    /// `GET /data-token/retrieve-temporary-data-token/{reservation_command_id}`
    ///
    /// The id is that of the reservation's command. 404 while the command is pending, and after the reservation has
    /// expired; the state of the command shows which of the two.
    ///
    /// - Operation: `data_token.retrieve_temporary`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "Retrieve temporary data token"
    #[inline]
    pub fn retrieve_temporary(&self, reservation: &Command) -> Call<TemporaryDataToken> {
        self.0
            .get("/data-token/retrieve-temporary-data-token/{reservation_command_id}")
            .path(&reservation.command_id)
            .bare()
            .read_with(dialect::token)
            .call()
    }

    /// Sends a small payload, up to some 50 KB according to a guide, encrypted and in base64: the engine accepts any text
    /// and does not encrypt it.
    ///
    /// `POST /data-token/exchange-data-for-token`
    ///
    /// Without a storage device of the profile the command stays pending. The next step is
    /// [`configure_file_meta`](Self::configure_file_meta).
    ///
    /// - Operation: `data_token.exchange`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token; a policy may hold the command for a vote
    /// - Source: a client that talks to a live engine; the names of the fields are likely, not certain
    #[inline]
    pub fn exchange(&self, token: &TemporaryToken, data: &Secret) -> Call<Command> {
        self.0
            .post("/data-token/exchange-data-for-token")
            .required("temporaryTokenSpace", token)
            .required("data", data)
            .call()
    }

    /// Streams a large payload, already encrypted, to the stream server. The next step is
    /// [`configure_file_meta`](Self::configure_file_meta).
    ///
    /// `POST /`
    ///
    /// The server is the one in `access` or, if that is only a token, the builder's
    /// [`upstream_url`](crate::ClientBuilder::upstream_url). There is no timeout unless the call sets one; the upload
    /// fails when the server is silent for [`Upload::idle`], and must end before the reservation expires. After a
    /// failure start with a new reservation.
    ///
    /// - Operation: `data_token.stream_upload`
    /// - Retried: only when the request was provably not sent; `access` is valid once, and nothing is sent again
    ///   after the first byte
    /// - Permission: `access` alone; the client's token is not sent there
    /// - Source: vendor page "Upstream file via stream auth"; whether the server confirms that the payload
    ///   has arrived is not known
    #[inline]
    pub fn stream_upload(&self, access: &StreamAccess, content: impl Into<Upload>) -> Call<()> {
        let request = to_stream(self.0.post("/"), access, UPSTREAM);
        request.upload("application/octet-stream", content).bare().done()
    }

    /// Requests a token's payload, which is not in the reply: the websocket delivers it, or the credential for its
    /// download, with the [`request_id`](Command::request_id) of the command. A refusal is a rejected command.
    ///
    /// `POST /data-token/request-data`
    ///
    /// 404 for a token that is unknown or deleted.
    ///
    /// - Operation: `data_token.request_data`
    /// - Retried: only when the request was provably not sent; each call delivers the data again
    /// - Permission: the caller's token; a policy may hold the request for a vote, which takes minutes
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn request_data(&self, token: &DataToken) -> Call<Command> {
        self.0.post("/data-token/request-data").required("token", token).read_with(dialect::requested).call()
    }

    /// Streams a requested payload, still encrypted.
    ///
    /// `GET /`
    ///
    /// The server is the one in `access` or, if that is only a token, the builder's
    /// [`downstream_url`](crate::ClientBuilder::downstream_url). The payload is complete only when the stream ends
    /// without an error.
    ///
    /// - Operation: `data_token.stream_download`
    /// - Retried: only when the request was provably not sent; `access` is valid once and for a short time; start
    ///   with [`request_data`](Self::request_data) again
    /// - Permission: `access` alone; the client's token is not sent there
    /// - Source: vendor page "Download data"
    #[inline]
    pub fn stream_download(&self, access: &StreamAccess) -> Download {
        to_stream(self.0.get("/"), access, DOWNSTREAM).once().download()
    }

    /// Classifies a token's data, by a command.
    ///
    /// `POST /data-token/configure-information-security-risk-meta`
    ///
    /// Policies may filter on these texts. Sending it twice leaves the same state.
    ///
    /// - Operation: `data_token.configure_risk_meta`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Configure information security risk meta"
    #[inline]
    pub fn configure_risk_meta(&self, token: &DataToken, risk: &RiskMeta) -> Call<Command> {
        let added = risk.extra.iter().map(|(name, _)| name);
        self.0
            .post("/data-token/configure-information-security-risk-meta")
            // Not a check of the type: in JSON a member that did not fit its field is written back from `extra`.
            .require(members::distinct(added, &["token", "classification", "label", "handling"]))
            .required("token", token)
            .required("classification", &risk.classification)
            .required("label", &risk.label)
            .required("handling", &risk.handling)
            .extra(&risk.extra)
            .call()
    }

    /// Describes a payload that was sent, and makes its token permanent.
    ///
    /// `POST /data-token/configure-file-meta`
    ///
    /// Without it the data is deleted with the reservation (a guide) or stays (a vendor page): always do it. See
    /// [`FileMetaReply::token`] for the permanent token.
    ///
    /// - Operation: `data_token.configure_file_meta`
    /// - Retried: only when the request was provably not sent; the reply may hold the only copy of the
    ///   permanent token
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine; likely, not certain
    #[inline]
    pub fn configure_file_meta(&self, token: &TemporaryToken, meta: &FileMeta) -> Call<FileMetaReply> {
        self.0
            .post("/data-token/configure-file-meta")
            .required("token", token)
            .form_of(meta)
            .read_with(dialect::token_or_command)
            .call()
    }

    /// Lists the caller's tokens that match all filters, 25 per page unless
    /// [`page_size`](List::page_size) is set.
    ///
    /// `GET /data-token/list-data-tokens`
    ///
    /// It ends with an empty page, or at the total if the engine sends one; an engine that returns everything at once is
    /// supported. Start at another page with [`Cursor::Page`](crate::Cursor::Page), from 1 on (the first
    /// number is inferred).
    ///
    /// - Operation: `data_token.list`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "List data tokens"; the record's members are from a hand-written sample
    #[inline]
    pub fn list(&self, filter: &DataTokenFilter) -> List<DataTokenRecord> {
        self.0.get("/data-token/list-data-tokens").query_of(filter).bare().list("items").page_size(PAGE)
    }

    /// Replaces payload and metadata under the same token.
    ///
    /// `POST /data-token/update-data`
    ///
    /// The new data is encrypted and in base64, as for [`exchange`](Self::exchange) (inferred). The sources
    /// disagree whether metadata that is left out is kept or removed: send all of it.
    ///
    /// - Operation: `data_token.update`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token; a policy may hold the command
    /// - Source: vendor page "Update data token"; that the reply is a command is presumed
    #[inline]
    pub fn update(&self, update: &DataUpdate) -> Call<Command> {
        self.0.post("/data-token/update-data").json(update).call()
    }

    /// Changes a token's file name, extension or context: unverified, probably stale. Prefer
    /// [`update`](Self::update).
    ///
    /// `POST /data-token/update-data-token`
    ///
    /// - Operation: `data_token.update_metadata`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client, in a part that was never corrected against a live engine; no vendor page names it
    #[inline]
    pub fn update_metadata(&self, update: &MetadataUpdate) -> Call<Command> {
        self.0.post("/data-token/update-data-token").form_of(update).call()
    }

    /// Deletes a token and its data, by a command. When that has succeeded, the storage devices were instructed; they do
    /// not confirm it.
    ///
    /// `POST /data-token/delete-data`
    ///
    /// - Operation: `data_token.delete`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token; a policy may hold the command
    /// - Source: a client that talks to a live engine; the vendor's page list names it
    #[inline]
    pub fn delete(&self, token: &DataToken) -> Call<Command> {
        self.0.post("/data-token/delete-data").required("token", token).call()
    }
}

/// Sends a request to the server of a stream credential.
fn to_stream(request: Request, access: &StreamAccess, server: Origin) -> Request {
    if access.is_url() {
        return request.to_url(access.secret());
    }
    request
        .require(required("auth", access.expose_secret()))
        .at(server)
        .without_credential()
        .query("auth", access.expose_secret())
        .redact(access.secret())
}
