//! Credentials of the caller and of any user: the same objects under two paths.

use crate::{
    ID, KIT,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, is_refused, keeps_the_rules,
        may_be_missing, paged, sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Call, Client, ClientCredentialId, ErrorKind, List,
    api_proxy::{
        ApiTargetHandle, ClientCredential, ClientCredentialType, ClientCredentials, CredentialSecret,
        Kubeconfig, LoginSessionRequirement, UserClientCredentials,
    },
};

/// Whose credentials they are, and the operations on them.
#[derive(Clone, Copy)]
struct Owner {
    /// `None`: the caller.
    user: Option<&'static str>,
    path: &'static str,
    list: &'static str,
    create: &'static str,
    get: &'static str,
    update: &'static str,
    delete: &'static str,
    secret: &'static str,
}

const CALLER: Owner = Owner {
    user: None,
    path: "/api-proxy/api/v1/users/current/client-credentials",
    list: "client_credentials.list",
    create: "client_credentials.create",
    get: "client_credentials.get",
    update: "client_credentials.update",
    delete: "client_credentials.delete",
    secret: "client_credentials.secret",
};

const USER: Owner = Owner {
    user: Some(ID),
    path: "/api-proxy/api/v1/users/5f0a0000-0000-4000-8000-000000000001/client-credentials",
    list: "user_client_credentials.list",
    create: "user_client_credentials.create",
    get: "user_client_credentials.get",
    update: "user_client_credentials.update",
    delete: "user_client_credentials.delete",
    secret: "user_client_credentials.secret",
};

const OWNERS: [Owner; 2] = [CALLER, USER];

fn of_caller(client: &Client) -> ClientCredentials {
    client.api_proxy().client_credentials()
}

fn of_users(client: &Client) -> UserClientCredentials {
    client.api_proxy().user_client_credentials()
}

impl Owner {
    fn list(self, c: &Client) -> List<ClientCredential> {
        match self.user {
            None => of_caller(c).list(),
            Some(user) => of_users(c).list(&user.into()),
        }
    }

    fn list_sorted(self, c: &Client) -> List<ClientCredential> {
        match self.user {
            None => of_caller(c).list_sorted(&sort()),
            Some(user) => of_users(c).list_sorted(&user.into(), &sort()),
        }
    }

    fn create(self, c: &Client, new: &ClientCredential) -> Call<ClientCredentialId> {
        match self.user {
            None => of_caller(c).create(new),
            Some(user) => of_users(c).create(&user.into(), new),
        }
    }

    fn get(self, c: &Client, id: &str) -> Call<ClientCredential> {
        match self.user {
            None => of_caller(c).get(&id.into()),
            Some(user) => of_users(c).get(&user.into(), &id.into()),
        }
    }

    fn replace(self, c: &Client, id: &str, new: &ClientCredential) -> Call<()> {
        match self.user {
            None => of_caller(c).replace(&id.into(), new),
            Some(user) => of_users(c).replace(&user.into(), &id.into(), new),
        }
    }

    fn delete(self, c: &Client, id: &str) -> Call<()> {
        match self.user {
            None => of_caller(c).delete(&id.into()),
            Some(user) => of_users(c).delete(&user.into(), &id.into()),
        }
    }

    fn secret(self, c: &Client, id: &str) -> Call<CredentialSecret> {
        match self.user {
            None => of_caller(c).secret(&id.into()),
            Some(user) => of_users(c).secret(&user.into(), &id.into()),
        }
    }

    fn kubeconfig(self, c: &Client, id: &str) -> Call<Kubeconfig> {
        match self.user {
            None => of_caller(c).kubeconfig(&id.into()),
            Some(user) => of_users(c).kubeconfig(&user.into(), &id.into()),
        }
    }
}

fn credential() -> ClientCredential {
    ClientCredential::new("job", ApiTargetHandle::new(ID))
}

#[tokio::test]
async fn every_field_is_read() {
    for owner in OWNERS {
        let path = owner.path;
        let list = async |c: &Client| owner.list(c).all().await;
        exchange(owner.list, format!("GET {path}?limit=50"), full(), list).await;
        let sorted = async |c: &Client| paged(owner.list_sorted(c)).await;
        exchange(owner.list, format!("GET {path}?{PAGE}"), full(), sorted).await;
        let get = async |c: &Client| owner.get(c, ID).await;
        exchange(owner.get, format!("GET {path}/{ID}"), full(), get).await;
        let kubeconfig = async |c: &Client| owner.kubeconfig(c, ID).await;
        let line = format!("GET {path}/{ID}/secret?format=kubeconfig");
        exchange(owner.secret, line, full(), kubeconfig).await;
    }
}

