//! Products of subaccounts and their prices.

use crate::{Error, Extra, ProductId, Result, finance::Amount};
use portcullis_core::{Input, input};
use portcullis_macros::{Body, Record, Reply};
use serde::{Serialize, Serializer};

portcullis_core::open_enum! {
    /// How a subaccount's orders are priced.
    PricingMethod {
        /// By the vendor's prices.
        Default = "default",
        /// By prices of the parent account.
        Custom = "custom",
        /// By units that the parent account orders.
        Units = "units",
    }
}

/// The products that a subaccount can order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountProducts {
    /// The currency of prices and amounts, such as `USD`.
    pub currency: Option<String>,
    /// How orders are priced.
    pub pricing_method: Option<PricingMethod>,
    /// How far the balance may fall below zero.
    pub balance_negative_limit: Option<Amount>,
    /// The products.
    pub products: Vec<SubaccountProduct>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A product that a subaccount can order, with its prices.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountProduct {
    /// The product.
    pub product_name_id: ProductId,
    /// The product's name.
    pub product_name: Option<String>,
    /// Its prices, one for each lifetime.
    pub prices: Vec<SubaccountPrice>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The price of a product with one lifetime.
#[derive(Debug, Clone, Default, Record)]
#[record(new(), check_always)]
#[non_exhaustive]
pub struct SubaccountPrice {
    /// How long the certificate is valid; the unit is not documented, and years elsewhere.
    pub lifetime: Option<i64>,
    /// The price.
    pub cost: Option<Amount>,
    /// The price of each further DNS name, for products that need it.
    pub additional_fqdn_cost: Option<Amount>,
    /// The price of each further wildcard name, for products that need it.
    pub additional_wildcard_cost: Option<Amount>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl SubaccountPrice {
    fn check_always(&self) -> Result<()> {
        Amount::check_number(self.cost.as_ref(), "cost")?;
        Amount::check_number(self.additional_fqdn_cost.as_ref(), "additional_fqdn_cost")?;
        Amount::check_number(self.additional_wildcard_cost.as_ref(), "additional_wildcard_cost")
    }
}

/// The whole set of products that a subaccount can order, which replaces the one at the server.
///
/// `NewProducts::from(&products)` copies what was read. **A product that is not in the set is disabled.** A copy without
/// a product is refused until one is added, or until [`ProductSelection::None`] takes its place.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, id: digicert::SubaccountId) -> digicert::Result<()> {
/// use digicert::subaccounts::{NewProducts, ProductPrices, SubaccountPrice};
/// let mut products = NewProducts::from(&digicert.subaccounts().list_products(&id).await?);
/// let price = SubaccountPrice::new().lifetime(1).cost("99.50");
/// products.products.push(ProductPrices::new("ssl_basic").prices(vec![price]));
/// digicert.subaccounts().set_products(&id, &products).await
/// # }
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(products), check_always)]
#[non_exhaustive]
pub struct NewProducts {
    /// The currency of the prices. The server ignores it if the subaccount pays itself; otherwise another currency
    /// needs every price again.
    pub currency: Option<String>,
    /// How orders are priced.
    pub pricing_method: Option<PricingMethod>,
    /// How far the balance may fall below zero.
    #[body(with = Amount::as_number)]
    pub balance_negative_limit: Option<Amount>,
    /// The products.
    pub products: ProductSelection,
}

impl NewProducts {
    fn check_always(&self) -> Result<()> {
        Amount::check_number(self.balance_negative_limit.as_ref(), "balance_negative_limit")
    }
}

impl From<&SubaccountProducts> for NewProducts {
    fn from(read: &SubaccountProducts) -> Self {
        let product = |product: &SubaccountProduct| ProductPrices {
            product_name_id: product.product_name_id.clone(),
            prices: (!product.prices.is_empty()).then(|| product.prices.clone()),
        };
        Self {
            currency: read.currency.clone(),
            pricing_method: read.pricing_method.clone(),
            balance_negative_limit: read.balance_negative_limit.clone(),
            products: ProductSelection::Only(read.products.iter().map(product).collect()),
        }
    }
}

/// A product that a subaccount can order from now on, with its prices.
#[derive(Debug, Clone, Body)]
#[body(new(product_name_id), check)]
#[non_exhaustive]
pub struct ProductPrices {
    /// The product.
    pub product_name_id: ProductId,
    /// Its prices, one for each lifetime.
    pub prices: Option<Vec<SubaccountPrice>>,
}

impl ProductPrices {
    fn check(&self) -> Result<()> {
        input::required("product_name_id", self.product_name_id.as_str())
    }
}

/// Which products a subaccount can order.
///
/// The server disables every product if it gets an empty list. A list that is empty by mistake would do that, so an
/// empty `Only` is refused, also with [`check_input(false)`](crate::ClientBuilder::check_input).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ProductSelection {
    /// No product.
    None,
    /// These products; at least one.
    Only(Vec<ProductPrices>),
}

impl ProductSelection {
    /// Adds a product.
    pub fn push(&mut self, product: ProductPrices) {
        match self {
            Self::None => *self = Self::Only(vec![product]),
            Self::Only(products) => products.push(product),
        }
    }
}

impl From<Vec<ProductPrices>> for ProductSelection {
    fn from(products: Vec<ProductPrices>) -> Self {
        Self::Only(products)
    }
}

// `Input` and `Serialize` are written by hand: `Body` derives structs, and this is one value with two meanings.
impl Input for ProductSelection {
    fn check(&self) -> Result<()> {
        match self {
            Self::None => Ok(()),
            Self::Only(products) => products.check(),
        }
    }

    fn check_always(&self) -> Result<()> {
        match self {
            Self::Only(products) if products.is_empty() => {
                Err(Error::input("products", "must have at least one product, or be `None`"))
            }
            Self::Only(products) => products.check_always(),
            Self::None => Ok(()),
        }
    }
}

impl Serialize for ProductSelection {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => to.collect_seq::<[&str; 0]>([]),
            Self::Only(products) => to.collect_seq(products),
        }
    }
}
