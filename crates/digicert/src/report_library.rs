//! The Report Library: scheduled reports, audit logs among them.

mod input;
mod model;
mod schedule;

pub use input::{AnyOf, HistorySearch, ReportDefinition, ReportDownload, ReportRecipient};
pub use model::{
    CreatedReport, Report, ReportColumn, ReportFilter, ReportFormat, ReportMetadata, ReportRun,
    ReportSources, ReportType, RunStatus,
};
pub use schedule::{Frequency, NumberOrText, RepeatDate, RepeatOn, ReportSchedule};

use crate::{Call, Download, List, ReportId, ReportRunId, client::Api};
use serde_json::Value;

/// The Report Library; from [`Client::report_library`](crate::Client::report_library).
///
/// A report is defined once and runs by its schedule. Each run leaves a file, which is listed in the history and
/// downloaded from there.
///
/// **It is another server, to which the client also sends its API key**:
/// [`REPORT_LIBRARY`](crate::REPORT_LIBRARY) for a client of CertCentral US, and no server for any other client until
/// [`ClientBuilder::report_library_url`](crate::ClientBuilder::report_library_url) sets one. Without it every call is
/// an error of the kind [`Config`](crate::ErrorKind::Config), and nothing is sent. Calls share the client's rate plan,
/// but its limit of calls in flight does not count them, and a refused key is sent again with the next call.
///
/// The key must belong to an administrator.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use digicert::report_library::{
///     Frequency, HistorySearch, ReportColumn, ReportDefinition, ReportDownload, ReportFormat, ReportMetadata,
///     ReportSchedule, ReportType, RunStatus,
/// };
///
/// let library = digicert.report_library();
/// let columns = vec![ReportColumn::new("order_id"), ReportColumn::new("common_name")];
/// let definition = ReportDefinition::new(
///     "all_orders",
///     ReportSchedule::new().frequency(Frequency::OnDemand),
///     vec![ReportFormat::Csv],
///     ReportMetadata::new().report_type(ReportType::Orders).columns(columns),
/// );
/// let report = library.create(&definition, None).await?.report_identifier;
///
/// // Later, when the report has run:
/// let mut runs = library.history(&HistorySearch::new().status(RunStatus::Ready));
/// while let Some(run) = runs.try_next().await? {
///     if let (true, Some(id)) = (run.report_identifier.as_ref() == Some(&report), &run.report_run_identifier) {
///         let mut csv = library.download(&report, id, &ReportDownload::new(ReportFormat::Csv));
///         let mut file = std::fs::File::create("orders.csv")?;
///         while let Some(bytes) = csv.try_next().await? {
///             std::io::Write::write_all(&mut file, &bytes)?;
///         }
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ReportLibrary(pub(crate) Api);

impl ReportLibrary {
    /// Lists runs of reports.
    ///
    /// `GET /report/history`
    ///
    /// By default 100 runs a page. The page size is limited to 1000 as with other lists; whether the server
    /// accepts that many is not documented.
    ///
    /// - Operation: `report_library.history`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "List report history" (dev.digicert.com, report-library-api/list-report-history.html)
    #[inline]
    pub fn history(&self, search: &HistorySearch) -> List<ReportRun> {
        self.0.to_library(self.0.get("/report/history")).query_of(search).list("report_history")
    }

    /// Returns the definition of a report.
    ///
    /// `GET /report/{report_identifier}`
    ///
    /// The documented reply does not contain the recipients of notifications.
    ///
    /// - Operation: `report_library.get`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "Report details" (dev.digicert.com, report-library-api/report-details.html)
    #[inline]
    pub fn get(&self, id: &ReportId) -> Call<Report> {
        self.0.to_library(self.0.get("/report/{report_identifier}")).path(id).pick("report").call()
    }

    /// Defines a report that runs by a schedule, or once.
    ///
    /// `POST /report`
    ///
    /// `language_id` selects the language of the column headings; without it, 1 is English. If the reply is lost the
    /// report may exist and run: look for it with [`history`](Self::history) before a second call.
    ///
    /// - Operation: `report_library.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: an administrator's key
    /// - Source: vendor page "Create report" (dev.digicert.com, report-library-api/create-report.html)
    #[inline]
    pub fn create(&self, report: &ReportDefinition, language_id: Option<u32>) -> Call<CreatedReport> {
        let request = self.0.to_library(self.0.post("/report"));
        request.query_opt("language_id", language_id).json(report).call()
    }

