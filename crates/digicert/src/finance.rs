//! Balances, prices, receipts and stored cards.

mod amount;
mod input;
mod model;
mod payment;

pub use amount::Amount;
pub use input::{BalanceSearch, CreditCard, OrderPricing, PurchaseSearch, Transfer, VoucherPricing};
pub use model::{Balance, BalanceAdjustment, OrderTransaction, PriceEstimate, PriceUnits, TransactionType};
pub use payment::{
    BillingAddress, BillingEntity, CardType, PaymentCard, PaymentMethod, PaymentProfile, ProfileStatus,
    Receipt,
};

pub(crate) use model::nonzero;

use crate::{Call, ContainerId, List, ReceiptId, client::Api};

/// Balances, prices, receipts and stored cards; from [`Client::finance`](crate::Client::finance).
///
/// The server sends amounts as texts in some replies and as numbers in others: both are an exact [`Amount`] here.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::finance::OrderPricing;
///
/// let pricing = OrderPricing::new("ssl_basic", vec!["www.example.com".into()]).validity_years(1u32);
/// let price = digicert.finance().price_estimate(&pricing).await?;
/// let funds = digicert.finance().balance(None).await?.total_available_funds;
/// // In cents. A price of 0 means that it is unknown.
/// let cents = |amount: Option<digicert::finance::Amount>| amount?.minor_units(2);
/// println!("{:?} of {:?}", cents(price.total_price), cents(funds));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Finance(pub(crate) Api);

impl Finance {
    /// Returns the balance of the account, or of one container.
    ///
    /// `GET /finance/balance`
    ///
    /// The server requires the container if the account has more than one.
    ///
    /// - Operation: `finance.balance`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "View balance" (dev.digicert.com, services-api/finance/view-balance.html)
    #[inline]
    pub fn balance(&self, container: Option<&ContainerId>) -> Call<Balance> {
        self.0.get("/finance/balance").query_opt("container_id", container).identified_by("balance").call()
    }

    /// Lists the changes of the balance.
    ///
    /// `GET /finance/balance-history`
    ///
    /// The server requires `container_id` if the account has more than one container.
    ///
    /// - Operation: `finance.balance_history`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List balance history" (dev.digicert.com,
    ///   services-api/finance/list-balance-history.html)
    #[inline]
    pub fn balance_history(&self, search: &BalanceSearch) -> List<BalanceAdjustment> {
        self.0.get("/finance/balance-history").query_of(search).list("adjustments")
    }

    /// Moves money from one container's balance to another's.
    ///
    /// `POST /finance/transfer`
    ///
    /// **Costs money.** After a lost reply do not send it again: look for the transfer with
    /// [`balance_history`](Self::balance_history). For accounts whose containers have funds of their own.
    ///
    /// - Operation: `finance.transfer`
    /// - Retried: only when the request was provably not sent; a second call would move the amount a second time
    /// - Permission: not documented
    /// - Source: vendor page "Transfer funds" (dev.digicert.com, services-api/finance/transfer-funds.html)
    #[inline]
    pub fn transfer(&self, transfer: &Transfer) -> Call<()> {
        self.0.post("/finance/transfer").json(transfer).once().fresh().done()
    }

    /// Returns the price that an order of a certificate would have.
    ///
    /// `POST /finance/order-pricing`
    ///
    /// Orders nothing. **A price of 0 means that it is unknown, not that the order is free.**
    ///
    /// - Operation: `finance.price_estimate`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Price estimate" (dev.digicert.com, services-api/finance/price-estimate.html)
    #[inline]
    pub fn price_estimate(&self, pricing: &OrderPricing) -> Call<PriceEstimate> {
        self.0.post("/finance/order-pricing").json(pricing).read_only().identified_by("total_price").call()
    }

    /// Returns the price that an order of vouchers would have.
    ///
    /// `POST /finance/voucher-pricing`
    ///
    /// Orders nothing. The fields of the reply are assumed to be those of [`price_estimate`](Self::price_estimate), and
    /// so is the meaning of 0.
    ///
    /// - Operation: `finance.voucher_price_estimate`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Voucher price estimate" (dev.digicert.com,
    ///   services-api/finance/voucher-price-estimate.html)
    #[inline]
    pub fn voucher_price_estimate(&self, pricing: &VoucherPricing) -> Call<PriceEstimate> {
        self.0.post("/finance/voucher-pricing").json(pricing).read_only().identified_by("total_price").call()
    }

    /// Lists what was bought with orders.
    ///
    /// `GET /finance/purchase-history`
    ///
    /// At most 1000 purchases a page.
    ///
    /// - Operation: `finance.purchase_history`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List purchase history" (dev.digicert.com,
    ///   services-api/finance/list-purchase-history.html)
    #[inline]
    pub fn purchase_history(&self, search: &PurchaseSearch) -> List<OrderTransaction> {
        self.0.get("/finance/purchase-history").query_of(search).list("order_transactions")
    }

    /// Returns one receipt.
    ///
    /// `GET /finance/receipt/{receipt_id}`
    ///
    /// - Operation: `finance.get_receipt`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Receipt info" (dev.digicert.com, services-api/finance/receipt-info.html)
    #[inline]
    pub fn get_receipt(&self, id: &ReceiptId) -> Call<Receipt> {
        self.0.get("/finance/receipt/{receipt_id}").path(id).identified_by("id").call()
    }

    /// Lists the credit cards that are stored at the vendor.
    ///
    /// `GET /finance/payment-profile`
    ///
    /// At most 1000 cards a page. The server returns a part of a card's number only.
    ///
    /// - Operation: `finance.list_payment_profiles`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List payment profiles" (dev.digicert.com,
    ///   services-api/finance/list-payment-profiles.html)
    #[inline]
    pub fn list_payment_profiles(&self) -> List<PaymentProfile> {
        self.0.get("/finance/payment-profile").list("profiles")
    }
}
