//! Cookies for load-balancer affinity: names and values of one host, and no more of RFC 6265 than that.

use crate::secret::{self, Secret};
use http::{HeaderMap, HeaderValue, header};
use std::{
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

/// More cookies than a load balancer has use for.
const MOST: usize = 32;
const LONGEST: usize = 4096;

struct Cookie {
    name: String,
    value: Secret,
    path: String,
}

/// The cookies of the client's first origin; they never go anywhere else.
pub(crate) trait Cookies: Send + Sync {
    fn store(&self, headers: &HeaderMap);
    fn header(&self, path: &str) -> Option<HeaderValue>;
}

pub(crate) fn jar() -> Box<dyn Cookies> {
    Box::new(Jar::default())
}

#[derive(Default)]
struct Jar(Mutex<Vec<Cookie>>);

impl Cookies for Jar {
    fn store(&self, headers: &HeaderMap) {
        for value in headers.get_all(header::SET_COOKIE) {
            if let Some((cookie, gone)) = value.to_str().ok().and_then(parse) {
                let mut jar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                jar.retain(|known| (&known.name, &known.path) != (&cookie.name, &cookie.path));
                if !gone && jar.len() < MOST {
                    jar.push(cookie);
                }
            }
        }
    }

    fn header(&self, path: &str) -> Option<HeaderValue> {
        let jar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for cookie in jar.iter().filter(|c| covers(&c.path, path)) {
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

fn parse(text: &str) -> Option<(Cookie, bool)> {
    let mut parts = text.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    if name.is_empty() || text.len() > LONGEST {
        return None;
    }
    let (mut path, mut gone) = ("/", false);
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match key.to_ascii_lowercase().as_str() {
            "path" if value.starts_with('/') => path = value,
            "max-age" => gone |= value.trim().parse::<i64>().is_ok_and(|seconds| seconds <= 0),
            "expires" => {
                gone |= httpdate::parse_http_date(value).is_ok_and(|at| at <= SystemTime::now());
            }
            _ => {}
        }
    }
    Some((Cookie { name: name.into(), value: value.into(), path: path.into() }, gone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(lines: &[&str]) -> Jar {
        let jar = Jar::default();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::SET_COOKIE, HeaderValue::from_str(line).unwrap());
        }
        jar.store(&headers);
        jar
    }

    #[test]
    fn cookies_are_kept_by_name_and_path_and_can_be_taken_back() {
        let jar = jar(&[
            "node=a; Path=/; HttpOnly",
            "deep=b; path=/auth",
            "node=c",
            "old=d",
            "old=; Max-Age=0",
            "nonsense",
        ]);
        assert_eq!(jar.header("/auth/login").unwrap(), "deep=b; node=c");
        assert_eq!(jar.header("/authority").unwrap(), "node=c");
        assert!(format!("{:?}", jar.header("/").unwrap()).contains("Sensitive"));
    }
}
