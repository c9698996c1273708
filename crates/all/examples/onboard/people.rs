//! The people, as the CSV file has them.

use serde::Deserialize;
use std::{error::Error, fs, path::Path};

const BUNDLED: &str = include_str!("../people.csv");

/// One person to onboard.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Person {
    /// The line of the file, from 1; the header is line 1.
    #[serde(skip)]
    pub(crate) line: u64,
    pub(crate) username: String,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) email: String,
    #[serde(default)]
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) department: Option<String>,
    #[serde(default)]
    pub(crate) phone: Option<String>,
}

impl Person {
    /// A person with this name, without the optional details.
    #[cfg(test)]
    pub(crate) fn named(name: &str) -> Self {
        Self {
            line: 2,
            username: name.into(),
            given_name: name.into(),
            family_name: name.into(),
            email: name.into(),
            title: None,
            department: None,
            phone: None,
        }
    }

    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// One line of the file.
#[derive(Debug)]
pub(crate) enum Row {
    Person(Person),
    /// What is wrong with the line, without its content.
    Malformed {
        line: u64,
        reason: String,
    },
}

impl Row {
    pub(crate) fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Malformed { .. } => None,
        }
    }
}

/// Reads the file, or the bundled people. A malformed line is a row of its own and stops nobody else.
pub(crate) fn read(path: Option<&Path>) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = match path {
        Some(path) => fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?,
        None => BUNDLED.to_owned(),
    };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers()?.clone();
    for column in ["username", "given_name", "family_name", "email"] {
        if !headers.iter().any(|header| header == column) {
            return Err(format!("the CSV file has no column `{column}`").into());
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                rows.push(Row::Malformed { line, reason: "the line is not CSV in UTF-8".into() });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != headers.len() {
            let reason = format!("the line has {} fields, the header {}", record.len(), headers.len());
            rows.push(Row::Malformed { line, reason });
            continue;
        }
        rows.push(match record.deserialize::<Person>(Some(&headers)) {
            Ok(person) => Row::Person(Person { line, ..person }),
            Err(_) => Row::Malformed { line, reason: "the line cannot be read".into() },
        });
    }
    if rows.is_empty() {
        return Err("the CSV file holds nobody".into());
    }
    Ok(rows)
}
