//! Services of a host: how it is reached.

use portcullis_core::{Error, Extra, Result, Timestamp};
use portcullis_macros::Record;

/// A service of a host: how it is reached.
#[derive(Debug, Clone, Default, Record)]
#[record(new(service, address, port), check)]
#[non_exhaustive]
pub struct HostService {
    /// The kind of service.
    pub service: Option<HostServiceType>,
    /// The address: IPv4, IPv6 or a name.
    pub address: Option<String>,
    /// The port.
    pub port: Option<i64>,
    /// Whether PrivX changes passwords by this service.
    pub use_for_password_rotation: Option<bool>,
    /// The port of the tunnel.
    pub ssh_tunnel_port: Option<i64>,
    /// Whether VNC is not encrypted.
    pub use_plaintext_vnc: Option<bool>,
    /// How the service was entered.
    pub source: Option<HostSource>,
    /// The web realm.
    pub realm: Option<String>,
    /// The URL of the login page of a web service.
    pub login_page_url: Option<String>,
    /// The field of that page for the account name.
    pub username_field_name: Option<String>,
    /// The field of that page for the password.
    pub password_field_name: Option<String>,
    /// The URL that receives the login of a web service.
    pub login_request_url: Option<String>,
    /// The name of that request's property for the password.
    #[record(name = "login_request_password_property")]
    pub login_request_password_name: Option<String>,
    /// The login method of a web service; the words are not documented.
    pub auth_type: Option<String>,
    /// The state that the last check of the service found, such as `OK`.
    #[record(server)]
    pub status: Option<String>,
    /// When the service was last checked.
    #[record(server)]
    pub status_updated: Option<String>,
    /// The domains that a web session may visit.
    pub allowed_domains: Option<Vec<String>>,
    /// The browser of web sessions.
    pub browser: Option<String>,
    /// Whether the browser shows nothing but the page.
    pub kiosk_mode: Option<bool>,
    /// Whether the browser shows the address bar.
    pub enable_urlbar: Option<bool>,
    /// Whether the browser shows the navigation bar.
    pub enable_navibar: Option<bool>,
    /// Whether the navigation bar hides by itself.
    pub autohide_navibar: Option<bool>,
    /// Whether the developer tools may be used.
    pub enable_devtools: Option<bool>,
    /// Whether pages may open windows.
    pub enable_popups: Option<bool>,
    /// Whether the browser runs in its compatibility mode.
    pub enable_web_compatibility_mode: Option<bool>,
    /// The IANA time zone.
    pub timezone: Option<String>,
    /// How long a web session may be idle; the unit is not documented.
    pub idle_time_limit: Option<i64>,
    /// The X11 server of web sessions.
    pub web_x11_backend: Option<String>,
    /// The version that the service reports.
    pub service_version: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// The name of the template for certificates.
    pub certificate_template: Option<String>,
    /// Whether users may change the parameters of a web service when they connect.
    pub allow_modified_web_params: Option<bool>,
    /// The version of the protocol.
    pub protocol_version: Option<String>,
    /// How long the service took to reply, in microseconds.
    #[record(server)]
    pub latency_in_microseconds: Option<i64>,
    /// The settings of a database.
    pub db: Option<HostServiceDb>,
    /// Whether old ciphers are allowed.
    pub use_legacy_cipher_suites: Option<bool>,
    /// The lowest version of TLS.
    pub tls_min_version: Option<String>,
    /// The highest version of TLS.
    pub tls_max_version: Option<String>,
    /// The kind of Remote Desktop Services; the words are not documented.
    pub rds_type: Option<String>,
    /// The load balancer of Remote Desktop Services.
    pub rds_lb: Option<HostServiceRdsLoadBalancer>,
    /// The broker of Remote Desktop Services.
    pub rds_broker: Option<HostServiceRdsBroker>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl HostService {
    /// Makes an SSH service on port 22.
    pub fn ssh(address: impl Into<String>) -> Self {
        Self::new(HostServiceType::Ssh, address, 22)
    }

    /// Makes a Remote Desktop service on port 3389.
    pub fn rdp(address: impl Into<String>) -> Self {
        Self::new(HostServiceType::Rdp, address, 3389)
    }

    /// Makes a VNC service on port 5900.
    pub fn vnc(address: impl Into<String>) -> Self {
        Self::new(HostServiceType::Vnc, address, 5900)
    }

    /// Makes a web service on port 443, with the URL of its login page.
    pub fn web(address: impl Into<String>, login_page_url: impl Into<String>) -> Self {
        Self::new(HostServiceType::Web, address, 443).login_page_url(login_page_url)
    }

    /// Makes a database.
    pub fn database(address: impl Into<String>, port: i64, protocol: DbProtocol) -> Self {
        Self::new(HostServiceType::Db, address, port).db(HostServiceDb::new(protocol))
    }

    fn check(&self) -> Result<()> {
        self.service.as_ref().map_or(Ok(()), HostServiceType::check)
    }
}

portcullis_core::open_enum! {
    /// The kind of a service. PrivX accepts the words in upper case only.
    HostServiceType {
        /// A shell, commands and files over SSH.
        Ssh = "SSH",
        /// Remote Desktop.
        Rdp = "RDP",
        /// A screen over VNC.
        Vnc = "VNC",
        /// Pages in a browser.
        Web = "WEB",
        /// A database.
        Db = "DB",
    }
}

impl HostServiceType {
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::Other(word) if !matches!(Self::from(word.to_uppercase()), Self::Other(_)) => {
                Err(Error::input("service", "must be in upper case"))
            }
            _ => Ok(()),
        }
    }
}

