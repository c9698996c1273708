//! Secrets of accounts, which are checked out and released.

mod input;
mod loan;
mod model;
mod newest;

pub use input::AccountSecretSearch;
pub use loan::{Loan, LoanEnd};
pub use model::{AccountSecret, AccountSecretType, Checkout, HostHandle, SecretVersion};

use input::CheckoutRequest;

use crate::Sort;
use crate::ids::{AccountSecretPath, CheckoutId};
use portcullis_core::{Call, Client, List};

/// Secrets of accounts, which are checked out, used and released; made by
/// [`Authorizer::account_secrets`](super::Authorizer::account_secrets).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::authorizer::AccountSecretSearch;
///
/// let secrets = privx.authorizer().account_secrets();
/// let mut found = secrets.search(&AccountSecretSearch::new().username("root").keywords("db"));
/// if let Some(path) = found.try_next().await?.and_then(|secret| secret.path) {
///     let mut loan = secrets.borrow(&path);
///     let used = match loan.open().await {
///         Ok(checkout) => Ok(checkout.secret().is_some()),
///         Err(error) => Err(error),
///     };
///     // Also after an error: the reply of a checkout may have been lost.
///     println!("{:?}", loan.close().await?);
///     println!("{}", used?);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AccountSecrets(pub(super) Client);

impl AccountSecrets {
    /// Lists the account secrets that the caller may check out.
    ///
    /// `GET /authorizer/api/v1/secrets`
    ///
    /// A page has 50 secrets unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `account_secrets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<AccountSecret> {
        self.0.get("/authorizer/api/v1/secrets").list("items")
    }

    /// Lists the account secrets that the caller may check out, in an order.
    ///
    /// `GET /authorizer/api/v1/secrets`
    ///
    /// Older versions of PrivX are not known to sort by a key.
    ///
    /// - Operation: `account_secrets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<AccountSecret> {
        self.0.get("/authorizer/api/v1/secrets").query_of(sort).list("items")
    }

    /// Finds account secrets that the caller may check out.
    ///
    /// `POST /authorizer/api/v1/secrets/search`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `account_secrets.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &AccountSecretSearch) -> List<AccountSecret> {
        self.0
            .post("/authorizer/api/v1/secrets/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Begins a loan: [`Loan::open`] checks a secret out, and [`Loan::close`] releases it. Nothing is sent before.
    ///
    /// In contrast to [`check_out`](Self::check_out) and [`release`](Self::release), a loan finds a checkout
    /// whose reply was lost.
    pub fn borrow(&self, path: &AccountSecretPath) -> Loan {
        Loan::new(self.clone(), path.clone())
    }

    /// Checks an account secret out.
    ///
    /// `POST /authorizer/api/v1/secrets/checkouts`
    ///
    /// The server returns a list, the newest item of which is the checkout. Fails with
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if none of several items can be told to be the newest: the
    /// secret is checked out then, and [`checkouts`](Self::checkouts) shows it. So it may be if a reply was lost:
    /// [`borrow`](Self::borrow) looks for it.
    ///
    /// A checkout counts against the number that may be out at a time, until [`release`](Self::release) or
    /// [`expires`](Checkout::expires).
    ///
    /// Limit: the path must not be empty.
    ///
    /// - Operation: `account_secrets.checkout`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn check_out(&self, path: &AccountSecretPath) -> Call<Checkout> {
        self.0
            .post("/authorizer/api/v1/secrets/checkouts")
            .json(&CheckoutRequest { path: path.clone() })
            .read_with(newest::checkout)
            .identified_by("id")
            .call()
    }

    /// Lists the caller's checkouts.
    ///
    /// `GET /authorizer/api/v1/secrets/checkouts`
    ///
    /// Pages are as in [`list`](Self::list). Whether released and expired checkouts are listed is not documented.
    ///
    /// - Operation: `account_secrets.checkouts_list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn checkouts(&self) -> List<Checkout> {
        self.0.get("/authorizer/api/v1/secrets/checkouts").list("items")
    }

    /// Lists the caller's checkouts in an order.
    ///
    /// `GET /authorizer/api/v1/secrets/checkouts`
    ///
    /// - Operation: `account_secrets.checkouts_list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn checkouts_sorted(&self, sort: &Sort) -> List<Checkout> {
        self.0.get("/authorizer/api/v1/secrets/checkouts").query_of(sort).list("items")
    }

    /// Returns one checkout with its secret.
    ///
    /// `GET /authorizer/api/v1/secrets/checkouts/{checkout_id}`
    ///
    /// - Operation: `account_secrets.checkout_get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn checkout(&self, id: &CheckoutId) -> Call<Checkout> {
        self.0.get("/authorizer/api/v1/secrets/checkouts/{checkout_id}").path(id).identified_by("id").call()
    }

    /// Releases a checkout.
    ///
    /// `POST /authorizer/api/v1/secrets/checkouts/{checkout_id}/release`
    ///
    /// PrivX may change the account's password then.
    ///
    /// - Operation: `account_secrets.checkout_release`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn release(&self, id: &CheckoutId) -> Call<()> {
        self.0.post("/authorizer/api/v1/secrets/checkouts/{checkout_id}/release").idempotent().path(id).done()
    }
}
