//! Reissues, duplicates, and signatures of KeyLocker: what costs money on an order that exists.

use super::{
    CsProvisioningMethod, DcvScope, Orders, ReissuedOrder, Validity,
    new::{
        check::{self, Hosts, REQUEST_OR_KEY, set},
        write::platform,
    },
};
use crate::{
    Error, OrderId, PaymentProfileId, Result, certificates::SignatureHash, finance::PaymentMethod, ids,
    products::ServerPlatformId,
};
use portcullis_core::Call;
use portcullis_macros::Body;

/// The certificate of a reissue or a duplicate.
#[derive(Debug, Clone, Body)]
#[body(new(signature_hash), check, check_always)]
#[non_exhaustive]
pub struct ReissueCertificate {
    /// The common name; code signing has none.
    pub common_name: Option<String>,
    /// All further names. **A reissue drops the names that are not here.**
    pub dns_names: Option<Vec<String>>,
    /// The certificate request, as PEM; only its form is checked. Certificates of servers require it, code signing only
    /// if the key is in the holder's own HSM.
    pub csr: Option<String>,
    /// The software that the certificate is for. A client of 2017 was refused without it.
    #[body(with = platform)]
    pub server_platform: Option<ServerPlatformId>,
    /// The hash of the signature.
    pub signature_hash: SignatureHash,
    /// How long the certificate is valid; not longer than the order.
    pub cert_validity: Option<Validity>,
    /// The issuing CA: an id from the product's list. From a client, not from the vendor's page.
    pub ca_cert_id: Option<String>,
}

impl ReissueCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        let hosts = Hosts { wildcards: true, internal: true };
        check::hosts(hosts, self.common_name.as_deref(), self.dns_names.as_deref())?;
        check::optional_csr(self.csr.as_deref(), REQUEST_OR_KEY)
    }
}

/// A reissue: a new certificate in the place of an order's certificate.
#[derive(Debug, Clone, Body)]
#[body(new(certificate), check)]
#[non_exhaustive]
pub struct Reissue {
    /// The new certificate.
    pub certificate: ReissueCertificate,
    /// Code signing: where the key is; by default as in the order.
    pub cs_provisioning_method: Option<CsProvisioningMethod>,
    /// The names whose control is proved.
    pub certificate_dcv_scope: Option<DcvScope>,
    /// Keeps the old certificate, as with a duplicate. **Partly guessed.** Only the name of the member is known.
    pub store_reissue_as_duplicate: Option<bool>,
    /// Skips the approval, if the key's owner can approve requests.
    pub skip_approval: Option<bool>,
    /// A text for the approver.
    pub comments: Option<String>,
}

impl Reissue {
    fn check(&self) -> Result<()> {
        let by_email = self.cs_provisioning_method == Some(CsProvisioningMethod::Email);
        set("csr", !by_email || self.certificate.csr.is_some())
    }
}

/// A duplicate: a further certificate of an order. Names must be those of the order; certificate request, validity,
/// software and hash can be others.
#[derive(Debug, Clone, Body)]
#[body(new(certificate))]
#[non_exhaustive]
pub struct Duplicate {
    /// The new certificate. Its common name can be another name of the order; one of a wildcard can have names below it.
    pub certificate: ReissueCertificate,
    /// Skips the approval, if the key's owner can approve requests.
    pub skip_approval: Option<bool>,
    /// A text for the approver.
    pub comments: Option<String>,
}

/// A purchase of signatures for a KeyLocker order.
#[derive(Debug, Clone, Body)]
#[body(new(signature_units, payment_method), check)]
#[non_exhaustive]
pub struct SignaturePurchase {
    /// Units of 1000 signatures; at least 1.
    pub signature_units: u64,
    /// How they are paid. The vendor's sample has [`PaymentMethod::Profile`].
    pub payment_method: PaymentMethod,
    /// The stored payment profile; required with [`PaymentMethod::Profile`].
    #[body(with = ids::numbered)]
    pub payment_profile: Option<PaymentProfileId>,
}

impl SignaturePurchase {
    fn check(&self) -> Result<()> {
        if self.signature_units == 0 {
            return Err(Error::input("signature_units", "must be at least 1"));
        }
        let profile = self.payment_profile.as_ref().is_some_and(|id| !id.as_str().is_empty());
        set(
            "payment_profile",
            profile || (self.payment_method != PaymentMethod::Profile && self.payment_profile.is_none()),
        )
    }
}

impl Orders {
    /// Replaces an order's certificate.
    ///
    /// `POST /order/certificate/{order_id}/reissue`
    ///
    /// **Costs money**, if names are added. A reissue has no reference: after a lost reply, read the order and its
    /// reissues before another try; a status of [`ReissuePending`](super::OrderStatus::ReissuePending) or another
    /// certificate proves that it was applied.
    ///
    /// The order keeps its id, and the reply has this id: the reissue is finished when the order's status is no longer
    /// `reissue_pending` and its certificate is another one. The old certificate of some products is revoked after a while.
    /// Codes of errors: `required_param:certificate.server_platform`, `required_param:certificate.signature_hash`.
    ///
    /// - Operation: `orders.reissue`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Reissue certificate" (dev.digicert.com, services-api/orders/reissue-certificate.html)
    #[inline]
    pub fn reissue(&self, id: &OrderId, reissue: &Reissue) -> Call<ReissuedOrder> {
        self.0.post("/order/certificate/{order_id}/reissue").path(id).json(reissue).once().fresh().call()
    }

    /// Requests a further certificate of an order.
    ///
    /// `POST /order/certificate/{order_id}/duplicate`
    ///
    /// **Costs money**, depending on the product. A duplicate has no reference: after a lost reply, list the order's
    /// duplicates before another try.
    ///
    /// Not every product has duplicates; the details of a product contain whether it has.
    ///
    /// - Operation: `orders.duplicate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Duplicate certificate" (dev.digicert.com,
    ///   services-api/orders/duplicate-certificate.html)
    #[inline]
    pub fn duplicate(&self, id: &OrderId, duplicate: &Duplicate) -> Call<ReissuedOrder> {
        self.0.post("/order/certificate/{order_id}/duplicate").path(id).json(duplicate).once().fresh().call()
    }

    /// Buys signatures for a code signing order with KeyLocker.
    ///
    /// `PUT /order/certificate/{order_id}/buy-keylocker-signature-unit`
    ///
    /// **Costs money**, each time, although it is a PUT. After a lost reply, compare the order's signatures with those
    /// before the purchase. Not for subaccounts.
    ///
    /// - Operation: `orders.buy_keylocker_signatures`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator or manager
    /// - Source: vendor page "Purchase KeyLocker signatures" (dev.digicert.com,
    ///   services-api/orders/purchase-keylocker-signatures.html); its heading has another path, its sample this one
    #[inline]
    pub fn buy_keylocker_signatures(&self, id: &OrderId, purchase: &SignaturePurchase) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/buy-keylocker-signature-unit")
            .path(id)
            .json(purchase)
            .once()
            .fresh()
            .done()
    }
}