portcullis_core::open_enum! {
    /// How a service or an account was entered.
    HostSource {
        /// By an administrator or by a deployment.
        Ui = "UI",
        /// By a directory, over SCIM. Only services have this source.
        Scim = "SCIM",
        /// By a scan.
        Scan = "SCAN",
    }
}

/// The settings of a database.
#[derive(Debug, Clone, Default, Record)]
#[record(new(protocol))]
#[non_exhaustive]
pub struct HostServiceDb {
    /// The protocol.
    pub protocol: Option<DbProtocol>,
    /// Whether the database's certificate is checked.
    pub tls_certificate_validation: Option<CertificateValidation>,
    /// The certificates (PEM) that are trusted.
    pub tls_certificate_trust_anchors: Option<String>,
    /// After how many bytes from the client the recording begins; 0 records all.
    pub audit_skip_bytes: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The protocol of a database.
    DbProtocol {
        /// PostgreSQL.
        Postgres = "postgres",
        /// MySQL.
        Mysql = "mysql",
        /// Any protocol, passed on as it is.
        Passthrough = "passthrough",
        /// Any protocol inside TLS.
        Tls = "tls",
    }
}

portcullis_core::open_enum! {
    /// Whether certificates are checked.
    CertificateValidation {
        /// They are checked.
        Enabled = "ENABLED",
        /// They are not checked.
        Disabled = "DISABLED",
    }
}

/// The load balancer of Remote Desktop Services.
#[derive(Debug, Clone, Default, Record)]
#[record(new(session_hosts_count))]
#[non_exhaustive]
pub struct HostServiceRdsLoadBalancer {
    /// How many session hosts there are.
    pub session_hosts_count: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The broker of Remote Desktop Services.
#[derive(Debug, Clone, Default, Record)]
#[record(new(broker_hostname, broker_port))]
#[non_exhaustive]
pub struct HostServiceRdsBroker {
    /// The name of the broker.
    pub broker_hostname: Option<String>,
    /// The port of the broker.
    pub broker_port: Option<i64>,
    /// The collection of session hosts.
    pub collection_name: Option<String>,
    /// How many session hosts there are.
    pub session_hosts_count: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
