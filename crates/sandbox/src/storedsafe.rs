//! StoredSafe: the whole API, with state.
//!
//! Where the vendor documents nothing, a comment beside the code names the choice that was made.

mod caller;
mod certificates;
mod control;
mod envelope;
mod file;
mod filedata;
mod files;
mod handler;
mod login;
mod members;
mod mime;
mod modhex;
mod object;
mod objects;
mod options;
mod policies;
mod pwgen;
mod routes;
mod service;
mod sessions;
mod store;
mod switches;
mod template;
mod templates;
mod totp;
mod transparent;
mod user;
mod users;
mod utils;
mod vault;
mod vaults;
mod x509;

pub use self::control::{ClientCertificate, Control};
pub use self::filedata::FileData;
pub(crate) use self::options::Options;
pub use self::options::Rotation;
pub(crate) use self::service::router;
pub(crate) use self::store::State;
