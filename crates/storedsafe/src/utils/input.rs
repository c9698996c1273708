//! The requests of the utilities.

use crate::{PolicyId, VaultId, encoded};
use portcullis_core::{Error, Input, Result, Secret, input, secret};
use portcullis_macros::{Body, Setters};
use serde::Serialize;
use std::ops::RangeInclusive;

/// The number of bytes that the server reads of a file.
const HEAD: usize = 64;

portcullis_core::open_enum! {
    /// A generator of passwords.
    Generator {
        /// Pronounceable passwords.
        Pronounceable = "pronounceable",
        /// Words of a list.
        Diceword = "diceword",
        /// Short words, as OPIE writes one-time passwords.
        Opie = "opie",
        /// Any characters: the server's default.
        Secure = "secure",
        /// Digits.
        Pin = "pin",
        /// Random bytes in hexadecimal digits. Newer servers only.
        Bytes = "bytes",
    }
}

portcullis_core::open_enum! {
    /// A list of words.
    WordList {
        /// English.
        English = "en_US",
        /// Swedish.
        Swedish = "sv_SE",
    }
}

portcullis_core::open_enum! {
    /// The delimiter between two words.
    Delimiter {
        /// A dash.
        Dash = "dash",
        /// A space.
        Space = "space",
        /// The generator's default: a space for opie, punctuation for diceword.
        Default = "default",
    }
}

/// A password to be generated. Each constructor has the parameters of its generator; `None` is the server's default.
///
/// ```
/// use storedsafe::{Delimiter, Diceword, PasswordRequest, WordList};
///
/// let strong = PasswordRequest::secure(32).policy("7");
/// let spoken = PasswordRequest::diceword(Diceword::new().language(WordList::Swedish).words(6));
/// let short = PasswordRequest::opie(Delimiter::Dash);
/// # drop((strong, spoken, short));
/// ```
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
pub struct PasswordRequest {
    #[body(name = "type")]
    generator: Option<Generator>,
    length: Option<u32>,
    language: Option<WordList>,
    delimiter: Option<Delimiter>,
    words: Option<u32>,
    min_char: Option<u32>,
    max_char: Option<u32>,
    #[body(name = "policyid")]
    policy: Option<PolicyId>,
}

impl PasswordRequest {
    fn of(generator: Generator, length: Option<u32>) -> Self {
        Self { generator: Some(generator), length, ..Self::default() }
    }

    /// Any characters: 40 by default, 1024 at most.
    pub fn secure(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Secure, length.into())
    }

    /// A pronounceable password: 12 characters by default, 1024 at most.
    pub fn pronounceable(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Pronounceable, length.into())
    }

    /// Digits: 4 by default, 100 at most, on older servers 40.
    pub fn pin(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Pin, length.into())
    }

    /// Random bytes, each as two hexadecimal digits: 32 bytes by default, 1024 at most. Newer servers only.
    pub fn bytes(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Bytes, length.into())
    }

    /// Words of a list.
    pub fn diceword(words: Diceword) -> Self {
        let Diceword { language, delimiter, words, min_char, max_char } = words;
        Self { language, delimiter, words, min_char, max_char, ..Self::of(Generator::Diceword, None) }
    }

    /// Short words, as OPIE writes one-time passwords, with a space between them by default.
    pub fn opie(delimiter: impl Into<Option<Delimiter>>) -> Self {
        Self { delimiter: delimiter.into(), ..Self::of(Generator::Opie, None) }
    }

    /// Sets the policy that the password must meet.
    #[must_use]
    pub fn policy(mut self, id: impl Into<PolicyId>) -> Self {
        self.policy = Some(id.into());
        self
    }

    fn check(&self) -> Result<()> {
        let most = if self.generator == Some(Generator::Pin) { 100 } else { 1024 };
        within("length", self.length, 1..=most)?;
        within("words", self.words, 1..=u32::MAX)
    }
}

