//! Random numbers for keys and what goes with them.

use portcullis_core::{Error, ErrorKind, Result};
use zeroize::Zeroize as _;

/// Fills the bytes from the operating system's random numbers.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| {
        bytes.zeroize();
        Error::new(ErrorKind::Config, "the operating system provides no random numbers")
    })
}