#[tokio::test]
async fn a_credential_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/user_id",
        "/target/deleted",
        "/basic_auth_username",
        "/basic_auth_password",
        "/bearer_token",
        "/certificate",
        "/private_key",
        "/last_used",
        "/created",
        "/author",
        "/updated",
        "/updated_by",
    ];
    for owner in OWNERS {
        let (path, body) = (owner.path, sample("ClientCredentialInput"));
        let create = async |c: &Client, new: &ClientCredential| owner.create(c, new).await;
        creates(owner.create, &format!("POST {path}"), body.clone(), SERVER, create).await;
        let line = format!("PUT {path}/{}", body["id"].as_str().unwrap());
        let replace = async |c: &Client, new: &ClientCredential| owner.replace(c, new.id.as_str(), new).await;
        sends(operation(owner.update), &line, body, &[], replace).await;
        let delete = async |c: &Client| owner.delete(c, ID).await;
        exchange(owner.delete, format!("DELETE {path}/{ID}"), DONE, delete).await;
        for (kind, word) in [(ClientCredentialType::Token, "token"), (ClientCredentialType::Unset, "")] {
            let new = credential().kind(kind);
            let create = async |c: &Client| owner.create(c, &new).await;
            let body = format!(r#"{{"target":{{"id":"{ID}"}},"type":"{word}","name":"job"}}"#);
            exchange(owner.create, sent(format!("POST {path}"), body), full(), create).await;
        }
    }
}

#[tokio::test]
async fn a_credential_keeps_the_rules_of_a_resource() {
    for owner in OWNERS {
        let get = async |c: &Client, id: &str| owner.get(c, id).await;
        let replace = async |c: &Client, id: &str, new: ClientCredential| owner.replace(c, id, &new).await;
        keeps_the_rules((owner.get, get), (owner.update, replace), &[]).await;
        let get = async |c: &Client| owner.get(c, ID).optional().await;
        may_be_missing(owner.get, &format!("GET {}/{ID}", owner.path), get).await;
        is_a_conflict(operation(owner.create), async |c| owner.create(c, &credential()).await).await;
        for id in ["", ".", ".."] {
            is_refused("credential_id", async |c| owner.secret(c, id).await).await;
            is_refused("credential_id", async |c| owner.kubeconfig(c, id).await).await;
            is_refused("credential_id", async |c| owner.delete(c, id).await).await;
        }
    }
    for user in ["", "current", "mfa", "search"] {
        let owner = Owner { user: Some(user), ..USER };
        is_refused("user_id", async |c| owner.list(c).all().await).await;
        is_refused("user_id", async |c| owner.secret(c, ID).await).await;
    }
}

#[tokio::test]
async fn a_credential_has_a_name_and_a_target() {
    for (field, new) in [
        ("name", credential().name("")),
        ("target.id", credential().target(ApiTargetHandle::default())),
        ("target.id", credential().target(ApiTargetHandle::new(""))),
    ] {
        for owner in OWNERS {
            is_limited(operation(owner.create), field, async |c| owner.create(c, &new).await).await;
            is_limited(operation(owner.update), field, async |c| owner.replace(c, ID, &new).await).await;
        }
    }
}

#[tokio::test]
async fn a_secret_is_a_text_or_an_object() {
    for owner in OWNERS {
        let secret = async |c: &Client| owner.secret(c, ID).await;
        let line = format!("GET {}/{ID}/secret?format=raw", owner.path);
        for text in ["hunter2-hunter2", "-----BEGIN\nhunter2\n", "\"hunter2\""] {
            let found = exchange(owner.secret, line.as_str(), (200, text), secret).await;
            assert_eq!(found.text().expose_secret(), text);
            assert!(found.fields().is_none() && !format!("{found:?}").contains("hunter2"));
        }
        let object = r#"{"basic_auth_username":"asa","basic_auth_password":"hunter2"}"#;
        let found = exchange(owner.secret, line.as_str(), (200, object), secret).await;
        let fields = found.fields().unwrap();
        assert_eq!(fields.basic_auth_username.as_deref(), Some("asa"));
        assert_eq!(fields.basic_auth_password.unwrap().expose_secret(), "hunter2");
        for text in ["", "<html><body>Log in</body></html>"] {
            let error = KIT.refusal(owner.secret, line.as_str(), (200, text), secret).await;
            assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
        }
    }
}

#[test]
fn words_are_typed() {
    for word in ["token", "basicauth", "certificate", ""] {
        assert!(!matches!(word.into(), ClientCredentialType::Other(_)), "{word}");
    }
    for word in ["DEFAULT", "ENABLED", "DISABLED"] {
        assert!(!matches!(word.into(), LoginSessionRequirement::Other(_)), "{word}");
    }
}
