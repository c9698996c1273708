//! Destinations of a network target.

use portcullis_core::{
    Error, Extra, Input, Result,
    record::{Member, Value},
    serde::{Serializer, de::MapAccess, de::SeqAccess},
};
use portcullis_macros::Record;
use std::ops::{Deref, DerefMut};

/// The destinations of a network target. Some servers send a single destination without a list; a list is always
/// written.
#[derive(Debug, Clone, Default)]
pub struct NetworkDestinations(Vec<NetworkDestination>);

impl Deref for NetworkDestinations {
    type Target = Vec<NetworkDestination>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for NetworkDestinations {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<Vec<NetworkDestination>> for NetworkDestinations {
    fn from(destinations: Vec<NetworkDestination>) -> Self {
        Self(destinations)
    }
}

impl<const N: usize> From<[NetworkDestination; N]> for NetworkDestinations {
    fn from(destinations: [NetworkDestination; N]) -> Self {
        Self(destinations.into())
    }
}

impl Input for NetworkDestinations {
    fn check(&self) -> Result<()> {
        Input::check(&self.0)
    }
    fn check_always(&self) -> Result<()> {
        Input::check_always(&self.0)
    }
}

impl Member for NetworkDestinations {
    fn empty() -> Self {
        Self::default()
    }
    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A) -> std::result::Result<Option<Value>, A::Error> {
        self.0.list(items)
    }
    fn object<'de, A: MapAccess<'de>>(&mut self, members: A) -> std::result::Result<Option<Value>, A::Error> {
        let mut one = NetworkDestination::empty();
        let odd = one.object(members)?;
        self.0.push(one);
        Ok(odd)
    }
    fn write<S: Serializer>(&self, to: S, new: bool) -> std::result::Result<S::Ok, S::Error> {
        self.0.write(to, new)
    }
    fn has_mask(&self, texts: bool) -> bool {
        self.0.has_mask(texts)
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.0.drop_masks(texts)
    }
}

/// A destination of a network target.
#[derive(Debug, Clone, Default, Record)]
#[record(new(selector), check)]
#[non_exhaustive]
pub struct NetworkDestination {
    /// The traffic that it selects.
    pub selector: Option<NetworkSelector>,
    /// Destination NAT.
    pub nat: Option<NatParameters>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl NetworkDestination {
    /// Makes a destination of the addresses from one to another, both included, with every protocol and port.
    pub fn to(first: impl Into<String>, last: impl Into<String>) -> Self {
        Self::new(NetworkSelector { ip: Some(IpRange::new(first, last)), ..NetworkSelector::default() })
    }

    /// Restricts the destination to the ports from one to another, both included, of a protocol.
    #[must_use]
    pub fn ports(mut self, protocol: NetworkProtocol, first: i64, last: i64) -> Self {
        let selector = self.selector.unwrap_or_default();
        self.selector = Some(selector.proto(protocol).port(PortRange::new(first, last)));
        self
    }

    fn check(&self) -> Result<()> {
        if self.selector.is_none() && self.extra.get("selector").is_none() {
            return Err(Error::input("dst.selector", "must be set"));
        }
        Ok(())
    }
}

/// The traffic that a destination selects.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct NetworkSelector {
    /// The addresses.
    pub ip: Option<IpRange>,
    /// The protocol.
    pub proto: Option<NetworkProtocol>,
    /// The ports.
    pub port: Option<PortRange>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Addresses from one to another.
#[derive(Debug, Clone, Default, Record)]
#[record(new(start, end))]
#[non_exhaustive]
pub struct IpRange {
    /// The first address.
    pub start: Option<String>,
    /// The last address.
    pub end: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Ports from one to another. Ports that a server sends as texts are in `extra`.
#[derive(Debug, Clone, Default, Record)]
#[record(new(start, end), check)]
#[non_exhaustive]
pub struct PortRange {
    /// The first port: 1 to 65,535.
    pub start: Option<i64>,
    /// The last port: 1 to 65,535.
    pub end: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl PortRange {
    fn check(&self) -> Result<()> {
        for (field, port) in [("port.start", self.start), ("port.end", self.end)] {
            if port.is_some_and(|port| !(1..=65_535).contains(&port)) {
                return Err(Error::input(field, "must be 1 to 65535"));
            }
        }
        Ok(())
    }
}

/// Destination NAT: the address and the port to which PrivX redirects the traffic.
#[derive(Debug, Clone, Default, Record)]
#[record(new(addr), check)]
#[non_exhaustive]
pub struct NatParameters {
    /// The address.
    pub addr: Option<String>,
    /// The port; 0 is allowed, its meaning is not documented (probably: unchanged).
    pub port: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl NatParameters {
    fn check(&self) -> Result<()> {
        if self.port.is_some_and(|port| port < 0) {
            return Err(Error::input("nat.port", "must not be negative"));
        }
        Ok(())
    }
}

portcullis_core::open_enum! {
    /// A network protocol. A server may write it in upper case.
    NetworkProtocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// Any.
        Any = "",
    }
}
