#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod account;
pub mod auth_keys;
pub mod authorizations;
pub mod certificates;
mod client;
pub mod code;
pub mod containers;
pub mod ct_monitor;
pub mod custom_fields;
mod dialect;
pub mod domains;
pub mod email_validations;
pub mod finance;
mod flag;
mod ids;
pub mod ip_restrictions;
pub mod keys;
pub mod orders;
pub mod organizations;
pub mod products;
mod read;
pub mod report_library;
pub mod reports;
pub mod requests;
pub mod subaccounts;
pub mod units;
pub mod users;
pub mod validations;
pub mod vouchers;
pub mod vulnerability_assessments;
mod watch;
pub mod webhooks;

pub use client::{Client, ClientBuilder, EU, REPORT_LIBRARY, US};
pub use flag::Flag;
pub use ids::*;
pub use portcullis_core::exports::*;
