//! Certificate authorities of components, such as extenders.

mod input;
mod model;

pub use input::{CertificateEnrollment, CertificateRevocation, Component};
pub use model::{ComponentCaConfig, EnrolledCertificate, RevokedCertificates};

use super::CaCertificate;
use crate::ids::{AccessGroupId, CaId};
use portcullis_core::{Call, Client, Download, List, Request};

/// Certificate authorities of components, such as extenders; made by
/// [`Authorizer::component_cas`](super::Authorizer::component_cas).
///
/// A [`Component`] that would lead to another operation, such as `cert`, is refused before anything is sent.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::authorizer::Component;
///
/// let cas = privx.authorizer().component_cas();
/// let config = cas.config(&Component::Extender).await?;
/// for ca in cas.list(&Component::Extender).all().await? {
///     println!("{:?} {:?} {}", ca.subject, ca.not_after, ca.id == config.primary_ca_id);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ComponentCas(pub(super) Client);

/// A word such as `cert` in the first placeholder would make another route.
fn of(request: Request, component: &Component) -> Request {
    request.require(component.is_no_other_route()).path(component.as_str())
}

impl ComponentCas {
    /// Lists the certificates of a kind of component.
    ///
    /// `GET /authorizer/api/v1/{ca_type}/cas`
    ///
    /// - Operation: `component_cas.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self, component: &Component) -> List<CaCertificate> {
        of(self.0.get("/authorizer/api/v1/{ca_type}/cas"), component).list_whole("items")
    }

    /// Lists the certificates of a kind of component in one access group.
    ///
    /// `GET /authorizer/api/v1/{ca_type}/cas`
    ///
    /// - Operation: `component_cas.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of(&self, component: &Component, group: &AccessGroupId) -> List<CaCertificate> {
        of(self.0.get("/authorizer/api/v1/{ca_type}/cas"), component)
            .query("access_group_id", group)
            .list_whole("items")
    }

    /// Downloads a certificate as a file, whose form is not documented.
    ///
    /// `GET /authorizer/api/v1/{ca_type}/cas/{ca_id}`
    ///
    /// A client of the vendor reads a file for extenders, and JSON for web proxies: [`get`](Self::get) decodes that.
    ///
    /// - Operation: `component_cas.download`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn download(&self, component: &Component, id: &CaId) -> Download {
        of(self.0.get("/authorizer/api/v1/{ca_type}/cas/{ca_id}"), component).path(id).download()
    }

    /// Returns one certificate if the server sends it as JSON: known of web proxies alone.
    ///
    /// `GET /authorizer/api/v1/{ca_type}/cas/{ca_id}`
    ///
    /// Fails with [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the server sends a file: use
    /// [`download`](Self::download) then.
    ///
    /// - Operation: `component_cas.download`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, component: &Component, id: &CaId) -> Call<CaCertificate> {
        of(self.0.get("/authorizer/api/v1/{ca_type}/cas/{ca_id}"), component)
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Downloads the revocation list of a certificate authority, whose form is not documented.
    ///
    /// `GET /authorizer/api/v1/{ca_type}/cas/{ca_id}/crl`
    ///
    /// - Operation: `component_cas.crl`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn crl(&self, component: &Component, id: &CaId) -> Download {
        of(self.0.get("/authorizer/api/v1/{ca_type}/cas/{ca_id}/crl"), component).path(id).download()
    }

    /// Returns which certificate authority a kind of component uses.
    ///
    /// `GET /authorizer/api/v1/{ca_type}/cas/config`
    ///
    /// - Operation: `component_cas.config_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn config(&self, component: &Component) -> Call<ComponentCaConfig> {
        of(self.0.get("/authorizer/api/v1/{ca_type}/cas/config"), component).call()
    }

    /// Sets which certificate authority a kind of component uses.
    ///
    /// `PUT /authorizer/api/v1/{ca_type}/cas/config`
    ///
    /// Limit: `primary_ca_id` is set. A change by others between reading and writing is lost.
    ///
    /// - Operation: `component_cas.config_set`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-manage` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn set_config(&self, component: &Component, config: &ComponentCaConfig) -> Call<()> {
        of(self.0.put("/authorizer/api/v1/{ca_type}/cas/config"), component).idempotent().json(config).done()
    }

    /// Issues a certificate for a component; meant for components, not for other programs.
    ///
    /// `POST /authorizer/api/v1/{ca_type}/enroll`
    ///
    /// **Partly guessed.** Verb and path are from the vendor's list of operations; request and reply are models of
    /// the same name in a client of the vendor that uses neither.
    ///
    /// Limits: neither the request nor the owner is empty.
    ///
    /// - Operation: `component_cas.enroll`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor's list of operations and SDK for Go
    #[inline]
    pub fn enroll(
        &self,
        component: &Component,
        enrollment: &CertificateEnrollment,
    ) -> Call<EnrolledCertificate> {
        of(self.0.post("/authorizer/api/v1/{ca_type}/enroll"), component).json(enrollment).call()
    }

    /// Revokes certificates of components and returns their ids.
    ///
    /// `POST /authorizer/api/v1/{ca_type}/revoke`
    ///
    /// **Partly guessed.** Verb and path are from the vendor's list of operations; request and reply are models of
    /// the same name in a client of the vendor that uses neither. Whether a certificate must match every condition
    /// or one of them is not known.
    ///
    /// Limit: at least one condition, so that not every certificate is revoked.
    ///
    /// - Operation: `component_cas.revoke`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor's list of operations and SDK for Go
    #[inline]
    pub fn revoke(
        &self,
        component: &Component,
        revocation: &CertificateRevocation,
    ) -> Call<RevokedCertificates> {
        of(self.0.post("/authorizer/api/v1/{ca_type}/revoke"), component).json(revocation).call()
    }
}
