//! Transactions that a user confirms in the app, by the AST services. SHIFT only.

mod input;

pub use input::{NewAstTms, TmsPush};

use crate::{
    TmsId,
    flavour::Core,
    tms::{Absence, TmsInfo, TmsOutcome, TmsResult, TmsStatus, answered, is_id},
    watch::READ,
};
use portcullis_core::{
    Call, Members, Refusal, Reply, Result,
    bytes::Bytes,
    http::{Method, StatusCode},
};
use std::time::Duration;

/// Transactions at the AST services, with the client's token. They need
/// [`ast_url`](crate::ClientBuilder::ast_url) and SHIFT.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, user: midprovider::UserId) -> midprovider::Result<()> {
/// use midprovider::{ast_tms::NewAstTms, tms::{NewTms, TmsData, TmsOutcome}};
///
/// let tms = NewTms::new(TmsData::new("Approve the access to the payroll?")).tms_timeout(60);
/// let bound = tms.longest();
/// let id = mid.ast_tms().create(&NewAstTms::new(user, tms)).await?.id;
/// match mid.ast_tms().wait_answered(&id, bound).await? {
///     TmsOutcome::Accepted(_) => println!("approved"),
///     TmsOutcome::Pending(_) => mid.ast_tms().cancel(&id).await?,
///     other => println!("not approved: {other:?}"),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AstTms(pub(crate) Core);

impl AstTms {
    /// Starts a transaction.
    ///
    /// `POST /v1/tenants/{tenant_id}/tms`
    ///
    /// It is never sent twice: after an error whose [`delivery`](crate::Error::delivery) is not known, and after a
    /// reply without an id ([`Decode`](crate::ErrorKind::Decode)), the transaction may have been started.
    ///
    /// - Operation: `ast_tms.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn create(&self, tms: &NewAstTms) -> Call<TmsInfo> {
        self.0.ast(Method::POST, "/v1/tenants/{tenant_id}/tms").json(tms).once().read_with(info).call()
    }

    /// Returns the state of a transaction.
    ///
    /// `GET /v1/tenants/{tenant_id}/tms/{tms_id}/status`
    ///
    /// 404 for a transaction that is not known, or not any more: the vendor observed that about two and a half hours
    /// after the end of transactions, whatever their end was. It is no proof that the transaction failed.
    ///
    /// - Operation: `ast_tms.status`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn status(&self, tms_id: &TmsId) -> Call<TmsInfo> {
        self.0
            .ast(Method::GET, "/v1/tenants/{tenant_id}/tms/{tms_id}/status")
            .path(tms_id)
            .read_with(info)
            .call()
    }

    /// Returns the answer to a transaction, with its signature.
    ///
    /// `GET /v1/tenants/{tenant_id}/tms/{tms_id}/result`
    ///
    /// Without an answer it is an error, whose [`status`](crate::Error::status) is 404 or 412: not ready, expired or
    /// unknown. [`status`](Self::status) distinguishes them.
    ///
    /// - Operation: `ast_tms.result`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn result(&self, tms_id: &TmsId) -> Call<TmsResult> {
        self.0.ast(Method::GET, "/v1/tenants/{tenant_id}/tms/{tms_id}/result").path(tms_id).call()
    }

    /// Cancels a transaction. Not a proof that the user had not answered before: read [`status`](Self::status)
    /// afterwards.
    ///
    /// `DELETE /v1/tenants/{tenant_id}/tms/{tms_id}`
    ///
    /// - Operation: `ast_tms.cancel`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn cancel(&self, tms_id: &TmsId) -> Call<()> {
        self.0.ast(Method::DELETE, "/v1/tenants/{tenant_id}/tms/{tms_id}").path(tms_id).idempotent().done()
    }

    /// Waits until a transaction is answered, or until the bound; [`NewTms::longest`](crate::tms::NewTms::longest) is a
    /// good one.
    ///
    /// The state is read after 2 seconds, after 4 and 8 more, then every 16 seconds, and a last time at the bound: a
    /// bound of zero reads once, now. The [`result`](Self::result) is read once there is an answer; if the server does
    /// not have it, the outcome has the state without the signature. A 404 of the state ends the wait with
    /// [`NotKnown`](TmsOutcome::NotKnown). A read that fails for a reason that passes does not end it. Each of the two
    /// reads has 30 seconds, so that the call can take up to a minute more than the bound.
    ///
    /// # Errors
    /// Those of [`status`](Self::status) that do not pass, such as a token that is refused.
    pub async fn wait_answered(&self, tms_id: &TmsId, bound: Duration) -> Result<TmsOutcome> {
        answered(&self.0, bound, Absence::Final, || Box::pin(self.look(tms_id))).await
    }

    async fn look(&self, tms_id: &TmsId) -> Result<TmsResult> {
        let info = self.status(tms_id).timeout(READ).await?;
        let no_answer = TmsResult { info, ..TmsResult::default() };
        if !no_answer.info.status.as_ref().is_some_and(TmsStatus::is_answer) {
            return Ok(no_answer);
        }
        match self.result(tms_id).timeout(READ).await {
            Err(error)
                if matches!(
                    error.status(),
                    Some(StatusCode::NOT_FOUND | StatusCode::PRECONDITION_FAILED)
                ) =>
            {
                Ok(no_answer)
            }
            other => other,
        }
    }
}

/// Reads the state, which may be a member of the reply or the whole of it.
fn info(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    let info = reply.member("info").map_or_else(|| reply.body().clone(), |info| reply.share(info));
    if !Members::of(&info).is_some_and(|members| members.at("id").is_some_and(is_id)) {
        return Err(Refusal::Unreadable("expected the id of the transaction"));
    }
    Ok(info)
}
