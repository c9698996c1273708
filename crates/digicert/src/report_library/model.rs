//! Reports and their runs.

use super::schedule::ReportSchedule;
use crate::{ReportId, ReportRunId, Result, UserId};
use portcullis_core::{Extra, Timestamp, input, lenient};
use portcullis_macros::{Record, Reply};
use serde_json::Value;

portcullis_core::open_enum! {
    /// What a report is about.
    ReportType {
        /// Orders.
        Orders = "orders",
        /// Domains.
        Domains = "domains",
        /// Organizations.
        Organizations = "organizations",
        /// Who did what in the account.
        AuditLogs = "audit-logs",
        /// Transactions of the account's balance.
        BalanceHistory = "balance-history",
        /// The use of domain names in certificates.
        Fqdn = "fqdn",
        /// Users.
        Users = "users",
    }
}

portcullis_core::open_enum! {
    /// The format of a file.
    ReportFormat {
        /// Comma-separated values.
        Csv = "CSV",
        /// JSON.
        Json = "JSON",
        /// A workbook of Microsoft Excel.
        Excel = "EXCEL",
        /// A ZIP archive of the file, for downloads only.
        Zip = "ZIP",
    }
}

portcullis_core::open_enum! {
    /// The status of a run.
    RunStatus {
        /// The file can be downloaded.
        Ready = "READY",
        /// There is no file.
        Failed = "FAILED",
    }
}

/// What a report contains.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct ReportMetadata {
    /// What it is about.
    pub report_type: Option<ReportType>,
    /// Its columns; [`list_columns`](super::ReportLibrary::list_columns) returns those that a type has.
    pub columns: Option<Vec<ReportColumn>>,
    /// Which rows it has.
    pub filters: Option<Vec<ReportFilter>>,
    /// From where its rows are.
    pub sources: Option<ReportSources>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A column of a report.
#[derive(Debug, Clone, Default, Record)]
#[record(new(identifier), check)]
#[non_exhaustive]
pub struct ReportColumn {
    /// Its identifier, such as `order_id`. Required.
    pub identifier: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ReportColumn {
    fn check(&self) -> Result<()> {
        input::required("identifier", self.identifier.as_deref().unwrap_or_default())
    }
}

/// A condition on the rows of a report.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct ReportFilter {
    /// The kind of condition.
    pub filter_identifier: Option<String>,
    /// The column.
    pub column_identifier: Option<String>,
    /// The values to compare with. Their types are not documented.
    pub values: Option<Vec<Value>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// From where the rows of a report are. The words are not documented.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct ReportSources {
    /// Which divisions.
    pub division_filter_type: Option<String>,
    /// Which subaccounts.
    pub sub_account_filter_type: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A report that was created.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CreatedReport {
    /// The report's id.
    pub report_identifier: ReportId,
    /// A text about the success.
    pub message: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The definition of a report.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Report {
    /// The name.
    pub report_display_name: Option<String>,
    /// The report's id.
    pub report_identifier: Option<ReportId>,
    /// The user who created it.
    pub created_by_user_id: Option<UserId>,
    /// The name of that user.
    pub created_by_user_name: Option<String>,
    /// When it was created: `yyyy-MM-dd HH:mm:ss` in UTC.
    pub created_date: Option<Timestamp>,
    /// What it contains.
    #[reply(with = lenient::or_default)]
    pub report_metadata: Option<ReportMetadata>,
    /// When it runs.
    #[reply(with = lenient::or_default)]
    pub schedule: Option<ReportSchedule>,
    /// The formats of its files.
    pub format: Vec<ReportFormat>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A run of a report.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ReportRun {
    /// The name of the report.
    pub report_display_name: Option<String>,
    /// The report's id.
    pub report_identifier: Option<ReportId>,
    /// The run's id.
    pub report_run_identifier: Option<ReportRunId>,
    /// The user who created the report.
    pub created_by_user_id: Option<UserId>,
    /// The name of that user.
    pub created_by_user_name: Option<String>,
    /// When the report was created.
    pub created_date: Option<Timestamp>,
    /// What the report is about.
    pub report_type: Option<ReportType>,
    /// The name of that type.
    pub report_type_display_name: Option<String>,
    /// The begin of the time that the rows are about.
    pub report_start_date: Option<Timestamp>,
    /// The end of the time that the rows are about.
    pub report_end_date: Option<Timestamp>,
    /// When the report runs. Its form is not documented.
    pub schedule: Option<Value>,
    /// The formats of the file.
    pub format: Vec<ReportFormat>,
    /// The status.
    pub status: Option<RunStatus>,
    /// Whether a user started the run.
    pub manually_triggered: Option<bool>,
    /// How many files the result is split into.
    pub split_report_count: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}
