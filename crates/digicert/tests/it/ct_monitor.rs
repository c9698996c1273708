use crate::{KIT, client, never_sent};
use digicert::{
    Client, Cursor, ErrorKind,
    ct_monitor::{CtIssuer, CtSearch},
};
use portcullis_testkit::{full, operation};
use serde_json::json;

const AT: &str = "/services/v2/ctmonitor/445566";

#[tokio::test]
async fn lists_logged_certificates() {
    let list = async |c: &Client| c.ct_monitor().logs(&"445566".into(), &CtSearch::new()).first_page().await;
    KIT.exchange("ct_monitor.logs", format!("GET {AT}/details"), full(), list).await;
    let reply = json!({
        "ct_certificates": [{"serial": "0A5", "common_name": "a.example",
            "ctlogs": [{"logged_on": "2031-05-06T07:08:09+00:00", "entry_no": "7"}]}],
        "page": {"total": 3, "limit": 1, "offset": 0},
    });
    let page = KIT.exchange("ct_monitor.logs", format!("GET {AT}/details"), (200, reply), list).await;
    let one = &page.items[0];
    assert_eq!((one.serial.as_str(), one.extra.get("common_name")), ("0A5", Some(&json!("a.example"))));
    assert_eq!(one.ctlogs[0].logged_on.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    assert_eq!(page.next, Some(Cursor::Offset(1)));
}

#[tokio::test]
async fn filters_are_query_pairs() {
    let empty = || (200, json!({"ct_certificates": [], "page": {"total": 0}}));
    let search =
        CtSearch::new().issuer_ca(CtIssuer::NonDigiCert).name("a.b").precert(false).sort("-notafter,pem_cn");
    let line = format!(
        "GET {AT}/details?filters%5Bissuer_ca%5D=Non-DigiCert&filters%5Bcn_san_search%5D=a.b\
         &filters%5Bprecert%5D=false&sort=-notafter%2Cpem_cn&offset=5&limit=50"
    );
    let list = async |c: &Client| {
        let list = c.ct_monitor().logs(&"445566".into(), &search);
        list.page_size(50).starting_at(Cursor::Offset(5)).all().await
    };
    KIT.exchange("ct_monitor.logs", line, empty(), list).await;
    for (issuer, word) in [(CtIssuer::DigiCert, "DigiCert"), ("GeoTrust".into(), "GeoTrust")] {
        let search = CtSearch::new().issuer_ca(issuer).precert(true);
        let line = format!("GET {AT}/details?filters%5Bissuer_ca%5D={word}&filters%5Bprecert%5D=true");
        let list = async |c: &Client| c.ct_monitor().logs(&"445566".into(), &search).all().await;
        KIT.exchange("ct_monitor.logs", line, empty(), list).await;
    }
}

#[tokio::test]
async fn returns_whether_an_order_is_monitored() {
    for on in [true, false] {
        let status = async |c: &Client| c.ct_monitor().status(&"445566".into()).await;
        let reply = (200, json!({"status": on}));
        assert_eq!(KIT.exchange("ct_monitor.status", format!("GET {AT}/status"), reply, status).await, on);
    }
    let status = async |c: &Client| c.ct_monitor().status(&"445566".into()).await;
    KIT.exchange("ct_monitor.status", format!("GET {AT}/status"), full(), status).await;
}

#[tokio::test]
async fn returns_a_logged_certificate() {
    let download = async |c: &Client| {
        c.ct_monitor().download_certificate(&"445566".into(), &"0A5".into(), "C=US, O=Other & Co").await
    };
    let line = || format!("GET {AT}/ct-cert/0A5/?issuer=C%3DUS%2C%20O%3DOther%20%26%20Co");
    KIT.exchange("ct_monitor.download_certificate", line(), full(), download).await;
    let reply = (200, json!({"pem": "-----BEGIN"}));
    let pem = KIT.exchange("ct_monitor.download_certificate", line(), reply, download).await;
    assert_eq!(pem, "-----BEGIN");
}

#[tokio::test]
async fn a_logged_certificate_needs_its_issuer_and_its_serial_number() {
    let contract =
        operation("ct_monitor.download_certificate").replies(200, json!({"pem": "x"})).start().await;
    let monitor = client(&contract).ct_monitor();
    let error = monitor.download_certificate(&"445566".into(), &"0A5".into(), "").await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Input, "`issuer` must not be empty"));
    assert_eq!(contract.count(), 0);
    for word in ["", ".", ".."] {
        let download = async |c: &Client| {
            c.ct_monitor().download_certificate(&"445566".into(), &word.into(), "CA").await
        };
        never_sent("serial_id", download).await;
    }
    for word in ["ssl", ""] {
        never_sent("order_id", async |c| c.ct_monitor().status(&word.into()).await).await;
        let logs = async |c: &Client| c.ct_monitor().logs(&word.into(), &CtSearch::new()).all().await;
        never_sent("order_id", logs).await;
    }
}
