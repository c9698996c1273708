//! Products: what the account can order, and with which options.

mod model;

pub use model::{
    CaCert, HashType, Product, ProductInfo, ProductPrice, ProductPricing, ProductRef, ProductValidationType,
    ServerPlatform, ServerPlatformId, SignatureHashTypes,
};

use crate::{Call, ContainerId, List, ProductId, client::Api, ids::check_number};
use serde_json::Value;

/// Products; from [`Client::products`](crate::Client::products).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// let product = digicert.products().get(&"ssl_basic".into()).await?;
/// if product.csr_required == Some(true) {
///     println!("{} needs a certificate request", product.name.unwrap_or_default());
/// }
/// for platform in product.server_platforms {
///     println!("{:?} {:?}", platform.id, platform.name);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Products(pub(crate) Api);

impl Products {
    /// Lists the products that the account can order.
    ///
    /// `GET /product`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `products.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List products" (dev.digicert.com, services-api/products/product-list.html)
    #[inline]
    pub fn list(&self) -> List<Product> {
        self.0.get("/product").list_whole("products")
    }

    /// Returns one product, as the role of the key's owner allows to order it.
    ///
    /// `GET /product/{name_id}`
    ///
    /// With `.optional()` a product that does not exist is `None`: 404 with the code `not_found|product`.
    /// Where containers have settings of their own for products, use
    /// [`get_in_container`](Self::get_in_container).
    ///
    /// - Operation: `products.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Product info" (dev.digicert.com, services-api/products/product-info.html) and a
    ///   client
    #[inline]
    pub fn get(&self, id: &ProductId) -> Call<ProductInfo> {
        self.0.get("/product/{name_id}").path(id).identified_by("name_id").call()
    }

    /// Returns one product with the settings that a container has for it.
    ///
    /// `GET /product/{name_id}`
    ///
    /// As [`get`](Self::get).
    ///
    /// - Operation: `products.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Product info" (dev.digicert.com, services-api/products/product-info.html) and a
    ///   client
    #[inline]
    pub fn get_in_container(&self, id: &ProductId, container: &ContainerId) -> Call<ProductInfo> {
        self.0
            .get("/product/{name_id}")
            .path(id)
            .check(check_number("container_id", container.as_str()))
            .query("container_id", container)
            .identified_by("name_id")
            .call()
    }

    /// Lists the standard prices of products.
    ///
    /// `GET /product/pricing`
    ///
    /// Complete in one reply: a page size has no effect. Only older pages of the vendor describe this operation,
    /// which may no longer exist.
    ///
    /// - Operation: `products.pricing`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: an older vendor page "Pricing list" (dev.digicert.com, services-api/products/pricing-list.html)
    #[inline]
    pub fn pricing(&self) -> List<ProductPricing> {
        self.0.get("/product/pricing").list_whole("standard_prices")
    }

    /// Returns which format of certificate each server platform gets.
    ///
    /// `GET /product/platform-certformat-mapping`
    ///
    /// **Partly guessed.** The operation is known by name and path only, and whether it exists is not certain. The
    /// shape of the reply is not known: it is returned as it came.
    ///
    /// - Operation: `products.platform_format_map`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a summary of the vendor's documentation by a third party
    #[inline]
    pub fn platform_format_map(&self) -> Call<Value> {
        self.0.get("/product/platform-certformat-mapping").call()
    }
}
