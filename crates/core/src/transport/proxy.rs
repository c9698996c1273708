//! Through which proxy connections go: the same answer for calls and for a vendor's websocket.

use crate::{Error, ErrorKind, Result, Secret, text};
use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use rustls::ClientConfig;
use std::{borrow::Cow, env, ffi::OsString, fmt, sync::Arc, time::Duration};
use url::Url;
use zeroize::Zeroizing;

/// Through which proxy connections go. A proxy is reached by HTTP or HTTPS, and tunnels TLS by CONNECT.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Proxy {
    /// The proxy that `HTTPS_PROXY` or else `ALL_PROXY` names (or the same in lower case), except for the hosts of
    /// `NO_PROXY`. It is never used for loopback. `HTTP_PROXY` has no effect: only loopback is reached without TLS.
    #[default]
    Environment,
    /// None: advised for appliances in the same network.
    None,
    /// This one, for every server; the URL may hold a user name and a password. All servers must use TLS.
    Url(Secret),
}

/// The first that is set is used.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// The environment's proxy is not for these.
const LOOPBACK: &str = ",localhost,127.0.0.0/8,::1,::ffff:127.0.0.0/104";
/// No server has this name (RFC 6761): no connection bypasses a proxy that is not usable.
const UNUSABLE: &str = "http://proxy.invalid/";
/// The text of the error after a proxy's 407.
#[doc(hidden)]
pub const PROXY_AUTHENTICATION: &str = "the proxy requires authentication, or rejected its credentials (407)";
/// What a proxy URL must be.
const RULE: &str =
    "must be `http://` or `https://`, a host and a port, with or without a user name, and no path";

/// A client's proxy, and the hosts that are reached without it.
pub(crate) struct Route {
    pub(crate) url: Secret,
    pub(crate) except: String,
}

impl Route {
    /// The proxy for a client of these servers; `None` if it connects directly.
    pub(crate) fn new(proxy: &Proxy, servers: &[&Url]) -> Result<Option<Self>> {
        match proxy {
            Proxy::None => Ok(None),
            Proxy::Environment => Self::from_environment(&|name| env::var_os(name), servers),
            Proxy::Url(url) => {
                if servers.iter().any(|server| !uses_tls(server)) {
                    return Err(config(
                        "`Proxy::Url` needs servers with TLS: without it, a proxy could read and change everything",
                    ));
                }
                let url = usable(url).ok_or_else(|| config(["the proxy URL ", RULE].concat()))?;
                Ok(Some(Self { url, except: String::new() }))
            }
        }
    }

    fn from_environment(get: &dyn Fn(&str) -> Option<OsString>, servers: &[&Url]) -> Result<Option<Self>> {
        let set = |name: &str| get(name).filter(|value| !value.is_empty());
        let Some((name, value)) = PROXIES.iter().find_map(|name| Some((name, set(name)?))) else {
            return Ok(None);
        };
        let except = EXCEPTIONS.iter().find_map(|name| set(name)).unwrap_or_default();
        let found = value.into_string().ok().map(Secret::from).as_ref().and_then(usable);
        let usable = found.is_some();
        let url = found.unwrap_or_else(|| UNUSABLE.into());
        let route = Self { url, except: [&*except.to_string_lossy(), LOOPBACK].concat() };
        if !usable && servers.iter().any(|server| route.hop(server).is_some()) {
            return Err(config(["the proxy URL in ", name, " ", RULE].concat()));
        }
        Ok(Some(route))
    }

    /// The proxy for this server; `None` for a direct connection.
    pub(crate) fn hop(&self, server: &Url) -> Option<Hop> {
        let host = server.host_str().filter(|_| uses_tls(server))?;
        let server = Uri::try_from(["https://", host, "/"].concat()).ok()?;
        hop(self.url.expose_secret(), &self.except, &server)
    }
}

fn config(text: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Config, text)
}

fn uses_tls(server: &Url) -> bool {
    matches!(server.scheme(), "https" | "wss")
}

/// The URL as the HTTP client takes it, if a proxy can be reached by it.
fn usable(url: &Secret) -> Option<Secret> {
    let text = url.expose_secret().trim();
    let whole = Zeroizing::new(if text::contains(text, "://") {
        text.to_owned()
    } else {
        ["http://", text].concat()
    });
    let url = Url::parse(&whole).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    let url = Secret::from(String::from(url));
    // The HTTP client ignores a URL that its own parser refuses, and would connect directly.
    (plain && hop(url.expose_secret(), "", &Uri::from_static("https://a.invalid/")).is_some()).then_some(url)
}

fn hop(proxy: &str, except: &str, server: &Uri) -> Option<Hop> {
    let found = Matcher::builder().https(proxy).no(except).build().intercept(server)?;
    let (uri, tls) = (found.uri(), found.uri().scheme_str() == Some("https"));
    Some(Hop {
        host: uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned(),
        port: uri.port_u16().unwrap_or(if tls { 443 } else { 80 }),
        tls,
        authorization: found.basic_auth().cloned(),
    })
}

/// A proxy on the way to a server.
#[doc(hidden)]
#[derive(Clone)]
#[non_exhaustive]
pub struct Hop {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether it is reached by TLS.
    pub tls: bool,
    /// The value of `Proxy-Authorization`.
    pub authorization: Option<HeaderValue>,
}

impl fmt::Debug for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hop({}:{})", self.host, self.port)
    }
}

/// How a vendor's websocket is reached: by the trust, the identity and the proxy of the calls.
#[doc(hidden)]
#[non_exhaustive]
pub struct SocketRoute {
    /// The server's URL: `wss`, or `ws` on loopback.
    pub url: Url,
    /// The TLS settings for `wss`, and for a proxy with TLS.
    pub tls: Option<Arc<ClientConfig>>,
    /// The proxy.
    pub proxy: Option<Hop>,
    /// Bounds the connection.
    pub connect_timeout: Duration,
}

