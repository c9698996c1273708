//! The settings of the vendor's own tools: their file in the home folder, and the environment.

use crate::{Error, ErrorKind, FileStore, Result, Secret, Trust};
use portcullis_core::{
    auth::{Format, read_session_file},
    base_url, encoding, secret,
};
use std::{
    borrow::Cow,
    env,
    ffi::OsString,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The file of the vendor's tools, in the home folder.
const RC_FILE: &str = ".storedsafe-client.rc";

/// The server, the user and the application, as in the settings of the vendor's own tools.
///
/// ```no_run
/// # async fn example() -> storedsafe::Result<()> {
/// use storedsafe::{Client, RcFile};
///
/// // Continues the session that the vendor's `tokenhandler` has opened.
/// let rc = RcFile::home()?;
/// let settings = rc.read()?;
/// let client = Client::builder(settings.base_url()?)
///     .token(settings.token.clone().unwrap_or_else(|| "".into()))
///     .session_store(rc.store())
///     .build()?;
/// # drop(client);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The server's name, with or without a port; or the URL of the server or of its API.
    pub host: Option<String>,
    /// The login name.
    pub username: Option<String>,
    /// The user's passphrase; only the environment has one.
    pub passphrase: Option<Secret>,
    /// The key of the application.
    pub apikey: Option<Secret>,
    /// A one-time code; only the environment has one, and it is valid once.
    pub otp: Option<Secret>,
    /// The token of an open session.
    pub token: Option<Secret>,
    /// A file or a folder with the certificates of trusted authorities.
    pub ca_bundle: Option<PathBuf>,
}

impl Settings {
    /// Reads `STOREDSAFE_SERVER` (or `STOREDSAFE_HOST`), `STOREDSAFE_USER`, `STOREDSAFE_PASS`, `STOREDSAFE_APIKEY`,
    /// `STOREDSAFE_OTP`, `STOREDSAFE_TOKEN` and `STOREDSAFE_CABUNDLE`. An empty value and `none` are not set.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if `STOREDSAFE_SKIP_VERIFY` turns verification off: this crate always verifies. Also for a
    /// secret that ends in a line break or holds other control characters, and for a value that is not Unicode, except
    /// that of `STOREDSAFE_CABUNDLE`; the error names the variable.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(|name| env::var_os(name))
    }

    fn from_vars(get: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let text = |name: &str| {
            let name = ["STOREDSAFE_", name].concat();
            match get(&name).map(OsString::into_string) {
                None => Ok(None),
                Some(Ok(value)) => Ok(set(value)),
                Some(Err(_)) => Err(config([&*name, " is not valid Unicode"].concat())),
            }
        };
        let secret = |name: &str| checked(&["STOREDSAFE_", name].concat(), text(name)?.map(Secret::from));
        if text("SKIP_VERIFY")?.is_some_and(|on| matches!(on.as_str(), "1" | "true" | "True" | "t")) {
            return Err(config(
                "STOREDSAFE_SKIP_VERIFY is set, but certificates are always verified: set STOREDSAFE_CABUNDLE to the \
                 certificate of the server's authority",
            ));
        }
        Ok(Self {
            host: text("SERVER")?.map_or_else(|| text("HOST"), |host| Ok(Some(host)))?,
            username: text("USER")?,
            passphrase: secret("PASS")?,
            apikey: secret("APIKEY")?,
            otp: secret("OTP")?,
            token: secret("TOKEN")?,
            ca_bundle: get("STOREDSAFE_CABUNDLE")
                .filter(|path| !path.is_empty() && path != "none")
                .map(PathBuf::from),
        })
    }

    /// Returns the URL of the API on this host: `https://vault.example.com/api/1.0`. A host that has a path, as a URL of
    /// the API has, keeps it.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if no host is set, or one that is neither a name or address nor an `https` URL (`http` on
    /// loopback).
    pub fn base_url(&self) -> Result<String> {
        let host = self.host.as_deref().ok_or_else(|| config("no StoredSafe host is set"))?.trim();
        let whole = if host.contains(":/") { host.to_owned() } else { ["https://", host].concat() };
        let url = base_url(&whole).map_err(|error| {
            config("the StoredSafe host is neither a name, with or without a port, nor an `https` URL")
                .with_source(error.to_string())
        })?;
        let path = if url.path() == "/" { "api/1.0" } else { "" };
        Ok([url.as_str(), path].concat())
    }

    /// Returns the trust in the authorities of [`ca_bundle`](Self::ca_bundle), or in those of the system if there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the file, or a file in the folder, cannot be read, if there is no certificate, or one that
    /// cannot be read.
    pub fn trust(&self) -> Result<Trust> {
        let Some(path) = &self.ca_bundle else { return Ok(Trust::system()) };
        let pem = bundle(path).map_err(|error| {
            unreadable("file or folder of authorities", path).with_source(error.to_string())
        })?;
        Trust::only_pem(pem)
    }
}

