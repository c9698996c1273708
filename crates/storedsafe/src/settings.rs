//! The settings of the vendor's own tools: their file in the home folder, and the environment.

use crate::{Error, ErrorKind, FileStore, Result, Secret, Trust};
use portcullis_core::{auth::Format, secret};
use std::{
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
    /// The server's name, with or without a port.
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
    /// secret that ends in a line break or holds other control characters; the error names the variable.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    fn from_vars(get: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let text = |name: &str| get(&["STOREDSAFE_", name].concat()).and_then(set);
        let secret = |name: &str| checked(&["STOREDSAFE_", name].concat(), text(name).map(Secret::from));
        if text("SKIP_VERIFY").is_some_and(|on| matches!(on.as_str(), "1" | "true" | "True" | "t")) {
            return Err(config(
                "STOREDSAFE_SKIP_VERIFY is set, but certificates are always verified: set STOREDSAFE_CABUNDLE to the \
                 certificate of the server's authority",
            ));
        }
        Ok(Self {
            host: text("SERVER").or_else(|| text("HOST")),
            username: text("USER"),
            passphrase: secret("PASS")?,
            apikey: secret("APIKEY")?,
            otp: secret("OTP")?,
            token: secret("TOKEN")?,
            ca_bundle: text("CABUNDLE").map(PathBuf::from),
        })
    }

    /// Returns the URL of the API on this host.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if no host is set.
    pub fn base_url(&self) -> Result<String> {
        let host = self.host.as_deref().ok_or_else(|| config("no StoredSafe host is set"))?;
        Ok(format!("https://{host}/api/1.0"))
    }

    /// Returns the trust in the authorities of [`ca_bundle`](Self::ca_bundle), or in those of the system if there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the file, or a file in the folder, cannot be read or holds no certificate.
    pub fn trust(&self) -> Result<Trust> {
        let Some(path) = &self.ca_bundle else { return Ok(Trust::system()) };
        let pem = bundle(path).map_err(|error| {
            config("the file or folder of authorities cannot be read").with_source(error.to_string())
        })?;
        Trust::only_pem(pem)
    }
}

fn bundle(path: &Path) -> io::Result<String> {
    if !path.is_dir() {
        return fs::read_to_string(path);
    }
    let mut files: Vec<_> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    let pem = files.iter().filter(|file| file.extension().is_some_and(|e| e == "pem" || e == "crt"));
    let texts: Vec<_> = pem.map(fs::read_to_string).collect::<io::Result<_>>()?;
    Ok(texts.join("\n"))
}

fn set(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty() && text != "none")
}

/// Checks a secret of the environment or of the file.
fn checked(setting: &str, found: Option<Secret>) -> Result<Option<Secret>> {
    found.as_ref().map_or(Ok(()), |found| secret::check(setting, found))?;
    Ok(found)
}

fn config(text: &str) -> Error {
    Error::new(ErrorKind::Config, text)
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
    /// [`ErrorKind::Config`] if it cannot be read, or if its token or API key holds control characters.
    pub fn read(&self) -> Result<Settings> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
            Err(error) => {
                return Err(config("the rc file cannot be read").with_source(error.to_string()));
            }
        };
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
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_read_as_the_vendors_tools_read_it() {
        let set = [
            ("SERVER", "vault.example.com:8443"),
            ("HOST", "other"),
            ("USER", "alice"),
            ("PASS", "pass"),
            ("APIKEY", "key"),
            ("OTP", "012345"),
            ("TOKEN", "none"),
            ("CABUNDLE", "/etc/ca.pem"),
            ("SKIP_VERIFY", "false"),
        ];
        let vars = |name: &str| {
            let found = set.iter().find(|(known, _)| ["STOREDSAFE_", known].concat() == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let settings = Settings::from_vars(vars).unwrap();
        assert_eq!(settings.base_url().unwrap(), "https://vault.example.com:8443/api/1.0");
        assert_eq!(settings.username.as_deref(), Some("alice"));
        let secrets = [&settings.passphrase, &settings.apikey, &settings.otp];
        let secrets = secrets.map(|secret| secret.as_ref().unwrap().expose_secret());
        assert_eq!(secrets, ["pass", "key", "012345"]);
        assert!(settings.token.is_none());
        assert_eq!(settings.ca_bundle, Some("/etc/ca.pem".into()));
        assert!(!format!("{settings:?}").contains("012345"));

        let host = |name: &str| (name == "STOREDSAFE_HOST").then(|| "other".to_owned());
        assert_eq!(Settings::from_vars(host).unwrap().host.as_deref(), Some("other"));
        assert_eq!(Settings::from_vars(|_| None).unwrap().base_url().unwrap_err().kind(), ErrorKind::Config);
        let skip = |name: &str| (name == "STOREDSAFE_SKIP_VERIFY").then(|| "True".to_owned());
        assert_eq!(Settings::from_vars(skip).unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn a_secret_with_a_line_break_is_named() {
        for name in ["PASS", "APIKEY", "OTP", "TOKEN"] {
            for text in ["hunter22\n", "hunter22\r\n", "hunter\u{1}22"] {
                let name = ["STOREDSAFE_", name].concat();
                let vars = |known: &str| (known == name).then(|| text.to_owned());
                let error = Settings::from_vars(vars).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Config);
                let shown = format!("{error} {error:?}");
                assert!(shown.contains(&name) && !shown.contains("hunter"), "{shown}");
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let rc = RcFile::new(folder.path().join("rc"));
        for name in ["token", "apikey"] {
            fs::write(&rc.0, format!("mysite:vault.example.com\r\n{name}:hunter\u{1}22\r\n")).unwrap();
            let error = rc.read().unwrap_err();
            assert!(error.kind() == ErrorKind::Config && error.to_string().contains(name), "{error}");
            fs::write(&rc.0, format!("mysite:vault.example.com\r\n{name}:hunter22\r\n")).unwrap();
            rc.read().unwrap();
        }
    }

    #[test]
    fn a_token_is_replaced_among_the_other_lines() {
        let old = "mysite:vault.example.com:8443\ntoken:old42\nusername:alice\n# mine\napikey:none\n";
        assert_eq!((FORMAT.read)(old).unwrap().expose_secret(), "old42");
        let new = (FORMAT.write)(old, Some(&"new43".into())).unwrap();
        assert_eq!(*new, "token:new43\nmysite:vault.example.com:8443\nusername:alice\n# mine\napikey:none\n");
        assert_eq!(value(&new, "mysite"), Some("vault.example.com:8443"));
        assert_eq!(value(&new, "apikey"), None);
        let none = (FORMAT.write)(&new, None).unwrap();
        assert!(none.starts_with("token:none\n") && (FORMAT.read)(&none).is_none());
        assert_eq!(*(FORMAT.write)("", Some(&"t".into())).unwrap(), "token:t\n");
    }
}
