//! Whether a 401 is about the token or about the operation.

use crate::Operation;
use std::time::Duration;
use tokio::time::Instant;

/// What is known of a token that was fetched because of a 401.
pub(super) struct Doubt {
    /// Whether a call was accepted with it.
    accepted: bool,
    /// The operations whose 401 led to a renewal and that were not accepted since: the account may lack a role.
    refused: Vec<Operation>,
}

impl Doubt {
    /// About the token that follows one that was refused at this operation.
    pub(super) fn after(last: Option<Self>, operation: &Operation) -> Self {
        let mut refused = last.map(|last| last.refused).unwrap_or_default();
        if !refused.contains(operation) {
            refused.push(operation.clone());
        }
        Self { accepted: false, refused }
    }

    pub(super) fn accepted(&mut self, operation: &Operation) {
        self.accepted = true;
        self.refused.retain(|one| one != operation);
    }

    /// Whether a refusal at this operation shows that another token does not help.
    pub(super) fn is_final(&self, operation: &Operation) -> bool {
        !self.accepted || self.refused.contains(operation)
    }
}

/// Renewals because of a 401 that may follow one another at once.
const IN_A_ROW: u32 = 5;
/// The time until one more is allowed.
const EACH: Duration = Duration::from_secs(20);

/// Limits the renewals because of a 401, whatever a server accepts and refuses.
#[derive(Default)]
pub(super) struct Allowance {
    /// When all of it is back.
    whole_at: Option<Instant>,
}

impl Allowance {
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let whole_at = self.whole_at.map_or(now, |at| at.max(now));
        let allowed = whole_at - now <= EACH * (IN_A_ROW - 1);
        if allowed {
            self.whole_at = Some(whole_at + EACH);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Method;

    #[test]
    fn five_renewals_follow_one_another_and_then_one_each_twenty_seconds() {
        let start = Instant::now();
        let mut allowance = Allowance::default();
        let taken = (0..1_000_u64).filter(|n| allowance.take(start + Duration::from_secs(*n)));
        assert_eq!(taken.take(7).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 20, 40]);
    }

    #[test]
    fn a_refusal_is_final_until_a_call_was_accepted_and_at_its_operation_until_that_was() {
        let operation = |path: &'static str| Operation::new(Method::GET, path.into());
        let (a, b) = (operation("/a"), operation("/b"));
        let mut doubt = Doubt::after(None, &a);
        assert!(doubt.is_final(&a) && doubt.is_final(&b));
        doubt.accepted(&b);
        assert!(doubt.is_final(&a) && !doubt.is_final(&b));
        let mut doubt = Doubt::after(Some(doubt), &b);
        doubt.accepted(&operation("/c"));
        assert!(doubt.is_final(&a) && doubt.is_final(&b) && !doubt.is_final(&operation("/d")));
        doubt.accepted(&a);
        assert!(!doubt.is_final(&a) && doubt.is_final(&b));
    }
}
