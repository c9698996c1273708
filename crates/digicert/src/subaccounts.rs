//! Subaccounts.

mod input;
mod model;
mod orders;
mod products;
mod search;

pub use input::{
    BalanceChange, BalanceDirection, NewInvite, NewSubaccount, NewSubaccountOrganization, NewSubaccountUser,
    SubaccountUpdate,
};
pub use model::{
    CreatedSubaccount, EnabledProduct, Invite, InviteStatus, ListedOrganization, MasterUser, Subaccount,
    SubaccountBalance, SubaccountInfo, SubaccountOrganization, UnitBalance,
};
pub use orders::{SubaccountCertificate, SubaccountOrder, SubaccountOrderPrice, SubaccountRef};
pub use products::{
    NewProducts, PricingMethod, ProductPrices, ProductSelection, SubaccountPrice, SubaccountProduct,
    SubaccountProducts,
};
pub use search::{InviteSearch, SubaccountDomainSearch, SubaccountOrganizationSearch, SubaccountSearch};

use crate::{Call, InviteId, List, OrderId, SubaccountId, client::Api, domains::Domain, orders::OrderSearch};
use input::Cancellation;

/// Subaccounts of resellers and other parent accounts; from [`Client::subaccounts`](crate::Client::subaccounts).
///
/// An account without the feature gets 403 and [`MISSING_PERMISSION`](crate::code::MISSING_PERMISSION).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::{account::AccountType, subaccounts::{NewInvite, SubaccountSearch}};
///
/// let subaccounts = digicert.subaccounts();
/// let invite = NewInvite::new(vec!["ada@example.com".into()], AccountType::Retail);
/// subaccounts.create_invite(&invite).await?;
///
/// let mut all = subaccounts.list(&SubaccountSearch::new().sort("account_id"));
/// while let Some(subaccount) = all.try_next().await? {
///     let balance = subaccounts.get_balance(&subaccount.account_id).await?;
///     println!("{} {:?}", subaccount.account_id, balance.amount);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Subaccounts(pub(crate) Api);

impl Subaccounts {
    /// Lists subaccounts.
    ///
    /// `GET /account/subaccount`
    ///
    /// At most 1000 a page. The page has two names of the list, and both are read: `subaccounts` in its samples,
    /// `child_accounts` in its table.
    ///
    /// - Operation: `subaccounts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List subaccounts" (dev.digicert.com, services-api/subaccount/list-subaccounts.html)
    #[inline]
    pub fn list(&self, search: &SubaccountSearch) -> List<Subaccount> {
        self.0.get("/account/subaccount").query_of(search).read_with(model::listing).list("subaccounts")
    }

    /// Creates a subaccount and its first administrator, who gets an e-mail.
    ///
    /// `POST /account`
    ///
    /// **Partly guessed.** The name of the id in the reply is a guess; the page describes the API key alone, which
    /// comes only for an account of type [`Managed`](crate::account::AccountType::Managed), and only once. If the
    /// reply is lost, search with [`list`](Self::list): the subaccount may exist, and its key cannot be fetched.
    ///
    /// - Operation: `subaccounts.create`
    /// - Retried: only when the request was provably not sent; a second call may create a second account
    /// - Permission: subaccounts must be enabled for the account
    /// - Source: vendor page "Create subaccount" (dev.digicert.com, services-api/subaccount/create-subaccount.html)
    #[inline]
    pub fn create(&self, subaccount: &NewSubaccount) -> Call<CreatedSubaccount> {
        self.0.post("/account").json(subaccount).call()
    }

    /// Returns one subaccount.
    ///
    /// `GET /account/subaccount/{subaccount_id}`
    ///
    /// - Operation: `subaccounts.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Subaccount info" (dev.digicert.com, services-api/subaccount/subaccount-info.html)
    #[inline]
    pub fn get(&self, id: &SubaccountId) -> Call<SubaccountInfo> {
        self.0.get("/account/subaccount/{subaccount_id}").path(id).identified_by("account_id").call()
    }

