//! PrivX's types of the vault, of API targets and of workflows that hold a secret, built from canaries.

use super::{
    held_core::Keeper,
    held_vendors::BASE,
    scan::{KEY, REST, SECRET, Shown, read, sent, shown},
};
use portcullis_core::Secret;
use privx::{
    Client,
    api_proxy::{ClientCredential, CredentialSecret, Kubeconfig, TargetCredential},
    vault::{SecretData, VaultSecret},
    workflow_engine::WorkflowSettings,
};
use serde_json::json;

pub(super) fn all() -> Vec<Shown> {
    let client = Client::builder(BASE).transport(Keeper::default()).bearer(KEY).build().unwrap();
    let data = SecretData::from_iter([("password", Secret::from(SECRET))]);
    let secret = VaultSecret::new("db1", data.clone());
    let nested = json!({"name": "db1", "data": {"a": [{"b": SECRET}], SECRET: 1}, "later": REST});
    let credential = json!({"bearer_token": KEY, "private_key": SECRET, "later": REST});
    let settings = WorkflowSettings::new().smtp_server_password(Secret::from(SECRET));
    vec![
        shown("privx::vault::SecretData", &data),
        shown("privx::vault::VaultSecrets", &client.vault().secrets().create(&secret)),
        sent("privx::vault::VaultSecret", &secret),
        read::<VaultSecret>("privx::vault::VaultSecret", &nested),
        read::<VaultSecret>("privx::vault::VaultSecret", &json!({"data": [SECRET]})),
        read::<SecretData>("privx::vault::SecretData", &json!({"password": SECRET})),
        read::<ClientCredential>("privx::api_proxy::ClientCredential", &credential),
        read::<Kubeconfig>(
            "privx::api_proxy::Kubeconfig",
            &json!({"kubeconfig": {"data": SECRET}, "kubectl_commands": {"data": [SECRET]}}),
        ),
        shown(
            "privx::api_proxy::CredentialSecret",
            &serde_json::from_value::<CredentialSecret>(json!(SECRET)).unwrap(),
        ),
        sent("privx::api_proxy::TargetCredential", &TargetCredential::basic("asa", SECRET)),
        sent("privx::workflow_engine::WorkflowSettings", &settings),
    ]
}
