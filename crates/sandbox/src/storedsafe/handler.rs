//! What handles one operation.

use super::caller::Caller;
use super::envelope::{Call, Handled};
use super::store::Inner;

pub(super) type Handler = fn(&mut Inner, &Call, &Caller) -> Handled;