    /// Changes settings of a subaccount; those that are not set stay.
    ///
    /// `PUT /account/subaccount/{subaccount_id}`
    ///
    /// - Operation: `subaccounts.update`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit subaccount" (dev.digicert.com, services-api/subaccount/edit-subaccount.html)
    #[inline]
    pub fn update(&self, id: &SubaccountId, update: &SubaccountUpdate) -> Call<()> {
        self.0.put("/account/subaccount/{subaccount_id}").path(id).json(update).idempotent().done()
    }

    /// Lists invitations to open a subaccount.
    ///
    /// `GET /account/subaccount/invite`
    ///
    /// At most 1000 a page.
    ///
    /// - Operation: `subaccounts.list_invites`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List invites" (dev.digicert.com, services-api/subaccount/list-invites.html)
    #[inline]
    pub fn list_invites(&self, search: &InviteSearch) -> List<Invite> {
        self.0.get("/account/subaccount/invite").query_of(search).list("subaccount_invites")
    }

    /// Invites people by e-mail to open a subaccount.
    ///
    /// `POST /account/subaccount/invite`
    ///
    /// The reply has no ids: [`list_invites`](Self::list_invites) returns the invitations, also after a lost reply.
    ///
    /// - Operation: `subaccounts.create_invite`
    /// - Retried: only when the request was provably not sent; each call sends e-mails
    /// - Permission: not documented
    /// - Source: vendor page "Send invite" (dev.digicert.com, services-api/subaccount/send-invite.html)
    #[inline]
    pub fn create_invite(&self, invite: &NewInvite) -> Call<()> {
        self.0.post("/account/subaccount/invite").json(invite).done()
    }

    /// Returns one invitation.
    ///
    /// `GET /account/subaccount/invite/{invite_id}`
    ///
    /// The page has the path without `/invite`, which is that of [`get`](Self::get): taken as a mistake.
    ///
    /// - Operation: `subaccounts.get_invite`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Invite details" (dev.digicert.com, services-api/subaccount/invite-details.html)
    #[inline]
    pub fn get_invite(&self, id: &InviteId) -> Call<Invite> {
        self.0.get("/account/subaccount/invite/{invite_id}").path(id).identified_by("id").call()
    }

    /// Cancels an invitation.
    ///
    /// `PUT /account/subaccount/invite/{invite_id}/status`
    ///
    /// The service accepts no other status in this request.
    ///
    /// - Operation: `subaccounts.update_invite_status`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update invite status" (dev.digicert.com,
    ///   services-api/subaccount/update-invite-status.html)
    #[inline]
    pub fn cancel_invite(&self, id: &InviteId) -> Call<()> {
        self.0
            .put("/account/subaccount/invite/{invite_id}/status")
            .path(id)
            .json(&Cancellation {})
            .idempotent()
            .done()
    }

    /// Lists the orders of all subaccounts and of their subaccounts.
    ///
    /// `GET /account/subaccount/order`
    ///
    /// At most 1000 a page. Certificate and organization come only for orders of immediate subaccounts. The page's
    /// filters were not visible; those of the account's own orders are assumed.
    ///
    /// - Operation: `subaccounts.list_orders`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List subaccount orders" (dev.digicert.com,
    ///   services-api/subaccount/list-subaccount-orders.html)
    #[inline]
    pub fn list_orders(&self, search: &OrderSearch) -> List<SubaccountOrder> {
        self.0.get("/account/subaccount/order").query_of(search).list("orders")
    }

    /// Returns one order of a subaccount, or of a subaccount of it.
    ///
    /// `GET /account/subaccount/order/{order_id}`
    ///
    /// With `.optional()` a missing order is `None` if the code is `not_found|order`.
    ///
    /// - Operation: `subaccounts.get_order`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Subaccount order info" (dev.digicert.com,
    ///   services-api/subaccount/subaccount-order-info.html)
    #[inline]
    pub fn get_order(&self, id: &OrderId) -> Call<SubaccountOrder> {
        self.0.get("/account/subaccount/order/{order_id}").path(id).identified_by("id").call()
    }

    /// Lists a subaccount's domains.
    ///
    /// `GET /account/subaccount/{subaccount_id}/domain`
    ///
    /// At most 1000 a page.
    ///
    /// - Operation: `subaccounts.list_domains`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List subaccount domains" (dev.digicert.com,
    ///   services-api/subaccount/list-subaccount-domains.html)
    #[inline]
    pub fn list_domains(&self, id: &SubaccountId, search: &SubaccountDomainSearch) -> List<Domain> {
        self.0.get("/account/subaccount/{subaccount_id}/domain").path(id).query_of(search).list("domains")
    }

