/// The argument of a call whose effect cannot be taken back, such as the end of all services: states that the call is
/// meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "made by the caller, who thereby states it")]
pub struct Confirmed;
