#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use portcullis_core::{
    ApiError, Call, ClientIdentity, Cursor, Delivery, Error, ErrorKind, Extra, Full, FullReply, List,
    Optional, Page, Proxy, Result, Retry, RetryPolicy, Secret, SecretBytes, Timestamp, Trust, http,
};

#[cfg(feature = "digicert")]
#[cfg_attr(docsrs, doc(cfg(feature = "digicert")))]
#[doc(inline)]
pub use digicert;
#[cfg(feature = "midprovider")]
#[cfg_attr(docsrs, doc(cfg(feature = "midprovider")))]
#[doc(inline)]
pub use midprovider;
#[cfg(feature = "privicore")]
#[cfg_attr(docsrs, doc(cfg(feature = "privicore")))]
#[doc(inline)]
pub use privicore;
#[cfg(feature = "privx")]
#[cfg_attr(docsrs, doc(cfg(feature = "privx")))]
#[doc(inline)]
pub use privx;
#[cfg(feature = "storedsafe")]
#[cfg_attr(docsrs, doc(cfg(feature = "storedsafe")))]
#[doc(inline)]
pub use storedsafe;
