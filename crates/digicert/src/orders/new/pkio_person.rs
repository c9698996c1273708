//! Dutch PKIoverheid certificates of persons: the European instance only.

use super::{
    OrderOrganization, PersonCertificate, check,
    signed::{ORDINARY, QUALIFIED, signed_order},
};

signed_order! {
    /// An order of a certificate for a professional without an organization. The holder has a professional title.
    PkioPrivatePersonProfOrder {
        /// The certificate, for authentication or encryption.
        certificate: PersonCertificate,
    }
    |certificate| check::profile(&certificate.profile_option, ORDINARY)
}

signed_order! {
    /// An order of a certificate for a professional of an organization.
    PkioOrganisationPersonProfOrder {
        /// The certificate, for authentication or encryption.
        certificate: PersonCertificate,
        organization: OrderOrganization,
    }
    |certificate| check::profile(&certificate.profile_option, ORDINARY)
}

signed_order! {
    /// An order of a certificate for a person of an organization. **Partly guessed.** Only the path is known; the members are those of
    /// [`PkioOrganisationPersonProfOrder`].
    PkioOrganisationPersonOrder {
        /// The certificate, for authentication or encryption.
        certificate: PersonCertificate,
        organization: OrderOrganization,
    }
    |certificate| check::profile(&certificate.profile_option, ORDINARY)
}

signed_order! {
    /// An order of a certificate for a citizen.
    PkioBurgerOrder {
        /// The certificate, for authentication or encryption.
        certificate: PersonCertificate,
    }
    |certificate| check::profile(&certificate.profile_option, ORDINARY)
}

signed_order! {
    /// An order of a citizen's certificate for signatures.
    PkioQualifiedBurgerOrder {
        /// The certificate, for non-repudiation; it has no choice of the signature.
        certificate: PersonCertificate,
    }
    |certificate| {
        check::profile(&certificate.profile_option, QUALIFIED)?;
        certificate.has_fixed_signature()
    }
}

signed_order! {
    /// An order of a professional's certificate for signatures.
    PkioQualifiedOrganisationPersonProfOrder {
        /// The certificate, for non-repudiation.
        certificate: PersonCertificate,
        organization: OrderOrganization,
    }
    |certificate| check::profile(&certificate.profile_option, QUALIFIED)
}
