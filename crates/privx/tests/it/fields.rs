//! Every field of a full reply reaches the typed result.

use crate::{ID, KIT};
use portcullis_testkit::{Resource, full};
use privx::{Client, Error, local_user_store::LocalUser};

const USERS: &str = "GET /local-user-store/api/v1/users";

#[tokio::test]
async fn local_users() {
    let get = async |c: &Client| c.local_users().get(&ID.into()).await;
    KIT.exchange("local_users.get", format!("{USERS}/{ID}"), full(), get).await;
    let list = async |c: &Client| c.local_users().list().first_page().await;
    KIT.exchange("local_users.list", format!("{USERS}?limit=50"), full(), list).await;
}

async fn get(client: &Client, id: &str) -> Result<LocalUser, Error> {
    client.local_users().get(&id.into()).await
}

async fn replace(client: &Client, id: &str, user: LocalUser) -> Result<(), Error> {
    client.local_users().replace(&id.into(), &user).await
}

#[tokio::test]
async fn a_local_user_keeps_the_rules_of_a_resource() {
    let user = Resource {
        kit: KIT,
        get: ("local_users.get", get),
        replace: ("local_users.update", replace),
        reserved: &["tags"],
        except: &[],
    };
    user.keeps_the_rules().await;
}