fn within(field: &str, value: Option<u32>, range: RangeInclusive<u32>) -> Result<()> {
    match value {
        Some(value) if !range.contains(&value) && *range.end() == u32::MAX => {
            Err(Error::input(field, format!("must be at least {}", range.start())))
        }
        Some(value) if !range.contains(&value) => {
            Err(Error::input(field, format!("must be {} to {}", range.start(), range.end())))
        }
        _ => Ok(()),
    }
}

/// Words of a list.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct Diceword {
    /// The list; English by default.
    pub language: Option<WordList>,
    /// The delimiter between two words; a mix of punctuation by default.
    pub delimiter: Option<Delimiter>,
    /// The number of words; 5 by default.
    #[setters(skip)]
    pub words: Option<u32>,
    /// The number of characters of the shortest word; 2 by default.
    #[setters(skip)]
    pub min_char: Option<u32>,
    /// The number of characters of the longest word; 0, the server's default, is no limit.
    #[setters(skip)]
    pub max_char: Option<u32>,
}

// By hand: a literal is no `Into<u32>`.
impl Diceword {
    /// Nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of words; 5 by default.
    #[must_use]
    pub fn words(mut self, words: u32) -> Self {
        self.words = Some(words);
        self
    }

    /// The number of characters of the shortest word; 2 by default.
    #[must_use]
    pub fn min_char(mut self, characters: u32) -> Self {
        self.min_char = Some(characters);
        self
    }

    /// The number of characters of the longest word; 0, the server's default, is no limit.
    #[must_use]
    pub fn max_char(mut self, characters: u32) -> Self {
        self.max_char = Some(characters);
        self
    }
}

/// The source of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum PolicySource {
    /// The policy of this id.
    #[serde(rename = "policyid")]
    Policy(PolicyId),
    /// The policy of this vault.
    #[serde(rename = "vaultid")]
    Vault(VaultId),
}

/// A passphrase to be checked against a policy.
// By serde: the policy is one of two members, which `Body` cannot write.
#[derive(Debug, Clone, Serialize, Setters)]
#[non_exhaustive]
pub struct PolicyCheck {
    /// The passphrase.
    #[serde(serialize_with = "secret::expose")]
    pub passphrase: Secret,
    /// The policy; by default the system's policy for the passphrases of users.
    #[serde(flatten)]
    pub policy: Option<PolicySource>,
    /// The name of the passphrase in the texts of the rules; `Password` by default.
    #[serde(rename = "fieldname", skip_serializing_if = "Option::is_none")]
    pub field_name: Option<String>,
}

impl PolicyCheck {
    /// With the system's policy for the passphrases of users.
    pub fn new(passphrase: impl Into<Secret>) -> Self {
        Self { passphrase: passphrase.into(), policy: None, field_name: None }
    }
}

impl Input for PolicyCheck {
    fn check(&self) -> Result<()> {
        input::required("passphrase", self.passphrase.expose_secret())?;
        match &self.policy {
            Some(PolicySource::Policy(id)) => input::required("policyid", id.as_str()),
            Some(PolicySource::Vault(id)) => input::required("vaultid", id.as_str()),
            None => Ok(()),
        }
    }
}

/// The parts of a file from which the server determines its type.
#[derive(Debug, Clone, Body)]
#[body(check)]
#[non_exhaustive]
pub struct FileSample {
    #[body(name = "data")]
    head: Secret,
    /// The extension of the file's name, without the dot: at most 25 characters.
    pub extension: String,
    /// The number of bytes of the file.
    pub size: Option<u64>,
}

impl FileSample {
    /// A file that begins with these bytes; only the first 64 are sent. A dot before the extension is removed.
    pub fn new(begins: &[u8], extension: &str) -> Self {
        let head = begins.get(..HEAD).unwrap_or(begins);
        let extension = extension.strip_prefix('.').unwrap_or(extension).to_owned();
        Self { head: encoded::encode(head), extension, size: None }
    }

    fn check(&self) -> Result<()> {
        input::length("extension", &self.extension, 0..=25)
    }
}
