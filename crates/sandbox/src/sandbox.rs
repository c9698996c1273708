//! The five vendors, started together.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use rustls::ServerConfig;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::{Builder, Options};
use crate::faults::{Fault, Faults};
use crate::seen::{Record, Seen};
use crate::server::{self, Bound, Gate};
use crate::store::{Keeper, Store};
use crate::tls::Authority;
use crate::{Details, Error, Vendor, digicert, midprovider, privicore, privx, storedsafe};

/// Servers of all five vendors on this machine. They stop when this value is dropped.
#[must_use = "the servers stop when the sandbox is dropped"]
pub struct Sandbox {
    ca_pem: String,
    details: Details,
    faults: Faults,
    record: Record,
    privicore: privicore::Control,
    storedsafe: storedsafe::Control,
    digicert: digicert::Control,
    privx: privx::Control,
    midprovider: midprovider::Control,
    keepers: Vec<Keeper>,
    servers: Vec<JoinHandle<()>>,
    // Held so that connections, websockets too, end with the sandbox.
    _stop: watch::Sender<()>,
    _store: Store,
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
        for keeper in &self.keepers {
            let _ = keeper.save();
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

    pub(crate) async fn start_with(options: Options) -> Result<Self, Error> {
        let store = Store::open(options.state_dir)?;
        let authority = Arc::new(Authority::new()?);
        let (open, guarded) = authority.servers()?;
        let ca_pem = authority.pem();
        let ca_pem_file = store.file("ca.pem", &ca_pem)?;

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

        let saved = store.saved(Vendor::Privicore)?;
        let privicore = privicore::State::load(saved, url(&upstream, ""), url(&downstream, ""))?;
        let storedsafe = storedsafe::State::load(store.saved(Vendor::StoredSafe)?, options.storedsafe)?;
        let digicert = digicert::State::load(store.saved(Vendor::DigiCert)?)?;
        let privx = privx::State::load(
            store.saved(Vendor::PrivX)?,
            store.journal(Vendor::PrivX),
            options.privx_token_life,
        )?;
        let midprovider = midprovider::State::load(store.saved(Vendor::MidProvider)?)?;

        let client = authority.client(&storedsafe.admin())?;
        storedsafe.register_certificate(&client.der);
        let client_cert_pem_file = store.file("storedsafe-client.pem", &client.pem)?;
        let client_key_pem_file = store.file("storedsafe-client-key.pem", &client.key_pem)?;

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
            digicert: digicert.details(url(&digicert_api, "/services/v2")),
            privx: privx.details(url(&privx_api, "")),
            midprovider: midprovider.details(url(&ssms, ""), url(&shift, "")),
        };

        let mut house = House {
            faults: Faults::default(),
            record: Record::default(),
            servers: Vec::new(),
            stop: watch::channel(()).0,
            open,
        };
        let keepers = vec![
            store.keeper(Vendor::Privicore, snapshot(&privicore, privicore::State::snapshot)),
            store.keeper(Vendor::StoredSafe, snapshot(&storedsafe, storedsafe::State::snapshot)),
            store.keeper(Vendor::DigiCert, snapshot(&digicert, digicert::State::snapshot)),
            store.keeper(Vendor::PrivX, snapshot(&privx, privx::State::snapshot)).journaled({
                let privx = Arc::clone(&privx);
                move || privx.changes()
            }),
            store.keeper(Vendor::MidProvider, snapshot(&midprovider, midprovider::State::snapshot)),
        ];
        let [privicore_keeper, storedsafe_keeper, digicert_keeper, privx_keeper, midprovider_keeper] =
            keepers.as_slice()
        else {
            return Err(Error::new("cannot start", "a vendor has no keeper"));
        };
        for keeper in &keepers {
            keeper.compact()?;
        }

        let gate = house.gate(Vendor::Privicore, privicore_keeper);
        house.open(privicore_api, gate.clone(), privicore::router(Arc::clone(&privicore)));
        house.open(privicore_ws, gate.clone(), privicore::ws_router(Arc::clone(&privicore)));
        house.open(upstream, gate.clone(), privicore::upstream_router(Arc::clone(&privicore)));
        house.open(downstream, gate, privicore::downstream_router(Arc::clone(&privicore)));
        let gate = house.gate(Vendor::StoredSafe, storedsafe_keeper);
        let router = storedsafe::router(Arc::clone(&storedsafe));
        house.serve(storedsafe_mtls, guarded, gate.clone(), router.clone());
        house.open(storedsafe_api, gate, router);
        let gate = house.gate(Vendor::DigiCert, digicert_keeper);
        house.open(digicert_api, gate, digicert::router(Arc::clone(&digicert)));
        let gate = house.gate(Vendor::PrivX, privx_keeper);
        house.open(privx_api, gate, privx::router(Arc::clone(&privx)));
        let gate = house.gate(Vendor::MidProvider, midprovider_keeper);
        house.open(ssms, gate.clone(), midprovider::ssms_router(Arc::clone(&midprovider)));
        house.open(shift, gate, midprovider::shift_router(Arc::clone(&midprovider)));

        Ok(Self {
            ca_pem,
            details,
            faults: house.faults,
            record: house.record,
            privicore: privicore.control(),
            storedsafe: storedsafe::Control::new(storedsafe, authority),
            digicert: digicert::Control::new(digicert),
            privx: privx::Control::new(privx),
            midprovider: midprovider::Control::new(midprovider),
            keepers,
            servers: house.servers,
            _stop: house.stop,
            _store: store,
        })
    }

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
    pub fn requests(&self, vendor: Vendor) -> Vec<Seen> {
        self.record.of(vendor)
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

    /// Writes the state of all vendors to the state directory now, if there is one.
    pub fn save(&self) -> Result<(), Error> {
        self.keepers.iter().try_for_each(Keeper::save)
    }
}

/// A state's snapshot function that owns its state.
fn snapshot<S: Send + Sync + 'static>(
    state: &Arc<S>,
    take: fn(&S) -> serde_json::Value,
) -> impl Fn() -> serde_json::Value + Send + Sync + 'static {
    let state = Arc::clone(state);
    move || take(&state)
}

/// The servers under construction.
struct House {
    faults: Faults,
    record: Record,
    servers: Vec<JoinHandle<()>>,
    stop: watch::Sender<()>,
    open: Arc<ServerConfig>,
}

impl House {
    fn gate(&self, vendor: Vendor, keeper: &Keeper) -> Gate {
        Gate {
            vendor,
            faults: self.faults.clone(),
            record: self.record.clone(),
            keeper: keeper.clone(),
            stop: self.stop.subscribe(),
        }
    }

    fn open(&mut self, bound: Bound, gate: Gate, router: Router) {
        let tls = Arc::clone(&self.open);
        self.serve(bound, tls, gate, router);
    }

    fn serve(&mut self, bound: Bound, tls: Arc<ServerConfig>, gate: Gate, router: Router) {
        self.servers.push(server::serve(bound, tls, gate, router));
    }
}
