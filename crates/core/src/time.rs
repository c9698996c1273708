//! Points in time as the vendors write them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A point in time, kept as the text that the vendor sent.
///
/// Vendors write dates in many ways; the text survives unharmed, and [`unix_seconds`](Self::unix_seconds)
/// reads the two that are common: RFC 3339, and whole or fractional seconds since 1970. Of milliseconds, which only
/// the vendor's documentation distinguishes from seconds, [`from_unix_millis`](Self::from_unix_millis) makes one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The vendor's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A point in time of which the vendor sends milliseconds since 1970. The text becomes one of seconds.
    pub fn from_unix_millis(millis: i64) -> Self {
        let (seconds, rest) = (millis.unsigned_abs() / 1000, millis.unsigned_abs() % 1000);
        let sign = if millis < 0 { "-" } else { "" };
        Self(if rest == 0 { format!("{sign}{seconds}") } else { format!("{sign}{seconds}.{rest:03}") })
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down, if the text is RFC 3339 with an offset, or a number of
    /// seconds. `None` for anything else, a day or an offset that does not exist included.
    pub fn unix_seconds(&self) -> Option<i64> {
        if let Some(seconds) = number(&self.0) {
            return Some(seconds);
        }
        let text = self.0.as_str();
        let (date, time) = (text.get(..10)?, text.get(11..)?);
        if !matches!(text.as_bytes().get(10)?, b'T' | b't' | b' ') {
            return None;
        }
        let [year, month, day] = parts(date, '-')?;
        let zone = time.find(['Z', 'z', '+', '-'])?;
        let clock = time.get(..zone)?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let [hour, minute, second] = parts(clock, ':')?;
        digits(fraction)?;
        Some(unix([year, month, day], [hour, minute, second])? - offset(time.get(zone..)?)?)
    }
}

/// Whole or fractional seconds, rounded down.
fn number(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let (sign, amount) = whole.strip_prefix('-').map_or((1, whole), |amount| (-1, amount));
    digits(fraction)?;
    let below = i64::from(sign < 0 && fraction.bytes().any(|digit| digit != b'0'));
    (sign * amount_of(amount)?).checked_sub(below)
}

fn amount_of(text: &str) -> Option<i64> {
    digits(text)?;
    text.parse().ok()
}

/// Whether a text has digits only, at least one.
fn digits(text: &str) -> Option<()> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(())
}

fn parts(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.splitn(3, separator).map(amount_of);
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// Seconds since 1970 of a date and a time of day in UTC, if there is such a day and such a time.
pub(crate) fn unix([year, month, day]: [i64; 3], [hour, minute, second]: [i64; 3]) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    if day > days(next_year, next_month, 1) - days(year, month, 1) {
        return None;
    }
    Some(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first()? {
        b'Z' | b'z' => return (zone.len() == 1).then_some(0),
        b'-' => -1,
        _ => 1,
    };
    let minutes = zone.get(3..)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let (hours, minutes) = (amount_of(zone.get(1..3)?)?, amount_of(minutes).filter(|_| minutes.len() == 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
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
            ("1790000000.5", Some(1_790_000_000)),
            ("1790000000.000", Some(1_790_000_000)),
            ("-1.5", Some(-2)),
            ("-1.0", Some(-1)),
            ("0.999999999999999999999999999999", Some(0)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("99999999999999999999999.5", None),
            ("1.", None),
            (".5", None),
            ("1.5.5", None),
            ("1e9", None),
            ("-", None),
            ("+5", None),
            ("--5", None),
            ("2031-05-06T07:08:09.Z", None),
            ("2031-05-06T07:08:09.12x4Z", None),
            ("2031-05-06T07:08:09.5+00:00", Some(1_935_817_689)),
            ("2031-05-06T07:08:09+99:00", None),
            ("2031-05-06T07:08:09+00:60", None),
            ("2031-05-06T07:08:09+00:99999999999999999", None),
            ("2031-05-06T07:08:09+009223372036854775807", None),
            ("2031-05-06T07:08:09-23:59", Some(1_935_904_029)),
            ("2031-05-06T07:08:09+0", None),
            ("2031-05-06T07:08:09+", None),
            ("2031-05-06T07:08:09+ä0", None),
            ("2031-05-06T99999999999999999:08:09Z", None),
            ("2031-02-29T07:08:09Z", None),
            ("2032-02-29T07:08:09Z", Some(1_961_651_289)),
            ("2031-04-31T07:08:09Z", None),
            ("2031-12-31T23:59:60Z", Some(1_956_528_000)),
            ("2031-00-06T07:08:09Z", None),
            ("2031-05-00T07:08:09Z", None),
            ("99999-1-1T00:00:00Z", None),
        ] {
            assert_eq!(Timestamp::from(text).unix_seconds(), seconds, "{text}");
        }
    }

    #[test]
    fn milliseconds_become_seconds() {
        for (millis, text, seconds) in [
            (1_790_000_000_123, "1790000000.123", 1_790_000_000),
            (1_790_000_000_000, "1790000000", 1_790_000_000),
            (7, "0.007", 0),
            (0, "0", 0),
            (-1, "-0.001", -1),
            (-1500, "-1.500", -2),
            (i64::MAX, "9223372036854775.807", 9_223_372_036_854_775),
            (i64::MIN, "-9223372036854775.808", -9_223_372_036_854_776),
        ] {
            let time = Timestamp::from_unix_millis(millis);
            assert_eq!((time.as_str(), time.unix_seconds()), (text, Some(seconds)), "{millis}");
        }
    }

    #[test]
    fn no_text_panics() {
        const MARKS: &[char] = &['0', '9', '1', '-', '+', ':', '.', 'T', 'Z', ' ', 'e', 'ä', '𝟙'];
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..100_000 {
            let mut text: Vec<char> = "2031-05-06T07:08:09.123+02:00".chars().collect();
            for _ in 0..random.usize(1..6) {
                let at = random.usize(..text.len());
                match random.u8(..3) {
                    0 => text[at] = MARKS[random.usize(..MARKS.len())],
                    1 => text.insert(at, MARKS[random.usize(..MARKS.len())]),
                    _ => drop(text.remove(at)),
                }
            }
            let text: String = text.into_iter().collect();
            let _ = Timestamp::from(text).unix_seconds();
        }
    }
}
