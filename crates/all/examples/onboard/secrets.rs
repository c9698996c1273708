//! Initial passwords: made by the operating system's generator, shown to nobody, kept only on request.

use crate::{outcome::Outcome, sheet};
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

/// A password with letters of both cases, a digit and a sign, which no spreadsheet computes, whatever the dice say.
pub(crate) fn password() -> Result<Secret, getrandom::Error> {
    loop {
        let mut dice = [0; LENGTH];
        getrandom::fill(&mut dice)?;
        let text: String =
            dice.iter().filter_map(|d| ALPHABET.get(usize::from(d % 64))).map(|c| char::from(*c)).collect();
        let has = |kind: fn(char) -> bool| text.chars().any(kind);
        // The file of the passwords must have them as they are.
        let good = !sheet::is_formula(&text)
            && has(|c| c.is_ascii_uppercase())
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
        file.write_all(&sheet::line([person, system, password.expose_secret()])?)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Person;

    #[test]
    fn no_password_is_a_formula() {
        for _ in 0..2000 {
            let password = password().unwrap();
            assert!(!sheet::is_formula(password.expose_secret()));
        }
    }

    #[test]
    fn names_in_the_file_of_passwords_are_no_formulas() {
        let path = std::env::temp_dir().join(format!("portcullis-onboard-{}.csv", std::process::id()));
        let mut vault = Vault::open(Some(&path)).unwrap();
        let person = Person::named("=HYPERLINK(\"https://x.example\")");
        vault.keep(&Outcome::created(&person, "PrivX", "1"), &Secret::from("Abc-123")).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        let line = "\"'=HYPERLINK(\"\"https://x.example\"\")\",\"PrivX\",\"Abc-123\"\n";
        assert_eq!(text, format!("username,system,password\n{line}"));
    }
}
