//! From the checkout of a secret to its release, also when replies are lost.

use super::{AccountSecrets, Checkout};
use crate::ids::{AccountSecretPath, CheckoutId};
use portcullis_core::{Delivery, Error, ErrorKind, Result, Retry};
use std::collections::BTreeSet;

/// How often a release is sent by one call of [`Loan::close`].
const RELEASES: usize = 2;

/// An account secret from its checkout to its release; made by [`AccountSecrets::borrow`].
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// let mut loan = privx.authorizer().account_secrets().borrow(&"hosts/db/root".into());
/// if let Ok(checkout) = loan.open().await {
///     println!("until {:?}", checkout.expires);
/// }
/// println!("{:?}", loan.close().await?);
/// # Ok(()) }
/// ```
///
/// It keeps what was sent: whatever became of [`open`](Self::open), also if its future was dropped half way,
/// [`close`](Self::close) finds the checkout and releases it. A loan that is dropped without `close` stays checked
/// out until [`expires`](Checkout::expires).
///
/// The server has no mark by which a client knows its own checkouts. A loan compares the caller's checkouts of the
/// same path before and after. So it cannot be known
///
/// - whose a new checkout is, if another program checks the same secret out as the same user meanwhile and the reply
///   of this one was lost: if there are several, none is used and none is released; if there is one, it is taken as
///   this loan's. Programs that share a user should not borrow the same secret at a time;
/// - whether a checkout that is not listed comes into being later, because the server is still at work on a request
///   whose reply was lost: `close` may be called again after a while, and `expires` ends such a checkout;
/// - by whom a checkout was ended that no longer exists after the reply of a release was lost;
/// - whether it was released, if its reply was lost and the server still returns what is released: the release is sent
///   once more then.
#[derive(Debug)]
#[must_use = "a loan does nothing until it is opened, and its secret stays checked out until it is closed"]
pub struct Loan {
    secrets: AccountSecrets,
    path: AccountSecretPath,
    /// The checkouts before that of this loan, once it may have been sent.
    before: Option<BTreeSet<CheckoutId>>,
    checkout: Option<Checkout>,
    /// A release may have been sent.
    releasing: bool,
    end: Option<LoanEnd>,
}

/// What [`Loan::close`] found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoanEnd {
    /// The server has released the checkout.
    Released,
    /// The checkout no longer exists: it has expired, others released it, or the reply of this release was lost.
    Gone,
    /// The server returned a checkout that had been there before the loan: others use it, and it was not released.
    Shared(CheckoutId),
    /// No checkout of this loan is listed.
    NothingOut,
    /// Several checkouts of the secret have come into being since, and which one is this loan's is not known: none
    /// was released.
    Unclear(Vec<CheckoutId>),
}

impl Loan {
    pub(super) fn new(secrets: AccountSecrets, path: AccountSecretPath) -> Self {
        Self { secrets, path, before: None, checkout: None, releasing: false, end: None }
    }

    /// Checks the secret out and returns the checkout; once it is out, returns it without sending anything.
    ///
    /// Sends [`checkouts`](AccountSecrets::checkouts), then [`check_out`](AccountSecrets::check_out), and, if its
    /// reply was lost, `checkouts` again and [`checkout`](AccountSecrets::checkout). A second call after a lost
    /// reply only looks for the checkout: no loan checks a secret out twice.
    ///
    /// # Errors
    /// Those of the calls. With [`Delivery::Unknown`] or [`Delivery::Applied`] the secret may be checked out:
    /// [`close`](Self::close) looks again. [`ErrorKind::Input`] after [`close`](Self::close).
    pub async fn open(&mut self) -> Result<&Checkout> {
        let checkout = match self.checkout.take() {
            Some(checkout) => checkout,
            None if self.releasing || self.end.is_some() => {
                return Err(Error::input("loan", "must not be opened after it was closed"));
            }
            None => self.obtain().await?,
        };
        Ok(self.checkout.insert(checkout))
    }

