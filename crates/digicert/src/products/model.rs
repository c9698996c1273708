//! Products as replies contain them.

use crate::{ContainerId, ProductId, finance::Amount};
use portcullis_core::{Extra, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A product, as an item of a list.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Product {
    /// The name of the group of products that it belongs to.
    pub group_name: Option<String>,
    /// The id, such as `ssl_basic`.
    pub name_id: ProductId,
    /// The name in the console.
    pub name: Option<String>,
    /// The type of product; the words are not documented.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The containers that can order it.
    pub allowed_container_ids: Vec<ContainerId>,
    /// For how many years a certificate can be valid, as the server writes each number.
    #[reply(with = texts)]
    pub allowed_validity_years: Vec<String>,
    /// For how many years an order can be valid, as the server writes each number.
    #[reply(with = texts)]
    pub allowed_order_validity_years: Vec<String>,
    /// The hashes that a certificate can be signed with.
    pub signature_hash_types: Option<SignatureHashTypes>,
    /// Whether an order needs a certificate request.
    pub csr_required: Option<bool>,
    /// The product that takes the place of this one, which is deprecated then.
    pub replacement_product_name_id: Option<ProductId>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A product with all details.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProductInfo {
    /// The name of the group of products that it belongs to.
    pub group_name: Option<String>,
    /// The id, such as `ssl_basic`.
    pub name_id: ProductId,
    /// The name in the console.
    pub name: Option<String>,
    /// The type of product; the words are not documented.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The containers that can order it.
    pub allowed_container_ids: Vec<ContainerId>,
    /// For how many years a certificate can be valid, as the server writes each number.
    #[reply(with = texts)]
    pub allowed_validity_years: Vec<String>,
    /// For how many years an order can be valid, as the server writes each number.
    #[reply(with = texts)]
    pub allowed_order_validity_years: Vec<String>,
    /// The hashes that a certificate can be signed with.
    pub signature_hash_types: Option<SignatureHashTypes>,
    /// Whether an order needs a certificate request.
    pub csr_required: Option<bool>,
    /// The product that takes the place of this one, which is deprecated then.
    pub replacement_product_name_id: Option<ProductId>,
    /// The validation that it needs.
    pub validation_type: Option<ProductValidationType>,
    /// The name of that validation. Known from a client only.
    pub validation_name: Option<String>,
    /// A description of that validation. Known from a client only.
    pub validation_description: Option<String>,
    /// Whether duplicates of a certificate can be made.
    pub duplicates_allowed: Option<bool>,
    /// The most years of a Multi-year Plan.
    pub max_multi_year_order_validity_years: Option<i64>,
    /// The CAs that an order can choose among; empty where it cannot choose.
    pub allowed_ca_certs: Vec<CaCert>,
    /// The CA that issues unless an order chooses another; only where the account has a setting for it.
    pub default_intermediate: Option<String>,
    /// Whether an order can contain further DNS names.
    pub additional_dns_names_allowed: Option<bool>,
    /// Whether an order can request increased compatibility, which is not documented further.
    pub increased_compatibility_allowed: Option<bool>,
    /// Whether an order can set the day on which the certificate expires.
    pub custom_expiration_date_allowed: Option<bool>,
    /// Whether an order can set the day on which it expires itself.
    pub custom_order_expiration_date_allowed: Option<bool>,
    /// Whether orders can be renewed automatically.
    pub allow_auto_renew: Option<bool>,
    /// A member with nearly the same name, boolean or number: its meaning is not documented. Known from a client
    /// only.
    pub allowed_auto_renew: Option<Value>,
    /// Fields of an order; their shape is not known.
    pub fields: Vec<Value>,
    /// The server platforms that an order can name.
    pub server_platforms: Vec<ServerPlatform>,
    /// The license agreement, a long text.
    pub license_agreement: Option<String>,
    /// How many certificates the contract still includes. Known from a client only.
    pub remaining_certs_in_contract: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The validation that a product needs.
    ProductValidationType {
        /// Domain validation.
        Dv = "DV",
        /// Organization validation.
        Ov = "OV",
        /// Extended validation.
        Ev = "EV",
        /// Extended validation for code signing.
        EvCs = "EV CS",
        /// Validation for code signing.
        Cs = "CS",
        /// Validation for document signing.
        Ds = "DS",
        /// Validation for TLS certificates of a private CA.
        PrivateSsl = "Private SSL",
    }
}

/// The hashes that a certificate can be signed with.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SignatureHashTypes {
    /// The hashes.
    pub allowed_hash_types: Vec<HashType>,
    /// The id of the one that an order gets by default.
    pub default_hash_type_id: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A hash that a certificate can be signed with.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct HashType {
    /// The id, such as `sha256`.
    pub id: Option<String>,
    /// The name in the console.
    pub name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A CA that an order can choose.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CaCert {
    /// The id, an opaque text.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// A description of its chain; in products only.
    pub chain_info: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A product, as other objects contain it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProductRef {
    /// The id, such as `ssl_basic`.
    pub name_id: Option<ProductId>,
    /// The name in the console.
    pub name: Option<String>,
    /// The type of product; the words are not documented.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The software or token that a certificate is for; [`Products::get`](super::Products::get)
    /// returns those of a product.
    ///
    /// The service identifies it by a number: [`as_str`](Self::as_str) returns `"2"` for Apache.
    ServerPlatformId {
        /// Any other software: the default.
        Unspecified = "-1",
        /// Apache.
        Apache = "2",
        /// Microsoft IIS 5 and 6.
        Iis5And6 = "14",
        /// A token for document or code signing.
        Token = "21",
        /// Microsoft IIS 7.
        Iis7 = "40",
        /// nginx.
        Nginx = "45",
        /// A token for document or code signing.
        OtherToken = "52",
        /// Other software, in a client of the service.
        OtherSoftware = "57",
        /// Seen in a sample of a PKIoverheid order; its meaning is not documented.
        Pkioverheid = "59",
        /// Microsoft IIS 8.
        Iis8 = "67",
        /// Microsoft Exchange 2013.
        Exchange2013 = "68",
    }
}

/// A server platform: the software that a certificate is installed in.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ServerPlatform {
    /// The id.
    pub id: Option<ServerPlatformId>,
    /// The name.
    pub name: Option<String>,
    /// The URL of instructions for the installation.
    pub install_url: Option<String>,
    /// The URL of instructions for the certificate request.
    pub csr_url: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The prices of one product.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProductPricing {
    /// The name of the group of products that it belongs to.
    pub group_name: Option<String>,
    /// The id, such as `ssl_basic`.
    pub name_id: Option<ProductId>,
    /// The name in the console.
    pub name: Option<String>,
    /// The prices, one for each lifetime.
    pub prices: Vec<ProductPrice>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The price of a product for one lifetime.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProductPrice {
    /// The lifetime, probably in years: the unit is not documented.
    pub lifetime: Option<i64>,
    /// The price.
    pub cost: Option<Amount>,
    /// The price of a further name; absent where none can be added.
    pub additional_name_cost: Option<Amount>,
    /// The currency, in lower case.
    pub currency: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A list of texts that may come as numbers.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct Text(String);
    impl<'de> Deserialize<'de> for Text {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            lenient::text(from).map(Self)
        }
    }
    Ok(lenient::list(from)?.into_iter().map(|Text(text)| text).collect())
}
