//! Guessed operations on policies.

use super::{Guess, Guesses, Listing};
use crate::{Command, Policy, PolicyId};

/// Guessed operations on policies.
#[derive(Debug, Clone)]
pub struct Policies(pub(super) Guesses);

impl Policies {
    /// Lists the policies that are in force.
    ///
    /// `GET /policy/list-active-policies`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the verb and the form of the
    /// items are guessed too.
    ///
    /// - Operation: `policy.list_active`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name
    #[inline]
    pub fn list_active(&self) -> Guess<Listing<Policy>> {
        self.0.get("/policy/list-active-policies")
    }

    /// Lists the policies that are not in force.
    ///
    /// `GET /policy/list-inactive-policies`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the verb and the form of the
    /// items are guessed too.
    ///
    /// - Operation: `policy.list_inactive`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name
    #[inline]
    pub fn list_inactive(&self) -> Guess<Listing<Policy>> {
        self.0.get("/policy/list-inactive-policies")
    }

    /// Lists all policies.
    ///
    /// `GET /policy/list-registered-policies`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the verb and the form of the
    /// items are guessed too.
    ///
    /// - Operation: `policy.list_registered`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the title of a vendor page
    #[inline]
    pub fn list_registered(&self) -> Guess<Listing<Policy>> {
        self.0.get("/policy/list-registered-policies")
    }

    /// Deletes a policy, presumably by a command.
    ///
    /// `POST /policy/delete`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `policyId` is guessed
    /// too, after the activation of a policy.
    ///
    /// - Operation: `policy.delete`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name
    #[inline]
    pub fn delete(&self, policy: &PolicyId) -> Guess<Command> {
        self.0.post("/policy/delete").required("policyId", policy.as_str())
    }
}
