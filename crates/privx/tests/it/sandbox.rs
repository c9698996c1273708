//! A client of the sandbox, which knows the vendor's facts and nothing of this crate.

use portcullis_sandbox::Sandbox;
use privx::{Client, Trust};
use std::error::Error;

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

pub(crate) async fn site() -> Result<(Sandbox, Client)> {
    let sandbox = Sandbox::start().await?;
    let client = trusting(&sandbox, Some(Trust::only_pem(sandbox.ca_pem())?))?;
    Ok((sandbox, client))
}

/// A client with another trust, or with that of the machine alone.
pub(crate) fn trusting(sandbox: &Sandbox, trust: Option<Trust>) -> Result<Client> {
    let at = &sandbox.details().privx;
    let (oauth, api) = (at.oauth_client_secret.as_str(), at.api_client_secret.as_str());
    let client = Client::builder(&at.base_url).api_client(&at.oauth_client_id, oauth, &at.api_client_id, api);
    let client = match trust {
        Some(trust) => client.trust(trust),
        None => client,
    };
    Ok(client.build()?)
}
