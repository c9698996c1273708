//! Checks of documented limits: each names the field and the rule, never the value.

use crate::{Error, Extra, Result, Secret, SecretBytes, Timestamp, secret::SecretUrl};
use serde_json::{Map, Value};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    ops::RangeInclusive,
};

/// What a request can send, and which values of it are refused before anything is sent.
///
/// [`Request::json`](crate::Request::json), [`form`](crate::Request::form), [`query_of`](crate::Request::query_of),
/// [`create`](crate::Request::create) and [`replace`](crate::Request::replace) call both methods. The derives `Record`
/// and `Body` write the implementation, which checks each field first; for a type that implements `Serialize` in
/// another way, and has no limits, `impl Input for X {}` is enough.
pub trait Input {
    /// Checks documented limits. Not called if the client leaves them to the server
    /// ([`ClientBuilder::check_input`](crate::ClientBuilder::check_input)).
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Checks what would be dangerous to send; always called.
    fn check_always(&self) -> Result<()> {
        Ok(())
    }
}

macro_rules! without_limits {
    ($($type:ty),+ $(,)?) => {$(
        impl Input for $type {}
    )+};
}

without_limits! {
    (), bool, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64, char, str, String, Cow<'_, str>,
    Secret, SecretBytes, SecretUrl, Timestamp, Value, Map<String, Value>, Extra,
}

macro_rules! of_each {
    ($($type:ty),+ $(,)?) => {$(
        impl<T: Input> Input for $type {
            fn check(&self) -> Result<()> {
                self.iter().try_for_each(Input::check)
            }
            fn check_always(&self) -> Result<()> {
                self.iter().try_for_each(Input::check_always)
            }
        }
    )+};
}

of_each! { Option<T>, Vec<T>, [T] }

impl<T: Input, const N: usize> Input for [T; N] {
    fn check(&self) -> Result<()> {
        self.as_slice().check()
    }
    fn check_always(&self) -> Result<()> {
        self.as_slice().check_always()
    }
}

impl<K, T: Input> Input for BTreeMap<K, T> {
    fn check(&self) -> Result<()> {
        self.values().try_for_each(Input::check)
    }
    fn check_always(&self) -> Result<()> {
        self.values().try_for_each(Input::check_always)
    }
}

impl<K, T: Input, S> Input for HashMap<K, T, S> {
    fn check(&self) -> Result<()> {
        self.values().try_for_each(Input::check)
    }
    fn check_always(&self) -> Result<()> {
        self.values().try_for_each(Input::check_always)
    }
}

impl<T: Input + ?Sized> Input for &T {
    fn check(&self) -> Result<()> {
        (**self).check()
    }
    fn check_always(&self) -> Result<()> {
        (**self).check_always()
    }
}

impl<T: Input + ?Sized> Input for Box<T> {
    fn check(&self) -> Result<()> {
        (**self).check()
    }
    fn check_always(&self) -> Result<()> {
        (**self).check_always()
    }
}

/// Length in characters.
pub fn length(field: &str, value: &str, range: RangeInclusive<usize>) -> Result<()> {
    if range.contains(&value.chars().count()) {
        return Ok(());
    }
    let (low, high) = (range.start(), range.end());
    Err(match (low, high) {
        (low, high) if low == high => Error::input(field, format!("must have exactly {low} characters")),
        (0, high) => Error::input(field, format!("must have at most {high} characters")),
        (1, &usize::MAX) => Error::input(field, "must not be empty"),
        (low, high) => Error::input(field, format!("must have {low} to {high} characters")),
    })
}

/// At least one character.
pub fn required(field: &str, value: &str) -> Result<()> {
    length(field, value, 1..=usize::MAX)
}

/// Only characters for which `allowed` holds; `rule` names them.
pub fn characters(field: &str, value: &str, rule: &str, allowed: impl Fn(char) -> bool) -> Result<()> {
    if value.chars().all(allowed) {
        Ok(())
    } else {
        Err(Error::input(field, format!("may hold {rule} only")))
    }
}

/// Something before and after one `@`, no blanks: the least that every mail server requires.
pub fn email(field: &str, value: &str) -> Result<()> {
    match value.split_once('@') {
        Some((local, domain))
            if !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !value.contains(char::is_whitespace) =>
        {
            Ok(())
        }
        _ => Err(Error::input(field, "must be an e-mail address")),
    }
}
