//! What is guessed of policies.

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
    /// Operation `policy.list_active`. The path follows the vendor's naming and has been confirmed by nobody; the
    /// verb and the form of the items are guessed too. Permission: the caller's token. Repeatable. Source: the
    /// vendor's table of contents, for its name.
    pub fn list_active(&self) -> Guess<Listing<Policy>> {
        self.0.get("/policy/list-active-policies")
    }

    /// Lists the policies that are not in force.
    ///
    /// `GET /policy/list-inactive-policies`
    ///
    /// Operation `policy.list_inactive`. The path follows the vendor's naming and has been confirmed by nobody; the
    /// verb and the form of the items are guessed too. Permission: the caller's token. Repeatable. Source: the
    /// vendor's table of contents, for its name.
    pub fn list_inactive(&self) -> Guess<Listing<Policy>> {
        self.0.get("/policy/list-inactive-policies")
    }

    /// Lists all policies.
    ///
    /// `GET /policy/list-registered-policies`
    ///
    /// Operation `policy.list_registered`. The path follows the vendor's naming and has been confirmed by nobody;
    /// the verb and the form of the items are guessed too. Permission: the caller's token. Repeatable. Source: the
    /// title of a vendor page.
    pub fn list_registered(&self) -> Guess<Listing<Policy>> {
        self.0.get("/policy/list-registered-policies")
    }

    /// Deletes a policy, presumably by way of a command.
    ///
    /// `POST /policy/delete`
    ///
    /// Operation `policy.delete`. The path follows the vendor's naming and has been confirmed by nobody; the field
    /// `policyId` is guessed too, after the activation of a policy. Permission: the caller's token. Not repeatable.
    /// Source: the vendor's table of contents, for its name.
    pub fn delete(&self, policy: &PolicyId) -> Guess<Command> {
        self.0.post("/policy/delete").required("policyId", policy.as_str())
    }
}
