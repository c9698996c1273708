//! Why a sandbox cannot start or save its state.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;

/// Why the sandbox could not start, or could not save its state.
///
/// [`source`](StdError::source) is the error of the operating system or of the library beneath, if there is one.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub struct Error(#[from] Kind);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("cannot create {}", path.display())]
    Directory { path: PathBuf, source: io::Error },
    #[error("cannot create a temporary directory")]
    TemporaryDirectory(#[source] io::Error),
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error(
        "{} is not a state of this release: it is damaged or was written by another release; \
         delete it or choose another directory",
        path.display()
    )]
    Format { path: PathBuf },
    #[error("cannot read {}, line {number}", path.display())]
    Line { path: PathBuf, number: usize, source: serde_json::Error },
    #[error("cannot read {}, line {number}: there is no table `{table}`", path.display())]
    Table { path: PathBuf, number: usize, table: String },
    #[error("cannot read the description of {vendor}")]
    Description { vendor: &'static str, source: serde_json::Error },
    #[error("cannot serialize the state")]
    Serialize(#[source] serde_json::Error),
    #[error("cannot listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    #[error("cannot make a certificate")]
    Certificate(#[source] rcgen::Error),
    #[error("cannot set up TLS")]
    Tls(#[source] Box<dyn StdError + Send + Sync>),
}
