//! When a report runs.

use portcullis_core::{
    Extra, Input,
    record::Member,
    serde::{Serialize, Serializer},
};
use portcullis_macros::Record;
use serde_json::Number;

portcullis_core::open_enum! {
    /// How often a report runs.
    Frequency {
        /// Each month, or each few months.
        Monthly = "MONTHLY",
        /// Each week, or each few weeks.
        Weekly = "WEEKLY",
        /// Once, when the report is created or its definition is replaced.
        OnDemand = "ON_DEMAND",
    }
}

portcullis_core::open_enum! {
    /// The kind of day on which a monthly report runs.
    RepeatOn {
        /// The day in [`ReportSchedule::repeat_on_date`].
        DateOfTheMonth = "DATE_OF_THE_MONTH",
    }
}

/// When a report runs.
///
/// Which fields belong to which frequency is not documented. In the vendor's sample the fields that are not used are
/// empty texts.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct ReportSchedule {
    /// How often it runs.
    pub frequency: Option<Frequency>,
    /// The day of the week. Guessed to be a text.
    pub weekday_to_run: Option<String>,
    /// Guessed to be a text.
    pub weekday_frequency: Option<String>,
    /// The end of the schedule. Guessed to be a text; its format is not documented.
    pub run_until: Option<String>,
    /// Every how many weeks or months it runs: a number, or an empty text.
    pub repeat_every: Option<NumberOrText>,
    /// The kind of day on which a monthly report runs.
    pub repeat_on: Option<RepeatOn>,
    /// The day of the month. Its form is guessed in part.
    pub repeat_on_date: Option<RepeatDate>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The day of the month on which a report runs.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct RepeatDate {
    /// The day: a number, or a text.
    pub date: Option<NumberOrText>,
    /// The last day of the month. Its type is not known.
    pub last_day_of_the_month: Option<serde_json::Value>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A number, or a text where the server has one in its place; sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberOrText {
    /// A whole number.
    Number(i64),
    /// A text; an empty one stands for nothing.
    Text(String),
}

impl From<i64> for NumberOrText {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for NumberOrText {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl Input for NumberOrText {}

impl Serialize for NumberOrText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => to.serialize_i64(*number),
            Self::Text(text) => to.serialize_str(text),
        }
    }
}

impl Member for NumberOrText {
    const SCALAR: bool = true;
    fn empty() -> Self {
        Self::Text(String::new())
    }
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn number(number: &Number) -> Option<Self> {
        number.as_i64().map(Self::Number)
    }
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}