    /// Replaces the definition of a report.
    ///
    /// `PUT /report/{report_identifier}`
    ///
    /// **What the definition does not contain is removed.** Begin with `ReportDefinition::from(&report)`, and set the
    /// recipients of notifications again, which [`get`](Self::get) does not return. Only later runs change, and
    /// [`Frequency::OnDemand`] starts one at once.
    ///
    /// - Operation: `report_library.update`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "Edit report" (dev.digicert.com, report-library-api/edit-report.html)
    #[inline]
    pub fn replace(&self, id: &ReportId, report: &ReportDefinition) -> Call<()> {
        let request = self.0.to_library(self.0.put("/report/{report_identifier}"));
        request.path(id).json(report).idempotent().done()
    }

    /// Deletes a report.
    ///
    /// `DELETE /report/{report_identifier}`
    ///
    /// What becomes of the files of its runs is not documented.
    ///
    /// - Operation: `report_library.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: another vendor's list of actions for CertCentral (withone.ai); status 204 is assumed
    #[inline]
    pub fn delete(&self, id: &ReportId) -> Call<()> {
        let request = self.0.to_library(self.0.delete("/report/{report_identifier}"));
        request.path(id).idempotent().done()
    }

    /// Downloads the file of a run.
    ///
    /// `GET /report/{report_identifier}/{report_run_identifier}/download`
    ///
    /// The format must be one of the report's, or [`ReportFormat::Zip`]; another is refused with
    /// [`REPORT_FORMAT_INAPPLICABLE`](crate::code::REPORT_FORMAT_INAPPLICABLE). **A file of more than 2 MB is a ZIP
    /// archive, whatever the format.** Long results are in several archives, which
    /// [`part`](ReportDownload::part) selects: above 200,000 rows of orders (10,000 with the column
    /// `certificate_pem_format`), 50,000 of domains, 1,000,000 of other types. [`ReportRun::split_report_count`] is
    /// their number.
    ///
    /// - Operation: `report_library.download`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: vendor page "Download report" (dev.digicert.com, report-library-api/download-report.html)
    #[inline]
    pub fn download(&self, id: &ReportId, run: &ReportRunId, file: &ReportDownload) -> Download {
        let request = self.0.get("/report/{report_identifier}/{report_run_identifier}/download");
        self.0.to_library(request).path(id).path(run).query_of(file).download()
    }

    /// Returns the result of a run as JSON.
    ///
    /// `GET /report/{report_identifier}/{report_run_identifier}/json`
    ///
    /// **Partly guessed.** Only the name and the path are known; the form of the result is not.
    /// [`download`](Self::download) with [`ReportFormat::Json`] is documented.
    ///
    /// - Operation: `report_library.get_json`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: another vendor's list of actions for CertCentral (withone.ai), which has name and path only
    #[inline]
    pub fn get_json(&self, id: &ReportId, run: &ReportRunId) -> Call<Value> {
        let request = self.0.get("/report/{report_identifier}/{report_run_identifier}/json");
        self.0.to_library(request).path(id).path(run).call()
    }

    /// Returns the types of reports with the formats of each.
    ///
    /// `GET /report/types`
    ///
    /// **Partly guessed.** The path is inferred from that of [`list_columns`](Self::list_columns). The result contains
    /// `supported_formats` of each type; the rest of its form is not known.
    ///
    /// - Operation: `report_library.list_types`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: a reference to the vendor page "List report types", which was not found
    #[inline]
    pub fn list_types(&self) -> Call<Value> {
        self.0.to_library(self.0.get("/report/types")).call()
    }

    /// Returns the columns that a report of this type can have.
    ///
    /// `GET /report/types/{report_type}/supported-columns`
    ///
    /// **Partly guessed.** The path is known from an address in another page, for orders. The form of the result is not
    /// known.
    ///
    /// - Operation: `report_library.list_columns`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key
    /// - Source: an address in another page of the vendor; the operation's own page was not found
    #[inline]
    pub fn list_columns(&self, report_type: &ReportType) -> Call<Value> {
        let request = self.0.get("/report/types/{report_type}/supported-columns");
        self.0.to_library(request).path(report_type).call()
    }
}
