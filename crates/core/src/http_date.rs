//! Dates in headers. Read as cookies' dates are (RFC 6265, 5.1.1), in whatever order and with whatever between their
//! parts, which includes the three forms of RFC 9110, 5.6.7.

use crate::time;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Seconds since 1970.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let between = |c: char| matches!(c, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~');
    // Each part is read as the first of these that is still open and that it can be.
    for part in text.split(between).filter(|part| !part.is_empty()) {
        let found = (time.is_none() && set(&mut time, clock(part)))
            || (day.is_none() && set(&mut day, number(part, 1, 2)))
            || (month.is_none() && set(&mut month, month_of(part)));
        if !found && year.is_none() {
            set(&mut year, number(part, 2, 4));
        }
    }
    let ((hour, minute, second), day, month) = (time?, day?, month?);
    let year = match year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year => year,
    };
    if year < 1601 || second > 59 {
        return None;
    }
    time::unix([year, month, day], [hour, minute, second])
}

fn set<T>(open: &mut Option<T>, found: Option<T>) -> bool {
    *open = found;
    open.is_some()
}

/// The number at the beginning, which has so many digits. It is not inlined at its five callers, which saves 1,300 bytes.
#[inline(never)]
fn number(part: &str, least: usize, most: usize) -> Option<i64> {
    let end = part.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(part.len());
    if (least..=most).contains(&end) { part.get(..end)?.parse().ok() } else { None }
}

fn clock(part: &str) -> Option<(i64, i64, i64)> {
    let mut parts = part.splitn(3, ':');
    let mut whole = || parts.next().filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
    let (hour, minute) = (number(whole()?, 1, 2)?, number(whole()?, 1, 2)?);
    Some((hour, minute, number(parts.next()?, 1, 2)?))
}

fn month_of(part: &str) -> Option<i64> {
    let name = part.get(..3)?.to_ascii_lowercase();
    (1..).zip(MONTHS).find(|(_, month)| *month == name).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_date_is_read() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06-Nov-1994 08:49:37 GMT",
            "\"Sun, 06 Nov 1994 08:49:37 GMT\"",
            "6 november 1994 8:49:37",
            "08:49:37 6nd NOVember 94",
            "1994 is a year, 06 Nov 08:49:37",
        ] {
            assert_eq!(seconds(text), Some(784_111_777), "{text}");
        }
        assert_eq!(seconds("Thu, 01-Jan-70 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Thu, 01-Jan-1970 00:00:01 GMT"), Some(1));
        assert_eq!(seconds("Mon, 01-Jan-69 00:00:00 GMT"), Some(3_124_224_000));
        assert_eq!(seconds("Fri, 31 Dec 9999 23:59:59 GMT"), Some(253_402_300_799));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "0",
            "-1",
            "soon",
            "Sun, 06 Nov 1994",
            "06 Nov 08:49:37",
            "Sun, 06 1994 08:49:37",
            "Nov 1994 08:49:37",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1600 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:60 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 19940 08:49:37",
            "ä, ää Növ 1994 08:49:37",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
