//! Fields that this version does not know.

use super::super::{TOKEN, playing};
use portcullis_testkit::operation;
use privicore::{Client, ErrorKind, RiskMeta};
use serde_json::json;

#[tokio::test]
async fn no_added_field_takes_the_place_of_another() {
    let (contract, checking) =
        playing(operation("data_token.configure_risk_meta").replies(202, json!("019-a"))).await;
    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    for client in [checking, trusting] {
        for name in ["token", "classification", "label", "handling"] {
            let mut risk = RiskMeta::new("c", "l", "h");
            risk.extra.insert(name, "x");
            let error = client.data_tokens().configure_risk_meta(&"dtk-1".into(), &risk).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input, "{name}");
        }
    }
    assert_eq!(contract.count(), 0);
}
