//! The heading for unreleased changes in a changelog.

use semver::Version;

/// The heading of the changes that the next release contains.
const UNRELEASED: &str = "## Unreleased";

/// The changelog once this version is released.
///
/// A changelog that is closed for the version already stays as it is.
pub(super) fn close(text: &str, version: &Version, date: &str) -> Result<String, String> {
    let open = text.lines().position(|line| line.trim_end() == UNRELEASED);
    match (open, is_closed(text, version)) {
        (None, true) => Ok(text.to_owned()),
        (Some(_), true) => Err(format!("has both `{UNRELEASED}` and {version}: take a higher version")),
        (None, false) => Err(format!("has no heading `{UNRELEASED}`: write at least that nothing changed")),
        (Some(at), false) => {
            let mut section = text.lines().skip(at + 1).take_while(|line| !line.starts_with("## "));
            if !section.any(|line| !line.trim().is_empty() && !line.starts_with('#')) {
                return Err(format!("has no text under `{UNRELEASED}`"));
            }
            let heading = format!("## {version} - {date}");
            let line = |(number, line): (usize, &str)| {
                if number == at { line.replacen(UNRELEASED, &heading, 1) } else { line.to_owned() }
            };
            Ok(text.split_inclusive('\n').enumerate().map(line).collect())
        }
    }
}

/// Fails unless the newest heading is this version's.
pub(super) fn closed(text: &str, version: &Version) -> Result<(), String> {
    let newest = text.lines().find(|line| line.starts_with("## ")).unwrap_or("no heading");
    if newest.trim_end() != UNRELEASED && is_closed(newest, version) {
        return Ok(());
    }
    Err(format!("begins with `{newest}`, not with {version}: run `cargo xtask release prepare`"))
}

fn is_closed(text: &str, version: &Version) -> bool {
    let heading = format!("## {version} - ");
    text.lines().any(|line| line.starts_with(&heading))
}

/// A day in the form of a heading.
pub(super) fn date(text: &str) -> Result<String, String> {
    let mut parts = text.split('-');
    let mut next = |digits: usize, last: u32| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.parse().ok().filter(|number| (1..=last).contains(number))
    };
    let given = next(4, 9999).and(next(2, 12)).and(next(2, 31));
    let whole = given.is_some() && parts.next().is_none();
    whole.then(|| text.to_owned()).ok_or_else(|| "a day is written like 2026-01-31".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str =
        "# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- All.\n";

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn the_heading_becomes_the_version_once() {
        let closed = close(OPEN, &version("0.2.0"), "2026-02-03").unwrap();
        assert_eq!(closed, OPEN.replace("## Unreleased", "## 0.2.0 - 2026-02-03"));
        assert_eq!(close(&closed, &version("0.2.0"), "2026-03-04").unwrap(), closed);
    }

    #[test]
    fn a_changelog_without_news_is_refused() {
        let none = "# Changelog\n\n## 0.1.0 - 2026-01-01\n\n- All.\n";
        assert!(close(none, &version("0.2.0"), "2026-02-03").unwrap_err().contains("no heading"));
        let empty = OPEN.replace("- A thing.\n", "");
        assert!(close(&empty, &version("0.2.0"), "2026-02-03").unwrap_err().contains("no text"));
        assert!(close(OPEN, &version("0.1.0"), "2026-02-03").unwrap_err().contains("both"));
    }

    #[test]
    fn only_a_closed_changelog_is_published() {
        assert!(closed(OPEN, &version("0.1.0")).is_err());
        let done = close(OPEN, &version("0.2.0"), "2026-02-03").unwrap();
        assert!(closed(&done, &version("0.2.0")).is_ok());
        assert!(closed(&done, &version("0.1.0")).is_err());
        assert!(closed("", &version("0.2.0")).is_err());
    }

    #[test]
    fn a_day_is_a_day() {
        assert!(date("2026-01-31").is_ok());
        for wrong in ["", "2026-1-31", "2026-13-01", "2026-01-32", "26-01-01", "2026-01-01-01", "2026-01"] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }
}
