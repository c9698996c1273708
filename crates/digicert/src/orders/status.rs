//! The words for an order's state.

use portcullis_core::lenient;
use serde::Deserializer;

portcullis_core::open_enum! {
    /// The status of an order. Expect other words, and take them as not finished.
    ///
    /// Replies are read without regard to case: `CANCELED` is [`Canceled`](Self::Canceled).
    OrderStatus {
        /// Waits for validations, or for the issuance.
        Pending = "pending",
        /// A request waits for an approver.
        NeedsApproval = "needs_approval",
        /// Under way.
        Processing = "processing",
        /// Approved, and not issued yet.
        Approved = "approved",
        /// The certificate is issued. A filter by this word also finds expired orders.
        Issued = "issued",
        /// The certificate waits until its recipient collects it.
        WaitingPickup = "waiting_pickup",
        /// A reissue is under way; the earlier certificate is valid.
        ReissuePending = "reissue_pending",
        /// The request was rejected.
        Rejected = "rejected",
        /// The vendor refused the order.
        Denied = "denied",
        /// Canceled.
        Canceled = "canceled",
        /// The order's time is over.
        Expired = "expired",
        /// Its certificates are revoked.
        Revoked = "revoked",
        /// Waits for a certificate request: [`Orders::add_csr`](super::Orders::add_csr).
        NeedsCsr = "needs_csr",
    }
}

impl OrderStatus {
    /// Whether no certificate comes any more: rejected, denied, canceled, expired or revoked.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Rejected | Self::Denied | Self::Canceled | Self::Expired | Self::Revoked)
    }
}

/// Reads a status in any case; a word that is not known stays as the server writes it.
pub(crate) fn status<'de, D: Deserializer<'de>>(from: D) -> Result<Option<OrderStatus>, D::Error> {
    let Some(text) = lenient::opt_text(from)? else { return Ok(None) };
    Ok(Some(match OrderStatus::from(text.to_ascii_lowercase()) {
        OrderStatus::Other(_) => OrderStatus::Other(text),
        known => known,
    }))
}

portcullis_core::open_enum! {
    /// The status of one certificate of an order.
    CertificateStatus {
        /// Approved, and not issued yet.
        Approved = "approved",
        /// Issued.
        Issued = "issued",
        /// Not issued yet.
        Pending = "pending",
        /// The request was rejected.
        Rejected = "rejected",
        /// Revoked.
        Revoked = "revoked",
    }
}

portcullis_core::open_enum! {
    /// What an order's status can be changed to. The case of the word counts.
    NewOrderStatus {
        /// Cancels the order, or its pending reissue.
        Canceled = "canceled",
        /// Marks a migrated order as renewed.
        Renewed = "renewed",
        /// Marks a migrated order as not renewed.
        NotRenewed = "not_renewed",
    }
}
