#![doc = include_str!("../README.md")]

mod builder;
mod clock;
mod collections;
mod details;
pub mod digicert;
mod error;
mod facts;
mod faults;
pub mod midprovider;
mod multipart;
mod objects;
pub mod privicore;
pub mod privx;
mod random;
mod requests;
mod sandbox;
mod server;
mod store;
pub mod storedsafe;
mod tls;
mod vendor;

pub use builder::Builder;
pub use details::Details;
pub use error::Error;
pub use faults::{Fault, Faults};
pub use requests::RecordedRequest;
pub use sandbox::Sandbox;
pub use vendor::Vendor;

/// The parts of [`Details`], one for each vendor.
pub mod endpoints {
    pub use crate::details::{DigiCert, MidProvider, PrivX, Privicore, StoredSafe};
}
