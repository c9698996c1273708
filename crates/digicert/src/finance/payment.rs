//! Means of payment and receipts as replies contain them.

use super::{amount::Amount, model::TransactionType};
use crate::{PaymentProfileId, ReceiptId, Timestamp, read};
use portcullis_core::Extra;
use portcullis_macros::{Record, Reply};

portcullis_core::open_enum! {
    /// How something is paid. How a voucher is used is not documented.
    PaymentMethod {
        /// From the account's balance.
        Balance = "balance",
        /// By a credit card, which is sent with the order.
        Card = "card",
        /// By a credit card that is stored at the vendor.
        Profile = "profile",
        /// By bank transfer.
        WireTransfer = "wire_transfer",
        /// By a subscription; only orders that are read have it.
        Subscription = "subscription",
    }
}

portcullis_core::open_enum! {
    /// A brand of credit cards.
    CardType {
        /// American Express.
        Amex = "amex",
        /// Discover.
        Discover = "discover",
        /// Mastercard.
        Mastercard = "mastercard",
        /// Visa.
        Visa = "visa",
        /// A brand without a word of its own.
        AnotherBrand = "other",
    }
}

portcullis_core::open_enum! {
    /// The company of the vendor that sends the invoice.
    ///
    /// The service identifies it by a number: [`as_str`](Self::as_str) returns `"1"` for the one in the USA.
    BillingEntity {
        /// DigiCert Inc., USA.
        UnitedStates = "1",
        /// Japan.
        Japan = "2",
        /// QuoVadis, United Kingdom.
        UnitedKingdom = "3",
        /// Switzerland.
        Switzerland = "4",
        /// DigiCert Europe, Belgium.
        Belgium = "5",
        /// Germany.
        Germany = "6",
        /// The Netherlands.
        Netherlands = "7",
        /// Bermuda.
        Bermuda = "8",
        /// Ireland.
        Ireland = "9",
    }
}

/// A receipt.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Receipt {
    /// The receipt's id.
    pub id: ReceiptId,
    /// When, as `yyyy-MM-dd HH:mm:ss` without a time zone.
    pub date_time: Option<Timestamp>,
    /// What was paid from the balance.
    pub acct_amount: Option<Amount>,
    /// What was paid by card.
    pub cc_amount: Option<Amount>,
    /// The price before tax.
    pub gross_amount: Option<Amount>,
    /// The tax.
    pub tax_amount: Option<Amount>,
    /// The currency, such as `USD`.
    pub currency: Option<String>,
    /// The last four digits of the card's number.
    pub cc_last4: Option<String>,
    /// When the card expires, as `MMyy`.
    pub cc_exp_date: Option<String>,
    /// The brand of the card.
    pub cc_type: Option<CardType>,
    /// The name of the payer.
    pub bill_name: Option<String>,
    /// Street and number of the payer.
    pub bill_addr1: Option<String>,
    /// City of the payer.
    pub bill_city: Option<String>,
    /// State or province of the payer.
    pub bill_state: Option<String>,
    /// Postal code of the payer.
    pub bill_zip: Option<String>,
    /// Country of the payer.
    pub bill_country: Option<String>,
    /// E-mail address of the payer.
    pub bill_email: Option<String>,
    /// The company that sends the invoice.
    #[reply(name = "billing_entity_id")]
    pub billing_entity: Option<BillingEntity>,
    /// The VAT number; only for payments by card.
    pub vat_number: Option<String>,
    /// How it was paid.
    pub payment_method: Option<PaymentMethod>,
    /// What was paid.
    pub transaction_type: Option<TransactionType>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The status of a stored card. The vendor's list of words is known in part.
    ProfileStatus {
        /// Can be used.
        Active = "active",
    }
}

/// A credit card that is stored at the vendor.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PaymentProfile {
    /// The profile's id.
    pub id: PaymentProfileId,
    /// Whether it is the default one.
    pub is_default: Option<bool>,
    /// Status.
    pub status: Option<ProfileStatus>,
    /// The card.
    pub credit_card: Option<PaymentCard>,
    /// The address of the payer.
    #[reply(with = read::object)]
    pub billing_address: Option<BillingAddress>,
    /// The address that receipts are sent to.
    pub billing_email: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A credit card, without its whole number.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PaymentCard {
    /// A part of the card's number.
    pub shortened_number: Option<String>,
    /// The brand.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The month in which it expires: 1 to 12.
    pub expiration_month: Option<i64>,
    /// The year in which it expires.
    pub expiration_year: Option<i64>,
    /// The name on the card.
    pub cardholder_name: Option<String>,
    /// The name that it was stored by.
    pub label: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The address of a payer.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct BillingAddress {
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
