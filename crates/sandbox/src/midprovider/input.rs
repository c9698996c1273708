//! Bodies of the users' operations.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::attributes::Given;
use super::store::{CLIENT_ROLES, REALM_ROLES, Store};
use super::user::{Code, User};
use super::wire::Failure;

/// The body of a create, an update or a profile update. Unknown names, a wrongly cased `Enabled` among them, are
/// ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UserInput {
    pub(super) username: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<String>,
    #[serde(deserialize_with = "flag")]
    pub(super) email_verified: Option<bool>,
    #[serde(deserialize_with = "flag")]
    pub(super) enabled: Option<bool>,
    credentials: Option<Vec<Credential>>,
    required_actions: Option<Vec<String>>,
    realm_roles: Option<Vec<String>>,
    client_roles: Option<BTreeMap<String, Vec<String>>>,
    attributes: Option<BTreeMap<String, Value>>,
}

#[derive(Debug, Deserialize)]
struct Credential {
    #[serde(rename = "type")]
    kind: Option<String>,
    value: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    temporary: Option<bool>,
    #[serde(rename = "credentialData")]
    data: Option<String>,
    #[serde(rename = "secretData")]
    secret: Option<String>,
}

/// Keycloak's reader takes the words for the booleans as well.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(flag)),
        Value::String(text) if text == "true" => Ok(Some(true)),
        Value::String(text) if text == "false" => Ok(Some(false)),
        _ => Err(serde::de::Error::custom("not a boolean")),
    }
}

impl UserInput {
    pub(super) fn attributes(&mut self) -> Result<Option<Given>, Failure> {
        self.attributes.take().map(Given::read).transpose()
    }

    /// Names and address. An absent one stays as it is, an empty one is cleared.
    pub(super) fn apply_profile(&self, user: &mut User) {
        let fields = [
            (&self.first_name, &mut user.first_name),
            (&self.last_name, &mut user.last_name),
            (&self.email, &mut user.email),
        ];
        for (given, kept) in fields {
            if let Some(given) = given {
                *kept = Some(given.clone()).filter(|text| !text.is_empty());
            }
        }
        // Addresses are kept in lower case like names.
        user.email = user.email.take().map(|email| email.to_lowercase());
    }

    /// The roles that the request grants, by the link that keeps them.
    pub(super) fn roles(&self, store: &Store) -> Result<Vec<(&'static str, Vec<String>)>, Failure> {
        let unknown = || Failure::bad_request("A role does not exist");
        let mut roles = Vec::new();
        if let Some(names) = &self.realm_roles {
            roles.push((REALM_ROLES, store.ids("admin_roles", None, names).ok_or_else(unknown)?));
        }
        if let Some(by_client) = &self.client_roles {
            let mut ids = Vec::new();
            for (client, names) in by_client {
                let client =
                    store.ids("admin_clients", None, std::slice::from_ref(client)).ok_or_else(unknown)?;
                let client = client.first().map(String::as_str);
                ids.extend(store.ids("admin_client_roles", client, names).ok_or_else(unknown)?);
            }
            roles.push((CLIENT_ROLES, ids));
        }
        Ok(roles)
    }

    /// Required actions and credentials. Returns whether a credential brought an activation code.
    pub(super) fn apply_access(self, user: &mut User, now: Duration) -> Result<bool, Failure> {
        if let Some(actions) = self.required_actions {
            user.required_actions = actions;
        }
        let mut activated = false;
        for credential in self.credentials.into_iter().flatten() {
            activated |= credential.apply(user, now)?;
        }
        Ok(activated)
    }
}

impl Credential {
    fn apply(self, user: &mut User, now: Duration) -> Result<bool, Failure> {
        match self.kind.as_deref() {
            Some("password") => {
                let value = self.value.filter(|value| !value.is_empty());
                user.password = Some(value.ok_or_else(|| Failure::bad_request("a password has no value"))?);
                // Temporary unless the request says otherwise: KOBIL's default, not Keycloak's.
                if self.temporary.unwrap_or(true) {
                    user.add_actions(["UPDATE_PASSWORD".to_owned()]);
                }
                Ok(false)
            }
            Some("ACTIVATION_CODE") => {
                let code = Code::of_credential(self.data.as_deref(), self.secret.as_deref(), now);
                // A new code of this kind takes the place of the older ones.
                user.codes = vec![code.map_err(Failure::bad_request)?];
                Ok(true)
            }
            _ => Err(Failure::bad_request("a credential has no known type")),
        }
    }
}
