//! The handle that tests steer Privicore with.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::State;
use crate::clock;

/// How a reply with status 202 spells the command's id in its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum IdShape {
    /// `"id"`
    Text,
    /// `["id"]`, as documented.
    #[default]
    Array,
    /// `{"commandId": "id"}`
    Object,
    /// No body: only the header names the id.
    Empty,
}

/// How `/request-status/{id}` answers. An unknown id is 404 in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PollDialect {
    /// GET answers without a body: 202 pending, 200 succeeded, 404 rejected.
    StatusOnly,
    /// GET and POST answer 200 with `["started"]`, `["succeeded"]` or `["rejected"]`.
    #[default]
    Word,
    /// GET answers 405; POST answers as in [`PollDialect::Word`].
    PostOnly,
    /// GET and POST answer 200 with `{"commandId": …, "command_status": 1|2|3, "body": …}`, reason included.
    Object,
}

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) settle_delay: Duration,
    pub(super) token_life: Duration,
    pub(super) refusals: VecDeque<String>,
    pub(super) hold_next: bool,
    pub(super) early: bool,
    pub(super) silent: bool,
    pub(super) poll_dialect: PollDialect,
    pub(super) id_shape: IdShape,
    pub(super) id_header: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            settle_delay: Duration::from_millis(20),
            token_life: Duration::from_secs(12 * 60 * 60),
            refusals: VecDeque::new(),
            hold_next: false,
            early: false,
            silent: false,
            poll_dialect: PollDialect::default(),
            id_shape: IdShape::default(),
            id_header: true,
        }
    }
}

/// Steers Privicore. A clone steers the same servers.
#[derive(Clone)]
pub struct Control(Arc<State>);

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    pub(super) fn new(state: Arc<State>) -> Self {
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

    /// Settles every command that is held, and tells the sockets.
    pub async fn release(&self) {
        let held: Vec<String> = {
            let mut store = self.0.store();
            let held = store.commands.iter_mut().filter(|(_, command)| command.held);
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

    /// Lets sockets join but never tells them anything, so that only polling learns an outcome.
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
        for token in self.0.store().tokens.values_mut() {
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
}
