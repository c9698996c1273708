//! The servers of a client, and which URLs are safe to send credentials to.

use crate::{Error, ErrorKind, Result};
use url::{Host, Url};

/// One of the servers that a client connects to. Credentials go to the first only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin(pub(crate) usize);

impl Origin {
    /// The first: the vendor's API.
    pub const MAIN: Self = Self(0);

    /// The nth server beside the first, in the order in which the vendor's client names them.
    pub const fn beside(n: usize) -> Self {
        Self(n + 1)
    }
}

/// A base URL that credentials may be sent to.
pub(crate) fn base_url(text: &str) -> Result<Url> {
    let config = |text: &str| Error::new(ErrorKind::Config, text);
    let mut url = Url::parse(text.trim()).map_err(|_| config("the base URL cannot be read"))?;
    let secure = match url.scheme() {
        "https" => true,
        "http" => is_loopback(&url),
        _ => false,
    };
    if !secure {
        return Err(config("the base URL must begin with `https://` (`http://` is for loopback only)"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(config("the base URL must not hold credentials"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(config("the base URL must not hold a query or a fragment"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// A URL that a server handed out. The error does not quote it: a link may be all that a thief needs.
pub(crate) fn target_url(text: &str) -> Result<Url> {
    let unsafe_url = |rule| Error::input("url", rule);
    let url = Url::parse(text).map_err(|_| unsafe_url("must be a whole URL"))?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if !secure {
        return Err(unsafe_url("must begin with `https://` (`http://` is for loopback only)"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(unsafe_url("must hold neither credentials nor a fragment"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_base_urls_are_accepted() {
        for good in [
            "https://a.example",
            "https://a.example:8443/api/1.0/",
            "http://127.0.0.1:80",
            "http://localhost",
            "http://[::1]:9",
        ] {
            assert!(base_url(good).is_ok(), "{good}");
        }
        assert_eq!(base_url("https://a.example/api/1.0//").unwrap().path(), "/api/1.0");
        for bad in [
            "",
            "a.example",
            "http://a.example",
            "ftp://a.example",
            "https://u:p@a.example",
            "https://a.example?x=1",
            "http://localhost.example",
            "https://",
        ] {
            assert_eq!(base_url(bad).unwrap_err().kind(), ErrorKind::Config, "{bad}");
        }
    }
}
