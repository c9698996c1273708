//! Amounts, without loss.

use crate::Error;
use portcullis_core::{
    Input,
    record::{Lenient, Member},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Number, value::RawValue};
use std::fmt;

/// An exact decimal number: an amount of money, a number of units, or a percentage.
///
/// It keeps the digits that the server sent, as a text or as a number, and never becomes a floating-point number; of a
/// number in an object that is written back, it keeps 15 digits.
/// [`minor_units`](Self::minor_units) makes a whole number of it, to calculate with. Two amounts are equal if their
/// texts are: `1` and `1.00` differ.
///
/// ```
/// use digicert::finance::Amount;
/// let price = Amount::from("1234.5");
/// assert_eq!((price.as_str(), price.minor_units(2)), ("1234.5", Some(123_450)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amount(String);

impl Amount {
    /// The number as the server sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The amount as a whole number of its smallest unit, exactly: with 2 decimals, `-0.5` is -50 cents.
    ///
    /// `None` if the text is no plain decimal number (an exponent or a separator of thousands is none), if it has more
    /// decimals, unless they are zeros, or if the result does not fit.
    pub fn minor_units(&self, decimals: u32) -> Option<i128> {
        let (negative, digits) = self.0.strip_prefix('-').map_or((false, &*self.0), |digits| (true, digits));
        let (whole, fraction) = digits.split_once('.').map_or((digits, "0"), |(whole, rest)| (whole, rest));
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let missing = decimals.checked_sub(u32::try_from(fraction.len()).ok()?)?;
        let value: i128 = [whole, fraction].concat().parse().ok()?;
        let value = value.checked_mul(10_i128.checked_pow(missing)?)?;
        Some(if negative { -value } else { value })
    }

    /// Whether it is a plain decimal number greater than 0.
    pub(crate) fn is_positive(&self) -> bool {
        let decimals = self.0.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        u32::try_from(decimals)
            .is_ok_and(|decimals| self.minor_units(decimals).is_some_and(|value| value > 0))
    }

    /// The number of JSON with these digits.
    fn number(&self) -> Option<Box<RawValue>> {
        let digits = self.0.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        RawValue::from_string(self.0.clone()).ok().filter(|_| digits)
    }

    /// Checks that it can be sent as a number.
    pub(crate) fn check_number(amount: Option<&Self>, field: &str) -> crate::Result<()> {
        match amount {
            Some(amount) if amount.number().is_none() => Err(Error::input(field, "must be a decimal number")),
            _ => Ok(()),
        }
    }

    /// Writes it as a number, for members that the service reads no text from.
    pub(crate) fn as_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.number().ok_or_else(|| ser::Error::custom("expected an amount"))?.serialize(to)
    }
}

impl From<&str> for Amount {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Amount {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Input for Amount {}

impl Member for Amount {
    const SCALAR: bool = true;
    fn empty() -> Self {
        Self(String::new())
    }
    fn text(text: &str) -> Option<Self> {
        Some(Self::from(text)).filter(|amount| amount.number().is_some())
    }
    fn number(number: &Number) -> Option<Self> {
        Some(Self(number.to_string()))
    }
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.as_number(to)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::read(from)?.ok_or_else(|| de::Error::custom("expected an amount, found nothing"))
    }
}

impl Lenient for Amount {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        // The text of a number, before anything makes a floating-point number of it.
        let json = Box::<RawValue>::deserialize(from)?;
        let text = match json.get().as_bytes() {
            [b'"', ..] => serde_json::from_str(json.get()).map_err(|_| wrong())?,
            [b'-' | b'0'..=b'9', ..] => json.get().to_owned(),
            b"null" | b"false" | b"[]" => String::new(),
            _ => return Err(wrong()),
        };
        Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(Self::from))
    }
}

fn wrong<E: de::Error>() -> E {
    E::custom("expected an amount")
}
