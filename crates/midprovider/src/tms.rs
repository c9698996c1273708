//! Transactions that a user confirms in the app, by KOBIL's own operations. SHIFT only.

mod input;
mod model;
mod wait;

pub use input::{NewTms, TmsData};
pub use model::{TmsInfo, TmsResult, TmsStatus};
pub use wait::TmsOutcome;

pub(crate) use wait::{Absence, answered};

use crate::{TmsId, UserId, flavour::Core, watch::READ};
use input::Start;
use portcullis_core::{Call, Members, Refusal, Reply, Result, bytes::Bytes, http::Method};
use serde_json::value::RawValue;
use std::time::Duration;

/// Transactions: a text is shown in the user's app, the user confirms or rejects it, and the answer is signed. SHIFT
/// only: on SSMS every operation is an [`Input`](crate::ErrorKind::Input) error and nothing is sent.
///
/// [`AstTms`](crate::ast_tms::AstTms) does the same at the AST services, and can cancel too.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, user: midprovider::UserId) -> midprovider::Result<()> {
/// use midprovider::tms::{NewTms, TmsData};
///
/// let new = NewTms::new(TmsData::new("Approve the access to the payroll?"));
/// let id = mid.tms().start(&user, &new).await?;
/// if mid.tms().wait_answered(&id, new.longest()).await?.is_accepted() {
///     println!("approved");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Tms(pub(crate) Core);

impl Tms {
    /// Starts a transaction and returns its id.
    ///
    /// `POST /auth/realms/{tenant_id}/v3_user/{user_id}/tms` (SHIFT)
    ///
    /// Needs the user's UUID, not the name. It is never sent twice: after an error whose
    /// [`delivery`](crate::Error::delivery) is not known, and after a reply without an id
    /// ([`Decode`](crate::ErrorKind::Decode)), the transaction may have been started. 404
    /// [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND).
    ///
    /// - Operation: `tms.start`
    /// - Retried: only when the request was provably not sent
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: vendor page "Start transaction" for the request; the vendor's own tool for the reply
    #[inline]
    pub fn start(&self, user_id: &UserId, tms: &NewTms) -> Call<TmsId> {
        self.on_shift()
            .flavoured(Method::POST, None, "/auth/realms/{tenant_id}/v3_user/{user_id}/tms")
            .require(self.0.addressable("user_id", user_id))
            .path(user_id)
            .json(&Start { user_id: user_id.clone(), tms: tms.clone() })
            .once()
            .read_with(started)
            .call()
    }

    /// Returns the answer to a transaction.
    ///
    /// `GET /auth/realms/{tenant_id}/v3_user/tms/{tms_id}/result` (SHIFT)
    ///
    /// Without an answer it is an error, whose [`status`](crate::Error::status) may be 412 (not ready) or 404 (unknown
    /// or removed, possibly also not ready). [`wait_answered`](Self::wait_answered) with a bound of zero
    /// distinguishes them.
    ///
    /// - Operation: `tms.result`
    /// - Retried: also when the reply is lost
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: vendor page "Get transaction"
    #[inline]
    pub fn result(&self, tms_id: &TmsId) -> Call<TmsResult> {
        self.on_shift()
            .flavoured(Method::GET, None, "/auth/realms/{tenant_id}/v3_user/tms/{tms_id}/result")
            .path(tms_id)
            .call()
    }

    /// Waits until a transaction is answered, or until the bound; [`NewTms::longest`] is a good one.
    ///
    /// The answer is read after 2 seconds, after 4 and 8 more, then every 16 seconds, and a last time at the bound: a
    /// bound of zero reads once, now. A read that fails for a reason that passes does not end the wait, nor does a 404,
    /// which may be that of a transaction without an answer: [`NotKnown`](TmsOutcome::NotKnown) comes only at the
    /// bound. A read has 30 seconds, so that the call can take that much more than the bound. Nothing is lost when the
    /// future is dropped: wait again. Wait at once: the server removes transactions some
    /// time after their end.
    ///
    /// # Errors
    /// Those of [`result`](Self::result) that do not pass, such as a token that is refused.
    pub async fn wait_answered(&self, tms_id: &TmsId, bound: Duration) -> Result<TmsOutcome> {
        answered(&self.0, bound, Absence::MayPass, || {
            Box::pin(self.result(tms_id).timeout(READ).into_future())
        })
        .await
    }

    fn on_shift(&self) -> Core {
        self.0.absent("transactions need SHIFT")
    }
}

/// Reads the id of a new transaction, of which the place in the reply is not documented.
fn started(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    let members = Members::of(reply.body());
    let found = members.as_ref().and_then(|members| {
        let paths = ["data.info.id", "data.id", "info.id", "id"];
        paths.into_iter().find_map(|path| members.at(path).filter(|id| is_id(id)))
    });
    let lacking = "expected the id of the transaction, which may have been started";
    found.map(|id| reply.share(id)).ok_or(Refusal::Unreadable(lacking))
}

/// Whether it is a text that is not empty.
pub(crate) fn is_id(value: &RawValue) -> bool {
    value.get().starts_with('"') && value.get() != "\"\""
}
