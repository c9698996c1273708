//! What changes an order, its certificates or its settings.

use super::{
    DcvEmails, NewDnsNames, OrderDomain, Orders, StatusUpdate,
    input::{ApprovalEmails, AutoReissue, CtStatus, EditedCertificate, GuestAccess, UserAccess},
};
use crate::{
    Call, OrderId, Refusal, Reply, UserId,
    bytes::Bytes,
    certificates::{Revocation, RevocationRequest},
};

impl Orders {
    /// Cancels an order or its reissue, or marks a migrated order as renewed or not renewed.
    ///
    /// `PUT /order/certificate/{order_id}/status`
    ///
    /// An order can be canceled while it is pending or waits for its pickup. Of an order with a pending reissue, only
    /// the reissue is canceled: the order is issued again, and the note becomes the comment of the reissue's request.
    /// Only migrated orders can be marked, from 90 days before their expiry. An order of another account is 404, too.
    ///
    /// - Operation: `orders.update_status`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update order status" (dev.digicert.com,
    ///   services-api/orders/update-order-status.html)
    #[inline]
    pub fn update_status(&self, id: &OrderId, update: &StatusUpdate) -> Call<()> {
        self.0.put("/order/certificate/{order_id}/status").path(id).json(update).idempotent().done()
    }

    /// Deletes an inactive order.
    ///
    /// `DELETE /order/certificate/{order_id}`
    ///
    /// Which inactive orders can be deleted is not documented. With `.optional()` an order that does not exist is
    /// `None`.
    ///
    /// - Operation: `orders.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Delete order" (dev.digicert.com, services-api/orders/delete-order.html)
    #[inline]
    pub fn delete(&self, id: &OrderId) -> Call<()> {
        self.0.delete("/order/certificate/{order_id}").path(id).idempotent().done()
    }

    /// Revokes an order's certificate and deletes the order. **This cannot be undone.**
    ///
    /// `DELETE /order/certificate/{order_id}`
    ///
    /// - Operation: `orders.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Delete order" (dev.digicert.com, services-api/orders/delete-order.html)
    #[inline]
    pub fn revoke_and_delete(&self, id: &OrderId) -> Call<()> {
        self.0.delete("/order/certificate/{order_id}").path(id).query("revoke", true).idempotent().done()
    }

    /// Revokes all certificates of an order, duplicates and reissues included.
    ///
    /// `PUT /order/certificate/{order_id}/revoke`
    ///
    /// Returns the request that an approver must decide on, or `None` if the approval was skipped: the certificates are
    /// revoked then. The maker of a request cannot approve it. A certificate with a pending reissue cannot be revoked.
    ///
    /// - Operation: `orders.revoke`
    /// - Retried: also when the reply is lost
    /// - Permission: an administrator's key to skip the approval; otherwise not documented
    /// - Source: vendor page "Revoke order certificates" (dev.digicert.com,
    ///   services-api/orders/revoke-order-certificates.html)
    #[inline]
    pub fn revoke(&self, id: &OrderId, revocation: &Revocation) -> Call<Option<RevocationRequest>> {
        self.0.put("/order/certificate/{order_id}/revoke").path(id).json(revocation).idempotent().call()
    }

    /// Replaces the names of a pending order or reissue, and returns the domains whose validation began; none for DV.
    ///
    /// `PUT /order/certificate/{order_id}/dns-names`
    ///
    /// **The server removes all names that are not sent.** A name can be replaced by a name or an IP address, a
    /// wildcard by a wildcard only. There can be no more names than were ordered, and the price stays. New names are
    /// submitted for validation by the order's method.
    ///
    /// - Operation: `orders.edit_dns_names`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator or manager
    /// - Source: vendor page "Edit domains on a pending order or reissue" (dev.digicert.com,
    ///   services-api/orders/edit-domains-on-a-pending-order-or-reissue.html)
    #[inline]
    pub fn edit_dns_names(&self, id: &OrderId, names: &NewDnsNames) -> Call<Vec<OrderDomain>> {
        self.0
            .put("/order/certificate/{order_id}/dns-names")
            .path(id)
            .json(&EditedCertificate { certificate: names })
            .idempotent()
            .read_with(domains)
            .many()
            .call()
    }

    /// Sends an order's e-mails for domain control validation again.
    ///
    /// `PUT /order/certificate/{order_id}/resend-emails`
    ///
    /// - Operation: `orders.resend_dcv_emails`
    /// - Retried: only when the request was provably not sent; each call sends e-mails
    /// - Permission: not documented
    /// - Source: vendor page "Resend DCV emails" (dev.digicert.com,
    ///   services-api/orders/dv-ssl-resend-emails.html)
    #[inline]
    pub fn resend_dcv_emails(&self, id: &OrderId, emails: &DcvEmails) -> Call<()> {
        self.0.put("/order/certificate/{order_id}/resend-emails").path(id).json(emails).done()
    }

