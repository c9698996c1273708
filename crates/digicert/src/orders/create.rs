//! Creation of orders. There is a method for each family of products: they differ in what they require.

use super::{
    ClientOrder, CmcOrder, CodeSigningOrder, CreatedOrder, DocumentSigningDsOrder, DocumentSigningOrder,
    DvOrder, OrderReference, Orders, OvEvOrder, PrivateSslOrder, SecureEmailOrder, TypeHintOrder, VmcOrder,
    X9Order,
    new::{ProductPath, place},
};
use portcullis_core::Call;

impl Orders {
    /// Orders or renews a public OV or EV certificate of a server.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// The reply has the domains whose control must still be proved, and the certificate if it was issued at once.
    /// Codes of errors: `not_found|product` if the account does not have the product, `csr_invalid_cannot_parse`,
    /// `cert_validity_exceeds_order_validity`, `caa_check_failed` and `caa_not_found`, and `required_param` with the
    /// field.
    ///
    /// - Operation: `orders.create_ov_ev`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none, 100 or 101
    /// - Source: vendor page "Order Basic OV" (dev.digicert.com, services-api/orders/order-basic-ov.html)
    #[inline]
    pub fn create_ov_ev(&self, reference: &OrderReference, order: &OvEvOrder) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders or renews a DV certificate of a server.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// The reply has the value to publish, for proofs by a token. Products of Encryption Everywhere are refused with
    /// `auth_key_not_setup` without an AuthKey.
    ///
    /// - Operation: `orders.create_dv`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order GeoTrust DV SSL" (dev.digicert.com,
    ///   services-api/orders/order-geotrust-dv-ssl.html)
    #[inline]
    pub fn create_dv(&self, reference: &OrderReference, order: &DvOrder) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders a certificate of a server; the service chooses the product.
    ///
    /// `POST /order/certificate/ssl`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// Refused with 400 and [`AMBIGUOUS_PRODUCT`](crate::code::AMBIGUOUS_PRODUCT) if it cannot choose.
    ///
    /// - Operation: `orders.create_by_type_hint`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order SSL with a type hint" (dev.digicert.com,
    ///   services-api/orders/order-ssl-type-hint.html)
    #[inline]
    pub fn create_by_type_hint(
        &self,
        reference: &OrderReference,
        order: &TypeHintOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/ssl"), reference, order)
    }

    /// Orders a private certificate of a server.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_private_ssl`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order private SSL" (dev.digicert.com, services-api/orders/order-private-ssl.html)
    #[inline]
    pub fn create_private_ssl(
        &self,
        reference: &OrderReference,
        order: &PrivateSslOrder,
    ) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders an X9 certificate of a server.
    ///
    /// `POST /order/certificate/x9_pki`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_x9_pki`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order X9 PKI for TLS" (dev.digicert.com, services-api/orders/order-x9-pki-for-tls.html)
    #[inline]
    pub fn create_x9_pki(&self, reference: &OrderReference, order: &X9Order) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/x9_pki"), reference, order)
    }

    /// Orders or renews a code signing certificate.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// The code that starts the installer of a token comes with the details of the order. Refused with 400 and
    /// [`ORDER_NOT_ELIGIBLE_FOR_RENEWAL`](crate::code::ORDER_NOT_ELIGIBLE_FOR_RENEWAL) or
    /// [`ORDER_RENEWED_ALREADY`](crate::code::ORDER_RENEWED_ALREADY) if the order cannot be renewed.
    ///
    /// - Operation: `orders.create_code_signing`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order code signing certificate" (dev.digicert.com,
    ///   services-api/orders/order-code-signing-certificate.html)
    #[inline]
    pub fn create_code_signing(
        &self,
        reference: &OrderReference,
        order: &CodeSigningOrder,
    ) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders an older document signing certificate.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_document_signing`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order document signing certificate" (dev.digicert.com,
    ///   services-api/orders/order-document-signing-certificate.html)
    #[inline]
    pub fn create_document_signing(
        &self,
        reference: &OrderReference,
        order: &DocumentSigningOrder,
    ) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders a newer document signing certificate.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_document_signing_ds`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order document signing for organization" (dev.digicert.com,
    ///   services-api/orders/order-document-signing-for-organization.html)
    #[inline]
    pub fn create_document_signing_ds(
        &self,
        reference: &OrderReference,
        order: &DocumentSigningDsOrder,
    ) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders an S/MIME certificate.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_secure_email`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order secure email certificate" (dev.digicert.com,
    ///   services-api/orders/order-secure-email-certificate.html)
    #[inline]
    pub fn create_secure_email(
        &self,
        reference: &OrderReference,
        order: &SecureEmailOrder,
    ) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders a client certificate.
    ///
    /// `POST /order/certificate/{product_name_id}`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_client`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order client certificate" (dev.digicert.com,
    ///   services-api/orders/order-client-certificate.html)
    #[inline]
    pub fn create_client(&self, reference: &OrderReference, order: &ClientOrder) -> Call<CreatedOrder> {
        let request =
            self.0.post("/order/certificate/{product_name_id}").path(ProductPath(order.product.as_str()));
        place(request, reference, order)
    }

    /// Orders or renews a Verified Mark Certificate.
    ///
    /// `POST /order/certificate/vmc_basic`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_vmc`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order verified mark certificate (VMC)" (dev.digicert.com,
    ///   services-api/orders/order-verified-mark-certificate-vmc.html)
    #[inline]
    pub fn create_vmc(&self, reference: &OrderReference, order: &VmcOrder) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/vmc_basic"), reference, order)
    }

    /// Orders a Common Mark Certificate.
    ///
    /// `POST /order/certificate/mark_certificate`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// - Operation: `orders.create_cmc`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order common mark certificate (CMC)" (dev.digicert.com,
    ///   services-api/orders/order-common-mark-certificate-cmc.html)
    #[inline]
    pub fn create_cmc(&self, reference: &OrderReference, order: &CmcOrder) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/mark_certificate"), reference, order)
    }
}
