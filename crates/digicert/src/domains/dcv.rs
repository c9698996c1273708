//! The proof of control over a domain.

use super::{
    Challenge, CheckedDcv, DcvEmailResend, DcvEmailSearch, DcvMethod, DcvMethodChange, DcvMethodInfo,
    DcvOutcome, DcvResult, DcvSetup, DcvToken, DomainOptions, Domains, ValidationEmails, input::DnsToken,
};
use crate::{Call, DomainId, List, Result, Secret};
use portcullis_core::one_of;

impl Domains {
    /// Returns what must be published where to prove control of a domain by its current method.
    ///
    /// Reads the domain with its token ([`get`](Self::get)); with the method e-mail also the eligible addresses
    /// ([`list_dcv_emails`](Self::list_dcv_emails)). Both change nothing. No token is made: where the server returns
    /// none, the result is [`Proof::NoToken`](super::Proof::NoToken).
    pub async fn challenge(&self, id: &DomainId) -> Result<Challenge> {
        let domain = self.get(id, &DomainOptions::new().include_dcv(true)).await?;
        let challenge = Challenge::of_domain(&domain);
        if challenge.method != Some(DcvMethod::Email) {
            return Ok(challenge);
        }
        let emails = self.list_dcv_emails(id, &DcvEmailSearch::new()).await?;
        Ok(challenge.with_eligible(&emails))
    }

    /// Has the server check now whether control of a domain is proved; "not there yet" is a result and no error.
    ///
    /// Sends [`check_dcv`](Self::check_dcv) and judges its result by [`DcvOutcome::of`], which documents the codes. To
    /// set options of the call: `DcvOutcome::of(domains.check_dcv(&id).timeout(bound).await)`.
    pub async fn check(&self, id: &DomainId) -> Result<DcvOutcome<CheckedDcv>> {
        DcvOutcome::of(self.check_dcv(id).await)
    }

    /// Lists the methods that the account may use to prove control of a domain.
    ///
    /// `GET /domain/dcv/method`
    ///
    /// Complete in one reply: a page size has no effect. The vendor's current pages do not describe this operation.
    ///
    /// - Operation: `domains.list_dcv_methods`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn list_dcv_methods(&self) -> List<DcvMethodInfo> {
        self.0.get("/domain/dcv/method").list_whole("methods")
    }

    /// Changes how control of a domain is proved.
    ///
    /// `PUT /domain/{domain_id}/dcv/method`
    ///
    /// Returns the new token, or the addresses that e-mails were sent to. The reply is an empty object if the domain
    /// already has the method, and in older samples for e-mail; `None` if it has no body.
    ///
    /// - Operation: `domains.change_dcv_method`
    /// - Retried: only when the request was provably not sent; a second call may send e-mails again
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Change DCV method" (dev.digicert.com,
    ///   services-api/domains/change-dcv-method.html)
    #[inline]
    pub fn change_dcv_method(&self, id: &DomainId, change: &DcvMethodChange) -> Call<Option<DcvSetup>> {
        self.0.put("/domain/{domain_id}/dcv/method").path(id).json(change).call()
    }

    /// Makes a new token for a domain. **The earlier token is void at once.**
    ///
    /// `POST /domain/{domain_id}/dcv/token`
    ///
    /// A record or file that has the earlier token no longer proves anything. The token of an order stays valid. The
    /// domain must already have a method with a token: [`change_dcv_method`](Self::change_dcv_method). If the reply is
    /// lost, do not repeat the call: [`challenge`](Self::challenge) returns the token that is valid.
    ///
    /// - Operation: `domains.generate_dcv_token`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Generate DCV token" (dev.digicert.com,
    ///   services-api/domains/ov-ev-ssl-generate-dcv-token.html)
    #[inline]
    pub fn generate_dcv_token(&self, id: &DomainId) -> Call<DcvToken> {
        self.0.post("/domain/{domain_id}/dcv/token").path(id).identified_by("token").call()
    }

    /// Has the server check now whether a domain's token is published.
    ///
    /// `PUT /domain/{domain_id}/dcv/validate-token`
    ///
    /// "Not there yet" is an error here, with status 400: [`check`](Self::check) returns it as a result. Finds the
    /// token of the domain as well as that of an order. The server also checks by itself from time to time, and this
    /// call does not change when. Codes: [`invalid_dns_txt`](crate::code::INVALID_DNS_TXT),
    /// [`file_random_value_not_found`](crate::code::FILE_RANDOM_VALUE_NOT_FOUND),
    /// [`invalid_dns_method`](crate::code::INVALID_DNS_METHOD), and others.
    ///
    /// - Operation: `domains.check_dcv`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Check DCV" (dev.digicert.com, services-api/domains/check-dcv.html)
    #[inline]
    pub fn check_dcv(&self, id: &DomainId) -> Call<CheckedDcv> {
        self.0
            .put("/domain/{domain_id}/dcv/validate-token")
            .path(id)
            .identified_by(one_of(&["token", "status"]))
            .idempotent()
            .call()
    }

    /// Lists the addresses to which e-mails for the proof of control can be sent.
    ///
    /// `GET /domain/{domain_id}/dcv/emails`
    ///
    /// A domain name in place of the id works, too: `&"example.com".into()`.
    ///
    /// - Operation: `domains.list_dcv_emails`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "Domain emails" (dev.digicert.com, services-api/domains/domain-emails.html)
    #[inline]
    pub fn list_dcv_emails(&self, id: &DomainId, search: &DcvEmailSearch) -> Call<ValidationEmails> {
        self.0
            .get("/domain/{domain_id}/dcv/emails")
            .path(id)
            .query_of(search)
            .identified_by("name_scope")
            .call()
    }

    /// Sends the e-mails for the proof of control again.
    ///
    /// `PUT /domain/{domain_id}/dcv/emails`
    ///
    /// - Operation: `domains.resend_dcv_emails`
    /// - Retried: only when the request was provably not sent; each call sends e-mails
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Resend DCV email" (dev.digicert.com,
    ///   services-api/domains/resend-dcv-email.html)
    #[inline]
    pub fn resend_dcv_emails(&self, id: &DomainId, resend: &DcvEmailResend) -> Call<()> {
        self.0.put("/domain/{domain_id}/dcv/emails").path(id).json(resend).done()
    }

    /// Submits a token that is published in the DNS.
    ///
    /// `POST /domain/{domain_id}/dcv/cname`
    ///
    /// **Deprecated by the vendor**, and known from 2018 only: [`check`](Self::check) replaces it.
    ///
    /// - Operation: `domains.approve_dns`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn approve_dns(&self, id: &DomainId, method: &DcvMethod, token: &Secret) -> Call<DcvResult> {
        let body = DnsToken { method, token: token.clone() };
        self.0.post("/domain/{domain_id}/dcv/cname").path(id).json(&body).idempotent().call()
    }

    /// Accepts the token of an e-mail in place of the person who received it.
    ///
    /// `PUT /domain/dcv/email/token/{token}`
    ///
    /// **Deprecated by the vendor**, and known from 2018 only.
    ///
    /// - Operation: `domains.approve_by_email_token`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn approve_by_email_token(&self, token: &Secret) -> Call<DcvResult> {
        let request = self.0.put("/domain/dcv/email/token/{token}").path(token.expose_secret());
        request.redact(token).idempotent().call()
    }
}
