//! URLs that a server hands out.

use super::{Class, Request};
use crate::{
    Error, Result, Secret,
    builder::{self, Origin},
};
use url::Url;

impl Request {
    /// Goes to this URL, which a server handed out, in place of the client's own server: a link that opens something
    /// by itself. Path and query of the request do not count then.
    ///
    /// It must be `https` (`http` on loopback) without a user name. The client's credential and its cookies do not go
    /// there, and the request is not repeated once it may have arrived: such links work once. The URL is a secret:
    /// it shows in no error and in no log.
    pub fn given(mut self, url: &Secret) -> Self {
        match parse(url.expose_secret()) {
            Ok(parsed) => {
                // A server may say back what the link holds without the rest of it.
                for (_, value) in parsed.query_pairs() {
                    self.secrets.add(&Secret::from(value.into_owned()));
                }
                self.given = Some(Box::new(parsed));
                self.class = Class::Once;
                self.confide(url)
            }
            Err(error) => self.fail(error),
        }
    }

    /// The server that it goes to.
    pub(crate) fn server(&self) -> Result<&Url> {
        self.given.as_deref().map_or_else(|| self.client.url(self.origin), Ok)
    }

    /// Whether it goes to the one server that credentials and cookies are for.
    pub(crate) fn is_at_home(&self) -> bool {
        self.given.is_none() && self.origin == Origin::MAIN
    }
}

/// What it says is not quoted: a link may be all that a thief needs.
fn parse(text: &str) -> Result<Url> {
    let unsafe_url = |rule| Error::input("url", rule);
    let url = Url::parse(text).map_err(|_| unsafe_url("must be a whole URL"))?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && builder::is_loopback(&url));
    if !secure {
        return Err(unsafe_url("must begin with `https://` (`http://` is for loopback only)"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(unsafe_url("must hold neither credentials nor a fragment"));
    }
    Ok(url)
}
