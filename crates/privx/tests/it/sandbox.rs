//! A client of the sandbox, which knows the vendor's facts and nothing of this crate.

use portcullis_sandbox::Sandbox;
use privx::{Client, Trust};
use std::error::Error;

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

pub(crate) async fn site() -> Result<(Sandbox, Client)> {
    let sandbox = Sandbox::start().await?;
    let at = &sandbox.details().privx;
    let (oauth, api) = (at.oauth_client_secret.as_str(), at.api_client_secret.as_str());
    let client = Client::builder(&at.base_url)
        .api_client(&at.oauth_client_id, oauth, &at.api_client_id, api)
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?;
    Ok((sandbox, client))
}
