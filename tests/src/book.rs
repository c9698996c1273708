//! The pages of the book that contain Rust, as documentation tests.

#[doc = include_str!("../../docs/bulk.md")]
pub struct Bulk;

#[doc = include_str!("../../docs/call.md")]
pub struct Call;

#[doc = include_str!("../../docs/digicert.md")]
pub struct Digicert;

#[doc = include_str!("../../docs/errors.md")]
pub struct Errors;

#[doc = include_str!("../../docs/files.md")]
pub struct Files;

#[doc = include_str!("../../docs/midprovider.md")]
pub struct Midprovider;

#[doc = include_str!("../../docs/privicore.md")]
pub struct Privicore;

#[doc = include_str!("../../docs/privx.md")]
pub struct Privx;

#[doc = include_str!("../../docs/secrets.md")]
pub struct Secrets;

#[doc = include_str!("../../docs/sessions.md")]
pub struct Sessions;

#[doc = include_str!("../../docs/start.md")]
pub struct Start;

#[doc = include_str!("../../docs/storedsafe.md")]
pub struct Storedsafe;

#[doc = include_str!("../../docs/testing.md")]
pub struct Testing;
