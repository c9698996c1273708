//! The five vendors, started together.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use rustls::ServerConfig;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::{Builder, Options};
use crate::details::Details;
use crate::error::Error;
use crate::faults::{Fault, Faults};
use crate::requests::{RecordedRequest, RequestLog};
use crate::server::{self, Bound, VendorContext};
use crate::store::{Directories, Save};
use crate::tls::Authority;
use crate::vendor::Vendor;
use crate::{digicert, midprovider, privicore, privx, storedsafe};

/// Servers of all five vendors on this machine. They stop when this value is dropped.
#[must_use = "the servers stop when the sandbox is dropped"]
pub struct Sandbox {
    ca_pem: String,
    details: Details,
    faults: Faults,
    log: RequestLog,
    privicore: privicore::Control,
    storedsafe: storedsafe::Control,
    digicert: digicert::Control,
    privx: privx::Control,
    midprovider: midprovider::Control,
    states: Vec<Arc<dyn Save>>,
    servers: Vec<JoinHandle<()>>,
    // Held so that connections, websockets too, end with the sandbox.
    _stop: watch::Sender<()>,
    _directories: Directories,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("details", &self.details).finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
        for state in &self.states {
            let _ = state.save();
        }
    }
}

fn url(bound: &Bound, path: &str) -> String {
    format!("https://localhost:{}{path}", bound.port)
}

impl Sandbox {
    /// Starts all servers with the settings that need no choice.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Settings first, then the start.
    pub fn builder() -> Builder {
        Builder::default()
    }

    async fn start_with(options: Options) -> Result<Self, Error> {
        let directories = Directories::open(options.state_dir)?;
        let authority = Arc::new(Authority::new()?);
        let (open, guarded) = authority.servers()?;
        let ca_pem = authority.pem();
        let ca_pem_file = directories.file("ca.pem", &ca_pem)?;

        let privicore_api = server::bind().await?;
        let privicore_ws = server::bind().await?;
        let upstream = server::bind().await?;
        let downstream = server::bind().await?;
        let storedsafe_api = server::bind().await?;
        let storedsafe_mtls = server::bind().await?;
        let digicert_api = server::bind().await?;
        let privx_api = server::bind().await?;
        let ssms = server::bind().await?;
        let shift = server::bind().await?;

        let privicore = privicore::State::open(&directories, url(&upstream, ""), url(&downstream, ""))?;
        let storedsafe = storedsafe::State::open(&directories, options.storedsafe)?;
        let digicert = digicert::State::open(&directories)?;
        let privx = privx::State::open(&directories, options.privx_token_life)?;
        privx.set_tls_authority(authority.der());
        let midprovider = midprovider::State::open(&directories)?;

        let client = authority.client(&storedsafe.admin())?;
        storedsafe.register_certificate(&client.der);
        let client_cert_pem_file = directories.file("storedsafe-client.pem", &client.pem)?;
        let client_key_pem_file = directories.file("storedsafe-client-key.pem", &client.key_pem)?;

        let details = Details {
            ca_pem_file,
            privicore: privicore
                .details(url(&privicore_api, ""), format!("wss://localhost:{}", privicore_ws.port)),
            storedsafe: storedsafe.details(
                url(&storedsafe_api, "/api/1.0"),
                url(&storedsafe_mtls, "/api/1.0"),
                client_cert_pem_file,
                client_key_pem_file,
            ),
            digicert: digicert.details(url(&digicert_api, "/services/v2"), url(&digicert_api, "/reports/v1")),
            privx: privx.details(url(&privx_api, "")),
            midprovider: midprovider.details(url(&ssms, ""), url(&shift, "")),
        };

        let mut servers = Servers {
            faults: Faults::default(),
            log: RequestLog::default(),
            states: Vec::new(),
            tasks: Vec::new(),
            stop: watch::channel(()).0,
            open,
        };
        let vendor = servers.vendor(Vendor::Privicore, Arc::clone(&privicore));
        servers.open(privicore_api, vendor.clone(), privicore::router(Arc::clone(&privicore)));
        servers.open(privicore_ws, vendor.clone(), privicore::ws_router(Arc::clone(&privicore)));
        servers.open(upstream, vendor.clone(), privicore::upstream_router(Arc::clone(&privicore)));
        servers.open(downstream, vendor, privicore::downstream_router(Arc::clone(&privicore)));
        let vendor = servers.vendor(Vendor::StoredSafe, Arc::clone(&storedsafe));
        let router = storedsafe::router(Arc::clone(&storedsafe));
        servers.serve(storedsafe_mtls, guarded, vendor.clone(), router.clone());
        servers.open(storedsafe_api, vendor, router);
        let vendor = servers.vendor(Vendor::DigiCert, Arc::clone(&digicert));
        servers.open(digicert_api, vendor, digicert::router(Arc::clone(&digicert)));
        let vendor = servers.vendor(Vendor::PrivX, Arc::clone(&privx));
        servers.open(privx_api, vendor, privx::router(Arc::clone(&privx)));
        let vendor = servers.vendor(Vendor::MidProvider, Arc::clone(&midprovider));
        servers.open(ssms, vendor.clone(), midprovider::ssms_router(Arc::clone(&midprovider)));
        servers.open(shift, vendor, midprovider::shift_router(Arc::clone(&midprovider)));

        Ok(Self {
            ca_pem,
            details,
            faults: servers.faults,
            log: servers.log,
            privicore: privicore::Control::new(privicore),
            storedsafe: storedsafe::Control::new(storedsafe, authority),
            digicert: digicert::Control::new(digicert),
            privx: privx::Control::new(privx),
            midprovider: midprovider::Control::new(midprovider),
            states: servers.states,
            servers: servers.tasks,
            _stop: servers.stop,
            _directories: directories,
        })
    }
}

