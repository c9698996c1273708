//! Credentials: how a request is authorized, and what happens when the server refuses it.

pub(crate) mod credential;
mod flight;
pub mod header;
pub mod oauth2;
#[cfg(test)]
pub(crate) mod schedules;
pub mod session;
mod store;
mod token;

pub use crate::client::Authenticate;
pub use credential::{Credential, Exchanged};
pub use store::{FileStore, Format, SessionStore, files::read_session_file};
