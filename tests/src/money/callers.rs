//! One caller of `create_or_find`: its client, its order, and a future that is dropped half way.

use crate::timeouts::fixtures::ms;
use digicert::{
    Client, Result, Retry,
    certificates::SignatureHash,
    domains::DcvMethod,
    finance::PaymentMethod,
    orders::{
        DvOrder, DvProduct, OrderOptions, OrderReference, Placement, TlsCertificate, TypeHint, TypeHintOrder,
        Validity,
    },
};
use rcgen::{CertificateParams, KeyPair};
use std::{future::poll_fn, task::Poll, time::Duration};
use tokio::time::sleep;

/// A client without a rate plan, whose pauses are short.
pub(super) fn client(url: &str, key: &str, attempt: Duration) -> Client {
    let retry = Retry::default().base(ms(5)).throttled_base(ms(5));
    let builder = Client::builder(url).api_key(key).pacing([]).retry(retry).attempt_timeout(attempt);
    builder.build().unwrap()
}

/// The orders of one caller, by two methods.
pub(super) struct Caller {
    reference: OrderReference,
    dv: DvOrder,
    hint: TypeHintOrder,
    by_hint: bool,
}

impl Caller {
    pub(super) fn new(reference: &str, csr: &str, by_hint: bool) -> Self {
        let certificate = || TlsCertificate::new("shop.example.com", csr, SignatureHash::Sha256);
        let options = || OrderOptions::new().payment_method(PaymentMethod::Balance).skip_approval(true);
        let year = || Validity::Years(1);
        let dv = DvOrder::new(DvProduct::GeoTrustFlex, certificate(), DcvMethod::Email, year());
        let hint = TypeHintOrder::new(certificate(), year()).type_hint(TypeHint::Dv);
        Self {
            reference: reference.into(),
            dv: dv.options(options()),
            hint: hint.dcv_method(DcvMethod::Email).options(options()),
            by_hint,
        }
    }

    pub(super) async fn call(&self, client: &Client, bound: Duration) -> Result<Placement> {
        let orders = client.orders();
        if self.by_hint {
            Box::pin(orders.create_or_find(&self.reference, &self.hint, bound)).await
        } else {
            Box::pin(orders.create_or_find(&self.reference, &self.dv, bound)).await
        }
    }
}

pub(super) fn csr() -> String {
    let key = KeyPair::generate().unwrap();
    CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap()
}

/// Polls a future at most so many times, leaves it alone for a moment, and drops it: `None`.
pub(super) async fn dropped_after<F: Future>(polls: usize, moment: Duration, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    let output = poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    });
    let output = output.await;
    if output.is_none() {
        sleep(moment).await;
    }
    output
}
