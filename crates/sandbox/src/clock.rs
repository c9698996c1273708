//! Wall-clock time and its text forms.

use std::ops::Range;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Time since 1970.
pub(crate) fn unix() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Year, month and day of a number of days since 1970.
pub(crate) fn civil(days: u64) -> (i32, u8, u8) {
    // Years start in March here, so that the leap day is the last day of a year.
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (
        i32::try_from(year).unwrap_or(i32::MAX),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

/// A point in time as RFC 3339 text in UTC, with whole seconds.
pub(crate) fn rfc3339(since_epoch: Duration) -> String {
    let seconds = since_epoch.as_secs();
    let (year, month, day) = civil(seconds / 86_400);
    let of_day = seconds % 86_400;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// Now as RFC 3339 text in UTC.
pub(crate) fn now_rfc3339() -> String {
    rfc3339(unix())
}

/// A point in time as RFC 3339 text in UTC, with nine digits after the point.
pub(crate) fn rfc3339_nanos(since_epoch: Duration) -> String {
    rfc3339(since_epoch).replace('Z', &format!(".{:09}Z", since_epoch.subsec_nanos()))
}

/// The point in time that an RFC 3339 text means; one before 1970 counts as 1970. A text without a zone is in UTC.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let number = |range: Range<usize>| text.get(range)?.parse::<u64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let seconds = number(11..13)? * 3600 + number(14..16).unwrap_or(0) * 60 + number(17..19).unwrap_or(0);
    let rest = text.get(19..).unwrap_or_default();
    let zone = rest.trim_start_matches(|sign: char| sign == '.' || sign.is_ascii_digit());
    let fraction = rest.strip_suffix(zone)?;
    let nanos = format!("{:0<9.9}", fraction.trim_start_matches('.')).parse().ok()?;
    let offset = |zone: &str| {
        let (hours, minutes) = zone.split_once(':')?;
        Some(hours.parse::<u64>().ok()? * 3600 + minutes.parse::<u64>().ok()? * 60)
    };
    // Years start in March here, as in `civil`.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days =
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day.checked_sub(1)?;
    let local = Duration::new(days * 86_400 + seconds, nanos);
    let local = if let Some(zone) = zone.strip_prefix('+') {
        local.checked_sub(Duration::from_secs(offset(zone)?))?
    } else if let Some(zone) = zone.strip_prefix('-') {
        local.checked_add(Duration::from_secs(offset(zone)?))?
    } else {
        local
    };
    Some(local.saturating_sub(Duration::from_secs(719_468 * 86_400)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_they_are_written() {
        for seconds in [0, 951_782_399, 951_868_800, 4_107_542_400, 253_402_300_799] {
            let time = Duration::new(seconds, 120_000_000);
            assert_eq!(parse(&rfc3339_nanos(time)), Some(time), "{}", rfc3339_nanos(time));
        }
        let same = ["2026-02-28T23:30:00Z", "2026-03-01T01:00:00+01:30", "2026-02-28T15:30:00.000-08:00"];
        assert_eq!(same.map(parse), [parse("2026-02-28T23:30:00"); 3]);
        assert_eq!(parse("1969-12-31T00:00:00Z"), Some(Duration::ZERO));
        assert_eq!(["", "tomorrow", "2026-02-28", "2026-02-28T23:30:00+x"].map(parse), [None; 4]);
    }
}
