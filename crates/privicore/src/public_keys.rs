//! Public keys: the profile's own, and the engine's.

#[cfg(feature = "keys")]
mod local;
mod model;

pub use model::{KeyPair, PublicKey};

use crate::{Command, dialect};
use portcullis_core::{Call, Client};

/// The key that a profile needs before it can use protected resources: made, registered once, and kept by its owner.
#[cfg_attr(
    feature = "keys",
    doc = r"
```no_run
# use std::time::Duration;
# async fn example(client: privicore::Client) -> privicore::Result<()> {
use privicore::KeyPair;

let pair = KeyPair::generate()?;
// Keep `pair.private` first: what is encrypted for the public key opens with nothing else.
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
    /// Has the engine make a pair. The private key then was somewhere else, and went over the wire: prefer
    /// `KeyPair::generate` (feature `keys`), which makes one here. The engine registers nothing by this.
    ///
    /// `GET /generate-keys`
    ///
    /// - Operation: `public_key.generate`
    /// - Retried: only when the request was provably not sent; each call makes another pair
    /// - Permission: none, no token is sent
    /// - Source: vendor page "Generate your private and public keys" (docs.privicore.com)
    pub fn generate(&self) -> Call<KeyPair> {
        self.0.get("/generate-keys").without_credential().once().bare().call()
    }

    /// Registers the caller's public key, or puts another in its place; what was encrypted for the former is then
    /// presumably lost. The answer is a command.
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
    pub fn register(&self, key: &PublicKey) -> Call<Command> {
        let request = self.0.post("/public-key/register-public-key");
        #[cfg(feature = "keys")]
        let request = request.check(key.verify());
        request.field("publicKey", key.to_string()).call()
    }

    /// Returns the key that the caller registered.
    ///
    /// `GET /public-key/retrieve-public-key`
    ///
    /// - Operation: `public_key.retrieve`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn get(&self) -> Call<PublicKey> {
        self.0
            .get("/public-key/retrieve-public-key")
            .bare()
            .read_with(dialect::public_key)
            .pick("publicKey")
            .call()
    }

    /// Returns the engine's own key. It may change: do not keep it for long.
    ///
    /// `GET /dptcab/public-key`
    ///
    /// - Operation: `public_key.retrieve_cab`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn get_cab(&self) -> Call<PublicKey> {
        self.0.get("/dptcab/public-key").bare().read_with(dialect::public_key).pick("publicKey").call()
    }
}
