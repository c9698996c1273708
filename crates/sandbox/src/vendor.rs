//! The five vendors.

/// A vendor whose servers the sandbox imitates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Vendor {
    /// Privicore, the tokenization engine.
    Privicore,
    /// StoredSafe, the password vault.
    StoredSafe,
    /// DigiCert CertCentral, the certificate authority.
    DigiCert,
    /// SSH PrivX, the privileged-access manager.
    PrivX,
    /// KOBIL mID Provider, the identity provider.
    MidProvider,
}

impl Vendor {
    /// Every vendor.
    pub const ALL: [Self; 5] =
        [Self::Privicore, Self::StoredSafe, Self::DigiCert, Self::PrivX, Self::MidProvider];

    /// The vendor's name in lower case, as in the JSON line and in the names of the state files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Privicore => "privicore",
            Self::StoredSafe => "storedsafe",
            Self::DigiCert => "digicert",
            Self::PrivX => "privx",
            Self::MidProvider => "midprovider",
        }
    }
}
