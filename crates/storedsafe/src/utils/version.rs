//! The server's version.

use portcullis_core::lenient;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// The version of a server, such as `2.5.0-build1234`: the text, and the numbers in it.
///
/// ```
/// use storedsafe::ServerVersion;
///
/// let version = ServerVersion::from("2.10.1-build77");
/// assert_eq!(version.numbers(), Some([2, 10, 1]));
/// assert_eq!(version.build(), Some(77));
/// assert!(version.numbers() >= Some([2, 5, 0]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ServerVersion(String);

impl ServerVersion {
    /// Returns the text as the server writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the three numbers, which compare as versions do; those after the first are 0 if they are missing.
    /// `None` if the text does not begin with a number.
    pub fn numbers(&self) -> Option<[u32; 3]> {
        let end = self.0.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.0.len());
        let mut parts = self.0.get(..end)?.split('.');
        let first = parts.next()?.parse().ok()?;
        let mut rest = parts.map(|part| part.parse().unwrap_or(0));
        Some([first, rest.next().unwrap_or(0), rest.next().unwrap_or(0)])
    }

    /// Returns the number of the build, if there is one.
    pub fn build(&self) -> Option<u32> {
        let (_, build) = self.0.split_once("-build")?;
        build.trim_start_matches(['-', '.', ' ']).parse().ok()
    }
}

impl From<&str> for ServerVersion {
    fn from(text: &str) -> Self {
        Self(text.trim().to_owned())
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ServerVersion {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(lenient::text(from)?.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_far_as_possible() {
        for (text, numbers, build) in [
            ("2.5.0-build1234", Some([2, 5, 0]), Some(1234)),
            ("2.3.0", Some([2, 3, 0]), None),
            (" 2.1 ", Some([2, 1, 0]), None),
            ("3", Some([3, 0, 0]), None),
            ("2.1.4.9-rc1", Some([2, 1, 4]), None),
            ("2..7", Some([2, 0, 7]), None),
            ("2.5.0-build-7", Some([2, 5, 0]), Some(7)),
            ("2.5.0-buildx", Some([2, 5, 0]), None),
            ("", None, None),
            ("next", None, None),
            ("99999999999.1", None, None),
        ] {
            let version = ServerVersion::from(text);
            assert_eq!((version.numbers(), version.build()), (numbers, build), "{text}");
            assert_eq!(version.to_string(), text.trim());
        }
    }
}
