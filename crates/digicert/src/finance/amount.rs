//! Amounts, without loss.

use portcullis_core::{Input, record::Lenient};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;
use std::fmt;

/// An exact decimal number: an amount of money, or a number of units.
///
/// It keeps the digits that the server sent, as a text or as a number, and never becomes a floating-point number.
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
    pub(super) fn is_positive(&self) -> bool {
        let decimals = self.0.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        u32::try_from(decimals)
            .is_ok_and(|decimals| self.minor_units(decimals).is_some_and(|value| value > 0))
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
