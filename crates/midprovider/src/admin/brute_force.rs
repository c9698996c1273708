//! Operations on the lock after wrong passwords, by Keycloak's admin API.

use crate::flavour::Core;

/// Operations on the lock after wrong passwords; from [`Admin::brute_force`](super::Admin::brute_force).
#[derive(Debug, Clone)]
pub struct BruteForce(pub(crate) Core);
