//! Site seals, and signatures of KeyLocker.

use super::Orders;
use crate::{Call, CertificateId, OrderId, ProductId, Result, ids};
use portcullis_core::{Extra, Input, input};
use portcullis_macros::{Body, Reply};
use serde::{Serialize, Serializer};

impl Orders {
    /// Returns the settings of an order's site seal, and the code to install.
    ///
    /// `GET /order/certificate/{order_id}/site-seal`
    ///
    /// - Operation: `orders.get_site_seal`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Site seal settings" (dev.digicert.com, services-api/orders/site-seal-settings.html)
    #[inline]
    pub fn get_site_seal(&self, id: &OrderId) -> Call<SiteSeal> {
        self.0.get("/order/certificate/{order_id}/site-seal").path(id).identified_by("order_id").call()
    }

    /// Changes an order's site seal.
    ///
    /// `PUT /order/certificate/{order_id}/site-seal`
    ///
    /// A change shows after up to two hours. After a change of the hover effect the code must be installed again.
    ///
    /// - Operation: `orders.update_site_seal`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update site seal settings" (dev.digicert.com,
    ///   services-api/orders/update-site-seal-settings.html)
    #[inline]
    pub fn update_site_seal(&self, id: &OrderId, settings: &SealSettings) -> Call<()> {
        self.0.put("/order/certificate/{order_id}/site-seal").path(id).json(settings).idempotent().done()
    }

    /// Sends the code of a site seal by e-mail, and changes those settings that are set.
    ///
    /// `POST /order/certificate/{order_id}/site-seal/email-seal`
    ///
    /// Without a recipient, the owner of the API key receives it.
    ///
    /// - Operation: `orders.email_site_seal`
    /// - Retried: only when the request was provably not sent; each call sends an e-mail
    /// - Permission: not documented
    /// - Source: vendor page "Email site seal" (dev.digicert.com, services-api/orders/email-site-seal.html)
    #[inline]
    pub fn email_site_seal(
        &self,
        id: &OrderId,
        recipient: Option<&str>,
        settings: &SealSettings,
    ) -> Call<()> {
        let email = SealEmail { recipient_email: recipient, settings };
        self.0.post("/order/certificate/{order_id}/site-seal/email-seal").path(id).json(&email).done()
    }

    /// Returns how many KeyLocker signatures a code signing order has, and how many are used.
    ///
    /// `GET /order/certificate/{order_id}/signature-unit`
    ///
    /// - Operation: `orders.get_keylocker_signatures`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "View KeyLocker signatures" (dev.digicert.com,
    ///   services-api/orders/view-keylocker-signatures.html)
    #[inline]
    pub fn get_keylocker_signatures(&self, id: &OrderId) -> Call<KeylockerSignatures> {
        self.0.get("/order/certificate/{order_id}/signature-unit").path(id).identified_by("order_id").call()
    }
}

