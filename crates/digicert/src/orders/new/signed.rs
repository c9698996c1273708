//! Orders of certificates whose key is in a device or is the holder's own: PKIoverheid's, and European seals.

use super::SigningProfile;

/// What certificates for signatures are for.
pub(super) const QUALIFIED: &[SigningProfile] = &[SigningProfile::Nonrepudiation];
/// What other certificates are for.
pub(super) const ORDINARY: &[SigningProfile] = &[SigningProfile::Authentication, SigningProfile::Encryption];

/// Declares such an order: what its certificate is for, whether it has an organization, and what is checked besides
/// what all of them require.
macro_rules! signed_order {
    (
        $(#[$doc:meta])+
        $name:ident {
            $(#[$about:meta])+
            certificate: $certificate:ty,
            $($organization:ident: $of:ty,)?
        }
        $check:expr
    ) => {
        $(#[$doc])+
        #[derive(Debug, Clone, ::portcullis_macros::Body)]
        #[body(new(certificate, provisioning_method, $($organization,)? order_validity), check, flat)]
        #[non_exhaustive]
        pub struct $name {
            $(#[$about])+
            pub certificate: $certificate,
            /// Whether the subscriber agreement is accepted. Required.
            pub csa_agreed_to: Option<bool>,
            /// Where the key is.
            pub provisioning_method: $crate::orders::ProvisioningMethod,
            $(
                /// The organization, with a verified contact.
                pub $organization: $of,
            )?
            /// The address that a device is sent to.
            pub ship_info: Option<$crate::orders::ShippingAddress>,
            /// How long the order lasts, in years.
            pub order_validity: $crate::orders::Validity,
            /// What an order of any family can have.
            #[body(flatten)]
            pub options: Option<$crate::orders::OrderOptions>,
        }

        impl $name {
            fn check(&self) -> $crate::Result<()> {
                let check: fn(&$certificate) -> $crate::Result<()> = $check;
                check(&self.certificate)?;
                super::holder::agreement(self.csa_agreed_to)?;
                $(self.$organization.is_verified()?;)?
                self.order_validity.in_years("order_validity")
            }
        }
    };
}

pub(super) use signed_order;
