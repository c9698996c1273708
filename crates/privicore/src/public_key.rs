//! Public keys: the profile's own, and the engine's.

#[cfg(feature = "keys")]
mod local;
mod model;

pub use model::{KeyPair, PublicKey};

use crate::Command;
use portcullis_core::{Call, Client};
use serde::Serialize;

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
let command = client.public_key().register(&pair.public).await?;
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
    /// Operation `public_key.generate`. Permission: none, no token is sent. Not repeated: each call makes another
    /// pair. Source: vendor page "Generate your private and public keys" (docs.privicore.com).
    pub fn generate(&self) -> Call<KeyPair> {
        self.0.get("/generate-keys").without_credential().once().bare().call()
    }

    /// Registers the caller's public key, or puts another in its place; what was encrypted for the former is then
    /// presumably lost. The answer is a command.
    ///
    /// `POST /public-key/register-public-key`
    ///
    /// Operation `public_key.register`. Permission: the caller's token. Not repeatable. With the feature `keys` a key
    /// whose checksum is wrong is not sent: [`ErrorKind::Input`](crate::ErrorKind::Input). Source: vendor page
    /// "Register public key" (docs.privicore.com).
    pub fn register(&self, key: &PublicKey) -> Call<Command> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Register<'a> {
            public_key: &'a PublicKey,
        }
        impl portcullis_core::Input for Register<'_> {}
        let request = self.0.post("/public-key/register-public-key");
        #[cfg(feature = "keys")]
        let request = request.check(key.verify());
        request.form(&Register { public_key: key }).call()
    }

    /// Returns the key that the caller registered.
    ///
    /// `GET /public-key/retrieve-public-key`
    ///
    /// Operation `public_key.retrieve`. Permission: the caller's token. Repeatable. Source: a client that talks to a
    /// live engine.
    pub fn retrieve(&self) -> Call<PublicKey> {
        self.0.get("/public-key/retrieve-public-key").bare().pick("publicKey").call()
    }

    /// Returns the engine's own key. It may change: do not keep it for long.
    ///
    /// `GET /dptcab/public-key`
    ///
    /// Operation `public_key.retrieve_cab`. Permission: the caller's token. Repeatable. Source: a client that talks
    /// to a live engine.
    pub fn retrieve_cab(&self) -> Call<PublicKey> {
        self.0.get("/dptcab/public-key").bare().pick("publicKey").call()
    }
}