    /// Lists a subaccount's organizations.
    ///
    /// `GET /account/subaccount/{subaccount_id}/organization`
    ///
    /// At most 1000 a page.
    ///
    /// - Operation: `subaccounts.list_organizations`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List subaccount organizations" (dev.digicert.com,
    ///   services-api/subaccount/list-subaccount-organizations.html)
    #[inline]
    pub fn list_organizations(
        &self,
        id: &SubaccountId,
        search: &SubaccountOrganizationSearch,
    ) -> List<ListedOrganization> {
        self.0
            .get("/account/subaccount/{subaccount_id}/organization")
            .path(id)
            .query_of(search)
            .list("organizations")
    }

    /// Returns the products that a subaccount can order, with their prices.
    ///
    /// `GET /account/subaccount/{subaccount_id}/products`
    ///
    /// - Operation: `subaccounts.list_products`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List subaccount products" (dev.digicert.com,
    ///   services-api/subaccount/list-subaccount-products.html)
    #[inline]
    pub fn list_products(&self, id: &SubaccountId) -> Call<SubaccountProducts> {
        self.0.get("/account/subaccount/{subaccount_id}/products").path(id).identified_by("currency").call()
    }

    /// Replaces the products that a subaccount can order, and their prices.
    ///
    /// `PUT /account/subaccount/{subaccount_id}/products`
    ///
    /// **A product that is not sent is disabled.** Begin with what [`list_products`](Self::list_products) returns.
    /// There is no conditional write: a change that another client makes between the two calls is lost. The status
    /// of success is assumed to be 204; any 2xx is accepted.
    ///
    /// - Operation: `subaccounts.set_products`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Set subaccount products" (dev.digicert.com,
    ///   services-api/subaccount/set-subaccount-products.html); an older version of it has other names
    #[inline]
    pub fn set_products(&self, id: &SubaccountId, products: &NewProducts) -> Call<()> {
        self.0.put("/account/subaccount/{subaccount_id}/products").path(id).json(products).idempotent().done()
    }

    /// Lists the products that a subaccount can order, by id alone.
    ///
    /// `GET /account/subaccount/{subaccount_id}/product-limits`
    ///
    /// Complete in one reply: a page size has no effect. [`list_products`](Self::list_products) returns the prices,
    /// too.
    ///
    /// - Operation: `subaccounts.list_product_limits`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List subaccount product limits" (dev.digicert.com,
    ///   services-api/subaccount/list-subaccount-product-limits.html)
    #[inline]
    pub fn list_product_limits(&self, id: &SubaccountId) -> List<EnabledProduct> {
        self.0.get("/account/subaccount/{subaccount_id}/product-limits").path(id).list_whole("product_limits")
    }

    /// Returns a subaccount's balance.
    ///
    /// `GET /account/subaccount/{subaccount_id}/balance`
    ///
    /// - Operation: `subaccounts.get_balance`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Balance details" (dev.digicert.com, services-api/subaccount/balance-details.html)
    #[inline]
    pub fn get_balance(&self, id: &SubaccountId) -> Call<SubaccountBalance> {
        self.0.get("/account/subaccount/{subaccount_id}/balance").path(id).identified_by("amount").call()
    }

    /// Adds money to a subaccount's balance, or takes it from there.
    ///
    /// `PUT /account/subaccount/{subaccount_id}/balance`
    ///
    /// **Costs money.** Each call moves the amount, although it is a PUT. If the reply is lost
    /// ([`Delivery::Unknown`](crate::Delivery::Unknown)), compare [`get_balance`](Self::get_balance) with the balance
    /// before the call; orders of the subaccount change it, too. The reply has no body. A connection of its own is
    /// used.
    ///
    /// - Operation: `subaccounts.update_balance`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Add or remove funds" (dev.digicert.com, services-api/subaccount/add-or-remove-funds.html)
    #[inline]
    pub fn update_balance(&self, id: &SubaccountId, change: &BalanceChange) -> Call<()> {
        self.0.put("/account/subaccount/{subaccount_id}/balance").path(id).json(change).once().fresh().done()
    }
}
