//! Sending frames to sockets, and the data messages that requests for data end with.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::command::{Outcome, Work};
use super::settings::{DownloadDialect, Frame};
use super::space::{Content, DataWork};
use super::state::State;
use crate::store::Save as _;

/// What a request for data found when its command succeeded.
struct Found {
    profile: String,
    request: String,
    context: String,
    content: Content,
}

impl State {
    /// Writes a frame to every joined socket of its profile, with the faults that tests asked for.
    pub(super) async fn send(&self, frame: Frame) {
        // Before the frame, so that no client reads of a change that is not on disk. What cannot be written now is
        // written with the next change.
        let _ = self.save();
        // A message that no socket would receive takes no fault.
        if self.sockets.joined(&self.store(), &frame.profile).is_empty() {
            return;
        }
        for frame in self.misbehave(frame) {
            // Only sockets whose token is still valid: one that was superseded or revoked receives nothing more.
            let joined = self.sockets.joined(&self.store(), &frame.profile);
            for socket in joined {
                socket.write(frame.content.to_string()).await;
            }
        }
    }

    /// The frames that are written in place of this one.
    fn misbehave(&self, frame: Frame) -> Vec<Frame> {
        let mut settings = self.settings();
        if settings.silent {
            return Vec::new();
        }
        let faults = &mut settings.frames;
        if let Some(left) = faults.drop_at {
            faults.drop_at = Some(left.saturating_sub(1)).filter(|left| *left > 0);
            if faults.drop_at.is_none() {
                self.sockets.drop_all();
                return Vec::new();
            }
        }
        if let Some(first) = faults.kept.take() {
            return vec![frame, first];
        }
        if std::mem::take(&mut faults.reorder) {
            faults.kept = Some(frame);
            return Vec::new();
        }
        if let Some(left) = faults.duplicates.checked_sub(1) {
            faults.duplicates = left;
            let again = Frame { profile: frame.profile.clone(), content: frame.content.clone() };
            return vec![frame, again];
        }
        vec![frame]
    }

    fn found(&self, command: &str) -> Option<Found> {
        let store = self.store();
        let command = store.commands.get(command).filter(|command| command.outcome == Outcome::Succeeded)?;
        let Work::Data(DataWork::Request { token, request }) = &command.work else { return None };
        let profile = command.profile.clone()?;
        let space = store.space(&profile, token).ok()?;
        Some(Found {
            request: request.clone(),
            context: space.context.clone(),
            content: space.content()?,
            profile,
        })
    }

    /// Sends what a request for data asked for, once its command succeeded.
    pub(super) async fn deliver(self: &Arc<Self>, command: &str) {
        let Some(Found { profile, request, context, content }) = self.found(command) else { return };
        let (limit, dialect, delay) = {
            let settings = self.settings();
            (settings.inline_limit, settings.download, settings.ready_delay)
        };
        let message = |output_type: u8, body: String| Frame {
            profile: profile.clone(),
            content: json!({ "data": {
                "type": "X-DPT-CAB-REQUEST-ID",
                "id": request,
                "data_context": context,
                "output_type": output_type,
                "body": body,
            }}),
        };
        if let Some(bytes) = content.payload.small(limit) {
            let body = if content.text {
                String::from_utf8_lossy(bytes).into_owned()
            } else {
                BASE64_STANDARD.encode(bytes)
            };
            return self.send(message(0, body)).await;
        }
        let at_once = matches!(dialect, DownloadDialect::Url | DownloadDialect::Token);
        let credential = self.store().add_download(content.payload, at_once);
        let url = self.download_url(&credential);
        let body = if dialect == DownloadDialect::Url { url.clone() } else { credential.clone() };
        self.send(message(1, body)).await;
        let Some(ready) = stream_ready(dialect, &request, &url) else { return };
        let state = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            if let Some(download) = state.store().downloads.get_mut(&credential) {
                download.ready = true;
            }
            state.send(Frame { profile, content: ready }).await;
        });
    }
}

/// The message that a download can be fetched, in the two forms that the guides give.
fn stream_ready(dialect: DownloadDialect, request: &str, url: &str) -> Option<Value> {
    let by_url = |url: &str| json!({ "type": "STREAM-READY", "requestId": request, "streamUrl": url });
    let data = match dialect {
        DownloadDialect::Url | DownloadDialect::Token => return None,
        DownloadDialect::ReadyById => json!({ "type": "STREAM-READY", "id": request }),
        DownloadDialect::ReadyByUrl => by_url(url),
        DownloadDialect::ReadyByWebsocket => by_url(&url.replacen("https://", "wss://", 1)),
    };
    Some(json!({ "data": data }))
}
