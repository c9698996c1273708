//! Cookies for load-balancer affinity: those of one host, as RFC 6265 reads, keeps and sends them.

use crate::{
    http_date,
    secret::{self, Secret},
};
use http::{HeaderMap, HeaderValue, header};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};
use url::Url;

/// More cookies than a load balancer has use for.
const MOST: usize = 32;
const LONGEST: usize = 4096;
/// The maximum length of the cookies of a request: servers refuse longer headers.
const LONGEST_SENT: usize = 8192;

struct Cookie {
    name: String,
    value: Secret,
    path: String,
    /// When it ends; without this it lasts as long as the client.
    until: Option<SystemTime>,
}

impl Cookie {
    fn is_gone(&self, now: SystemTime) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// The cookies of the client's first origin; they never go anywhere else.
pub(crate) trait Cookies: Send + Sync {
    /// Keeps what a reply to a request of this URL sets.
    fn store(&self, url: &Url, headers: &HeaderMap);
    /// Collects the values of all of them.
    fn values(&self, to: &mut Vec<Secret>);
    /// The header for a request to this path.
    fn header(&self, path: &str) -> Option<HeaderValue>;
}

pub(crate) fn jar() -> Box<dyn Cookies> {
    Box::new(Jar::default())
}

/// In the order in which they were set last.
#[derive(Default)]
struct Jar(Mutex<Vec<Cookie>>);

impl Cookies for Jar {
    fn store(&self, url: &Url, headers: &HeaderMap) {
        let now = SystemTime::now();
        for value in headers.get_all(header::SET_COOKIE) {
            let text = std::str::from_utf8(value.as_bytes()).ok();
            let Some(cookie) = text.and_then(|text| parse(text, url, now)) else { continue };
            let mut jar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            jar.retain(|known| {
                (&known.name, &known.path) != (&cookie.name, &cookie.path) && !known.is_gone(now)
            });
            if cookie.is_gone(now) {
                continue;
            }
            if jar.len() >= MOST {
                jar.remove(0);
            }
            jar.push(cookie);
        }
    }

    fn values(&self, to: &mut Vec<Secret>) {
        let jar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        to.extend(jar.iter().map(|cookie| cookie.value.clone()));
    }

    fn header(&self, path: &str) -> Option<HeaderValue> {
        let now = SystemTime::now();
        let jar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut room = LONGEST_SENT;
        let mut fits = |cookie: &Cookie| {
            let length = cookie.name.len() + cookie.value.expose_secret().len() + "=; ".len();
            let left = room.checked_sub(length);
            room = left.unwrap_or(room);
            left.is_some()
        };
        // The newest first, for the room.
        let ours = jar.iter().rev().filter(|c| covers(&c.path, path) && !c.is_gone(now));
        // Longer paths first, of one length the older cookie. The sort of the standard library would add 6 kB.
        let mut sent: Vec<&Cookie> = Vec::new();
        for cookie in ours.filter(|cookie| fits(cookie)) {
            let longer = sent.iter().take_while(|other| other.path.len() > cookie.path.len()).count();
            sent.insert(longer, cookie);
        }
        let mut text = String::new();
        for cookie in sent {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(&cookie.name);
            text.push('=');
            text.push_str(cookie.value.expose_secret());
        }
        if text.is_empty() { None } else { secret::header_value(text.into()) }
    }
}

fn covers(cookie: &str, path: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| cookie.ends_with('/') || rest.is_empty() || rest.starts_with('/'))
}

/// The folder of a request's path: where a cookie without a path is for.
fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|end| path.get(..end)).filter(|folder| !folder.is_empty()).unwrap_or("/")
}

/// Whether a cookie of this domain is for this server.
fn is_for(domain: &str, url: &Url) -> bool {
    let domain = domain.strip_prefix('.').unwrap_or(domain).to_ascii_lowercase();
    let host = url.host_str().unwrap_or_default();
    let above = |host: &str| host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'));
    domain.is_empty() || host == domain || url.domain().is_some_and(above)
}

/// RFC 6265, 5.2: quotes are a part of the value, and of several attributes of a name the last one counts.
fn parse(text: &str, url: &Url, now: SystemTime) -> Option<Cookie> {
    let mut parts = text.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim_end(), value.trim_start());
    if name.is_empty() || text.len() > LONGEST {
        return None;
    }
    let (mut path, mut domain, mut max_age, mut expires) = (None, "", None, None);
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "path" => path = Some(value).filter(|path| path.starts_with('/')),
            "domain" => domain = value,
            "max-age" => max_age = seconds(value).or(max_age),
            "expires" => expires = http_date::seconds(value).or(expires),
            _ => {}
        }
    }
    if !is_for(domain, url) {
        return None;
    }
    let after = |start: SystemTime, seconds: i64| match u64::try_from(seconds) {
        // A time that the system cannot express is never reached.
        Ok(seconds) => start.checked_add(Duration::from_secs(seconds)),
        Err(_) => Some(SystemTime::UNIX_EPOCH),
    };
    let until = match (max_age, expires) {
        (Some(seconds), _) => after(now, seconds),
        (None, Some(seconds)) => after(SystemTime::UNIX_EPOCH, seconds),
        (None, None) => None,
    };
    let path = path.unwrap_or_else(|| folder(url.path())).into();
    Some(Cookie { name: name.into(), value: value.into(), path, until })
}

/// The value of `Max-Age`.
fn seconds(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let bound = if digits == text { i64::MAX } else { i64::MIN };
    is_number.then(|| text.parse().unwrap_or(bound))
}

#[cfg(test)]
mod tests;
