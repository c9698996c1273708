use crate::support::is_identified;
use crate::{
    ID,
    support::{DONE, exchange, is_limited, is_refused, may_be_missing},
};
use portcullis_testkit::{full, operation, sent};
use privx::{
    Client, Secret,
    authorizer::{PrincipalKeyImport, PrincipalQuery, Principals, SigningRequest},
};

const PRINCIPALS: &str = "/authorizer/api/v1/principals";

fn principals(client: &Client) -> Principals {
    client.authorizer().principals()
}

#[tokio::test]
async fn keys_are_made_read_and_deleted() {
    let list = async |c: &Client| principals(c).list().all().await;
    exchange("principals.list", format!("GET {PRINCIPALS}"), full(), list).await;
    let line = format!("GET {PRINCIPALS}/{ID}");
    let get = async |c: &Client| principals(c).get(&ID.into()).await;
    exchange("principals.get", &line, full(), get).await;
    is_identified("principals.get", &line, get).await;
    let get = async |c: &Client| principals(c).get(&ID.into()).optional().await;
    may_be_missing("principals.get", &line, get).await;
    let query = PrincipalQuery::new().key_id(ID).filter("all");
    let find = async |c: &Client| principals(c).find(&ID.into(), &query).await;
    exchange("principals.get", format!("{line}?key_id={ID}&filter=all"), full(), find).await;
    is_identified("principals.get", &format!("{line}?key_id={ID}&filter=all"), find).await;
    let create = async |c: &Client| principals(c).create(&ID.into()).await;
    exchange("principals.create", format!("POST {PRINCIPALS}/{ID}/create"), full(), create).await;
    is_identified("principals.create", &format!("POST {PRINCIPALS}/{ID}/create"), create).await;
    let delete = async |c: &Client| principals(c).delete(&ID.into()).await;
    exchange("principals.delete", format!("DELETE {PRINCIPALS}/{ID}"), DONE, delete).await;
    let delete = async |c: &Client| principals(c).delete_key(&ID.into(), &ID.into()).await;
    exchange("principals.delete", format!("DELETE {PRINCIPALS}/{ID}?key_id={ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_private_key_is_imported() {
    let key = PrincipalKeyImport::new("ed25519", Secret::from("-----BEGIN"));
    let import = async |c: &Client| principals(c).import(&ID.into(), &key).await;
    let line =
        sent(format!("POST {PRINCIPALS}/{ID}/import"), r#"{"algorithm":"ed25519","data":"-----BEGIN"}"#);
    exchange("principals.import", line.clone(), full(), import).await;
    is_identified("principals.import", line, import).await;
    assert!(!format!("{key:?}").contains("BEGIN"));
    for (algorithm, data, field) in [("", "-----BEGIN", "algorithm"), ("ed25519", "", "data")] {
        let key = PrincipalKeyImport::new(algorithm, Secret::from(data));
        let import = async |c: &Client| principals(c).import(&ID.into(), &key).await;
        is_limited(operation("principals.import"), field, import).await;
    }
}

#[tokio::test]
async fn data_is_signed() {
    let request =
        SigningRequest::new("aGVsbG8").key_id(ID).id(ID).group_id(ID).public_key("AAAA").kind("ssh-ed25519");
    let sign = async |c: &Client| principals(c).sign(&ID.into(), &request).await;
    let body = format!(
        r#"{{"data":"aGVsbG8","id":"{ID}","group_id":"{ID}","publicKey":"AAAA","type":"ssh-ed25519"}}"#
    );
    let line = sent(format!("POST {PRINCIPALS}/{ID}/sign?key_id={ID}"), body);
    exchange("principals.sign", line, full(), sign).await;
    let sign = async |c: &Client| principals(c).sign(&ID.into(), &SigningRequest::new("aGVsbG8")).await;
    let line = sent(format!("POST {PRINCIPALS}/{ID}/sign"), r#"{"data":"aGVsbG8"}"#);
    exchange("principals.sign", line, full(), sign).await;
}

#[tokio::test]
async fn a_key_without_an_id_is_not_deleted() {
    is_refused("key_id", async |c| principals(c).delete_key(&ID.into(), &"".into()).await).await;
    is_refused("group_id", async |c| principals(c).delete(&"".into()).await).await;
}
