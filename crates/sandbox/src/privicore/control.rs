//! The handle with which tests change how Privicore behaves.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::settings::{CodeBasic, DownloadDialect, IdShape, ListShape, PollDialect, UploadDialect};
use super::state::State;
use crate::clock;

/// Changes how Privicore behaves, and counts. A clone controls the same servers.
#[derive(Clone)]
pub struct Control(Arc<State>);

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self(state)
    }

    /// Sets how long a command stays pending; 20 ms at first.
    pub fn set_settle_delay(&self, delay: Duration) {
        self.0.settings().settle_delay = delay;
    }

    /// Rejects the next command with this reason key, whatever it asks for. Several calls queue up.
    pub fn reject_next(&self, reason_key: impl Into<String>) {
        self.0.settings().refusals.push_back(reason_key.into());
    }

    /// Keeps the next command pending until [`release`](Self::release), like one that waits for a vote.
    pub fn hold_next(&self) {
        self.0.settings().hold_next = true;
    }

    /// Settles every command that is held, and announces it on the sockets.
    pub async fn release(&self) {
        let held: Vec<String> = {
            let mut store = self.0.store();
            let held = store.commands.filter_mut(|command| command.held);
            held.map(|(id, command)| {
                command.held = false;
                id.clone()
            })
            .collect()
        };
        for id in held {
            self.0.settle_and_announce(&id).await;
        }
    }

    /// Drops every websocket connection at once, without a close frame.
    pub fn drop_sockets(&self) {
        self.0.sockets.drop_all();
    }

    /// The number of sockets that have joined a channel.
    pub fn joined_sockets(&self) -> usize {
        self.0.sockets.joined_count()
    }

    /// Settles commands at once and writes the acknowledgement to the sockets before the reply with status 202.
    pub fn acknowledge_early(&self, early: bool) {
        self.0.settings().early = early;
    }

    /// Also sends the state 1 of a command that was accepted, as polls return it. At first only the outcome of a command
    /// is sent, in one message.
    pub fn announce_pending(&self, on: bool) {
        self.0.settings().pending = on;
    }

    /// Lets sockets join but sends them nothing, so that an outcome can only be polled.
    pub fn silence_socket(&self, silent: bool) {
        self.0.settings().silent = silent;
    }

    /// Chooses how polling is answered.
    pub fn poll_dialect(&self, dialect: PollDialect) {
        self.0.settings().poll_dialect = dialect;
    }

    /// Chooses the body of a reply with status 202.
    pub fn id_shape(&self, shape: IdShape) {
        self.0.settings().id_shape = shape;
    }

    /// Turns the header `X-DPT-CAB-ID` on or off; it is on at first.
    pub fn id_header(&self, on: bool) {
        self.0.settings().id_header = on;
    }

    /// Sets the life of tokens that are issued from now on; 12 hours at first.
    pub fn set_token_life(&self, life: Duration) {
        self.0.settings().token_life = life;
    }

    /// Ends the life of every token that was issued so far.
    pub fn expire_tokens(&self) {
        let now = clock::unix();
        for (_, token) in self.0.store().tokens.filter_mut(|_| true) {
            token.expires = token.expires.min(now);
        }
    }

    /// How often a user name and a password were presented since the start, rightly or wrongly.
    pub fn logins(&self) -> usize {
        self.0.store().logins
    }

    /// How many commands were accepted, those of earlier runs included.
    pub fn commands(&self) -> usize {
        self.0.store().commands.len()
    }

    /// Whether a profile of this name exists.
    pub fn has_profile(&self, username: &str) -> bool {
        self.0.store().has_username(username)
    }

    /// Casts the vote of a device in every open poll that it may vote in, and settles what that decides. Returns in how
    /// many polls it counted.
    pub async fn vote(&self, device_identifier: &str, yes: bool) -> usize {
        self.0.vote(Some(device_identifier), yes).await
    }

    /// Casts the same vote for every authenticator in every open poll, once. Returns how many votes counted.
    pub async fn vote_all(&self, yes: bool) -> usize {
        self.0.vote(None, yes).await
    }

    /// The ids of the polls that wait for votes.
    pub fn open_polls(&self) -> Vec<String> {
        self.0.open_polls()
    }

    /// Lets the time of the current attempt of every open poll be over now.
    pub async fn time_out_polls(&self) {
        self.0.time_out_polls().await;
    }

    /// Drops all sockets in place of a message: the next one for 1, the one after it for 2. That message is lost.
    pub fn drop_sockets_at(&self, message: usize) {
        self.0.settings().frames.drop_at = Some(message.max(1));
    }

    /// Lets the next two messages change places. The first waits until there is a second.
    pub fn reorder_next_two(&self) {
        self.0.settings().frames.reorder = true;
    }

    /// Sends the next message twice. Several calls are for as many messages.
    pub fn duplicate_next(&self) {
        self.0.settings().frames.duplicates += 1;
    }

    /// Sets how long a registered policy stays invisible after its command succeeded; 50 ms at first.
    pub fn set_visibility_delay(&self, delay: Duration) {
        self.0.settings().visibility_delay = delay;
    }

    /// Sets how long after its data message a download's `STREAM-READY` comes; 20 ms at first.
    pub fn set_stream_ready_delay(&self, delay: Duration) {
        self.0.settings().ready_delay = delay;
    }

    /// Sets up to how many bytes a payload is sent inside its data message; 50 KiB at first. Payloads from 1 MiB on
    /// never are.
    pub fn set_inline_limit(&self, bytes: usize) {
        self.0.settings().inline_limit = bytes;
    }

    /// Chooses what the answer with a temporary token names as the way to upload.
    pub fn upload_dialect(&self, dialect: UploadDialect) {
        self.0.settings().upload = dialect;
    }

    /// Chooses how a download is announced.
    pub fn download_dialect(&self, dialect: DownloadDialect) {
        self.0.settings().download = dialect;
    }

    /// Chooses what obtaining an access token requires after `Basic`.
    pub fn code_basic(&self, basic: CodeBasic) {
        self.0.settings().code_basic = basic;
    }

    /// Whether refreshing an access token brings a new refresh token too, which it does at first. Otherwise the old one
    /// stays good.
    pub fn rotate_refresh_tokens(&self, rotate: bool) {
        self.0.settings().rotate_refresh = rotate;
    }

    /// Chooses how lists are wrapped.
    pub fn list_shape(&self, shape: ListShape) {
        self.0.settings().lists = shape;
    }

    /// Turns the header `X-DPT-CAB-REQUEST-ID` on or off; it is on at first.
    pub fn request_id_header(&self, on: bool) {
        self.0.settings().request_id_header = on;
    }

    /// Sets the life of access tokens of applications that are issued from now on; one hour at first.
    pub fn set_access_token_life(&self, life: Duration) {
        self.0.settings().access_life = life;
    }

    /// Ends the life of every data token that is still temporary.
    pub fn expire_reservations(&self) {
        let now = clock::unix();
        for (_, space) in self.0.store().spaces.filter_mut(|_| true) {
            space.expires = space.expires.map(|expires| expires.min(now));
        }
    }

    /// How often a credential of the API was sent to a stream server.
    pub fn strayed_tokens(&self) -> usize {
        self.0.store().strayed_tokens
    }
}
