//! The credential of one upload or one download.

use portcullis_core::{Secret, url::Url};
use std::fmt;

/// The credential of one upload or one download on a stream server, valid once: a URL (vendor and guides disagree on
/// its form), or a token for the server of the builder. `Debug` shows the host of a URL and nothing of a token.
#[derive(Clone)]
pub struct StreamAccess(Secret);

impl StreamAccess {
    /// Returns the URL or the token.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }

    /// Returns whether it is a URL.
    pub fn is_url(&self) -> bool {
        let begins = |scheme: &str| {
            self.expose_secret().get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
        };
        begins("https://") || begins("http://")
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl From<Secret> for StreamAccess {
    fn from(access: Secret) -> Self {
        Self(access)
    }
}

impl From<&str> for StreamAccess {
    fn from(access: &str) -> Self {
        Self(access.into())
    }
}

impl fmt::Debug for StreamAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(self.expose_secret()).ok().filter(|_| self.is_url());
        match url.as_ref().and_then(Url::host_str) {
            Some(host) => write!(f, "StreamAccess({host})"),
            None => f.write_str("StreamAccess(..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_shows_its_host_and_a_token_nothing() {
        for (text, is_url, shown) in [
            ("https://up.example:8010/a?auth=s3cret", true, "StreamAccess(up.example)"),
            ("HTTP://127.0.0.1/?auth=s3cret", true, "StreamAccess(127.0.0.1)"),
            ("https://u:s3cret@", true, "StreamAccess(..)"),
            ("s3cret", false, "StreamAccess(..)"),
            ("s3cret://host", false, "StreamAccess(..)"),
            ("wss://host/s3cret", false, "StreamAccess(..)"),
        ] {
            let access = StreamAccess::from(text);
            assert_eq!((access.is_url(), format!("{access:?}").as_str()), (is_url, shown));
        }
    }
}
