//! Definitions of reports, and filters of their runs.

use super::{
    model::{Report, ReportFormat, ReportMetadata, ReportType, RunStatus},
    schedule::ReportSchedule,
};
use crate::{Error, Result, UserId, ids};
use portcullis_core::{FieldValue, Input, Secret, input};
use portcullis_macros::Body;

/// The whole definition of a report.
#[derive(Debug, Clone, Body)]
#[body(new(display_name, schedule, format, report_metadata), check)]
#[non_exhaustive]
pub struct ReportDefinition {
    /// The name: letters, digits and `_`. The server cuts off the rest of another one.
    pub display_name: String,
    /// When it runs.
    pub schedule: ReportSchedule,
    /// The formats of its files. [`ReportFormat::Zip`] is for downloads only.
    pub format: Vec<ReportFormat>,
    /// Who gets an e-mail about each run.
    pub notification_emails: Option<Vec<ReportRecipient>>,
    /// What it contains.
    pub report_metadata: ReportMetadata,
}

/// Copies all but the recipients of notifications, which the server does not return.
impl From<&Report> for ReportDefinition {
    fn from(report: &Report) -> Self {
        Self {
            display_name: report.report_display_name.clone().unwrap_or_default(),
            schedule: report.schedule.clone().unwrap_or_default(),
            format: report.format.clone(),
            notification_emails: None,
            report_metadata: report.report_metadata.clone().unwrap_or_default(),
        }
    }
}

impl ReportDefinition {
    fn check(&self) -> Result<()> {
        input::required("display_name", &self.display_name)?;
        let rule = "letters, digits and `_`";
        input::characters("display_name", &self.display_name, rule, |c| c.is_alphanumeric() || c == '_')
    }
}

/// Who gets an e-mail about each run of a report.
#[derive(Debug, Clone, Body)]
#[body(new(email), check)]
#[non_exhaustive]
pub struct ReportRecipient {
    /// The user's id.
    #[body(with = ids::number)]
    pub user_id: Option<UserId>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: String,
}

impl ReportRecipient {
    fn check(&self) -> Result<()> {
        input::email("email", &self.email)
    }
}

/// Filters of runs; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct HistorySearch {
    /// Runs of reports of one of these types.
    pub report_type: Option<AnyOf<ReportType>>,
    /// Runs of reports with one of these schedules. The words are not documented.
    pub schedule: Option<AnyOf<String>>,
    /// Runs of reports with one of these names.
    pub report_display_name: Option<AnyOf<String>>,
    /// Runs with one of these statuses.
    pub status: Option<AnyOf<RunStatus>>,
}

impl HistorySearch {
    fn check(&self) -> Result<()> {
        check_any("report_type", self.report_type.as_ref())?;
        check_any("schedule", self.schedule.as_ref())?;
        check_any("report_display_name", self.report_display_name.as_ref())?;
        check_any("status", self.status.as_ref())
    }
}

/// One value of a filter or several, of which one must match; made from one or from a list.
///
/// The list must not be empty, and a value must not contain a comma, which separates the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyOf<T>(Vec<T>);

impl<T> From<T> for AnyOf<T> {
    fn from(value: T) -> Self {
        Self(vec![value])
    }
}

impl<T> From<Vec<T>> for AnyOf<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl From<&str> for AnyOf<String> {
    fn from(text: &str) -> Self {
        Self(vec![text.into()])
    }
}

impl<T> Input for AnyOf<T> {}

impl<T: FieldValue> AnyOf<T> {
    fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        self.0.each(&mut |text, _| texts.push(text.to_owned()));
        texts
    }
}

impl<T: FieldValue> FieldValue for AnyOf<T> {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        put(&self.texts().join(","), None);
    }
}

fn check_any<T: FieldValue>(field: &str, any: Option<&AnyOf<T>>) -> Result<()> {
    let Some(any) = any else { return Ok(()) };
    let texts = any.texts();
    if texts.is_empty() {
        return Err(Error::input(field, "must have at least one value"));
    }
    if texts.iter().any(|text| text.is_empty() || text.contains(',')) {
        return Err(Error::input(field, "must have values that are not empty and have no comma"));
    }
    Ok(())
}

/// Which file of a run to download.
#[derive(Debug, Clone, Body)]
#[body(new(format), pairs, check)]
#[non_exhaustive]
pub struct ReportDownload {
    /// The format: one of the report's, or [`ReportFormat::Zip`].
    #[body(name = "report_format")]
    pub format: ReportFormat,
    /// Which of several files, counted from 0.
    #[body(name = "split_report_sequence")]
    pub part: Option<i64>,
}

impl ReportDownload {
    fn check(&self) -> Result<()> {
        if self.part.is_some_and(|part| part < 0) {
            return Err(Error::input("part", "must not be negative"));
        }
        Ok(())
    }
}
