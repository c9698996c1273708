//! The servers of a client, and which URLs are safe to send credentials to.

use crate::{Error, ErrorKind, Result, text};
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

/// A base URL that credentials may be sent to: `https`, or `http` on loopback.
///
/// # Errors
/// [`ErrorKind::Config`] for every other URL, and for one whose text is not what would be connected to.
#[doc(hidden)]
pub fn base_url(text: &str) -> Result<Url> {
    let mut url = server_url("base", text, ["https", "http"])?;
    if url.query().is_some() {
        return Err(unsafe_url("base", "must not hold a query"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// The URL of a websocket that a token may be sent to: `wss`, or `ws` on loopback.
pub(crate) fn socket_url(text: &str) -> Result<Url> {
    server_url("websocket", text, ["wss", "ws"])
}

fn server_url(what: &str, text: &str, [tls, plain]: [&str; 2]) -> Result<Url> {
    let text = text.trim();
    // The parser takes any number of slashes before the host, none too.
    let rest = text.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    let rule = match Url::parse(text).ok() {
        // The parser removes line breaks and reads a backslash as a slash.
        _ if text.contains(|c: char| c == '\\' || c.is_control()) => {
            "must not hold a backslash, a line break or another control character"
        }
        None => &["cannot be read: it must begin with `", tls, "://` and a host"].concat(),
        Some(url) if url.scheme() != tls && !(url.scheme() == plain && is_loopback(&url)) => {
            &["must begin with `", tls, "://` (`", plain, "://` is for loopback only)"].concat()
        }
        Some(_) if rest.is_none_or(|rest| rest.starts_with('/')) => {
            "must have exactly two slashes before its host"
        }
        Some(url) if !url.username().is_empty() || url.password().is_some() => "must not hold credentials",
        Some(url) if url.fragment().is_some() => "must not hold a fragment",
        Some(url) if text::contains(url.path(), "//") => "must not hold `//` in its path",
        Some(url) => return Ok(url),
    };
    Err(unsafe_url(what, rule))
}

fn unsafe_url(what: &str, rule: &str) -> Error {
    Error::new(ErrorKind::Config, ["the ", what, " URL ", rule].concat())
}

/// A URL that a server handed out to a client whose own server is `from`. The error does not quote it: a link may be all
/// that a thief needs.
pub(crate) fn target_url(text: &str, from: &Url) -> Result<Url> {
    let unsafe_url = |rule| Error::input("url", rule);
    let url = Url::parse(text).map_err(|_| unsafe_url("must be a whole URL"))?;
    let plain = url.scheme() == "http" && is_loopback(&url);
    // Another machine's loopback is not this one's.
    if url.scheme() != "https" && !(plain && from.scheme() == "http") {
        return Err(unsafe_url(
            "must begin with `https://` (`http://` is for loopback only, and only in replies of such a server)",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(unsafe_url("must hold neither credentials nor a fragment"));
    }
    Ok(url)
}

/// Appends, never joins: a path cannot change scheme, host or port, which are not read again.
pub(crate) fn append(base: &Url, target: &str) -> Result<Url> {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let root = base.path().trim_end_matches('/');
    let mut url = base.clone();
    if root.is_empty() {
        url.set_path(path);
    } else {
        url.set_path(&[root, path].concat());
    }
    url.set_query(query);
    match url.path().strip_prefix(root) {
        Some(rest) if rest.starts_with('/') => Ok(url),
        _ => Err(Error::input("path", "would leave the server it belongs to")),
    }
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
    fn a_path_stays_below_the_base_and_prefixes_end_with_a_segment() {
        let base = base_url("https://a.example/base").unwrap();
        assert_eq!(append(&base, "/u?q=1").unwrap().as_str(), "https://a.example/base/u?q=1");
        for outside in
            ["/../base2/u", "/%2e%2e/base2/u", "/.%2E/basement", "/../base", "/..", "2/u", "/x/../../u"]
        {
            assert_eq!(append(&base, outside).unwrap_err().kind(), ErrorKind::Input, "{outside}");
        }
    }

    #[test]
    fn a_link_to_loopback_is_for_clients_of_loopback() {
        let [near, tls, far] = ["http://127.0.0.1:1", "https://localhost:1", "https://a.example"].map(url);
        for link in ["http://127.0.0.1:8011/x", "http://localhost/x", "http://[::1]:9/x"] {
            assert!(target_url(link, &near).is_ok(), "{link}");
            for from in [&tls, &far] {
                assert_eq!(target_url(link, from).unwrap_err().kind(), ErrorKind::Input, "{link} {from}");
            }
        }
        for from in [&near, &tls, &far] {
            assert!(target_url("https://files.example:8011/x", from).is_ok());
            assert!(target_url("http://files.example/x", from).is_err());
        }
    }

    fn url(text: &str) -> Url {
        base_url(text).unwrap()
    }

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
        assert_eq!(base_url("https://a.example/api/1.0/").unwrap().path(), "/api/1.0");
        for bad in [
            "",
            "a.example",
            "http://a.example",
            "ftp://a.example",
            "https://u:p@a.example",
            "https://a.example?x=1",
            "http://localhost.example",
            "https://a.example#x",
            "https://",
            "https:a.example",
            "https:/a.example",
            "https:///a.example",
            "https:\\\\a.example",
            "https://a.exam\nple",
            "https://a.example/api\\1.0",
            "https://a.example//",
            "https://a.example//api",
            "https://a.example/api//1.0",
            "https://a.example/api/1.0//",
            "https://https://a.example",
            "https://a.example/https://b.example",
        ] {
            assert_eq!(base_url(bad).unwrap_err().kind(), ErrorKind::Config, "{bad}");
            let socket = bad.replacen("http", "ws", 1);
            if !bad.contains('?') {
                assert_eq!(socket_url(&socket).unwrap_err().kind(), ErrorKind::Config, "{socket}");
            }
        }
    }
}
