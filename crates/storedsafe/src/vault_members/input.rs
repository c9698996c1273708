//! A membership as it is sent.

use crate::Permission;
use portcullis_macros::Body;

#[derive(Body)]
pub(super) struct Membership {
    pub(super) status: Permission,
}