/// The site seal of an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SiteSeal {
    /// The order's id.
    pub order_id: OrderId,
    /// The product's id.
    pub product_name_id: Option<ProductId>,
    /// The seal's identifier in its code.
    pub seal_hash: Option<String>,
    /// Its size.
    pub seal_size: Option<SealSize>,
    /// Which seal it is.
    pub seal_number: Option<SealNumber>,
    /// Whether details show when a pointer is over it.
    pub seal_hover: Option<bool>,
    /// Whether it is animated.
    pub seal_autoplay: Option<bool>,
    /// Whether it contains the organization's logo.
    pub seal_use_logo: Option<bool>,
    /// Whether it shows the result of malware scans.
    pub display_malware_scan: Option<bool>,
    /// Whether it shows the result of Certificate Transparency monitoring.
    pub display_ct_log: Option<bool>,
    /// Whether it shows the result of PCI scans.
    pub display_pci_scan: Option<bool>,
    /// Whether it shows the result of checks of block lists.
    pub display_blocklist_check: Option<bool>,
    /// Whether it shows that the customer is verified.
    pub display_verified_customer: Option<bool>,
    /// Whether malware scans can be shown.
    pub eligible_malware_scan: Option<bool>,
    /// Whether Certificate Transparency monitoring can be shown.
    pub eligible_ct_log: Option<bool>,
    /// Whether checks of block lists can be shown.
    pub eligible_blocklist_check: Option<bool>,
    /// Whether PCI scans can be shown.
    pub eligible_pci_scan: Option<bool>,
    /// Whether Certificate Transparency monitoring is on.
    pub ct_log_enabled: Option<bool>,
    /// Whether PCI scans are on.
    pub pci_scan_enabled: Option<bool>,
    /// The HTML to install.
    pub seal_code: Option<String>,
    /// The organization's logo.
    pub seal_logo: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Changes of a site seal; what is unset stays.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct SealSettings {
    /// Its size.
    pub seal_size: Option<SealSize>,
    /// Which seal it is.
    #[body(with = number)]
    pub seal_number: Option<SealNumber>,
    /// Whether details show when a pointer is over it.
    pub seal_hover: Option<bool>,
    /// Whether it is animated.
    pub seal_autoplay: Option<bool>,
    /// Whether it contains the organization's logo.
    pub seal_use_logo: Option<bool>,
    /// Whether it shows the result of malware scans.
    pub display_malware_scan: Option<bool>,
    /// Whether it shows the result of Certificate Transparency monitoring.
    pub display_ct_log: Option<bool>,
    /// Whether it shows the result of PCI scans.
    pub display_pci_scan: Option<bool>,
    /// Whether it shows the result of checks of block lists.
    pub display_blocklist_check: Option<bool>,
    /// Whether it shows that the customer is verified.
    pub display_verified_customer: Option<bool>,
}

impl SealSettings {
    fn check(&self) -> Result<()> {
        let number = self.seal_number.as_ref();
        number.map_or(Ok(()), |number| ids::check_number("seal_number", number.as_str()))
    }
}

portcullis_core::open_enum! {
    /// The size of a site seal.
    SealSize {
        /// Small.
        Small = "s",
        /// Medium.
        Medium = "m",
        /// Large.
        Large = "l",
    }
}

portcullis_core::open_enum! {
    /// Which seal a site seal is.
    ///
    /// The service identifies a seal by a number: [`as_str`](Self::as_str) returns `"18"` for the Smart Seal.
    SealNumber {
        /// The DigiCert Smart Seal.
        SmartSeal = "18",
        /// The Norton seal, of older orders.
        Norton = "15",
        /// The GeoTrust seal.
        GeoTrust = "16",
        /// The Thawte seal.
        Thawte = "17",
    }
}

fn number<S: Serializer>(number: &SealNumber, to: S) -> Result<S::Ok, S::Error> {
    ids::number(number.as_str(), to)
}

/// The settings with a recipient.
#[derive(Serialize)]
struct SealEmail<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_email: Option<&'a str>,
    #[serde(flatten)]
    settings: &'a SealSettings,
}

// By hand: `Body` has no way to write the members of another object beside its own.
impl Input for SealEmail<'_> {
    fn check(&self) -> Result<()> {
        self.recipient_email.map_or(Ok(()), |email| input::email("recipient_email", email))?;
        Input::check(self.settings)
    }
}

/// How many KeyLocker signatures an order has.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct KeylockerSignatures {
    /// The numbers of signatures; one item in practice.
    pub signatures: Vec<SignatureCount>,
    /// The users of KeyLocker.
    pub user_assigned: Vec<KeylockerUser>,
    /// The account's id.
    pub account_id: Option<String>,
    /// The order's id.
    pub order_id: OrderId,
    /// The certificate's id.
    pub certificate_id: Option<CertificateId>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A number of signatures.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SignatureCount {
    /// How many were bought.
    pub signatures_allotted: Option<i64>,
    /// How many are used.
    pub signatures_consumed: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A user of KeyLocker.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct KeylockerUser {
    /// The user's name.
    pub name: Option<String>,
    /// The user's e-mail address.
    pub email: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