impl Builder {
    /// Starts the servers of all vendors.
    pub async fn start(self) -> Result<Sandbox, Error> {
        Sandbox::start_with(self.0).await
    }
}

impl Sandbox {
    /// The certificate of the CA that signed every server's certificate, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Addresses and credentials.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// The queue of faults. A clone of it works in other tasks.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Queues a fault for the next request to `vendor`.
    pub fn fault(&self, vendor: Vendor, fault: Fault) {
        self.faults.push(vendor, fault);
    }

    /// Queues a fault for the next request to `vendor` whose path contains `path_part`.
    pub fn fault_on(&self, vendor: Vendor, path_part: impl Into<String>, fault: Fault) {
        self.faults.push_on(vendor, path_part, fault);
    }

    /// The requests to `vendor` since the start, in the order of their arrival.
    #[must_use]
    pub fn requests(&self, vendor: Vendor) -> Vec<RecordedRequest> {
        self.log.of(vendor)
    }

    /// Privicore's switches and counters.
    #[must_use]
    pub fn privicore(&self) -> &privicore::Control {
        &self.privicore
    }

    /// StoredSafe's switches and counters.
    #[must_use]
    pub fn storedsafe(&self) -> &storedsafe::Control {
        &self.storedsafe
    }

    /// DigiCert's switches and counters.
    #[must_use]
    pub fn digicert(&self) -> &digicert::Control {
        &self.digicert
    }

    /// PrivX's switches and counters.
    #[must_use]
    pub fn privx(&self) -> &privx::Control {
        &self.privx
    }

    /// mID Provider's switches and counters.
    #[must_use]
    pub fn midprovider(&self) -> &midprovider::Control {
        &self.midprovider
    }

    /// Writes what changed in the state of any vendor to the state directory, if there is one. Every reply is sent
    /// after such a write; this is for what the handles of the vendors change.
    pub fn save(&self) -> Result<(), Error> {
        self.states.iter().try_for_each(|state| state.save())
    }
}

/// The servers that were started so far, and what they share.
struct Servers {
    faults: Faults,
    log: RequestLog,
    states: Vec<Arc<dyn Save>>,
    tasks: Vec<JoinHandle<()>>,
    stop: watch::Sender<()>,
    /// The TLS configuration that asks for no client certificate.
    open: Arc<ServerConfig>,
}

impl Servers {
    fn vendor(&mut self, vendor: Vendor, state: Arc<impl Save + 'static>) -> VendorContext {
        self.states.push(Arc::clone(&state) as Arc<dyn Save>);
        VendorContext {
            vendor,
            faults: self.faults.clone(),
            log: self.log.clone(),
            state,
            stop: self.stop.subscribe(),
        }
    }

    fn open(&mut self, bound: Bound, vendor: VendorContext, router: Router) {
        let tls = Arc::clone(&self.open);
        self.serve(bound, tls, vendor, router);
    }

    fn serve(&mut self, bound: Bound, tls: Arc<ServerConfig>, vendor: VendorContext, router: Router) {
        self.tasks.push(server::serve(bound, tls, vendor, router));
    }
}
