//! How long an order lasts.

use crate::Result;
use portcullis_core::{Error, Input};
use serde::{Serialize, Serializer};

/// How long an order or certificate is to be valid. Products differ in what they accept.
///
/// ```
/// use digicert::orders::Validity;
/// assert_eq!(serde_json::to_string(&Validity::Days(90)).unwrap(), r#"{"days":90}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Validity {
    /// Years, at least 1.
    Years(u64),
    /// Days, at least 1.
    Days(u64),
    /// Until this day, as `yyyy-MM-dd`.
    Until(String),
}

// `Body` derives structs, and this is an object that has exactly one of three members.
impl Serialize for Validity {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Years(years) => to.collect_map([("years", years)]),
            Self::Days(days) => to.collect_map([("days", days)]),
            Self::Until(date) => to.collect_map([("custom_expiration_date", date)]),
        }
    }
}

impl Input for Validity {
    fn check(&self) -> Result<()> {
        match self {
            Self::Years(0) | Self::Days(0) => Err(Error::input("validity", "must be at least 1")),
            Self::Until(date) if !is_date(date) => {
                Err(Error::input("validity", "must be a day as `yyyy-MM-dd`"))
            }
            _ => Ok(()),
        }
    }
}

impl Validity {
    /// The least and the most days that this can be.
    fn days(&self) -> Option<(u64, u64)> {
        match self {
            Self::Years(years) => Some((years.saturating_mul(365), years.saturating_mul(366))),
            Self::Days(days) => Some((*days, *days)),
            Self::Until(_) => None,
        }
    }

    /// Checks that a certificate of this validity does not outlast its order.
    pub(super) fn within(&self, order: &Self) -> Result<()> {
        match (self.days(), order.days()) {
            (Some((least, _)), Some((_, most))) if least > most => {
                Err(Error::input("cert_validity", "must not be longer than `order_validity`"))
            }
            _ => Ok(()),
        }
    }

    /// Checks that this is at most so many days.
    pub(super) fn at_most_days(&self, field: &str, most: u64) -> Result<()> {
        match self {
            Self::Days(days) if *days > most => {
                Err(Error::input(field, format!("must be at most {most} days")))
            }
            _ => Ok(()),
        }
    }

    /// Checks that this is at most so many years.
    pub(super) fn at_most_years(&self, field: &str, most: u64) -> Result<()> {
        match self {
            Self::Years(years) if *years > most => {
                Err(Error::input(field, format!("must be at most {most} years")))
            }
            _ => Ok(()),
        }
    }

    /// Checks that this is in years.
    pub(super) fn in_years(&self, field: &str) -> Result<()> {
        if matches!(self, Self::Years(_)) { Ok(()) } else { Err(Error::input(field, "must be in years")) }
    }
}

/// Whether a text is a day as `yyyy-MM-dd`.
pub(crate) fn is_date(text: &str) -> bool {
    let number = |digits: Option<&str>, length: usize, range: std::ops::RangeInclusive<u32>| {
        digits.is_some_and(|digits| {
            digits.len() == length
                && digits.bytes().all(|digit| digit.is_ascii_digit())
                && digits.parse().is_ok_and(|number| range.contains(&number))
        })
    };
    let mut parts = text.split('-');
    number(parts.next(), 4, 1..=9999)
        && number(parts.next(), 2, 1..=12)
        && number(parts.next(), 2, 1..=31)
        && parts.next().is_none()
}
