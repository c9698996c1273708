//! Passwords that the server makes up.

use crate::PolicyId;
use portcullis_core::{Error, Request, Result, Secret, lenient};
use serde::Deserialize;
use std::ops::RangeInclusive;

portcullis_core::open_enum! {
    /// What made a password up.
    Generator {
        /// Can be spoken.
        Pronounceable = "pronounceable",
        /// Words of a list.
        Diceword = "diceword",
        /// Short words, as OPIE writes one-time passwords.
        Opie = "opie",
        /// Any characters: what servers use unless told otherwise.
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
    /// What stands between two words.
    Delimiter {
        /// A dash.
        Dash = "dash",
        /// A space.
        Space = "space",
        /// What the generator uses unless told otherwise: a space for opie, punctuation for diceword.
        Default = "default",
    }
}

/// Which password to make up. Each constructor takes what its generator heeds; `None` leaves a length to the
/// server.
///
/// ```
/// use storedsafe::{Delimiter, Diceword, PasswordRequest, WordList};
///
/// let strong = PasswordRequest::secure(32).policy("7");
/// let spoken = PasswordRequest::diceword(Diceword::new().language(WordList::Swedish).words(6));
/// let short = PasswordRequest::opie(Delimiter::Dash);
/// # drop((strong, spoken, short));
/// ```
#[derive(Debug, Clone, Default)]
pub struct PasswordRequest {
    generator: Option<Generator>,
    length: Option<u32>,
    words: Diceword,
    policy: Option<PolicyId>,
}

impl PasswordRequest {
    /// What the server makes up unless told otherwise: any 40 characters.
    pub fn new() -> Self {
        Self::default()
    }

    fn of(generator: Generator, length: Option<u32>) -> Self {
        Self { generator: Some(generator), length, ..Self::default() }
    }

    /// Any characters: 40 unless set, 1024 at most.
    pub fn secure(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Secure, length.into())
    }

    /// A password that can be spoken: 12 characters unless set, 1024 at most.
    pub fn pronounceable(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Pronounceable, length.into())
    }

    /// Digits: 4 unless set, 100 at most, on older servers 40.
    pub fn pin(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Pin, length.into())
    }

    /// Random bytes, each as two hexadecimal digits: 32 bytes unless set, 1024 at most. Newer servers only.
    pub fn bytes(length: impl Into<Option<u32>>) -> Self {
        Self::of(Generator::Bytes, length.into())
    }

    /// Words of a list.
    pub fn diceword(words: Diceword) -> Self {
        Self { words, ..Self::of(Generator::Diceword, None) }
    }

    /// Short words, as OPIE writes one-time passwords, with a space between them unless set.
    pub fn opie(delimiter: impl Into<Option<Delimiter>>) -> Self {
        let words = Diceword { delimiter: delimiter.into(), ..Diceword::default() };
        Self { words, ..Self::of(Generator::Opie, None) }
    }

    /// Has the password meet a policy.
    #[must_use]
    pub fn policy(mut self, id: impl Into<PolicyId>) -> Self {
        self.policy = Some(id.into());
        self
    }

    pub(super) fn check(&self) -> Result<()> {
        let most = if self.generator == Some(Generator::Pin) { 100 } else { 1024 };
        within("length", self.length, 1..=most)?;
        within("words", self.words.words, 1..=u32::MAX)
    }

    /// Adds what was set to a request.
    pub(super) fn fill(&self, request: Request) -> Request {
        request
            .query_opt("type", self.generator.as_ref())
            .query_opt("length", self.length)
            .query_opt("language", self.words.language.as_ref())
            .query_opt("delimiter", self.words.delimiter.as_ref())
            .query_opt("words", self.words.words)
            .query_opt("min_char", self.words.min_char)
            .query_opt("max_char", self.words.max_char)
            .query_opt("policyid", self.policy.as_ref())
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

/// Which words of which list.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Diceword {
    /// The list; English unless set.
    pub language: Option<WordList>,
    /// What stands between two words; a mix of punctuation unless set.
    pub delimiter: Option<Delimiter>,
    /// How many words; 5 unless set.
    pub words: Option<u32>,
    /// How many characters the shortest word has; 2 unless set.
    pub min_char: Option<u32>,
    /// How many characters the longest word has; 0, which is what servers use unless told otherwise, is no limit.
    pub max_char: Option<u32>,
}

impl Diceword {
    /// What the server chooses unless told otherwise.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the list.
    #[must_use]
    pub fn language(mut self, list: impl Into<WordList>) -> Self {
        self.language = Some(list.into());
        self
    }

    /// Sets what stands between two words.
    #[must_use]
    pub fn delimiter(mut self, delimiter: impl Into<Delimiter>) -> Self {
        self.delimiter = Some(delimiter.into());
        self
    }

    /// Sets how many words.
    #[must_use]
    pub fn words(mut self, words: u32) -> Self {
        self.words = Some(words);
        self
    }

    /// Sets how many characters the shortest word has.
    #[must_use]
    pub fn min_char(mut self, characters: u32) -> Self {
        self.min_char = Some(characters);
        self
    }

    /// Sets how many characters the longest word has; 0 is no limit.
    #[must_use]
    pub fn max_char(mut self, characters: u32) -> Self {
        self.max_char = Some(characters);
        self
    }
}

/// A password that the server made up.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct GeneratedPassword {
    /// The password.
    pub passphrase: Secret,
    /// How many characters it has.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub length: Option<i64>,
    /// What made it up.
    #[serde(default, rename = "type")]
    pub generator: Option<Generator>,
}
