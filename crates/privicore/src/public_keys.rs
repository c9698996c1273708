//! Public keys: the profile's own, and the engine's.

#[cfg(feature = "keys")]
mod local;
mod model;

pub use model::{KeyPair, PublicKey};

use crate::{Command, dialect};
use portcullis_core::{Call, Client};

/// Public keys. A profile needs one for protected resources: generate a pair, register the public key, and keep the
/// private key.
#[cfg_attr(
    feature = "keys",
    doc = r"
```no_run
# use std::time::Duration;
# async fn example(client: privicore::Client) -> privicore::Result<()> {
use privicore::KeyPair;

let pair = KeyPair::generate()?;
// Store `pair.private` first: only it decrypts what is encrypted for the public key.
let command = client.public_keys().register(&pair.public).await?;
client.commands().wait(&command, Duration::from_secs(60)).await?;
# Ok(())
# }
```
"
)]
#[derive(Debug, Clone)]
pub struct PublicKeys(pub(crate) Client);

impl PublicKeys {
    /// Generates a pair in the engine, which sends the private key over the network: prefer `KeyPair::generate` (feature
    /// `keys`), which generates it locally. The engine does not register the key.
    ///
    /// `GET /generate-keys`
    ///
    /// - Operation: `public_key.generate`
    /// - Retried: only when the request was provably not sent; each call generates another pair
    /// - Permission: none, no token is sent
    /// - Source: vendor page "Generate your private and public keys" (docs.privicore.com)
    #[inline]
    pub fn generate(&self) -> Call<KeyPair> {
        self.0.get("/generate-keys").without_credential().once().bare().call()
    }

    /// Registers the caller's public key, by a command, or replaces it; what was encrypted for the former key is then
    /// presumably lost.
    ///
    /// `POST /public-key/register-public-key`
    ///
    /// With the feature `keys` a key whose checksum is wrong is not sent:
    /// [`ErrorKind::Input`](crate::ErrorKind::Input).
    ///
    /// - Operation: `public_key.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Register public key" (docs.privicore.com)
    #[inline]
    pub fn register(&self, key: &PublicKey) -> Call<Command> {
        let request = self.0.post("/public-key/register-public-key");
        #[cfg(feature = "keys")]
        let request = request.check(key.verify());
        request.field("publicKey", key.to_string()).call()
    }

    /// Returns the caller's registered key.
    ///
    /// `GET /public-key/retrieve-public-key`
    ///
    /// - Operation: `public_key.retrieve`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn get(&self) -> Call<PublicKey> {
        self.0
            .get("/public-key/retrieve-public-key")
            .bare()
            .read_with(dialect::public_key)
            .pick("publicKey")
            .call()
    }

    /// Returns the engine's own key. It may change: do not store it for long.
    ///
    /// `GET /dptcab/public-key`
    ///
    /// - Operation: `public_key.retrieve_cab`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn get_cab(&self) -> Call<PublicKey> {
        self.0.get("/dptcab/public-key").bare().read_with(dialect::public_key).pick("publicKey").call()
    }
}
