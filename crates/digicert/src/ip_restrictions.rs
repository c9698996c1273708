//! Rules about the IP addresses from which the account can be used.

mod input;
mod model;

pub use input::NewIpRule;
pub use model::IpRule;

use crate::{Call, ContainerId, IpRuleId, List, client::Api};

/// Rules about the IPv4 addresses from which the whole account, one user or one API key can be used; from
/// [`Client::ip_restrictions`](crate::Client::ip_restrictions).
///
/// A call from another address is refused although its key is valid. Every operation takes the id of the account's top
/// container, whose `parent_id` is 0.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::ip_restrictions::NewIpRule;
///
/// let rule = NewIpRule::new("192.0.2.10", "192.0.2.20").api_key_id("4711");
/// digicert.ip_restrictions().create(&"5".into(), &rule).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct IpRestrictions(pub(crate) Api);

impl IpRestrictions {
    /// Lists the rules.
    ///
    /// `GET /container/{container_id}/ip/rules`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `ip_restrictions.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List IP restrictions" (dev.digicert.com,
    ///   services-api/ip-restrictions/list-ip-restrictions.html)
    #[inline]
    pub fn list(&self, container: &ContainerId) -> List<IpRule> {
        self.0.get("/container/{container_id}/ip/rules").path(container).list_whole("ip_rules")
    }

    /// Creates a rule and returns its id, if the server returns one.
    ///
    /// `POST /container/{container_id}/ip/rules`
    ///
    /// **A rule can lock the caller out:** first make sure that it allows this client's own address. A rule without a
    /// user and without a key is for the whole account. The vendor's page does not show the reply: success has status
    /// 200, 201 or 204, and without a body the result is `None`. [`list`](Self::list) finds the rule then, and after a
    /// lost reply.
    ///
    /// - Operation: `ip_restrictions.create`
    /// - Retried: only when the request was provably not sent; a second call may create a second rule
    /// - Permission: not documented
    /// - Source: vendor page "Add IP restriction" (dev.digicert.com,
    ///   services-api/ip-restrictions/add-ip-restriction.html)
    #[inline]
    pub fn create(&self, container: &ContainerId, rule: &NewIpRule) -> Call<Option<IpRuleId>> {
        self.0
            .post("/container/{container_id}/ip/rules")
            .path(container)
            .json(rule)
            .read_with(model::id_or_nothing)
            .call()
    }

    /// Deletes a rule.
    ///
    /// `DELETE /container/{container_id}/ip/rule/{rule_id}`
    ///
    /// The status of success is assumed; any 2xx is accepted.
    ///
    /// - Operation: `ip_restrictions.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Delete IP restriction" (dev.digicert.com,
    ///   services-api/ip-restrictions/delete-ip-restriction.html)
    #[inline]
    pub fn delete(&self, container: &ContainerId, rule: &IpRuleId) -> Call<()> {
        // `rule`, where the other paths have `rules`.
        self.0
            .delete("/container/{container_id}/ip/rule/{rule_id}")
            .path(container)
            .path(rule)
            .idempotent()
            .done()
    }
}
