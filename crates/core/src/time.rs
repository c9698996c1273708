//! Points in time as the vendors write them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A point in time, kept as the text that the vendor sent.
///
/// Vendors write dates in many ways; the text survives unharmed, and [`unix_seconds`](Self::unix_seconds)
/// reads the two that are common: RFC 3339, and whole or fractional seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The vendor's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Seconds since 1970-01-01T00:00:00Z, if the text is RFC 3339 with an offset, or a number of
    /// seconds.
    pub fn unix_seconds(&self) -> Option<i64> {
        if let Ok(seconds) = self.0.parse() {
            return Some(seconds);
        }
        let text = self.0.as_str();
        let (date, time) = (text.get(..10)?, text.get(11..)?);
        if !matches!(text.as_bytes().get(10)?, b'T' | b't' | b' ') {
            return None;
        }
        let mut parts = date.splitn(3, '-').map(digits);
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let zone = time.find(['Z', 'z', '+', '-'])?;
        let clock = time.get(..zone)?.split('.').next()?;
        let mut parts = clock.splitn(3, ':').map(digits);
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        Some(
            days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset(time.get(zone..)?)?,
        )
    }
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first()? {
        b'Z' | b'z' => return (zone.len() == 1).then_some(0),
        b'-' => -1,
        _ => 1,
    };
    let (hours, minutes) = (digits(zone.get(1..3)?)?, digits(zone.get(3..)?.trim_start_matches(':'))?);
    Some(sign * (hours * 3600 + minutes * 60))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl From<&str> for Timestamp {
    #[inline]
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        crate::lenient::text(from).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_spellings_are_read() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:30:05.123456789Z", Some(1_709_209_805)),
            ("2031-05-06T07:08:09+00:00", Some(1_935_817_689)),
            ("2031-05-06T09:08:09+02:00", Some(1_935_817_689)),
            ("2031-05-06T02:08:09-0500", Some(1_935_817_689)),
            ("0001-01-01T00:00:00Z", Some(-62_135_596_800)),
            ("1790000000", Some(1_790_000_000)),
            ("", None),
            ("2031-05-06 07:08:09", None),
            ("2031-05-06", None),
            ("soon", None),
            ("2031-13-06T07:08:09Z", None),
            ("ääääääääääääää", None),
        ] {
            assert_eq!(Timestamp::from(text).unix_seconds(), seconds, "{text}");
        }
    }
}
