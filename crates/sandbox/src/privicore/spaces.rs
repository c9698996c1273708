//! What commands and streams do to data tokens.

use std::time::Duration;

use super::ids::time_ordered_id;
use super::payload::Payload;
use super::space::{Content, DataWork, Download, Space};
use super::store::Store;
use super::wire::Refusal;
use crate::{clock, random};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// How long a download waits to be fetched.
const DOWNLOAD_LIFE: Duration = Duration::from_secs(300);

// Keys of our own; the vendor publishes none.
const GONE: &str = "data_token.not_found";
const FULL: &str = "data_token.already_exchanged";
const LOST: &str = "data_token.content_lost";

impl Store {
    /// The living data token of this profile.
    pub(super) fn space(&self, profile: &str, token: &str) -> Result<&Space, Refusal> {
        let mut own = self.spaces.values().filter(|space| space.profile == profile && space.lives());
        own.find(|space| space.token == token).ok_or(Refusal::NotFound)
    }

    pub(super) fn space_mut(&mut self, profile: &str, token: &str) -> Option<&mut Space> {
        let wanted = |space: &Space| space.profile == profile && space.lives() && space.token == token;
        self.spaces.find_mut(wanted).map(|(_, space)| space)
    }

    /// What a reservation brought, while it is temporary.
    pub(super) fn reserved(&self, profile: &str, reservation: &str) -> Result<&Space, Refusal> {
        let space = self.spaces.get(reservation).filter(|space| space.profile == profile);
        space.filter(|space| !space.is_permanent() && space.lives()).ok_or(Refusal::NotFound)
    }

    /// Takes the credential of an upload, which works once, and returns the reservation.
    pub(super) fn open_upload(&mut self, credential: &str) -> Result<String, Refusal> {
        let wanted = |space: &Space| space.lives() && !space.stream_used && space.stream == credential;
        let found = self.spaces.find_mut(wanted);
        let (id, space) = found.ok_or(Refusal::InvalidToken)?;
        space.stream_used = true;
        if space.has_content() {
            return Err(Refusal::Rule(FULL));
        }
        Ok(id.clone())
    }

    /// Ends an upload, if its reservation lived so long.
    pub(super) fn end_upload(&mut self, reservation: &str, payload: Payload) -> Result<(), Refusal> {
        let space = self.spaces.get_mut(reservation).filter(|space| space.lives() && !space.has_content());
        space.ok_or(Refusal::NotFound)?.content = Some(Content { payload, text: false });
        Ok(())
    }

    /// Notes a download and returns its credential.
    pub(super) fn add_download(&mut self, payload: Payload, ready: bool) -> String {
        let credential = credential();
        let expires = clock::unix().saturating_add(DOWNLOAD_LIFE);
        self.downloads.insert(credential.clone(), Download { payload, ready, expires });
        credential
    }

    /// Takes a download, which works once. One that is not ready stays.
    pub(super) fn take_download(&mut self, credential: &str) -> Result<Payload, Refusal> {
        let download = self.downloads.get(credential).ok_or(Refusal::InvalidToken)?;
        if download.expires <= clock::unix() {
            return Err(Refusal::InvalidToken);
        }
        if !download.ready {
            return Err(Refusal::NotFound);
        }
        self.downloads.remove(credential).map(|download| download.payload).ok_or(Refusal::InvalidToken)
    }

    pub(super) fn data_work(&mut self, id: &str, profile: &str, work: DataWork) -> Result<(), &'static str> {
        match work {
            DataWork::Reserve { context, minutes, meta } => {
                let created = clock::unix();
                let space = Space {
                    profile: profile.to_owned(),
                    token: format!("tmp-{}", time_ordered_id()),
                    expires: Some(created.saturating_add(Duration::from_secs(minutes * 60))),
                    stream: credential(),
                    stream_used: false,
                    context,
                    meta,
                    content: None,
                    created,
                };
                self.spaces.insert(id.to_owned(), space);
            }
            DataWork::Exchange { token, content } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                if space.has_content() {
                    return Err(FULL);
                }
                space.content = content;
            }
            DataWork::Request { token, .. } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                if let Some(Content { payload: Payload::Lost(_), .. }) | None = space.content {
                    return Err(LOST);
                }
            }
            DataWork::Risk { token, risk } => {
                self.space_mut(profile, &token).ok_or(GONE)?.meta.information_security_risk = risk;
            }
            DataWork::Update { token, content, meta } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                space.content = content;
                space.meta.replace(&meta);
            }
            DataWork::UpdateMetadata { token, file, context } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                space.meta.file.extend(file);
                space.context = context.unwrap_or_else(|| std::mem::take(&mut space.context));
            }
            DataWork::Delete { token } => {
                self.space_mut(profile, &token).ok_or(GONE)?;
                self.spaces.retain(|space| space.profile != profile || space.token != token);
            }
        }
        Ok(())
    }
}

/// A single-use credential of a stream server. It begins with a plus sign, so that a client that does not encode it
/// for the query is found out.
fn credential() -> String {
    let mut bytes = random::bytes::<32>();
    if let Some(first) = bytes.first_mut() {
        *first = 0xf8 | (*first & 3);
    }
    BASE64_STANDARD.encode(bytes)
}
