//! Capabilities of users.

use crate::bits;
use portcullis_core::Input;
use serde::{Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;

/// A capability or a state of a user. The server numbers them as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// Use the system (bit 0).
    Read,
    /// Create vaults (bit 1).
    Write,
    /// Administer users (bit 2).
    Admin,
    /// Use the audit subsystem (bit 3).
    Audit,
    /// Escrow user, who cannot log in; not on every installation (bit 4).
    Escrow,
    /// Must change the passphrase (bit 6).
    ChangePassphrase,
    /// Log in (bit 7).
    Active,
    /// See which users are in which vaults (bit 8).
    SeeRelations,
    /// Administer RADIUS (bit 11).
    Radius,
    /// The bit of this number, for which this version has no name.
    Other(u8),
}

impl Capability {
    /// Returns the number of its bit.
    pub fn bit(self) -> u8 {
        match self {
            Self::Read => 0,
            Self::Write => 1,
            Self::Admin => 2,
            Self::Audit => 3,
            Self::Escrow => 4,
            Self::ChangePassphrase => 6,
            Self::Active => 7,
            Self::SeeRelations => 8,
            Self::Radius => 11,
            Self::Other(bit) => bit,
        }
    }

    fn from_bit(bit: u8) -> Self {
        match bit {
            0 => Self::Read,
            1 => Self::Write,
            2 => Self::Admin,
            3 => Self::Audit,
            4 => Self::Escrow,
            6 => Self::ChangePassphrase,
            7 => Self::Active,
            8 => Self::SeeRelations,
            11 => Self::Radius,
            bit => Self::Other(bit),
        }
    }
}

/// A set of capabilities.
///
/// Requests contain a list of bit numbers, replies a mask.
///
/// ```
/// use storedsafe::{Capabilities, Capability};
///
/// let mut may = Capabilities::from([Capability::Active, Capability::Write]);
/// may.insert(Capability::Audit);
/// assert!(may.contains(Capability::Audit) && !may.contains(Capability::Admin));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Capabilities(BTreeSet<u8>);

impl Capabilities {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn insert(&mut self, capability: Capability) {
        self.0.insert(capability.bit());
    }

    /// Removes one.
    pub fn remove(&mut self, capability: Capability) {
        self.0.remove(&capability.bit());
    }

    /// Returns whether it is in the set.
    pub fn contains(&self, capability: Capability) -> bool {
        self.0.contains(&capability.bit())
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns all of them, by the number of their bit.
    pub fn iter(&self) -> impl Iterator<Item = Capability> {
        self.0.iter().copied().map(Capability::from_bit)
    }
}

/// Returns the set of a reply's mask, if it is a number.
pub(crate) fn from_mask(mask: Option<&str>) -> Option<Capabilities> {
    bits::mask(mask).map(of_bits)
}

/// Reads the set of a reply's mask; `None` if it is no number.
pub(crate) fn mask<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Capabilities>, D::Error> {
    Ok(bits::read(from)?.map(of_bits))
}

impl Input for Capabilities {}

fn of_bits(mask: u64) -> Capabilities {
    let bits = (0_u8..64).filter(|bit| mask >> bit & 1 == 1);
    Capabilities(bits.collect())
}

impl FromIterator<Capability> for Capabilities {
    fn from_iter<I: IntoIterator<Item = Capability>>(capabilities: I) -> Self {
        Self(capabilities.into_iter().map(Capability::bit).collect())
    }
}

impl<const N: usize> From<[Capability; N]> for Capabilities {
    fn from(capabilities: [Capability; N]) -> Self {
        capabilities.into_iter().collect()
    }
}

impl Extend<Capability> for Capabilities {
    fn extend<I: IntoIterator<Item = Capability>>(&mut self, capabilities: I) {
        self.0.extend(capabilities.into_iter().map(Capability::bit));
    }
}

impl std::fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Capabilities {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_the_vendors_samples_are_read() {
        let set = |mask| from_mask(Some(mask)).unwrap();
        assert_eq!(
            set("140"),
            Capabilities::from([Capability::Admin, Capability::Audit, Capability::Active])
        );
        assert!(set("2444").contains(Capability::Radius));
        assert!(set("396").contains(Capability::SeeRelations));
        assert_eq!(set("0"), Capabilities::new());
        assert_eq!(set(&u64::MAX.to_string()).iter().count(), 64);
        for bad in [None, Some(""), Some("Admin"), Some("-1"), Some("99999999999999999999")] {
            assert_eq!(from_mask(bad), None);
        }
    }

    #[test]
    fn requests_carry_bit_numbers_in_order() {
        let set = Capabilities::from([Capability::Active, Capability::Other(9), Capability::Admin]);
        assert_eq!(serde_json::to_string(&set).unwrap(), "[2,7,9]");
    }

    #[test]
    fn every_bit_survives_the_way_through_its_name() {
        for bit in 0..=u8::MAX {
            assert_eq!(Capability::from_bit(bit).bit(), bit);
        }
    }
}