fn bundle(path: &Path) -> io::Result<Vec<u8>> {
    if !path.is_dir() {
        return fs::read(path);
    }
    let mut files: Vec<_> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    let mut pem = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "pem" || e == "crt")) {
        pem.extend_from_slice(&encoding::utf8(&fs::read(file)?));
        pem.push(b'\n');
    }
    Ok(pem)
}

fn set(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty() && text != "none")
}

/// Checks a secret of the environment or of the file.
fn checked(setting: &str, found: Option<Secret>) -> Result<Option<Secret>> {
    found.as_ref().map_or(Ok(()), |found| secret::check(setting, found))?;
    Ok(found)
}

fn config(text: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Config, text)
}

fn unreadable(what: &str, path: &Path) -> Error {
    Error::new(ErrorKind::Config, format!("the {what} {} cannot be read", path.display()))
}

/// The file that the vendor's tools share: `token`, `username`, `apikey` and `mysite`, a line each.
///
/// Their Python reader does not support a host with a port; this one does.
#[derive(Debug, Clone)]
pub struct RcFile(PathBuf);

impl RcFile {
    /// Uses this file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Uses `.storedsafe-client.rc` in the user's home folder.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if there is no home folder.
    pub fn home() -> Result<Self> {
        let home = std::env::home_dir().ok_or_else(|| config("there is no home folder"))?;
        Ok(Self(home.join(RC_FILE)))
    }

    /// Reads the file. If it does not exist, nothing is set.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if it cannot be read, if others can write to its folder, or if its token or API key holds
    /// control characters.
    pub fn read(&self) -> Result<Settings> {
        let text = read_session_file(&self.0)
            .map_err(|error| unreadable("rc file", &self.0).with_source(error.to_string()))?
            .unwrap_or_default();
        Ok(Settings {
            host: value(&text, "mysite").map(str::to_owned),
            username: value(&text, "username").map(str::to_owned),
            apikey: checked("apikey", value(&text, "apikey").map(Secret::from))?,
            token: checked("token", value(&text, "token").map(Secret::from))?,
            ..Settings::default()
        })
    }

    /// Returns a store for the session's token in this file, which keeps its other lines: the vendor's tools continue the
    /// session of this client, and this client theirs. Only the owner can read the file, and it is locked against other
    /// clients of this family until [`Client::close`](crate::Client::close). The vendor's tools do not use the lock: a
    /// token that they have stored meanwhile is used when the server refuses the client's own, but of two that replace
    /// the token at the same moment one loses it.
    pub fn store(&self) -> FileStore {
        FileStore::with_format(&self.0, FORMAT)
    }
}

const FORMAT: Format = Format {
    read: |text| value(text, "token").map(Secret::from),
    write: |text, token| {
        let token = token.map_or("none", Secret::expose_secret);
        let others = text.lines().filter(|line| name(line) != Some("token"));
        // With its final capacity: growing would leave copies in memory.
        let mut next = Zeroizing::new(String::with_capacity(text.len() + token.len() + 8));
        let _ = writeln!(next, "token:{token}");
        others.for_each(|line| {
            let _ = writeln!(next, "{line}");
        });
        Some(next)
    },
};

fn name(line: &str) -> Option<&str> {
    line.split_once(':').map(|(name, _)| name.trim())
}

/// Split at the first colon only: a host may have a port.
fn value<'a>(text: &'a str, wanted: &str) -> Option<&'a str> {
    let mut lines = text.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(name, _)| name.trim() == wanted)?;
    Some(value.trim()).filter(|value| !value.is_empty() && *value != "none")
}

#[cfg(test)]
mod tests;
