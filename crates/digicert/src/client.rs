//! The client and its builder.

use crate::{
    account, auth_keys,
    authorizations::Authorizations,
    certificates,
    containers::Containers,
    ct_monitor, custom_fields,
    dialect::{CertCentral, VENDOR},
    domains, email_validations, finance, ip_restrictions, keys, orders, organizations, products,
    report_library, reports, requests, subaccounts, units,
    users::Users,
    vouchers, vulnerability_assessments, webhooks,
};
use portcullis_core::{
    Error, ErrorKind, Origin, Request, Result, Secret,
    auth::header::Header,
    http::{HeaderName, HeaderValue, Method},
    pacing::Limit,
};
use std::{borrow::Cow, sync::Arc, time::Duration};

/// The base URL of CertCentral US, where most accounts are.
pub const US: &str = "https://www.digicert.com/services/v2";

/// The base URL of CertCentral Europe.
pub const EU: &str = "https://certcentral.digicert.eu/services/v2";

/// The base URL of the Report Library of CertCentral US.
pub const REPORT_LIBRARY: &str = "https://api.digicert.com/reports/v1";

/// The server of the Report Library.
const LIBRARY: Origin = Origin::beside(0);

const API_KEY: HeaderName = HeaderName::from_static("x-dc-devkey");

/// Just below the vendor's limits for each API key: 100 requests in 5 seconds, and 1000 in 3 minutes. Older pages have
/// 5 minutes; after a 429 the client halves its rate.
const RATE_PLAN: [Limit; 2] =
    [Limit::new(99, Duration::from_secs(5)), Limit::new(995, Duration::from_secs(180))];

/// A client of one CertCentral account. Clones share connections and rate plan.
#[derive(Debug, Clone)]
pub struct Client {
    core: Api,
}

impl Client {
    /// Returns a builder for the service at this base URL: [`US`], [`EU`], or a proxy or test server.
    ///
    /// The paths of operations are appended to it; the vendor's own base URLs end in `/services/v2`. Any path is
    /// accepted and none is added. With [`US`] the client has the [Report Library](REPORT_LIBRARY), too; with another
    /// base URL only after [`ClientBuilder::report_library_url`].
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        let base_url = base_url.into();
        // A key of another instance, or one that is meant for a test server, must not go to the vendor's US server.
        let library = (base_url == US).then(|| REPORT_LIBRARY.to_owned());
        let core = portcullis_core::ClientBuilder::new(base_url).origin(LIBRARY, library);
        ClientBuilder { core: core.pacing(RATE_PLAN), key: None }
    }

    /// Returns a builder for CertCentral [`US`].
    pub fn us() -> ClientBuilder {
        Self::builder(US)
    }

    /// Returns a builder for CertCentral Europe, [`EU`].
    pub fn eu() -> ClientBuilder {
        Self::builder(EU)
    }

    /// Returns the operations on users, ordinary and service.
    pub fn users(&self) -> Users {
        Users(self.core.clone())
    }

    /// Returns the operations on containers, called divisions in the console.
    pub fn containers(&self) -> Containers {
        Containers(self.core.clone())
    }

    /// Returns the operations on the permissions of the API key's owner.
    pub fn authorizations(&self) -> Authorizations {
        Authorizations(self.core.clone())
    }

    /// Returns the operations on the account of the API key.
    pub fn account(&self) -> account::Account {
        account::Account(self.core.clone())
    }

    /// Returns the operations on AuthKeys, the secrets of request tokens for DV orders.
    pub fn auth_keys(&self) -> auth_keys::AuthKeys {
        auth_keys::AuthKeys(self.core.clone())
    }

    /// Returns the operations on certificates.
    pub fn certificates(&self) -> certificates::Certificates {
        certificates::Certificates(self.core.clone())
    }

    /// Returns the operations on the monitor of Certificate Transparency logs.
    pub fn ct_monitor(&self) -> ct_monitor::CtMonitor {
        ct_monitor::CtMonitor(self.core.clone())
    }

    /// Returns the operations on the custom fields of orders.
    pub fn custom_fields(&self) -> custom_fields::CustomFields {
        custom_fields::CustomFields(self.core.clone())
    }

    /// Returns the operations on domains and their validation.
    pub fn domains(&self) -> domains::Domains {
        domains::Domains(self.core.clone())
    }

    /// Returns the operations on validations of e-mail addresses.
    pub fn email_validations(&self) -> email_validations::EmailValidations {
        email_validations::EmailValidations(self.core.clone())
    }

    /// Returns the operations on balances, prices and receipts.
    pub fn finance(&self) -> finance::Finance {
        finance::Finance(self.core.clone())
    }

    /// Returns the operations on the IP addresses from which keys and users may call.
    pub fn ip_restrictions(&self) -> ip_restrictions::IpRestrictions {
        ip_restrictions::IpRestrictions(self.core.clone())
    }

    /// Returns the operations on API keys.
    pub fn keys(&self) -> keys::Keys {
        keys::Keys(self.core.clone())
    }

    /// Returns the operations on orders of certificates.
    pub fn orders(&self) -> orders::Orders {
        orders::Orders(self.core.clone())
    }

    /// Returns the operations on organizations and their validation.
    pub fn organizations(&self) -> organizations::Organizations {
        organizations::Organizations(self.core.clone())
    }

    /// Returns the operations on products.
    pub fn products(&self) -> products::Products {
        products::Products(self.core.clone())
    }

    /// Returns the operations on the Report Library.
    pub fn report_library(&self) -> report_library::ReportLibrary {
        report_library::ReportLibrary(self.core.clone())
    }

    /// Returns the operations on reports.
    pub fn reports(&self) -> reports::Reports {
        reports::Reports(self.core.clone())
    }

    /// Returns the operations on requests that wait for approval.
    pub fn requests(&self) -> requests::Requests {
        requests::Requests(self.core.clone())
    }

    /// Returns the operations on subaccounts.
    pub fn subaccounts(&self) -> subaccounts::Subaccounts {
        subaccounts::Subaccounts(self.core.clone())
    }

    /// Returns the operations on orders of units.
    pub fn units(&self) -> units::Units {
        units::Units(self.core.clone())
    }

    /// Returns the operations on vouchers.
    pub fn vouchers(&self) -> vouchers::Vouchers {
        vouchers::Vouchers(self.core.clone())
    }

    /// Returns the operations on vulnerability assessments.
    pub fn vulnerability_assessments(&self) -> vulnerability_assessments::VulnerabilityAssessments {
        vulnerability_assessments::VulnerabilityAssessments(self.core.clone())
    }

    /// Returns the operations on webhooks.
    pub fn webhooks(&self) -> webhooks::Webhooks {
        webhooks::Webhooks(self.core.clone())
    }

    /// Returns a request for an operation that this crate has no method for, with the client's key, rate plan and
    /// errors.
    ///
    /// The template is appended to the base URL; [`Request::path`] fills its `{placeholders}`. Every verb but
    /// GET and HEAD is sent at most once unless the request is [`idempotent`](Request::idempotent).
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.core.request(method, template)
    }

    /// Closes the client: [`Client::close`](portcullis_core::Client::close) states what that means. There is no session
    /// to end.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if they do not end in time.
    pub async fn close(&self, bound: Duration) -> Result<()> {
        self.core.0.close(bound, false).await
    }

    /// Sends the API key again after the server refused it: for a key that was corrected at the server.
    pub fn reset_credentials(&self) {
        self.core.0.reset_credentials();
    }
}

