//! How long an order lasts, and how it is paid.

use crate::{Result, Secret};
use portcullis_core::{Error, Extra, Input, input};
use portcullis_macros::{Body, Record};
use serde::{Serialize, Serializer};

portcullis_core::open_enum! {
    /// How an order is paid. How a voucher is used is not documented.
    PaymentMethod {
        /// From the account's balance.
        Balance = "balance",
        /// By a credit card, which is sent with the order.
        Card = "card",
        /// By a stored payment profile.
        Profile = "profile",
        /// By wire transfer.
        WireTransfer = "wire_transfer",
    }
}

/// The address on the bill.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct BillingAddress {
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Country.
    pub country: Option<String>,
}

/// A credit card. **Partly guessed.** The vendor documents these two fields in part, and that there are others: prefer a
/// stored payment profile.
#[derive(Debug, Clone, Body)]
#[body(new(number, expiration_month), check)]
#[non_exhaustive]
pub struct CreditCard {
    /// The card's number.
    pub number: Secret,
    /// The month in which the card expires. Sent as text.
    pub expiration_month: Secret,
}

impl CreditCard {
    fn check(&self) -> Result<()> {
        input::required("number", self.number.expose_secret())?;
        input::required("expiration_month", self.expiration_month.expose_secret())
    }
}

/// How long an order or certificate is valid, as replies contain it: one of the three is set.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct OrderValidity {
    /// Years: 1 to 3 for a Multi-year Plan.
    pub years: Option<String>,
    /// Days.
    pub days: Option<i64>,
    /// The last day, as `yyyy-MM-dd`.
    pub custom_expiration_date: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

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

fn is_date(text: &str) -> bool {
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
