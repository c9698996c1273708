//! The secret of a credential.

use super::ClientCredential;
use portcullis_core::{Extra, Refusal, Reply as Received, Secret, bytes::Bytes, secret};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, de::Error};

/// The secret of a credential, as the server writes it.
#[derive(Debug, Clone)]
pub struct CredentialSecret(Secret);

impl CredentialSecret {
    /// The text of the reply.
    pub fn text(&self) -> &Secret {
        &self.0
    }

    /// The members of the reply, if it is a JSON object: those of the kind of the credential are filled.
    pub fn fields(&self) -> Option<ClientCredential> {
        serde_json::from_str(self.0.expose_secret()).ok()
    }
}

impl<'de> Deserialize<'de> for CredentialSecret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Secret::deserialize(from)?;
        if text.is_empty() { Err(D::Error::custom("expected a secret")) } else { Ok(Self(text)) }
    }
}

/// The text of a reply as a JSON text, of which the result is read.
pub(in crate::api_proxy) fn text(reply: &Received<'_>) -> Result<Bytes, Refusal> {
    let text = std::str::from_utf8(reply.body()).map_err(|_| Refusal::Unreadable("expected a text"))?;
    secret::wiped_json(text).map_err(|_| Refusal::Unreadable("expected a text"))
}

/// A configuration for `kubectl` that holds a secret.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Kubeconfig {
    /// The configuration file.
    #[reply(with = one)]
    pub kubeconfig: Option<Secret>,
    /// Commands for `kubectl` that set up its context.
    #[reply(with = several)]
    pub kubectl_commands: Option<Vec<Secret>>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// PrivX wraps each member of a configuration in an object of its own.
#[derive(Reply)]
#[reply(secret)]
struct One {
    data: Option<Secret>,
}

#[derive(Reply)]
#[reply(secret)]
struct Several {
    data: Option<Vec<Secret>>,
}

fn one<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<One>::deserialize(from)?.and_then(|one| one.data))
}

fn several<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<Secret>>, D::Error> {
    Ok(Option::<Several>::deserialize(from)?.and_then(|several| several.data))
}