impl fmt::Debug for SocketRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketRoute")
            .field("host", &self.url.host_str())
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// The proxy for a server in an environment.
    fn through(variables: &[(&str, &str)], server: &str) -> Result<Option<String>> {
        let get = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, v)| v.into());
        let server = url(server);
        let route = Route::from_environment(&get, &[&server])?;
        Ok(route.and_then(|route| route.hop(&server)).map(|hop| format!("{hop:?} {}", hop.tls)))
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_proxy() {
        let far = "https://vault.example:8443/api";
        let through = |variables: &[(&str, &str)]| through(variables, far).unwrap();
        let first = Some("Hop(first:3128) false".to_owned());
        assert_eq!(through(&[("HTTPS_PROXY", "http://first:3128"), ("ALL_PROXY", "http://second:1")]), first);
        assert_eq!(through(&[("https_proxy", "first:3128"), ("all_proxy", "http://second:1")]), first);
        assert_eq!(through(&[("HTTPS_PROXY", ""), ("ALL_PROXY", " http://first:3128/ ")]), first);
        assert_eq!(through(&[("all_proxy", "http://u:p%40@first:3128")]), first);
        assert_eq!(through(&[("HTTPS_PROXY", "https://first")]), Some("Hop(first:443) true".to_owned()));
        assert_eq!(through(&[("HTTPS_PROXY", "http://[::1]:8")]), Some("Hop(::1:8) false".to_owned()));
        assert_eq!(
            through(&[("HTTP_PROXY", "http://first:3128"), ("http_proxy", "http://first:3128")]),
            None
        );
        assert_eq!(through(&[("HTTPS_PROXY", "first:3128"), ("NO_PROXY", "other, vault.example")]), None);
        assert_eq!(through(&[("HTTPS_PROXY", "first:3128"), ("no_proxy", ".example")]), None);
        assert_eq!(through(&[]), None);
    }

    #[test]
    fn loopback_is_reached_without_the_environments_proxy() {
        for server in [
            "https://localhost:1",
            "https://LOCALHOST",
            "https://tenant.localhost:1",
            "https://127.0.0.1",
            "https://127.9.9.9:1/x",
            "https://[::1]:1",
            "https://[::ffff:127.0.0.1]",
            "wss://localhost:1",
            "http://127.0.0.1:1",
            "ws://[::1]:1",
        ] {
            for proxy in ["http://proxy.example:1", "socks5h://127.0.0.1:9050", "garbage garbage"] {
                let set =
                    [("HTTPS_PROXY", proxy), ("HTTP_PROXY", proxy), ("ALL_PROXY", proxy), ("NO_PROXY", "x")];
                assert_eq!(through(&set, server).unwrap(), None, "{server} {proxy}");
            }
        }
        for server in
            ["https://localhost.example", "https://127.0.0.1.example", "https://128.0.0.1", "wss://a"]
        {
            let set = [("HTTPS_PROXY", "http://proxy.example:1")];
            assert_eq!(
                through(&set, server).unwrap().as_deref(),
                Some("Hop(proxy.example:1) false"),
                "{server}"
            );
        }
    }

    const GARBAGE: [&str; 13] = [
        "http://",
        "://",
        "http://a b",
        "proxy.example:port",
        "proxy.example:99999",
        "http:///",
        "socks5://proxy.example:1080",
        "socks5h://u:p@proxy.example",
        "ftp://proxy.example",
        "http://proxy.example/path",
        "http://proxy.example?query",
        "http://proxy.example#x",
        " ",
    ];

    #[test]
    fn garbage_is_a_configuration_error_that_names_its_place() {
        for garbage in GARBAGE {
            for name in PROXIES {
                let error = through(&[(name, garbage)], "https://vault.example").unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Config);
                assert!(error.to_string().contains(name), "{error}");
                // Hosts that the proxy is not for are reached all the same.
                let set = [(name, garbage), ("NO_PROXY", ".example")];
                assert_eq!(through(&set, "https://vault.example").unwrap(), None, "{garbage}");
            }
            let server = url("https://vault.example");
            let error = Route::new(&Proxy::Url(garbage.into()), &[&server]).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Config, "{garbage}");
        }
    }

    #[test]
    fn garbage_never_leads_past_the_proxy() {
        let get = |name: &str| (name == "HTTPS_PROXY").then(|| "socks5://127.0.0.1:1".into());
        let route = Route::from_environment(&get, &[&url("https://localhost")]).unwrap().unwrap();
        assert_eq!(route.hop(&url("https://elsewhere.example")).unwrap().host, "proxy.invalid");
    }

    #[test]
    fn a_proxy_of_ones_own_is_for_every_server_with_tls_and_for_no_other() {
        let proxy = Proxy::Url("http://u:p@proxy.example".into());
        let (near, far) = (url("https://localhost:1"), url("https://vault.example"));
        let route = Route::new(&proxy, &[&near, &far]).unwrap().unwrap();
        for server in [&near, &far] {
            let hop = route.hop(server).unwrap();
            assert_eq!(
                (hop.host.as_str(), hop.port, hop.authorization.unwrap().is_sensitive()),
                ("proxy.example", 80, true)
            );
        }
        for plain in ["http://127.0.0.1:1", "ws://localhost"] {
            let error = Route::new(&proxy, &[&far, &url(plain)]).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Config, "{plain}");
        }
        assert!(Route::new(&Proxy::None, &[&far]).unwrap().is_none());
    }
}
