//! Was it sent, was it applied? One pure function decides, from what was seen on the wire.

use http::StatusCode;

/// What a failed call did at the server.
///
/// When in doubt the result is [`Unknown`](Delivery::Unknown): the error on the safe side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Delivery {
    /// The server never had a complete request. Sending again repeats nothing.
    NotSent,
    /// Only a read was sent, which changes nothing: it may be sent again.
    NoEffect,
    /// The server replied that it did not do it.
    Rejected,
    /// It may or may not have been done: look before sending again.
    Unknown,
    /// It was done; only the reply could not be used.
    Applied,
}

/// What one attempt saw: the input of [`Evidence::delivery`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// Nothing was written: refused connection, name not found, handshake failed, request given back
    /// by the connection unstarted, or stopped by our own checks.
    NothingWritten,
    /// Something may have been written and no status line came back.
    NoStatus,
    /// The server's TLS stack refused our certificate before it handed anything to its application.
    ClientCertificateRefused,
    /// A status came; whether the body was whole makes no difference.
    Status(StatusCode),
}

impl Evidence {
    /// The delivery.
    ///
    /// | seen | delivery |
    /// |---|---|
    /// | nothing written | `NotSent` |
    /// | TLS alert about our certificate, before any reply | `Rejected` |
    /// | something written, no status | `Unknown` |
    /// | 1xx | `Unknown` |
    /// | 2xx | `Applied` |
    /// | 307, 308 | `Rejected` |
    /// | other 3xx | `Unknown` |
    /// | 4xx | `Rejected` |
    /// | 5xx | `Unknown` |
    pub fn delivery(self) -> Delivery {
        match self {
            Self::NothingWritten => Delivery::NotSent,
            Self::ClientCertificateRefused => Delivery::Rejected,
            Self::NoStatus => Delivery::Unknown,
            Self::Status(status) => match status.as_u16() {
                200..=299 => Delivery::Applied,
                307 | 308 | 400..=499 => Delivery::Rejected,
                _ => Delivery::Unknown,
            },
        }
    }
}

impl Delivery {
    /// The delivery over several attempts of one call: a refused second try does not undo a first
    /// try of unknown outcome.
    pub(crate) fn worst(self, other: Self) -> Self {
        if self > other { self } else { other }
    }

    /// The delivery of a read: it cannot have done anything, whatever became of its reply.
    pub(crate) fn of_read(self) -> Self {
        match self {
            Self::Unknown | Self::Applied => Self::NoEffect,
            known => known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_row_by_row() {
        let status = |n| Evidence::Status(StatusCode::from_u16(n).unwrap()).delivery();
        assert_eq!(Evidence::NothingWritten.delivery(), Delivery::NotSent);
        assert_eq!(Evidence::ClientCertificateRefused.delivery(), Delivery::Rejected);
        assert_eq!(Evidence::NoStatus.delivery(), Delivery::Unknown);
        for (range, verdict) in [
            (100..200, Delivery::Unknown),
            (200..300, Delivery::Applied),
            (300..307, Delivery::Unknown),
            (307..309, Delivery::Rejected),
            (309..400, Delivery::Unknown),
            (400..500, Delivery::Rejected),
            (500..600, Delivery::Unknown),
        ] {
            for code in range {
                assert_eq!(status(code), verdict, "{code}");
            }
        }
    }

    #[test]
    fn an_unknown_first_try_is_not_undone() {
        assert_eq!(Delivery::Unknown.worst(Delivery::Rejected), Delivery::Unknown);
        assert_eq!(Delivery::NotSent.worst(Delivery::Rejected), Delivery::Rejected);
        assert_eq!(Delivery::NotSent.worst(Delivery::NotSent), Delivery::NotSent);
        assert_eq!(Delivery::Unknown.worst(Delivery::Applied), Delivery::Applied);
        assert_eq!(Delivery::NoEffect.worst(Delivery::NotSent), Delivery::NoEffect);
        assert_eq!(Delivery::NoEffect.worst(Delivery::Unknown), Delivery::Unknown);
    }
}
