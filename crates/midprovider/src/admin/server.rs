//! The server, by Keycloak's admin API.

mod features;
mod model;
mod providers;

pub use features::{Feature, FeatureType, ProfileInfo};
pub use model::{CpuInfo, CryptoInfo, MemoryInfo, ServerInfo, SystemInfo, ThemeInfo};
pub use providers::{
    ClientInstallation, ComponentType, ConfigProperty, PasswordPolicyType, ProtocolMapperType, Provider,
    ProviderInterface,
};

use crate::flavour::Core;
use portcullis_core::Call;

/// What the server is and can do; from [`Admin::server`](super::Admin::server).
///
/// ```no_run
/// # async fn f(master: midprovider::Client) -> midprovider::Result<()> {
/// let info = master.admin().server().info().await?;
/// println!("Keycloak {}", info.version().unwrap_or("of an unknown version"));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Server(pub(crate) Core);

impl Server {
    /// Returns the server's versions, features, themes and providers: a large object, of some hundred kilobytes or more.
    ///
    /// `GET /auth/admin/serverinfo`
    ///
    /// It is about the whole server, not about a realm. A caller without a role in `master` gets less of it: what is absent is
    /// `None` or empty. [`ServerInfo::version`] is the version of Keycloak underneath, by which a program can distinguish
    /// servers.
    ///
    /// **Partly guessed.** The vendor's own tool sends the request and reads the version; all other members, and their
    /// types, are those of Keycloak's client for JavaScript 26.4.
    ///
    /// - Operation: `admin_server.info`
    /// - Retried: also when the reply is lost
    /// - Permission: any administrator's role in `master`; others get less
    /// - Source: the vendor's own tool, and Keycloak's client for JavaScript 26.4
    #[inline]
    pub fn info(&self) -> Call<ServerInfo> {
        self.0.get("/auth/admin/serverinfo").call()
    }
}
