//! The registration at the mobile gateway.

use crate::role_store::Source;
use portcullis_core::{Call, Client, Extra, lenient};
use portcullis_macros::Reply;
use serde::{
    Deserialize, Deserializer,
    de::{
        MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use std::fmt;

/// The registration at the mobile gateway, through which PrivX reaches mobile devices; made by
/// [`LicenseManager::mobile_gateway`](super::LicenseManager::mobile_gateway).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// let gateway = privx.license_manager().mobile_gateway();
/// gateway.register().await?;
/// println!("{:?}", gateway.status().await?.status);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct MobileGateway(pub(super) Client);

impl MobileGateway {
    /// Returns the state of the registration.
    ///
    /// `GET /license-manager/api/v1/mobilegw/status`
    ///
    /// - Operation: `mobile_gateway.status`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`); `mobilegw-view` in newer versions (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn status(&self) -> Call<MobileGatewayStatus> {
        self.0.get("/license-manager/api/v1/mobilegw/status").call()
    }

    /// Registers the deployment at the mobile gateway.
    ///
    /// `POST /license-manager/api/v1/mobilegw/register`
    ///
    /// - Operation: `mobile_gateway.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `mobilegw-manage` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn register(&self) -> Call<()> {
        self.0.post("/license-manager/api/v1/mobilegw/register").done()
    }

    /// Ends the registration of the deployment at the mobile gateway.
    ///
    /// `POST /license-manager/api/v1/mobilegw/unregister`
    ///
    /// - Operation: `mobile_gateway.unregister`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `mobilegw-manage` or admin (inferred)
    /// - Source: vendor's SDK for Python (its SDK for Go sends a `DELETE`)
    #[inline]
    pub fn unregister(&self) -> Call<()> {
        self.0.post("/license-manager/api/v1/mobilegw/unregister").done()
    }
}

/// The state of the registration at the mobile gateway.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct MobileGatewayStatus {
    /// The state. The words are not documented.
    pub status: Option<String>,
    /// The directories whose users use the gateway.
    #[reply(with = sources, default)]
    pub used_sources: Vec<Source>,
    /// The id of the product.
    pub product_id: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The vendor's SDK has a bare list, its documentation one with a count.
fn sources<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Source>, D::Error> {
    #[derive(Deserialize)]
    struct Envelope {
        #[serde(default, deserialize_with = "lenient::list")]
        items: Vec<Source>,
    }
    struct Either;
    impl<'de> Visitor<'de> for Either {
        type Value = Vec<Source>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of directories")
        }
        fn visit_unit<E>(self) -> Result<Vec<Source>, E> {
            Ok(Vec::new())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vec<Source>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(items))
        }
        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Vec<Source>, A::Error> {
            Ok(Envelope::deserialize(MapAccessDeserializer::new(members))?.items)
        }
    }
    from.deserialize_any(Either)
}
