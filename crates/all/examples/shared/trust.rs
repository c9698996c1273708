//! The certificates that an example trusts.

use portcullis::{Error, ErrorKind, Result, Trust};
use std::{env, fs, io};

/// The CAs of the operating system and, if `PORTCULLIS_CA_FILE` is set, those in that file.
pub(crate) fn from_environment() -> Result<Trust> {
    let Some(path) = env::var_os("PORTCULLIS_CA_FILE").filter(|path| !path.is_empty()) else {
        return Ok(Trust::system());
    };
    let unreadable = |e: io::Error| Error::new(ErrorKind::Config, format!("PORTCULLIS_CA_FILE: {e}"));
    Trust::system_plus_pem(fs::read(path).map_err(unreadable)?)
}