    async fn obtain(&mut self) -> Result<Checkout> {
        let error = if self.before.is_some() {
            Error::new(ErrorKind::Interrupted, "the checkout was sent before and is not listed")
                .with_delivery(Delivery::Unknown)
        } else {
            let before = self.listed().await?.into_iter().map(|checkout| checkout.id).collect();
            self.before = Some(before);
            match self.secrets.check_out(&self.path).await {
                Ok(checkout) if checkout.path.as_ref().is_none_or(|path| *path == self.path) => {
                    return Ok(checkout);
                }
                Ok(_) => Error::new(ErrorKind::Decode, "the reply has the checkout of another secret")
                    .with_delivery(Delivery::Applied),
                Err(error) if matches!(error.delivery(), Delivery::NotSent | Delivery::Rejected) => {
                    self.before = None;
                    return Err(error);
                }
                Err(error) => error,
            }
        };
        // Neither a failure of the search nor what it does not find says more than the error.
        let Ok(Ok([found])) = self.new_ones().await.map(<[Checkout; 1]>::try_from) else {
            return Err(error);
        };
        // A listing need not show secrets.
        if found.secret().is_some() { Ok(found) } else { self.secrets.checkout(&found.id).await }
    }

    /// Releases the secret and returns how the loan ended; once it has ended, returns that without sending anything.
    ///
    /// Sends [`release`](AccountSecrets::release). If its reply was lost, [`checkout`](AccountSecrets::checkout)
    /// shows whether it was done, and it is sent once more if not. If no checkout is known,
    /// [`checkouts`](AccountSecrets::checkouts) is searched before. Nothing is sent for a loan that was never opened.
    ///
    /// After an error, [`LoanEnd::NothingOut`] and [`LoanEnd::Unclear`] it may be called again.
    ///
    /// # Errors
    /// Those of the calls. The secret may still be checked out.
    pub async fn close(&mut self) -> Result<LoanEnd> {
        if let Some(end) = &self.end {
            return Ok(end.clone());
        }
        let Some(before) = &self.before else { return Ok(LoanEnd::NothingOut) };
        let id = match &self.checkout {
            Some(checkout) if before.contains(&checkout.id) => {
                let end = LoanEnd::Shared(checkout.id.clone());
                return Ok(self.ended(end));
            }
            Some(checkout) => checkout.id.clone(),
            None => match <[Checkout; 1]>::try_from(self.new_ones().await?) {
                Ok([found]) => self.checkout.insert(found).id.clone(),
                Err(none) if none.is_empty() => return Ok(LoanEnd::NothingOut),
                Err(several) => {
                    return Ok(LoanEnd::Unclear(several.into_iter().map(|found| found.id).collect()));
                }
            },
        };
        let end = self.release(&id).await?;
        Ok(self.ended(end))
    }

    async fn release(&mut self, id: &CheckoutId) -> Result<LoanEnd> {
        let mut sent = 0;
        let mut lost = None;
        loop {
            if self.releasing && self.secrets.checkout(id).optional().await?.is_none() {
                return Ok(LoanEnd::Gone);
            }
            if let Some(error) = lost.take().filter(|_| sent == RELEASES) {
                return Err(error);
            }
            self.releasing = true;
            sent += 1;
            // The client itself would send it again without looking.
            match self.secrets.release(id).retry(Retry::none()).await {
                Ok(()) => return Ok(LoanEnd::Released),
                Err(error) if error.is_not_found() => return Ok(LoanEnd::Gone),
                Err(error) if matches!(error.delivery(), Delivery::NotSent | Delivery::Rejected) => {
                    return Err(error);
                }
                Err(error) => lost = Some(error),
            }
        }
    }

    /// The secret is not kept longer than the loan.
    fn ended(&mut self, end: LoanEnd) -> LoanEnd {
        self.checkout = None;
        self.end.insert(end).clone()
    }

    /// The caller's checkouts of this secret.
    async fn listed(&self) -> Result<Vec<Checkout>> {
        let mut all = self.secrets.checkouts().all().await?;
        all.retain(|checkout| checkout.path.as_ref() == Some(&self.path));
        Ok(all)
    }

    /// Those that were not there before.
    async fn new_ones(&self) -> Result<Vec<Checkout>> {
        let mut all = self.listed().await?;
        all.retain(|checkout| self.before.as_ref().is_none_or(|before| !before.contains(&checkout.id)));
        Ok(all)
    }
}
