//! Secrets that roles share and secrets of one user: the same objects under two paths.

use crate::{
    ID,
    support::{
        DONE, PAGE, exchange, is_a_conflict, is_limited, is_refused, keeps_the_rules, may_be_missing, paged,
        sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Call, Client, List, RoleHandle, RoleId, Secret, SecretName,
    vault::{SecretData, SecretSearch, UserSecrets, VaultSecret, VaultSecrets},
};
use serde_json::json;

/// Whose secrets they are, and the operations on them.
#[derive(Clone, Copy)]
struct Owner {
    /// `None`: roles share them.
    user: Option<&'static str>,
    path: &'static str,
    metadata_path: &'static str,
    list: &'static str,
    create: &'static str,
    get: &'static str,
    metadata: &'static str,
    update: &'static str,
    delete: &'static str,
}

const ROLES: Owner = Owner {
    user: None,
    path: "/vault/api/v1/secrets",
    metadata_path: "/vault/api/v1/metadata/secrets",
    list: "vault_secrets.list",
    create: "vault_secrets.create",
    get: "vault_secrets.get",
    metadata: "vault_secrets.metadata",
    update: "vault_secrets.update",
    delete: "vault_secrets.delete",
};

const USER: Owner = Owner {
    user: Some(ID),
    path: "/vault/api/v1/user/5f0a0000-0000-4000-8000-000000000001/secrets",
    metadata_path: "/vault/api/v1/user/5f0a0000-0000-4000-8000-000000000001/metadata/secrets",
    list: "user_secrets.list",
    create: "user_secrets.create",
    get: "user_secrets.get",
    metadata: "user_secrets.metadata",
    update: "user_secrets.update",
    delete: "user_secrets.delete",
};

const OWNERS: [Owner; 2] = [ROLES, USER];

fn shared(client: &Client) -> VaultSecrets {
    client.vault().secrets()
}

fn of_users(client: &Client) -> UserSecrets {
    client.vault().user_secrets()
}

impl Owner {
    fn list(self, c: &Client) -> List<VaultSecret> {
        match self.user {
            None => shared(c).list(),
            Some(user) => of_users(c).list(&user.into()),
        }
    }

    fn create(self, c: &Client, secret: &VaultSecret) -> Call<SecretName> {
        match self.user {
            None => shared(c).create(secret),
            Some(user) => of_users(c).create(&user.into(), secret),
        }
    }

    fn get(self, c: &Client, name: &str) -> Call<VaultSecret> {
        match self.user {
            None => shared(c).get(&name.into()),
            Some(user) => of_users(c).get(&user.into(), &name.into()),
        }
    }

    fn metadata(self, c: &Client, name: &str) -> Call<VaultSecret> {
        match self.user {
            None => shared(c).metadata(&name.into()),
            Some(user) => of_users(c).metadata(&user.into(), &name.into()),
        }
    }

    fn replace(self, c: &Client, name: &str, secret: &VaultSecret) -> Call<()> {
        match self.user {
            None => shared(c).replace(&name.into(), secret),
            Some(user) => of_users(c).replace(&user.into(), &name.into(), secret),
        }
    }

    fn delete(self, c: &Client, name: &str) -> Call<()> {
        match self.user {
            None => shared(c).delete(&name.into()),
            Some(user) => of_users(c).delete(&user.into(), &name.into()),
        }
    }
}

fn data() -> SecretData {
    SecretData::from_iter([("password", Secret::from("hunter2"))])
}

/// Content that a server could return and that is no object.
fn odd(json: &str) -> VaultSecret {
    VaultSecret::new("db1", serde_json::from_str::<SecretData>(json).unwrap())
}

#[tokio::test]
async fn every_field_is_read() {
    for owner in OWNERS {
        let Owner { path, metadata_path, .. } = owner;
        let list = async |c: &Client| owner.list(c).all().await;
        exchange(owner.list, format!("GET {path}?limit=50"), full(), list).await;
        let page = async |c: &Client| paged(owner.list(c)).await;
        exchange(owner.list, format!("GET {path}?limit=10&offset=20"), full(), page).await;
        let get = async |c: &Client| owner.get(c, "db1").await;
        exchange(owner.get, format!("GET {path}/db1"), full(), get).await;
        let get = async |c: &Client| owner.metadata(c, "db1").await;
        exchange(owner.metadata, format!("GET {metadata_path}/db1"), full(), get).await;
    }
    let search = SecretSearch::new().keywords("db,ops").filter("mine").owner_id([ID.into()]).sort(sort());
    let found = async |c: &Client| paged(shared(c).search(&search)).await;
    let body = format!(r#"{{"keywords":"db,ops","filter":"mine","owner_id":["{ID}"]}}"#);
    let line = sent(format!("POST /vault/api/v1/search/secrets?{PAGE}"), body);
    exchange("vault_secrets.search", line, full(), found).await;
}

#[tokio::test]
async fn a_secret_is_written_as_a_whole() {
    const SERVER: &[&str] = &["/read_roles/0/deleted", "/write_roles/0/deleted"];
    let secret = sample("SecretRequest");
    let name = secret["name"].as_str().unwrap();
    for owner in OWNERS {
        let line = format!("POST {}", owner.path);
        let create = async |c: &Client, secret: &VaultSecret| owner.create(c, secret).await;
        let contract = operation(owner.create).replies(201, json!({ "name": "db1" }));
        let bytes = sends(contract, &line, secret.clone(), SERVER, create).await;
        let line = sent(line, String::from_utf8(bytes.body().to_owned()).unwrap());
        let new: VaultSecret = serde_json::from_value(secret.clone()).unwrap();
        exchange(owner.create, line, full(), async |c| owner.create(c, &new).await).await;
        let line = format!("PUT {}/{}", owner.path, name.replace(' ', "%20"));
        let replace = async |c: &Client, secret: &VaultSecret| owner.replace(c, name, secret).await;
        sends(operation(owner.update), &line, secret.clone(), SERVER, replace).await;
        let delete = async |c: &Client| owner.delete(c, "db1").await;
        exchange(owner.delete, format!("DELETE {}/db1", owner.path), DONE, delete).await;
    }
}

#[tokio::test]
async fn a_secret_is_made_for_roles() {
    let secret = VaultSecret::new("db1", data()).read_roles([RoleHandle::new(RoleId::from(ID))]);
    let body = format!(r#"{{"name":"db1","read_roles":[{{"id":"{ID}"}}],"data":{{"password":"hunter2"}}}}"#);
    for owner in OWNERS {
        let create = async |c: &Client| owner.create(c, &secret).await;
        let line = sent(format!("POST {}", owner.path), &body);
        let name = exchange(owner.create, line, (201, json!({ "name": "db1" })), create).await;
        assert_eq!(name.as_str(), "db1");
    }
}

#[tokio::test]
async fn a_secret_keeps_the_rules_of_a_resource() {
    for owner in OWNERS {
        let get = async |c: &Client, name: &str| owner.get(c, name).await;
        let replace = async |c: &Client, _: &str, secret: VaultSecret| {
            let name = secret.name.clone().unwrap_or_default();
            owner.replace(c, name.as_str(), &secret).await
        };
        keeps_the_rules((owner.get, get), (owner.update, replace), &[]).await;
        let get = async |c: &Client| owner.get(c, "db1").optional().await;
        may_be_missing(owner.get, &format!("GET {}/db1", owner.path), get).await;
        let get = async |c: &Client| owner.metadata(c, "db1").optional().await;
        may_be_missing(owner.metadata, &format!("GET {}/db1", owner.metadata_path), get).await;
        let secret = VaultSecret::new("db1", data());
        is_a_conflict(operation(owner.create), async |c| owner.create(c, &secret).await).await;
    }
}

#[tokio::test]
async fn a_new_secret_has_a_name_and_an_object() {
    for owner in OWNERS {
        for (field, secret) in [
            ("name", VaultSecret::new("", data())),
            ("name", VaultSecret::default().data(data())),
            ("data", odd("[1]")),
        ] {
            is_limited(operation(owner.create), field, async |c| owner.create(c, &secret).await).await;
        }
    }
}

#[tokio::test]
async fn a_secret_without_its_data_is_not_written_back() {
    for owner in OWNERS {
        let read = (200, json!({ "name": "db1", "read_roles": [] }));
        let get = async |c: &Client| owner.get(c, "db1").await;
        let secret = exchange(owner.get, format!("GET {}/db1", owner.path), read, get).await;
        assert!(secret.data.is_none());
        is_limited(operation(owner.update), "data", async |c| owner.replace(c, "db1", &secret).await).await;
    }
}

#[tokio::test]
async fn a_name_stays_one_segment_and_that_of_the_secret() {
    for owner in OWNERS {
        let get = async |c: &Client| owner.get(c, "db/ä b?x").await;
        let found = (200, json!({ "name": "db/ä b?x" }));
        exchange(owner.get, format!("GET {}/db%2F%C3%A4%20b%3Fx", owner.path), found, get).await;
        let secret = VaultSecret::new("db1", data());
        is_refused("name", async |c| owner.replace(c, "db2", &secret).await).await;
        for name in ["", ".", ".."] {
            is_refused("name", async |c| owner.get(c, name).await).await;
            is_refused("name", async |c| owner.metadata(c, name).await).await;
            is_refused("name", async |c| owner.delete(c, name).await).await;
        }
    }
    for user in ["", "current"] {
        let owner = Owner { user: Some(user), ..USER };
        is_refused("user_id", async |c| owner.list(c).all().await).await;
        is_refused("user_id", async |c| owner.get(c, "db1").await).await;
    }
}

#[tokio::test]
async fn a_masked_content_is_refused_and_asterisks_inside_are_not() {
    let masked = odd(r#""****""#);
    let starry = VaultSecret::new("db1", SecretData::from_iter([("password", Secret::from("****"))]));
    for owner in OWNERS {
        is_refused("data", async |c| owner.replace(c, "db1", &masked).await).await;
        let replace = async |c: &Client| owner.replace(c, "db1", &starry).await;
        let body = r#"{"name":"db1","data":{"password":"****"}}"#;
        exchange(owner.update, sent(format!("PUT {}/db1", owner.path), body), DONE, replace).await;
    }
}