/// Core's client; every request has `Content-Type: application/json`, also without a body, because this header
/// selects the format of the reply. Beside it the API key, for the Report Library.
#[derive(Debug, Clone)]
pub(crate) struct Api(portcullis_core::Client, Secret);

impl Api {
    fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.0.request(method, template).header("content-type", "application/json")
    }

    /// Whether the client was closed: nothing can be sent any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    pub(crate) fn get(&self, template: &'static str) -> Request {
        self.request(Method::GET, template)
    }

    pub(crate) fn post(&self, template: &'static str) -> Request {
        self.request(Method::POST, template)
    }

    pub(crate) fn put(&self, template: &'static str) -> Request {
        self.request(Method::PUT, template)
    }

    pub(crate) fn delete(&self, template: &'static str) -> Request {
        self.request(Method::DELETE, template)
    }

    /// Sends a request to the Report Library, with the key: core presents it to the first server only.
    pub(crate) fn to_library(&self, request: Request) -> Request {
        request.at(LIBRARY).authorize_with(API_KEY, self.1.clone())
    }
}

/// Configures a [`Client`].
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    core: portcullis_core::ClientBuilder,
    key: Option<Secret>,
}

impl ClientBuilder {
    fn edit(
        mut self,
        edit: impl FnOnce(portcullis_core::ClientBuilder) -> portcullis_core::ClientBuilder,
    ) -> Self {
        self.core = edit(self.core);
        self
    }

    /// Sets the API key, sent as `X-DC-DEVKEY`. Required.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        let key = key.into();
        self.core.check_secret("api_key", &key);
        self.key = Some(key);
        self
    }

    /// Sets the base URL of the [Report Library](report_library::ReportLibrary), in place of [`REPORT_LIBRARY`] for
    /// CertCentral US and of none for every other base URL.
    ///
    /// **The API key goes to this server, too**, with the operations of the Report Library and no others. The
    /// headers that [`header`](Self::header) adds do not.
    pub fn report_library_url(self, url: impl Into<String>) -> Self {
        self.edit(|core| core.origin(LIBRARY, Some(url.into())))
    }

    /// Sets the rate plan, in place of 99 requests in 5 seconds and 995 in 180 seconds. The server counts the
    /// requests of each key: programs that share a key must divide the plan among them.
    pub fn pacing(self, limits: impl IntoIterator<Item = Limit>) -> Self {
        self.edit(|core| core.pacing(limits))
    }

    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] without an API key, with one that a header cannot contain (empty, with a line break at its
    /// end), or for a base URL, of the Report Library too, that is not `https` (loopback excepted).
    pub fn build(self) -> Result<Client> {
        self.assemble().map_err(|error| error.with_vendor(VENDOR))
    }

    fn assemble(mut self) -> Result<Client> {
        self.core.checked_secrets()?;
        let config = |text: &'static str| Error::new(ErrorKind::Config, text);
        let key = self.key.ok_or_else(|| config("the API key is missing"))?;
        let text = key.expose_secret();
        if text.contains(char::is_whitespace) || HeaderValue::from_str(text).is_err() {
            return Err(config("`api_key` contains characters that are not allowed in a header"));
        }
        let auth = Arc::new(Header::new(API_KEY, key.clone()).refusal_is_final());
        Ok(Client { core: Api(self.core.build(CertCentral, Some(auth))?, key) })
    }
}

portcullis_core::client_options!(ClientBuilder);
portcullis_core::connection_options!(ClientBuilder);
