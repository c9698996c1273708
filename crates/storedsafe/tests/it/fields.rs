//! Every field of a full reply reaches the typed result.

use crate::support::KIT;
use portcullis_testkit::full;
use storedsafe::Client;

#[tokio::test]
async fn vaults() {
    let list = async |c: &Client| c.vaults().list().await;
    KIT.exchange("vaults.list", "GET /api/1.0/vault", full(), list).await;
    let get = async |c: &Client| c.vaults().get(&"31".into()).await;
    KIT.exchange("vaults.get", "GET /api/1.0/vault/31", full(), get).await;
}

#[tokio::test]
async fn objects() {
    let get = async |c: &Client| c.objects().get(&"7".into()).await;
    KIT.exchange("objects.get", "GET /api/1.0/object/7?children=false", full(), get).await;
    let family = async |c: &Client| c.objects().get_with_children(&"7".into()).await;
    let line = "GET /api/1.0/object/7?children=true";
    KIT.exchange("objects.get_with_children", line, full(), family).await;
    let decrypt = async |c: &Client| c.objects().decrypt(&"7".into()).await;
    KIT.exchange("objects.decrypt", "GET /api/1.0/object/7?decrypt=true", full(), decrypt).await;
}

#[tokio::test]
async fn templates_and_utils() {
    let list = async |c: &Client| c.templates().list().await;
    KIT.exchange("templates.list", "GET /api/1.0/template", full(), list).await;
    let get = async |c: &Client| c.templates().get(&"20".into()).await;
    KIT.exchange("templates.get", "GET /api/1.0/template/20", full(), get).await;
    let policies = async |c: &Client| c.utils().password_policies().await;
    KIT.exchange("utils.password_policies", "GET /api/1.0/utils/policies", full(), policies).await;
    let version = async |c: &Client| c.utils().version().await;
    KIT.exchange("utils.version", "GET /api/1.0/utils/version", full(), version).await;
}