    /// Sends the e-mails for the approval of an EV order again, to these addresses of verified contacts.
    ///
    /// `PUT /order/certificate/{order_id}/order-approval/resend-emails`
    ///
    /// - Operation: `orders.resend_approval_emails`
    /// - Retried: only when the request was provably not sent; each call sends e-mails
    /// - Permission: not documented
    /// - Source: vendor page "Resend order approval email" (dev.digicert.com,
    ///   services-api/orders/resend-order-approval-email.html)
    #[inline]
    pub fn resend_approval_emails(&self, id: &OrderId, emails: &[String]) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/order-approval/resend-emails")
            .path(id)
            .json(&ApprovalEmails { emails })
            .done()
    }

    /// Switches the automatic reissue of a Multi-year Plan.
    ///
    /// `PUT /order/certificate/{order_id}/auto-reissue`
    ///
    /// The service makes the request to reissue 30 days before a certificate expires. Only Multi-year Plans have it.
    ///
    /// - Operation: `orders.update_auto_reissue`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update auto-reissue settings" (dev.digicert.com,
    ///   services-api/orders/update-auto-reissue-settings.html)
    #[inline]
    pub fn update_auto_reissue(&self, id: &OrderId, on: bool) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/auto-reissue")
            .path(id)
            .json(&AutoReissue { auto_reissue: on.into() })
            .idempotent()
            .done()
    }

    /// Switches the e-mails about an order's renewal.
    ///
    /// `PUT /order/certificate/{order_id}/renewal-emails/{status}`
    ///
    /// **The words for `status` are not known**: they may be `enable` and `disable`, or `enabled` and `disabled`. The
    /// state is [`disable_renewal_notifications`](super::OrderInfo::disable_renewal_notifications) of the order: read it
    /// afterwards.
    ///
    /// - Operation: `orders.update_renewal_notifications`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update renewal notification settings" (dev.digicert.com,
    ///   services-api/orders/update-renewal-notification-settings.html), without its list of words
    #[inline]
    pub fn update_renewal_notifications(&self, id: &OrderId, status: &str) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/renewal-emails/{status}")
            .path(id)
            .path(status)
            .idempotent()
            .done()
    }

    /// Sets whether an order's certificates are kept out of Certificate Transparency logs.
    ///
    /// `PUT /order/certificate/{order_id}/ct-status`
    ///
    /// Browsers do not accept public TLS certificates that are not in these logs. The account needs an option for this.
    /// A certificate has the setting after its reissue. The status of success is assumed; any 2xx is accepted.
    ///
    /// - Operation: `orders.update_ct_status`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Change CT status" (dev.digicert.com, services-api/orders/change-ct-status.html)
    #[inline]
    pub fn update_ct_status(&self, id: &OrderId, disable: bool) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/ct-status")
            .path(id)
            .json(&CtStatus { disable_ct: disable })
            .idempotent()
            .done()
    }

    /// Switches the access of guests to an order; guest access must be on for the account.
    ///
    /// `PUT /order/certificate/{order_id}/guest-access`
    ///
    /// - Operation: `orders.update_guest_access`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit guest access of an order" (dev.digicert.com,
    ///   services-api/orders/edit-guest-access-order.html)
    #[inline]
    pub fn update_guest_access(&self, id: &OrderId, on: bool) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/guest-access")
            .path(id)
            .json(&GuestAccess { enable_guest_access: on.into() })
            .idempotent()
            .done()
    }

    /// Replaces the limited users who may view and manage an order.
    ///
    /// `PUT /order/certificate/{order_id}/user-access`
    ///
    /// **The server removes all users that are not sent.** The requester keeps access and need not be sent. The status
    /// of success is not known; any 2xx is accepted.
    ///
    /// - Operation: `orders.update_user_access`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Python sample on the access of limited users to orders
    #[inline]
    pub fn update_user_access(&self, id: &OrderId, users: &[UserId]) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/user-access")
            .path(id)
            .json(&UserAccess { user_id_assignments: users })
            .idempotent()
            .done()
    }
}

/// The domains of the reply, of which some orders have no body.
fn domains(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    const NONE: Bytes = Bytes::from_static(b"[]");
    match reply.members() {
        Some(members) => Ok(members.get("domains").map_or(NONE, |domains| reply.share(domains))),
        None if reply.body().trim_ascii().is_empty() => Ok(NONE),
        None => Err(Refusal::Foreign("expected an object with domains, or nothing")),
    }
}
