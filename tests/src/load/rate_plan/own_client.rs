//! DigiCert's own client, with the plan that it has unless another is set.

use super::{PLAN, Sends, most};
use crate::timeouts::fixtures::{locked, ms, secs};
use digicert::{
    Client,
    certificates::SignatureHash,
    orders::{OrderOrganization, OvEvOrder, OvEvProduct, TlsCertificate, Validity},
};
use portcullis_testkit::wire::{Scripted, reply};
use serde_json::json;
use tokio::time::{Instant, sleep};

const CALLS: usize = 2_000;
const CSR: &str = "-----BEGIN CERTIFICATE REQUEST-----MAMCAQA=-----END CERTIFICATE REQUEST-----";

/// The most sends in each window, when half of the calls are orders on connections of their own and reads are retried.
pub(super) async fn own_client() -> [usize; 2] {
    fastrand::seed(5);
    let sends = Sends::default();
    let log = sends.clone();
    let wire = Scripted::new(move |_, n| {
        locked(&log).push(Instant::now());
        async move {
            sleep(ms(20)).await;
            reply(if n % 10 == 0 { 503 } else { 200 }, &json!({ "id": 1 }))
        }
    });
    let client = Client::builder("https://digicert.example/services/v2").api_key("key-0123456789");
    let client = client.transport(wire).build().unwrap();
    let certificate = TlsCertificate::new("shop.example", CSR, SignatureHash::Sha256);
    let of = OrderOrganization::existing("600");
    let order = OvEvOrder::new(OvEvProduct::Basic, certificate, of, Validity::Years(1));
    let calls: Vec<_> = (0..CALLS)
        .map(|n| {
            let client = client.clone();
            let order =
                client.orders().create_ov_ev(&format!("ref-{n}").into(), &order).timeout(secs(100_000));
            tokio::spawn(async move {
                if n % 2 == 0 {
                    drop(order.await);
                } else {
                    drop(client.users().me().timeout(secs(100_000)).await);
                }
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    let sends = locked(&sends);
    PLAN.map(|limit| most(&sends, limit.window))
}
