//! Initial passwords: made by the operating system's generator, shown to nobody, kept only on request.

use crate::outcome::Outcome;
use portcullis::Secret;
use std::{
    error::Error,
    fs::{File, OpenOptions},
    io::Write as _,
    path::Path,
};

const LENGTH: usize = 24;
/// Without characters that look like others; 64 of them, so that each byte of randomness counts evenly.
const ALPHABET: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_+=!%#";

/// A password with letters of both cases, a digit and a sign, whatever the dice say.
pub(crate) fn password() -> Result<Secret, getrandom::Error> {
    loop {
        let mut dice = [0; LENGTH];
        getrandom::fill(&mut dice)?;
        let text: String =
            dice.iter().filter_map(|d| ALPHABET.get(usize::from(d % 64))).map(|c| char::from(*c)).collect();
        let has = |kind: fn(char) -> bool| text.chars().any(kind);
        let good = has(|c| c.is_ascii_uppercase())
            && has(|c| c.is_ascii_lowercase())
            && has(|c| c.is_ascii_digit())
            && has(|c| c.is_ascii_punctuation());
        let password = Secret::from(text);
        if good {
            return Ok(password);
        }
    }
}

/// The file for the passwords, if one was asked for.
pub(crate) struct Vault(Option<File>);

impl Vault {
    /// Makes the file; one that exists already is not touched.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Box<dyn Error>> {
        let Some(path) = path else { return Ok(Self(None)) };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|e| format!("{}: {e}", path.display()))?;
        writeln!(file, "username,system,password")?;
        Ok(Self(Some(file)))
    }

    /// Writes one line at once: a run that is killed has lost no password of a user it made.
    pub(crate) fn keep(&mut self, outcome: &Outcome, password: &Secret) -> Result<(), Box<dyn Error>> {
        let (Some(file), true) = (&mut self.0, outcome.has_password()) else { return Ok(()) };
        let person = outcome.person.as_deref().unwrap_or_default();
        let system = outcome.system.unwrap_or_default();
        let mut line = csv::Writer::from_writer(Vec::new());
        line.write_record([person, system, password.expose_secret()])?;
        file.write_all(&line.into_inner().map_err(|e| e.to_string())?)?;
        Ok(())
    }
}
